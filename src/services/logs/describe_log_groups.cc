// DescribeLogGroups: groups in order of name, page by page.
#include <algorithm>

#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"
#include "services/page_token.h"

namespace amicast::services::logs_api {
namespace {

struct DescribeLogGroupsInput {
    std::vector<std::string> account_identifiers;
    std::optional<std::string> log_group_name_prefix;
    std::optional<std::string> log_group_name_pattern;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> limit;
    std::optional<bool> include_linked_accounts;
    std::optional<std::string> log_group_class;
    std::vector<std::string> log_group_identifiers;

    static std::span<const wire::Member> members() {
        using This = DescribeLogGroupsInput;
        static const wire::Member rows[] = {
            wire::member<&This::account_identifiers>("accountIdentifiers",
                                                     {.min = 0,
                                                      .max = 20,
                                                      .element_min = 12,
                                                      .element_max = 12,
                                                      .element_pattern = R"(^\d{12}$)"}),
            wire::member<&This::log_group_name_prefix>("logGroupNamePrefix", optional_group_name),
            wire::member<&This::log_group_name_pattern>(
                "logGroupNamePattern",
                {.min = 0, .max = 512, .pattern = R"(^[\.\-_/#A-Za-z0-9]*$)"}),
            wire::member<&This::next_token>("nextToken", logs_api::next_token),
            wire::member<&This::limit>("limit", describe_limit),
            wire::member<&This::include_linked_accounts>("includeLinkedAccounts"),
            wire::member<&This::log_group_class>("logGroupClass", {.one_of = group_classes}),
            wire::member<&This::log_group_identifiers>(
                "logGroupIdentifiers", {.min = 1,
                                        .max = 50,
                                        .element_min = 1,
                                        .element_max = 2048,
                                        .element_pattern = group_identifier.pattern}),
        };
        return rows;
    }
};

struct LogGroup {
    std::string log_group_name;
    std::int64_t creation_time = 0;
    std::optional<std::int64_t> retention_in_days;
    std::int64_t metric_filter_count = 0;
    std::string arn;
    std::int64_t stored_bytes = 0;
    std::string log_group_class;
    std::string log_group_arn;
    bool deletion_protection_enabled = false;

    static std::span<const wire::Member> members() {
        using This = LogGroup;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName"),
            wire::member<&This::creation_time>("creationTime"),
            wire::member<&This::retention_in_days>("retentionInDays"),
            wire::member<&This::metric_filter_count>("metricFilterCount"),
            wire::member<&This::arn>("arn"),
            wire::member<&This::stored_bytes>("storedBytes"),
            wire::member<&This::log_group_class>("logGroupClass"),
            wire::member<&This::log_group_arn>("logGroupArn"),
            wire::member<&This::deletion_protection_enabled>("deletionProtectionEnabled"),
        };
        return rows;
    }
};

struct DescribeLogGroupsOutput {
    std::vector<LogGroup> log_groups;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeLogGroupsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::log_groups>("logGroups", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken"),
        };
        return rows;
    }
};

constexpr std::int64_t page_size_default = 50;
// How many groups one request looks at.
constexpr std::size_t looks_max = 2000;

Status check_describe(const DescribeLogGroupsInput& input) {
    if (input.log_group_name_prefix && input.log_group_name_pattern) {
        return failure(
            invalid("logGroupNamePrefix and logGroupNamePattern are mutually exclusive parameters. "
                    "Only one of these parameters can be passed."));
    }
    const bool others =
        input.log_group_name_prefix || input.log_group_name_pattern || input.log_group_class;
    if (!input.log_group_identifiers.empty() && others) {
        return failure(invalid(
            "logGroupIdentifiers cannot be combined with logGroupNamePrefix, logGroupNamePattern "
            "or logGroupClass."));
    }
    return {};
}

