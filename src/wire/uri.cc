// Matching of REST paths against the templates of the models.

#include <utility>

#include "base/encoding.h"
#include "wire/operation.h"

namespace amicast::wire {
namespace {

// Takes the text up to the next `/` off the front, and the `/` itself. A path that ends in `/`
// leaves one empty segment more.
struct Segments {
    std::string_view rest;
    bool more = true;

    std::string_view next() {
        std::size_t slash = rest.find('/');
        std::string_view segment = rest.substr(0, slash);
        more = slash != std::string_view::npos;
        rest.remove_prefix(more ? slash + 1 : rest.size());
        return segment;
    }
    std::string_view all() {
        more = false;
        return std::exchange(rest, {});
    }
};

bool take_label(std::string_view name, std::string_view raw, Labels& labels) {
    if (raw.empty()) return false;
    auto value = percent_decode(raw);
    if (!value) return false;
    labels.insert_or_assign(std::string(name), std::move(*value));
    return true;
}

bool match_segments(Segments wanted, Segments given, Labels& labels) {
    while (wanted.more && given.more) {
        std::string_view segment = wanted.next();
        bool is_label = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
        if (!is_label) {
            if (segment != given.next()) return false;
            continue;
        }
        std::string_view name = segment.substr(1, segment.size() - 2);
        bool takes_rest = name.ends_with('+');
        if (takes_rest) name.remove_suffix(1);
        if (!take_label(name, takes_rest ? given.all() : given.next(), labels)) return false;
    }
    return !wanted.more && !given.more;
}

}  // namespace

bool match_uri(std::string_view uri_template, std::string_view path, Labels& labels) {
    labels.clear();
    if (uri_template.empty() || path.empty() || path.front() != '/') return false;
    bool matched = match_segments({uri_template.substr(1)}, {path.substr(1)}, labels);
    if (!matched) labels.clear();
    return matched;
}

}  // namespace amicast::wire
