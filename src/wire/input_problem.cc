#include "wire/input_problem.h"

#include <utility>

#include <fmt/format.h>

namespace amicast::wire {
namespace {

constexpr std::size_t shown_value_characters_max = 100;

}  // namespace

InputProblem make_problem(InputProblem::What what, std::string_view value, std::string expected) {
    return InputProblem{
        .what = what, .path = {}, .value = shortened(value), .expected = std::move(expected)};
}

InputProblem under(std::string_view segment, InputProblem problem) {
    std::string path(segment);
    if (!problem.path.empty()) {
        if (problem.path.front() != '[') path += '.';
        path += problem.path;
    }
    problem.path = std::move(path);
    return problem;
}

InputProblem under_index(std::size_t index, InputProblem problem) {
    return under(fmt::format("[{}]", index), std::move(problem));
}

std::string shortened(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
        if (starts_character && characters++ == shown_value_characters_max) {
            return std::string(text.substr(0, i));
        }
    }
    return std::string(text);
}

std::string describe(const InputProblem& problem) {
    if (problem.what == InputProblem::What::malformed) {
        return fmt::format("The request cannot be read: expected {}.", problem.expected);
    }
    if (problem.what == InputProblem::What::missing) {
        return fmt::format("The request must contain the parameter '{}': expected {}.",
                           problem.path, problem.expected);
    }
    return fmt::format("Value '{}' at '{}' is not valid: expected {}.", problem.value, problem.path,
                       problem.expected);
}

}  // namespace amicast::wire
