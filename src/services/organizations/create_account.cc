// CreateAccount: a new account of the organization, with a role through which the management
// account may enter it. It is ready when the answer is sent; clients that wait for
// DescribeCreateAccountStatus see the same record.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "iam/organizations.h"
#include "iam/policy_pattern.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

constexpr std::string_view default_role_name = "OrganizationAccountAccessRole";
constexpr std::size_t tags_max = 50;

struct Tag {
    std::string key;
    std::string value;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&Tag::key>("Key", {.required = true,
                                            .min = 1,
                                            .max = 128,
                                            .pattern = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)"}),
            wire::member<&Tag::value>("Value", {.required = true,
                                                .min = 0,
                                                .max = 256,
                                                .pattern = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)"}),
        };
        return rows;
    }
};

struct CreateAccountInput {
    std::string email;
    std::string account_name;
    std::optional<std::string> role_name;
    std::optional<std::string> iam_user_access_to_billing;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreateAccountInput;
        static const wire::Member rows[] = {
            wire::member<&This::email>("Email", {.required = true,
                                                 .min = 6,
                                                 .max = 64,
                                                 .pattern = R"(^(?:[^\s@]+@[^\s@]+\.[^\s@]+)$)"}),
            wire::member<&This::account_name>(
                "AccountName",
                {.required = true, .min = 1, .max = 50, .pattern = R"(^(?:[\u0020-\u007E]+)$)"}),
            wire::member<&This::role_name>("RoleName",
                                           {.max = 64, .pattern = R"(^(?:[\w+=,.@-]{1,64})$)"}),
            wire::member<&This::iam_user_access_to_billing>("IamUserAccessToBilling",
                                                            {.one_of = "ALLOW DENY"}),
            wire::member<&This::tags>("Tags"),
        };
        return rows;
    }
};

Result<iam::TagList> read_tags(const std::vector<Tag>& tags) {
    if (tags.size() > tags_max) {
        return failure(invalid_input(
            "MAX_LENGTH_EXCEEDED",
            fmt::format("Tags holds {} tags; at most {} are possible.", tags.size(), tags_max)));
    }
    iam::TagList list;
    std::set<std::string> seen;
    for (const Tag& tag : tags) {
        std::string folded = iam::ascii_lower(tag.key);
        if (!seen.insert(folded).second) {
            return failure(invalid_input("DUPLICATE_TAG_KEY",
                                         fmt::format("The tag key '{}' stands twice.", tag.key)));
        }
        if (folded.starts_with("aws:")) {
            return failure(invalid_input(
                "INVALID_SYSTEM_TAGS_PARAMETER",
                fmt::format("The tag key '{}' begins with 'aws:', which is reserved.", tag.key)));
        }
        list.emplace_back(tag.key, tag.value);
    }
    std::sort(list.begin(), list.end());
    return list;
}

std::vector<iam::AccessRequest> access(Call&, const CreateAccountInput& input) {
    iam::AccessRequest request{
        .action = "organizations:CreateAccount", .resource = "*", .context = {}};
    for (const Tag& tag : input.tags) {
        request.context["aws:RequestTag/" + tag.key] = {tag.value};
        request.context["aws:TagKeys"].push_back(tag.key);
    }
    std::vector<iam::AccessRequest> requests{request};
    if (!input.tags.empty()) {
        request.action = "organizations:TagResource";
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<AccountStatusOutput> create_account(Call& call, const CreateAccountInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    iam::NewMember wanted{
        .name = input.account_name,
        .email = input.email,
        .access_role_name = input.role_name.value_or(std::string(default_role_name)),
        .tags = std::move(*tags)};
    auto creation = iam::create_member(call.site.identity, *organization, wanted);
    if (!creation) return failure(creation.error());
    return AccountStatusOutput{.create_account_status = status_shape(*creation)};
}

}  // namespace

Operation create_account_operation() {
    return operation<&create_account, &access>(
        {.name = "CreateAccount",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "FinalizingOrganizationException InvalidInputException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
