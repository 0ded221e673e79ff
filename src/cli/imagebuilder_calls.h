// The Image Builder calls on distributions as the commands use them, and what they need of IAM and
// STS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/api_client.h"

namespace amicast::cli {

struct ConfigurationRequest {
    std::string name;
    std::vector<std::string> regions;
    std::string ami_name;
    std::string kms_key_id;  // empty: none is named
    Parameters ami_tags;
};
// The ARN of the configuration of that name, made unless it is there. Its content follows from its
// name (see configuration_name()), so what is there is the same.
Result<std::string> ensure_configuration(ApiClient& api, std::string_view region,
                                         const ConfigurationRequest& request);
// A name that says what is in it: equal requests share a configuration.
std::string configuration_name(const ConfigurationRequest& request);

// The ARN of the new image resource that tracks the distribution.
Result<std::string> distribute_image(ApiClient& api, std::string_view region,
                                     const std::string& source_image,
                                     const std::string& configuration_arn, const std::string& role,
                                     const std::string& client_token);

struct DistributedImage {
    std::string region;
    std::string account_id;
    std::string image_id;
    std::string name;
    std::string state;
    std::string reason;
};
struct Distribution {
    std::string arn;
    std::string name;
    std::string state;
    std::string reason;
    std::vector<DistributedImage> images;

    bool ended() const { return state == "AVAILABLE" || state == "FAILED" || state == "CANCELLED"; }
};
Result<Distribution> get_distribution(ApiClient& api, std::string_view region,
                                      const std::string& arn);

// The id of the workflow execution that tells of the image's newest round.
Result<std::string> newest_execution(ApiClient& api, std::string_view region,
                                     const std::string& image_arn);

// The name of a role that Image Builder may assume and that may copy, tag and share images, made
// unless it is there.
Result<std::string> ensure_execution_role(ApiClient& api, std::string_view region);

Result<std::string> caller_account(ApiClient& api, std::string_view region);

}  // namespace amicast::cli
