// How a distribution looks: as a table of its regions that is redrawn while it runs, and as the
// final answer.
#pragma once

#include <map>
#include <string>

#include "cli/api_client.h"
#include "cli/imagebuilder_calls.h"

namespace amicast::cli {

// "42%" of each image's snapshot that is being copied, by image id. Asks only when `wanted`; what
// cannot be found out is left out.
std::map<std::string, std::string> progress_of_images(ApiClient& api,
                                                      const Distribution& distribution,
                                                      bool wanted);

class DistributionTable {
  public:
    explicit DistributionTable(bool visible) : visible_(visible) {}
    bool visible() const { return visible_; }
    // Draws over what it drew before, on standard error.
    void show(const Distribution& distribution, const std::map<std::string, std::string>& progress);

  private:
    bool visible_;
    std::size_t lines_ = 0;
};

// On standard output.
void print_distribution(const Distribution& distribution, bool json);

}  // namespace amicast::cli
