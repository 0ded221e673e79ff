#include "services/key_access.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "iam/policy_principal.h"

namespace amicast::services {
namespace {

std::string action_of(std::string_view operation) {
    return "kms:" + std::string(operation);
}

void add_key_conditions(const keys::Key& key, const keys::KeyRelations& relations,
                        iam::ConditionContext& context) {
    context["kms:KeySpec"] = {"SYMMETRIC_DEFAULT"};
    context["kms:KeyUsage"] = {"ENCRYPT_DECRYPT"};
    context["kms:KeyOrigin"] = {"AWS_KMS"};
    context["kms:MultiRegion"] = {"false"};
    if (!relations.aliases.empty()) context["kms:ResourceAliases"] = relations.aliases;
    for (const auto& [tag, value] : key.tags)
        context["aws:ResourceTag/" + tag] = {value};
}

void add_encryption_context(const keys::EncryptionContext& pairs, iam::ConditionContext& context) {
    for (const auto& [key, value] : pairs) {
        context["kms:EncryptionContext:" + key] = {value};
        context["kms:EncryptionContextKeys"].push_back(key);
    }
}

Result<std::vector<std::string>> grantees(keys::Keyring& keyring, const iam::Principal& caller,
                                          const keys::Key& key, const KeyAccess& access) {
    auto grants = keyring.grants_to(key, iam::principal_names(caller));
    if (!grants) return failure(grants.error());
    std::vector<std::string> names;
    for (const keys::Grant& grant : *grants) {
        bool counts = access.grant_counts
                          ? access.grant_counts(grant)
                          : keys::covers(grant, access.operation, access.encryption_context);
        if (counts) names.push_back(grant.grantee_name);
    }
    return names;
}

}  // namespace

Result<iam::AccessRequest> key_access(keys::Keyring& keyring, const iam::Principal& caller,
                                      const keys::Key& key, const KeyAccess& access) {
    auto relations = keyring.relations(key);
    if (!relations) return failure(relations.error());
    iam::AccessRequest request{
        .action = action_of(access.operation), .resource = key.arn(), .context = access.conditions};
    add_key_conditions(key, **relations, request.context);
    add_encryption_context(access.encryption_context, request.context);
    request.context["kms:CallerAccount"] = {caller.account_id};
    request.resource_policy = iam::ResourcePolicy{
        .account_id = key.account_id, .document = key.bound_policy, .grantees = {}};
    if (!(*relations)->has_grants) return request;
    auto names = grantees(keyring, caller, key, access);
    if (!names) return failure(names.error());
    request.resource_policy->grantees = std::move(*names);
    return request;
}

iam::AccessRequest missing_key_access(const iam::Principal& caller, const keys::KeyName& name,
                                      std::string_view operation) {
    iam::AccessRequest request{
        .action = action_of(operation), .resource = name.arn(), .context = {}};
    request.context["kms:CallerAccount"] = {caller.account_id};
    if (name.account_id != caller.account_id) {
        request.resource_policy =
            iam::ResourcePolicy{.account_id = name.account_id, .document = {}, .grantees = {}};
    }
    return request;
}

}  // namespace amicast::services
