#include "keys/key_name.h"

#include <algorithm>
#include <array>

#include "base/ids.h"
#include "keys/key.h"

namespace amicast::keys {
namespace {

constexpr std::string_view alias_prefix = "alias/";
constexpr std::string_view key_prefix = "key/";
constexpr std::string_view related_key_prefix = "mrk-";
constexpr std::size_t related_key_digits = 32;
constexpr std::size_t echoed_max = 100;

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// The id of a multi-Region key has a form of its own; none is served, so none will be found.
bool is_related_key_id(std::string_view text) {
    return text.starts_with(related_key_prefix) &&
           text.size() == related_key_prefix.size() + related_key_digits &&
           is_hex(text.substr(related_key_prefix.size()));
}

bool looks_like_key_id(std::string_view text) {
    return is_key_id(text) || is_related_key_id(text);
}

bool is_alias_name(std::string_view text) {
    return text.starts_with(alias_prefix) && text.size() > alias_prefix.size();
}

tl::unexpected<Error> invalid_arn(std::string_view text) {
    return failure(ErrorKind::invalid,
                   "Invalid arn '" + std::string(text.substr(0, echoed_max)) +
                       "': expected arn:aws:kms:<region>:<account>:key/<key id> or "
                       "arn:aws:kms:<region>:<account>:alias/<name>.");
}

// The six parts of an ARN; the last one is the rest, colons included.
std::array<std::string_view, 6> split_arn(std::string_view text) {
    std::array<std::string_view, 6> parts;
    for (std::size_t i = 0; i < 5; ++i) {
        std::size_t colon = std::min(text.find(':'), text.size());
        parts.at(i) = text.substr(0, colon);
        text.remove_prefix(std::min(colon + 1, text.size()));
    }
    parts[5] = text;
    return parts;
}

Result<KeyName> parse_arn(std::string_view text, std::string_view served_region) {
    const auto [arn, partition, service, region, account, resource] = split_arn(text);
    bool is_alias = is_alias_name(resource);
    bool is_key =
        resource.starts_with(key_prefix) && looks_like_key_id(resource.substr(key_prefix.size()));
    bool well_formed = arn == "arn" && partition == "aws" && service == "kms" && !region.empty() &&
                       is_account_id(account) && (is_alias || is_key);
    if (!well_formed) return invalid_arn(text);
    if (region != served_region) {
        return failure(ErrorKind::unsupported, "Invalid arn " + std::string(region) +
                                                   ": expected a key of this Region, " +
                                                   std::string(served_region) + ".");
    }
    std::string_view name = is_alias ? resource : resource.substr(key_prefix.size());
    return KeyName{.account_id = std::string(account),
                   .region = std::string(region),
                   .is_alias = is_alias,
                   .is_arn = true,
                   .name = std::string(name)};
}

}  // namespace

std::string KeyName::arn() const {
    return is_alias ? alias_arn(region, account_id, name) : key_arn(region, account_id, name);
}

bool is_key_id(std::string_view text) {
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        bool fits = form[i] == '-' ? text[i] == '-' : is_hex(text.substr(i, 1));
        if (!fits) return false;
    }
    return true;
}

Result<KeyName> parse_key_name(std::string_view text, const KeyNameDefaults& defaults) {
    if (text.starts_with("arn:")) return parse_arn(text, defaults.region);
    KeyName name{.account_id = std::string(defaults.account_id),
                 .region = std::string(defaults.region),
                 .is_alias = is_alias_name(text),
                 .is_arn = false,
                 .name = std::string(text)};
    if (name.is_alias || looks_like_key_id(text)) return name;
    return failure(ErrorKind::not_found,
                   "Invalid keyId '" + std::string(text.substr(0, echoed_max)) +
                       "': expected a key ID, a key ARN, an alias name (alias/…) or an alias ARN.");
}

}  // namespace amicast::keys
