#include "base/ids.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/encoding.h"

namespace amicast {

std::string new_resource_id(std::string_view prefix, Random& random) {
    std::array<std::uint8_t, 9> bytes{};
    random.fill(bytes);
    // Real ids start with 0; keeping that makes ours look like what people expect.
    return std::string(prefix) + "0" + to_hex(bytes).substr(0, 16);
}

bool is_resource_id(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return (text.size() == 8 || text.size() == 17) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string new_uuid(Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
    std::string hex = to_hex(bytes);
    for (std::size_t position : {20U, 16U, 12U, 8U})
        hex.insert(position, 1, '-');
    return hex;
}

std::string new_account_id(Random& random) {
    return std::to_string(100'000'000'000ULL + random.next() % 900'000'000'000ULL);
}

bool is_account_id(std::string_view text) {
    return text.size() == 12 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string new_unique_id(std::string_view prefix, std::size_t length, Random& random) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string id(prefix);
    while (id.size() < length) {
        std::uint8_t byte = 0;
        random.fill({&byte, 1});
        id.push_back(alphabet[byte % alphabet.size()]);
    }
    return id;
}

}  // namespace amicast
