// An image and its devices as rows, for the two files that read them.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "images/image.h"

namespace amicast::images {

// The image with its devices; empty when there is none.
Result<std::optional<Image>> load_image(catalog::Transaction& tx, std::string_view id);

}  // namespace amicast::images
