// Building and telling input problems. Decoders return a Problem whose path is relative to the
// value they were given; each caller puts its own segment in front while the problem travels up, so
// that a good request never pays for paths.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "wire/operation.h"

namespace amicast::wire {

// Nothing: the input was good.
using Problem = std::optional<InputProblem>;

// `value` is shortened to 100 characters, at a character border.
InputProblem make_problem(InputProblem::What what, std::string_view value, std::string expected);

// Puts `segment` before the path: "Filter" + "1.Name" is "Filter.1.Name", "a" + "[0]" is "a[0]".
InputProblem under(std::string_view segment, InputProblem problem);
// "[3]" before the path.
InputProblem under_index(std::size_t index, InputProblem problem);

// At most 100 characters of `text`, never half a character.
std::string shortened(std::string_view text);

// One English sentence with path, value and expectation, for services without a wording of their
// own: "Value 'x' at 'maxResults' is not valid: expected a whole number from 1 to 25."
std::string describe(const InputProblem& problem);

}  // namespace amicast::wire
