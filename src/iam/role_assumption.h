// Acting under a role inside the server: what AssumeRole decides, without credentials.
//
// A service starts as itself and may only become a role of the account on whose behalf it acts
// (whoever hands it that role needs iam:PassRole, which is asked for where the role is handed
// over). From there it may go on into a role of another account, as far as that role trusts the
// first account and the first role's own policies let it: role chaining. What it then asks for is
// decided as for any session, with Authorizer::authorize().
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/principal.h"

namespace amicast::iam {

// Which role, and how its session is called.
struct RoleEntry {
    std::string role_arn;
    std::string session_name;
    std::string region;  // where the service works
};

// `denied`, naming both sides and the reason: no such role, a role of another account than
// `use.source_account`, or one that does not trust the service.
Result<Principal> assume_as_service(IdentityStore& identity, Authorizer& authorizer,
                                    const ServiceUse& use, const RoleEntry& entry);

// From one session into the next role. `service` is what the session works for; it shows in
// aws:CalledVia and as user agent. `denied` as above; a role that does not exist looks like one
// that does not trust.
Result<Principal> assume_from_session(IdentityStore& identity, Authorizer& authorizer,
                                      const Principal& session, std::string_view service,
                                      const RoleEntry& entry);

// The global condition keys of what a session of a service asks for.
Result<RequestFacts> facts_of_session(IdentityStore& identity, const Principal& session,
                                      std::string_view service, std::string_view region);

}  // namespace amicast::iam
