// DescribeLogStreams: streams of a group by name or by the time of their last event, page by page.
#include <charconv>

#include <fmt/format.h>

#include "logs/event.h"
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"
#include "services/page_token.h"

namespace amicast::services::logs_api {
namespace {

struct DescribeLogStreamsInput {
    std::optional<std::string> log_group_name;
    std::optional<std::string> log_group_identifier;
    std::optional<std::string> log_stream_name_prefix;
    std::optional<std::string> order_by;
    std::optional<bool> descending;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> limit;

    static std::span<const wire::Member> members() {
        using This = DescribeLogStreamsInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", optional_group_name),
            wire::member<&This::log_group_identifier>("logGroupIdentifier", group_identifier),
            wire::member<&This::log_stream_name_prefix>("logStreamNamePrefix", stream_prefix),
            wire::member<&This::order_by>("orderBy", {.one_of = "LogStreamName LastEventTime"}),
            wire::member<&This::descending>("descending"),
            wire::member<&This::next_token>("nextToken", logs_api::next_token),
            wire::member<&This::limit>("limit", describe_limit),
        };
        return rows;
    }
};

struct LogStream {
    std::string log_stream_name;
    std::int64_t creation_time = 0;
    std::optional<std::int64_t> first_event_timestamp;
    std::optional<std::int64_t> last_event_timestamp;
    std::optional<std::int64_t> last_ingestion_time;
    std::string upload_sequence_token;
    std::string arn;
    std::int64_t stored_bytes = 0;  // always zero since 2019

    static std::span<const wire::Member> members() {
        using This = LogStream;
        static const wire::Member rows[] = {
            wire::member<&This::log_stream_name>("logStreamName"),
            wire::member<&This::creation_time>("creationTime"),
            wire::member<&This::first_event_timestamp>("firstEventTimestamp"),
            wire::member<&This::last_event_timestamp>("lastEventTimestamp"),
            wire::member<&This::last_ingestion_time>("lastIngestionTime"),
            wire::member<&This::upload_sequence_token>("uploadSequenceToken"),
            wire::member<&This::arn>("arn"),
            wire::member<&This::stored_bytes>("storedBytes"),
        };
        return rows;
    }
};

struct DescribeLogStreamsOutput {
    std::vector<LogStream> log_streams;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeLogStreamsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::log_streams>("logStreams", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken"),
        };
        return rows;
    }
};

constexpr std::int64_t page_size_default = 50;

bool is_by_last_event(const DescribeLogStreamsInput& input) {
    return input.order_by == "LastEventTime";
}

Status check_describe(const DescribeLogStreamsInput& input) {
    if (!is_by_last_event(input) || !input.log_stream_name_prefix) return {};
    return failure(invalid("Cannot order by LastEventTime with a logStreamNamePrefix."));
}

std::optional<std::int64_t> unless_zero(std::int64_t value) {
    return value == 0 ? std::nullopt : std::optional(value);
}

Result<LogStream> show(const Call& call, catalog::Transaction& tx, const logs::Group& group,
                       const logs::Stream& stream) {
    auto first = logs::first_event(tx, stream);
    if (!first) return failure(first.error());
    return LogStream{
        .log_stream_name = stream.name,
        .creation_time = logs::to_milliseconds(stream.created),
        .first_event_timestamp = *first,
        .last_event_timestamp = unless_zero(stream.last_event),
        .last_ingestion_time = unless_zero(stream.last_ingestion),
        .upload_sequence_token = logs::to_digits({stream.last_ingestion, stream.id, 0, 0}),
        .arn = fmt::format("{}:log-stream:{}",
                           logs::group_arn(call.region.name, group.account_id, group.name),
                           stream.name)};
}

// A token holds the time of the last event and the name of the last stream of the page before.
std::string key_of(const logs::Stream& stream) {
    return fmt::format("{} {}", stream.last_event, stream.name);
}

std::optional<std::pair<logs::Milliseconds, std::string>> read_key(const std::string& key) {
    logs::Milliseconds time = 0;
    auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), time);
    const auto length = static_cast<std::size_t>(end - key.data());
    if (problem != std::errc() || length == key.size()) return std::nullopt;
    return std::pair(time, key.substr(length + 1));
}

std::string binding_of(const Call& call, DescribeLogStreamsInput input) {
    input.limit.reset();
    input.next_token.reset();
    return page_binding(call, "DescribeLogStreams", wire::to_json(input));
}

Result<logs::StreamListing> listing_of(const DescribeLogStreamsInput& input,
                                       const std::string& binding) {
    logs::StreamListing listing{
        .by_last_event = is_by_last_event(input),
        .descending = input.descending.value_or(false),
        .prefix = input.log_stream_name_prefix.value_or(""),
        .limit = static_cast<std::size_t>(input.limit.value_or(page_size_default)) + 1};
    if (!input.next_token) return listing;
    auto key = read_page_token(binding, *input.next_token);
    listing.after = key ? read_key(*key) : std::nullopt;
    if (!listing.after) return failure(invalid_next_token());
    return listing;
}

Result<DescribeLogStreamsOutput> describe_log_streams(Call& call,
                                                      const DescribeLogStreamsInput& input) {
    auto name = group_name_of(call, input.log_group_name, input.log_group_identifier);
    if (!name) return failure(name.error());
    const std::string binding = binding_of(call, input);
    auto listing = listing_of(input, binding);
    if (!listing) return failure(listing.error());
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<DescribeLogStreamsOutput> {
            auto group = require_group(call, tx, *name);
            if (!group) return failure(group.error());
            auto streams = logs::list_streams(tx, *group, *listing);
            if (!streams) return failure(streams.error());
            DescribeLogStreamsOutput output;
            if (streams->size() == listing->limit) {
                streams->pop_back();
                output.next_token = make_page_token(binding, key_of(streams->back()));
            }
            for (const logs::Stream& stream : *streams) {
                auto shown = show(call, tx, *group, stream);
                if (!shown) return failure(shown.error());
                output.log_streams.push_back(std::move(*shown));
            }
            return output;
        });
}

AccessRequests describe_log_streams_access(Call& call, const DescribeLogStreamsInput& input) {
    return {on_group(call, "DescribeLogStreams",
                     named_group(call, input.log_group_name, input.log_group_identifier))};
}

}  // namespace

Operation describe_log_streams_operation() {
    return operation<&describe_log_streams, &describe_log_streams_access, &check_describe>(
        {.name = "DescribeLogStreams",
         .errors = "InvalidParameterException ResourceNotFoundException "
                   "ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
