#include "services/page_token.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::services {
namespace {

constexpr std::size_t binding_digits = 16;
// The longest key is a name of some hundred characters.
constexpr std::size_t token_length_max = 4096;

}  // namespace

std::string page_binding(const Call& call, std::string_view operation,
                         std::string_view parameters_json) {
    return crypto::sha256_hex(fmt::format("{}\n{}\n{}\n{}", operation, call.account(),
                                          call.region.name, parameters_json))
        .substr(0, binding_digits);
}

std::string make_page_token(std::string_view binding, std::string_view last_key) {
    return fmt::format("{}{}", binding, to_hex(as_bytes(last_key)));
}

std::optional<std::string> read_page_token(std::string_view binding, std::string_view token) {
    if (token.size() > token_length_max || !token.starts_with(binding)) return std::nullopt;
    std::optional<Bytes> key = from_hex(token.substr(binding.size()));
    if (!key || key->empty()) return std::nullopt;
    return to_text(*key);
}

}  // namespace amicast::services
