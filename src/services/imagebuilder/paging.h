// Pages: tokens are opaque, hold the key of the last item, and are bound to the caller, the region,
// the operation and its filters; a listing is stable under concurrent inserts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "distribution/image_build.h"
#include "services/call.h"
#include "services/imagebuilder/image_shapes.h"

namespace amicast::services::imagebuilder {

class Pager {
  public:
    // `parameters` is the request without nextToken and maxResults.
    Pager(const Call& call, std::string_view operation, std::string_view parameters,
          const std::optional<std::int64_t>& max_results);

    std::size_t page_size() const { return page_size_; }
    // The key in a token; empty without one. InvalidPaginationTokenException for a token that is
    // not of this listing.
    Result<std::string> key_of(const std::optional<std::string>& token) const;
    std::string token_for(std::string_view key) const;

  private:
    std::string binding_;
    std::size_t page_size_;
};

// Keys of listings of images.
std::string key_of(const distribution::BuildCursor& cursor);
Result<std::optional<distribution::BuildCursor>> build_cursor_of(std::string_view key);

// Filters that every image listing takes: name, osVersion, platform, type, version. Values of one
// filter are alternatives, all filters must hold.
Status check_filters(const std::vector<Filter>& filters,
                     std::initializer_list<std::string_view> names);
bool passes(const std::vector<Filter>& filters, const distribution::ImageBuild& image);

}  // namespace amicast::services::imagebuilder
