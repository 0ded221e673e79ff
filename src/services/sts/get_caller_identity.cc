// GetCallerIdentity: who signed this request. No permission is needed, and none can deny it.
#include "services/sts/operations.h"

namespace amicast::services::sts {
namespace {

struct GetCallerIdentityInput {
    static std::span<const wire::Member> members() { return {}; }
};

struct GetCallerIdentityOutput {
    std::string user_id;
    std::string account;
    std::string arn;

    static std::span<const wire::Member> members() {
        using This = GetCallerIdentityOutput;
        static const wire::Member rows[] = {
            wire::member<&This::user_id>("UserId"),
            wire::member<&This::account>("Account"),
            wire::member<&This::arn>("Arn"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const GetCallerIdentityInput&) {
    return {};
}

Result<GetCallerIdentityOutput> get_caller_identity(Call& call, const GetCallerIdentityInput&) {
    return GetCallerIdentityOutput{
        .user_id = call.caller.user_id, .account = call.account(), .arn = call.caller.arn};
}

}  // namespace

Operation get_caller_identity_operation() {
    return operation<&get_caller_identity, &access>({.name = "GetCallerIdentity"});
}

}  // namespace amicast::services::sts
