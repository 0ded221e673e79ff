// How each destination of a distribution is doing, from Image Builder's own account of it: the
// newest workflow execution of the image and its steps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/api_client.h"

namespace amicast::cli {

struct DestinationProgress {
    std::string region;
    std::string account_id;
    std::string action;  // the last one: "CopyAmi", "PutSsmParameters" …
    std::string state;   // of that action: "RUNNING", "COMPLETED" …
    std::string image_id;
    std::int64_t bytes_moved = 0;
    std::int64_t bytes_skipped = 0;
    std::int64_t percent_done = 0;
    double seconds = 0;  // of the copy so far
    std::string cause;   // of a failure

    bool is_copying() const { return action == "CopyAmi" && state == "RUNNING"; }
    // Of the copy; zero until something has moved.
    double bytes_per_second() const;
    // Negative: not known.
    double seconds_left() const;
};

// More destinations than that are not watched one by one.
inline constexpr std::size_t destinations_watched_max = 200;

// In order of the configuration; those that have not begun are not there yet, and no more than
// destinations_watched_max of them.
Result<std::vector<DestinationProgress>> progress_of_destinations(ApiClient& api,
                                                                  std::string_view region,
                                                                  const std::string& image_arn);

// For tests: what a page of ListWorkflowStepExecutions adds.
void add_steps(std::string_view page, std::vector<DestinationProgress>& destinations);

}  // namespace amicast::cli
