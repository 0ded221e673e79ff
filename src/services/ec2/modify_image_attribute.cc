// ModifyImageAttribute: launch permissions, description or IMDS support of an image the caller
// owns. Clients write launch permissions in three ways (structured, flat with OperationType, both
// at once without any Attribute or OperationType, as Packer does); all count together.
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/encoding.h"
#include "services/ec2/access.h"
#include "services/ec2/encrypted_sharing.h"
#include "services/ec2/errors.h"
#include "services/ec2/image_deprecation.h"
#include "services/ec2/launch_permission.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {
namespace {

using images::Grantee;

struct LaunchPermissionModifications {
    std::vector<LaunchPermission> add;
    std::vector<LaunchPermission> remove;

    static std::span<const wire::Member> members() {
        using This = LaunchPermissionModifications;
        static const wire::Member rows[] = {
            wire::member<&This::add>("Add"),
            wire::member<&This::remove>("Remove"),
        };
        return rows;
    }
};

struct ModifyImageAttributeInput {
    std::optional<std::string> attribute;
    std::optional<AttributeValue> description;
    std::string image_id;
    std::optional<LaunchPermissionModifications> launch_permission;
    std::optional<std::string> operation_type;
    std::vector<std::string> product_codes;
    std::vector<std::string> user_groups;
    std::vector<std::string> user_ids;
    std::optional<std::string> value;
    std::vector<std::string> organization_arns;
    std::vector<std::string> organizational_unit_arns;
    std::optional<AttributeValue> imds_support;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = ModifyImageAttributeInput;
        static const wire::Member rows[] = {
            wire::member<&This::attribute>("Attribute"),
            wire::member<&This::description>("Description"),
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::launch_permission>("LaunchPermission"),
            wire::member<&This::operation_type>("OperationType", {.one_of = "add remove"}),
            wire::member<&This::product_codes>("ProductCodes", {.location_name = "ProductCode"}),
            wire::member<&This::user_groups>("UserGroups", {.location_name = "UserGroup"}),
            wire::member<&This::user_ids>("UserIds", {.location_name = "UserId"}),
            wire::member<&This::value>("Value"),
            wire::member<&This::organization_arns>("OrganizationArns",
                                                   {.location_name = "OrganizationArn"}),
            wire::member<&This::organizational_unit_arns>(
                "OrganizationalUnitArns", {.location_name = "OrganizationalUnitArn"}),
            wire::member<&This::imds_support>("ImdsSupport"),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

constexpr std::size_t description_characters_max = 255;
constexpr std::size_t changes_max = 10'000;  // AWS's bound for one call
constexpr std::size_t grantees_max = 1000;   // AWS's default quota of entities per image

// What one call changes: exactly one of these.
struct Change {
    GranteeChanges launch_permission;
    std::optional<std::string> description;
    std::optional<std::string> imds_support;

    int kinds() const {
        return (launch_permission.empty() ? 0 : 1) + (description ? 1 : 0) + (imds_support ? 1 : 0);
    }
};

Status read_structured(const LaunchPermissionModifications& modifications, GranteeChanges& out) {
    for (const LaunchPermission& item : modifications.add) {
        Result<Grantee> grantee = read_grantee(item);
        if (!grantee) return failure(grantee.error());
        out.add(std::move(*grantee));
    }
    for (const LaunchPermission& item : modifications.remove) {
        Result<Grantee> grantee = read_grantee(item);
        if (!grantee) return failure(grantee.error());
        out.remove(std::move(*grantee));
    }
    return {};
}

// UserId.N and its sisters: OperationType says what happens to them, without one they are added.
Status read_flat(const ModifyImageAttributeInput& input, GranteeChanges& out) {
    const std::pair<Grantee::Kind, const std::vector<std::string>*> lists[] = {
        {Grantee::Kind::user, &input.user_ids},
        {Grantee::Kind::group, &input.user_groups},
        {Grantee::Kind::organization, &input.organization_arns},
        {Grantee::Kind::organizational_unit, &input.organizational_unit_arns},
    };
    for (const auto& [kind, values] : lists) {
        for (const std::string& value : *values) {
            Result<Grantee> grantee = read_grantee(kind, value);
            if (!grantee) return failure(grantee.error());
            if (input.operation_type == "remove") {
                out.remove(std::move(*grantee));
            } else {
                out.add(std::move(*grantee));
            }
        }
    }
    return {};
}

// `Attribute` is redundant but for `Attribute=description&Value=…`; what it names must fit the
// rest.
Status read_attribute_and_value(const ModifyImageAttributeInput& input, Change& change) {
    if (!input.attribute || input.attribute->empty()) return {};
    const std::string& attribute = *input.attribute;
    if (attribute == "description") {
        if (input.value && !change.description) change.description = *input.value;
        if (!change.description) return failure(missing_parameter("Value"));
    } else if (attribute == "imdsSupport") {
        if (input.value && !change.imds_support) change.imds_support = *input.value;
        if (!change.imds_support) return failure(missing_parameter("Value"));
    } else if (attribute == "launchPermission") {
        if (change.launch_permission.empty()) {
            return failure(invalid_combination(
                "No attributes specified: launchPermission needs entries to add or remove."));
        }
    } else {
        return failure(invalid_value(
            attribute, "attribute",
            "Expecting one of: description, launchPermission, productCodes, imdsSupport."));
    }
    return {};
}

// Before anything is read: looking for repetitions costs the square of the number.
Status check_size(const ModifyImageAttributeInput& input) {
    std::size_t size = input.user_ids.size() + input.user_groups.size() +
                       input.organization_arns.size() + input.organizational_unit_arns.size();
    if (const auto& permissions = input.launch_permission)
        size += permissions->add.size() + permissions->remove.size();
    if (size <= changes_max) return {};
    return failure(limit_exceeded(fmt::format(
        "The request changes {} permissions; at most {} are allowed at once", size, changes_max)));
}

Result<Change> read_change(const ModifyImageAttributeInput& input) {
    Status bounded = check_size(input);
    if (!bounded) return failure(bounded.error());
    if (!input.product_codes.empty() || input.attribute == "productCodes") {
        return failure(
            unsupported_operation("Product codes cannot be added: this server has no marketplace"));
    }
    Change change;
    if (input.launch_permission) {
        Status read = read_structured(*input.launch_permission, change.launch_permission);
        if (!read) return failure(read.error());
    }
    Status flat = read_flat(input, change.launch_permission);
    if (!flat) return failure(flat.error());
    if (input.description) change.description = input.description->value.value_or("");
    if (input.imds_support) change.imds_support = input.imds_support->value.value_or("");
    Status named = read_attribute_and_value(input, change);
    if (!named) return failure(named.error());

    if (change.kinds() == 0) return failure(invalid_combination("No attributes specified."));
    if (change.kinds() > 1) {
        return failure(invalid_combination(
            "Only one of launchPermission, description and imdsSupport can be modified at a time"));
    }
    if (change.description && utf8_length(*change.description) > description_characters_max) {
        return failure(
            invalid_value(fmt::format("Description exceeds the maximum length of {} "
                                      "characters",
                                      description_characters_max)));
    }
    if (change.imds_support && *change.imds_support != "v2.0")
        return failure(invalid_value(*change.imds_support, "imdsSupport", "Expecting v2.0."));
    return change;
}

Status apply_change(catalog::Transaction& tx, images::Image image, const Change& change) {
    if (!change.launch_permission.empty()) {
        if (image.state != images::ImageState::available)
            return failure(image_unusable(image.id, images::to_string(image.state)));
        if (holds_everyone(change.launch_permission.added) && !image.deprecation_time) {
            image.deprecation_time = latest_public_deprecation(image);
            Status updated = images::update(tx, image);
            if (!updated) return updated;
        }
        return apply(tx, image.id, change.launch_permission, grantees_max);
    }
    if (change.description) image.description = *change.description;
    if (change.imds_support) image.imds_support = change.imds_support;
    return images::update(tx, image);
}

Result<NoOutput> modify_image_attribute(Call& call, const ModifyImageAttributeInput& input) {
    Result<Change> change = read_change(input);
    if (!change) return failure(change.error());
    Status shareable = check_image_sharing(call, input.image_id, change->launch_permission);
    if (!shareable) return failure(shareable.error());
    Viewer viewer(call);
    Status modified = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto image = find_owned_image(tx, viewer, input.image_id);
        if (!image) return failure(image.error());
        if (image->state == images::ImageState::pending)
            return failure(image_unusable(image->id, "pending"));
        Status allowed = check_public_sharing(tx, call, images::PublicKind::image,
                                              change->launch_permission.added);
        if (!allowed) return allowed;
        return apply_change(tx, std::move(*image), *change);
    });
    if (!modified) return failure(modified.error());
    return NoOutput();
}

std::string_view attribute_name(const ModifyImageAttributeInput& input) {
    if (input.attribute && !input.attribute->empty()) return *input.attribute;
    if (input.description) return "description";
    if (input.imds_support) return "imdsSupport";
    return "launchPermission";
}

std::vector<iam::AccessRequest> modify_image_attribute_access(
    Call& call, const ModifyImageAttributeInput& input) {
    iam::AccessRequest asked = image_access(call, "ec2:ModifyImageAttribute", input.image_id);
    asked.context["ec2:Attribute"] = {std::string(attribute_name(input))};
    return {std::move(asked)};
}

}  // namespace

Operation modify_image_attribute_operation() {
    return operation<&modify_image_attribute, &modify_image_attribute_access>(
        {.name = "ModifyImageAttribute"});
}

}  // namespace amicast::services::ec2
