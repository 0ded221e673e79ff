#include "crypto/paired_sha256.h"

#include <array>
#include <utility>

#include "crypto/digest.h"
#include "crypto/sha256_each.h"

namespace amicast::crypto {

PairedSha256::Visitor::Visitor(PairedSha256& host) : host_(host) {
    std::lock_guard lock(host_.mutex_);
    ++host_.visitors_;
}

PairedSha256::Visitor::~Visitor() {
    std::lock_guard lock(host_.mutex_);
    --host_.visitors_;
}

Digest PairedSha256::Visitor::sha256(ByteView text) {
    return host_.hash(text);
}

Digest PairedSha256::hash(ByteView text) {
    std::unique_lock lock(mutex_);
    if (waiting_ != nullptr && waiting_->text.size() == text.size()) {
        Waiting& other = *std::exchange(waiting_, nullptr);
        other.taken = true;
        lock.unlock();
        const std::array<ByteView, 2> texts = {other.text, text};
        std::array<Digest, 2> digests{};
        sha256_each(texts, digests);
        lock.lock();
        other.digest = digests[0];
        other.done = true;
        other.changed.notify_one();  // with the mutex held: afterwards `other` may be gone
        return digests[1];
    }
    if (waiting_ != nullptr || visitors_ < busy_from_) {
        lock.unlock();
        return crypto::sha256(text);
    }
    Waiting mine;
    mine.text = text;
    waiting_ = &mine;
    mine.changed.wait_for(lock, patience_, [&] { return mine.taken; });
    if (mine.taken) {
        mine.changed.wait(lock, [&] { return mine.done; });
        return mine.digest;
    }
    waiting_ = nullptr;
    lock.unlock();
    return crypto::sha256(text);
}

}  // namespace amicast::crypto
