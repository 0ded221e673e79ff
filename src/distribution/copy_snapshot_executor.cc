// The executor of "copy-snapshot" jobs: brings one snapshot here, then completes its row and, with
// the last one, its image. Every step may be repeated: blocks that came are found again, rows that
// are completed stay as they are.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "distribution/copy_domain.h"
#include "distribution/copy_image.h"
#include "distribution/copy_snapshot_job.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::distribution {
namespace {

using images::ImageState;
using images::SnapshotState;

// Progress is for people who look at it: more often than this would only cost commits.
constexpr Duration progress_interval = std::chrono::milliseconds(500);

// Rows that went away while the copy ran mean that nobody wants it any more.
bool is_gone(const Error& error) {
    return error.kind == ErrorKind::not_found;
}

int percent_done(const transfer::Progress& progress) {
    if (progress.blocks_all <= 0) return 0;
    std::int64_t percent = progress.blocks_done * 100 / progress.blocks_all;
    return static_cast<int>(std::min<std::int64_t>(percent, 99));  // 100 means completed
}

Result<bool> all_snapshots_completed(catalog::Transaction& tx, const images::Image& image) {
    for (const images::BlockDevice& device : image.devices) {
        if (!device.snapshot_id) continue;
        Result<images::Snapshot> snapshot = images::find_snapshot(tx, *device.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        if (snapshot->state != SnapshotState::completed) return false;
    }
    return true;
}

Status make_image_available(catalog::Transaction& tx, const std::string& image_id) {
    Result<images::Image> image = images::find_image(tx, image_id);
    if (!image && is_gone(image.error())) return {};
    if (!image) return failure(image.error());
    if (image->state != ImageState::pending) return {};
    Result<bool> ready = all_snapshots_completed(tx, *image);
    if (!ready) return failure(ready.error());
    if (!*ready) return {};
    image->state = ImageState::available;
    return images::update(tx, *image);
}

Status fail_image(catalog::Transaction& tx, const std::string& image_id,
                  const std::string& reason) {
    Result<images::Image> image = images::find_image(tx, image_id);
    if (!image && is_gone(image.error())) return {};
    if (!image) return failure(image.error());
    if (image->state != ImageState::pending) return {};
    image->state = ImageState::failed;
    image->state_reason_code = "Client.InternalError";
    // AWS shows the first half alone; the second says what to do about it.
    image->state_reason_message = "Copy image failed with an internal error: " + reason;
    return images::update(tx, *image);
}

// What a run found out about its copy.
struct CopyPlan {
    images::Snapshot snapshot;  // the pending row
    images::Domain domain;      // that the copy is written to
    transfer::Content source;   // of which region: CopySnapshotJob::source_region
    snapshots::Root root{};     // of both

    // How rows of the destination refer to the finished copy.
    blocks::Reference target() const { return domain.frames().reference_to(root); }
};

class CopySnapshotExecutor final : public jobs::Executor {
  public:
    CopySnapshotExecutor(images::Region& destination, transfer::Peers& peers, Clock& clock,
                         transfer::CopyOptions options)
        : destination_(destination), peers_(peers), clock_(clock), options_(options) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        Result<CopySnapshotJob> order = from_payload(job.payload);
        if (!order) return jobs::Outcome::failed(order.error());
        if (!order->refusal.empty()) {
            return jobs::Outcome::failed(
                Error{.kind = ErrorKind::invalid, .message = order->refusal});
        }
        Status copied = copy(*order, control);
        if (!copied && is_gone(copied.error()) && !still_wanted(*order))
            return jobs::Outcome::done();
        if (!copied && control.should_stop()) return jobs::Outcome::released();
        if (!copied) return give_back(copied.error());
        return jobs::Outcome::done();
    }

    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        Result<CopySnapshotJob> order = from_payload(job.payload);
        std::string snapshot_id = order ? order->snapshot_id : job.subject;
        Result<images::Snapshot> snapshot = images::find_snapshot(tx, snapshot_id);
        if (!snapshot && !is_gone(snapshot.error())) return failure(snapshot.error());
        if (snapshot && snapshot->state == SnapshotState::pending) {
            snapshot->state = SnapshotState::error;
            snapshot->state_message = error.message;
            Status updated = images::update(tx, *snapshot);
            if (!updated) return updated;
        }
        telemetry::log_warning("copy_failed", {{"region", destination_.name},
                                               {"snapshot", snapshot_id},
                                               {"reason", error.message},
                                               {"detail", error.detail}});
        if (!order || order->image_id.empty()) return {};
        return fail_image(tx, order->image_id, error.message);
    }

