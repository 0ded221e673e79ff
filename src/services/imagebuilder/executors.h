// The background side of this service, for the server to wire: the distribution executor of a
// region, acting under the policies of the site.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "distribution/authority.h"
#include "jobs/queue.h"
#include "services/site.h"

namespace amicast::imports {
class ObjectStore;
}

namespace amicast::services {

// Answers the distribution engine's questions from IAM. `site` outlives it.
std::unique_ptr<distribution::Authority> make_distribution_authority(Site& site);

// To be added to the runner of `home` under distribution::distribute_job_kind. Owns its authority;
// `site` (with its map of regions filled) and `home` outlive it. `exporting_regions` are those with
// a store that disk images can be written to.
std::unique_ptr<jobs::Executor> make_distribute_executor(
    Site& site, images::Region& home, std::set<std::string, std::less<>> exporting_regions);

// The executors of the life cycle, for the same runner. Policies run once in `interval`.
void add_lifecycle_executors(jobs::Runner& runner, Site& site, images::Region& home,
                             Duration interval);

// The executors of imports, EC2's included, for the same runner; `objects` may be null.
struct ImportPlaces {
    std::vector<std::string> directories;
    imports::ObjectStore* objects = nullptr;
    std::vector<std::string> buckets;
};
void add_import_executors(jobs::Runner& runner, Site& site, images::Region& region,
                          const ImportPlaces& places);

}  // namespace amicast::services
