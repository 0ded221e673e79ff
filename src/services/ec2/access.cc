#include "services/ec2/access.h"

#include <fmt/format.h>

#include "services/ec2/lookups.h"

namespace amicast::services::ec2 {
namespace {

std::string truth(bool value) {
    return value ? "true" : "false";
}

iam::AccessRequest request(const Call& call, std::string_view action, std::string resource) {
    return {.action = std::string(action),
            .resource = std::move(resource),
            .context = region_context(call)};
}

// Looks an existing resource up; failures leave the context as it is, since the operation itself
// will report them. What the caller may not see is described no more than what does not exist: a
// refusal shows the conditions it was decided by.
template <class Find>
void look_up(Call& call, const std::string& id, iam::ConditionContext& context, Find find) {
    (void)call.region.catalog.read([&](catalog::Transaction& tx) -> Status {
        auto found = find(tx, id);
        if (!found) return failure(found.error());
        Viewer viewer(call);
        auto visible = viewer.may_see(tx, *found);
        if (!visible) return failure(visible.error());
        if (!*visible) return {};
        describe(*found, context);
        context["aws:ResourceAccount"] = {found->owner_id};
        auto tags = images::find_tags(tx, call.account(), id);
        if (!tags) return failure(tags.error());
        add_resource_tags(*tags, context);
        return {};
    });
}

}  // namespace

std::string image_arn(std::string_view region, std::string_view id) {
    return fmt::format("arn:aws:ec2:{}::image/{}", region, id);
}

std::string snapshot_arn(std::string_view region, std::string_view id) {
    return fmt::format("arn:aws:ec2:{}::snapshot/{}", region, id);
}

std::string import_task_arn(const Call& call, std::string_view id) {
    return fmt::format("arn:aws:ec2:{}:{}:import-image-task/{}", call.region.name, call.account(),
                       id);
}

iam::ConditionContext region_context(const Call& call) {
    return {{"ec2:Region", {call.region.name}}};
}

void describe(const images::Image& image, iam::ConditionContext& context) {
    context["ec2:ImageID"] = {image.id};
    context["ec2:Owner"] = {image.owner_id};
    context["ec2:Public"] = {truth(image.is_public)};
    context["ec2:ImageType"] = {image.image_type};
    context["ec2:RootDeviceType"] = {image.root_device_type};
}

void describe(const images::Snapshot& snapshot, iam::ConditionContext& context) {
    context["ec2:SnapshotID"] = {snapshot.id};
    context["ec2:Owner"] = {snapshot.owner_id};
    context["ec2:Encrypted"] = {truth(snapshot.is_encrypted())};
    context["ec2:VolumeSize"] = {std::to_string(snapshot.volume_size_gib)};
    context["ec2:SnapshotTime"] = {to_iso8601(snapshot.start_time)};
    context["ec2:ParentVolume"] = {snapshot.volume_id};
    if (snapshot.source_snapshot_id) context["ec2:ParentSnapshot"] = {*snapshot.source_snapshot_id};
}

void add_resource_tags(const images::Tags& tags, iam::ConditionContext& context) {
    for (const auto& [key, value] : tags) {
        context["aws:ResourceTag/" + key] = {value};
        context["ec2:ResourceTag/" + key] = {value};
    }
}

void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context) {
    for (const Tag& tag : tags) {
        if (!tag.key) continue;
        context["aws:TagKeys"].push_back(*tag.key);
        if (tag.value) context["aws:RequestTag/" + *tag.key] = {*tag.value};
    }
}

std::vector<iam::AccessRequest> unscoped_access(const Call& call, std::string_view action) {
    return {request(call, action, "*")};
}

iam::AccessRequest image_access(Call& call, std::string_view action, const std::string& id) {
    iam::AccessRequest asked = request(call, action, image_arn(call.region.name, id));
    asked.context["ec2:ImageID"] = {id};
    look_up(call, id, asked.context, images::find_image);
    return asked;
}

iam::AccessRequest snapshot_access(Call& call, std::string_view action, const std::string& id) {
    iam::AccessRequest asked = request(call, action, snapshot_arn(call.region.name, id));
    asked.context["ec2:SnapshotID"] = {id};
    look_up(call, id, asked.context, images::find_snapshot);
    return asked;
}

namespace {

std::string new_resource_arn(const Call& call, std::string_view type) {
    if (type == "snapshot") return snapshot_arn(call.region.name, "*");
    if (type == "launch-template")
        return fmt::format("arn:aws:ec2:{}:{}:launch-template/*", call.region.name, call.account());
    if (type == "import-image-task") return import_task_arn(call, "*");
    return image_arn(call.region.name, "*");
}

}  // namespace

std::vector<iam::AccessRequest> create_tags_access(
    const Call& call, std::string_view creating_action,
    const std::vector<TagSpecification>& specifications) {
    std::vector<iam::AccessRequest> asked;
    for (const TagSpecification& specification : specifications) {
        if (specification.tags.empty()) continue;
        asked.push_back(request(call, "ec2:CreateTags",
                                new_resource_arn(call, specification.resource_type.value_or(""))));
        asked.back().context["ec2:CreateAction"] = {std::string(creating_action)};
        add_request_tags(specification.tags, asked.back().context);
    }
    return asked;
}

}  // namespace amicast::services::ec2
