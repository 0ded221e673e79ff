// ResetEbsDefaultKmsKeyId: back to the key that AWS manages. What is encrypted stays under its key.
#include <optional>
#include <vector>

#include "images/ebs_settings.h"
#include "services/ec2/access.h"
#include "services/ec2/ebs_settings_shapes.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

Result<DefaultKmsKeyOutput> reset_ebs_default_kms_key_id(Call& call, const EbsSettingsInput&) {
    Status done = call.region.catalog.write([&](catalog::Transaction& tx) {
        return images::set_default_key(tx, call.account(), std::nullopt);
    });
    if (!done) return failure(done.error());
    return DefaultKmsKeyOutput{.kms_key_id = images::EbsSettings().default_key()};
}

std::vector<iam::AccessRequest> reset_ebs_default_kms_key_id_access(Call& call,
                                                                    const EbsSettingsInput&) {
    return unscoped_access(call, "ec2:ResetEbsDefaultKmsKeyId");
}

}  // namespace

Operation reset_ebs_default_kms_key_id_operation() {
    return operation<&reset_ebs_default_kms_key_id, &reset_ebs_default_kms_key_id_access>(
        {.name = "ResetEbsDefaultKmsKeyId"});
}

}  // namespace amicast::services::ec2
