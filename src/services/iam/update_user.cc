// UpdateUser: another name or path. Keys, policies and groups stay the user's, and trust policies
// that name it go on meaning it.
#include "iam/identity_store.h"
#include "iam/users.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"

namespace amicast::services::iam_api {
namespace {

struct UpdateUserInput {
    std::string user_name;
    std::optional<std::string> new_path;
    std::optional<std::string> new_user_name;

    static std::span<const wire::Member> members() {
        using This = UpdateUserInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", iam_api::user_name),
            wire::member<&This::new_path>("NewPath", iam_api::path),
            wire::member<&This::new_user_name>("NewUserName", optional_new_user_name),
        };
        return rows;
    }
};

// Permission is needed on what the user is and on what it becomes.
std::vector<iam::AccessRequest> access(Call& call, const UpdateUserInput& input) {
    auto requests = on_user(call, "iam:UpdateUser", input.user_name);
    auto user = call.site.identity.find_user(call.account(), input.user_name);
    if (!user || !*user) return requests;
    iam::User renamed = **user;
    renamed.name = input.new_user_name.value_or(renamed.name);
    renamed.path = input.new_path.value_or(renamed.path);
    requests.push_back(requests.front());
    requests.back().resource = renamed.arn();
    return requests;
}

Result<NoOutput> update_user(Call& call, const UpdateUserInput& input) {
    Status done = iam::update_user(call.site.identity, call.account(), input.user_name,
                                   input.new_user_name, input.new_path);
    if (!done) return failure(already_exists(done.error()));
    return NoOutput{};
}

}  // namespace

Operation update_user_operation() {
    return operation<&update_user, &access>(
        {.name = "UpdateUser",
         .errors = "ConcurrentModification EntityAlreadyExists EntityTemporarilyUnmodifiable "
                   "LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
