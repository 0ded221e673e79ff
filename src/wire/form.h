// A form (`a.1.b=x&c=y`) as a tree, without building one: decoded pairs sorted so that everything
// below a key is one contiguous run. Sparse and unordered indexes come out in numerical order.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/input_problem.h"

namespace amicast::wire {

struct FormEntry {
    std::string_view key;
    std::string_view value;
};

struct FormElement;

// A place in the form: the value written for exactly this key, and what is below it.
class FormNode {
  public:
    FormNode() = default;

    bool present() const { return begin_ != end_; }
    bool has_children() const { return present() && (end_ - 1)->key.size() >= start_; }
    // The last one wins when a key is repeated.
    std::optional<std::string_view> value() const;
    // Absent when there is nothing of that name. `name` may hold dots.
    FormNode child(std::string_view name) const;

    // The children as list elements, by index. Gaps, and a first index of 0, are fine; a key that
    // is not a decimal index up to limits::query_index_max is a problem.
    Problem elements(std::vector<FormElement>& out) const;

  private:
    friend class Form;
    FormNode(const FormEntry* begin, const FormEntry* end, std::size_t start)
        : begin_(begin), end_(end), start_(start) {}

    const FormEntry* begin_ = nullptr;
    const FormEntry* end_ = nullptr;
    std::size_t start_ = 0;  // where the names of the children begin in the keys
};

struct FormElement {
    std::size_t index;
    FormNode node;
};

// The nodes point into the form, and the form into the texts it was read from.
class Form {
  public:
    Form() = default;
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;

    // Reads both texts; where they name the same key, `body` wins. A `+` is a space in the body
    // alone: in the query a signature takes `+` and `%2B` for the same. Problems are malformed: bad
    // escapes, invalid UTF-8, more than limits::query_parameters_max pairs.
    Problem read(std::string_view query, std::string_view body);
    FormNode root() const { return {entries_.data(), entries_.data() + entries_.size(), 0}; }

  private:
    // Undoes the escapes: percent_decode() or form_decode().
    using Decoder = std::optional<std::string> (*)(std::string_view raw);

    Problem read_pairs(std::string_view text, Decoder decoder);
    Problem decode(std::string_view raw, Decoder decoder, std::string_view& out);

    std::vector<char> decoded_;  // never reallocated while views point into it
    std::vector<FormEntry> entries_;
};

// The value of a top-level key without reading the whole form; the last one wins. Empty when
// absent or unreadable.
std::string find_form_value(std::string_view text, std::string_view name);

}  // namespace amicast::wire
