// The managed policies that the vendor publishes and this server knows: everybody may attach them
// by ARN, and nobody may change them.
#pragma once

#include <span>
#include <string_view>

#include "iam/entities.h"

namespace amicast::iam {

struct VendorPolicy {
    std::string_view arn;       // "arn:aws:iam::aws:policy/…"
    std::int64_t version = 1;   // of the only version there is: "v1"
    std::string_view created;   // ISO 8601
    std::string_view updated;   // ISO 8601; empty: when it was created
    std::string_view document;  // JSON text
};

// Null for an ARN that is not known here. ARNs are case-sensitive.
const VendorPolicy* find_vendor_policy(std::string_view arn);

// All of them, in order of ARN.
std::span<const VendorPolicy* const> vendor_policies();

// As an entity, without uses; the id follows from the ARN.
ManagedPolicy vendor_entity(const VendorPolicy& policy);
PolicyVersion vendor_version(const VendorPolicy& policy);

// Everything on everything: what the first user and organization access roles are given.
std::string_view administrator_policy();

// ---- the parts of the table, for vendor_policies.cc ----

std::span<const VendorPolicy> general_policies();
std::span<const VendorPolicy> image_builder_policies();

}  // namespace amicast::iam
