#include "services/ec2/service.h"

#include <array>

#include <fmt/format.h>

#include "services/ec2/errors.h"
#include "services/ec2/operations.h"

namespace amicast::services {
namespace {

using wire::InputProblem;

// Every code whose status is not 400. AuthFailure is 401 when it speaks of credentials and 400 when
// it speaks of a resource; wire/ tells them apart.
constexpr wire::ErrorCode error_codes[] = {
    {"DryRunOperation", 412},    {"UnauthorizedOperation", 403}, {"RequestLimitExceeded", 503},
    {"InternalError", 500},      {"InternalFailure", 500},       {"Unavailable", 503},
    {"ServiceUnavailable", 503},
};

bool is_image_name(const wire::OperationShape& operation, const InputProblem& problem) {
    return problem.path == "Name" && problem.what == InputProblem::What::length &&
           (operation.name == "CopyImage" || operation.name == "RegisterImage");
}

Error name_input_problem(const wire::OperationShape& operation, const InputProblem& problem) {
    if (problem.what == InputProblem::What::missing) return ec2::missing_parameter(problem.path);
    if (problem.what == InputProblem::What::malformed) {
        return Error{
            .kind = ErrorKind::invalid,
            .message = fmt::format("The request cannot be read: expected {}", problem.expected),
            .code = "MalformedQueryString"};
    }
    if (is_image_name(operation, problem)) return ec2::image_name_malformed();
    if (problem.path == "ClientToken") {
        return Error{.kind = ErrorKind::invalid,
                     .message = fmt::format("The specified client token is not valid: expected {}",
                                            problem.expected),
                     .code = "InvalidClientToken"};
    }
    return ec2::invalid_value(problem.value, problem.path,
                              fmt::format("Expected {}.", problem.expected));
}

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
        case ErrorKind::not_found:
            return "InvalidParameterValue";
        case ErrorKind::conflict:
            return "IncorrectState";
        case ErrorKind::denied:
            return "UnauthorizedOperation";
        case ErrorKind::throttled:
            return "RequestLimitExceeded";
        case ErrorKind::limit:
            return "ResourceLimitExceeded";
        case ErrorKind::unsupported:
            return "UnsupportedOperation";
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
            return "Unavailable";
        case ErrorKind::unknown_outcome:
        case ErrorKind::corrupt:
        case ErrorKind::internal:
            break;
    }
    return "InternalError";
}

// What fails inside is told in the service's own words; the log has the rest.
Error name_error(Error error) {
    if (!error.code.empty()) return error;
    error.code = code_of(error.kind);
    if (error.code == "InternalError") error.message = "An internal error has occurred";
    return error;
}

const wire::ServiceShape shape{.name = "ec2",
                               .protocol = wire::Protocol::ec2_query,
                               .api_version = "2016-11-15",
                               .xml_namespace = "http://ec2.amazonaws.com/doc/2016-11-15/",
                               .error_codes = error_codes,
                               .name_input_problem = &name_input_problem,
                               .name_error = &name_error};

}  // namespace

const Service& ec2_service() {
    using namespace ec2;
    static const std::array operations{
        cancel_image_launch_permission_operation(),
        cancel_import_task_operation(),
        copy_image_operation(),
        copy_snapshot_operation(),
        create_launch_template_operation(),
        create_launch_template_version_operation(),
        create_tags_operation(),
        delete_launch_template_operation(),
        delete_launch_template_versions_operation(),
        delete_snapshot_operation(),
        delete_tags_operation(),
        deregister_image_operation(),
        describe_image_attribute_operation(),
        describe_images_operation(),
        describe_import_image_tasks_operation(),
        describe_launch_template_versions_operation(),
        describe_launch_templates_operation(),
        describe_regions_operation(),
        describe_snapshot_attribute_operation(),
        describe_snapshots_operation(),
        describe_tags_operation(),
        disable_ebs_encryption_by_default_operation(),
        disable_image_block_public_access_operation(),
        disable_image_deprecation_operation(),
        disable_image_deregistration_protection_operation(),
        disable_image_operation(),
        disable_snapshot_block_public_access_operation(),
        enable_ebs_encryption_by_default_operation(),
        enable_image_block_public_access_operation(),
        enable_image_deprecation_operation(),
        enable_image_deregistration_protection_operation(),
        enable_image_operation(),
        enable_snapshot_block_public_access_operation(),
        get_ebs_default_kms_key_id_operation(),
        get_ebs_encryption_by_default_operation(),
        get_image_block_public_access_state_operation(),
        get_instance_uefi_data_operation(),
        get_snapshot_block_public_access_state_operation(),
        import_image_operation(),
        modify_ebs_default_kms_key_id_operation(),
        modify_image_attribute_operation(),
        modify_launch_template_operation(),
        modify_snapshot_attribute_operation(),
        register_image_operation(),
        reset_ebs_default_kms_key_id_operation(),
        reset_image_attribute_operation(),
        reset_snapshot_attribute_operation(),
    };
    static const Service service{.shape = shape, .operations = operations};
    return service;
}

}  // namespace amicast::services
