// GetAccessKeyLastUsed: when and for which service a key of the account last signed a request.
#include "iam/access_key_uses.h"
#include "iam/identity_store.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/operations.h"

namespace amicast::services::iam_api {
namespace {

struct GetAccessKeyLastUsedInput {
    std::string access_key_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&GetAccessKeyLastUsedInput::access_key_id>(
            "AccessKeyId", iam_api::access_key_id)};
        return rows;
    }
};

struct AccessKeyLastUsed {
    std::optional<Time> last_used_date;
    std::string service_name = "N/A";
    std::string region = "N/A";

    static std::span<const wire::Member> members() {
        using This = AccessKeyLastUsed;
        static const wire::Member rows[] = {
            wire::member<&This::last_used_date>("LastUsedDate"),
            wire::member<&This::service_name>("ServiceName"),
            wire::member<&This::region>("Region"),
        };
        return rows;
    }
};

struct GetAccessKeyLastUsedOutput {
    std::optional<std::string> user_name;
    AccessKeyLastUsed last_used;

    static std::span<const wire::Member> members() {
        using This = GetAccessKeyLastUsedOutput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName"),
            wire::member<&This::last_used>("AccessKeyLastUsed"),
        };
        return rows;
    }
};

// The key, when it is one of the caller's account.
Result<std::optional<iam::AccessKey>> find_own_key(Call& call, const std::string& id) {
    auto key = call.site.identity.find_access_key(id);
    if (key && *key && (*key)->account_id != call.account()) return std::optional<iam::AccessKey>();
    return key;
}

std::vector<iam::AccessRequest> access(Call& call, const GetAccessKeyLastUsedInput& input) {
    auto key = find_own_key(call, input.access_key_id);
    std::string user = key && *key ? (*key)->user_name.value_or("") : "";
    return on_user(call, "iam:GetAccessKeyLastUsed", user);
}

Result<GetAccessKeyLastUsedOutput> get_access_key_last_used(
    Call& call, const GetAccessKeyLastUsedInput& input) {
    auto key = find_own_key(call, input.access_key_id);
    if (!key) return failure(key.error());
    // As IAM has it: a key of somebody else looks like one that does not exist.
    if (!*key) {
        return failure(ErrorKind::denied, "User: " + call.caller.arn +
                                              " is not authorized to perform: "
                                              "iam:GetAccessKeyLastUsed on resource: access key " +
                                              input.access_key_id);
    }
    auto use = call.site.identity.key_uses().find(input.access_key_id);
    if (!use) return failure(use.error());
    GetAccessKeyLastUsedOutput output{.user_name = (*key)->user_name, .last_used = {}};
    if (*use) {
        output.last_used.last_used_date = (*use)->used;
        output.last_used.service_name = (*use)->service;
        output.last_used.region = (*use)->region;
    }
    return output;
}

}  // namespace

Operation get_access_key_last_used_operation() {
    return operation<&get_access_key_last_used, &access>({.name = "GetAccessKeyLastUsed"});
}

}  // namespace amicast::services::iam_api
