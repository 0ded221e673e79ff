#include "cli/session.h"

#include <fmt/format.h>

#include "cli/interruption.h"

namespace amicast::cli {

Result<std::unique_ptr<Session>> open_session(const ClientOptions& options, bool needs_region) {
    auto profile = find_profile(options.profile, process_environment);
    if (!profile) return failure(profile.error());
    auto session = std::make_unique<Session>();
    session->region = profile->region;
    if (needs_region && session->region.empty()) {
        return failure(ErrorKind::invalid,
                       "No region is known. Give --region, set AWS_REGION, or put region into the "
                       "profile.");
    }
    session->api =
        std::make_unique<ApiClient>(std::move(*profile), session->clock, session->random);
    watch_for_interruption();
    return session;
}

Result<Parameters> parse_tags(const std::vector<std::string>& texts) {
    Parameters tags;
    for (const std::string& text : texts) {
        std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            return failure(ErrorKind::invalid,
                           fmt::format("'{}' is not a tag; expected KEY=VALUE.", text));
        }
        tags.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return tags;
}

}  // namespace amicast::cli
