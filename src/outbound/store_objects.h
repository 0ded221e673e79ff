// The objects of an S3-compatible store as disks to import.
#pragma once

#include "imports/object_store.h"
#include "outbound/s3_client.h"

namespace amicast::outbound {

class StoreObjects final : public imports::ObjectStore {
  public:
    // The client outlives it.
    explicit StoreObjects(S3Client& store) : store_(store) {}

    Status fetch(std::string_view bucket, std::string_view key, int fd,
                 const std::function<Status()>& between) override;

  private:
    S3Client& store_;
};

}  // namespace amicast::outbound
