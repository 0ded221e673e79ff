// How a distribution looks: as a table of its destinations that is redrawn while it runs, and as
// the final answer.
#pragma once

#include <string>
#include <vector>

#include "cli/destination_progress.h"
#include "cli/imagebuilder_calls.h"

namespace amicast::cli {

// One destination: place, action and state, percent, bytes moved and skipped, rate, time left,
// cause.
std::string line_of(const DestinationProgress& destination);

class DistributionTable {
  public:
    explicit DistributionTable(bool visible) : visible_(visible) {}
    bool visible() const { return visible_; }
    // Draws over what it drew before, on standard error. Of many destinations those that still go
    // on or have failed are shown, as many as fit.
    void show(const Distribution& distribution,
              const std::vector<DestinationProgress>& destinations);

  private:
    bool visible_;
    std::size_t lines_ = 0;
};

// On standard output: each image, each destination with what it moved, and a summary.
void print_distribution(const Distribution& distribution,
                        const std::vector<DestinationProgress>& destinations, bool json);

}  // namespace amicast::cli
