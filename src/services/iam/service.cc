// The table of IAM, its error codes and their statuses.
#include "services/iam/service.h"

#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/query_errors.h"

namespace amicast::services {
namespace {

constexpr wire::ErrorCode codes[] = {
    {"AccessDenied", 403},
    {"ConcurrentModification", 409},
    {"DeleteConflict", 409},
    {"EntityAlreadyExists", 409},
    {"InvalidInput", 400},
    {"LimitExceeded", 409},
    {"MalformedPolicyDocument", 400},
    {"MalformedQueryString", 400},
    {"NoSuchEntity", 404},
    {"ServiceFailure", 500},
    {"ServiceUnavailable", 503},
    {"Throttling", 400},
    {"UnmodifiableEntity", 400},
    {"ValidationError", 400},
};

}  // namespace

const Service& iam_service() {
    static const Operation operations[] = {
        iam_api::create_access_key_operation(),
        iam_api::create_role_operation(),
        iam_api::create_user_operation(),
        iam_api::delete_access_key_operation(),
        iam_api::delete_role_operation(),
        iam_api::delete_role_policy_operation(),
        iam_api::delete_user_operation(),
        iam_api::delete_user_policy_operation(),
        iam_api::get_role_operation(),
        iam_api::get_role_policy_operation(),
        iam_api::get_user_operation(),
        iam_api::get_user_policy_operation(),
        iam_api::list_access_keys_operation(),
        iam_api::list_role_policies_operation(),
        iam_api::list_roles_operation(),
        iam_api::list_user_policies_operation(),
        iam_api::list_users_operation(),
        iam_api::put_role_policy_operation(),
        iam_api::put_user_policy_operation(),
        iam_api::update_access_key_operation(),
        iam_api::update_assume_role_policy_operation(),
    };
    static const Service service{
        .shape = {.name = "iam",
                  .protocol = wire::Protocol::aws_query,
                  .api_version = "2010-05-08",
                  .xml_namespace = "https://iam.amazonaws.com/doc/2010-05-08/",
                  .global = true,
                  .error_codes = codes,
                  .name_input_problem = &name_query_input_problem,
                  .name_error = &iam_api::name_error},
        .operations = operations};
    return service;
}

}  // namespace amicast::services
