// Rows of lifecycle_executions and lifecycle_resources.
#include "lifecycle/execution.h"

#include <array>
#include <limits>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "catalog/select.h"

namespace amicast::lifecycle {
namespace {

namespace json = boost::json;

constexpr std::string_view execution_columns =
    "id, account_id, policy_slug, execution_role, rules, status, reason, started, ended";
constexpr std::string_view resource_columns =
    "execution_id, parent, position, resource_id, image_id, account_id, region, rule, "
    "action_reason, status, reason, snapshots, started, ended";

constexpr std::array execution_statuses = {
    ExecutionStatus::pending,   ExecutionStatus::in_progress, ExecutionStatus::cancelling,
    ExecutionStatus::cancelled, ExecutionStatus::failed,      ExecutionStatus::success};
constexpr std::array resource_statuses = {ResourceStatus::in_progress, ResourceStatus::success,
                                          ResourceStatus::failed, ResourceStatus::skipped};

template <class T, std::size_t N>
std::optional<T> named(const std::array<T, N>& all, std::string_view name) {
    for (T each : all)
        if (to_string(each) == name) return each;
    return std::nullopt;
}

tl::unexpected<Error> unreadable(std::string_view id) {
    return failure(ErrorKind::corrupt, "A stored lifecycle execution cannot be read.",
                   std::string(id));
}

std::string to_text(const std::vector<SnapshotOutcome>& snapshots) {
    json::array list;
    for (const SnapshotOutcome& each : snapshots) {
        list.push_back({json::string(each.snapshot_id), json::string(to_string(each.status)),
                        json::string(each.reason.value_or(""))});
    }
    return json::serialize(list);
}

std::optional<std::vector<SnapshotOutcome>> snapshots_from_text(std::string_view text) {
    boost::system::error_code problem;
    json::value value = json::parse(text, problem);
    if (problem || !value.is_array()) return std::nullopt;
    std::vector<SnapshotOutcome> snapshots;
    for (const json::value& item : value.get_array()) {
        const json::array* parts = item.if_array();
        if (parts == nullptr || parts->size() != 3) return std::nullopt;
        for (const json::value& part : *parts)
            if (!part.is_string()) return std::nullopt;
        auto status = named(resource_statuses, (*parts)[1].get_string());
        if (!status) return std::nullopt;
        SnapshotOutcome outcome{.snapshot_id = std::string((*parts)[0].get_string()),
                                .status = *status};
        if (!(*parts)[2].get_string().empty())
            outcome.reason = std::string((*parts)[2].get_string());
        snapshots.push_back(std::move(outcome));
    }
    return snapshots;
}

Result<Execution> read_execution(const catalog::Row& row) {
    auto rules = rules_from_text(row.text(4));
    if (!rules) return failure(rules.error());
    auto status = named(execution_statuses, row.text(5));
    if (!status) return unreadable(row.text(0));
    return Execution{.id = row.string(0),
                     .account_id = row.string(1),
                     .policy_slug = row.string(2),
                     .execution_role = row.string(3),
                     .rules = std::move(*rules),
                     .status = *status,
                     .reason = row.optional_string(6),
                     .started = row.time(7),
                     .ended = row.optional_time(8)};
}

Result<Resource> read_resource(const catalog::Row& row) {
    auto status = named(resource_statuses, row.text(9));
    auto snapshots = snapshots_from_text(row.text(11));
    if (!status || !snapshots) return unreadable(row.text(0));
    return Resource{.execution_id = row.string(0),
                    .parent = row.string(1),
                    .position = row.integer(2),
                    .resource_id = row.string(3),
                    .image_id = row.string(4),
                    .account_id = row.string(5),
                    .region = row.string(6),
                    .rule = static_cast<std::size_t>(row.integer(7)),
                    .action_reason = row.string(8),
                    .status = *status,
                    .reason = row.optional_string(10),
                    .snapshots = std::move(*snapshots),
                    .started = row.time(12),
                    .ended = row.optional_time(13)};
}

Result<bool> exists(catalog::Transaction& tx, std::string_view sql,
                    std::initializer_list<catalog::Parameter> values) {
    bool found = false;
    Status ran = tx.query(sql, values, [&](const catalog::Row&) { found = true; });
    if (!ran) return failure(ran.error());
    return found;
}

}  // namespace

std::string_view to_string(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::pending:
            return "PENDING";
        case ExecutionStatus::in_progress:
            return "IN_PROGRESS";
        case ExecutionStatus::cancelling:
            return "CANCELLING";
        case ExecutionStatus::cancelled:
            return "CANCELLED";
        case ExecutionStatus::failed:
            return "FAILED";
        case ExecutionStatus::success:
            return "SUCCESS";
    }
    return "FAILED";
}

bool is_final(ExecutionStatus status) {
    return status == ExecutionStatus::cancelled || status == ExecutionStatus::failed ||
           status == ExecutionStatus::success;
}

std::string_view to_string(ResourceStatus status) {
    switch (status) {
        case ResourceStatus::in_progress:
            return "IN_PROGRESS";
        case ResourceStatus::success:
            return "SUCCESS";
        case ResourceStatus::failed:
            return "FAILED";
        case ResourceStatus::skipped:
            return "SKIPPED";
    }
    return "FAILED";
}

