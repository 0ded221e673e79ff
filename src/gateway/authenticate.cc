// Authentication of one request.
#include "gateway/authenticate.h"

#include <array>
#include <string_view>
#include <utility>

#include "iam/identity_store.h"
#include "iam/session_tokens.h"
#include "sigv4/verify.h"

namespace amicast::gateway {
namespace {

using wire::AuthProblem;

// PutSnapshotBlock's own description of its body: it stands in for the payload hash, so it must be
// signed when that is not.
constexpr std::array<std::string_view, 3> payload_headers = {
    "x-amz-checksum", "x-amz-checksum-algorithm", "x-amz-data-length"};

// Verified with when the key is unknown, so that looking for keys by timing finds nothing.
constexpr std::string_view dummy_secret = "no access key has this secret; 40 chars.";

AuthProblem problem_of(sigv4::Refusal why) {
    switch (why) {
        case sigv4::Refusal::missing:
            return AuthProblem::missing;
        case sigv4::Refusal::malformed:
            return AuthProblem::malformed;
        case sigv4::Refusal::expired:
            return AuthProblem::expired;
        case sigv4::Refusal::bad_signature:
            break;
    }
    return AuthProblem::bad_signature;
}

Error unknown_key(const wire::ServiceShape& service) {
    bool is_ec2 = service.protocol == wire::Protocol::ec2_query;
    return wire::auth_error(service, AuthProblem::unknown_key,
                            is_ec2 ? "AWS was not able to validate the provided access credentials"
                                   : "The security token included in the request is invalid.");
}

// Refusals that do not depend on the secret, and so may be told whoever asks.
bool is_about_form(const sigv4::Refused& refused) {
    return refused.why != sigv4::Refusal::bad_signature;
}

}  // namespace

sigv4::RequestView signature_view(const wire::HttpRequest& request) {
    return {.method = request.method,
            .path = request.path,
            .query = request.query,
            .headers = request.headers,
            .body = request.body};
}

Error refusal_error(const wire::ServiceShape& service, const sigv4::Refused& refused) {
    return wire::auth_error(service, problem_of(refused.why), refused.message);
}

Result<iam::Principal> Authenticator::authenticate(const wire::ServiceShape& service,
                                                   const wire::HttpRequest& request,
                                                   const sigv4::Claim& claim,
                                                   bool unsigned_payload_allowed, Time now) {
    Result<Identity> identity = find_identity(service, claim, now);
    sigv4::VerifyOptions options{.now = now,
                                 .skew_max = clock_skew_max_,
                                 .unsigned_payload_allowed = unsigned_payload_allowed,
                                 .signed_with_unsigned_payload = payload_headers};
    std::string_view secret = identity ? std::string_view(identity->secret) : dummy_secret;
    auto verified = sigv4::verify(signature_view(request), claim, secret, options, signing_keys_);

    if (!verified && is_about_form(verified.error())) {
        return failure(refusal_error(service, verified.error()));
    }
    if (!identity) return failure(identity.error());
    if (!verified) return failure(refusal_error(service, verified.error()));
    identity->principal.access_key_id = claim.access_key_id;
    if (claim.session_token.empty()) {
        site_.identity.key_uses().note(claim.access_key_id, claim.scope.service, claim.scope.region,
                                       now);
    }
    return std::move(identity->principal);
}

Result<Authenticator::Identity> Authenticator::find_identity(const wire::ServiceShape& service,
                                                             const sigv4::Claim& claim,
                                                             Time now) const {
    return claim.session_token.empty() ? find_long_term(service, claim)
                                       : open_session(service, claim, now);
}

Result<Authenticator::Identity> Authenticator::find_long_term(const wire::ServiceShape& service,
                                                              const sigv4::Claim& claim) const {
    auto key = site_.identity.find_access_key(claim.access_key_id);
    if (!key) return failure(key.error());
    if (!*key || !(*key)->active) return failure(unknown_key(service));
    auto principal = site_.identity.principal_of(**key);
    if (!principal && principal.error().kind == ErrorKind::not_found) {
        return failure(unknown_key(service));
    }
    if (!principal) return failure(principal.error());
    return Identity{.secret = std::move((*key)->secret), .principal = *std::move(principal)};
}

Result<Authenticator::Identity> Authenticator::open_session(const wire::ServiceShape& service,
                                                            const sigv4::Claim& claim,
                                                            Time now) const {
    auto session = site_.sessions.open(claim.access_key_id, claim.session_token, now);
    if (session && session->principal.kind == iam::PrincipalKind::user) {
        auto user = present_user(service, session->principal);
        if (!user) return failure(user.error());
        return Identity{.secret = std::move(session->secret), .principal = *std::move(user)};
    }
    if (session) {
        return Identity{.secret = std::move(session->secret),
                        .principal = std::move(session->principal)};
    }
    switch (session.error().kind) {
        case ErrorKind::timed_out:
            return failure(
                wire::auth_error(service, AuthProblem::expired_token,
                                 service.protocol == wire::Protocol::ec2_query
                                     ? "Request has expired."
                                     : "The security token included in the request is expired"));
        case ErrorKind::denied:
            return failure(wire::auth_error(
                service, AuthProblem::bad_token,
                service.protocol == wire::Protocol::ec2_query
                    ? "AWS was not able to validate the provided access credentials"
                    : "The security token included in the request is invalid."));
        default:
            return failure(session.error());
    }
}

Result<iam::Principal> Authenticator::present_user(const wire::ServiceShape& service,
                                                   const iam::Principal& session) const {
    auto user = site_.identity.find_user_by_id(session.user_id);
    if (!user) return failure(user.error());
    if (!*user || (*user)->account_id != session.account_id) return failure(unknown_key(service));
    iam::Principal principal = iam::IdentityStore::principal_of(**user);
    principal.token_issued = session.token_issued;
    return principal;
}

}  // namespace amicast::gateway
