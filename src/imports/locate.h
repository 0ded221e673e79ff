// Which file of this machine a URI means, for callers who must not see every file of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace amicast::imports {

// The path of the regular file that a `file:///…` URI names, or an absolute path (which the AWS CLI
// needs: it takes file:// for a file of its own), with all links resolved, when it lies in one of
// the directories. Errors, each saying what would be right: `unsupported` (another kind
// of URI), `denied` (outside the directories, or there are none), `not_found`.
//
// Outside the directories everything looks alike, whether it exists or not.
Result<std::string> locate(std::string_view uri, const std::vector<std::string>& directories);

// What an `s3://bucket/key` URI names, when there is a store and the bucket is one of those disks
// may be imported from. Errors as above.
struct ObjectName {
    std::string bucket;
    std::string key;
};
Result<ObjectName> locate_object(std::string_view uri, bool has_store,
                                 const std::vector<std::string>& buckets);

}  // namespace amicast::imports
