#include "services/ec2/snapshot_removal.h"

#include "distribution/snapshot_removal.h"
#include "images/image.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {

Status remove_snapshot(catalog::Transaction& tx, const images::Snapshot& snapshot) {
    auto users = images::images_using_snapshot(tx, snapshot.id);
    if (!users) return failure(users.error());
    if (!users->empty()) return failure(snapshot_in_use(snapshot.id, users->front()));
    return distribution::remove_snapshot(tx, snapshot);
}

}  // namespace amicast::services::ec2
