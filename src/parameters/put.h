// Putting a parameter: a new one, or the next version of one there is.
//
// For the service and for jobs alike: a distribution writes the ids of its images with the same
// rules. Everything happens in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "images/tags.h"
#include "parameters/parameter.h"

namespace amicast::parameters {

inline constexpr std::size_t standard_bytes_max = 4096;
inline constexpr std::size_t advanced_bytes_max = 8192;
// How many versions of a parameter are kept.
inline constexpr std::int64_t versions_max = 100;

// How many parameters an account may have in a region.
struct Quotas {
    std::int64_t standard_max = 10'000;
    std::int64_t advanced_max = 100'000;
};

enum class TierChoice { standard, advanced, intelligent };

// A SecureString as it is to be stored.
struct Sealed {
    std::string ciphertext;
    std::string key_id;
};

// What is left out stays as it was in the version before, or is the default for a new parameter.
struct PutOrder {
    std::string account_id;
    std::string region;
    std::string name;
    std::string value;         // in the clear, which is what sizes and patterns are about
    std::optional<Type> type;  // needed for a new parameter; an old one never changes its type
    bool overwrite = false;
    std::optional<std::string> description;
    std::optional<std::string> allowed_pattern;
    std::optional<TierChoice> tier;
    std::optional<std::string> data_type;
    std::string modified_by;       // ARN of the principal
    images::Tags tags;             // of a new parameter
    std::optional<Sealed> sealed;  // needed when the type is SecureString
    // aws:ec2:image: the caller has just seen that the image is available to the account, so the
    // version counts at once instead of after a validation.
    bool image_checked = false;
};

// Why a put was refused. Nothing was written.
struct Refusal {
    enum class Rule {
        request,        // can never succeed as it stands
        reserved_name,  // below /aws
        hierarchy_levels,
        already_exists,  // and overwrite was not said
        type_mismatch,
        pattern_syntax,
        pattern_mismatch,
        oldest_version_labelled,  // and would have to go
        quota,
        raced,  // became a SecureString while this put was under way
    };
    Rule rule = Rule::request;
    std::string message;
};

struct Put {
    std::optional<Refusal> refusal;
    std::int64_t version = 0;
    Tier tier = Tier::standard;
    // The version waits for its validation (validation.h): wake the region's runner once the
    // transaction is committed.
    bool pending = false;
};

// What a put would make of the parameter, as far as sealing its value needs to know before; or why
// it would be refused.
struct Outlook {
    std::optional<Refusal> refusal;
    Type type = Type::string;
    Tier tier = Tier::standard;
    std::string key_id;  // of the SecureString before
};
Result<Outlook> foresee(catalog::Transaction& tx, const PutOrder& order);

// Errors only of the database; whatever the order itself is refused for is an answer.
Result<Put> put(catalog::Transaction& tx, const PutOrder& order, const Quotas& quotas, Time now);

}  // namespace amicast::parameters
