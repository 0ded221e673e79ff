#include "services/sts/credentials.h"

namespace amicast::services::sts {

std::span<const wire::Member> Credentials::members() {
    using This = Credentials;
    static const wire::Member rows[] = {
        wire::member<&This::access_key_id>("AccessKeyId"),
        wire::member<&This::secret_access_key>("SecretAccessKey"),
        wire::member<&This::session_token>("SessionToken"),
        wire::member<&This::expiration>("Expiration"),
    };
    return rows;
}

Credentials credentials_shape(const iam::SessionCredentials& credentials) {
    return {.access_key_id = credentials.access_key_id,
            .secret_access_key = credentials.secret,
            .session_token = credentials.token,
            .expiration = credentials.expires};
}

std::int64_t token_utilization(const iam::SessionCredentials& credentials) {
    return static_cast<std::int64_t>(credentials.token.size()) * 100 /
           static_cast<std::int64_t>(iam::SessionTokens::token_bytes_max);
}

Status refuse_mfa(const std::optional<std::string>& serial_number,
                  const std::optional<std::string>& token_code) {
    if (!serial_number && !token_code) return {};
    return failure(
        access_denied("MultiFactorAuthentication failed: this server has no MFA "
                      "devices. Leave SerialNumber and TokenCode out."));
}

Error access_denied(std::string message) {
    return {.kind = ErrorKind::denied, .message = std::move(message), .code = "AccessDenied"};
}

}  // namespace amicast::services::sts
