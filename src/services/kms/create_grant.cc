// CreateGrant: leave for one principal to use a key in certain ways, beside the key's policy.
#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "iam/bound_policy.h"
#include "services/kms/constraints.h"
#include "services/kms/cryptography.h"
#include "services/kms/errors.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

using keys::GrantConstraint;

// AWS's quota.
constexpr std::int64_t grants_per_key_max = 50'000;

struct CreateGrantInput {
    std::string key_id;
    std::optional<std::string> grantee_principal;
    std::optional<std::string> retiring_principal;
    std::vector<std::string> operations;
    std::optional<GrantConstraints> constraints;
    std::vector<std::string> grant_tokens;
    std::optional<std::string> name;
    std::optional<bool> dry_run;
    std::optional<std::string> grantee_service_principal;
    std::optional<std::string> retiring_service_principal;

    static std::span<const wire::Member> members() {
        using This = CreateGrantInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::grantee_principal>("GranteePrincipal", kms::principal),
            wire::member<&This::retiring_principal>("RetiringPrincipal", kms::principal),
            wire::member<&This::operations>(
                "Operations",
                {.required = true,
                 .element_one_of =
                     "Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext "
                     "ReEncryptFrom ReEncryptTo Sign Verify GetPublicKey CreateGrant RetireGrant "
                     "DescribeKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext "
                     "GenerateMac VerifyMac DeriveSharedSecret Encapsulate Decapsulate"}),
            wire::member<&This::constraints>("Constraints"),
            wire::member<&This::grant_tokens>("GrantTokens", kms::grant_tokens),
            wire::member<&This::name>("Name",
                                      {.min = 1, .max = 256, .pattern = R"(^[a-zA-Z0-9:/_-]+$)"}),
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::grantee_service_principal>("GranteeServicePrincipal",
                                                           kms::service_principal),
            wire::member<&This::retiring_service_principal>("RetiringServicePrincipal",
                                                            kms::service_principal),
        };
        return rows;
    }
};

struct CreateGrantOutput {
    std::string grant_token;
    std::string grant_id;

    static std::span<const wire::Member> members() {
        using This = CreateGrantOutput;
        static const wire::Member rows[] = {
            wire::member<&This::grant_token>("GrantToken"),
            wire::member<&This::grant_id>("GrantId"),
        };
        return rows;
    }
};

Status check_principals(const CreateGrantInput& input) {
    if (input.grantee_service_principal || input.retiring_service_principal) {
        return failure(invalid(
            "GranteeServicePrincipal, RetiringServicePrincipal: services act here as their "
            "callers and take no grants. Name users, roles and accounts in GranteePrincipal and "
            "RetiringPrincipal."));
    }
    if (!input.grantee_principal)
        return failure(invalid("GranteePrincipal is missing: expected the ARN of a principal."));
    return {};
}

Status check_operations(const std::vector<std::string>& operations) {
    if (operations.empty())
        return failure(invalid("Operations is empty: expected at least one operation."));
    for (const std::string& operation : operations) {
        bool known = std::find(std::begin(keys::grant_operations), std::end(keys::grant_operations),
                               operation) != std::end(keys::grant_operations);
        if (!known) {
            return failure(invalid(fmt::format(
                "Operations: {} is not an operation on symmetric encryption keys: expected one of "
                "{}.",
                operation, fmt::join(keys::grant_operations, ", "))));
        }
    }
    return {};
}

Status check_constraints(const std::optional<GrantConstraints>& constraints) {
    if (!constraints) return {};
    if (constraints->source_arn) {
        return failure(invalid(
            "Constraints.SourceArn is for grants to services, which take none here. Leave it "
            "out."));
    }
    const auto& subset = constraints->encryption_context_subset;
    const auto& equals = constraints->encryption_context_equals;
    if (!subset.empty() && !equals.empty()) {
        return failure(invalid(
            "Constraints: expected EncryptionContextSubset or EncryptionContextEquals, not both."));
    }
    Status good = check_encryption_context(subset);
    if (good) good = check_encryption_context(equals);
    return good;
}

Status check_create(const CreateGrantInput& input) {
    Status good = check_principals(input);
    if (good) good = check_operations(input.operations);
    if (good) good = check_constraints(input.constraints);
    return good;
}

GrantConstraint constraint_of(const CreateGrantInput& input) {
    using Kind = GrantConstraint::Kind;
    if (!input.constraints) return {};
    const auto& subset = input.constraints->encryption_context_subset;
    const auto& equals = input.constraints->encryption_context_equals;
    if (!equals.empty()) return {.kind = Kind::equals, .context = equals};
    if (!subset.empty()) return {.kind = Kind::subset, .context = subset};
    return {};
}

// Each once, in the order of listings.
std::vector<std::string> ordered(const std::vector<std::string>& operations) {
    std::vector<std::string> sorted;
    for (std::string_view known : keys::grant_operations) {
        if (std::find(operations.begin(), operations.end(), known) != operations.end())
            sorted.emplace_back(known);
    }
    return sorted;
}

