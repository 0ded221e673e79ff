// Everything that lets a user or role do something: its inline and attached policies, those of its
// groups, and its permissions boundary, as they stand in one snapshot of the catalog.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/identity_rows.h"

namespace amicast::iam {

struct GrantedPolicy {
    // Whose policy it is: the user or role itself, or the group through which it comes.
    OwnerKind holder_kind = OwnerKind::user;
    std::string holder_name;
    bool managed = false;
    std::string name;  // the name of an inline policy, the ARN of a managed one
    std::string document;
};

struct GrantedPolicies {
    std::string entity_id;  // "AIDA…" or "AROA…": tells a recreated entity from its predecessor
    std::string path;
    std::vector<GrantedPolicy> identity;
    std::optional<GrantedPolicy> boundary;
};

// `kind` is user or role. Nothing when there is no such user or role. A managed policy that is gone
// allows nothing, and so does a boundary that is.
Result<std::optional<GrantedPolicies>> select_granted_policies(catalog::Transaction& tx,
                                                               OwnerKind kind,
                                                               std::string_view account_id,
                                                               std::string_view name);

}  // namespace amicast::iam