  private:
    // not_found: the snapshot was deleted, or the source lacks a block.
    Status copy(const CopySnapshotJob& order, jobs::Control& control) {
        auto snapshot = destination_.catalog.read_value(
            [&](catalog::Transaction& tx) { return images::find_snapshot(tx, order.snapshot_id); });
        if (!snapshot) return failure(snapshot.error());
        if (snapshot->state != SnapshotState::pending) return {};
        auto plan = make_plan(order, std::move(*snapshot));
        if (!plan) return failure(plan.error());
        Result<bool> held = complete_if_held(order, *plan, control);
        if (!held) return failure(held.error());
        if (*held) return {};
        return move_bytes(order, *plan, control);
    }

    // Keys are asked for anew with each run: what was usable when the copy began need not be now.
    Result<CopyPlan> make_plan(const CopySnapshotJob& order, images::Snapshot snapshot) {
        auto domain = open_copy_domain(destination_, snapshot.kms_key_arn);
        if (!domain) return failure(domain.error());
        CopyPlan plan{.snapshot = std::move(snapshot), .domain = std::move(*domain), .source = {}};
        auto root = order.source_key_arn ? ask_source_for_root(order)
                                         : plan.domain.frames().digest_of(order.root);
        if (!root) return failure(root.error());
        plan.root = *root;
        plan.source = {order.source_key_arn ? order.root : blocks::Reference(*root),
                       order.source_key_arn};
        return plan;
    }

    Result<snapshots::Root> ask_source_for_root(const CopySnapshotJob& order) {
        auto peer = find_peer(order);
        if (!peer) return failure(peer.error());
        return (*peer)->find_root({order.root, order.source_key_arn});
    }

    Result<transfer::Peer*> find_peer(const CopySnapshotJob& order) {
        transfer::Peer* peer = peers_.find(order.source_region);
        if (peer != nullptr) return peer;
        return failure(
            ErrorKind::unavailable,
            fmt::format("The source region {} is not reachable from here", order.source_region),
            "not among the known peers");
    }

