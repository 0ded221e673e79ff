// Runs "export-image" jobs: writes the disks of an AMI as disk images into a bucket of the
// store. Encrypted content is opened: who may have that done was asked when the export was ordered.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "images/region.h"
#include "jobs/queue.h"
#include "outbound/s3_client.h"

namespace amicast::outbound {

// `directory` is where disk images are built before they are sent; it exists and is this server's
// own. All references outlive the executor.
std::unique_ptr<jobs::Executor> make_export_executor(images::Region& region, S3Client& store,
                                                     std::string directory, Clock& clock);

}  // namespace amicast::outbound
