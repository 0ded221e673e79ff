// Ownership, sharing and states.
#include "services/ebs/lookups.h"

#include <algorithm>

#include <fmt/format.h>

#include "images/permissions.h"
#include "services/ebs/errors.h"

namespace amicast::services::ebs {
namespace {

Result<images::Snapshot> find_any(catalog::Transaction& tx, const std::string& snapshot_id) {
    auto snapshot = images::find_snapshot(tx, snapshot_id);
    if (!snapshot && snapshot.error().kind == ErrorKind::not_found)
        return failure(snapshot_not_found(snapshot_id));
    return snapshot;
}

Result<bool> is_shared_with(catalog::Transaction& tx, const std::string& snapshot_id,
                            const std::string& account) {
    auto grantees = images::find_grantees(tx, snapshot_id);
    if (!grantees) return failure(grantees.error());
    return std::any_of(grantees->begin(), grantees->end(), [&](const images::Grantee& grantee) {
        return grantee.kind == images::Grantee::Kind::user && grantee.value == account;
    });
}

}  // namespace

Result<images::Snapshot> find_owned(catalog::Transaction& tx, const Call& call,
                                    const std::string& snapshot_id) {
    auto snapshot = find_any(tx, snapshot_id);
    if (snapshot && snapshot->owner_id != call.account())
        return failure(foreign_snapshot(snapshot_id));
    return snapshot;
}

Result<images::Snapshot> find_writable(catalog::Transaction& tx, const Call& call,
                                       const std::string& snapshot_id) {
    auto snapshot = find_owned(tx, call, snapshot_id);
    if (!snapshot) return snapshot;
    if (snapshot->state != images::SnapshotState::pending) {
        return failure(invalid("INVALID_SNAPSHOT_ID",
                               fmt::format("The snapshot '{}' is in the state '{}'; only a pending "
                                           "snapshot takes blocks.",
                                           snapshot_id, to_string(snapshot->state))));
    }
    if (!snapshot->upload_timeout) {
        return failure(invalid("INVALID_SNAPSHOT_ID",
                               fmt::format("The snapshot '{}' was not started with StartSnapshot "
                                           "and takes no blocks.",
                                           snapshot_id)));
    }
    if (snapshot->upload_deadline && *snapshot->upload_deadline <= call.now) {
        return failure(
            invalid("WRITE_REQUEST_TIMEOUT",
                    fmt::format("The snapshot '{}' has timed out: nothing was written to "
                                "it for too long.",
                                snapshot_id)));
    }
    return snapshot;
}

Result<images::Snapshot> find_readable(catalog::Transaction& tx, const Call& call,
                                       const std::string& snapshot_id) {
    auto snapshot = find_any(tx, snapshot_id);
    if (!snapshot) return snapshot;
    if (snapshot->owner_id != call.account()) {
        auto shared = is_shared_with(tx, snapshot_id, call.account());
        if (!shared) return failure(shared.error());
        if (!*shared) return failure(foreign_snapshot(snapshot_id));
    }
    if (snapshot->state != images::SnapshotState::completed || !snapshot->root) {
        return failure(invalid("INVALID_SNAPSHOT_ID",
                               fmt::format("The snapshot '{}' is in the state '{}'; only a "
                                           "completed snapshot can be read.",
                                           snapshot_id, to_string(snapshot->state))));
    }
    return snapshot;
}

Result<images::Domain> open_domain(Call& call, const images::Snapshot& snapshot, ContentUse use) {
    Status allowed = check_key(call, snapshot, use);
    if (!allowed) return failure(allowed.error());
    auto domain = images::open_domain(call.region, snapshot.kms_key_arn);
    if (!domain) return failure(unusable_key(domain.error()));
    return domain;
}

Result<images::Contents> open_contents(Call& call, const images::Snapshot& snapshot) {
    Status allowed = check_key(call, snapshot, ContentUse::read);
    if (!allowed) return failure(allowed.error());
    auto contents = images::open_contents(call.region, snapshot);
    if (!contents) return failure(unusable_key(contents.error()));
    return contents;
}

Status check_block_index(const images::Snapshot& snapshot, std::int64_t index) {
    if (index >= 0 && index < snapshot.block_count()) return {};
    return failure(invalid("INVALID_BLOCK",
                           fmt::format("Block index {} is outside the volume: expected 0 to {}.",
                                       index, snapshot.block_count() - 1)));
}

}  // namespace amicast::services::ebs
