// GetSessionToken: temporary credentials of a user or an account's root, with the same permissions
// but for IAM and most of STS. Long-term keys only; no permission is needed, and none can deny it.
#include <algorithm>
#include <chrono>

#include "iam/session_tokens.h"
#include "services/sts/credentials.h"
#include "services/sts/operations.h"

namespace amicast::services::sts {
namespace {

constexpr std::int64_t default_duration_seconds = 43'200;
// Longer sessions of an account's root are cut, as AWS does.
constexpr std::int64_t root_duration_seconds_max = 3600;

struct GetSessionTokenInput {
    std::optional<std::int64_t> duration_seconds;
    std::optional<std::string> serial_number;
    std::optional<std::string> token_code;
    std::optional<std::int64_t> minimum_session_token_size;

    static std::span<const wire::Member> members() {
        using This = GetSessionTokenInput;
        static const wire::Member rows[] = {
            wire::member<&This::duration_seconds>("DurationSeconds", {.min = 900, .max = 129600}),
            wire::member<&This::serial_number>(
                "SerialNumber", {.min = 9, .max = 256, .pattern = R"(^(?:[\w+=/:,.@-]*)$)"}),
            wire::member<&This::token_code>("TokenCode",
                                            {.min = 6, .max = 6, .pattern = R"(^(?:[\d]*)$)"}),
            wire::member<&This::minimum_session_token_size>("MinimumSessionTokenSize",
                                                            {.min = 0, .max = 4096}),
        };
        return rows;
    }
};

struct GetSessionTokenOutput {
    Credentials credentials;
    std::int64_t session_token_utilization = 0;  // per cent
    std::int64_t session_token_size = 0;         // characters

    static std::span<const wire::Member> members() {
        using This = GetSessionTokenOutput;
        static const wire::Member rows[] = {
            wire::member<&This::credentials>("Credentials"),
            wire::member<&This::session_token_utilization>("SessionTokenUtilization"),
            wire::member<&This::session_token_size>("SessionTokenSize"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const GetSessionTokenInput&) {
    return {};
}

std::int64_t duration_of(const Call& call, const GetSessionTokenInput& input) {
    std::int64_t seconds = input.duration_seconds.value_or(default_duration_seconds);
    bool is_root = call.caller.kind == iam::PrincipalKind::root;
    return is_root ? std::min(seconds, root_duration_seconds_max) : seconds;
}

Result<GetSessionTokenOutput> get_session_token(Call& call, const GetSessionTokenInput& input) {
    if (call.caller.token_issued) {
        return failure(access_denied("Cannot call GetSessionToken with session credentials."));
    }
    if (Status none = refuse_mfa(input.serial_number, input.token_code); !none)
        return failure(none.error());
    iam::Principal session = call.caller;
    session.tags.clear();  // those the user has when the session is used count
    auto credentials = call.site.sessions.issue(
        session, call.now + std::chrono::seconds(duration_of(call, input)),
        static_cast<std::size_t>(input.minimum_session_token_size.value_or(0)));
    if (!credentials) return failure(credentials.error());
    return GetSessionTokenOutput{
        .credentials = credentials_shape(*credentials),
        .session_token_utilization = token_utilization(*credentials),
        .session_token_size = static_cast<std::int64_t>(credentials->token.size())};
}

}  // namespace

Operation get_session_token_operation() {
    return operation<&get_session_token, &access>(
        {.name = "GetSessionToken", .errors = "RegionDisabledException"});
}

}  // namespace amicast::services::sts
