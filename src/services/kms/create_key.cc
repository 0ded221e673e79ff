// CreateKey: a symmetric key with new random material.
#include "base/ids.h"
#include "keys/lifecycle.h"
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"
#include "services/kms/policy_rules.h"
#include "services/kms/tags.h"

namespace amicast::services::kms {
namespace {

struct CreateKeyInput {
    std::optional<std::string> policy;
    std::optional<std::string> description;
    std::optional<std::string> key_usage;
    std::optional<std::string> customer_master_key_spec;
    std::optional<std::string> key_spec;
    std::optional<std::string> origin;
    std::optional<std::string> custom_key_store_id;
    std::optional<bool> bypass_policy_lockout_safety_check;
    std::vector<Tag> tags;
    std::optional<bool> multi_region;
    std::optional<std::string> xks_key_id;

    static std::span<const wire::Member> members() {
        using This = CreateKeyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy>("Policy", kms::policy),
            wire::member<&This::description>("Description", kms::description),
            wire::member<&This::key_usage>(
                "KeyUsage", {.one_of = "SIGN_VERIFY ENCRYPT_DECRYPT GENERATE_VERIFY_MAC "
                                       "KEY_AGREEMENT ENCAPSULATE_DECAPSULATE"}),
            wire::member<&This::customer_master_key_spec>(
                "CustomerMasterKeySpec",
                {.one_of = "RSA_2048 RSA_3072 RSA_4096 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 "
                           "ECC_SECG_P256K1 SYMMETRIC_DEFAULT HMAC_224 HMAC_256 HMAC_384 HMAC_512 "
                           "SM2"}),
            wire::member<&This::key_spec>(
                "KeySpec",
                {.one_of = "RSA_2048 RSA_3072 RSA_4096 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 "
                           "ECC_SECG_P256K1 SYMMETRIC_DEFAULT HMAC_224 HMAC_256 HMAC_384 HMAC_512 "
                           "SM2 ML_DSA_44 ML_DSA_65 ML_DSA_87 ECC_NIST_EDWARDS25519 ML_KEM_512 "
                           "ML_KEM_768 ML_KEM_1024"}),
            wire::member<&This::origin>(
                "Origin", {.one_of = "AWS_KMS EXTERNAL AWS_CLOUDHSM EXTERNAL_KEY_STORE"}),
            wire::member<&This::custom_key_store_id>("CustomKeyStoreId", kms::custom_key_store_id),
            wire::member<&This::bypass_policy_lockout_safety_check>(
                "BypassPolicyLockoutSafetyCheck"),
            wire::member<&This::tags>("Tags"),
            wire::member<&This::multi_region>("MultiRegion"),
            wire::member<&This::xks_key_id>(
                "XksKeyId", {.min = 1, .max = 128, .pattern = R"(^[a-zA-Z0-9-_.]+$)"}),
        };
        return rows;
    }
};

struct CreateKeyOutput {
    KeyMetadata key_metadata;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&CreateKeyOutput::key_metadata>("KeyMetadata"),
        };
        return rows;
    }
};

// There are symmetric keys only.
Status check_kind(const CreateKeyInput& input) {
    if (input.key_spec && input.customer_master_key_spec) {
        return failure(
            invalid("You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
                    "CustomerMasterKeySpec is deprecated."));
    }
    const std::string spec = input.key_spec.value_or(
        input.customer_master_key_spec.value_or(std::string(symmetric_default)));
    if (spec != symmetric_default) {
        return failure(unsupported("KeySpec " + spec +
                                   ": this server has symmetric encryption keys only, "
                                   "SYMMETRIC_DEFAULT."));
    }
    const std::string usage = input.key_usage.value_or("ENCRYPT_DECRYPT");
    if (usage != "ENCRYPT_DECRYPT") {
        return failure(invalid("KeyUsage " + usage +
                               " is not compatible with KeySpec SYMMETRIC_DEFAULT: expected "
                               "ENCRYPT_DECRYPT."));
    }
    return {};
}

// Material is made here, and stays in the Region.
Status check_origin(const CreateKeyInput& input) {
    if (input.custom_key_store_id)
        return failure(custom_key_store_not_found(*input.custom_key_store_id));
    if (input.origin.value_or("AWS_KMS") != "AWS_KMS" || input.xks_key_id) {
        return failure(unsupported(
            "This server makes the material of its keys itself: Origin must be AWS_KMS, and "
            "XksKeyId left out."));
    }
    if (input.multi_region.value_or(false)) {
        return failure(unsupported(
            "MultiRegion: this server has no multi-Region keys; content is encrypted anew when it "
            "is copied to another Region. Leave MultiRegion out, or send false."));
    }
    return {};
}

Status check_create(const CreateKeyInput& input) {
    if (Status kind = check_kind(input); !kind) return kind;
    if (Status origin = check_origin(input); !origin) return origin;
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    return {};
}

// The policies that the new key is born with.
Status set_policies(const Call& call, const CreateKeyInput& input, const std::string& id,
                    keys::NewKey& wanted) {
    wanted.policy = input.policy.value_or(keys::default_key_policy(call.account()));
    wanted.bound_policy = wanted.policy;
    if (!input.policy) return {};
    const keys::Key key{.id = id,
                        .account_id = call.account(),
                        .region = call.region.name,
                        .policy = wanted.policy,
                        .tags = wanted.tags};
    auto bound = bind_policy(call, key, input.bypass_policy_lockout_safety_check.value_or(false));
    if (!bound) return failure(bound.error());
    wanted.bound_policy = std::move(*bound);
    return {};
}

Result<CreateKeyOutput> create_key(Call& call, const CreateKeyInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    const std::string id = new_uuid(call.random);
    keys::NewKey wanted{.account_id = call.account(),
                        .description = input.description.value_or(""),
                        .tags = std::move(*tags)};
    if (Status set = set_policies(call, input, id, wanted); !set) return failure(set.error());
    auto key = keys::create_key(keyring_of(call), id, wanted);
    if (!key) return failure(key.error());
    return CreateKeyOutput{.key_metadata = describe(*key)};
}

// Tags need their own permission.
AccessRequests create_key_access(Call& call, const CreateKeyInput& input) {
    iam::AccessRequest creation = on_everything(call, "CreateKey");
    creation.context["kms:KeySpec"] = {std::string(symmetric_default)};
    creation.context["kms:KeyUsage"] = {"ENCRYPT_DECRYPT"};
    creation.context["kms:KeyOrigin"] = {"AWS_KMS"};
    creation.context["kms:MultiRegion"] = {"false"};
    creation.context["kms:BypassPolicyLockoutSafetyCheck"] = {
        input.bypass_policy_lockout_safety_check.value_or(false) ? "true" : "false"};
    add_request_tags(input.tags, creation.context);
    AccessRequests requests = {std::move(creation)};
    if (input.tags.empty()) return requests;
    requests.push_back(on_everything(call, "TagResource"));
    add_request_tags(input.tags, requests.back().context);
    return requests;
}

}  // namespace

Operation create_key_operation() {
    return operation<&create_key, &create_key_access, &check_create>(
        {.name = "CreateKey",
         .errors = "MalformedPolicyDocumentException DependencyTimeoutException "
                   "InvalidArnException UnsupportedOperationException KMSInternalException "
                   "LimitExceededException TagException CustomKeyStoreNotFoundException "
                   "CustomKeyStoreInvalidStateException "
                   "CloudHsmClusterInvalidConfigurationException "
                   "XksKeyInvalidConfigurationException XksKeyAlreadyInUseException "
                   "XksKeyNotFoundException"});
}

}  // namespace amicast::services::kms
