// What can be said about a put from the order and the version before; for this room only.
#pragma once

#include <optional>

#include "parameters/put.h"

namespace amicast::parameters {

// The version before the one to be put; empty for a new parameter.
using Before = std::optional<ParameterVersion>;

// Of name, presence, type and tier.
std::optional<Refusal> check_order(const PutOrder& order, const Before& before);

// The version as it would be stored, but for its number.
ParameterVersion draft_version(const PutOrder& order, const Before& before, Time now);

// A SecureString is put sealed.
std::optional<Refusal> check_sealed(const PutOrder& order, const ParameterVersion& draft);

// Of the value, its pattern and its data type.
std::optional<Refusal> check_draft(const PutOrder& order, const ParameterVersion& draft);

}  // namespace amicast::parameters
