// The Principal element of resource and trust policies, and how it names a caller.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iam/principal.h"

namespace amicast::iam {

// How a statement's Principal element names the caller; the later, the stronger. What an Allow is
// worth depends on it (supporting services, decision in one account, step 4).
enum class NamedAs {
    nobody,
    account,   // "123456789012" or its root ARN: delegates to that account's own policies
    role,      // the role of a role session
    everyone,  // "*"
    direct,    // the user, the session, the service itself
};

struct PrincipalPattern {
    enum class Type { everyone, aws, service, federated, canonical_user };
    Type type = Type::aws;
    std::string value;  // an ARN, an account id, a unique id (AIDA…, AROA…) or a service name
};

// True for what may stand under "AWS": `*`, 12 digits, an ARN of a root, user, role or session
// without wildcards, or the unique id of a user or role.
bool is_aws_principal(std::string_view value);

NamedAs named_as(const PrincipalPattern& pattern, const Principal& who);
NamedAs strongest_name(const std::vector<PrincipalPattern>& patterns, const Principal& who);

// Every name by which the Principal element of a policy may mean the caller, but `*`: its ARN, its
// role's, their unique id, its account.
std::vector<std::string> principal_names(const Principal& who);

// NotPrincipal excludes a caller only when every link of its chain is named: the account, for a
// role session also the role, and the caller itself. Otherwise the statement applies to it.
bool chain_is_named(const std::vector<PrincipalPattern>& patterns, const Principal& who);

}  // namespace amicast::iam
