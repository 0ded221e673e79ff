// Finding parameters as requests name them, with the exceptions when there is none.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "parameters/parameter.h"
#include "services/call.h"

namespace amicast::services::ssm {

struct Found {
    parameters::ParameterVersion version;
    std::string selector;  // as the request had it, without the colon
};

// By name or ARN, perhaps with a selector. ParameterNotFound, ParameterVersionNotFound.
Result<Found> find_parameter(const Call& call, catalog::Transaction& tx, std::string_view text);
// The current version by a name (or ARN) alone. ParameterNotFound also for one with a selector.
Result<parameters::ParameterVersion> find_by_name(const Call& call, catalog::Transaction& tx,
                                                  std::string_view text);
// The name of the parameter a tag operation is about. InvalidResourceType, InvalidResourceId.
Result<std::string> find_tagged(const Call& call, catalog::Transaction& tx,
                                std::string_view resource_type, std::string_view resource_id);

// True for the errors that say that what was asked for is not there.
bool is_missing(const Error& error);

}  // namespace amicast::services::ssm
