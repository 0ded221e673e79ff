// TagLogGroup, UntagLogGroup and ListTagsLogGroup: the older tag operations, which name the group.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct TagLogGroupInput {
    std::string log_group_name;
    TagMap tags;

    static std::span<const wire::Member> members() {
        using This = TagLogGroupInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", group_name),
            wire::member<&This::tags>("tags", required_tag_map),
        };
        return rows;
    }
};

struct UntagLogGroupInput {
    std::string log_group_name;
    std::vector<std::string> tags;

    static std::span<const wire::Member> members() {
        using This = UntagLogGroupInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", group_name),
            wire::member<&This::tags>("tags", {.required = true,
                                               .min = 1,
                                               .element_min = 1,
                                               .element_max = 128,
                                               .element_pattern = tag_key_pattern}),
        };
        return rows;
    }
};

struct ListTagsLogGroupInput {
    std::string log_group_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListTagsLogGroupInput::log_group_name>("logGroupName", group_name),
        };
        return rows;
    }
};

struct ListTagsLogGroupOutput {
    TagMap tags;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListTagsLogGroupOutput::tags>("tags", {.keep_empty = true}),
        };
        return rows;
    }
};

// TooManyTagsException is not among the errors of this operation.
Result<NoOutput> tag_log_group(Call& call, const TagLogGroupInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    Status tagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_group(call, tx, input.log_group_name);
        if (!group) return failure(group.error());
        return logs::set_tags(tx, *group, *tags);
    });
    if (!tagged && tagged.error().kind == ErrorKind::limit)
        return failure(invalid(tagged.error().message));
    if (!tagged) return failure(tagged.error());
    return NoOutput();
}

Result<NoOutput> untag_log_group(Call& call, const UntagLogGroupInput& input) {
    Status untagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_group(call, tx, input.log_group_name);
        if (!group) return failure(group.error());
        for (const std::string& key : input.tags) {
            if (Status removed = logs::remove_tag(tx, *group, key); !removed) return removed;
        }
        return {};
    });
    if (!untagged) return failure(untagged.error());
    return NoOutput();
}

Result<ListTagsLogGroupOutput> list_tags_log_group(Call& call, const ListTagsLogGroupInput& input) {
    auto tags =
        call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<images::Tags> {
            auto group = require_group(call, tx, input.log_group_name);
            if (!group) return failure(group.error());
            return logs::find_tags(tx, *group);
        });
    if (!tags) return failure(tags.error());
    return ListTagsLogGroupOutput{TagMap(tags->begin(), tags->end())};
}

AccessRequests tag_access(Call& call, const TagLogGroupInput& input) {
    AccessRequests requests{on_group(call, "TagLogGroup", input.log_group_name)};
    add_request_tags(input.tags, requests.front().context);
    return requests;
}

AccessRequests untag_access(Call& call, const UntagLogGroupInput& input) {
    AccessRequests requests{on_group(call, "UntagLogGroup", input.log_group_name)};
    requests.front().context["aws:TagKeys"] = input.tags;
    return requests;
}

AccessRequests list_access(Call& call, const ListTagsLogGroupInput& input) {
    return {on_group(call, "ListTagsLogGroup", input.log_group_name)};
}

}  // namespace

Operation tag_log_group_operation() {
    return operation<&tag_log_group, &tag_access>(
        {.name = "TagLogGroup", .errors = "ResourceNotFoundException InvalidParameterException"});
}

Operation untag_log_group_operation() {
    return operation<&untag_log_group, &untag_access>(
        {.name = "UntagLogGroup", .errors = "ResourceNotFoundException"});
}

Operation list_tags_log_group_operation() {
    return operation<&list_tags_log_group, &list_access>(
        {.name = "ListTagsLogGroup",
         .errors = "ResourceNotFoundException ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
