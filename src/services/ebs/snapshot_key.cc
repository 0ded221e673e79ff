#include "services/ebs/snapshot_key.h"

#include <string_view>

#include "images/ebs_settings.h"
#include "services/ebs/errors.h"

namespace amicast::services::ebs {
namespace {

using images::EncryptionRefusal;
using images::KeyChoice;
using images::UploadParent;

UploadParent kind_of(const images::Snapshot* parent) {
    if (parent == nullptr) return UploadParent::none;
    return parent->is_encrypted() ? UploadParent::encrypted : UploadParent::plain;
}

std::string_view explain(EncryptionRefusal refusal) {
    switch (refusal) {
        case EncryptionRefusal::beside_parent:
            return "'Encrypted' and 'KmsKeyArn' must not be given together with "
                   "'ParentSnapshotId': the snapshot is encrypted as its parent is.";
        case EncryptionRefusal::key_forbids_false:
            return "'KmsKeyArn' must not be given when 'Encrypted' is false.";
        case EncryptionRefusal::default_forbids_false:
            return "'Encrypted' must not be false: encryption by default is on in this Region.";
        case EncryptionRefusal::default_forbids_parent:
            return "'ParentSnapshotId' must name an encrypted snapshot: encryption by default is "
                   "on in this Region.";
        case EncryptionRefusal::key_needs_encrypted:
        case EncryptionRefusal::cannot_decrypt:
            break;  // of copies
    }
    return "The combination of 'Encrypted', 'KmsKeyArn' and 'ParentSnapshotId' is not valid.";
}

Result<std::string> allowed_key(Call& call, const KeyUse& use) {
    auto key = use_key(call, use);
    if (!key) return failure(refused_key(key.error()));
    return (*key)->arn();
}

}  // namespace

Result<std::optional<std::string>> find_upload_key(Call& call, const UploadKeyWish& wish) {
    auto settings = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return images::find_ebs_settings(tx, call.account()); });
    if (!settings) return failure(settings.error());
    auto choice = images::key_of_upload({.by_default = settings->encryption_by_default,
                                         .encrypted = wish.encrypted,
                                         .key_given = wish.kms_key_arn.has_value()},
                                        kind_of(wish.parent));
    if (!choice)
        return failure(invalid("INVALID_PARAMETER_VALUE", std::string(explain(choice.error()))));
    if (*choice == KeyChoice::none) return std::optional<std::string>();
    std::string name = settings->default_key();
    if (*choice == KeyChoice::source) name = *wish.parent->kms_key_arn;
    if (*choice == KeyChoice::given) name = *wish.kms_key_arn;
    return allowed_key(call, {.region = call.region.name,
                              .key = name,
                              .use = ContentUse::create,
                              .content_id = wish.snapshot_id});
}

Status check_key(Call& call, const images::Snapshot& snapshot, ContentUse use) {
    if (!snapshot.is_encrypted()) return {};
    auto allowed = allowed_key(call, {.region = call.region.name,
                                      .key = *snapshot.kms_key_arn,
                                      .use = use,
                                      .content_id = snapshot.id});
    if (!allowed) return failure(allowed.error());
    return {};
}

}  // namespace amicast::services::ebs
