// Rows of lifecycle_policies.
#include "lifecycle/policy.h"

#include <fmt/format.h>

#include "distribution/plan.h"

namespace amicast::lifecycle {
namespace {

constexpr std::string_view columns =
    "account_id, slug, name, description, enabled, execution_role, details, selection, rules, "
    "selected_tags, tags, created, updated, last_run";

Result<Policy> read_policy(const catalog::Row& row) {
    auto rules = rules_from_text(row.text(8));
    if (!rules) return failure(rules.error());
    auto tags = distribution::tags_from_text(row.text(10));
    if (!tags) return failure(tags.error());
    std::optional<images::Tags> selected;
    if (!row.is_null(9)) {
        auto read = distribution::tags_from_text(row.text(9));
        if (!read) return failure(read.error());
        selected = std::move(*read);
    }
    return Policy{.account_id = row.string(0),
                  .slug = row.string(1),
                  .name = row.string(2),
                  .description = row.optional_string(3),
                  .enabled = row.boolean(4),
                  .execution_role = row.string(5),
                  .details = row.string(6),
                  .selection = row.string(7),
                  .rules = std::move(*rules),
                  .selected_tags = std::move(selected),
                  .tags = std::move(*tags),
                  .created = row.time(11),
                  .updated = row.optional_time(12),
                  .last_run = row.optional_time(13)};
}

// Runs a SELECT of `columns` that ends in `rest`.
Result<std::vector<Policy>> select_policies(catalog::Transaction& tx, std::string_view rest,
                                            std::initializer_list<catalog::Parameter> values) {
    std::vector<Policy> policies;
    Status sound;
    Status ran = tx.query(fmt::format("SELECT {} FROM lifecycle_policies {}", columns, rest),
                          values, [&](const catalog::Row& row) {
                              auto policy = read_policy(row);
                              if (policy) {
                                  policies.push_back(std::move(*policy));
                              } else {
                                  sound = failure(policy.error());
                              }
                          });
    if (!ran) return failure(ran.error());
    if (!sound) return failure(sound.error());
    return policies;
}

std::optional<std::string> text_of(const std::optional<images::Tags>& tags) {
    if (!tags) return std::nullopt;
    return distribution::to_text(*tags);
}

}  // namespace

Status insert(catalog::Transaction& tx, const Policy& policy) {
    std::string rules = to_text(policy.rules);
    std::optional<std::string> selected = text_of(policy.selected_tags);
    std::string tags = distribution::to_text(policy.tags);
    auto inserted = tx.execute(
        fmt::format("INSERT INTO lifecycle_policies ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                    "$9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
                    columns),
        {policy.account_id, policy.slug, policy.name, policy.description, policy.enabled,
         policy.execution_role, policy.details, policy.selection, rules, selected, tags,
         policy.created, policy.updated, policy.last_run});
    if (!inserted) return failure(inserted.error());
    if (*inserted == 0) {
        return failure(ErrorKind::conflict,
                       fmt::format("A lifecycle policy named {} exists already.", policy.name));
    }
    return {};
}

Result<Policy> find_policy(catalog::Transaction& tx, std::string_view account_id,
                           std::string_view slug) {
    auto found = select_policies(tx, "WHERE account_id = $1 AND slug = $2", {account_id, slug});
    if (!found) return failure(found.error());
    if (found->empty()) {
        return failure(ErrorKind::not_found,
                       fmt::format("The lifecycle policy {} does not exist.", slug));
    }
    return std::move(found->front());
}

Status update(catalog::Transaction& tx, const Policy& policy) {
    std::string rules = to_text(policy.rules);
    std::optional<std::string> selected = text_of(policy.selected_tags);
    std::string tags = distribution::to_text(policy.tags);
    auto updated = tx.execute(
        "UPDATE lifecycle_policies SET description = $3, enabled = $4, execution_role = $5, "
        "details = $6, selection = $7, rules = $8, selected_tags = $9, tags = $10, updated = $11, "
        "last_run = $12 WHERE account_id = $1 AND slug = $2",
        {policy.account_id, policy.slug, policy.description, policy.enabled, policy.execution_role,
         policy.details, policy.selection, rules, selected, tags, policy.updated, policy.last_run});
    if (!updated) return failure(updated.error());
    return {};
}

Status erase_policy(catalog::Transaction& tx, std::string_view account_id, std::string_view slug) {
    auto erased = tx.execute("DELETE FROM lifecycle_policies WHERE account_id = $1 AND slug = $2",
                             {account_id, slug});
    if (!erased) return failure(erased.error());
    return {};
}

Result<std::int64_t> count_policies(catalog::Transaction& tx, std::string_view account_id) {
    std::int64_t count = 0;
    Status read = tx.query("SELECT COUNT(*) FROM lifecycle_policies WHERE account_id = $1",
                           {account_id}, [&](const catalog::Row& row) { count = row.integer(0); });
    if (!read) return failure(read.error());
    return count;
}

Result<std::vector<Policy>> list_policies(catalog::Transaction& tx, std::string_view account_id,
                                          std::string_view after_slug, std::size_t limit) {
    return select_policies(tx, "WHERE account_id = $1 AND slug > $2 ORDER BY slug LIMIT $3",
                           {account_id, after_slug, limit});
}

}  // namespace amicast::lifecycle