Status insert(catalog::Transaction& tx, const Execution& execution) {
    std::string rules = lifecycle::to_text(execution.rules);
    auto inserted = tx.execute(
        fmt::format("INSERT INTO lifecycle_executions ({}) VALUES ($1, $2, $3, $4, $5, "
                    "$6, $7, $8, $9)",
                    execution_columns),
        {execution.id, execution.account_id, execution.policy_slug, execution.execution_role, rules,
         to_string(execution.status), execution.reason, execution.started, execution.ended});
    if (!inserted) return failure(inserted.error());
    return {};
}

Result<Execution> find_execution(catalog::Transaction& tx, std::string_view id) {
    auto found = catalog::select(
        tx, fmt::format("SELECT {} FROM lifecycle_executions WHERE id = $1", execution_columns),
        {id}, &read_execution);
    if (!found) return failure(found.error());
    if (found->empty()) {
        return failure(ErrorKind::not_found,
                       fmt::format("The lifecycle execution {} does not exist.", id));
    }
    return std::move(found->front());
}

Status update(catalog::Transaction& tx, const Execution& execution) {
    auto updated = tx.execute(
        "UPDATE lifecycle_executions SET status = $2, reason = $3, ended = $4 WHERE id = $1",
        {execution.id, to_string(execution.status), execution.reason, execution.ended});
    if (!updated) return failure(updated.error());
    return {};
}

Result<std::vector<Execution>> list_executions(catalog::Transaction& tx,
                                               const ExecutionSelection& selection) {
    ExecutionCursor newest{.started = from_microseconds(std::numeric_limits<std::int64_t>::max()),
                           .id = {}};
    ExecutionCursor after = selection.after.value_or(newest);
    constexpr std::string_view order =
        "AND (started, id) < ($2, $3) ORDER BY started DESC, id DESC LIMIT $4";
    if (!selection.policy_slug.empty()) {
        return catalog::select(
            tx,
            fmt::format("SELECT {} FROM lifecycle_executions WHERE account_id = $1 AND "
                        "policy_slug = $5 {}",
                        execution_columns, order),
            {selection.account_id, after.started, after.id, selection.limit, selection.policy_slug},
            &read_execution);
    }
    return catalog::select(
        tx,
        fmt::format("SELECT {} FROM lifecycle_executions WHERE account_id = $1 AND id IN "
                    "(SELECT execution_id FROM lifecycle_resources WHERE "
                    "resource_id = $5) {}",
                    execution_columns, order),
        {selection.account_id, after.started, after.id, selection.limit, selection.resource_id},
        &read_execution);
}

Result<bool> is_running(catalog::Transaction& tx, std::string_view account_id,
                        std::string_view policy_slug) {
    return exists(tx,
                  "SELECT 1 FROM lifecycle_executions WHERE account_id = $1 AND policy_slug = $2 "
                  "AND ended IS NULL LIMIT 1",
                  {account_id, policy_slug});
}

Result<bool> has_resources(catalog::Transaction& tx, std::string_view execution_id) {
    return exists(tx, "SELECT 1 FROM lifecycle_resources WHERE execution_id = $1 LIMIT 1",
                  {execution_id});
}

Status forget_executions(catalog::Transaction& tx, std::string_view account_id,
                         std::string_view policy_slug, Time before) {
    constexpr std::string_view old =
        "account_id = $1 AND policy_slug = $2 AND ended IS NOT NULL AND started < $3";
    auto resources =
        tx.execute(fmt::format("DELETE FROM lifecycle_resources WHERE execution_id IN (SELECT id "
                               "FROM lifecycle_executions WHERE {})",
                               old),
                   {account_id, policy_slug, before});
    if (!resources) return failure(resources.error());
    auto executions = tx.execute(fmt::format("DELETE FROM lifecycle_executions WHERE {}", old),
                                 {account_id, policy_slug, before});
    if (!executions) return failure(executions.error());
    return {};
}

Status insert(catalog::Transaction& tx, const Resource& resource) {
    std::string snapshots = to_text(resource.snapshots);
    auto inserted = tx.execute(
        fmt::format("INSERT INTO lifecycle_resources ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                    "$9, $10, $11, $12, $13, $14)",
                    resource_columns),
        {resource.execution_id, resource.parent, resource.position, resource.resource_id,
         resource.image_id, resource.account_id, resource.region, resource.rule,
         resource.action_reason, to_string(resource.status), resource.reason, snapshots,
         resource.started, resource.ended});
    if (!inserted) return failure(inserted.error());
    return {};
}

Status update(catalog::Transaction& tx, const Resource& resource) {
    std::string snapshots = to_text(resource.snapshots);
    auto updated = tx.execute(
        "UPDATE lifecycle_resources SET status = $4, reason = $5, snapshots = $6, ended = $7 "
        "WHERE execution_id = $1 AND parent = $2 AND position = $3",
        {resource.execution_id, resource.parent, resource.position, to_string(resource.status),
         resource.reason, snapshots, resource.ended});
    if (!updated) return failure(updated.error());
    return {};
}

Result<std::vector<Resource>> list_resources(catalog::Transaction& tx,
                                             std::string_view execution_id, std::string_view parent,
                                             std::int64_t after, std::size_t limit) {
    return catalog::select(
        tx,
        fmt::format("SELECT {} FROM lifecycle_resources WHERE execution_id = $1 AND "
                    "parent = $2 AND position > $3 ORDER BY position LIMIT $4",
                    resource_columns),
        {execution_id, parent, after, limit}, &read_resource);
}

}  // namespace amicast::lifecycle
