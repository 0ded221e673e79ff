// What a list of distributions must obey beyond its shapes.
#pragma once

#include <vector>

#include "base/result.h"
#include "services/call.h"
#include "services/imagebuilder/distribution_shapes.h"

namespace amicast::services::imagebuilder {

// The first rule that is broken, as InvalidParameterValueException or
// InvalidParameterCombinationException, naming the member: every region known here and at most
// once, exactly one kind of output, AMI names that buildDate makes unique, no reserved tags,
// settings that fit together.
Status check_distributions(const Call& call, const std::vector<Distribution>& distributions);

}  // namespace amicast::services::imagebuilder
