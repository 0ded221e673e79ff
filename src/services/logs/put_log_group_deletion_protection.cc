// PutLogGroupDeletionProtection: whether a group and its streams may be deleted.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct PutLogGroupDeletionProtectionInput {
    std::string log_group_identifier;
    bool deletion_protection_enabled = false;

    static std::span<const wire::Member> members() {
        using This = PutLogGroupDeletionProtectionInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_identifier>("logGroupIdentifier",
                                                      {.required = true,
                                                       .min = group_identifier.min,
                                                       .max = group_identifier.max,
                                                       .pattern = group_identifier.pattern}),
            wire::member<&This::deletion_protection_enabled>("deletionProtectionEnabled",
                                                             {.required = true}),
        };
        return rows;
    }
};

Result<NoOutput> put_protection(Call& call, const PutLogGroupDeletionProtectionInput& input) {
    auto name = group_name_of(call, std::nullopt, input.log_group_identifier);
    if (!name) return failure(name.error());
    Status set = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_group(call, tx, *name);
        if (!group) return failure(group.error());
        group->is_protected = input.deletion_protection_enabled;
        return logs::update(tx, *group);
    });
    if (!set) return failure(set.error());
    return NoOutput();
}

AccessRequests put_protection_access(Call& call, const PutLogGroupDeletionProtectionInput& input) {
    return {on_group(call, "PutLogGroupDeletionProtection",
                     named_group(call, std::nullopt, input.log_group_identifier))};
}

}  // namespace

Operation put_log_group_deletion_protection_operation() {
    return operation<&put_protection, &put_protection_access>(
        {.name = "PutLogGroupDeletionProtection",
         .errors = "InvalidParameterException ResourceNotFoundException AccessDeniedException "
                   "OperationAbortedException ServiceUnavailableException "
                   "InvalidOperationException"});
}

}  // namespace amicast::services::logs_api
