// The directory a server keeps everything in:
//
//     DIR/lock                        held while a server (or an offline check) uses the directory
//     DIR/root.key, root.key.params   passphrase of the root key (unless it is kept elsewhere)
//     DIR/identity.db                 accounts, users, roles, the organization
//     DIR/regions/<name>/catalog.db   images, snapshots, jobs, index of blocks
//     DIR/regions/<name>/segments/    the blocks
//     DIR/credentials                 of the first account's administrator, made at first start
//     DIR/endpoint                    URL of the running server; there while it is ready
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace amicast::server {

// Replaces `path` in one step: readers see the old content or the new. Durable when it returns.
Status write_file_atomically(const std::string& path, std::string_view content, unsigned mode);

class DataDirectory {
  public:
    // Makes it (mode 0700) unless `must_exist`, and takes its lock. Errors: not_found, conflict
    // (another process has the lock), unavailable.
    static Result<DataDirectory> open(const std::string& path, bool must_exist);

    const std::string& path() const { return path_; }
    std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
    std::string identity_catalog() const { return file("identity.db"); }
    std::string credentials() const { return file("credentials"); }
    std::string endpoint() const { return file("endpoint"); }
    std::string region(std::string_view name) const { return file("regions/") + std::string(name); }
    // Names of the regions that have a directory here, sorted.
    std::vector<std::string> region_names() const;

    // Makes a region's directories.
    Status make_region(std::string_view name) const;

    // First start has three durable steps (account, credentials file, done). A server that dies
    // between them would leave an account that nobody can use; so the first start is announced
    // before and ended after, and one that did not end is begun anew: nobody can have used it.
    Status begin_first_start() const;
    Status end_first_start() const;

  private:
    DataDirectory(std::string path, UniqueFd lock)
        : path_(std::move(path)), lock_(std::move(lock)) {}

    std::string path_;
    UniqueFd lock_;
};

}  // namespace amicast::server
