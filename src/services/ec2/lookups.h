// Finding images and snapshots as a caller may see them, with the errors EC2 gives when not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "services/call.h"

namespace amicast::services::ec2 {

// The caller as visibility sees them. Organization and unit ARNs are looked up when first needed;
// an account in no organization has none.
class Viewer {
  public:
    explicit Viewer(Call& call) : call_(call) {}

    const std::string& account() const { return call_.account(); }
    const Call& call() const { return call_; }
    Result<std::vector<std::string>> organization_arns();

    // Owner, public, or shared; a disabled image is the owner's alone.
    Result<bool> may_see(catalog::Transaction& tx, const images::Image& image);
    Result<bool> may_see(catalog::Transaction& tx, const images::Snapshot& snapshot);

  private:
    Call& call_;
    std::optional<std::vector<std::string>> organization_arns_;
};

Status check_image_id(std::string_view id);
Status check_snapshot_id(std::string_view id);

// InvalidAMIID.Malformed, .NotFound (also for what the viewer may not see), .Unavailable for a
// deregistered one.
Result<images::Image> find_visible_image(catalog::Transaction& tx, Viewer& viewer,
                                         const std::string& id);
// The same, and AuthFailure for an image of somebody else.
Result<images::Image> find_owned_image(catalog::Transaction& tx, Viewer& viewer,
                                       const std::string& id);

// InvalidSnapshot.NotFound also for what the viewer may not see.
Result<images::Snapshot> find_visible_snapshot(catalog::Transaction& tx, Viewer& viewer,
                                               const std::string& id);
Result<images::Snapshot> find_owned_snapshot(catalog::Transaction& tx, Viewer& viewer,
                                             const std::string& id);

}  // namespace amicast::services::ec2
