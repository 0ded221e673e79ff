#include "services/ec2/errors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "services/coded_error.h"

namespace amicast::services::ec2 {
namespace {

// What a client sent is quoted, but not at any length.
std::string_view shown(std::string_view value) {
    return value.substr(0, 256);
}

}  // namespace

Error image_id_malformed(std::string_view id) {
    bool prefixed = id.starts_with("ami-");
    return coded_error(
        ErrorKind::invalid, "InvalidAMIID.Malformed",
        fmt::format("Invalid id: \"{}\"{}", shown(id), prefixed ? "" : " (expecting \"ami-...\")"));
}

Error images_not_found(const std::vector<std::string>& ids) {
    if (ids.size() == 1) return image_not_found(ids.front());
    return coded_error(ErrorKind::not_found, "InvalidAMIID.NotFound",
                       fmt::format("The image ids '[{}]' do not exist", fmt::join(ids, ", ")));
}

Error image_not_found(std::string_view id) {
    return coded_error(ErrorKind::not_found, "InvalidAMIID.NotFound",
                       fmt::format("The image id '[{}]' does not exist", shown(id)));
}

Error image_gone(std::string_view id) {
    return coded_error(ErrorKind::conflict, "InvalidAMIID.Unavailable",
                       fmt::format("The image id '[{}]' is no longer available", shown(id)));
}

Error image_unusable(std::string_view id, std::string_view state) {
    return coded_error(ErrorKind::conflict, "InvalidAMIID.Unavailable",
                       fmt::format("The AMI ID '{}' is currently {} and may not be used for this "
                                   "operation",
                                   shown(id), state));
}

Error image_not_owned(std::string_view id) {
    return coded_error(ErrorKind::denied, "AuthFailure",
                       fmt::format("Not authorized for image:{}", shown(id)));
}

Error image_name_malformed() {
    return coded_error(
        ErrorKind::invalid, "InvalidAMIName.Malformed",
        "AMI names must be between 3 and 128 characters long, and may contain letters, "
        "numbers, spaces, '(', ')', '[', ']', '.', '-', '/', ''', '@' and '_'");
}

Error image_name_taken(std::string_view name, std::string_view by_image) {
    return coded_error(ErrorKind::conflict, "InvalidAMIName.Duplicate",
                       fmt::format("AMI name {} is already in use by AMI {}", name, by_image));
}

Error attribute_item_invalid(std::string_view value, std::string_view item_type) {
    return coded_error(ErrorKind::invalid, "InvalidAMIAttributeItemValue",
                       fmt::format("Invalid attribute item value \"{}\" for {} item type.",
                                   shown(value), item_type));
}

Error snapshot_id_malformed(std::string_view id) {
    if (!id.starts_with("snap-")) return invalid_value(id, "snapshotId", "Expected: 'snap-...'.");
    return coded_error(
        ErrorKind::invalid, "InvalidSnapshotID.Malformed",
        fmt::format("The snapshot ID '{}' is malformed: 8 or 17 lower-case hexadecimal "
                    "digits follow 'snap-'",
                    shown(id)));
}

Error snapshot_not_found(std::string_view id) {
    return coded_error(ErrorKind::not_found, "InvalidSnapshot.NotFound",
                       fmt::format("The snapshot '{}' does not exist.", shown(id)));
}

Error snapshot_in_use(std::string_view id, std::string_view by_image) {
    return coded_error(ErrorKind::conflict, "InvalidSnapshot.InUse",
                       fmt::format("The snapshot {} is currently in use by {}", id, by_image));
}

Error snapshot_not_owned(std::string_view id) {
    return coded_error(ErrorKind::denied, "AuthFailure",
                       fmt::format("Not authorized for snapshot:{}", shown(id)));
}

Error image_protected(std::string_view id, std::string_view until) {
    std::string why = until.empty()
                          ? "To deregister it, call DisableImageDeregistrationProtection first."
                          : fmt::format("Its cooldown period ends at {}.", until);
    return coded_error(
        ErrorKind::conflict, "OperationNotPermitted",
        fmt::format("The image {} is protected from deregistration. {}", shown(id), why));
}

Error public_sharing_blocked(std::string_view what) {
    bool image = what == "image";
    return not_permitted(
        fmt::format("You can't publicly share this {} because block public access for {} is "
                    "enabled for this account. To publicly share the {}, you must call the {} API.",
                    what, image ? "AMIs" : "snapshots", what,
                    image ? "DisableImageBlockPublicAccess" : "DisableSnapshotBlockPublicAccess"));
}

Error template_id_malformed(std::string_view id) {
    return coded_error(ErrorKind::invalid, "InvalidLaunchTemplateId.Malformed",
                       fmt::format("Invalid id: \"{}\" (expecting \"lt-...\")", shown(id)));
}

Error template_id_unknown(std::string_view id) {
    return coded_error(
        ErrorKind::not_found, "InvalidLaunchTemplateId.NotFound",
        fmt::format("The specified launch template, with template ID {}, does not exist.",
                    shown(id)));
}

Error template_name_malformed(std::string_view name) {
    return coded_error(
        ErrorKind::invalid, "InvalidLaunchTemplateName.MalformedException",
        fmt::format("The launch template name \"{}\" is not valid: expected 3 to 128 "
                    "letters, digits and ( ) . / _ -",
                    shown(name)));
}

Error template_name_unknown(std::string_view name) {
    return coded_error(
        ErrorKind::not_found, "InvalidLaunchTemplateName.NotFoundException",
        fmt::format("The specified launch template, with template name {}, does not exist.",
                    shown(name)));
}

Error template_name_taken(std::string_view name) {
    return coded_error(ErrorKind::conflict, "InvalidLaunchTemplateName.AlreadyExistsException",
                       fmt::format("Launch template name already in use: {}", shown(name)));
}

Error template_version_unknown(std::string_view id, std::string_view version) {
    return coded_error(
        ErrorKind::not_found, "InvalidLaunchTemplateId.VersionNotFound",
        fmt::format("Could not find the specified version {} for the launch template with "
                    "ID {}.",
                    shown(version), id));
}

Error too_many_template_versions(std::string message) {
    return coded_error(ErrorKind::limit, "MaxTemplateVersionLimitExceeded", std::move(message));
}

Error import_task_unknown(std::string_view id) {
    return coded_error(ErrorKind::not_found, "InvalidConversionTaskId",
                       fmt::format("The import task ID '{}' does not exist", shown(id)));
}

Error user_id_malformed(std::string_view value) {
    return coded_error(ErrorKind::invalid, "InvalidUserID.Malformed",
                       fmt::format("Invalid user id: \"{}\" (expecting 12 digits)", shown(value)));
}

Error region_unknown(std::string_view region, const std::vector<std::string>& served) {
    return coded_error(ErrorKind::invalid, "InvalidRegion",
                       fmt::format("The region {} does not exist here (known regions: {})",
                                   shown(region), fmt::join(served, ", ")));
}

Error missing_parameter(std::string_view name) {
    return coded_error(ErrorKind::invalid, "MissingParameter",
                       fmt::format("The request must contain the parameter {}", name));
}

Error invalid_value(std::string_view value, std::string_view parameter, std::string_view reason) {
    return invalid_value(
        fmt::format("Value ({}) for parameter {} is invalid. {}", shown(value), parameter, reason));
}

Error invalid_value(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidParameterValue", std::move(message));
}

Error invalid_parameter(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidParameter", std::move(message));
}

Error invalid_request(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidRequest", std::move(message));
}

Error cannot_combine(std::string_view one, std::string_view other) {
    return invalid_combination(
        fmt::format("The parameter {} cannot be used with the parameter {}", one, other));
}

Error invalid_combination(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidParameterCombination", std::move(message));
}

Error needs_parameter(std::string_view one, std::string_view other) {
    return coded_error(
        ErrorKind::invalid, "InvalidParameterDependency",
        fmt::format("The parameter {} requires the parameter {} to be set.", one, other));
}

Error invalid_block_device(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidBlockDeviceMapping", std::move(message));
}

Error not_permitted(std::string message) {
    return coded_error(ErrorKind::invalid, "OperationNotPermitted", std::move(message));
}

Error unsupported_operation(std::string message) {
    return coded_error(ErrorKind::unsupported, "UnsupportedOperation", std::move(message));
}

Error incorrect_state(std::string message) {
    return coded_error(ErrorKind::conflict, "IncorrectState", std::move(message));
}

Error limit_exceeded(std::string message) {
    return coded_error(ErrorKind::limit, "ResourceLimitExceeded", std::move(message));
}

Error tag_limit_exceeded() {
    return coded_error(ErrorKind::limit, "TagLimitExceeded",
                       "The maximum number of Tags for a resource has been reached.");
}

Error filter_limit_exceeded(std::string message) {
    return coded_error(ErrorKind::limit, "FilterLimitExceeded", std::move(message));
}

Error token_mismatch() {
    return coded_error(
        ErrorKind::conflict, "IdempotentParameterMismatch",
        "Arguments on this idempotent request are inconsistent with arguments used in "
        "previous request(s).");
}

Error page_token_invalid(std::string_view token) {
    return coded_error(ErrorKind::invalid, "InvalidNextToken",
                       fmt::format("The token '{}' is invalid", shown(token)));
}

}  // namespace amicast::services::ec2
