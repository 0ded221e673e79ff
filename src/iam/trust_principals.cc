#include "iam/trust_principals.h"

#include <set>
#include <string>
#include <vector>

#include "iam/identity_rows.h"
#include "iam/policy_document.h"
#include "iam/policy_pattern.h"
#include "iam/principal_rewrite.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

Result<std::set<std::string>> trusted_arns(const Role& role) {
    Result<PolicyDocument> document = parse_policy(role.trust_policy, PolicyUse::trust);
    if (!document) return failure(document.error());
    std::set<std::string> arns;
    for (const Statement& statement : document->statements) {
        for (const PrincipalPattern& principal : statement.principals) {
            if (parse_entity_arn(principal.value)) arns.insert(principal.value);
        }
    }
    return arns;
}

// Accounts that this site does not host cannot be asked; nobody from there can call either.
Result<bool> is_missing(Transaction& tx, const std::string& arn) {
    EntityName entity = *parse_entity_arn(arn);
    auto account = select_account(tx, entity.account_id);
    if (!account) return failure(account.error());
    if (!*account) return false;
    if (entity.is_role) {
        auto role = select_role(tx, entity.account_id, entity.name);
        if (!role) return failure(role.error());
        return !*role || (*role)->arn() != arn;
    }
    auto user = select_user(tx, entity.account_id, entity.name);
    if (!user) return failure(user.error());
    return !*user || (*user)->arn() != arn;
}

}  // namespace

Status note_trusted(Transaction& tx, const Role& role) {
    auto arns = trusted_arns(role);
    if (!arns) return failure(arns.error());
    if (Status dropped = drop_notes(tx, role); !dropped) return dropped;
    for (const std::string& arn : *arns) {
        Result<bool> missing = is_missing(tx, arn);
        if (!missing) return failure(missing.error());
        if (*missing) {
            return failure(ErrorKind::invalid,
                           "Invalid principal in policy: \"AWS\":\"" + arn + "\"");
        }
        Status done = run(tx,
                          "INSERT INTO trust_principals (principal_arn, account_id, role_name) "
                          "VALUES ($1, $2, $3)",
                          {arn, role.account_id, role.name});
        if (!done) return done;
    }
    return {};
}

Status drop_notes(Transaction& tx, const Role& role) {
    return run(tx, "DELETE FROM trust_principals WHERE account_id = $1 AND role_name = $2",
               {role.account_id, role.name});
}

namespace {

// In every trust policy that names the ARN.
Status replace_in_policies(Transaction& tx, std::string_view arn, std::string_view replacement) {
    std::vector<Role> trusting;
    Status found = tx.query(
        "SELECT r.account_id, r.name, r.trust_policy FROM trust_principals t JOIN roles r "
        "ON r.account_id = t.account_id AND r.name = t.role_name "
        "WHERE t.principal_arn = $1",
        {arn}, [&](const catalog::Row& row) {
            Role& role = trusting.emplace_back();
            role.account_id = row.string(0);
            role.name = row.string(1);
            role.trust_policy = row.string(2);
        });
    if (!found) return found;
    for (const Role& role : trusting) {
        auto replaced = with_principal_replaced(role.trust_policy, arn, replacement);
        if (!replaced) return failure(replaced.error());
        Status done = run(tx,
                          "UPDATE roles SET trust_policy = $1 WHERE account_id = $2 AND "
                          "name_key = $3",
                          {*replaced, role.account_id, ascii_lower(role.name)});
        if (!done) return done;
    }
    return {};
}

}  // namespace

Status rename_trusted(Transaction& tx, std::string_view old_arn, std::string_view new_arn) {
    if (old_arn == new_arn) return {};
    if (Status done = replace_in_policies(tx, old_arn, new_arn); !done) return done;
    return run(tx, "UPDATE trust_principals SET principal_arn = $1 WHERE principal_arn = $2",
               {new_arn, old_arn});
}

Status forget_trusted(Transaction& tx, std::string_view arn, std::string_view unique_id) {
    if (Status done = replace_in_policies(tx, arn, unique_id); !done) return done;
    return run(tx, "DELETE FROM trust_principals WHERE principal_arn = $1", {arn});
}

}  // namespace amicast::iam
