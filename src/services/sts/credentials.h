// Temporary credentials as STS gives them out, and what is said of their token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "iam/session_tokens.h"
#include "wire/schema.h"

namespace amicast::services::sts {

struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    Time expiration{};
    static std::span<const wire::Member> members();
};

Credentials credentials_shape(const iam::SessionCredentials& credentials);

// How full a token is, in per cent of the longest there can be.
std::int64_t token_utilization(const iam::SessionCredentials& credentials);

// `AccessDenied` when a code of an MFA device is given: this server has none.
Status refuse_mfa(const std::optional<std::string>& serial_number,
                  const std::optional<std::string>& token_code);

Error access_denied(std::string message);

}  // namespace amicast::services::sts
