// Writing what runs came to: destinations, their steps, the distribution's log, the image's status
// and its events, all in one transaction of the home region's catalog.
#pragma once

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/destination_run.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

// `conflict` when another run has gone on with one of them: what that one has ended or begun anew
// is not written over. With the first destination under way the image is DISTRIBUTING; when all are
// copied, shared and verified it is INTEGRATING; when none remains it becomes AVAILABLE, CANCELLED
// (it was asked to stop and nothing failed) or FAILED with a reason that lists the failures.
Status save_runs(catalog::Transaction& tx, std::string_view home_region, std::string_view image_id,
                 const std::vector<DestinationRun>& runs, Time now);

}  // namespace amicast::distribution
