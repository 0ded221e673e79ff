// One unambiguous encoding of a row of values, for what is authenticated or sealed: every field is
// preceded by its length, so that no two different rows give the same bytes. Never JSON text and
// never `k=v` joins: those can be written in more than one way, or read in more than one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"

namespace amicast::keys {

// Pairs in the order of the bytes of their keys, which is what std::map gives for std::string.
using Pairs = std::map<std::string, std::string>;

// Four bytes of length, big-endian, then the bytes; numbers as eight bytes, big-endian.
class FieldWriter {
  public:
    FieldWriter& bytes(ByteView value);
    FieldWriter& text(std::string_view value) { return bytes(as_bytes(value)); }
    FieldWriter& number(std::int64_t value);
    // A number, or an empty field.
    FieldWriter& optional_number(std::optional<std::int64_t> value);
    FieldWriter& optional_time(std::optional<Time> value);
    // The number of pairs, then each key and value.
    FieldWriter& pairs(const Pairs& pairs);

    const Bytes& encoded() const { return encoded_; }

  private:
    Bytes encoded_;
};

// The pairs that FieldWriter::pairs() wrote, and nothing behind them; absent when `encoded` is
// anything else.
std::optional<Pairs> read_pairs(ByteView encoded);

}  // namespace amicast::keys
