#include "iam/access_key_uses.h"

#include "iam/identity_rows.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

// Another server may have written a later use, and the key may be deleted since.
Status insert_use(Transaction& tx, const std::string& id, const AccessKeyUse& use) {
    auto keys = select_count(tx, "SELECT count(*) FROM access_keys WHERE id = $1", {id});
    if (!keys) return failure(keys.error());
    if (*keys == 0) return {};
    return run(tx,
               "INSERT INTO access_key_uses (access_key_id, used_us, service, region) "
               "VALUES ($1, $2, $3, $4) ON CONFLICT (access_key_id) DO UPDATE SET "
               "used_us = excluded.used_us, service = excluded.service, region = excluded.region "
               "WHERE access_key_uses.used_us < excluded.used_us",
               {id, use.used, use.service, use.region});
}

}  // namespace

void AccessKeyUses::note(std::string_view access_key_id, std::string_view service,
                         std::string_view region, Time now) {
    std::lock_guard lock(mutex_);
    AccessKeyUse& use = unwritten_[std::string(access_key_id)];
    use.used = now;
    use.service = service;
    use.region = region;
}

Result<std::optional<AccessKeyUse>> AccessKeyUses::find(std::string_view access_key_id) {
    std::optional<AccessKeyUse> use;
    {
        std::lock_guard lock(mutex_);
        auto noted = unwritten_.find(std::string(access_key_id));
        if (noted != unwritten_.end()) use = noted->second;
    }
    Status done = catalog_.read([&](Transaction& tx) -> Status {
        return tx.query(
            "SELECT used_us, service, region FROM access_key_uses WHERE access_key_id = $1",
            {access_key_id}, [&](const catalog::Row& row) {
                if (use && use->used >= row.time(0)) return;
                use = AccessKeyUse{row.time(0), row.string(1), row.string(2)};
            });
    });
    if (!done) return failure(done.error());
    return use;
}

Status AccessKeyUses::write() {
    Uses writing;
    {
        std::lock_guard lock(mutex_);
        writing.swap(unwritten_);
    }
    if (writing.empty()) return {};
    Status done = catalog_.write([&](Transaction& tx) -> Status {
        for (const auto& [id, use] : writing) {
            if (Status written = insert_use(tx, id, use); !written) return written;
        }
        return {};
    });
    if (done) return done;
    // For the next time, unless there was a later use meanwhile.
    std::lock_guard lock(mutex_);
    unwritten_.merge(writing);
    return done;
}

}  // namespace amicast::iam
