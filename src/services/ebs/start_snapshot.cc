// StartSnapshot: a new pending snapshot, empty or on top of a parent's blocks.
//
// A child keeps its parent's manifest as the base of its own, so deleting the parent does not
// matter to it. Snapshot, tags and client token are written in one transaction; the key it comes to
// lie under is asked for before.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/limits.h"
#include "images/client_token.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "services/ebs/access.h"
#include "services/ebs/errors.h"
#include "services/ebs/lookups.h"
#include "services/ebs/operations.h"
#include "services/ebs/shapes.h"
#include "services/ebs/snapshot_key.h"
#include "snapshots/upload.h"

namespace amicast::services::ebs {
namespace {

constexpr std::int64_t timeout_minutes_default = 60;
// No volume stands behind the snapshot; the placeholder that the real service shows as well.
constexpr std::string_view no_volume = "vol-ffffffff";

struct StartSnapshotInput {
    std::int64_t volume_size = 0;
    std::optional<std::string> parent_snapshot_id;
    std::vector<Tag> tags;
    std::optional<std::string> description;
    std::optional<std::string> client_token;
    std::optional<bool> encrypted;
    std::optional<std::string> kms_key_arn;
    std::optional<std::int64_t> timeout;

    static std::span<const wire::Member> members() {
        using Input = StartSnapshotInput;
        static constexpr wire::Member rows[] = {
            wire::member<&Input::volume_size>("VolumeSize", {.required = true, .min = 1}),
            wire::member<&Input::parent_snapshot_id>(
                "ParentSnapshotId", {.min = 1, .max = 64, .pattern = "^snap-[0-9a-f]+$"}),
            wire::member<&Input::tags>("Tags"),
            wire::member<&Input::description>("Description",
                                              {.max = 255, .pattern = "^[\\S\\s]+$"}),
            wire::member<&Input::client_token>(
                "ClientToken", {.max = 255, .pattern = "^[\\S]+$", .idempotency_token = true}),
            wire::member<&Input::encrypted>("Encrypted"),
            wire::member<&Input::kms_key_arn>(
                "KmsKeyArn",
                {.min = 1, .max = 2048, .pattern = "^arn:aws[a-z\\-]*:kms:.*:[0-9]{12}:key/.*$"}),
            wire::member<&Input::timeout>("Timeout", {.min = 10, .max = 4320}),
        };
        return rows;
    }
};

struct StartSnapshotOutput {
    std::optional<std::string> description;
    std::string snapshot_id;
    std::string owner_id;
    std::string status;
    Time start_time{};
    std::int64_t volume_size = 0;
    std::int64_t block_size = limits::block_bytes;
    std::vector<Tag> tags;
    std::optional<std::string> parent_snapshot_id;
    std::optional<std::string> kms_key_arn;
    std::optional<std::string> sse_type;

