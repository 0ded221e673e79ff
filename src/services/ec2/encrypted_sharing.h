// What keeps encrypted snapshots, and images of them, from being shared: content under the key that
// AWS manages is readable in its own account only, and nothing encrypted can be public. AWS
// documentation: "Share the KMS key used to encrypt a shared Amazon EBS snapshot" and "Share an AMI
// with specific AWS accounts". To be asked before the transaction that shares; what is not the
// caller's, or not there, is for that transaction to report.
#pragma once

#include <string>

#include "base/result.h"
#include "services/call.h"
#include "services/ec2/launch_permission.h"

namespace amicast::services::ec2 {

Status check_snapshot_sharing(Call& call, const std::string& snapshot_id,
                              const GranteeChanges& changes);
// Of every snapshot that the image's devices name.
Status check_image_sharing(Call& call, const std::string& image_id, const GranteeChanges& changes);

}  // namespace amicast::services::ec2
