// An image and its devices as rows, for the two files that read them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "images/image.h"

namespace amicast::images {

// The image with its devices; empty when there is none.
Result<std::optional<Image>> load_image(catalog::Transaction& tx, std::string_view id);

// Those of at most ids_in_query_max ids that exist, in order of id, in two queries.
Result<std::vector<Image>> load_images(catalog::Transaction& tx, std::span<const std::string> ids);

}  // namespace amicast::images
