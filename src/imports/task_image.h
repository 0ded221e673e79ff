// An Image Builder image of the AMI that an import task makes, which need not have ended yet.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"

namespace amicast::imports {

// The image, status PENDING, and the job that waits for the task of the image's account. The caller
// wakes the region's runner after the commit. Errors: `not_found` (no such task), `conflict` (it
// was deleted, or is being deleted; the message says why), `limit`.
Result<distribution::ImageBuild> start_task_image(catalog::Transaction& tx,
                                                  distribution::ImageBuild image,
                                                  const std::string& task_id, Time now);

}  // namespace amicast::imports
