#include "services/ebs/content_coding.h"

#include <algorithm>

#include <boost/algorithm/string/predicate.hpp>

#include "base/trimmed.h"

namespace amicast::services::ebs {
namespace {

// What lies before `separator`, which is taken off the text together with it.
std::string_view take_until(std::string_view& text, char separator) {
    std::size_t end = std::min(text.find(separator), text.size());
    std::string_view taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(taken, " \t");
}

// A weight of nothing: q=0, q=0.0, q=0.000.
bool forbids(std::string_view parameters) {
    while (!parameters.empty()) {
        std::string_view weight = take_until(parameters, ';');
        if (boost::algorithm::istarts_with(weight, "q=") &&
            weight.substr(2).find_first_not_of("0.") == std::string_view::npos)
            return true;
    }
    return false;
}

}  // namespace

bool accepts_zstd(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        std::string_view parameters = take_until(accept_encoding, ',');
        std::string_view coding = take_until(parameters, ';');
        if (boost::algorithm::iequals(coding, "zstd")) return !forbids(parameters);
    }
    return false;
}

}  // namespace amicast::services::ebs
