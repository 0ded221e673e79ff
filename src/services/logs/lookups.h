// Finding groups and streams as requests name them, with the exceptions when there is none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "images/tags.h"
#include "logs/stream.h"
#include "services/call.h"

namespace amicast::services::logs_api {

using TagMap = std::map<std::string, std::string>;

// The group's name in an identifier: a name, or an ARN of this account and region, with or without
// `:*`. Empty for anything else.
std::optional<std::string> group_name_of(const Call& call, std::string_view identifier);
// By exactly one of logGroupName and logGroupIdentifier; InvalidParameterException otherwise,
// ResourceNotFoundException for an ARN from elsewhere.
Result<std::string> group_name_of(const Call& call, const std::optional<std::string>& name,
                                  const std::optional<std::string>& identifier);

// ResourceNotFoundException.
Result<logs::Group> require_group(const Call& call, catalog::Transaction& tx,
                                  std::string_view name);
Result<logs::Stream> require_stream(catalog::Transaction& tx, const logs::Group& group,
                                    std::string_view name);
// By the ARN that tag operations take.
Result<logs::Group> require_tagged(const Call& call, catalog::Transaction& tx,
                                   std::string_view arn);

// InvalidParameterException for a key that is AWS's own.
Result<images::Tags> read_tags(const TagMap& tags);
// TooManyTagsException.
Status tag_group(catalog::Transaction& tx, const logs::Group& group, const images::Tags& tags);

}  // namespace amicast::services::logs_api
