// Block public access: whether an account lets its images and snapshots be shared with everybody.
// A setting of each account in each region; until an account has made one, the site's option
// --public-sharing decides.
#pragma once

#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "images/permissions.h"
#include "images/public_access.h"
#include "services/call.h"

namespace amicast::services::ec2 {

// The state that counts for the caller's account.
Result<images::PublicAccess> public_access_of(catalog::Transaction& tx, const Call& call,
                                              images::PublicKind kind);
// The same, read by itself, and written. Both return the state that counts afterwards.
Result<images::PublicAccess> read_public_access(Call& call, images::PublicKind kind);
Result<images::PublicAccess> write_public_access(Call& call, images::PublicKind kind,
                                                 images::PublicAccess state);

// OperationNotPermitted when everybody is among the new grantees and the account blocks that.
Status check_public_sharing(catalog::Transaction& tx, const Call& call, images::PublicKind kind,
                            const std::vector<images::Grantee>& added);

}  // namespace amicast::services::ec2