    // What a completed snapshot of this region already refers to needs no look at its blocks: that
    // snapshot keeps them, and from the same transaction on this one does. True when the copy is
    // over with that.
    Result<bool> complete_if_held(const CopySnapshotJob& order, const CopyPlan& plan,
                                  jobs::Control& control) {
        const std::int64_t plain_bytes =
            order.present_blocks * static_cast<std::int64_t>(limits::block_bytes);
        const transfer::Progress progress{.blocks_all = order.present_blocks,
                                          .blocks_done = order.present_blocks,
                                          .bytes_skipped = plain_bytes};
        const blocks::Reference target = plan.target();
        auto holds = [&](catalog::Transaction& tx) { return images::root_is_held(tx, target); };
        Result<bool> held = destination_.catalog.read_value(holds);
        if (!held || !*held) return held;
        Status finished = control.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            held = holds(tx);  // again, where nothing can delete it in between
            if (!held) return failure(held.error());
            return *held ? complete(tx, order, plan, progress) : Status{};
        });
        if (!finished) return failure(finished.error());
        if (*held) count_bytes(progress);
        return held;
    }

    Status move_bytes(const CopySnapshotJob& order, const CopyPlan& plan, jobs::Control& control) {
        auto peer = find_peer(order);
        if (!peer) return failure(peer.error());
        Time last = clock_.now();
        auto on_progress = [&](const transfer::Progress& progress) -> Status {
            if (control.should_stop())
                return failure(ErrorKind::unavailable, "The copy was asked to stop");
            Time now = clock_.now();
            if (now - last < progress_interval) return {};
            last = now;
            return control.checkpoint(
                {}, [&](catalog::Transaction& tx) { return record_progress(tx, plan, progress); });
        };
        transfer::Source source(**peer, plan.source);
        auto progress =
            transfer::copy_snapshot(source, plan.domain.frames(), plan.root, options_, on_progress);
        if (!progress) return failure(progress.error());
        Status finished = control.checkpoint(
            {}, [&](catalog::Transaction& tx) { return complete(tx, order, plan, *progress); });
        if (!finished) return finished;
        count_bytes(*progress);
        return {};
    }

    // What an interrupted run moved stays counted.
    static void count(const CopyPlan& plan, const transfer::Progress& progress,
                      images::Snapshot& snapshot) {
        snapshot.bytes_moved = plan.snapshot.bytes_moved + progress.bytes_moved;
        snapshot.bytes_skipped = progress.bytes_skipped;
    }

    static Status record_progress(catalog::Transaction& tx, const CopyPlan& plan,
                                  const transfer::Progress& progress) {
        Result<images::Snapshot> snapshot = images::find_snapshot(tx, plan.snapshot.id);
        if (!snapshot) return failure(snapshot.error());
        snapshot->progress_percent = percent_done(progress);
        count(plan, progress, *snapshot);
        return images::update(tx, *snapshot);
    }

    Status complete(catalog::Transaction& tx, const CopySnapshotJob& order, const CopyPlan& plan,
                    const transfer::Progress& progress) const {
        Result<images::Snapshot> snapshot = images::find_snapshot(tx, order.snapshot_id);
        if (!snapshot && is_gone(snapshot.error())) return {};
        if (!snapshot) return failure(snapshot.error());
        if (snapshot->state != SnapshotState::pending) return {};
        snapshot->state = SnapshotState::completed;
        snapshot->progress_percent = 100;
        snapshot->completion_time = clock_.now();
        snapshot->root = plan.target();
        snapshot->present_blocks = order.present_blocks;
        count(plan, progress, *snapshot);
        Status updated = images::update(tx, *snapshot);
        if (!updated || order.image_id.empty()) return updated;
        return make_image_available(tx, order.image_id);
    }

    bool still_wanted(const CopySnapshotJob& order) {
        auto exists = destination_.catalog.read_value([&](catalog::Transaction& tx) {
            return images::snapshot_exists(tx, order.snapshot_id);
        });
        return !exists || *exists;
    }

    // What may heal by itself is tried again; bytes that are wrong or gone stay so, and a key that
    // may not be used is for a person to see to.
    static jobs::Outcome give_back(Error error) {
        switch (error.kind) {
            case ErrorKind::corrupt:
            case ErrorKind::not_found:
            case ErrorKind::denied:
            case ErrorKind::invalid:
            case ErrorKind::unsupported:
                return jobs::Outcome::failed(std::move(error));
            default:
                return jobs::Outcome::retry(std::move(error));
        }
    }

    void count_bytes(const transfer::Progress& progress) const {
        telemetry::count("amicast_copy_bytes_moved_total", {{"region", destination_.name}},
                         static_cast<double>(progress.bytes_moved));
        telemetry::count("amicast_copy_bytes_skipped_total", {{"region", destination_.name}},
                         static_cast<double>(progress.bytes_skipped));
        telemetry::count("amicast_snapshots_copied_total", {{"region", destination_.name}});
    }

    images::Region& destination_;
    transfer::Peers& peers_;
    Clock& clock_;
    const transfer::CopyOptions options_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_copy_snapshot_executor(images::Region& destination,
                                                            transfer::Peers& peers, Clock& clock,
                                                            transfer::CopyOptions options) {
    return std::make_unique<CopySnapshotExecutor>(destination, peers, clock, options);
}

}  // namespace amicast::distribution
