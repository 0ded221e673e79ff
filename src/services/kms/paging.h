// Listings page by page, with Limit, Marker, NextMarker and Truncated.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "services/call.h"

namespace amicast::services::kms {

// What a request asks for.
struct PageOrder {
    std::string_view operation;
    std::string_view parameters;  // what else the listing depends on: a marker is bound to it
    std::optional<std::int64_t> limit;
    std::int64_t limit_default = 100;
    const std::optional<std::string>& marker;
};

class Page {
  public:
    // InvalidMarkerException for a marker that another request, or nobody, was given.
    static Result<Page> read(const Call& call, const PageOrder& order);

    const std::string& after() const { return after_; }  // the last key of the page before
    // One row more than fits, which tells whether there is another page.
    std::size_t rows_wanted() const { return limit_ + 1; }

    // Takes off the row that does not fit; true when there was one.
    template <class Row>
    bool cut(std::vector<Row>& rows) const {
        if (rows.size() <= limit_) return false;
        rows.resize(limit_);
        return true;
    }
    std::string marker_after(std::string_view last_key) const;

  private:
    std::string binding_;
    std::string after_;
    std::size_t limit_ = 0;
};

}  // namespace amicast::services::kms
