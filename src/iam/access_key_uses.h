// When and for what each long-term access key was last used. Uses are noted in memory and written
// now and then, since a request must not wait for that; what a crash loses is a few minutes.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::iam {

struct AccessKeyUse {
    Time used{};
    std::string service;  // "ec2", as in the credential scope
    std::string region;
};

// Safe to share between threads.
class AccessKeyUses {
  public:
    explicit AccessKeyUses(catalog::Database& catalog) : catalog_(catalog) {}

    void note(std::string_view access_key_id, std::string_view service, std::string_view region,
              Time now);
    // The latest use that is known; nothing for a key that was never used.
    Result<std::optional<AccessKeyUse>> find(std::string_view access_key_id);
    // Writes what was noted since the last time.
    Status write();

  private:
    using Uses = std::unordered_map<std::string, AccessKeyUse>;

    catalog::Database& catalog_;
    std::mutex mutex_;
    Uses unwritten_;  // guarded by mutex_
};

}  // namespace amicast::iam
