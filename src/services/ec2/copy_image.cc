// CopyImage: starts copying an image of another region (or of this one) into the caller's account
// here. Answers at once with the new image's id; jobs move the bytes. AWS documentation: "Copy an
// Amazon EC2 AMI" and "Ensuring idempotency in Amazon EC2 API requests".
#include "distribution/copy_image.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/limits.h"
#include "services/ec2/access.h"
#include "services/ec2/client_token.h"
#include "services/ec2/copy_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/image_name.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/tagging.h"
#include "transfer/peer.h"

namespace amicast::services::ec2 {
namespace {

struct CopyImageInput {
    std::optional<std::string> client_token;
    std::optional<std::string> description;
    std::optional<bool> encrypted;  // absent, true and false mean three things
    std::optional<std::string> kms_key_id;
    std::string name;
    std::string source_image_id;
    std::string source_region;
    std::optional<std::string> destination_outpost_arn;
    std::optional<bool> copy_image_tags;
    std::vector<TagSpecification> tag_specifications;
    std::optional<std::int64_t> snapshot_copy_completion_duration_minutes;
    std::optional<std::string> destination_availability_zone;
    std::optional<std::string> destination_availability_zone_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = CopyImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::client_token>("ClientToken",
                                              {.min = 0, .max = 128, .idempotency_token = true}),
            wire::member<&This::description>("Description", {.min = 0, .max = 255}),
            wire::member<&This::encrypted>("Encrypted", {.location_name = "encrypted"}),
            wire::member<&This::kms_key_id>("KmsKeyId", {.location_name = "kmsKeyId"}),
            wire::member<&This::name>("Name", {.required = true, .min = 3, .max = 128}),
            wire::member<&This::source_image_id>("SourceImageId", {.required = true}),
            wire::member<&This::source_region>("SourceRegion", {.required = true}),
            wire::member<&This::destination_outpost_arn>("DestinationOutpostArn"),
            wire::member<&This::copy_image_tags>("CopyImageTags"),
            wire::member<&This::tag_specifications>("TagSpecifications",
                                                    {.location_name = "TagSpecification"}),
            wire::member<&This::snapshot_copy_completion_duration_minutes>(
                "SnapshotCopyCompletionDurationMinutes"),
            wire::member<&This::destination_availability_zone>("DestinationAvailabilityZone"),
            wire::member<&This::destination_availability_zone_id>("DestinationAvailabilityZoneId"),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

struct CopyImageOutput {
    std::string image_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&CopyImageOutput::image_id>("ImageId", {.location_name = "imageId"}),
        };
        return rows;
    }
};

Status check_input(const CopyImageInput& input) {
    Status checked = check_key_dependency(input.encrypted, input.kms_key_id);
    if (!checked) return checked;
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::image_and_snapshot);
    if (!tags) return failure(tags.error());
    checked = check_destination(
        {{"DestinationOutpostArn", input.destination_outpost_arn},
         {"DestinationAvailabilityZone", input.destination_availability_zone},
         {"DestinationAvailabilityZoneId", input.destination_availability_zone_id}});
    if (checked) checked = check_image_name(input.name);
    if (checked) checked = check_client_token(input.client_token);
    if (checked) {
        checked = check_copy_duration(input.snapshot_copy_completion_duration_minutes,
                                      "snapshotCopyCompletionDurationMinutes");
    }
    return checked;
}

// Requests that ask for the same have the same parameters but for the token and DryRun, with an
// empty key counting as none.
TokenUse token_of(const Call& call, const CopyImageInput& input) {
    CopyImageInput same = input;
    same.client_token.reset();
    same.dry_run.reset();
    if (!is_given(input.kms_key_id)) same.kms_key_id.reset();
    return {call, "CopyImage", input.client_token, wire::to_json(same)};
}

// The source as its region shows it to the caller.
Result<transfer::SourceImage> describe_source(Call& call, const CopyImageInput& input) {
    auto peer = find_source_region(call, input.source_region);
    if (!peer) return failure(peer.error());
    Status checked = check_image_id(input.source_image_id);
    if (!checked) return failure(checked.error());
    auto requester = requester_of(call);
    if (!requester) return failure(requester.error());
    auto source = (*peer)->describe_image(*requester, input.source_image_id);
    if (!source && source.error().kind == ErrorKind::not_found)
        return failure(image_not_found(input.source_image_id));
    return source;
}

// The same, from the access rule's look-up when there was one.
Result<transfer::SourceImage> found_source(Call& call, const CopyImageInput& input) {
    if (!call.found) return describe_source(call, input);
    return std::move(
        *std::static_pointer_cast<transfer::SourceImage>(std::exchange(call.found, {})));
}

Status check_source(const transfer::SourceImage& source) {
    if (source.image.state != images::ImageState::available)
        return failure(image_unusable(source.image.id, images::to_string(source.image.state)));
    for (bool readable : source.snapshot_readable) {
        if (!readable) {
            return failure(
                invalid_request("You do not have permission to access the storage of this ami"));
        }
    }
    return {};
}

// TagSpecification first; of CopyImageTags only what does not collide with it, and never the
// reserved ones.
Result<images::Tags> tags_of_copy(const CopyImageInput& input, const images::Tags& specified,
                                  const images::Tags& source_tags) {
    images::Tags tags = specified;
    if (input.copy_image_tags.value_or(false)) {
        for (const images::Tag& tag : source_tags)
            if (!tag.first.starts_with("aws:")) add_missing(tags, tag);
    }
    if (tags.size() > limits::tags_per_resource_max) return failure(tag_limit_exceeded());
    return tags;
}

