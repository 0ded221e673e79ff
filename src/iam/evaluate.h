// What one policy says about one request. Pure: documents and request in, an outcome out.
#pragma once

#include <string>
#include <string_view>

#include "iam/access.h"
#include "iam/policy_document.h"
#include "iam/policy_principal.h"
#include "iam/principal.h"

namespace amicast::iam {

// The request as statements see it. Views and references must outlive the query.
struct Query {
    std::string action;         // in lower case
    std::string_view resource;  // an ARN, or "*"
    const ConditionContext& context;
    const Principal& principal;
};

Query make_query(const Principal& principal, const AccessRequest& request);

// Action, resource, principal and every condition match. `named` tells how the Principal element
// named the caller; it is `direct` where there is no such element.
struct StatementMatch {
    bool applies = false;
    NamedAs named = NamedAs::nobody;
};
StatementMatch match_statement(const Statement& statement, const Query& query);

// The whole document: a Deny wins over any Allow, and neither is a pass. For an Allow, the
// strongest way in which an allowing statement names the caller.
struct Outcome {
    bool denies = false;
    bool allows = false;
    NamedAs named = NamedAs::nobody;
};
Outcome evaluate(const PolicyDocument& document, const Query& query);

}  // namespace amicast::iam
