// What a distribution configuration asks for, in the engine's words: services translate the wire
// structs into this once, when the distribution starts, and the destinations keep it frozen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/permissions.h"
#include "images/tags.h"

namespace amicast::distribution {

// A new version of a launch template, with the destination's AMI.
struct LaunchTemplateOrder {
    std::string template_id;  // "lt-…"
    std::string account_id;   // whose template it is; empty: the account of the image
    bool set_default = false;

    friend bool operator==(const LaunchTemplateOrder&, const LaunchTemplateOrder&) = default;
};

// An SSM parameter that gets the id of the destination's AMI.
struct ParameterOrder {
    std::string name;
    std::string account_id;  // whose parameter it is; empty: the account of the image
    std::string data_type;   // "text" or "aws:ec2:image"

    friend bool operator==(const ParameterOrder&, const ParameterOrder&) = default;
};

// EC2 Fast Launch, which is recorded: there are no instances here to launch faster.
struct FastLaunchOrder {
    std::string account_id;  // empty: the account of the image
    std::int64_t parallel_launches_max = 0;
    std::int64_t target_resource_count = 0;

    friend bool operator==(const FastLaunchOrder&, const FastLaunchOrder&) = default;
};

// The AMI as a disk image in a bucket.
struct ExportOrder {
    std::string role;    // name of the role that may write there
    std::string format;  // "VMDK", "RAW", "VHD"
    std::string bucket;
    std::string prefix;

    friend bool operator==(const ExportOrder&, const ExportOrder&) = default;
};

// What is wanted of the AMI of one region.
struct AmiOrder {
    std::optional<std::string> name_template;  // absent: "<image name> <timestamp>"
    std::optional<std::string> description;
    std::optional<std::string> kms_key_id;  // no effect where no copy is made
    images::Tags tags;                      // values may hold variables
    std::vector<images::Grantee> launch_permissions;
    // Of the account's own destination, or the region's first where there is none:
    std::vector<std::string> license_arns;
    std::vector<LaunchTemplateOrder> launch_templates;
    std::vector<ParameterOrder> parameters;
    std::vector<FastLaunchOrder> fast_launches;
    std::optional<ExportOrder> export_order;

    // Whether anything is to be done once the AMI is there.
    bool configures() const {
        return !license_arns.empty() || !launch_templates.empty() || !parameters.empty() ||
               !fast_launches.empty();
    }

    friend bool operator==(const AmiOrder&, const AmiOrder&) = default;
};

// One region of the configuration.
struct RegionOrder {
    std::string region;
    std::vector<std::string> account_ids;  // empty: the caller's own
    AmiOrder ami;
};

// The part of a region's order that is for one of its accounts: name, tags and permissions are for
// all; the others go to the account they name, or to the first one when it gets no AMI of its own.
AmiOrder order_for(const RegionOrder& region, const std::vector<std::string>& accounts,
                   std::size_t which, const std::string& image_account);

// The form in which a destination's row keeps its order.
std::string to_text(const AmiOrder& order);
Result<AmiOrder> order_from_text(std::string_view text);

// Tags as they stand in a row; their order is kept.
std::string to_text(const images::Tags& tags);
Result<images::Tags> tags_from_text(std::string_view text);

}  // namespace amicast::distribution
