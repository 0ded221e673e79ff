// What is checked before the first byte of a destination is copied.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "distribution/destination_run.h"
#include "distribution/executors.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

// Whether the AMI is for somebody besides its owner, and for everybody.
bool is_shared(const Destination& destination);
bool is_made_public(const AmiOrder& order);

// Whether a destination gets a copy; the source's account has the source itself at home.
bool makes_copy(const ImageBuild& image, std::string_view home_region,
                const Destination& destination);

// The role that acts for a destination: the execution role in the image's own account, in any other
// that account's EC2ImageBuilderDistributionCrossAccountRole.
Actor actor_in(const DistributeParts& parts, const ImageBuild& image, std::string_view account_id,
               std::string_view region);

// Whether the role that acts for the destination may have what lies under these keys exported: an
// export is in the clear. Errors: those of Authority::check_readable(), saying what is needed.
Status check_export_keys(const DistributeParts& parts, const ImageBuild& image,
                         const Destination& destination,
                         const std::vector<EncryptedContent>& contents);

// The checks of one run over destinations of one region. What was found out for one of them is not
// asked again for the next.
class Preflight {
  public:
    Preflight(const DistributeParts& parts, const ImageBuild& image)
        : parts_(parts), image_(image) {}

    // Account and region are ones this server can serve, every setting is one it can carry out, the
    // name is a valid AMI name, and the roles may do what is needed there. When it is not so the
    // run has failed, or been stopped when it may be so later. Keys are asked for when the copy
    // begins.
    void check(DestinationRun& run);

  private:
    struct Refusal {
        Action action;
        Error error;
    };
    using Verdict = std::optional<Refusal>;

    Verdict check_all(DestinationRun& run);
    Status check_place(const Destination& destination) const;
    Status check_roles(const Destination& destination);
    Verdict check_settings(const DestinationRun& run);
    Status check_export(const DestinationRun& run);
    Status check_role(const RoleUse& use);

    const DistributeParts& parts_;
    const ImageBuild& image_;
    // By account, role and what it is to do: everything else is the same within a run.
    std::map<std::string, Status> roles_;
};

}  // namespace amicast::distribution
