#include "services/ec2/encrypted_sharing.h"

#include <vector>

#include "images/contents.h"
#include "keys/keyring.h"
#include "services/ec2/errors.h"
#include "services/ec2/lookups.h"

namespace amicast::services::ec2 {
namespace {

// A key that is gone was not AWS's own: those are never deleted.
Result<bool> is_managed_by_aws(const Call& call, const std::string& kms_key_arn) {
    keys::Keyring* keyring = call.site.find_keyring(call.region.name);
    if (keyring == nullptr) return false;
    auto key = keyring->find(images::key_id_of(kms_key_arn));
    if (!key && key.error().kind == ErrorKind::not_found) return false;
    if (!key) return failure(key.error());
    return (*key)->manager == keys::KeyManager::aws;
}

struct Refusals {
    Error managed_key;
    Error everyone;
};

Status check(const Call& call, const images::Snapshot& snapshot, const GranteeChanges& changes,
             const Refusals& refusals) {
    if (!snapshot.is_encrypted()) return {};
    auto managed = is_managed_by_aws(call, *snapshot.kms_key_arn);
    if (!managed) return failure(managed.error());
    if (*managed) return failure(refusals.managed_key);
    if (holds_everyone(changes.added)) return failure(refusals.everyone);
    return {};
}

Result<std::vector<images::Snapshot>> snapshots_of(catalog::Transaction& tx, Viewer& viewer,
                                                   const std::string& image_id) {
    std::vector<images::Snapshot> snapshots;
    auto image = find_owned_image(tx, viewer, image_id);
    if (!image) return failure(image.error());
    for (const images::BlockDevice& device : image->devices) {
        if (!device.snapshot_id) continue;
        auto snapshot = images::find_snapshot(tx, *device.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        snapshots.push_back(std::move(*snapshot));
    }
    return snapshots;
}

}  // namespace

Status check_snapshot_sharing(Call& call, const std::string& snapshot_id,
                              const GranteeChanges& changes) {
    if (changes.added.empty()) return {};
    Viewer viewer(call);
    auto snapshot = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_owned_snapshot(tx, viewer, snapshot_id); });
    if (!snapshot) return {};
    return check(
        call, *snapshot, changes,
        {.managed_key = not_permitted("Encrypted snapshots with EBS default key cannot be shared"),
         .everyone = not_permitted("Encrypted snapshots can't be shared publicly.")});
}

Status check_image_sharing(Call& call, const std::string& image_id, const GranteeChanges& changes) {
    if (changes.added.empty()) return {};
    Viewer viewer(call);
    auto snapshots = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return snapshots_of(tx, viewer, image_id); });
    if (!snapshots) return {};
    const Refusals refusals{
        .managed_key = invalid_parameter(
            "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another "
            "snapshot."),
        .everyone = unsupported_operation(
            "Encrypted snapshots can't be shared publicly. Specify another snapshot.")};
    for (const images::Snapshot& snapshot : *snapshots) {
        Status checked = check(call, snapshot, changes, refusals);
        if (!checked) return checked;
    }
    return {};
}

}  // namespace amicast::services::ec2
