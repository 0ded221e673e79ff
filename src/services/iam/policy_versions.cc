// CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion,
// DeletePolicyVersion.
#include "iam/policy_versions.h"

#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"
#include "services/iam/policy_arn.h"

namespace amicast::services::iam_api {
namespace {

struct VersionOutput {
    PolicyVersion policy_version;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&VersionOutput::policy_version>("PolicyVersion")};
        return rows;
    }
};

// One version of one policy: what Get, SetDefault and Delete take.
struct VersionInput {
    std::string policy_arn;
    std::string version_id;

    static std::span<const wire::Member> members() {
        using This = VersionInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_arn>("PolicyArn", iam_api::policy_arn),
            wire::member<&This::version_id>("VersionId", iam_api::version_id),
        };
        return rows;
    }
};

// ---- CreatePolicyVersion ----

struct CreatePolicyVersionInput {
    std::string policy_arn;
    std::string policy_document;
    std::optional<bool> set_as_default;

    static std::span<const wire::Member> members() {
        using This = CreatePolicyVersionInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_arn>("PolicyArn", iam_api::policy_arn),
            wire::member<&This::policy_document>("PolicyDocument", iam_api::policy_document),
            wire::member<&This::set_as_default>("SetAsDefault"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call, const CreatePolicyVersionInput& input) {
    return on_policy(call, "iam:CreatePolicyVersion", input.policy_arn);
}

Result<VersionOutput> create_policy_version(Call& call, const CreatePolicyVersionInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    auto version =
        iam::create_policy_version(call.site.identity, call.account(), input.policy_arn,
                                   input.policy_document, input.set_as_default.value_or(false));
    if (!version) return failure(malformed_policy(version.error()));
    return VersionOutput{.policy_version = version_shape(*version, Detail::brief)};
}

// ---- GetPolicyVersion ----

std::vector<iam::AccessRequest> get_access(Call& call, const VersionInput& input) {
    return on_policy(call, "iam:GetPolicyVersion", input.policy_arn);
}

Result<VersionOutput> get_policy_version(Call& call, const VersionInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    auto version = iam::get_policy_version(call.site.identity, call.account(), input.policy_arn,
                                           read_version_id(input.version_id));
    if (!version) return failure(version.error());
    return VersionOutput{.policy_version = version_shape(*version, Detail::full)};
}

// ---- ListPolicyVersions ----

struct ListPolicyVersionsInput {
    std::string policy_arn;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListPolicyVersionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_arn>("PolicyArn", iam_api::policy_arn),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListPolicyVersionsOutput {
    std::vector<PolicyVersion> versions;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListPolicyVersionsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::versions>("Versions", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListPolicyVersionsInput& input) {
    return on_policy(call, "iam:ListPolicyVersions", input.policy_arn);
}

Result<ListPolicyVersionsOutput> list_policy_versions(Call& call,
                                                      const ListPolicyVersionsInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto versions =
        iam::list_policy_versions(call.site.identity, call.account(), input.policy_arn, *page);
    if (!versions) return failure(versions.error());
    ListPolicyVersionsOutput output;
    for (const iam::PolicyVersion& version : versions->items)
        output.versions.push_back(version_shape(version, Detail::brief));
    output.marker = next_marker(versions->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

// ---- SetDefaultPolicyVersion ----

std::vector<iam::AccessRequest> set_default_access(Call& call, const VersionInput& input) {
    return on_policy(call, "iam:SetDefaultPolicyVersion", input.policy_arn);
}

Result<NoOutput> set_default_policy_version(Call& call, const VersionInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    Status done = iam::set_default_policy_version(
        call.site.identity, call.account(), input.policy_arn, read_version_id(input.version_id));
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- DeletePolicyVersion ----

std::vector<iam::AccessRequest> delete_access(Call& call, const VersionInput& input) {
    return on_policy(call, "iam:DeletePolicyVersion", input.policy_arn);
}

Result<NoOutput> delete_policy_version(Call& call, const VersionInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    Status done = iam::delete_policy_version(call.site.identity, call.account(), input.policy_arn,
                                             read_version_id(input.version_id));
    if (!done) return failure(in_use(done.error()));
    return NoOutput{};
}

}  // namespace

Operation create_policy_version_operation() {
    return operation<&create_policy_version, &create_access>(
        {.name = "CreatePolicyVersion",
         .errors = "InvalidInput LimitExceeded MalformedPolicyDocument NoSuchEntity "
                   "ServiceFailure"});
}
Operation get_policy_version_operation() {
    return operation<&get_policy_version, &get_access>(
        {.name = "GetPolicyVersion", .errors = "InvalidInput NoSuchEntity ServiceFailure"});
}
Operation list_policy_versions_operation() {
    return operation<&list_policy_versions, &list_access>(
        {.name = "ListPolicyVersions", .errors = "InvalidInput NoSuchEntity ServiceFailure"});
}
Operation set_default_policy_version_operation() {
    return operation<&set_default_policy_version, &set_default_access>(
        {.name = "SetDefaultPolicyVersion",
         .errors = "InvalidInput LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation delete_policy_version_operation() {
    return operation<&delete_policy_version, &delete_access>(
        {.name = "DeletePolicyVersion",
         .errors = "DeleteConflict InvalidInput LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
