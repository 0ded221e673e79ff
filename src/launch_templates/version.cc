#include <vector>

#include <fmt/format.h>

#include "images/statement.h"
#include "launch_templates/template.h"
#include "launch_templates/version_rows.h"

namespace amicast::launch_templates {
namespace {

using images::run;

constexpr std::size_t page_rows = 128;

constexpr std::string_view columns =
    "template_id, number, description, created, created_by, image_id, data";

Version read_version(const catalog::Row& row) {
    Version version;
    version.template_id = row.string(0);
    version.number = row.integer(1);
    version.description = row.string(2);
    version.created = row.time(3);
    version.created_by = row.string(4);
    version.image_id = row.optional_string(5);
    version.data = row.string(6);
    return version;
}

Error no_such_version(std::string_view template_id, std::int64_t number) {
    return Error{
        .kind = ErrorKind::not_found,
        .message = fmt::format("The launch template '{}' has no version {}.", template_id, number)};
}

struct Counts {
    std::int64_t last_version = 0;
    std::int64_t versions = 0;
};

Result<Counts> find_counts(catalog::Transaction& tx, std::string_view template_id) {
    std::optional<Counts> counts;
    Status read = tx.query("SELECT last_version, versions FROM launch_templates WHERE id = $1",
                           {template_id}, [&](const catalog::Row& row) {
                               counts = Counts{row.integer(0), row.integer(1)};
                           });
    if (!read) return failure(read.error());
    if (!counts) {
        return failure(ErrorKind::not_found,
                       fmt::format("The launch template '{}' does not exist.", template_id));
    }
    return *counts;
}

}  // namespace

Version version_of(std::string_view template_id, std::int64_t number, const VersionContent& content,
                   Time now) {
    return {.template_id = std::string(template_id),
            .number = number,
            .description = content.description,
            .created = now,
            .created_by = content.created_by,
            .image_id = content.image_id,
            .data = content.data};
}

Status insert_version(catalog::Transaction& tx, const Version& version) {
    return run(tx,
               "INSERT INTO launch_template_versions (template_id, number, description, created, "
               "created_by, image_id, data) VALUES ($1, $2, $3, $4, $5, $6, $7)",
               {version.template_id, version.number, version.description, version.created,
                version.created_by, version.image_id, version.data});
}

Result<Version> find_version(catalog::Transaction& tx, std::string_view template_id,
                             std::int64_t number) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM launch_template_versions WHERE template_id = $1 AND number = $2", columns);
    std::optional<Version> found;
    Status read = tx.query(sql, {template_id, number},
                           [&](const catalog::Row& row) { found = read_version(row); });
    if (!read) return failure(read.error());
    if (!found) return failure(no_such_version(template_id, number));
    return std::move(*found);
}

Status each_version(catalog::Transaction& tx, std::string_view template_id, std::int64_t before,
                    const std::function<bool(const Version&)>& visit) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM launch_template_versions WHERE template_id = $1 AND "
        "number < $2 ORDER BY number DESC LIMIT $3",
        columns);
    constexpr std::int64_t beyond_all = std::numeric_limits<std::int64_t>::max();
    std::int64_t end = before == 0 ? beyond_all : before;
    for (;;) {
        std::vector<Version> page;
        Status read = tx.query(sql, {template_id, end, page_rows},
                               [&](const catalog::Row& row) { page.push_back(read_version(row)); });
        if (!read) return read;
        for (const Version& version : page)
            if (!visit(version)) return {};
        if (page.size() < page_rows) return {};
        end = page.back().number;
    }
}

Result<Version> add_version(catalog::Transaction& tx, std::string_view template_id,
                            const VersionContent& content, Time now) {
    auto counts = find_counts(tx, template_id);
    if (!counts) return failure(counts.error());
    if (counts->versions >= versions_max) {
        return failure(ErrorKind::limit,
                       fmt::format("The launch template '{}' has {} versions; it may have at "
                                   "most {}.",
                                   template_id, counts->versions, versions_max));
    }
    Version version = version_of(template_id, counts->last_version + 1, content, now);
    Status inserted = insert_version(tx, version);
    if (!inserted) return failure(inserted.error());
    Status counted = run(tx,
                         "UPDATE launch_templates SET last_version = $2, latest_version = $2, "
                         "versions = versions + 1 WHERE id = $1",
                         {template_id, version.number});
    if (!counted) return failure(counted.error());
    return version;
}

Status erase_version(catalog::Transaction& tx, const Template& of, std::int64_t number) {
    if (number == of.default_version) {
        return failure(ErrorKind::conflict,
                       fmt::format("Version {} is the default version of the launch template '{}': "
                                   "make another the default first.",
                                   number, of.id));
    }
    auto erased =
        tx.execute("DELETE FROM launch_template_versions WHERE template_id = $1 AND number = $2",
                   {of.id, number});
    if (!erased) return failure(erased.error());
    if (*erased == 0) return failure(no_such_version(of.id, number));
    return run(tx,
               "UPDATE launch_templates SET versions = versions - 1, latest_version = "
               "(SELECT MAX(number) FROM launch_template_versions WHERE template_id = $1) "
               "WHERE id = $1",
               {of.id});
}

}  // namespace amicast::launch_templates
