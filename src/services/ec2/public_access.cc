#include "services/ec2/public_access.h"

#include "services/ec2/errors.h"
#include "services/ec2/launch_permission.h"

namespace amicast::services::ec2 {

using images::PublicAccess;
using images::PublicKind;

Result<PublicAccess> public_access_of(catalog::Transaction& tx, const Call& call, PublicKind kind) {
    auto set = images::find_public_access(tx, call.account(), kind);
    if (!set) return failure(set.error());
    return set->value_or(call.site.block_public_access ? PublicAccess::block_new_sharing
                                                       : PublicAccess::unblocked);
}

Result<PublicAccess> read_public_access(Call& call, PublicKind kind) {
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return public_access_of(tx, call, kind); });
}

Result<PublicAccess> write_public_access(Call& call, PublicKind kind, PublicAccess state) {
    Status written = call.region.catalog.write([&](catalog::Transaction& tx) {
        return images::set_public_access(tx, call.account(), kind, state);
    });
    if (!written) return failure(written.error());
    return state;
}

Status check_public_sharing(catalog::Transaction& tx, const Call& call, PublicKind kind,
                            const std::vector<images::Grantee>& added) {
    if (!holds_everyone(added)) return {};
    auto state = public_access_of(tx, call, kind);
    if (!state) return failure(state.error());
    if (*state == PublicAccess::unblocked) return {};
    return failure(public_sharing_blocked(kind == PublicKind::image ? "image" : "snapshot"));
}

}  // namespace amicast::services::ec2
