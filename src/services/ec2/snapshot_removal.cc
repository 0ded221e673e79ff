#include "services/ec2/snapshot_removal.h"

#include "distribution/copy_snapshot_job.h"
#include "images/image.h"
#include "jobs/queue.h"
#include "services/ec2/errors.h"
#include "snapshots/upload.h"

namespace amicast::services::ec2 {

Status remove_snapshot(catalog::Transaction& tx, const images::Snapshot& snapshot) {
    auto users = images::images_using_snapshot(tx, snapshot.id);
    if (!users) return failure(users.error());
    if (!users->empty()) return failure(snapshot_in_use(snapshot.id, users->front()));
    if (snapshot.state == images::SnapshotState::pending) {
        auto cancelled = jobs::cancel(tx, distribution::copy_snapshot_kind, snapshot.id);
        if (!cancelled) return failure(cancelled.error());
        Status dropped = snapshots::delete_entries(tx, snapshot.id);
        if (!dropped) return dropped;
    }
    return images::erase_snapshot(tx, snapshot.id);
}

}  // namespace amicast::services::ec2
