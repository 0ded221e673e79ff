// The table of KMS.
#include "services/kms/service.h"

#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services {

const Service& kms_service() {
    static const Operation operations[] = {
        kms::cancel_key_deletion_operation(),
        kms::create_alias_operation(),
        kms::create_grant_operation(),
        kms::create_key_operation(),
        kms::decrypt_operation(),
        kms::delete_alias_operation(),
        kms::describe_key_operation(),
        kms::disable_key_operation(),
        kms::disable_key_rotation_operation(),
        kms::enable_key_operation(),
        kms::enable_key_rotation_operation(),
        kms::encrypt_operation(),
        kms::generate_data_key_operation(),
        kms::generate_data_key_without_plaintext_operation(),
        kms::generate_random_operation(),
        kms::get_key_policy_operation(),
        kms::get_key_rotation_status_operation(),
        kms::list_aliases_operation(),
        kms::list_grants_operation(),
        kms::list_key_policies_operation(),
        kms::list_key_rotations_operation(),
        kms::list_keys_operation(),
        kms::list_resource_tags_operation(),
        kms::list_retirable_grants_operation(),
        kms::put_key_policy_operation(),
        kms::re_encrypt_operation(),
        kms::retire_grant_operation(),
        kms::revoke_grant_operation(),
        kms::rotate_key_on_demand_operation(),
        kms::schedule_key_deletion_operation(),
        kms::tag_resource_operation(),
        kms::untag_resource_operation(),
        kms::update_alias_operation(),
        kms::update_key_description_operation(),
    };
    static const Service service{.shape = {.name = "kms",
                                           .protocol = wire::Protocol::json_1_1,
                                           .api_version = "2014-11-01",
                                           .target_prefix = "TrentService",
                                           .error_codes = kms::error_codes(),
                                           .name_input_problem = &kms::name_input_problem,
                                           .name_error = &kms::name_error},
                                 .operations = operations};
    return service;
}

}  // namespace amicast::services
