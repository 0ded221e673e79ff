// What a caller must be allowed, as questions for the policy engine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/access.h"
#include "images/tags.h"
#include "services/call.h"
#include "services/imagebuilder/distribution_shapes.h"

namespace amicast::services::imagebuilder {

using AccessRequests = std::vector<iam::AccessRequest>;

// aws:RequestTag/* and aws:TagKeys.
void add_request_tags(const std::optional<TagMap>& tags, iam::ConditionContext& context);

// `imagebuilder:<operation>` on any resource: for lists.
iam::AccessRequest on_everything(std::string_view operation);
// The same on the named resource, with its tags as aws:ResourceTag/* when it exists here.
iam::AccessRequest on_resource(Call& call, std::string_view operation, const std::string& arn);
// On one that is being created, with the tags it will have.
iam::AccessRequest on_new_resource(std::string_view operation, std::string arn,
                                   const std::optional<TagMap>& tags);

// iam:PassRole of the execution role to this service.
iam::AccessRequest on_passed_role(Call& call, std::string_view role);

}  // namespace amicast::services::imagebuilder
