// PutLogEvents: a batch of events for a stream. Events that are too old or too far ahead are left
// out and named in the answer. Sequence tokens are taken and ignored, as the real service does.
#include "logs/append.h"
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct InputLogEvent {
    std::int64_t timestamp = 0;
    std::string message;

    static std::span<const wire::Member> members() {
        using This = InputLogEvent;
        static const wire::Member rows[] = {
            wire::member<&This::timestamp>("timestamp", {.required = true, .min = 0}),
            wire::member<&This::message>("message", {.required = true, .min = 1}),
        };
        return rows;
    }
};

// What the events are about, for the service's own observability; taken and not kept.
struct Entity {
    std::map<std::string, std::string> key_attributes;
    std::map<std::string, std::string> attributes;

    static std::span<const wire::Member> members() {
        using This = Entity;
        static const wire::Member rows[] = {
            wire::member<&This::key_attributes>("keyAttributes", {.min = 2,
                                                                  .max = 4,
                                                                  .element_min = 1,
                                                                  .element_max = 512,
                                                                  .key_min = 1,
                                                                  .key_max = 32}),
            wire::member<&This::attributes>("attributes", {.min = 0,
                                                           .max = 10,
                                                           .element_min = 1,
                                                           .element_max = 512,
                                                           .key_min = 1,
                                                           .key_max = 256}),
        };
        return rows;
    }
};

struct PutLogEventsInput {
    std::string log_group_name;
    std::string log_stream_name;
    std::vector<InputLogEvent> log_events;
    std::optional<std::string> sequence_token;
    std::optional<Entity> entity;

    static std::span<const wire::Member> members() {
        using This = PutLogEventsInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", group_name),
            wire::member<&This::log_stream_name>("logStreamName", stream_name),
            wire::member<&This::log_events>("logEvents",
                                            {.required = true, .min = 1, .max = 10000}),
            wire::member<&This::sequence_token>("sequenceToken", {.min = 1}),
            wire::member<&This::entity>("entity"),
        };
        return rows;
    }
};

struct RejectedLogEventsInfo {
    std::optional<std::int64_t> too_new_log_event_start_index;
    std::optional<std::int64_t> too_old_log_event_end_index;
    std::optional<std::int64_t> expired_log_event_end_index;

    static std::span<const wire::Member> members() {
        using This = RejectedLogEventsInfo;
        static const wire::Member rows[] = {
            wire::member<&This::too_new_log_event_start_index>("tooNewLogEventStartIndex"),
            wire::member<&This::too_old_log_event_end_index>("tooOldLogEventEndIndex"),
            wire::member<&This::expired_log_event_end_index>("expiredLogEventEndIndex"),
        };
        return rows;
    }
};

struct PutLogEventsOutput {
    std::string next_sequence_token;
    std::optional<RejectedLogEventsInfo> rejected_log_events_info;

    static std::span<const wire::Member> members() {
        using This = PutLogEventsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::next_sequence_token>("nextSequenceToken"),
            wire::member<&This::rejected_log_events_info>("rejectedLogEventsInfo"),
        };
        return rows;
    }
};

std::vector<logs::NewEvent> events_of(const PutLogEventsInput& input) {
    std::vector<logs::NewEvent> events;
    events.reserve(input.log_events.size());
    for (const InputLogEvent& event : input.log_events)
        events.push_back({event.timestamp, event.message});
    return events;
}

std::optional<RejectedLogEventsInfo> rejections_of(const logs::Acceptance& acceptance) {
    RejectedLogEventsInfo info{.too_new_log_event_start_index = acceptance.too_new_start,
                               .too_old_log_event_end_index = acceptance.too_old_end,
                               .expired_log_event_end_index = acceptance.expired_end};
    const bool any = acceptance.too_new_start || acceptance.too_old_end || acceptance.expired_end;
    return any ? std::optional(info) : std::nullopt;
}

Result<PutLogEventsOutput> put_log_events(Call& call, const PutLogEventsInput& input) {
    const std::vector<logs::NewEvent> events = events_of(input);
    return call.region.catalog.write_value(
        [&](catalog::Transaction& tx) -> Result<PutLogEventsOutput> {
            auto group = require_group(call, tx, input.log_group_name);
            if (!group) return failure(group.error());
            auto stream = require_stream(tx, *group, input.log_stream_name);
            if (!stream) return failure(stream.error());
            auto accepted = logs::accept(events, group->retention_days, call.now);
            if (!accepted) return failure(accepted.error());
            Status appended = logs::append_events(tx, *stream, accepted->events, call.now);
            if (!appended) return failure(appended.error());
            return PutLogEventsOutput{.next_sequence_token = logs::to_digits(
                                          {logs::to_milliseconds(call.now), stream->id, 0, 0}),
                                      .rejected_log_events_info = rejections_of(*accepted)};
        });
}

AccessRequests put_log_events_access(Call& call, const PutLogEventsInput& input) {
    return {on_stream(call, "PutLogEvents", input.log_group_name, input.log_stream_name)};
}

}  // namespace

Operation put_log_events_operation() {
    return operation<&put_log_events, &put_log_events_access>(
        {.name = "PutLogEvents",
         .errors = "InvalidParameterException InvalidSequenceTokenException "
                   "DataAlreadyAcceptedException ResourceNotFoundException "
                   "ServiceUnavailableException UnrecognizedClientException"});
}

}  // namespace amicast::services::logs_api
