// The executors of imports. A server adds them to the runner of every region it serves.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "images/region.h"
#include "imports/object_store.h"
#include "jobs/queue.h"

namespace amicast::imports {

inline constexpr std::string_view import_job_kind = "import-disk";
inline constexpr std::string_view task_job_kind = "import-task";
inline constexpr std::string_view task_image_job_kind = "import-task-image";

// What the executors act on. Everything outlives it.
struct ImportParts {
    images::Region& region;
    Clock& clock;
    Random& random;
    std::vector<std::string> directories;  // that disks may be imported from
    ObjectStore* objects = nullptr;        // for s3:// URIs; null: there is none
    std::vector<std::string> buckets;      // of that store
};

// What cannot be read or is no disk fails the image, with the reason in its state.
std::unique_ptr<jobs::Executor> make_import_executor(const ImportParts& parts);
// The same for an import task of EC2 (task.h), in its message.
std::unique_ptr<jobs::Executor> make_task_executor(const ImportParts& parts);
// Waits for an import task and makes its AMI an image's (task_image.h).
std::unique_ptr<jobs::Executor> make_task_image_executor(const ImportParts& parts);

}  // namespace amicast::imports
