// Access requests for existing snapshots.
#include "services/ebs/access.h"

#include <fmt/format.h>

#include "images/tags.h"

namespace amicast::services::ebs {

std::string snapshot_arn(const Call& call, std::string_view snapshot_id) {
    return fmt::format("arn:aws:ec2:{}::snapshot/{}", call.region.name, snapshot_id);
}

// A catalog that cannot be read leaves the tags out; the operation itself then fails on it.
iam::AccessRequest snapshot_access(Call& call, std::string_view action,
                                   const std::string& snapshot_id) {
    iam::AccessRequest asked{
        .action = std::string(action), .resource = snapshot_arn(call, snapshot_id), .context = {}};
    auto tags = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return images::find_tags(tx, call.account(), snapshot_id);
    });
    if (!tags) return asked;
    for (const auto& [key, value] : *tags)
        asked.context["aws:ResourceTag/" + key] = {value};
    return asked;
}

}  // namespace amicast::services::ebs
