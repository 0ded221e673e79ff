// The four ways to say which key: key id, key ARN, alias name, alias ARN.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace amicast::keys {

struct KeyName {
    std::string account_id;
    std::string region;
    bool is_alias = false;
    bool is_arn = false;
    std::string name;  // the key id, or "alias/…"

    std::string arn() const;
};

// What an id or alias name without an ARN belongs to.
struct KeyNameDefaults {
    std::string_view account_id;
    std::string_view region;
};

// Errors: invalid (an ARN that is not one of a key or alias), unsupported (one of another region),
// not_found (text that can be no key's name). Says nothing about whether the key exists.
Result<KeyName> parse_key_name(std::string_view text, const KeyNameDefaults& defaults);

// "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" in lower-case hexadecimal digits.
bool is_key_id(std::string_view text);

}  // namespace amicast::keys
