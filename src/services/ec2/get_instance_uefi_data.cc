// GetInstanceUefiData: there are no instances here. Declared because Terraform asks for it, with an
// AMI id, after reading an image: any 4xx lets it go on, while a 5xx would be retried for minutes.
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/ids.h"
#include "services/ec2/access.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct GetInstanceUefiDataInput {
    std::string instance_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = GetInstanceUefiDataInput;
        static const wire::Member rows[] = {
            wire::member<&This::instance_id>("InstanceId", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct GetInstanceUefiDataOutput {
    std::optional<std::string> instance_id;
    std::optional<std::string> uefi_data;

    static std::span<const wire::Member> members() {
        using This = GetInstanceUefiDataOutput;
        static const wire::Member rows[] = {
            wire::member<&This::instance_id>("InstanceId", {.location_name = "instanceId"}),
            wire::member<&This::uefi_data>("UefiData", {.location_name = "uefiData"}),
        };
        return rows;
    }
};

Result<GetInstanceUefiDataOutput> get_instance_uefi_data(Call&,
                                                         const GetInstanceUefiDataInput& input) {
    std::string id = input.instance_id.substr(0, 256);
    if (!is_resource_id(input.instance_id, "i-")) {
        return failure(Error{.kind = ErrorKind::invalid,
                             .message = fmt::format("Invalid id: \"{}\"", id),
                             .code = "InvalidInstanceID.Malformed"});
    }
    return failure(Error{.kind = ErrorKind::not_found,
                         .message = fmt::format("The instance ID '{}' does not exist", id),
                         .code = "InvalidInstanceID.NotFound"});
}

std::vector<iam::AccessRequest> get_instance_uefi_data_access(
    Call& call, const GetInstanceUefiDataInput& input) {
    return {{.action = "ec2:GetInstanceUefiData",
             .resource = fmt::format("arn:aws:ec2:{}:{}:instance/{}", call.region.name,
                                     call.account(), input.instance_id),
             .context = region_context(call)}};
}

}  // namespace

Operation get_instance_uefi_data_operation() {
    return operation<&get_instance_uefi_data, &get_instance_uefi_data_access>(
        {.name = "GetInstanceUefiData"});
}

}  // namespace amicast::services::ec2
