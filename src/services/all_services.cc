// Every service this program speaks, in one explicit table: objects that register themselves would
// be dropped by the linker.
#include <array>

#include "services/ebs/service.h"
#include "services/ec2/service.h"
#include "services/iam/service.h"
#include "services/imagebuilder/service.h"
#include "services/kms/service.h"
#include "services/logs/service.h"
#include "services/operation.h"
#include "services/organizations/service.h"
#include "services/ssm/service.h"
#include "services/sts/service.h"

namespace amicast::services {

std::span<const Service> all_services() {
    static const std::array services = {
        ec2_service(), imagebuilder_service(), ebs_service(),
        sts_service(), iam_service(),          organizations_service(),
        kms_service(), ssm_service(),          logs_service()};
    return services;
}

}  // namespace amicast::services