Result<LogGroup> show(const Call& call, catalog::Transaction& tx, const logs::Group& group) {
    auto bytes = logs::stored_bytes(tx, group);
    if (!bytes) return failure(bytes.error());
    const std::string arn = logs::group_arn(call.region.name, group.account_id, group.name);
    return LogGroup{.log_group_name = group.name,
                    .creation_time = logs::to_milliseconds(group.created),
                    .retention_in_days = group.retention_days,
                    .arn = arn + ":*",
                    .stored_bytes = *bytes,
                    .log_group_class = group.storage_class,
                    .log_group_arn = arn,
                    .deletion_protection_enabled = group.is_protected};
}

// No account is linked to another here, so that only the caller's own can be asked for.
bool concerns_caller(const Call& call, const DescribeLogGroupsInput& input) {
    const auto& accounts = input.account_identifiers;
    return accounts.empty() ||
           std::find(accounts.begin(), accounts.end(), call.account()) != accounts.end();
}

struct Page {
    std::vector<LogGroup> groups;
    std::optional<std::string> next;  // the name to go on behind
};

Result<Page> collect(const Call& call, catalog::Transaction& tx,
                     const DescribeLogGroupsInput& input, const std::string& after) {
    const auto max = static_cast<std::size_t>(input.limit.value_or(page_size_default));
    const std::string pattern = input.log_group_name_pattern.value_or("");
    Page page;
    std::size_t looks = 0;
    std::string last = after;
    auto visit = [&](const logs::Group& group) -> Result<bool> {
        const bool passes =
            group.name.find(pattern) != std::string::npos &&
            (!input.log_group_class || group.storage_class == *input.log_group_class);
        if ((passes && page.groups.size() == max) || looks++ == looks_max) {
            page.next = last;
            return false;
        }
        last = group.name;
        if (!passes) return true;
        auto shown = show(call, tx, group);
        if (!shown) return failure(shown.error());
        page.groups.push_back(std::move(*shown));
        return true;
    };
    Status walked = logs::each_group(tx, call.account(), input.log_group_name_prefix.value_or(""),
                                     after, visit);
    if (!walked) return failure(walked.error());
    return page;
}

// The groups that are named, as far as they exist, in order; at most 50, so always one page.
Result<Page> collect_named(const Call& call, catalog::Transaction& tx,
                           const DescribeLogGroupsInput& input) {
    std::vector<std::string> names;
    names.reserve(input.log_group_identifiers.size());
    for (const std::string& identifier : input.log_group_identifiers)
        names.push_back(group_name_of(call, identifier).value_or(""));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    Page page;
    for (const std::string& name : names) {
        auto group = logs::find_group(tx, call.account(), name);
        if (!group) return failure(group.error());
        if (!*group) continue;
        auto shown = show(call, tx, **group);
        if (!shown) return failure(shown.error());
        page.groups.push_back(std::move(*shown));
    }
    return page;
}

std::string binding_of(const Call& call, DescribeLogGroupsInput input) {
    input.limit.reset();
    input.next_token.reset();
    return page_binding(call, "DescribeLogGroups", wire::to_json(input));
}

Result<DescribeLogGroupsOutput> describe_log_groups(Call& call,
                                                    const DescribeLogGroupsInput& input) {
    const std::string binding = binding_of(call, input);
    std::string after;
    if (input.next_token) {
        auto key = read_page_token(binding, *input.next_token);
        if (!key) return failure(invalid_next_token());
        after = std::move(*key);
    }
    DescribeLogGroupsOutput output;
    if (!concerns_caller(call, input)) return output;
    auto page = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return input.log_group_identifiers.empty() ? collect(call, tx, input, after)
                                                   : collect_named(call, tx, input);
    });
    if (!page) return failure(page.error());
    output.log_groups = std::move(page->groups);
    if (page->next) output.next_token = make_page_token(binding, *page->next);
    return output;
}

AccessRequests describe_log_groups_access(Call& call, const DescribeLogGroupsInput&) {
    return {on_group(call, "DescribeLogGroups", "")};
}

}  // namespace

Operation describe_log_groups_operation() {
    return operation<&describe_log_groups, &describe_log_groups_access, &check_describe>(
        {.name = "DescribeLogGroups",
         .errors = "InvalidParameterException ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
