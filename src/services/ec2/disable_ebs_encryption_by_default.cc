// DisableEbsEncryptionByDefault: from here on the account's new snapshots and copies in this region
// are encrypted when they are asked to be. Its default key stays as it is.
#include <vector>

#include "images/ebs_settings.h"
#include "services/ec2/access.h"
#include "services/ec2/ebs_settings_shapes.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

Result<EncryptionByDefaultOutput> disable_ebs_encryption_by_default(Call& call,
                                                                    const EbsSettingsInput&) {
    Status done = call.region.catalog.write([&](catalog::Transaction& tx) {
        return images::set_encryption_by_default(tx, call.account(), false);
    });
    if (!done) return failure(done.error());
    return EncryptionByDefaultOutput{.ebs_encryption_by_default = false};
}

std::vector<iam::AccessRequest> disable_ebs_encryption_by_default_access(Call& call,
                                                                         const EbsSettingsInput&) {
    return unscoped_access(call, "ec2:DisableEbsEncryptionByDefault");
}

}  // namespace

Operation disable_ebs_encryption_by_default_operation() {
    return operation<&disable_ebs_encryption_by_default, &disable_ebs_encryption_by_default_access>(
        {.name = "DisableEbsEncryptionByDefault"});
}

}  // namespace amicast::services::ec2
