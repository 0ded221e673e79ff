// Key derivation and the two-generation cache: when the recent half is full it becomes the older
// half, and what was in the older half and not asked for since is gone.
#include "sigv4/signing_key.h"

#include <utility>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::sigv4 {

Digest derive_signing_key(std::string_view secret, const Scope& scope) {
    std::string start = "AWS4" + std::string(secret);
    Digest key = crypto::hmac_sha256(as_bytes(start), as_bytes(scope.date));
    key = crypto::hmac_sha256(key, as_bytes(scope.region));
    key = crypto::hmac_sha256(key, as_bytes(scope.service));
    return crypto::hmac_sha256(key, as_bytes(terminator));
}

std::string signature(const Digest& signing_key, std::string_view string_to_sign) {
    return to_hex(crypto::hmac_sha256(signing_key, as_bytes(string_to_sign)));
}

Digest SigningKeyCache::get(std::string_view access_key_id, std::string_view secret,
                            const Scope& scope) {
    std::string name = std::string(access_key_id) + "/" + scope.text();
    {
        std::lock_guard lock(mutex_);
        for (Entries* entries : {&recent_, &older_}) {
            auto found = entries->find(name);
            if (found == entries->end()) continue;
            if (!equal_constant_time(as_bytes(found->second.secret), as_bytes(secret))) break;
            Digest key = found->second.key;
            if (entries == &older_) {
                Entry moved = std::move(found->second);
                older_.erase(found);
                insert(std::move(name), std::move(moved));
            }
            return key;
        }
    }
    Digest key = derive_signing_key(secret, scope);
    std::lock_guard lock(mutex_);
    insert(std::move(name), Entry{.secret = std::string(secret), .key = key});
    return key;
}

std::size_t SigningKeyCache::size() const {
    std::lock_guard lock(mutex_);
    return recent_.size() + older_.size();
}

void SigningKeyCache::insert(std::string name, Entry entry) {
    if (recent_.size() >= entries_max_) older_ = std::exchange(recent_, {});
    recent_.insert_or_assign(std::move(name), std::move(entry));
}

}  // namespace amicast::sigv4
