// ModifyEbsDefaultKmsKeyId: the key that new EBS content of the account in this region is encrypted
// under when none is named.
//
// The real service may find out later that the key is wrong; here it is asked for at once, because
// nobody would look for the reason of failing copies in a setting.
#include <optional>
#include <string>
#include <vector>

#include "images/ebs_settings.h"
#include "services/ec2/access.h"
#include "services/ec2/ebs_settings_shapes.h"
#include "services/ec2/errors.h"
#include "services/ec2/operations.h"
#include "services/key_use.h"

namespace amicast::services::ec2 {
namespace {

struct ModifyEbsDefaultKmsKeyIdInput {
    std::string kms_key_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = ModifyEbsDefaultKmsKeyIdInput;
        static const wire::Member rows[] = {
            wire::member<&This::kms_key_id>("KmsKeyId", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

// A key that is not permitted or not enabled is no wrong value: such errors keep their own codes.
Error refused(const Error& error, const std::string& key) {
    bool names_none = error.kind == ErrorKind::not_found || error.kind == ErrorKind::invalid ||
                      error.kind == ErrorKind::unsupported;
    return names_none ? invalid_value(key, "kmsKeyId", error.message) : error;
}

Result<DefaultKmsKeyOutput> modify_ebs_default_kms_key_id(
    Call& call, const ModifyEbsDefaultKmsKeyIdInput& input) {
    auto key = use_key(
        call, {.region = call.region.name, .key = input.kms_key_id, .use = ContentUse::create});
    if (!key) return failure(refused(key.error(), input.kms_key_id));
    const std::string arn = (*key)->arn();
    Status done = call.region.catalog.write(
        [&](catalog::Transaction& tx) { return images::set_default_key(tx, call.account(), arn); });
    if (!done) return failure(done.error());
    return DefaultKmsKeyOutput{.kms_key_id = arn};
}

std::vector<iam::AccessRequest> modify_ebs_default_kms_key_id_access(
    Call& call, const ModifyEbsDefaultKmsKeyIdInput&) {
    return unscoped_access(call, "ec2:ModifyEbsDefaultKmsKeyId");
}

}  // namespace

Operation modify_ebs_default_kms_key_id_operation() {
    return operation<&modify_ebs_default_kms_key_id, &modify_ebs_default_kms_key_id_access>(
        {.name = "ModifyEbsDefaultKmsKeyId"});
}

}  // namespace amicast::services::ec2
