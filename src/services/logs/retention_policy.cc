// PutRetentionPolicy and DeleteRetentionPolicy: for how long a group keeps its events. Older ones
// are cleared away within minutes.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

constexpr std::array<std::int64_t, 22> possible_days = {
    1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
    365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

struct PutRetentionPolicyInput {
    std::string log_group_name;
    std::int64_t retention_in_days = 0;

    static std::span<const wire::Member> members() {
        using This = PutRetentionPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", group_name),
            wire::member<&This::retention_in_days>("retentionInDays", {.required = true}),
        };
        return rows;
    }
};

struct DeleteRetentionPolicyInput {
    std::string log_group_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteRetentionPolicyInput::log_group_name>("logGroupName", group_name),
        };
        return rows;
    }
};

Status check_days(const PutRetentionPolicyInput& input) {
    const bool possible = std::find(possible_days.begin(), possible_days.end(),
                                    input.retention_in_days) != possible_days.end();
    if (possible) return {};
    return failure(invalid(fmt::format("retentionInDays {} is not valid: expected one of {}.",
                                       input.retention_in_days, fmt::join(possible_days, ", "))));
}

Result<NoOutput> set_retention(Call& call, const std::string& name,
                               std::optional<std::int64_t> days) {
    Status set = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_group(call, tx, name);
        if (!group) return failure(group.error());
        group->retention_days = days;
        return logs::update(tx, *group);
    });
    if (!set) return failure(set.error());
    return NoOutput();
}

Result<NoOutput> put_retention_policy(Call& call, const PutRetentionPolicyInput& input) {
    return set_retention(call, input.log_group_name, input.retention_in_days);
}

Result<NoOutput> delete_retention_policy(Call& call, const DeleteRetentionPolicyInput& input) {
    return set_retention(call, input.log_group_name, std::nullopt);
}

AccessRequests put_access(Call& call, const PutRetentionPolicyInput& input) {
    return {on_group(call, "PutRetentionPolicy", input.log_group_name)};
}

AccessRequests delete_access(Call& call, const DeleteRetentionPolicyInput& input) {
    return {on_group(call, "DeleteRetentionPolicy", input.log_group_name)};
}

constexpr std::string_view errors =
    "InvalidParameterException ResourceNotFoundException OperationAbortedException "
    "ServiceUnavailableException";

}  // namespace

Operation put_retention_policy_operation() {
    return operation<&put_retention_policy, &put_access, &check_days>(
        {.name = "PutRetentionPolicy", .errors = errors});
}

Operation delete_retention_policy_operation() {
    return operation<&delete_retention_policy, &delete_access>(
        {.name = "DeleteRetentionPolicy", .errors = errors});
}

}  // namespace amicast::services::logs_api
