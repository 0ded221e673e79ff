#include "services/kms/shapes.h"

#include "base/encoding.h"
#include "services/kms/constraints.h"

namespace amicast::services::kms {

std::span<const wire::Member> KeyIdInput::members() {
    static const wire::Member rows[] = {wire::member<&KeyIdInput::key_id>("KeyId", kms::key_id)};
    return rows;
}

std::span<const wire::Member> Tag::members() {
    static const wire::Member rows[] = {
        wire::member<&Tag::key>("TagKey", {.required = true, .min = 1, .max = 128}),
        wire::member<&Tag::value>("TagValue", {.required = true, .min = 0, .max = 256}),
    };
    return rows;
}

std::span<const wire::Member> KeyMetadata::members() {
    using This = KeyMetadata;
    static const wire::Member rows[] = {
        wire::member<&This::account_id>("AWSAccountId"),
        wire::member<&This::key_id>("KeyId"),
        wire::member<&This::arn>("Arn"),
        wire::member<&This::creation_date>("CreationDate"),
        wire::member<&This::enabled>("Enabled"),
        wire::member<&This::description>("Description"),
        wire::member<&This::key_usage>("KeyUsage"),
        wire::member<&This::key_state>("KeyState"),
        wire::member<&This::deletion_date>("DeletionDate"),
        wire::member<&This::origin>("Origin"),
        wire::member<&This::key_manager>("KeyManager"),
        wire::member<&This::key_spec>("KeySpec"),
        wire::member<&This::customer_master_key_spec>("CustomerMasterKeySpec"),
        wire::member<&This::encryption_algorithms>("EncryptionAlgorithms"),
        wire::member<&This::multi_region>("MultiRegion"),
        wire::member<&This::current_key_material_id>("CurrentKeyMaterialId"),
    };
    return rows;
}

KeyMetadata describe(const keys::Key& key) {
    return {.account_id = key.account_id,
            .key_id = key.id,
            .arn = key.arn(),
            .creation_date = key.created,
            .enabled = key.is_usable(),
            .description = key.description,
            .key_usage = "ENCRYPT_DECRYPT",
            .key_state = std::string(to_string(key.state)),
            .deletion_date = key.deletion_date,
            .origin = "AWS_KMS",
            .key_manager = std::string(to_string(key.manager)),
            .key_spec = std::string(symmetric_default),
            .customer_master_key_spec = std::string(symmetric_default),
            .encryption_algorithms = {std::string(symmetric_default)},
            .multi_region = false,
            .current_key_material_id = to_hex(key.material_id)};
}

std::span<const wire::Member> RecipientInfo::members() {
    using This = RecipientInfo;
    static const wire::Member rows[] = {
        wire::member<&This::key_encryption_algorithm>("KeyEncryptionAlgorithm",
                                                      {.one_of = "RSAES_OAEP_SHA_256"}),
        wire::member<&This::attestation_document>("AttestationDocument", {.min = 1, .max = 262144}),
    };
    return rows;
}

std::span<const wire::Member> GrantConstraints::members() {
    using This = GrantConstraints;
    static const wire::Member rows[] = {
        wire::member<&This::encryption_context_subset>("EncryptionContextSubset"),
        wire::member<&This::encryption_context_equals>("EncryptionContextEquals"),
        wire::member<&This::source_arn>(
            "SourceArn", {.min = 20,
                          .max = 512,
                          .pattern = R"(^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$)"}),
    };
    return rows;
}

std::span<const wire::Member> GrantListEntry::members() {
    using This = GrantListEntry;
    static const wire::Member rows[] = {
        wire::member<&This::key_id>("KeyId"),
        wire::member<&This::grant_id>("GrantId"),
        wire::member<&This::name>("Name"),
        wire::member<&This::creation_date>("CreationDate"),
        wire::member<&This::grantee_principal>("GranteePrincipal"),
        wire::member<&This::retiring_principal>("RetiringPrincipal"),
        wire::member<&This::issuing_account>("IssuingAccount"),
        wire::member<&This::operations>("Operations"),
        wire::member<&This::constraints>("Constraints"),
    };
    return rows;
}

GrantListEntry describe(const keys::Grant& grant, std::string key_arn) {
    using Kind = keys::GrantConstraint::Kind;
    GrantListEntry entry{.key_id = std::move(key_arn),
                         .grant_id = grant.id,
                         .creation_date = grant.created,
                         .grantee_principal = grant.grantee,
                         .issuing_account = "arn:aws:iam::" + grant.issuing_account + ":root",
                         .operations = grant.operations};
    if (!grant.name.empty()) entry.name = grant.name;
    if (!grant.retiring.empty()) entry.retiring_principal = grant.retiring;
    if (grant.constraint.kind == Kind::subset)
        entry.constraints = {.encryption_context_subset = grant.constraint.context};
    if (grant.constraint.kind == Kind::equals)
        entry.constraints = {.encryption_context_equals = grant.constraint.context};
    return entry;
}

std::span<const wire::Member> ListGrantsOutput::members() {
    using This = ListGrantsOutput;
    static const wire::Member rows[] = {
        wire::member<&This::grants>("Grants", {.keep_empty = true}),
        wire::member<&This::next_marker>("NextMarker"),
        wire::member<&This::truncated>("Truncated"),
    };
    return rows;
}

}  // namespace amicast::services::kms
