// The policies that apply to a caller, found in identity and parsed once per generation of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iam/decision.h"
#include "iam/generation_cache.h"
#include "iam/identity_store.h"
#include "iam/policy_document.h"
#include "iam/principal.h"

namespace amicast::iam {

using SharedDocument = std::shared_ptr<const PolicyDocument>;

// What a user or role may do by its own policies and those of its groups.
struct EntityPolicies {
    std::string id;  // "AIDA…" or "AROA…": tells a recreated entity from the one that signed in
    std::vector<SharedDocument> identity;
    SharedDocument boundary;  // null when there is none
};

// Service control policies, level by level from the organization's root to the account.
using ControlLevels = std::vector<std::vector<SharedDocument>>;

// Everything a decision about one caller needs; keeps the documents alive.
struct CallerPolicies {
    PolicySet set;
    std::shared_ptr<const EntityPolicies> entity;
    std::shared_ptr<const ControlLevels> control;
    std::vector<SharedDocument> session;
    bool exists = true;  // false: the user or role is gone, or another one has its name
};

// Safe to share between threads.
class PolicyLibrary {
  public:
    explicit PolicyLibrary(IdentityStore& identity);

    Result<CallerPolicies> of_caller(const Principal& principal);
    // By its text, which must have been accepted once: a text that cannot be read is `corrupt`.
    Result<SharedDocument> document(std::string_view text, PolicyUse use);

  private:
    Result<std::shared_ptr<const EntityPolicies>> entity_policies(const Principal& principal);
    Result<std::shared_ptr<const EntityPolicies>> load_entity(const Principal& principal);
    Result<std::shared_ptr<const ControlLevels>> control_levels(const std::string& account_id);
    Result<std::shared_ptr<const ControlLevels>> load_levels(const std::string& account_id);
    Result<SharedDocument> managed_document(std::string_view account_id, const std::string& arn);
    Status add_control(const Principal& principal, CallerPolicies& caller);
    Status add_session_policies(const Principal& principal, CallerPolicies& caller);

    // Parsed documents are a few kilobytes each.
    static constexpr std::size_t cached_principals_max = 4096;
    static constexpr std::size_t cached_documents_max = 1024;

    IdentityStore& identity_;
    GenerationCache<EntityPolicies> entities_{cached_principals_max};
    GenerationCache<ControlLevels> controls_{cached_principals_max};
    // Documents by their text. Text never changes its meaning, so they all belong to generation 1.
    GenerationCache<PolicyDocument> documents_{cached_documents_max};
    // Managed policies that cap sessions, by account and ARN.
    GenerationCache<PolicyDocument> managed_{cached_documents_max};
};

}  // namespace amicast::iam
