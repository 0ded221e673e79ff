// The destination's side of an encrypted copy: its key, and how rows refer to what is copied.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "images/contents.h"
#include "images/region.h"

namespace amicast::distribution {

// The domain that a copy is written to. The error of a key that cannot be used says so in the words
// of AWS, and what to do; its kind is that of images::open_domain().
Result<images::Domain> open_copy_domain(images::Region& destination,
                                        const std::optional<std::string>& kms_key_arn);

// What a copy fails with for the sake of a key: the words of AWS, which key and why, and what to
// do.
std::string key_refusal(std::string_view why);

// Whether the error says that a key cannot be used as it stands, rather than that it could not be
// asked for.
bool is_key_refusal(const Error& error);

}  // namespace amicast::distribution
