// What a command that talks to a server holds while it runs: clock, randomness, profile and client.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "cli/api_client.h"
#include "cli/commands.h"

namespace amicast::cli {

struct Session {
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<ApiClient> api;
    std::string region;
};

// Finds the profile and, when `needs_region`, the region.
Result<std::unique_ptr<Session>> open_session(const ClientOptions& options, bool needs_region);

// "key=value" texts as pairs; the value may be empty.
Result<Parameters> parse_tags(const std::vector<std::string>& texts);

}  // namespace amicast::cli
