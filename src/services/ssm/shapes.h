// Structures of the model that several operations share, and how versions become them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "images/tags.h"
#include "parameters/parameter.h"
#include "services/call.h"
#include "wire/schema.h"

namespace amicast::services::ssm {

struct Tag {
    std::string key;
    std::string value;
    static std::span<const wire::Member> members();
};

struct Parameter {
    std::string name;
    std::string type;
    std::string value;
    std::int64_t version = 0;
    std::optional<std::string> selector;  // ":3", when one was used
    Time last_modified_date{};
    std::string arn;
    std::string data_type;
    static std::span<const wire::Member> members();
};

struct ParameterStringFilter {
    std::string key;
    std::optional<std::string> option;
    std::optional<std::vector<std::string>> values;
    static std::span<const wire::Member> members();
};

// ValidationException for a key that is AWS's own or stands twice.
Result<images::Tags> read_tags(const std::vector<Tag>& tags);

// A SecureString is shown as its ciphertext in base64.
std::string encrypted_value(const parameters::ParameterVersion& version);
// With the value as given; a selector without the colon, empty for none.
Parameter show(const Call& call, const parameters::ParameterVersion& version, std::string value,
               std::string_view selector);

}  // namespace amicast::services::ssm
