// Walking the rows of batches in order of their first event; for this room only.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "logs/append.h"
#include "logs/read.h"

namespace amicast::logs {

// A batch without its content.
struct BatchHeader {
    Milliseconds first = 0;
    std::int64_t stream_id = 0;
    std::int64_t batch = 0;
    Milliseconds last = 0;

    Place place() const { return {first, stream_id, batch, 0}; }
};

// The batches that may have events between the bounds of an order, by place of their first event,
// ascending, or descending when the newest come first. Reads a few rows of each source at a time.
class BatchWalk {
  public:
    BatchWalk(catalog::Transaction& tx, const ReadOrder& order);

    // Empty at the end.
    Result<std::optional<BatchHeader>> next();

  private:
    // The group, or one stream.
    struct Source {
        std::optional<std::int64_t> stream_id;
        Place last;  // where the next rows begin behind
        std::deque<BatchHeader> ahead;
        bool ended = false;
    };

    Status fill(Source& source);
    bool comes_first(const BatchHeader& left, const BatchHeader& right) const;
    bool is_beyond(const BatchHeader& header) const;

    catalog::Transaction& tx_;
    const ReadOrder& order_;
    std::vector<Source> sources_;
};

}  // namespace amicast::logs
