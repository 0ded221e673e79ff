// What IAM is asked for the EBS direct APIs: snapshot ARNs without an account, and the snapshot's
// tags as condition keys.
#pragma once

#include <string>
#include <string_view>

#include "iam/access.h"
#include "services/call.h"

namespace amicast::services::ebs {

// arn:aws:ec2:<region>::snapshot/<id>
std::string snapshot_arn(const Call& call, std::string_view snapshot_id);

// `action` on an existing snapshot, with aws:ResourceTag/k of the tags the caller's account set.
iam::AccessRequest snapshot_access(Call& call, std::string_view action,
                                   const std::string& snapshot_id);

}  // namespace amicast::services::ebs
