// EnableEbsEncryptionByDefault: from here on the account's new snapshots and copies in this region
// are encrypted without being asked.
#include <vector>

#include "images/ebs_settings.h"
#include "services/ec2/access.h"
#include "services/ec2/ebs_settings_shapes.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

Result<EncryptionByDefaultOutput> enable_ebs_encryption_by_default(Call& call,
                                                                   const EbsSettingsInput&) {
    Status done = call.region.catalog.write([&](catalog::Transaction& tx) {
        return images::set_encryption_by_default(tx, call.account(), true);
    });
    if (!done) return failure(done.error());
    return EncryptionByDefaultOutput{.ebs_encryption_by_default = true};
}

std::vector<iam::AccessRequest> enable_ebs_encryption_by_default_access(Call& call,
                                                                        const EbsSettingsInput&) {
    return unscoped_access(call, "ec2:EnableEbsEncryptionByDefault");
}

}  // namespace

Operation enable_ebs_encryption_by_default_operation() {
    return operation<&enable_ebs_encryption_by_default, &enable_ebs_encryption_by_default_access>(
        {.name = "EnableEbsEncryptionByDefault"});
}

}  // namespace amicast::services::ec2
