#include "iam/access.h"

#include <algorithm>

namespace amicast::iam {

bool CaseInsensitiveLess::operator()(std::string_view left, std::string_view right) const {
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                        [&](char a, char b) { return lower(a) < lower(b); });
}

}  // namespace amicast::iam
