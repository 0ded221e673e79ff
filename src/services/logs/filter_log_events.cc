// FilterLogEvents: events of a group in order of time across its streams, those that a pattern
// keeps. A page may be short or empty while more follow.
#include <algorithm>

#include "logs/filter_pattern.h"
#include "logs/read.h"
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"
#include "services/page_token.h"

namespace amicast::services::logs_api {
namespace {

struct FilterLogEventsInput {
    std::optional<std::string> log_group_name;
    std::optional<std::string> log_group_identifier;
    std::vector<std::string> log_stream_names;
    std::optional<std::string> log_stream_name_prefix;
    std::optional<std::int64_t> start_time;
    std::optional<std::int64_t> end_time;
    std::optional<std::string> filter_pattern;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> limit;
    std::optional<bool> start_from_head;
    std::optional<bool> interleaved;  // ignored: it is always so
    std::optional<bool> unmask;

    static std::span<const wire::Member> members() {
        using This = FilterLogEventsInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", optional_group_name),
            wire::member<&This::log_group_identifier>("logGroupIdentifier", group_identifier),
            wire::member<&This::log_stream_names>("logStreamNames",
                                                  {.min = 1,
                                                   .max = 100,
                                                   .element_min = 1,
                                                   .element_max = 512,
                                                   .element_pattern = stream_prefix.pattern}),
            wire::member<&This::log_stream_name_prefix>("logStreamNamePrefix", stream_prefix),
            wire::member<&This::start_time>("startTime", event_time),
            wire::member<&This::end_time>("endTime", event_time),
            wire::member<&This::filter_pattern>("filterPattern", {.min = 0, .max = 1024}),
            wire::member<&This::next_token>("nextToken", logs_api::next_token),
            wire::member<&This::limit>("limit", events_limit),
            wire::member<&This::start_from_head>("startFromHead"),
            wire::member<&This::interleaved>("interleaved"),
            wire::member<&This::unmask>("unmask"),
        };
        return rows;
    }
};

struct FilteredLogEvent {
    std::string log_stream_name;
    std::int64_t timestamp = 0;
    std::string message;
    std::int64_t ingestion_time = 0;
    std::string event_id;

    static std::span<const wire::Member> members() {
        using This = FilteredLogEvent;
        static const wire::Member rows[] = {
            wire::member<&This::log_stream_name>("logStreamName"),
            wire::member<&This::timestamp>("timestamp"),
            wire::member<&This::message>("message"),
            wire::member<&This::ingestion_time>("ingestionTime"),
            wire::member<&This::event_id>("eventId"),
        };
        return rows;
    }
};

struct SearchedLogStream {
    std::string log_stream_name;
    bool searched_completely = true;

    static std::span<const wire::Member> members() {
        using This = SearchedLogStream;
        static const wire::Member rows[] = {
            wire::member<&This::log_stream_name>("logStreamName"),
            wire::member<&This::searched_completely>("searchedCompletely"),
        };
        return rows;
    }
};

struct FilterLogEventsOutput {
    std::vector<FilteredLogEvent> events;
    std::vector<SearchedLogStream> searched_log_streams;  // always empty since 2020
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = FilterLogEventsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::events>("events", {.keep_empty = true}),
            wire::member<&This::searched_log_streams>("searchedLogStreams", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken"),
        };
        return rows;
    }
};

constexpr std::int64_t limit_default = 10'000;

Status check_filter(const FilterLogEventsInput& input) {
    if (input.log_stream_names.empty() || !input.log_stream_name_prefix) return {};
    return failure(
        invalid("You can specify either logStreamNames or logStreamNamePrefix, but not both."));
}

std::string binding_of(const Call& call, FilterLogEventsInput input) {
    input.limit.reset();
    input.next_token.reset();
    input.start_from_head.reset();
    return page_binding(call, "FilterLogEvents", wire::to_json(input));
}

// The key of a token: the direction and the place to go on at.
std::string key_of(bool newest_first, const logs::Place& place) {
    return (newest_first ? "b" : "f") + logs::to_digits(place);
}

Status go_on(logs::ReadOrder& order, const std::string& binding, std::string_view token) {
    auto key = read_page_token(binding, token);
    auto place = key ? logs::from_digits(std::string_view(*key).substr(1)) : std::nullopt;
    if (!place) return failure(invalid_next_token());
    order.newest_first = key->front() == 'b';
    (order.newest_first ? order.until : order.from) = *place;
    return {};
}

Result<logs::ReadOrder> order_of(const FilterLogEventsInput& input, const std::string& binding) {
    logs::ReadOrder order;
    auto pattern = logs::FilterPattern::parse(input.filter_pattern.value_or(""));
    if (!pattern) return failure(invalid(pattern.error().message));
    order.keep = [pattern = std::move(*pattern)](std::string_view message) {
        return pattern.matches(message);
    };
    order.limit = static_cast<std::size_t>(input.limit.value_or(limit_default));
    order.stream_prefix = input.log_stream_name_prefix.value_or("");
    order.from = logs::place_at(input.start_time.value_or(0));
    // The end counts, unlike with GetLogEvents.
    if (input.end_time) order.until = logs::place_at(std::min(*input.end_time, logs::time_max) + 1);
    order.newest_first = !input.start_from_head.value_or(true);
    if (!input.next_token) return order;
    if (Status read = go_on(order, binding, *input.next_token); !read) return failure(read.error());
    return order;
}

FilterLogEventsOutput show(logs::ReadPage& page, bool newest_first, const std::string& binding) {
    FilterLogEventsOutput output;
    if (newest_first) std::reverse(page.events.begin(), page.events.end());
    output.events.reserve(page.events.size());
    for (logs::Event& event : page.events) {
        output.events.push_back({.log_stream_name = std::move(event.stream_name),
                                 .timestamp = event.place.time,
                                 .message = std::move(event.message),
                                 .ingestion_time = event.ingested,
                                 .event_id = logs::to_digits(event.place)});
    }
    if (page.resume)
        output.next_token = make_page_token(binding, key_of(newest_first, *page.resume));
    return output;
}

Result<FilterLogEventsOutput> filter_log_events(Call& call, const FilterLogEventsInput& input) {
    auto name = group_name_of(call, input.log_group_name, input.log_group_identifier);
    if (!name) return failure(name.error());
    const std::string binding = binding_of(call, input);
    auto order = order_of(input, binding);
    if (!order) return failure(order.error());
    auto page =
        call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<logs::ReadPage> {
            auto group = require_group(call, tx, *name);
            if (!group) return failure(group.error());
            order->group_id = group->id;
            order->streams.clear();
            for (const std::string& stream_name : input.log_stream_names) {
                auto stream = require_stream(tx, *group, stream_name);
                if (!stream) return failure(stream.error());
                order->streams.push_back(std::move(*stream));
            }
            return logs::read_events(tx, *order);
        });
    if (!page) return failure(page.error());
    return show(*page, order->newest_first, binding);
}

AccessRequests filter_log_events_access(Call& call, const FilterLogEventsInput& input) {
    const std::string group = named_group(call, input.log_group_name, input.log_group_identifier);
    AccessRequests requests{on_group(call, "FilterLogEvents", group)};
    if (input.unmask.value_or(false)) requests.push_back(on_group(call, "Unmask", group));
    return requests;
}

}  // namespace

Operation filter_log_events_operation() {
    return operation<&filter_log_events, &filter_log_events_access, &check_filter>(
        {.name = "FilterLogEvents",
         .errors = "InvalidParameterException ResourceNotFoundException "
                   "ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
