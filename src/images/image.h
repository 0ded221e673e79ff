// AMIs as the domain sees them: rows of a region's catalog. No wire types here.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

enum class ImageState { pending, available, failed, disabled };
std::string_view to_string(ImageState state);

// Whether an image may be deregistered. With a cooldown it stays protected for a day after the
// protection was taken away.
enum class Protection { none, without_cooldown, with_cooldown };
inline constexpr std::chrono::hours protection_cooldown{24};
// AWS's words, which are also what is stored: "disabled", "enabled-without-cooldown",
// "enabled-with-cooldown".
std::string_view to_string(Protection protection);

struct BlockDevice {
    std::string device_name;                  // "/dev/xvda"
    std::optional<std::string> virtual_name;  // "ephemeral0"
    bool no_device = false;                   // suppressed
    bool has_ebs = false;                     // the fields below count
    std::optional<std::string> snapshot_id;   // absent: a blank volume
    std::optional<std::int64_t> volume_size_gib;
    std::string volume_type;
    std::optional<std::int64_t> iops;
    std::optional<std::int64_t> throughput;
    bool delete_on_termination = true;
    bool encrypted = false;
};

struct Image {
    std::string id;  // "ami-…"
    std::string owner_id;
    std::string name;
    std::string description;
    std::string location;  // "<account>/<name>"
    ImageState state = ImageState::pending;
    std::optional<std::string> state_reason_code;
    std::optional<std::string> state_reason_message;
    Time creation_time{};
    bool is_public = false;
    std::string architecture;         // "x86_64"
    std::string virtualization_type;  // "hvm"
    std::string hypervisor = "xen";
    std::string image_type = "machine";
    std::string root_device_type = "ebs";
    std::optional<std::string> root_device_name;
    std::optional<std::string> kernel_id;
    std::optional<std::string> ramdisk_id;
    std::optional<std::string> platform;  // "windows"
    std::string platform_details = "Linux/UNIX";
    std::string usage_operation = "RunInstances";
    std::optional<bool> ena_support;
    std::optional<std::string> sriov_net_support;
    std::optional<std::string> boot_mode;
    std::optional<std::string> tpm_support;
    std::optional<std::string> imds_support;
    std::optional<std::string> uefi_data;
    std::optional<std::string> source_image_id;
    std::optional<std::string> source_image_region;
    std::optional<Time> deprecation_time;
    Protection protection = Protection::none;
    std::optional<Time> protected_until;  // the end of a cooldown
    std::vector<BlockDevice> devices;     // in order
};

// Whether the image may not be deregistered at that time.
bool is_protected(const Image& image, Time now);

Status insert(catalog::Transaction& tx, const Image& image);
// not_found when there is none (deregistered ones included).
Result<Image> find_image(catalog::Transaction& tx, std::string_view id);
// Writes the devices and every field but is_public, which follows the launch permissions
// (permissions.h).
Status update(catalog::Transaction& tx, const Image& image);
// Removes the row, its tags, permissions and device list; leaves a tombstone.
Status deregister(catalog::Transaction& tx, std::string_view id, Time now);
// True for an id that was deregistered: it answers "no longer available" rather than "does not
// exist".
Result<bool> was_deregistered(catalog::Transaction& tx, std::string_view id);
// An image of that owner with exactly that name, if any.
Result<std::optional<std::string>> find_image_by_name(catalog::Transaction& tx,
                                                      std::string_view owner_id,
                                                      std::string_view name);
// Ids of registered images whose devices list the snapshot.
Result<std::vector<std::string>> images_using_snapshot(catalog::Transaction& tx,
                                                       std::string_view snapshot_id);

// Narrows a listing by what has an index; everything else is the caller's filter on each image.
struct ImageSelection {
    std::vector<std::string> ids;              // empty: no restriction
    std::vector<std::string> owner_ids;        // empty: any owner
    std::optional<std::string> visible_to;     // owned by, shared with (by account id), or public
    std::vector<std::string> visible_to_arns;  // or shared with one of these organizations or units
    std::optional<std::string> name;           // exact
    std::optional<std::pair<std::string, std::string>>
        tag;               // exact key and value set by `visible_to`
    std::string after_id;  // keyset paging: ids greater than this
};
// In order of id, until `visit` returns false. A tag without `visible_to` matches nothing.
Status each_image(catalog::Transaction& tx, const ImageSelection& selection,
                  const std::function<bool(const Image&)>& visit);

}  // namespace amicast::images
