// GetAccessKeyInfo: the account that a long-term access key belongs to.
#include "iam/identity_store.h"
#include "services/query_errors.h"
#include "services/sts/operations.h"

namespace amicast::services::sts {
namespace {

struct GetAccessKeyInfoInput {
    std::string access_key_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&GetAccessKeyInfoInput::access_key_id>(
            "AccessKeyId", {.required = true, .min = 16, .max = 128, .pattern = R"(^(?:[\w]*)$)"})};
        return rows;
    }
};

struct GetAccessKeyInfoOutput {
    std::string account;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetAccessKeyInfoOutput::account>("Account")};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const GetAccessKeyInfoInput&) {
    return {{.action = "sts:GetAccessKeyInfo", .resource = "*", .context = {}}};
}

Result<GetAccessKeyInfoOutput> get_access_key_info(Call& call, const GetAccessKeyInfoInput& input) {
    // Nothing of a temporary key is kept; of the one in use the caller's account is known.
    if (input.access_key_id == call.caller.access_key_id)
        return GetAccessKeyInfoOutput{.account = call.account()};
    auto key = call.site.identity.find_access_key(input.access_key_id);
    if (!key) return failure(key.error());
    if (!*key) {
        return failure(validation_error("AccessKeyId: " + input.access_key_id +
                                        " is no long-term access key of this site."));
    }
    return GetAccessKeyInfoOutput{.account = (*key)->account_id};
}

}  // namespace

Operation get_access_key_info_operation() {
    return operation<&get_access_key_info, &access>({.name = "GetAccessKeyInfo"});
}

}  // namespace amicast::services::sts
