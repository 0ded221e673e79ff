// Which condition keys a policy asks for, by its conditions and its variables.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace amicast::iam {

// For each statement in order: the keys of its variables, then of its conditions, each once
// whatever its case. `policy` is a document that parse_policy() accepts.
Result<std::vector<std::vector<std::string>>> context_keys(std::string_view policy);

// Keys in the order they came, each once whatever its case.
class KeyList {
  public:
    void add(std::string_view key);
    std::vector<std::string> take() { return std::move(keys_); }

  private:
    std::vector<std::string> keys_;
    std::set<std::string> folded_;
};

}  // namespace amicast::iam
