// CreateLogGroup.
#include <fmt/format.h>

#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct CreateLogGroupInput {
    std::string log_group_name;
    std::optional<std::string> kms_key_id;
    std::optional<TagMap> tags;
    std::optional<std::string> log_group_class;
    std::optional<bool> deletion_protection_enabled;

    static std::span<const wire::Member> members() {
        using This = CreateLogGroupInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", group_name),
            wire::member<&This::kms_key_id>("kmsKeyId", {.max = 256}),
            wire::member<&This::tags>("tags", tag_map),
            wire::member<&This::log_group_class>("logGroupClass", {.one_of = group_classes}),
            wire::member<&This::deletion_protection_enabled>("deletionProtectionEnabled"),
        };
        return rows;
    }
};

constexpr std::string_view default_class = "STANDARD";

Status check_create(const CreateLogGroupInput& input) {
    if (input.kms_key_id) {
        return failure(invalid(
            "kmsKeyId: this server does not encrypt logs under KMS keys. Leave kmsKeyId out."));
    }
    const std::string storage = input.log_group_class.value_or(std::string(default_class));
    if (storage == default_class || storage == "INFREQUENT_ACCESS") return {};
    return failure(invalid(fmt::format(
        "logGroupClass {} is not served here: expected STANDARD or INFREQUENT_ACCESS.", storage)));
}

Result<NoOutput> create_log_group(Call& call, const CreateLogGroupInput& input) {
    auto tags = read_tags(input.tags.value_or(TagMap()));
    if (!tags) return failure(tags.error());
    logs::Group wanted;
    wanted.account_id = call.account();
    wanted.name = input.log_group_name;
    wanted.storage_class = input.log_group_class.value_or(std::string(default_class));
    wanted.is_protected = input.deletion_protection_enabled.value_or(false);
    auto created = call.region.catalog.write_value(
        [&](catalog::Transaction& tx) { return logs::create_group(tx, wanted, *tags, call.now); });
    if (!created && is_conflict(created.error()))
        return failure(already_exists(created.error().message));
    if (!created) return failure(created.error());
    return NoOutput();
}

AccessRequests create_log_group_access(Call& call, const CreateLogGroupInput& input) {
    AccessRequests requests{on_group(call, "CreateLogGroup", input.log_group_name)};
    if (!input.tags) return requests;
    add_request_tags(*input.tags, requests.front().context);
    requests.push_back(
        on_tagged(call, "TagResource",
                  logs::group_arn(call.region.name, call.account(), input.log_group_name)));
    add_request_tags(*input.tags, requests.back().context);
    return requests;
}

}  // namespace

Operation create_log_group_operation() {
    return operation<&create_log_group, &create_log_group_access, &check_create>(
        {.name = "CreateLogGroup",
         .errors = "InvalidParameterException ResourceAlreadyExistsException "
                   "LimitExceededException OperationAbortedException ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
