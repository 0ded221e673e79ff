// Which condition keys a policy asks for, by its conditions and its variables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace amicast::iam {

// For each statement in order: the keys of its variables, then of its conditions, each once
// whatever its case. `policy` is a document that parse_policy() accepts.
Result<std::vector<std::vector<std::string>>> context_keys(std::string_view policy);

// Adds what is not there yet, whatever its case.
void add_key(std::vector<std::string>& keys, std::string_view key);

}  // namespace amicast::iam
