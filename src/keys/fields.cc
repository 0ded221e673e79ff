#include "keys/fields.h"

#include <limits>

#include "base/check.h"

namespace amicast::keys {
namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t number_bytes = 8;

void append_big_endian(Bytes& out, std::uint64_t value, std::size_t size) {
    for (std::size_t i = size; i-- > 0;)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t big_endian(ByteView bytes) {
    std::uint64_t value = 0;
    for (std::uint8_t byte : bytes)
        value = value << 8 | byte;
    return value;
}

// The next field, taken off the front.
std::optional<ByteView> take_field(ByteView& rest) {
    if (rest.size() < length_bytes) return std::nullopt;
    std::uint64_t size = big_endian(rest.first(length_bytes));
    rest = rest.subspan(length_bytes);
    if (size > rest.size()) return std::nullopt;
    ByteView field = rest.first(static_cast<std::size_t>(size));
    rest = rest.subspan(field.size());
    return field;
}

}  // namespace

FieldWriter& FieldWriter::bytes(ByteView value) {
    check(value.size() <= std::numeric_limits<std::uint32_t>::max(), "a field is short");
    append_big_endian(encoded_, value.size(), length_bytes);
    encoded_.insert(encoded_.end(), value.begin(), value.end());
    return *this;
}

FieldWriter& FieldWriter::number(std::int64_t value) {
    append_big_endian(encoded_, number_bytes, length_bytes);
    append_big_endian(encoded_, static_cast<std::uint64_t>(value), number_bytes);
    return *this;
}

FieldWriter& FieldWriter::optional_number(std::optional<std::int64_t> value) {
    return value ? number(*value) : bytes({});
}

FieldWriter& FieldWriter::optional_time(std::optional<Time> value) {
    return value ? number(to_microseconds(*value)) : bytes({});
}

FieldWriter& FieldWriter::pairs(const Pairs& pairs) {
    number(std::ssize(pairs));
    for (const auto& [key, value] : pairs)
        text(key).text(value);
    return *this;
}

std::optional<Pairs> read_pairs(ByteView encoded) {
    auto count = take_field(encoded);
    if (!count || count->size() != number_bytes) return std::nullopt;
    Pairs pairs;
    for (std::uint64_t left = big_endian(*count); left > 0; --left) {
        auto key = take_field(encoded);
        auto value = key ? take_field(encoded) : std::nullopt;
        if (!value) return std::nullopt;
        pairs.insert_or_assign(pairs.end(), to_text(*key), to_text(*value));
    }
    if (!encoded.empty()) return std::nullopt;
    return pairs;
}

}  // namespace amicast::keys
