// Rows of distribution_images.
#include "distribution/image_build.h"

#include <array>

#include <fmt/format.h>

#include "base/encoding.h"
#include "distribution/workflow_execution.h"

namespace amicast::distribution {
namespace {

constexpr std::string_view columns =
    "account_id, slug, major, minor, patch, build, name, status, reason, platform, os_version, "
    "image_source, source_image, source_ami_id, source_roots, configuration, execution_role, "
    "log_group, tags, cancel_requested, round, remaining, created, ended, build_type, policy, "
    "bound_policy, deprecation_time, lifecycle_execution_id, distributing";

constexpr std::array all_statuses = {ImageStatus::pending,     ImageStatus::distributing,
                                     ImageStatus::integrating, ImageStatus::available,
                                     ImageStatus::cancelled,   ImageStatus::failed,
                                     ImageStatus::deprecated,  ImageStatus::disabled};

std::optional<ImageStatus> status_named(std::string_view name) {
    for (ImageStatus status : all_statuses)
        if (to_string(status) == name) return status;
    return std::nullopt;
}

// A root in hexadecimal, with "@" and the ARN of its key when it is encrypted, and a space behind
// each.
std::string contents_text(const std::vector<transfer::Content>& contents) {
    std::string text;
    for (const auto& content : contents) {
        text += to_hex(content.root.bytes());
        if (content.kms_key_arn) text += "@" + *content.kms_key_arn;
        text += " ";
    }
    return text;
}

std::optional<transfer::Content> content_from_text(std::string_view text) {
    transfer::Content content;
    const std::size_t at = text.find('@');
    if (at != std::string_view::npos) content.kms_key_arn = text.substr(at + 1);
    auto bytes = from_hex(text.substr(0, at));
    auto root = bytes ? blocks::Reference::from_bytes(*bytes) : std::nullopt;
    if (!root) return std::nullopt;
    content.root = *root;
    return content;
}

std::optional<std::vector<transfer::Content>> contents_from_text(std::string_view text) {
    std::vector<transfer::Content> contents;
    while (!text.empty()) {
        const std::size_t end = text.find(' ');
        if (end == std::string_view::npos) return std::nullopt;
        auto content = content_from_text(text.substr(0, end));
        if (!content) return std::nullopt;
        contents.push_back(std::move(*content));
        text.remove_prefix(end + 1);
    }
    return contents;
}

Result<ImageBuild> read_build(const catalog::Row& row) {
    auto status = status_named(row.text(7));
    auto contents = contents_from_text(row.text(14));
    auto tags = tags_from_text(row.text(18));
    if (!status || !contents || !tags) {
        return failure(ErrorKind::corrupt, "A stored image cannot be read.",
                       fmt::format("{}/{}", row.text(1), row.integer(5)));
    }
    return ImageBuild{
        .account_id = row.string(0),
        .slug = row.string(1),
        .version = {.major = row.integer(2), .minor = row.integer(3), .patch = row.integer(4)},
        .build = row.integer(5),
        .name = row.string(6),
        .status = *status,
        .reason = row.optional_string(8),
        .platform = row.string(9),
        .os_version = row.optional_string(10),
        .image_source = row.string(11),
        .build_type = row.string(24),
        .source_image = row.string(12),
        .source_ami_id = row.string(13),
        .source_contents = std::move(*contents),
        .configuration = row.string(15),
        .execution_role = row.string(16),
        .log_group = row.optional_string(17),
        .tags = std::move(*tags),
        .cancel_requested = row.boolean(19),
        .round = row.integer(20),
        .remaining = row.integer(21),
        .distributing = row.integer(29),
        .created = row.time(22),
        .ended = row.optional_time(23),
        .policy = row.optional_string(25),
        .bound_policy = row.optional_string(26),
        .deprecation_time = row.optional_time(27),
        .lifecycle_execution_id = row.optional_string(28)};
}

// Runs a SELECT of `columns` that ends in `rest`.
Result<std::vector<ImageBuild>> select_builds(catalog::Transaction& tx, std::string_view rest,
                                              std::initializer_list<catalog::Parameter> values) {
    std::vector<ImageBuild> builds;
    Status sound;
    Status ran = tx.query(fmt::format("SELECT {} FROM distribution_images {}", columns, rest),
                          values, [&](const catalog::Row& row) {
                              auto build = read_build(row);
                              if (build) {
                                  builds.push_back(std::move(*build));
                              } else {
                                  sound = failure(build.error());
                              }
                          });
    if (!ran) return failure(ran.error());
    if (!sound) return failure(sound.error());
    return builds;
}

std::string make_id(std::string_view account_id, std::string_view slug, const Version& version,
                    std::int64_t build) {
    return fmt::format("{}/{}/{}/{}", account_id, slug, to_string(version), build);
}

// Before the first row of a listing that runs from new to old.
BuildCursor newest_place() {
    return {.created = from_microseconds(std::numeric_limits<std::int64_t>::max()),
            .slug = {},
            .version = {},
            .build = 0};
}

}  // namespace

std::string_view to_string(ImageStatus status) {
    switch (status) {
        case ImageStatus::pending:
            return "PENDING";
        case ImageStatus::distributing:
            return "DISTRIBUTING";
        case ImageStatus::integrating:
            return "INTEGRATING";
        case ImageStatus::available:
            return "AVAILABLE";
        case ImageStatus::cancelled:
            return "CANCELLED";
        case ImageStatus::failed:
            return "FAILED";
        case ImageStatus::deprecated:
            return "DEPRECATED";
        case ImageStatus::disabled:
            return "DISABLED";
    }
    return "FAILED";
}

bool is_final(ImageStatus status) {
    return status != ImageStatus::pending && status != ImageStatus::distributing &&
           status != ImageStatus::integrating;
}

std::string ImageBuild::id() const {
    return make_id(account_id, slug, version, build);
}

std::string ImageBuild::arn(std::string_view region) const {
    return build_arn({.region = std::string(region), .owner = account_id}, slug, version, build);
}

Result<std::int64_t> allocate_build(catalog::Transaction& tx, std::string_view account_id,
                                    std::string_view slug, const Version& version) {
    std::int64_t build = 0;
    Status ran = tx.query(
        "INSERT INTO distribution_versions (account_id, slug, major, minor, patch, last_build) "
        "VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (account_id, slug, major, minor, patch) "
        "DO UPDATE SET last_build = distribution_versions.last_build + 1 RETURNING last_build",
        {account_id, slug, version.major, version.minor, version.patch},
        [&](const catalog::Row& row) { build = row.integer(0); });
    if (!ran) return failure(ran.error());
    return build;
}

Status insert(catalog::Transaction& tx, const ImageBuild& image) {
    std::string id = image.id();
    std::string contents = contents_text(image.source_contents);
    std::string tags = to_text(image.tags);
    auto inserted = tx.execute(
        fmt::format("INSERT INTO distribution_images ({}, id) VALUES ($1, $2, $3, $4, $5, $6, $7, "
                    "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, "
                    "$24, $25, $26, $27, $28, $29, $30, $31)",
                    columns),
        {image.account_id,
         image.slug,
         image.version.major,
         image.version.minor,
         image.version.patch,
         image.build,
         image.name,
         to_string(image.status),
         image.reason,
         image.platform,
         image.os_version,
         image.image_source,
         image.source_image,
         image.source_ami_id,
         contents,
         image.configuration,
         image.execution_role,
         image.log_group,
         tags,
         image.cancel_requested,
         image.round,
         image.remaining,
         image.created,
         image.ended,
         image.build_type,
         image.policy,
         image.bound_policy,
         image.deprecation_time,
         image.lifecycle_execution_id,
         image.distributing,
         id});
    if (!inserted) return failure(inserted.error());
    return {};
}

Result<ImageBuild> find_build(catalog::Transaction& tx, std::string_view id) {
    auto found = select_builds(tx, "WHERE id = $1", {id});
    if (!found) return failure(found.error());
    if (found->empty())
        return failure(ErrorKind::not_found, fmt::format("The image {} does not exist.", id));
    return std::move(found->front());
}

Result<ImageBuild> find_build(catalog::Transaction& tx, std::string_view account_id,
                              std::string_view slug, const Version& version, std::int64_t build) {
    return find_build(tx, make_id(account_id, slug, version, build));
}

Result<std::optional<ImageBuild>> newest_available(catalog::Transaction& tx,
                                                   std::string_view account_id,
                                                   std::string_view slug,
                                                   const VersionPattern& version) {
    auto found = select_builds(
        tx,
        "WHERE account_id = $1 AND slug = $2 AND ($3 IS NULL OR major = $3) AND "
        "($4 IS NULL OR minor = $4) AND ($5 IS NULL OR patch = $5) AND status = 'AVAILABLE' "
        "ORDER BY major DESC, minor DESC, patch DESC, build DESC LIMIT 1",
        {account_id, slug, version.major, version.minor, version.patch});
    if (!found) return failure(found.error());
    if (found->empty()) return std::optional<ImageBuild>();
    return std::optional(std::move(found->front()));
}

Status update(catalog::Transaction& tx, const ImageBuild& image) {
    std::string id = image.id();
    auto updated = tx.execute(
        "UPDATE distribution_images SET status = $2, reason = $3, cancel_requested = $4, "
        "round = $5, remaining = $6, ended = $7, distributing = $8 WHERE id = $1",
        {id, to_string(image.status), image.reason, image.cancel_requested, image.round,
         image.remaining, image.ended, image.distributing});
    if (!updated) return failure(updated.error());
    return {};
}

Status update_tags(catalog::Transaction& tx, const ImageBuild& image) {
    std::string id = image.id();
    std::string tags = to_text(image.tags);
    auto updated = tx.execute("UPDATE distribution_images SET tags = $2 WHERE id = $1", {id, tags});
    if (!updated) return failure(updated.error());
    return {};
}

Status update_policy(catalog::Transaction& tx, const ImageBuild& image) {
    std::string id = image.id();
    auto updated =
        tx.execute("UPDATE distribution_images SET policy = $2, bound_policy = $3 WHERE id = $1",
                   {id, image.policy, image.bound_policy});
    if (!updated) return failure(updated.error());
    return {};
}

Status update_life(catalog::Transaction& tx, const ImageBuild& image) {
    std::string id = image.id();
    auto updated = tx.execute(
        "UPDATE distribution_images SET status = $2, deprecation_time = $3, "
        "lifecycle_execution_id = $4 WHERE id = $1",
        {id, to_string(image.status), image.deprecation_time, image.lifecycle_execution_id});
    if (!updated) return failure(updated.error());
    return {};
}

Result<std::vector<ImageBuild>> list_foreign_builds_with_policy(catalog::Transaction& tx,
                                                                std::string_view account_id) {
    return select_builds(tx,
                         "WHERE policy IS NOT NULL AND account_id <> $1 "
                         "ORDER BY account_id, slug, major, minor, patch, build",
                         {account_id});
}

Result<ImageBuild> count_down(catalog::Transaction& tx, std::string_view id, const CountDown& by) {
    auto counted = tx.execute(
        "UPDATE distribution_images SET distributing = distributing - $2, "
        "remaining = remaining - $3 WHERE id = $1",
        {id, by.distributed, by.ended});
    if (!counted) return failure(counted.error());
    return find_build(tx, id);
}

Status erase_build(catalog::Transaction& tx, const ImageBuild& image) {
    std::string id = image.id();
    auto destinations =
        tx.execute("DELETE FROM distribution_destinations WHERE image_id = $1", {id});
    if (!destinations) return failure(destinations.error());
    Status executions = erase_executions(tx, id);
    if (!executions) return executions;
    auto erased = tx.execute("DELETE FROM distribution_images WHERE id = $1", {id});
    if (!erased) return failure(erased.error());
    return {};
}

Result<BuildCounts> count_builds(catalog::Transaction& tx, std::string_view account_id) {
    BuildCounts counts;
    Status all =
        tx.query("SELECT COUNT(*) FROM distribution_images WHERE account_id = $1", {account_id},
                 [&](const catalog::Row& row) { counts.all = row.integer(0); });
    if (!all) return failure(all.error());
    Status running =
        tx.query("SELECT COUNT(*) FROM distribution_images WHERE account_id = $1 AND ended IS NULL",
                 {account_id}, [&](const catalog::Row& row) { counts.running = row.integer(0); });
    if (!running) return failure(running.error());
    return counts;
}

Result<std::vector<ImageBuild>> list_builds(catalog::Transaction& tx,
                                            const BuildSelection& selection) {
    BuildCursor after = selection.after.value_or(newest_place());
    const Version& at = after.version;
    constexpr std::string_view older =
        "(created, slug, major, minor, patch, build) < ($2, $3, $4, $5, $6, $7) ";
    constexpr std::string_view order =
        "ORDER BY created DESC, slug DESC, major DESC, minor DESC, patch DESC, build DESC LIMIT $8";
    if (!selection.slug) {
        return select_builds(tx, fmt::format("WHERE account_id = $1 AND {} {}", older, order),
                             {selection.account_id, after.created, after.slug, at.major, at.minor,
                              at.patch, after.build, selection.limit});
    }
    if (!selection.version) {
        return select_builds(
            tx, fmt::format("WHERE account_id = $1 AND {} AND slug = $9 {}", older, order),
            {selection.account_id, after.created, after.slug, at.major, at.minor, at.patch,
             after.build, selection.limit, *selection.slug});
    }
    return select_builds(
        tx,
        fmt::format("WHERE account_id = $1 AND {} AND slug = $9 AND major = $10 AND minor = $11 "
                    "AND patch = $12 {}",
                    older, order),
        {selection.account_id, after.created, after.slug, at.major, at.minor, at.patch, after.build,
         selection.limit, *selection.slug, selection.version->major, selection.version->minor,
         selection.version->patch});
}

Result<std::vector<ImageBuild>> list_versions(catalog::Transaction& tx, std::string_view account_id,
                                              const std::optional<VersionCursor>& after,
                                              std::size_t limit) {
    VersionCursor at = after.value_or(VersionCursor{});
    return select_builds(
        tx,
        "AS this WHERE account_id = $1 AND (slug, major, minor, patch) > ($2, $3, $4, $5) "
        "AND build = (SELECT MAX(build) FROM distribution_images AS other "
        "WHERE other.account_id = this.account_id AND other.slug = this.slug "
        "AND other.major = this.major AND other.minor = this.minor "
        "AND other.patch = this.patch) ORDER BY slug, major, minor, patch LIMIT $6",
        {account_id, at.slug, at.version.major, at.version.minor, at.version.patch, limit});
}

}  // namespace amicast::distribution
