// Parameters as the domain sees them: named values with their history, rows of a region's catalog.
// No wire types here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "parameters/name.h"

namespace amicast::parameters {

enum class Type { string, string_list, secure_string };
std::string_view to_string(Type type);  // "String", "StringList", "SecureString"
std::optional<Type> type_from_string(std::string_view text);

enum class Tier { standard, advanced };
std::string_view to_string(Tier tier);  // "Standard", "Advanced"

inline constexpr std::string_view text_data = "text";
inline constexpr std::string_view image_data = "aws:ec2:image";

// One version of a parameter, whole: each put makes a new one.
struct ParameterVersion {
    std::string account_id;
    std::string name;
    std::int64_t version = 0;
    Type type = Type::string;
    std::string value;   // a SecureString's as it is stored: encrypted bytes
    std::string key_id;  // SecureString: the KMS key as the put named it; else empty
    std::string description;
    std::string allowed_pattern;
    Tier tier = Tier::standard;
    std::string data_type = std::string(text_data);
    Time modified{};
    std::string modified_by;  // ARN of the principal
};

// What a reference leads to.
struct Lookup {
    bool exists = false;                      // there is a parameter of that name
    std::optional<ParameterVersion> version;  // the one that was asked for, if there is
};
// Versions that await validation do not exist for this and everything else that reads.
Result<Lookup> look_up(catalog::Transaction& tx, std::string_view account_id,
                       const Reference& reference);
// The current version, empty when there is no such parameter.
Result<std::optional<ParameterVersion>> find_current(catalog::Transaction& tx,
                                                     std::string_view account_id,
                                                     std::string_view name);
Result<std::optional<ParameterVersion>> find_version(catalog::Transaction& tx,
                                                     std::string_view account_id,
                                                     std::string_view name, std::int64_t version);

// For what is inside the house: the version that a text as in `ssm:<text>` (a name or an ARN,
// perhaps with a selector) means for this account. `not_found` says what there is not.
Result<ParameterVersion> resolve(catalog::Transaction& tx, std::string_view account_id,
                                 std::string_view region, std::string_view text);

// The versions after a number, oldest first.
Result<std::vector<ParameterVersion>> list_versions(catalog::Transaction& tx,
                                                    std::string_view account_id,
                                                    std::string_view name, std::int64_t after,
                                                    std::size_t limit);

// The parameter with its history, labels and tags. False when there was none.
Result<bool> erase(catalog::Transaction& tx, std::string_view account_id, std::string_view name);

}  // namespace amicast::parameters
