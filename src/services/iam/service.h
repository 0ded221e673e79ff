// AWS Identity and Access Management: users, access keys, roles and inline policies.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& iam_service();

}  // namespace amicast::services
