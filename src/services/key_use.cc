#include "services/key_use.h"

#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "keys/keyring.h"
#include "keys/lifecycle.h"
#include "services/key_access.h"
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

class Asker {
  public:
    Asker(Site& site, keys::Keyring& keyring, const iam::Principal& caller,
          const iam::RequestFacts& facts, const KeyUse& use)
        : site_(site), keyring_(keyring), caller_(caller), facts_(facts), use_(use) {}

    Result<SharedKey> find() {
        auto name = keys::parse_key_name(
            use_.key, {.account_id = caller_.account_id, .region = keyring_.region()});
        if (!name && name.error().kind == ErrorKind::not_found)
            return failure(ErrorKind::invalid, name.error().message);
        if (!name) return failure(name.error());
        bool own = name->account_id == caller_.account_id;
        auto key = own && name->is_alias && name->name == keys::ebs_alias
                       ? keys::ensure_ebs_key(keyring_, caller_.account_id)
                       : keyring_.find(*name);
        // A stranger must not learn whether there is such a key.
        if (!key && key.error().kind == ErrorKind::not_found && !own) return may_not(name->arn());
        return key;
    }

    Status check_allowed(const keys::Key& key) {
        for (const Needed& needed : needed_for(use_.use)) {
            auto allowed = is_allowed(key, needed.operation);
            if (allowed && !*allowed && !needed.or_else.empty())
                allowed = is_allowed(key, needed.or_else);
            if (!allowed) return failure(allowed.error());
            if (!*allowed) return may_not(key.arn(), needed.operation);
        }
        return {};
    }

  private:
    Result<bool> is_allowed(const keys::Key& key, std::string_view operation) {
        auto request = key_access(keyring_, caller_, key, access_for(operation));
        if (!request) return failure(request.error());
        iam::add_global_context(caller_, facts_, request->context);
        add_service(request->context);
        auto decision = site_.authorizer.authorize(caller_, *request);
        if (!decision) return failure(decision.error());
        return decision->allowed();
    }

    KeyAccess access_for(std::string_view operation) const {
        KeyAccess access{.operation = operation};
        bool is_cryptographic = operation != "DescribeKey" && operation != "CreateGrant";
        if (is_cryptographic) {
            access.conditions["kms:EncryptionAlgorithm"] = {"SYMMETRIC_DEFAULT"};
            if (!use_.content_id.empty()) access.encryption_context["aws:ebs:id"] = use_.content_id;
        }
        if (operation == "CreateGrant") {
            access.conditions["kms:GrantIsForAWSResource"] = {"true"};
            access.conditions["kms:GrantOperations"] = {granted_operations.begin(),
                                                        granted_operations.end()};
            access.conditions["kms:GrantConstraintType"] = {"EncryptionContextSubset"};
        }
        return access;
    }

    void add_service(iam::ConditionContext& context) const {
        context["kms:ViaService"] = {"ec2." + keyring_.region() + ".amazonaws.com"};
        context["aws:ViaAWSService"] = {"true"};
        for (const char* key : {"aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"})
            context[key] = {"ec2.amazonaws.com"};
    }

    // Which policy is lacking is not told: the same words for a key that does not exist.
    tl::unexpected<Error> may_not(const std::string& arn,
                                  std::string_view operation = "DescribeKey") const {
        return failure(ErrorKind::denied,
                       fmt::format("User: {} is not authorized to perform: kms:{} on resource: {} "
                                   "through EC2: the key's policy or a grant, and your own "
                                   "policies, must allow it.",
                                   caller_.arn, operation, arn));
    }

    Site& site_;
    keys::Keyring& keyring_;
    const iam::Principal& caller_;
    const iam::RequestFacts& facts_;
    const KeyUse& use_;
};

Status check_state(const keys::Key& key) {
    switch (key.state) {
        case keys::KeyState::enabled:
            return {};
        case keys::KeyState::disabled:
            return failure(ErrorKind::conflict, key.arn() + " is disabled.");
        case keys::KeyState::pending_deletion:
            break;
    }
    return failure(ErrorKind::conflict, key.arn() + " is pending deletion.");
}

}  // namespace

Result<SharedKey> use_key(Site& site, const iam::Principal& caller, const iam::RequestFacts& facts,
                          const KeyUse& use) {
    keys::Keyring* keyring = site.find_keyring(use.region);
    if (keyring == nullptr) {
        return failure(ErrorKind::unsupported,
                       fmt::format("The Region {} is not served here.", use.region));
    }
    Asker asker(site, *keyring, caller, facts, use);
    auto key = asker.find();
    if (!key) return key;
    Status good = asker.check_allowed(**key);
    if (good) good = check_state(**key);
    if (!good) return failure(good.error());
    return key;
}

Result<SharedKey> use_key(Call& call, const KeyUse& use) {
    auto facts = gather_facts(call);
    if (!facts) return failure(facts.error());
    return use_key(call.site, call.caller, *facts, use);
}

}  // namespace amicast::services
