// Who besides its owner may see an image: its resource policy.
#pragma once

#include <string_view>

#include "base/result.h"
#include "distribution/image_build.h"
#include "services/call.h"

namespace amicast::services::imagebuilder {

// May the caller do `operation` ("GetImage") with the build? An account's own builds are the
// gateway's question, so they are visible here. Another account's build is when its policy and the
// caller's own policies allow it; without a policy it is not. Errors: identity cannot be read.
Result<bool> is_visible(const Call& call, const distribution::ImageBuild& build,
                        std::string_view operation);

// Whether the policy allows anything to anybody but the owner's account.
bool is_shared(const distribution::ImageBuild& build);

}  // namespace amicast::services::imagebuilder
