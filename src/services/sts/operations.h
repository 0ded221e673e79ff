// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::sts {

Operation assume_role_operation();
Operation decode_authorization_message_operation();
Operation get_access_key_info_operation();
Operation get_caller_identity_operation();
Operation get_session_token_operation();

}  // namespace amicast::services::sts
