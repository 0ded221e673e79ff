// CopySnapshot: starts copying a snapshot of another region (or of this one) into the caller's
// account here. Answers at once with the new snapshot's id; a job moves the bytes. AWS
// documentation: "Copy an Amazon EBS snapshot".
//
// SDKs add PresignedUrl and DestinationRegion by themselves: a signed request to the source region,
// which the real service uses to read there. Regions of one site reach each other without it, so it
// is accepted and never fetched; where the copy goes is the region of the request.
#include "distribution/copy_snapshot.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/encoding.h"
#include "services/ec2/access.h"
#include "services/ec2/copy_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/tagging.h"

namespace amicast::services::ec2 {
namespace {

struct CopySnapshotInput {
    std::optional<std::string> description;
    std::optional<std::string> destination_outpost_arn;
    std::optional<std::string> destination_region;
    std::optional<bool> encrypted;  // absent, true and false mean three things
    std::optional<std::string> kms_key_id;
    std::optional<std::string> presigned_url;
    std::string source_region;
    std::string source_snapshot_id;
    std::vector<TagSpecification> tag_specifications;
    std::optional<std::int64_t> completion_duration_minutes;
    std::optional<std::string> destination_availability_zone;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = CopySnapshotInput;
        static const wire::Member rows[] = {
            wire::member<&This::description>("Description"),
            wire::member<&This::destination_outpost_arn>("DestinationOutpostArn"),
            wire::member<&This::destination_region>("DestinationRegion",
                                                    {.location_name = "destinationRegion"}),
            wire::member<&This::encrypted>("Encrypted", {.location_name = "encrypted"}),
            wire::member<&This::kms_key_id>("KmsKeyId", {.location_name = "kmsKeyId"}),
            wire::member<&This::presigned_url>("PresignedUrl", {.location_name = "presignedUrl"}),
            wire::member<&This::source_region>("SourceRegion", {.required = true}),
            wire::member<&This::source_snapshot_id>("SourceSnapshotId", {.required = true}),
            wire::member<&This::tag_specifications>("TagSpecifications",
                                                    {.location_name = "TagSpecification"}),
            wire::member<&This::completion_duration_minutes>("CompletionDurationMinutes",
                                                             {.min = 1, .max = 2880}),
            wire::member<&This::destination_availability_zone>("DestinationAvailabilityZone"),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

struct CopySnapshotOutput {
    std::vector<Tag> tags;
    std::string snapshot_id;

    static std::span<const wire::Member> members() {
        using This = CopySnapshotOutput;
        static const wire::Member rows[] = {
            wire::member<&This::tags>("Tags", {.location_name = "tagSet"}),
            wire::member<&This::snapshot_id>("SnapshotId", {.location_name = "snapshotId"}),
        };
        return rows;
    }
};

// Of EC2's descriptions; the model has no bound for this one.
constexpr std::size_t description_characters_max = 255;

Status check_description(const std::optional<std::string>& description) {
    if (!description || utf8_length(*description) <= description_characters_max) return {};
    return failure(
        invalid_value(*description, "description",
                      fmt::format("Expecting at most {} characters.", description_characters_max)));
}

Status check_input(const CopySnapshotInput& input) {
    Status checked = check_key_dependency(input.encrypted, input.kms_key_id);
    if (!checked) return checked;
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::snapshot);
    if (!tags) return failure(tags.error());
    checked =
        check_destination({{"DestinationOutpostArn", input.destination_outpost_arn},
                           {"DestinationAvailabilityZone", input.destination_availability_zone}});
    if (checked) {
        checked =
            check_copy_duration(input.completion_duration_minutes, "completionDurationMinutes");
    }
    if (checked) checked = check_description(input.description);
    if (checked) checked = check_snapshot_id(input.source_snapshot_id);
    return checked;
}

Result<images::Snapshot> describe_source(Call& call, const CopySnapshotInput& input) {
    auto peer = find_source_region(call, input.source_region);
    if (!peer) return failure(peer.error());
    auto requester = requester_of(call);
    if (!requester) return failure(requester.error());
    return (*peer)->describe_snapshot(*requester, input.source_snapshot_id);
}

// The documented way of the real service: a source that does not exist, or that the caller may not
// use, is found out after the answer.
images::Snapshot unknown_source(const CopySnapshotInput& input) {
    images::Snapshot source;
    source.id = input.source_snapshot_id;
    source.lineage_id = source.id;
    return source;
}

Status check_source(const CopySnapshotInput& input, const images::Snapshot& source) {
    if (source.state == images::SnapshotState::completed) return {};
    return failure(incorrect_state(fmt::format(
        "The snapshot {} in {} is {}: only completed snapshots can be copied",
        input.source_snapshot_id, input.source_region, images::to_string(source.state))));
}

Result<distribution::CopySnapshotOrder> order_of(Call& call, const CopySnapshotInput& input) {
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::snapshot);
    if (!tags) return failure(tags.error());
    distribution::CopySnapshotOrder order{
        .owner_id = call.account(),
        .source_region = input.source_region,
        .source = {},
        .description = input.description.value_or(""),
        .tags = std::move(tags->snapshot),
        .completion_duration_minutes = input.completion_duration_minutes,
        .refusal = {},
        .image_id = {}};
    auto source = describe_source(call, input);
    if (!source && source.error().kind == ErrorKind::not_found) {
        order.source = unknown_source(input);
        order.refusal = "Source snapshot ID is not valid";
        return order;
    }
    if (!source) return failure(source.error());
    Status checked = check_source(input, *source);
    if (!checked) return failure(checked.error());
    auto key = find_key(call,
                        {.call = images::CopyCall::snapshot,
                         .region = call.region.name,
                         .encrypted = input.encrypted,
                         .kms_key_id = input.kms_key_id},
                        input.source_region, *source);
    if (!key) return failure(key.error());
    order.source = std::move(*source);
    order.target = std::move(key->target);
    order.refusal = std::move(key->refusal);
    Status prepared = distribution::prepare_snapshot_copy(call.region, order);
    if (!prepared) return failure(prepared.error());
    return order;
}

Result<CopySnapshotOutput> copy_snapshot(Call& call, const CopySnapshotInput& input) {
    auto order = order_of(call, input);
    if (!order) return failure(order.error());
    auto snapshot = call.region.catalog.write_value([&](catalog::Transaction& tx) {
        return distribution::start_snapshot_copy(tx, *order, call.now, call.random);
    });
    if (!snapshot) return failure(snapshot.error());
    distribution::StartedCopy started{.id = snapshot->id};
    started.add(*snapshot);
    distribution::announce(started, call.region.name, call.site.jobs);
    return CopySnapshotOutput{.tags = to_wire(order->tags), .snapshot_id = std::move(started.id)};
}

// Both the source and the new snapshot must be allowed, and the tags it gets.
std::vector<iam::AccessRequest> copy_snapshot_access(Call& call, const CopySnapshotInput& input) {
    iam::AccessRequest source{
        .action = "ec2:CopySnapshot",
        .resource = snapshot_arn(input.source_region, input.source_snapshot_id),
        .context = region_context(call)};
    source.context["ec2:SnapshotID"] = {input.source_snapshot_id};
    if (auto found = describe_source(call, input)) describe(*found, source.context);
    iam::AccessRequest copy{.action = "ec2:CopySnapshot",
                            .resource = snapshot_arn(call.region.name, "*"),
                            .context = region_context(call)};
    for (const TagSpecification& specification : input.tag_specifications)
        add_request_tags(specification.tags, copy.context);
    std::vector<iam::AccessRequest> asked =
        create_tags_access(call, "CopySnapshot", input.tag_specifications);
    asked.insert(asked.begin(), {std::move(source), std::move(copy)});
    return asked;
}

}  // namespace

Operation copy_snapshot_operation() {
    return operation<&copy_snapshot, &copy_snapshot_access, &check_input>({.name = "CopySnapshot"});
}

}  // namespace amicast::services::ec2
