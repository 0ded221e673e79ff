// Rows of distribution_configurations.
#include "distribution/configuration.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "distribution/plan.h"

namespace amicast::distribution {
namespace {

constexpr std::string_view columns =
    "account_id, slug, name, description, distributions, regions, tags, created, updated";

// Region names hold no spaces, so a space parts them.
std::vector<std::string> regions_from_text(std::string_view text) {
    std::vector<std::string> regions;
    while (!text.empty()) {
        auto end = text.find(' ');
        regions.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return regions;
}

// Runs a SELECT of `columns`.
Status read_configurations(catalog::Transaction& tx, const std::string& sql,
                           std::initializer_list<catalog::Parameter> parameters,
                           std::vector<Configuration>& out) {
    Status sound;
    Status ran = tx.query(sql, parameters, [&](const catalog::Row& row) {
        auto tags = tags_from_text(row.text(6));
        if (!tags) {
            sound = failure(tags.error());
            return;
        }
        out.push_back({.account_id = row.string(0),
                       .slug = row.string(1),
                       .name = row.string(2),
                       .description = row.optional_string(3),
                       .distributions = row.string(4),
                       .regions = regions_from_text(row.text(5)),
                       .tags = std::move(*tags),
                       .created = row.time(7),
                       .updated = row.optional_time(8)});
    });
    if (!ran) return ran;
    return sound;
}

}  // namespace

Status insert(catalog::Transaction& tx, const Configuration& configuration) {
    std::string tags = to_text(configuration.tags);
    std::string regions = fmt::format("{}", fmt::join(configuration.regions, " "));
    auto inserted =
        tx.execute(fmt::format("INSERT INTO distribution_configurations ({}) VALUES "
                               "($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
                               columns),
                   {configuration.account_id, configuration.slug, configuration.name,
                    configuration.description, configuration.distributions, regions, tags,
                    configuration.created, configuration.updated});
    if (!inserted) return failure(inserted.error());
    if (*inserted == 0) {
        return failure(ErrorKind::conflict,
                       fmt::format("A distribution configuration named {} exists already.",
                                   configuration.name));
    }
    return {};
}

Result<Configuration> find_configuration(catalog::Transaction& tx, std::string_view account_id,
                                         std::string_view slug) {
    std::vector<Configuration> found;
    Status read = read_configurations(
        tx,
        fmt::format("SELECT {} FROM distribution_configurations WHERE account_id = $1 AND "
                    "slug = $2",
                    columns),
        {account_id, slug}, found);
    if (!read) return failure(read.error());
    if (found.empty()) {
        return failure(ErrorKind::not_found,
                       fmt::format("The distribution configuration {} does not exist.", slug));
    }
    return std::move(found.front());
}

Status update(catalog::Transaction& tx, const Configuration& configuration) {
    std::string tags = to_text(configuration.tags);
    std::string regions = fmt::format("{}", fmt::join(configuration.regions, " "));
    auto updated = tx.execute(
        "UPDATE distribution_configurations SET description = $3, distributions = $4, "
        "regions = $5, tags = $6, updated = $7 WHERE account_id = $1 AND slug = $2",
        {configuration.account_id, configuration.slug, configuration.description,
         configuration.distributions, regions, tags, configuration.updated});
    if (!updated) return failure(updated.error());
    return {};
}

Status erase_configuration(catalog::Transaction& tx, std::string_view account_id,
                           std::string_view slug) {
    auto erased =
        tx.execute("DELETE FROM distribution_configurations WHERE account_id = $1 AND slug = $2",
                   {account_id, slug});
    if (!erased) return failure(erased.error());
    return {};
}

Result<std::int64_t> count_configurations(catalog::Transaction& tx, std::string_view account_id) {
    std::int64_t count = 0;
    Status read = tx.query("SELECT COUNT(*) FROM distribution_configurations WHERE account_id = $1",
                           {account_id}, [&](const catalog::Row& row) { count = row.integer(0); });
    if (!read) return failure(read.error());
    return count;
}

Result<std::vector<Configuration>> list_configurations(catalog::Transaction& tx,
                                                       std::string_view account_id,
                                                       std::string_view after_slug,
                                                       std::size_t limit) {
    std::vector<Configuration> found;
    Status read = read_configurations(
        tx,
        fmt::format("SELECT {} FROM distribution_configurations WHERE account_id = $1 AND "
                    "slug > $2 ORDER BY slug LIMIT $3",
                    columns),
        {account_id, after_slug, limit}, found);
    if (!read) return failure(read.error());
    return found;
}

}  // namespace amicast::distribution
