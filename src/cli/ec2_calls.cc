#include "cli/ec2_calls.h"

#include <algorithm>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace amicast::cli {
namespace {

constexpr std::string_view service = "ec2";
constexpr std::string_view version = "2016-11-15";

struct Answer {
    pugi::xml_document document;
    pugi::xml_node root() const { return document.document_element(); }
};

Result<Answer> call(ApiClient& api, std::string_view region, std::string_view action,
                    const Parameters& parameters, bool repeatable = true) {
    auto response = api.query_call(service, region, version, action, parameters, repeatable);
    if (!response) return failure(response.error());
    Answer answer;
    if (!answer.document.load_buffer(response->body.data(), response->body.size())) {
        return failure(ErrorKind::corrupt,
                       fmt::format("The server's answer to {} is not XML.", action));
    }
    return answer;
}

std::string text(const pugi::xml_node& node, const char* name) {
    return node.child(name).text().get();
}

void add_tags(Parameters& parameters, int number, std::string_view type, const Parameters& tags) {
    if (tags.empty()) return;
    std::string prefix = fmt::format("TagSpecification.{}.", number);
    parameters.emplace_back(prefix + "ResourceType", type);
    int at = 0;
    for (const auto& [key, value] : tags) {
        ++at;
        parameters.emplace_back(fmt::format("{}Tag.{}.Key", prefix, at), key);
        parameters.emplace_back(fmt::format("{}Tag.{}.Value", prefix, at), value);
    }
}

ImageInfo read_image(const pugi::xml_node& item) {
    ImageInfo image{.id = text(item, "imageId"),
                    .name = text(item, "name"),
                    .owner = text(item, "imageOwnerId"),
                    .state = text(item, "imageState"),
                    .state_reason = text(item.child("stateReason"), "message"),
                    .created = text(item, "creationDate"),
                    .architecture = text(item, "architecture"),
                    .root_device = text(item, "rootDeviceName"),
                    .source_image_id = text(item, "sourceImageId"),
                    .source_region = text(item, "sourceImageRegion")};
    for (const pugi::xml_node& device : item.child("blockDeviceMapping").children("item")) {
        if (text(device, "deviceName") == image.root_device)
            image.snapshot_id = text(device.child("ebs"), "snapshotId");
    }
    return image;
}

}  // namespace

Result<std::string> register_image(ApiClient& api, std::string_view region,
                                   const ImageRequest& image) {
    Parameters parameters = {{"Name", image.name},
                             {"Architecture", image.architecture},
                             {"VirtualizationType", "hvm"},
                             {"EnaSupport", "true"},
                             {"RootDeviceName", image.root_device},
                             {"BlockDeviceMapping.1.DeviceName", image.root_device},
                             {"BlockDeviceMapping.1.Ebs.SnapshotId", image.snapshot_id}};
    if (!image.description.empty()) parameters.emplace_back("Description", image.description);
    if (!image.boot_mode.empty()) parameters.emplace_back("BootMode", image.boot_mode);
    add_tags(parameters, 1, "image", image.tags);
    // A name can be registered once only, so a lost answer must not be followed by a repetition.
    auto answer = call(api, region, "RegisterImage", parameters, false);
    if (!answer) return failure(answer.error());
    return text(answer->root(), "imageId");
}

Result<std::vector<ImageInfo>> describe_images(ApiClient& api, std::string_view region,
                                               const std::vector<std::string>& ids) {
    std::vector<ImageInfo> images;
    std::string token;
    do {
        Parameters parameters;
        int at = 0;
        for (const std::string& id : ids)
            parameters.emplace_back(fmt::format("ImageId.{}", ++at), id);
        if (ids.empty()) parameters = {{"Owner.1", "self"}, {"MaxResults", "1000"}};
        if (!token.empty()) parameters.emplace_back("NextToken", token);
        auto answer = call(api, region, "DescribeImages", parameters);
        if (!answer) return failure(answer.error());
        for (const pugi::xml_node& item : answer->root().child("imagesSet").children("item"))
            images.push_back(read_image(item));
        token = text(answer->root(), "nextToken");
    } while (!token.empty());
    std::stable_sort(images.begin(), images.end(),
                     [](const ImageInfo& a, const ImageInfo& b) { return a.created < b.created; });
    return images;
}

Result<bool> image_name_taken(ApiClient& api, std::string_view region, const std::string& name) {
    auto answer =
        call(api, region, "DescribeImages",
             {{"Owner.1", "self"}, {"Filter.1.Name", "name"}, {"Filter.1.Value.1", name}});
    if (!answer) return failure(answer.error());
    // The filter takes wildcards, a name may look like one.
    for (const pugi::xml_node& item : answer->root().child("imagesSet").children("item")) {
        if (text(item, "name") == name) return true;
    }
    return false;
}

Result<ImageInfo> describe_image(ApiClient& api, std::string_view region, const std::string& id) {
    auto images = describe_images(api, region, {id});
    if (!images) return failure(images.error());
    if (images->empty()) {
        return failure(Error{.kind = ErrorKind::not_found,
                             .message = fmt::format("There is no image {} here.", id),
                             .code = "InvalidAMIID.NotFound"});
    }
    return std::move(images->front());
}

Result<SnapshotInfo> describe_snapshot(ApiClient& api, std::string_view region,
                                       const std::string& id) {
    auto answer = call(api, region, "DescribeSnapshots", {{"SnapshotId.1", id}});
    if (!answer) return failure(answer.error());
    pugi::xml_node item = answer->root().child("snapshotSet").child("item");
    if (!item) {
        return failure(Error{.kind = ErrorKind::not_found,
                             .message = fmt::format("There is no snapshot {} here.", id),
                             .code = "InvalidSnapshot.NotFound"});
    }
    return SnapshotInfo{.id = text(item, "snapshotId"),
                        .owner = text(item, "ownerId"),
                        .state = text(item, "status"),
                        .state_message = text(item, "statusMessage"),
                        .progress = text(item, "progress"),
                        .started = text(item, "startTime"),
                        .description = text(item, "description"),
                        .volume_gib = item.child("volumeSize").text().as_llong()};
}

Status delete_snapshot(ApiClient& api, std::string_view region, const std::string& id) {
    auto answer = call(api, region, "DeleteSnapshot", {{"SnapshotId", id}});
    if (!answer) return failure(answer.error());
    return {};
}

Result<std::string> snapshot_of(ApiClient& api, std::string_view region, const std::string& id) {
    if (id.starts_with("snap-")) return id;
    if (!id.starts_with("ami-")) {
        return failure(
            ErrorKind::invalid,
            fmt::format("'{}' names neither an image (ami-…) nor a snapshot (snap-…).", id));
    }
    auto image = describe_image(api, region, id);
    if (!image) return failure(image.error());
    if (image->state != "available") {
        return failure(ErrorKind::conflict,
                       fmt::format("{} is {}, not available{}{}.", id, image->state,
                                   image->state_reason.empty() ? "" : ": ", image->state_reason));
    }
    if (image->snapshot_id.empty())
        return failure(ErrorKind::invalid, fmt::format("{} has no root snapshot.", id));
    return std::move(image->snapshot_id);
}

}  // namespace amicast::cli
