// Who sent a request: looks the access key up, opens the session token, and has the signature
// verified.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "iam/principal.h"
#include "services/site.h"
#include "sigv4/claim.h"
#include "sigv4/signing_key.h"
#include "wire/auth_error.h"
#include "wire/http_message.h"
#include "wire/operation.h"

namespace amicast::gateway {

sigv4::RequestView signature_view(const wire::HttpRequest& request);

// A refusal in the service's own terms.
Error refusal_error(const wire::ServiceShape& service, const sigv4::Refused& refused);

// Safe to share between threads.
class Authenticator {
  public:
    Authenticator(services::Site& site, Duration clock_skew_max)
        : site_(site), clock_skew_max_(clock_skew_max) {}

    // Errors have the service's codes. A request with an unknown key costs the same work as one
    // with a wrong signature, and neither tells whether the key exists beyond what AWS's codes say.
    Result<iam::Principal> authenticate(const wire::ServiceShape& service,
                                        const wire::HttpRequest& request, const sigv4::Claim& claim,
                                        bool unsigned_payload_allowed, Time now);

  private:
    // What the key store or the token says of an access key id.
    struct Identity {
        std::string secret;
        iam::Principal principal;
    };
    Result<Identity> find_identity(const wire::ServiceShape& service, const sigv4::Claim& claim,
                                   Time now) const;
    Result<Identity> find_long_term(const wire::ServiceShape& service,
                                    const sigv4::Claim& claim) const;
    Result<Identity> open_session(const wire::ServiceShape& service, const sigv4::Claim& claim,
                                  Time now) const;
    // The user of a session as it is now: renamed, with other tags, or gone.
    Result<iam::Principal> present_user(const wire::ServiceShape& service,
                                        const iam::Principal& session) const;

    services::Site& site_;
    const Duration clock_skew_max_;
    sigv4::SigningKeyCache signing_keys_;
};

}  // namespace amicast::gateway
