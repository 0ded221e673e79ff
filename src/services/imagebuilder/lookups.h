// Finding what a request names: images, configurations and the source of a distribution. Errors
// carry this service's codes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "distribution/arn.h"
#include "distribution/configuration.h"
#include "distribution/image_build.h"
#include "services/call.h"
#include "services/imagebuilder/distribution_shapes.h"
#include "transfer/peer.h"

namespace amicast::services::imagebuilder {

// This account's place in the region of the call.
distribution::Place place_of(const Call& call);

// The named configuration, of this region and account: InvalidRequestException for another region,
// ForbiddenException for another account, ResourceNotFoundException when there is none.
Result<distribution::Configuration> find_configuration(const Call& call, catalog::Transaction& tx,
                                                       std::string_view arn);
// Refuses ARNs of other regions and accounts in the same way.
Result<distribution::ImageArn> read_image_arn(const Call& call, std::string_view arn);
// A build by its build ARN, or the newest available build by a version ARN or wildcard.
Result<distribution::ImageBuild> find_image(const Call& call, catalog::Transaction& tx,
                                            std::string_view arn);

// The same, and also images of other accounts whose policy lets the caller do `operation`
// ("GetImage"). Another account's image that is not shared looks as one that does not exist:
// ForbiddenException for both.
Result<distribution::ImageBuild> find_visible_image(const Call& call, catalog::Transaction& tx,
                                                    std::string_view arn,
                                                    std::string_view operation);

// A stored configuration as it travels.
Result<DistributionConfiguration> to_wire(const Call& call,
                                          const distribution::Configuration& configuration);

// In front of a Systems Manager parameter in `sourceImage`.
inline constexpr std::string_view parameter_prefix = "ssm:";

// What `sourceImage` resolves to.
struct Source {
    transfer::SourceImage ami;
    std::string name;  // of the image resource that will track the distribution
    distribution::Version version;
    std::optional<std::string> os_version;
    std::string image_source = "CUSTOM";
};
// An AMI id; `ssm:` and a parameter's name or ARN, whose value is one; or the ARN of an image, a
// version or a wildcard, the account's own or shared with it. The AMI must be in this region and
// available, and its storage readable. Reads the catalog itself: not inside a transaction.
Result<Source> find_source(Call& call, std::string_view source_image);

}  // namespace amicast::services::imagebuilder
