// Who calls, as authentication found out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace amicast::iam {

enum class PrincipalKind {
    root,          // the account itself: arn:aws:iam::<account>:root
    user,          // arn:aws:iam::<account>:user/<path><name>
    role_session,  // arn:aws:sts::<account>:assumed-role/<role>/<session>
    service,       // this server acting for itself, e.g. imagebuilder.amazonaws.com
};

struct Principal {
    PrincipalKind kind = PrincipalKind::user;
    std::string account_id;
    std::string arn;
    std::string user_id;  // as GetCallerIdentity shows it: "AIDA…", "AROA…:session", the account id
    std::string name;          // user or role name; the service name for `service`
    std::string role_arn;      // role sessions: arn:aws:iam::<account>:role/<path><name>
    std::string session_name;  // role sessions
    std::string access_key_id;
    std::vector<std::string> session_policies;     // JSON texts that cap what the role may do
    std::vector<std::string> session_policy_arns;  // managed policies that cap it, too
    std::map<std::string, std::string> tags;       // aws:PrincipalTag/*
    std::vector<std::string> transitive_tag_keys;  // role sessions: tags a chained role inherits
    std::optional<Time> token_issued;              // temporary credentials
    std::optional<std::string> source_identity;
    int chain_depth = 0;  // role sessions: how many roles were assumed on the way here
};

}  // namespace amicast::iam
