#include "launch_templates/template.h"

#include <fmt/format.h>

#include "images/statement.h"
#include "launch_templates/version_rows.h"

namespace amicast::launch_templates {
namespace {

using images::run;

constexpr std::size_t page_rows = 128;

constexpr std::string_view template_columns =
    "id, account_id, name, created, created_by, default_version, latest_version";

Template read_template(const catalog::Row& row) {
    Template read;
    read.id = row.string(0);
    read.account_id = row.string(1);
    read.name = row.string(2);
    read.created = row.time(3);
    read.created_by = row.string(4);
    read.default_version = row.integer(5);
    read.latest_version = row.integer(6);
    return read;
}

Result<Template> find_where(catalog::Transaction& tx, std::string_view condition,
                            std::string_view account_id, std::string_view value) {
    std::optional<Template> found;
    Status read = tx.query(
        fmt::format("SELECT {} FROM launch_templates WHERE {}", template_columns, condition),
        {account_id, value}, [&](const catalog::Row& row) { found = read_template(row); });
    if (!read) return failure(read.error());
    if (!found) {
        return failure(ErrorKind::not_found,
                       fmt::format("The launch template '{}' does not exist.", value));
    }
    return std::move(*found);
}

Status check_quota(catalog::Transaction& tx, std::string_view account_id) {
    std::int64_t count = 0;
    Status read = tx.query("SELECT COUNT(*) FROM launch_templates WHERE account_id = $1",
                           {account_id}, [&](const catalog::Row& row) { count = row.integer(0); });
    if (!read) return read;
    if (count < templates_max) return {};
    return failure(ErrorKind::limit,
                   fmt::format("The account has {} launch templates; it may have at most {}.",
                               count, templates_max));
}

}  // namespace

Status insert(catalog::Transaction& tx, const Template& fresh, const VersionContent& first) {
    if (Status allowed = check_quota(tx, fresh.account_id); !allowed) return allowed;
    Status inserted =
        run(tx,
            "INSERT INTO launch_templates (id, account_id, name, created, created_by, "
            "default_version, latest_version, last_version, versions) "
            "VALUES ($1, $2, $3, $4, $5, 1, 1, 1, 1)",
            {fresh.id, fresh.account_id, fresh.name, fresh.created, fresh.created_by});
    if (!inserted) return inserted;
    return insert_version(tx, version_of(fresh.id, 1, first, fresh.created));
}

Result<Template> find_template(catalog::Transaction& tx, std::string_view account_id,
                               std::string_view id) {
    return find_where(tx, "account_id = $1 AND id = $2", account_id, id);
}

Result<Template> find_template_by_name(catalog::Transaction& tx, std::string_view account_id,
                                       std::string_view name) {
    return find_where(tx, "account_id = $1 AND name = $2", account_id, name);
}

Status each_template(catalog::Transaction& tx, std::string_view account_id,
                     std::string_view after_id, const std::function<bool(const Template&)>& visit) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM launch_templates WHERE account_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        template_columns);
    std::string after(after_id);
    for (;;) {
        std::vector<Template> page;
        Status read = tx.query(sql, {account_id, after, page_rows}, [&](const catalog::Row& row) {
            page.push_back(read_template(row));
        });
        if (!read) return read;
        for (const Template& one : page)
            if (!visit(one)) return {};
        if (page.size() < page_rows) return {};
        after = page.back().id;
    }
}

Status set_default(catalog::Transaction& tx, std::string_view template_id, std::int64_t number) {
    auto version = find_version(tx, template_id, number);
    if (!version) return failure(version.error());
    return run(tx, "UPDATE launch_templates SET default_version = $2 WHERE id = $1",
               {template_id, number});
}

Status erase_template(catalog::Transaction& tx, std::string_view id) {
    for (std::string_view sql : {"DELETE FROM launch_template_versions WHERE template_id = $1",
                                 "DELETE FROM launch_templates WHERE id = $1",
                                 "DELETE FROM tags WHERE resource_id = $1"}) {
        if (Status erased = run(tx, sql, {id}); !erased) return erased;
    }
    return {};
}

}  // namespace amicast::launch_templates
