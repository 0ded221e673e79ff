// Which images the rules of a policy mean at a given time.
#pragma once

#include <cstddef>
#include <vector>

#include "base/clock.h"
#include "distribution/image_build.h"
#include "lifecycle/rule.h"

namespace amicast::lifecycle {

struct Choice {
    std::size_t image = 0;  // index of the image
    std::size_t rule = 0;   // index of the rule
};

// Whether an image in this state can be subject to the action: one that runs, failed or was
// cancelled can only be erased by somebody who names it.
bool applies_to(Action action, distribution::ImageStatus status);

// `images` are those that the policy selects, newest first. Each image is chosen once at most:
// where several rules mean it, by the most severe. Counted and retained are images that a user can
// still have use of: available, deprecated or disabled ones that the rule does not exclude. Choices
// come oldest image first.
std::vector<Choice> choose(const std::vector<Rule>& rules,
                           const std::vector<distribution::ImageBuild>& images, Time now);

// Whether `tags` has one of `wanted`, key and value.
bool has_any_tag(const images::Tags& tags, const images::Tags& wanted);
// Whether `tags` has all of `wanted`.
bool has_all_tags(const images::Tags& tags, const images::Tags& wanted);

}  // namespace amicast::lifecycle
