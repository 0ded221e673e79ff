#include "distribution/snapshot_removal.h"

#include <fmt/format.h>

#include "distribution/copy_snapshot_job.h"
#include "images/image.h"
#include "jobs/queue.h"
#include "snapshots/upload.h"

namespace amicast::distribution {

Status remove_snapshot(catalog::Transaction& tx, const images::Snapshot& snapshot) {
    auto users = images::images_using_snapshot(tx, snapshot.id);
    if (!users) return failure(users.error());
    if (!users->empty()) {
        return failure(ErrorKind::conflict, fmt::format("The snapshot {} is in use by {}.",
                                                        snapshot.id, users->front()));
    }
    if (snapshot.state == images::SnapshotState::pending) {
        auto cancelled = jobs::cancel(tx, copy_snapshot_kind, snapshot.id);
        if (!cancelled) return failure(cancelled.error());
        Status dropped = snapshots::delete_entries(tx, snapshot.id);
        if (!dropped) return dropped;
    }
    return images::erase_snapshot(tx, snapshot.id);
}

}  // namespace amicast::distribution
