// The errors EC2 answers with, by name: code and text follow the AWS documentation and what the
// service was seen to say. Statuses belong to codes and stand in service.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace amicast::services::ec2 {

Error image_id_malformed(std::string_view id);
Error images_not_found(const std::vector<std::string>& ids);
Error image_not_found(std::string_view id);
Error image_gone(std::string_view id);  // deregistered
// `state` is "pending", "failed" or "disabled".
Error image_unusable(std::string_view id, std::string_view state);
Error image_not_owned(std::string_view id);
Error image_name_malformed();
Error image_name_taken(std::string_view name, std::string_view by_image);
// `item_type` is "userId" or "UserGroup" …
Error attribute_item_invalid(std::string_view value, std::string_view item_type);

Error snapshot_id_malformed(std::string_view id);
Error snapshot_not_found(std::string_view id);
Error snapshot_in_use(std::string_view id, std::string_view by_image);
Error snapshot_not_owned(std::string_view id);

// `until` is empty but during a cooldown: "2026-05-06T07:08:09.000Z".
Error image_protected(std::string_view id, std::string_view until);
Error public_sharing_blocked(std::string_view what);  // "image" or "snapshot"

Error template_id_malformed(std::string_view id);
Error template_id_unknown(std::string_view id);
Error template_name_malformed(std::string_view name);
Error template_name_unknown(std::string_view name);
Error template_name_taken(std::string_view name);
Error template_version_unknown(std::string_view id, std::string_view version);
Error too_many_template_versions(std::string message);

Error import_task_unknown(std::string_view id);

Error user_id_malformed(std::string_view value);
Error region_unknown(std::string_view region, const std::vector<std::string>& served);

Error missing_parameter(std::string_view name);
Error invalid_value(std::string_view value, std::string_view parameter, std::string_view reason);
Error invalid_value(std::string message);
Error invalid_parameter(std::string message);
Error invalid_request(std::string message);
Error cannot_combine(std::string_view one, std::string_view other);
Error invalid_combination(std::string message);
Error needs_parameter(std::string_view one, std::string_view other);
Error invalid_block_device(std::string message);
Error not_permitted(std::string message);
Error unsupported_operation(std::string message);
Error incorrect_state(std::string message);
Error limit_exceeded(std::string message);

Error tag_limit_exceeded();
Error filter_limit_exceeded(std::string message);
Error token_mismatch();
Error page_token_invalid(std::string_view token);

}  // namespace amicast::services::ec2