Result<std::string> known_name(const Call& call, const std::string& principal) {
    auto name = iam::bound_name(call.site.identity, principal);
    bool nobody = !name && (name.error().kind == ErrorKind::invalid ||
                            name.error().kind == ErrorKind::not_found);
    if (nobody)
        return failure(invalid_arn("ARN does not refer to a valid principal: " + principal));
    return name;
}

Result<keys::Grant> wanted_grant(Call& call, const keys::Key& key, const CreateGrantInput& input) {
    Digest id{};
    call.random.fill(id);
    keys::Grant grant{.id = to_hex(id),
                      .key_id = key.id,
                      .name = input.name.value_or(""),
                      .grantee = *input.grantee_principal,
                      .retiring = input.retiring_principal.value_or(""),
                      .issuing_account = call.account(),
                      .operations = ordered(input.operations),
                      .constraint = constraint_of(input),
                      .created = call.now};
    auto grantee = known_name(call, grant.grantee);
    if (!grantee) return failure(grantee.error());
    grant.grantee_name = std::move(*grantee);
    if (grant.retiring.empty()) return grant;
    auto retiring = known_name(call, grant.retiring);
    if (!retiring) return failure(retiring.error());
    grant.retiring_name = std::move(*retiring);
    return grant;
}

// Grants without a name are never the same.
Result<std::optional<keys::Grant>> find_same(catalog::Transaction& tx, keys::Keyring& keyring,
                                             const keys::Grant& wanted) {
    if (wanted.name.empty()) return std::optional<keys::Grant>();
    return keys::select_same_grant(tx, keyring.secrets(), wanted);
}

// The grant that says the same under the same name, or the new one, put where it belongs.
Result<keys::Grant> put_grant(const Call& call, const keys::Grant& wanted, bool is_dry_run) {
    keys::Keyring& keyring = keyring_of(call);
    return keyring.change_value([&](catalog::Transaction& tx) -> Result<keys::Grant> {
        auto key = key_now(call, tx, **key_of(call));
        if (!key) return failure(key.error());
        if (Status usable = require_enabled(*key); !usable) return failure(usable.error());
        auto same = find_same(tx, keyring, wanted);
        if (!same) return failure(same.error());
        if (*same && !is_dry_run) return std::move(**same);
        if (*same) return failure(dry_run_outcome());
        auto count = keys::count_grants(tx, wanted.key_id);
        if (!count) return failure(count.error());
        if (*count >= grants_per_key_max) {
            return failure(limit_exceeded(fmt::format(
                "{} has {} grants, which is the most a key can have.", key->arn(), *count)));
        }
        if (is_dry_run) return failure(dry_run_outcome());
        Status inserted = keys::insert_grant(tx, keyring.secrets(), wanted);
        if (!inserted) return failure(inserted.error());
        return wanted;
    });
}

Result<CreateGrantOutput> create_grant(Call& call, const CreateGrantInput& input) {
    auto key = usable_key(call, key_of(call), {.grant_tokens = input.grant_tokens});
    if (!key) return failure(key.error());
    auto wanted = wanted_grant(call, **key, input);
    if (!wanted) return failure(wanted.error());
    auto grant = put_grant(call, *wanted, input.dry_run.value_or(false));
    if (!grant) return failure(grant.error());
    return CreateGrantOutput{
        .grant_token = keys::make_grant_token(keyring_of(call).secrets(), *grant, call.random),
        .grant_id = grant->id};
}

// A grantee may pass on what it was granted, and no more.
bool may_pass_on(const keys::Grant& held, const std::vector<std::string>& operations,
                 const GrantConstraint& constraint) {
    return held.allows("CreateGrant") &&
           std::all_of(operations.begin(), operations.end(),
                       [&](const std::string& operation) { return held.allows(operation); }) &&
           keys::is_within(constraint, held.constraint);
}

AccessRequests create_grant_access(Call& call, const CreateGrantInput& input) {
    const GrantConstraint constraint = constraint_of(input);
    const std::vector<std::string> operations = ordered(input.operations);
    KeyAccess access{.operation = "CreateGrant"};
    access.grant_counts = [operations, constraint](const keys::Grant& held) {
        return may_pass_on(held, operations, constraint);
    };
    access.conditions["kms:GrantOperations"] = operations;
    access.conditions["kms:GranteePrincipal"] = {input.grantee_principal.value_or("")};
    access.conditions["kms:GrantIsForAWSResource"] = {"false"};
    if (input.retiring_principal)
        access.conditions["kms:RetiringPrincipal"] = {*input.retiring_principal};
    using Kind = GrantConstraint::Kind;
    if (constraint.kind == Kind::equals)
        access.conditions["kms:GrantConstraintType"] = {"EncryptionContextEquals"};
    if (constraint.kind == Kind::subset)
        access.conditions["kms:GrantConstraintType"] = {"EncryptionContextSubset"};
    return on_key(call, input.key_id, KeyScope::any_key, std::move(access));
}

}  // namespace

Operation create_grant_operation() {
    return operation<&create_grant, &create_grant_access, &check_create>(
        {.name = "CreateGrant",
         .errors = "NotFoundException DisabledException DependencyTimeoutException "
                   "InvalidArnException KMSInternalException InvalidGrantTokenException "
                   "LimitExceededException KMSInvalidStateException DryRunOperationException"});
}

}  // namespace amicast::services::kms
