#include "images/consistency.h"

#include "catalog/consistency.h"

namespace amicast::images {
namespace {

constexpr catalog::ConsistencyRule rules[] = {
    {"SELECT d.image_id, d.snapshot_id FROM image_devices d "
     "LEFT JOIN snapshots s ON s.id = d.snapshot_id "
     "WHERE d.snapshot_id IS NOT NULL AND s.id IS NULL",
     "{} refers to {}, which does not exist"},
    {"SELECT i.id, s.id FROM images i JOIN image_devices d ON d.image_id = i.id "
     "JOIN snapshots s ON s.id = d.snapshot_id "
     "WHERE i.state IN ('available', 'disabled') AND s.state <> 'completed'",
     "{} is available and its snapshot {} is not completed"},
    {"SELECT i.id, i.name FROM images i WHERE i.state = 'pending' AND NOT EXISTS "
     "(SELECT 1 FROM image_devices d JOIN snapshots s ON s.id = d.snapshot_id "
     "WHERE d.image_id = i.id AND s.state = 'pending')",
     "{} ({}) is pending and waits for no snapshot"},
    {"SELECT t.resource_id, t.key FROM tags t WHERE t.resource_id NOT LIKE 'lt-%' AND NOT EXISTS "
     "(SELECT 1 FROM images i WHERE i.id = t.resource_id) AND NOT EXISTS "
     "(SELECT 1 FROM snapshots s WHERE s.id = t.resource_id)",
     "{} does not exist and has the tag {}"},
    {"SELECT p.resource_id, p.value FROM permissions p WHERE NOT EXISTS "
     "(SELECT 1 FROM images i WHERE i.id = p.resource_id) AND NOT EXISTS "
     "(SELECT 1 FROM snapshots s WHERE s.id = p.resource_id)",
     "{} does not exist and is shared with {}"},
    {"SELECT i.id, i.name FROM images i JOIN deregistered_images d ON d.id = i.id",
     "{} ({}) is registered and deregistered at once"},
};

}  // namespace

Status check_consistency(catalog::Transaction& tx,
                         const std::function<void(std::string)>& damaged) {
    return catalog::check_consistency(tx, rules, damaged);
}

}  // namespace amicast::images
