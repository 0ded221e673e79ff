#include "services/key_use.h"

#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "services/key_asker.h"
#include "services/request_facts.h"

namespace amicast::services {
namespace {

using SharedKey = std::shared_ptr<const keys::Key>;

// One action, or two of which one is enough.
struct Needed {
    std::string_view operation;
    std::string_view or_else = {};
};

constexpr std::array<Needed, 3> for_create = {
    {{"DescribeKey"}, {"CreateGrant"}, {"GenerateDataKeyWithoutPlaintext"}}};
constexpr std::array<Needed, 1> for_content = {{{"Decrypt"}}};
constexpr std::array<Needed, 3> for_copy_from = {
    {{"DescribeKey"}, {"CreateGrant"}, {"Decrypt", "ReEncryptFrom"}}};
constexpr std::array<Needed, 4> for_copy_to = {
    {{"DescribeKey"}, {"CreateGrant"}, {"GenerateDataKeyWithoutPlaintext"}, {"ReEncryptTo"}}};

std::span<const Needed> needed_for(ContentUse use) {
    switch (use) {
        case ContentUse::create:
            return for_create;
        case ContentUse::copy_from:
            return for_copy_from;
        case ContentUse::copy_to:
            return for_copy_to;
        case ContentUse::read:
        case ContentUse::write:
            break;
    }
    return for_content;
}

// What EC2 asks KMS to grant it on the content's behalf.
constexpr std::array<std::string_view, 5> granted_operations = {
    "Decrypt", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "DescribeKey"};

KeyAccess access_for(std::string_view operation, const KeyUse& use) {
    KeyAccess access{.operation = operation};
    bool is_cryptographic = operation != "DescribeKey" && operation != "CreateGrant";
    if (is_cryptographic) {
        access.conditions["kms:EncryptionAlgorithm"] = {"SYMMETRIC_DEFAULT"};
        if (!use.content_id.empty()) access.encryption_context["aws:ebs:id"] = use.content_id;
    }
    if (operation == "CreateGrant") {
        access.conditions["kms:GrantIsForAWSResource"] = {"true"};
        access.conditions["kms:GrantOperations"] = {granted_operations.begin(),
                                                    granted_operations.end()};
        access.conditions["kms:GrantConstraintType"] = {"EncryptionContextSubset"};
    }
    return access;
}

Status check_allowed(KeyAsker& asker, const keys::Key& key, const KeyUse& use) {
    for (const Needed& needed : needed_for(use.use)) {
        auto allowed = asker.allows(key, access_for(needed.operation, use));
        if (allowed && !*allowed && !needed.or_else.empty())
            allowed = asker.allows(key, access_for(needed.or_else, use));
        if (!allowed) return failure(allowed.error());
        if (!*allowed) return failure(asker.refusal(key.arn(), needed.operation));
    }
    return {};
}

}  // namespace

Result<SharedKey> use_key(Site& site, const iam::Principal& caller, const iam::RequestFacts& facts,
                          const KeyUse& use) {
    keys::Keyring* keyring = site.find_keyring(use.region);
    if (keyring == nullptr) {
        return failure(ErrorKind::unsupported,
                       fmt::format("The Region {} is not served here.", use.region));
    }
    KeyAsker asker(site, *keyring, caller, facts, keys::ebs_key);
    auto key = asker.find(use.key);
    if (!key) return key;
    Status good = check_allowed(asker, **key, use);
    if (good) good = check_key_state(**key);
    if (!good) return failure(good.error());
    return key;
}

Result<SharedKey> use_key(Call& call, const KeyUse& use) {
    auto facts = gather_facts(call);
    if (!facts) return failure(facts.error());
    return use_key(call.site, call.caller, *facts, use);
}

}  // namespace amicast::services