    static std::span<const wire::Member> members() {
        using Output = StartSnapshotOutput;
        static constexpr wire::Member rows[] = {
            wire::member<&Output::description>("Description"),
            wire::member<&Output::snapshot_id>("SnapshotId"),
            wire::member<&Output::owner_id>("OwnerId"),
            wire::member<&Output::status>("Status"),
            wire::member<&Output::start_time>("StartTime"),
            wire::member<&Output::volume_size>("VolumeSize"),
            wire::member<&Output::block_size>("BlockSize"),
            wire::member<&Output::tags>("Tags"),
            wire::member<&Output::parent_snapshot_id>("ParentSnapshotId"),
            wire::member<&Output::kms_key_arn>("KmsKeyArn"),
            wire::member<&Output::sse_type>("SseType"),
        };
        return rows;
    }
};

Status check_volume_size(std::int64_t gib) {
    if (gib >= 1 && gib <= limits::volume_gib_max) return {};
    return failure(invalid("INVALID_VOLUME_SIZE",
                           fmt::format("The value '{}' of 'VolumeSize' is not valid: expected 1 to "
                                       "{} GiB.",
                                       gib, limits::volume_gib_max)));
}

Status check_tags(const std::vector<Tag>& tags) {
    if (tags.size() > limits::tags_per_resource_max) {
        return failure(
            invalid("INVALID_TAG", fmt::format("{} tags were given: expected at most {}.",
                                               tags.size(), limits::tags_per_resource_max)));
    }
    std::set<std::string_view> keys;
    for (const Tag& tag : tags) {
        if (!tag.key || tag.key->empty()) {
            return failure(invalid("INVALID_TAG",
                                   "A tag has no key: expected 1 to 127 "
                                   "characters."));
        }
        if (tag.key->starts_with("aws:")) {
            return failure(invalid(
                "INVALID_TAG", fmt::format("The tag key '{}' is not valid: the prefix 'aws:' is "
                                           "reserved.",
                                           *tag.key)));
        }
        if (!keys.insert(*tag.key).second) {
            return failure(
                invalid("INVALID_TAG",
                        fmt::format("The tag key '{}' was given more than once.", *tag.key)));
        }
    }
    return {};
}

images::TokenScope token_scope(const Call& call, const StartSnapshotInput& input) {
    return {.account_id = call.account(),
            .operation = "ebs:StartSnapshot",
            .token = input.client_token.value_or("")};
}

// Everything but the token itself.
std::string fingerprint_of(StartSnapshotInput input) {
    input.client_token.reset();
    return wire::to_json(input);
}

// The answer given to the same token before, if it was used.
Result<std::optional<StartSnapshotOutput>> replayed(catalog::Transaction& tx, const Call& call,
                                                    const StartSnapshotInput& input) {
    std::optional<StartSnapshotOutput> none;
    if (!input.client_token) return none;
    auto answer = images::replay(tx, token_scope(call, input), fingerprint_of(input));
    if (!answer && answer.error().kind == ErrorKind::conflict) return failure(token_conflict());
    if (!answer) return failure(answer.error());
    if (!*answer) return none;
    auto output = wire::from_json<StartSnapshotOutput>(**answer);
    if (!output) {
        return failure(ErrorKind::internal, "a recorded answer cannot be read",
                       output.error().message);
    }
    return std::optional(std::move(*output));
}

Result<images::Snapshot> find_parent(catalog::Transaction& tx, const Call& call,
                                     const StartSnapshotInput& input) {
    auto parent = find_readable(tx, call, *input.parent_snapshot_id);
    if (!parent) return parent;
    if (parent->volume_size_gib > input.volume_size) {
        return failure(
            invalid("INVALID_VOLUME_SIZE",
                    fmt::format("The value '{}' of 'VolumeSize' is not valid: expected "
                                "at least {}, the size of the parent '{}'.",
                                input.volume_size, parent->volume_size_gib, parent->id)));
    }
    return parent;
}

images::Snapshot new_snapshot(Call& call, const StartSnapshotInput& input) {
    const auto timeout = std::chrono::minutes(input.timeout.value_or(timeout_minutes_default));
    images::Snapshot snapshot;
    snapshot.id = new_resource_id("snap-", call.random);
    snapshot.owner_id = call.account();
    snapshot.description = input.description.value_or("");
    snapshot.volume_id = no_volume;
    snapshot.volume_size_gib = input.volume_size;
    snapshot.start_time = call.now;
    snapshot.parent_id = input.parent_snapshot_id;
    snapshot.lineage_id = snapshot.id;
    snapshot.upload_timeout = timeout;
    snapshot.upload_deadline = call.now + timeout;
    return snapshot;
}

StartSnapshotOutput describe(const images::Snapshot& snapshot, const StartSnapshotInput& input) {
    return {.description = input.description,
            .snapshot_id = snapshot.id,
            .owner_id = snapshot.owner_id,
            .status = std::string(to_string(snapshot.state)),
            .start_time = snapshot.start_time,
            .volume_size = snapshot.volume_size_gib,
            .tags = input.tags,
            .parent_snapshot_id = input.parent_snapshot_id,
            .kms_key_arn = snapshot.kms_key_arn};
}

Status write_tags(catalog::Transaction& tx, const images::Snapshot& snapshot,
                  const StartSnapshotInput& input) {
    images::Tags tags;
    for (const Tag& tag : input.tags)
        tags.emplace_back(*tag.key, tag.value.value_or(""));
    return tags.empty() ? Status() : images::set_tags(tx, snapshot.owner_id, snapshot.id, tags);
}

// What a new snapshot stands on, as it is before the key is asked for.
struct Ground {
    std::optional<StartSnapshotOutput> answered;  // the request was carried out before
    std::optional<images::Snapshot> parent;
};

Result<Ground> find_ground(catalog::Transaction& tx, const Call& call,
                           const StartSnapshotInput& input) {
    Ground ground;
    auto before = replayed(tx, call, input);
    if (!before) return failure(before.error());
    ground.answered = std::move(*before);
    if (ground.answered || !input.parent_snapshot_id) return ground;
    auto parent = find_parent(tx, call, input);
    if (!parent) return failure(parent.error());
    ground.parent = std::move(*parent);
    return ground;
}

// Everything is looked at again: a repetition may have come first, the parent may be gone. Its key
// never changes, so the one that was asked for still counts.
Result<StartSnapshotOutput> start(catalog::Transaction& tx, Call& call,
                                  const StartSnapshotInput& input, images::Snapshot snapshot) {
    auto ground = find_ground(tx, call, input);
    if (!ground) return failure(ground.error());
    if (ground->answered) return std::move(*ground->answered);
    Status done;
    if (ground->parent) {
        snapshot.lineage_id = ground->parent->lineage_id;
        done = snapshots::begin_upload(tx, snapshot.id, *ground->parent->root);
    }
    if (done) done = images::insert(tx, snapshot);
    if (done) done = write_tags(tx, snapshot, input);
    StartSnapshotOutput output = describe(snapshot, input);
    if (done && input.client_token) {
        done = images::record(tx, token_scope(call, input), fingerprint_of(input),
                              wire::to_json(output), call.now);
    }
    if (!done) return failure(done.error());
    return output;
}

Result<StartSnapshotOutput> start_snapshot(Call& call, const StartSnapshotInput& input) {
    Status valid = check_volume_size(input.volume_size);
    if (!valid) return failure(valid.error());
    valid = check_tags(input.tags);
    if (!valid) return failure(valid.error());
    auto ground = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_ground(tx, call, input); });
    if (!ground) return failure(ground.error());
    if (ground->answered) return std::move(*ground->answered);
    images::Snapshot snapshot = new_snapshot(call, input);
    auto key = find_upload_key(call, {.encrypted = input.encrypted,
                                      .kms_key_arn = input.kms_key_arn,
                                      .parent = ground->parent ? &*ground->parent : nullptr,
                                      .snapshot_id = snapshot.id});
    if (!key) return failure(key.error());
    snapshot.kms_key_arn = std::move(*key);
    return call.region.catalog.write_value(
        [&](catalog::Transaction& tx) { return start(tx, call, input, snapshot); });
}

