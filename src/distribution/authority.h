// What a distribution must ask of identity, policies and keys. The policy engine lies above this
// room; services/imagebuilder implements this interface with it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace amicast::distribution {

struct CopyImageOrder;

// The role of another account under which the service works there, and which must trust the account
// of the image.
inline constexpr std::string_view cross_account_role =
    "EC2ImageBuilderDistributionCrossAccountRole";

// A role acting in a region. A service assumes an execution role itself; the role of another
// account is assumed by the execution role of the image's account.
struct Actor {
    std::string account_id;  // whose role it is
    std::string role;        // an ARN, or the name of a role of the account
    std::string region;      // where the actions would happen
    // The service that assumes it, where no other role does.
    std::string service = "imagebuilder.amazonaws.com";
    std::string image_arn = {};  // what the distribution is about: aws:SourceArn
    struct Assumer {
        std::string account_id;
        std::string role;
    };
    std::optional<Assumer> assumed_by;
};

struct RoleUse {
    Actor actor;
    // Each action with the resource it would act on.
    struct Action {
        std::string action;    // "ec2:CopyImage"
        std::string resource;  // an ARN or "*"
    };
    std::vector<Action> actions;
};

// What lies under a key, in the actor's region.
struct EncryptedContent {
    std::string kms_key_arn;
    std::string snapshot_id;  // empty: it is not made yet
};

class Authority {
  public:
    virtual ~Authority() = default;

    // Does the role exist, does it trust who assumes it, and do its policies allow every action?
    // `denied` says which of these is not so and what would be right; `unavailable` when identity
    // cannot be read.
    virtual Status check_role(const RoleUse& use) = 0;

    // Under which keys the copy comes to lie that the actor orders: sets the order's targets, and
    // its refusal where a key cannot be used, by the rules of CopyImage. A key that is named asks
    // for encryption. Errors as of check_role().
    virtual Status choose_keys(const Actor& actor, const std::optional<std::string>& kms_key_id,
                               CopyImageOrder& order) = 0;

    // Whether the actor may read the content in the clear: kms:Decrypt through EC2, as for
    // GetSnapshotBlock. Errors: denied, conflict (the key is disabled or pending deletion),
    // not_found, and those of check_role().
    virtual Status check_readable(const Actor& actor, const EncryptedContent& content) = 0;

    // Whether what lies under the key may be shared: not under those that AWS manages, which are
    // good in their own account only.
    virtual Result<bool> can_be_shared(std::string_view region, std::string_view kms_key_arn) = 0;

    // ARNs of the organization and units the account is in.
    virtual Result<std::vector<std::string>> organization_arns(std::string_view account_id) = 0;
};

}  // namespace amicast::distribution
