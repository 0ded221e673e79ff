// Who may do what with logs.
//
// An operation on a group is asked for as `…:log-group:NAME:log-stream:`, which policies for
// `…:log-group:NAME:*` allow; the tag operations as `…:log-group:NAME` alone. Both are what the
// real service does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/access.h"
#include "services/call.h"
#include "services/logs/lookups.h"

namespace amicast::services::logs_api {

using AccessRequests = std::vector<iam::AccessRequest>;

// With the tags of the group when it exists. `name` may be empty: all groups.
iam::AccessRequest on_group(Call& call, std::string_view operation, std::string_view name);
iam::AccessRequest on_stream(Call& call, std::string_view operation, std::string_view group,
                             std::string_view stream);
// For tag operations, which name the group by its ARN.
iam::AccessRequest on_tagged(Call& call, std::string_view operation, std::string_view arn);

// The group that a request with both members means, for the questions above; empty when it means
// none, which is the operation's to report.
std::string named_group(const Call& call, const std::optional<std::string>& name,
                        const std::optional<std::string>& identifier);

void add_request_tags(const TagMap& tags, iam::ConditionContext& context);

}  // namespace amicast::services::logs_api