void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context) {
    for (const Tag& tag : tags) {
        if (!tag.key) continue;
        context["aws:TagKeys"].push_back(*tag.key);
        context["aws:RequestTag/" + *tag.key] = {tag.value.value_or("")};
    }
}

std::vector<iam::AccessRequest> access(Call& call, const StartSnapshotInput& input) {
    iam::AccessRequest start_request{
        .action = "ebs:StartSnapshot", .resource = snapshot_arn(call, "*"), .context = {}};
    iam::ConditionContext& context = start_request.context;
    context["ebs:VolumeSize"] = {std::to_string(input.volume_size)};
    if (input.description) context["ebs:Description"] = {*input.description};
    if (input.parent_snapshot_id)
        context["ebs:ParentSnapshot"] = {snapshot_arn(call, *input.parent_snapshot_id)};
    add_request_tags(input.tags, context);
    if (input.tags.empty()) return {start_request};
    iam::AccessRequest tag_request{
        .action = "ec2:CreateTags", .resource = snapshot_arn(call, "*"), .context = {}};
    tag_request.context["ec2:CreateAction"] = {"StartSnapshot"};
    add_request_tags(input.tags, tag_request.context);
    return {start_request, tag_request};
}

}  // namespace

Operation start_snapshot_operation() {
    return operation<&start_snapshot, &access>(
        {.name = "StartSnapshot",
         .method = "POST",
         .uri = "/snapshots",
         .success_status = 201,
         .errors = "AccessDeniedException ValidationException RequestThrottledException "
                   "ResourceNotFoundException ServiceQuotaExceededException "
                   "InternalServerException ConcurrentLimitExceededException "
                   "ConflictException"});
}

}  // namespace amicast::services::ebs
