// Users, roles and groups, for the families of operations that exist once for each of them and
// differ in nothing else: PutUserPolicy, PutRolePolicy, PutGroupPolicy.
#pragma once

#include <string>
#include <string_view>

#include "iam/policy_owner.h"
#include "services/call.h"
#include "services/iam/constraints.h"

namespace amicast::services::iam_api {

struct UserKind {
    static constexpr iam::OwnerKind kind = iam::OwnerKind::user;
    static constexpr std::string_view noun = "User";
    static constexpr std::string_view member = "UserName";
    // The model allows longer names of users in its older operations than users can have.
    static constexpr wire::MemberOptions name = new_name;
    static constexpr wire::MemberOptions long_name = user_name;
};

struct RoleKind {
    static constexpr iam::OwnerKind kind = iam::OwnerKind::role;
    static constexpr std::string_view noun = "Role";
    static constexpr std::string_view member = "RoleName";
    static constexpr wire::MemberOptions name = new_name;
    static constexpr wire::MemberOptions long_name = new_name;
};

struct GroupKind {
    static constexpr iam::OwnerKind kind = iam::OwnerKind::group;
    static constexpr std::string_view noun = "Group";
    static constexpr std::string_view member = "GroupName";
    static constexpr wire::MemberOptions name = group_name;
    static constexpr wire::MemberOptions long_name = group_name;
};

// "iam:PutUserPolicy" of "Put" and "Policy".
template <class Kind>
std::string action_of(std::string_view verb, std::string_view object) {
    return std::string("iam:").append(verb).append(Kind::noun).append(object);
}

template <class Kind>
iam::PolicyOwner owner_of(const Call& call, const std::string& name) {
    return {.kind = Kind::kind, .account_id = call.account(), .name = name};
}

}  // namespace amicast::services::iam_api
