// What requests to copy an image and a snapshot have in common: the checks of their parameters and
// the way to the source region.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "services/call.h"
#include "services/copy_keys.h"
#include "services/ec2/lookups.h"
#include "transfer/peer.h"

namespace amicast::services::ec2 {

// Packer and Terraform send parameters that they do not use with an empty value: empty means
// absent.
bool is_given(const std::optional<std::string>& value);

// InvalidParameterDependency for a key without Encrypted=true.
Status check_key_dependency(const std::optional<bool>& encrypted,
                            const std::optional<std::string>& kms_key_id);

// Destinations other than the request's region: two of them exclude each other, and one is not
// supported here.
struct OtherDestination {
    std::string_view parameter;
    const std::optional<std::string>& value;
};
Status check_destination(std::initializer_list<OtherDestination> destinations);

// A time-based copy's duration: 15 minutes to two days, in steps of 15 minutes. `parameter` as
// messages name it.
Status check_copy_duration(const std::optional<std::int64_t>& minutes, std::string_view parameter);

// InvalidRegion when it is not served here.
Result<transfer::Peer*> find_source_region(Call& call, const std::string& name);

// The keys of the copy, as the caller may use them; see services/copy_keys.h. InvalidRequest for an
// unencrypted copy of an encrypted snapshot.
Result<CopyKey> find_key(Call& call, const CopyKeyWish& wish, const std::string& source_region,
                         const images::Snapshot& source);
Status choose_keys(Call& call, const CopyKeyWish& wish, distribution::CopyImageOrder& order);

// The caller as the source region is to see them.
Result<transfer::Requester> requester_of(Call& call);

}  // namespace amicast::services::ec2
