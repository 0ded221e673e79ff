// How far copies are, and whether what they made is what was to be made.
#include <algorithm>

#include <fmt/format.h>

#include "base/readable.h"
#include "distribution/copy_in_region.h"
#include "images/contents.h"
#include "images/snapshot.h"

namespace amicast::distribution {
namespace {

// What a copy has come to so far: the sum over its snapshots.
struct Progress {
    images::Image ami;
    std::int64_t bytes_moved = 0;
    std::int64_t bytes_skipped = 0;
    std::int64_t percent_done = 100;          // of the snapshot that is furthest behind
    std::vector<transfer::Content> contents;  // in device order; empty ones are not completed
};

Result<Progress> look_at(catalog::Transaction& tx, const std::string& ami_id) {
    auto ami = images::find_image(tx, ami_id);
    if (!ami && ami.error().kind == ErrorKind::not_found) {
        return failure(
            ErrorKind::conflict,
            fmt::format("The AMI {} was deregistered while it was being distributed.", ami_id));
    }
    if (!ami) return failure(ami.error());
    Progress progress{.ami = std::move(*ami), .contents = {}};
    for (const images::BlockDevice& device : progress.ami.devices) {
        if (!device.snapshot_id) continue;
        auto snapshot = images::find_snapshot(tx, *device.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        progress.bytes_moved += snapshot->bytes_moved;
        progress.bytes_skipped += snapshot->bytes_skipped;
        progress.percent_done =
            std::min<std::int64_t>(progress.percent_done, snapshot->progress_percent);
        progress.contents.push_back(
            {snapshot->root.value_or(blocks::Reference()), snapshot->kms_key_arn});
    }
    return progress;
}

std::string outputs_of(const Destination& destination, Time now) {
    double seconds = std::chrono::duration<double>(destination.copy_ended.value_or(now) -
                                                   destination.copy_started.value_or(now))
                         .count();
    return fmt::format(
        R"({{"amiId":"{}","bytesMoved":{},"bytesSkipped":{},"percentDone":{},"secondsElapsed":{:.3f}}})",
        *destination.ami_id, destination.bytes_moved, destination.bytes_skipped,
        destination.percent_done, seconds);
}

std::string account_of_copy(const Destination& destination) {
    Duration took = *destination.copy_ended - *destination.copy_started;
    auto moved = static_cast<double>(destination.bytes_moved);
    return fmt::format("{} copied in {}: {} moved at {}, {} skipped because they were there.",
                       *destination.ami_id, readable_duration(took), readable_bytes(moved),
                       readable_rate(moved, took),
                       readable_bytes(static_cast<double>(destination.bytes_skipped)));
}

void finish_copy(DestinationRun& run, Time now) {
    Destination& destination = run.destination;
    destination.percent_done = 100;
    destination.copy_ended = now;
    Time started = destination.copy_started.value_or(now);
    destination.copy_started = started;
    run.note(now, account_of_copy(destination));
    run.done(Action::copy, started, now, outputs_of(destination, now));
    run.move_to(Step::sharing);
}

// Waiting is written down with every percent and told with every ten, so that a copy costs at most
// a hundred writes.
void wait_for_copy(DestinationRun& run, std::int64_t percent_before, Time now) {
    Destination& destination = run.destination;
    bool first = is_distributing(run.stored_step()) && run.stored_step() != Step::copying;
    run.wait();
    if (destination.error) run.move_to(Step::copying);  // what held it up is over
    if (!first && destination.percent_done == percent_before) return;
    Time started = destination.copy_started.value_or(now);
    run.running(Action::copy, started, outputs_of(destination, now));
    if (first) return run.note(now, fmt::format("copy {} began.", *destination.ami_id));
    if (destination.percent_done / 10 == percent_before / 10) return;
    auto moved = static_cast<double>(destination.bytes_moved);
    run.note(now, fmt::format("copy {} is at {} %: {} moved at {}, {} skipped.",
                              *destination.ami_id, destination.percent_done, readable_bytes(moved),
                              readable_rate(moved, now - started),
                              readable_bytes(static_cast<double>(destination.bytes_skipped))));
}

void judge(DestinationRun& run, const Progress& progress, Time now) {
    Destination& destination = run.destination;
    std::int64_t percent_before = destination.percent_done;
    destination.bytes_moved = progress.bytes_moved;
    destination.bytes_skipped = progress.bytes_skipped;
    destination.percent_done = progress.percent_done;
    switch (progress.ami.state) {
        case images::ImageState::available:
            return finish_copy(run, now);
        case images::ImageState::pending:
            return wait_for_copy(run, percent_before, now);
        default:
            return run.fail(
                Action::copy,
                {.kind = ErrorKind::conflict,
                 .message = fmt::format("AMI copy reported failure for {}. {}", progress.ami.id,
                                        progress.ami.state_reason_message.value_or(""))},
                now);
    }
}

Result<std::vector<snapshots::Root>> open_roots(images::Region& region,
                                                const std::vector<transfer::Content>& contents) {
    std::vector<snapshots::Root> roots;
    for (const transfer::Content& content : contents) {
        auto domain = images::open_domain(region, content.kms_key_arn);
        if (!domain) return failure(domain.error());
        auto root = domain->frames().digest_of(content.root);
        if (!root) return failure(root.error());
        roots.push_back(*root);
    }
    return roots;
}

// Looks at every AMI on one snapshot of the catalog.
void look_at_each(images::Region& region, const Runs& runs, Clock& clock,
                  const std::function<void(DestinationRun&, Result<Progress>)>& visit) {
    std::vector<Result<Progress>> seen;
    Status read = region.catalog.read([&](catalog::Transaction& tx) -> Status {
        for (DestinationRun* run : runs)
            seen.push_back(look_at(tx, *run->destination.ami_id));
        return {};
    });
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!read) {
            runs[i]->stop(Action::copy, read.error(), clock.now());
        } else {
            visit(*runs[i], std::move(seen[i]));
        }
    }
}

}  // namespace

void await_copies(const DistributeParts& parts, images::Region& region, const Runs& runs) {
    look_at_each(region, runs, parts.clock, [&](DestinationRun& run, Result<Progress> progress) {
        Time now = parts.clock.now();
        if (progress) {
            judge(run, *progress, now);
        } else {
            run.stop(Action::copy, progress.error(), now);
        }
    });
}

void verify_amis(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                 const Runs& runs) {
    if (runs.empty()) return;
    auto expected = open_roots(parts.home, image.source_contents);
    look_at_each(region, runs, parts.clock, [&](DestinationRun& run, Result<Progress> progress) {
        Time now = parts.clock.now();
        if (!progress) return run.stop(Action::verify, progress.error(), now);
        if (!expected) return run.stop(Action::verify, expected.error(), now);
        auto found = open_roots(region, progress->contents);
        if (!found) return run.stop(Action::verify, found.error(), now);
        if (*found != *expected) {
            return run.fail(Action::verify,
                            {.kind = ErrorKind::corrupt,
                             .message = fmt::format(
                                 "The AMI {} does not hold the same bits as the source AMI {}.",
                                 *run.destination.ami_id, image.source_ami_id)},
                            now);
        }
        run.done(Action::verify, now, now);
        run.move_to(Step::configuring);
    });
}

}  // namespace amicast::distribution
