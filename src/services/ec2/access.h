// Who may do what in EC2: resource names and condition keys of the questions asked to the policies.
//
// Image and snapshot ARNs have no account part. What a request will create has no id yet and is
// asked for as `…::image/*`, which a pattern must match literally.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iam/access.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "services/call.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {

std::string image_arn(std::string_view region, std::string_view id);
std::string snapshot_arn(std::string_view region, std::string_view id);
// Of the caller's account.
std::string import_task_arn(const Call& call, std::string_view id);

// ec2:Region alone.
iam::ConditionContext region_context(const Call& call);
// ec2:ImageID, ec2:Owner, ec2:Public … of an image.
void describe(const images::Image& image, iam::ConditionContext& context);
void describe(const images::Snapshot& snapshot, iam::ConditionContext& context);
// aws:ResourceTag/k and ec2:ResourceTag/k.
void add_resource_tags(const images::Tags& tags, iam::ConditionContext& context);
// aws:RequestTag/k and aws:TagKeys of tags as they came; nothing for none.
void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context);

// For actions without resource types: the Describe calls.
std::vector<iam::AccessRequest> unscoped_access(const Call& call, std::string_view action);
// An existing image or snapshot of the call's region, with what is known of it. One that does not
// exist is asked for by its name alone.
iam::AccessRequest image_access(Call& call, std::string_view action, const std::string& id);
iam::AccessRequest snapshot_access(Call& call, std::string_view action, const std::string& id);
// The ec2:CreateTags questions that go with tagging while creating.
std::vector<iam::AccessRequest> create_tags_access(
    const Call& call, std::string_view creating_action,
    const std::vector<TagSpecification>& specifications);

}  // namespace amicast::services::ec2
