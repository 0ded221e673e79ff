// GetEbsDefaultKmsKeyId: the key that the account's new EBS content in this region is encrypted
// under when none is named: "alias/aws/ebs" until another is chosen, then its ARN.
#include <vector>

#include "images/ebs_settings.h"
#include "services/ec2/access.h"
#include "services/ec2/ebs_settings_shapes.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

Result<DefaultKmsKeyOutput> get_ebs_default_kms_key_id(Call& call, const EbsSettingsInput&) {
    auto settings = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return images::find_ebs_settings(tx, call.account()); });
    if (!settings) return failure(settings.error());
    return DefaultKmsKeyOutput{.kms_key_id = settings->default_key()};
}

std::vector<iam::AccessRequest> get_ebs_default_kms_key_id_access(Call& call,
                                                                  const EbsSettingsInput&) {
    return unscoped_access(call, "ec2:GetEbsDefaultKmsKeyId");
}

}  // namespace

Operation get_ebs_default_kms_key_id_operation() {
    return operation<&get_ebs_default_kms_key_id, &get_ebs_default_kms_key_id_access>(
        {.name = "GetEbsDefaultKmsKeyId"});
}

}  // namespace amicast::services::ec2
