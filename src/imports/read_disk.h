// The disk that an order names, opened, wherever it lies.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "formats/disk_source.h"
#include "imports/executors.h"

namespace amicast::imports {

// Of the directories and buckets that `parts` names; an object comes into a nameless file first.
// Without a format it is told by ending and mark. `between` is called every few MiB of an object's
// way; its error ends the work and is returned. Other errors: those of locate.h and of opening a
// disk.
Result<formats::DiskSource> read_disk(const ImportParts& parts, const std::string& uri,
                                      std::optional<formats::DiskFormat> format,
                                      const std::function<Status()>& between);

// Whether the same may work later.
bool may_pass(ErrorKind kind);

}  // namespace amicast::imports
