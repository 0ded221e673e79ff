#include "wire/form.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/check.h"
#include "base/encoding.h"
#include "base/limits.h"

namespace amicast::wire {
namespace {

using What = InputProblem::What;

// Byte order, but a dot (and the end) before everything else: "a" < "a.b" < "a-b".
bool key_before(std::string_view left, std::string_view right) {
    std::size_t shared = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < shared; ++i) {
        if (left[i] == right[i]) continue;
        if (left[i] == '.' || right[i] == '.') return left[i] == '.';
        return static_cast<unsigned char>(left[i]) < static_cast<unsigned char>(right[i]);
    }
    return left.size() < right.size();
}

bool is_under(std::string_view key, std::string_view name) {
    return key.size() >= name.size() && key.compare(0, name.size(), name) == 0 &&
           (key.size() == name.size() || key[name.size()] == '.');
}

// Calls visit(name, value) with the raw halves of each pair; stops when it returns false.
template <class Visit>
void for_each_pair(std::string_view text, Visit visit) {
    while (!text.empty()) {
        std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        std::size_t equals = pair.find('=');
        std::string_view name = pair.substr(0, equals);
        std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        if (!visit(name, value)) return;
    }
}

bool has_escapes(std::string_view raw) {
    return raw.find_first_of("%+") != std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> FormNode::value() const {
    std::optional<std::string_view> last;
    for (const FormEntry* entry = begin_; entry != end_ && entry->key.size() < start_; ++entry) {
        last = entry->value;
    }
    return last;
}

FormNode FormNode::child(std::string_view name) const {
    auto below = [this](const FormEntry& entry) {
        return entry.key.size() < start_ ? std::string_view() : entry.key.substr(start_);
    };
    const FormEntry* first = std::partition_point(begin_, end_, [&](const FormEntry& entry) {
        return entry.key.size() < start_ || key_before(below(entry), name);
    });
    const FormEntry* last = std::partition_point(
        first, end_, [&](const FormEntry& entry) { return is_under(below(entry), name); });
    if (first == last) return {};
    return {first, last, start_ + name.size() + 1};
}

Problem FormNode::elements(std::vector<FormElement>& out) const {
    const FormEntry* entry = begin_;
    while (entry != end_ && entry->key.size() < start_)
        ++entry;
    while (entry != end_) {
        std::string_view name = entry->key.substr(start_);
        name = name.substr(0, name.find('.'));
        std::size_t index = 0;
        auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
        bool canonical = name.size() == 1 || !name.starts_with('0');
        if (error != std::errc() || end != name.data() + name.size() || !canonical ||
            index > limits::query_index_max) {
            return under(name, make_problem(What::wrong_type, name,
                                            fmt::format("a list index from 1 to {}",
                                                        limits::query_index_max)));
        }
        const FormEntry* first = entry;
        while (entry != end_ && is_under(entry->key.substr(start_), name))
            ++entry;
        out.push_back({index, FormNode(first, entry, start_ + name.size() + 1)});
    }
    std::sort(out.begin(), out.end(), [](const FormElement& left, const FormElement& right) {
        return left.index < right.index;
    });
    return {};
}

Problem Form::read(std::string_view query, std::string_view body) {
    entries_.clear();
    decoded_.clear();
    decoded_.reserve(query.size() + body.size());
    entries_.reserve(std::min<std::size_t>(64, (query.size() + body.size()) / 4));
    if (Problem problem = read_pairs(query, &percent_decode)) return problem;
    if (Problem problem = read_pairs(body, &form_decode)) return problem;
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const FormEntry& left, const FormEntry& right) {
                         return key_before(left.key, right.key);
                     });
    return {};
}

Problem Form::read_pairs(std::string_view text, Decoder decoder) {
    Problem problem;
    for_each_pair(text, [&](std::string_view name, std::string_view value) {
        FormEntry entry;
        problem = decode(name, decoder, entry.key);
        if (!problem) problem = decode(value, decoder, entry.value);
        if (problem) {
            problem->path = shortened(is_utf8(entry.key) ? entry.key : "");
            return false;
        }
        if (entries_.size() == limits::query_parameters_max) {
            problem =
                make_problem(What::malformed, {},
                             fmt::format("at most {} parameters", limits::query_parameters_max));
            return false;
        }
        entries_.push_back(entry);
        return true;
    });
    return problem;
}

Problem Form::decode(std::string_view raw, Decoder decoder, std::string_view& out) {
    if (!has_escapes(raw)) {
        out = raw;
    } else {
        auto text = decoder(raw);
        if (!text) {
            return make_problem(What::malformed, {},
                                "every % to be followed by two hexadecimal digits");
        }
        check(decoded_.size() + text->size() <= decoded_.capacity(), "decoding never grows");
        std::size_t start = decoded_.size();
        decoded_.insert(decoded_.end(), text->begin(), text->end());
        out = std::string_view(decoded_.data() + start, text->size());
    }
    if (!is_utf8(out)) return make_problem(What::malformed, {}, "percent-encoded UTF-8");
    return {};
}

std::string find_form_value(std::string_view text, std::string_view name) {
    std::string found;
    for_each_pair(text, [&](std::string_view raw_name, std::string_view raw_value) {
        bool same = has_escapes(raw_name) ? form_decode(raw_name) == name : raw_name == name;
        if (same) found = form_decode(raw_value).value_or("");
        return true;
    });
    if (!is_utf8(found)) found.clear();
    return found;
}

}  // namespace amicast::wire
