// GetLogEvents: the events of one stream, page by page in both directions. A token is a place
// between two events and a direction; at the end it comes back as it was sent, so that a client
// that goes on asking sees what is new.
#include <algorithm>

#include <fmt/format.h>

#include "logs/read.h"
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct GetLogEventsInput {
    std::optional<std::string> log_group_name;
    std::optional<std::string> log_group_identifier;
    std::string log_stream_name;
    std::optional<std::int64_t> start_time;
    std::optional<std::int64_t> end_time;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> limit;
    std::optional<bool> start_from_head;
    std::optional<bool> unmask;

    static std::span<const wire::Member> members() {
        using This = GetLogEventsInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", optional_group_name),
            wire::member<&This::log_group_identifier>("logGroupIdentifier", group_identifier),
            wire::member<&This::log_stream_name>("logStreamName", stream_name),
            wire::member<&This::start_time>("startTime", event_time),
            wire::member<&This::end_time>("endTime", event_time),
            wire::member<&This::next_token>("nextToken", logs_api::next_token),
            wire::member<&This::limit>("limit", events_limit),
            wire::member<&This::start_from_head>("startFromHead"),
            wire::member<&This::unmask>("unmask"),
        };
        return rows;
    }
};

struct OutputLogEvent {
    std::int64_t timestamp = 0;
    std::string message;
    std::int64_t ingestion_time = 0;

    static std::span<const wire::Member> members() {
        using This = OutputLogEvent;
        static const wire::Member rows[] = {
            wire::member<&This::timestamp>("timestamp"),
            wire::member<&This::message>("message"),
            wire::member<&This::ingestion_time>("ingestionTime"),
        };
        return rows;
    }
};

struct GetLogEventsOutput {
    std::vector<OutputLogEvent> events;
    std::string next_forward_token;
    std::string next_backward_token;

    static std::span<const wire::Member> members() {
        using This = GetLogEventsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::events>("events", {.keep_empty = true}),
            wire::member<&This::next_forward_token>("nextForwardToken"),
            wire::member<&This::next_backward_token>("nextBackwardToken"),
        };
        return rows;
    }
};

constexpr std::int64_t limit_default = 10'000;

// "f/<place>/s" and "b/<place>/s".
std::string token_of(char direction, const logs::Place& place) {
    return fmt::format("{}/{}/s", direction, logs::to_digits(place));
}

struct Token {
    bool backward = false;
    logs::Place place;
};

Result<std::optional<Token>> read_token(const std::optional<std::string>& text,
                                        const logs::Stream& stream) {
    if (!text) return std::optional<Token>();
    const bool framed = (text->starts_with("f/") || text->starts_with("b/")) &&
                        text->ends_with("/s") && text->size() > 4;
    auto place = framed ? logs::from_digits(std::string_view(*text).substr(2, text->size() - 4))
                        : std::nullopt;
    if (!place || place->stream_id != stream.id) return failure(invalid_next_token());
    return std::optional(Token{.backward = text->front() == 'b', .place = *place});
}

logs::ReadOrder order_of(const GetLogEventsInput& input, const logs::Stream& stream,
                         const std::optional<Token>& token) {
    logs::ReadOrder order;
    order.group_id = stream.group_id;
    order.streams = {stream};
    order.limit = static_cast<std::size_t>(input.limit.value_or(limit_default));
    order.search_bytes = std::numeric_limits<std::size_t>::max();  // every event counts
    order.from = logs::place_at(input.start_time.value_or(0));
    if (input.end_time) order.until = logs::place_at(*input.end_time);
    order.newest_first = token ? token->backward : !input.start_from_head.value_or(false);
    if (token && token->backward) order.until = std::min(order.until, token->place);
    if (token && !token->backward) order.from = std::max(order.from, token->place);
    return order;
}

GetLogEventsOutput show(logs::ReadPage& page, logs::Place here) {
    GetLogEventsOutput output;
    logs::Place first = here;
    logs::Place behind = here;
    if (!page.events.empty()) {
        first = page.events.front().place;
        behind = logs::place_behind(page.events.back().place);
    }
    output.next_forward_token = token_of('f', behind);
    output.next_backward_token = token_of('b', first);
    output.events.reserve(page.events.size());
    for (logs::Event& event : page.events)
        output.events.push_back({event.place.time, std::move(event.message), event.ingested});
    return output;
}

Result<GetLogEventsOutput> get_log_events(Call& call, const GetLogEventsInput& input) {
    auto name = group_name_of(call, input.log_group_name, input.log_group_identifier);
    if (!name) return failure(name.error());
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<GetLogEventsOutput> {
            auto group = require_group(call, tx, *name);
            if (!group) return failure(group.error());
            auto stream = require_stream(tx, *group, input.log_stream_name);
            if (!stream) return failure(stream.error());
            auto token = read_token(input.next_token, *stream);
            if (!token) return failure(token.error());
            const logs::ReadOrder order = order_of(input, *stream, *token);
            auto page = logs::read_events(tx, order);
            if (!page) return failure(page.error());
            // Where an empty page is: where its token was, or where the events may begin.
            logs::Place here{.time = order.from.time, .stream_id = stream->id};
            if (*token) here = (*token)->place;
            return show(*page, here);
        });
}

AccessRequests get_log_events_access(Call& call, const GetLogEventsInput& input) {
    const std::string group = named_group(call, input.log_group_name, input.log_group_identifier);
    AccessRequests requests{on_stream(call, "GetLogEvents", group, input.log_stream_name)};
    if (input.unmask.value_or(false)) requests.push_back(on_group(call, "Unmask", group));
    return requests;
}

}  // namespace

Operation get_log_events_operation() {
    return operation<&get_log_events, &get_log_events_access>(
        {.name = "GetLogEvents",
         .errors = "InvalidParameterException ResourceNotFoundException "
                   "ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
