// Decides: explicit deny, then allow, then implicit deny, over the policies that apply to a
// principal, those of its organization included.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iam/access.h"
#include "iam/decision.h"
#include "iam/identity_store.h"
#include "iam/principal.h"

namespace amicast::iam {

// A service that acts for a resource of an account. Trust policies compare aws:SourceAccount and
// aws:SourceArn, so that nobody can make the service use a role for somebody else's resource.
struct ServiceUse {
    std::string service;          // "imagebuilder.amazonaws.com"
    std::string source_account;   // on whose behalf
    std::string source_arn = {};  // of the resource it is about; empty when there is none
};

// Safe to share between threads.
class Authorizer {
  public:
    explicit Authorizer(IdentityStore& identity);
    ~Authorizer();

    // May this principal do this? The context must hold the global keys too (gateway and
    // global_context() add them). With a resource policy in the request that one must allow too,
    // under the rules across accounts. Errors only when policies cannot be read.
    Result<Decision> authorize(const Principal& principal, const AccessRequest& request);

    // Does the role's trust policy admit the principal for `action` (sts:AssumeRole …)?
    // Cross-account rules and the caller's own side included.
    Result<Decision> may_assume(const Principal& principal, const Role& role,
                                const AccessRequest& request);

    // Does the role's trust policy admit the service? Acting as the role is role_assumption.h.
    Result<Decision> service_may_assume(const ServiceUse& use, const Role& role);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// What a session of `role` is, without tags, policies and expiry: those are the issuer's to add.
Principal session_of(const Role& role, std::string_view session_name);

// aws:CurrentTime, aws:PrincipalAccount, aws:PrincipalArn, aws:SourceIp … for one request.
struct RequestFacts {
    Time now{};
    std::string region;
    std::string source_ip;
    std::string user_agent;
    bool secure = false;
    std::vector<std::string> organization_arns;
    // "o-…/r-…/" of the caller's account, for aws:PrincipalOrgPaths; see Organization::root_path().
    std::vector<std::string> organization_paths;
};
void add_global_context(const Principal& principal, const RequestFacts& facts,
                        ConditionContext& context);

}  // namespace amicast::iam
