#include "jobs/settlement.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace amicast::jobs {
namespace {

// What the row keeps of an error, for those who look into the queue.
std::string describe(const Error& error) {
    constexpr std::size_t kept_bytes = 2'000;
    std::string text = error.message;
    if (!error.detail.empty()) text += " (" + error.detail + ")";
    if (text.size() <= kept_bytes) return text;
    std::size_t end = kept_bytes;  // not inside a UTF-8 character
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    text.resize(end);
    return text;
}

}  // namespace

Duration backoff(int attempt, const RunnerOptions& options, Random& random) {
    Duration limit = options.backoff_first;
    for (int i = 1; i < attempt && limit < options.backoff_max; ++i)
        limit *= 2;
    limit = std::min(limit, options.backoff_max);
    auto span = static_cast<std::uint64_t>(limit.count()) + 1;
    return Duration(static_cast<std::int64_t>(random.next() % span));
}

Settlement settle(std::shared_ptr<HeldJob> held, Outcome outcome, Time now,
                  const RunnerOptions& options, Random& random) {
    int attempt = held->claim.job.attempt;
    Settlement settlement{.held = std::move(held)};
    switch (outcome.kind) {
        case Outcome::Kind::done:
            break;
        case Outcome::Kind::again:
            settlement.kind = Settlement::Kind::requeue;
            settlement.order = {.due = now + outcome.after};
            break;
        case Outcome::Kind::released:
            return settle_unstarted(std::move(settlement.held), now);
        case Outcome::Kind::retry:
            if (attempt < options.attempts_max) {
                settlement.kind = Settlement::Kind::requeue;
                settlement.order = {.due = now + backoff(attempt, options, random),
                                    .error = describe(outcome.error),
                                    .attempt_counts = true};
                break;
            }
            [[fallthrough]];
        case Outcome::Kind::failed:
            settlement.kind = Settlement::Kind::give_up;
            settlement.error = std::move(outcome.error);
            break;
    }
    return settlement;
}

Settlement settle_exhausted(std::shared_ptr<HeldJob> held) {
    const Claim& claim = held->claim;
    Error error{
        .kind = ErrorKind::unavailable,
        .message = claim.last_error.empty()
                       ? fmt::format("The work was interrupted {} times.", claim.job.attempt - 1)
                       : claim.last_error};
    return {.held = std::move(held), .kind = Settlement::Kind::give_up, .error = std::move(error)};
}

Settlement settle_unstarted(std::shared_ptr<HeldJob> held, Time now) {
    return {.held = std::move(held), .kind = Settlement::Kind::requeue, .order = {.due = now}};
}

Status apply(catalog::Transaction& tx, const Settlement& settlement, Time now) {
    const Claim& claim = settlement.held->claim;
    if (settlement.kind == Settlement::Kind::requeue) {
        return requeue(tx, claim, settlement.order, now);
    }
    if (settlement.kind == Settlement::Kind::gave_up) return {};
    auto finished = finish(tx, claim, "done", claim.last_error, now);
    if (!finished) return failure(finished.error());
    return {};
}

std::string_view to_string(Settlement::Kind kind) {
    switch (kind) {
        case Settlement::Kind::done:
            return "done";
        case Settlement::Kind::requeue:
            return "requeued";
        case Settlement::Kind::give_up:
        case Settlement::Kind::gave_up:
            break;
    }
    return "failed";
}

}  // namespace amicast::jobs
