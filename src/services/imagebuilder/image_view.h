// Images as GetImage and the listings show them.
#pragma once

#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"
#include "services/call.h"
#include "services/imagebuilder/image_shapes.h"

namespace amicast::services::imagebuilder {

Result<Image> show_image(const Call& call, catalog::Transaction& tx,
                         const distribution::ImageBuild& image);
Result<ImageSummary> summarize_image(const Call& call, catalog::Transaction& tx,
                                     const distribution::ImageBuild& image);
// Of the newest build of a version.
ImageVersion show_version(const Call& call, const distribution::ImageBuild& image);
LatestVersionReferences references_of(const Call& call, const distribution::ImageBuild& image);

}  // namespace amicast::services::imagebuilder
