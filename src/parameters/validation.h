// The validation of aws:ec2:image parameters: PutParameter answers at once, and a job looks whether
// the image is there and the account may see it. Until then the new version is not shown to
// anybody; when the image is not there the version goes as if it had never been put, and only its
// number is used up.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "jobs/queue.h"
#include "parameters/parameter.h"

namespace amicast::parameters {

inline constexpr std::string_view validate_parameter_kind = "validate-parameter";

// Part of the transaction that stored the pending version.
Status enqueue_validation(catalog::Transaction& tx, const ParameterVersion& version, Time now);

// ARNs of the organization and units an account is in; from identity, which lies above.
using OrganizationArns = std::function<Result<std::vector<std::string>>(std::string_view)>;

// Runs the jobs of one region.
std::unique_ptr<jobs::Executor> make_validate_parameter_executor(std::string region,
                                                                 OrganizationArns organizations);

}  // namespace amicast::parameters
