// Where each statement stands in the text of a policy, for people who look at a simulation's
// answer.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace amicast::iam {

// Lines and columns count characters from 1.
struct TextPosition {
    std::int64_t line = 1;
    std::int64_t column = 1;
    bool operator==(const TextPosition&) const = default;
};

struct StatementPosition {
    TextPosition start;  // behind the statement's opening brace, as IAM counts
    TextPosition end;    // behind its closing brace
};

// In the order of the statements. `policy` is a document that parse_policy() accepts.
std::vector<StatementPosition> statement_positions(std::string_view policy);

}  // namespace amicast::iam
