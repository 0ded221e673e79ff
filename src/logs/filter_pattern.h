// Filter patterns: which messages a search keeps.
//
//     ERROR timeout          both terms are in the message
//     "connection reset"     that phrase is
//     ?ERROR ?WARN           one of them is (without effect beside terms that must be there)
//     ERROR -"404"           the first is, the second is not
//     { $.level = "error" }  see json_condition.h
//
// Terms are found anywhere in a message, with case. A term of other characters than letters, digits
// and `_` stands in quotation marks, as with the real service. Space-delimited patterns ([a, b])
// and regular expressions (%a%) are not served.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace amicast::logs {

class JsonCondition;

class FilterPattern {
  public:
    // An empty pattern keeps everything. `invalid` says what is not understood.
    static Result<FilterPattern> parse(std::string_view text);

    bool matches(std::string_view message) const;

  private:
    std::vector<std::string> all_;
    std::vector<std::string> any_;
    std::vector<std::string> none_;
    std::shared_ptr<const JsonCondition> json_;
};

}  // namespace amicast::logs