Result<distribution::CopyImageOrder> order_of(Call& call, const CopyImageInput& input) {
    auto specified =
        read_tag_specifications(input.tag_specifications, Taggable::image_and_snapshot);
    if (!specified) return failure(specified.error());
    Result<transfer::SourceImage> source = found_source(call, input);
    if (!source) return failure(source.error());
    Status checked = check_source(*source);
    if (!checked) return failure(checked.error());
    Result<images::Tags> image_tags = tags_of_copy(input, specified->image, source->tags);
    if (!image_tags) return failure(image_tags.error());
    distribution::CopyImageOrder order;
    order.owner_id = call.account();
    order.source_region = input.source_region;
    order.source = std::move(*source);
    order.name = input.name;
    order.description = input.description.value_or("");
    order.image_tags = std::move(*image_tags);
    order.snapshot_tags = std::move(specified->snapshot);
    order.completion_duration_minutes = input.snapshot_copy_completion_duration_minutes;
    checked = choose_keys(call,
                          {.call = images::CopyCall::image,
                           .region = call.region.name,
                           .encrypted = input.encrypted,
                           .kms_key_id = input.kms_key_id},
                          order);
    if (checked) checked = distribution::prepare_image_copy(call.region, order);
    if (!checked) return failure(checked.error());
    return order;
}

// The image, its snapshots, their jobs and the client token appear together or not at all.
Result<distribution::StartedCopy> start_copy(catalog::Transaction& tx,
                                             const distribution::CopyImageOrder& order,
                                             const TokenUse& token, Call& call) {
    auto answered = token.replay(tx);
    if (!answered) return failure(answered.error());
    if (*answered) return distribution::StartedCopy{.id = std::move(**answered)};
    auto copy = distribution::start_image_copy(tx, order, call.now, call.random);
    if (!copy) return copy;
    Status recorded = token.record(tx, copy->id);
    if (!recorded) return failure(recorded.error());
    return copy;
}

// A repeated request gets its answer also when it could not be carried out any more, because the
// source is gone for instance.
Result<CopyImageOutput> answer_again(Call& call, const TokenUse& token, const Error& otherwise) {
    auto answered =
        call.region.catalog.read_value([&](catalog::Transaction& tx) { return token.replay(tx); });
    if (!answered) return failure(answered.error());
    if (!*answered) return failure(otherwise);
    return CopyImageOutput{.image_id = std::move(**answered)};
}

Result<CopyImageOutput> copy_image(Call& call, const CopyImageInput& input) {
    TokenUse token = token_of(call, input);
    auto order = order_of(call, input);
    if (!order) return answer_again(call, token, order.error());
    auto copy = call.region.catalog.write_value(
        [&](catalog::Transaction& tx) { return start_copy(tx, *order, token, call); });
    if (!copy) return failure(copy.error());
    distribution::announce(*copy, call.region.name, call.site.jobs);
    return CopyImageOutput{.image_id = std::move(copy->id)};
}

// Tags that come from the source are set by the caller too: they join what the request itself sets
// on the image.
void add_copied_tags(const Call& call, const images::Tags& source_tags,
                     std::vector<iam::AccessRequest>& asked) {
    std::string new_image = image_arn(call.region.name, "*");
    auto tagging = std::find_if(asked.begin(), asked.end(),
                                [&](const auto& one) { return one.resource == new_image; });
    if (tagging == asked.end()) {
        asked.push_back({.action = "ec2:CreateTags",
                         .resource = std::move(new_image),
                         .context = region_context(call)});
        asked.back().context["ec2:CreateAction"] = {"CopyImage"};
        tagging = std::prev(asked.end());
    }
    for (const auto& [key, value] : source_tags) {
        if (key.starts_with("aws:")) continue;
        tagging->context["aws:TagKeys"].push_back(key);
        tagging->context.try_emplace("aws:RequestTag/" + key, std::vector<std::string>{value});
    }
}

// Both the source image and the snapshots that the copy makes must be allowed.
std::vector<iam::AccessRequest> copy_image_access(Call& call, const CopyImageInput& input) {
    iam::AccessRequest image{.action = "ec2:CopyImage",
                             .resource = image_arn(input.source_region, input.source_image_id),
                             .context = region_context(call)};
    image.context["ec2:ImageID"] = {input.source_image_id};
    images::Tags source_tags;
    if (auto source = describe_source(call, input)) {
        source_tags = source->tags;
        describe(source->image, image.context);
        add_resource_tags(source->tags, image.context);
        call.found = std::make_shared<transfer::SourceImage>(std::move(*source));
    }
    iam::AccessRequest snapshot{.action = "ec2:CopyImage",
                                .resource = snapshot_arn(call.region.name, "*"),
                                .context = region_context(call)};
    for (const TagSpecification& specification : input.tag_specifications) {
        add_request_tags(specification.tags, specification.resource_type == "snapshot"
                                                 ? snapshot.context
                                                 : image.context);
    }
    std::vector<iam::AccessRequest> asked =
        create_tags_access(call, "CopyImage", input.tag_specifications);
    if (input.copy_image_tags.value_or(false)) add_copied_tags(call, source_tags, asked);
    asked.insert(asked.begin(), {std::move(image), std::move(snapshot)});
    return asked;
}

}  // namespace

Operation copy_image_operation() {
    return operation<&copy_image, &copy_image_access, &check_input>({.name = "CopyImage"});
}

}  // namespace amicast::services::ec2
