// The beginning and the end of an Image Builder image that an import makes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"
#include "distribution/image_status.h"
#include "images/tags.h"
#include "imports/executors.h"

namespace amicast::imports {

// The image, status PENDING, its build number allocated, and the job of that kind with the payload
// that `payload_of` makes for the image's id. `limit` names the quota.
Result<distribution::ImageBuild> begin_image(
    catalog::Transaction& tx, distribution::ImageBuild image, std::string_view job_kind,
    const std::function<std::string(const std::string& image_id)>& payload_of, Time now);

// Available, with that AMI as its output.
Status end_available(catalog::Transaction& tx, const ImportParts& parts,
                     distribution::ImageBuild& image, const std::string& ami_id,
                     const std::string& ami_name);
Status end_cancelled(catalog::Transaction& tx, const ImportParts& parts,
                     distribution::ImageBuild& image);
// Failed with the error's message as its reason; nothing to do for an image that is gone.
Status end_failed(catalog::Transaction& tx, const ImportParts& parts, std::string_view image_id,
                  const Error& error);

// Of the AMI and its snapshots.
images::Tags tags_by_image_builder(const distribution::ImageBuild& image, std::string_view region);

}  // namespace amicast::imports
