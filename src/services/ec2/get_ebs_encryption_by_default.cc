// GetEbsEncryptionByDefault: whether the account's new EBS content in this region is encrypted
// without being asked.
#include <vector>

#include "images/ebs_settings.h"
#include "services/ec2/access.h"
#include "services/ec2/ebs_settings_shapes.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

Result<EncryptionByDefaultOutput> get_ebs_encryption_by_default(Call& call,
                                                                const EbsSettingsInput&) {
    auto settings = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return images::find_ebs_settings(tx, call.account()); });
    if (!settings) return failure(settings.error());
    return EncryptionByDefaultOutput{.ebs_encryption_by_default = settings->encryption_by_default};
}

std::vector<iam::AccessRequest> get_ebs_encryption_by_default_access(Call& call,
                                                                     const EbsSettingsInput&) {
    return unscoped_access(call, "ec2:GetEbsEncryptionByDefault");
}

}  // namespace

Operation get_ebs_encryption_by_default_operation() {
    return operation<&get_ebs_encryption_by_default, &get_ebs_encryption_by_default_access>(
        {.name = "GetEbsEncryptionByDefault"});
}

}  // namespace amicast::services::ec2
