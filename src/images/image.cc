#include "images/image.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "images/image_rows.h"
#include "images/statement.h"

namespace amicast::images {
namespace {

using catalog::Parameter;

constexpr std::array<std::pair<ImageState, std::string_view>, 4> states{{
    {ImageState::pending, "pending"},
    {ImageState::available, "available"},
    {ImageState::failed, "failed"},
    {ImageState::disabled, "disabled"},
}};

ImageState state_from_string(std::string_view text) {
    for (const auto& [state, name] : states) {
        if (name == text) return state;
    }
    return ImageState::failed;
}

constexpr std::array<std::pair<Protection, std::string_view>, 3> protections{{
    {Protection::none, "disabled"},
    {Protection::without_cooldown, "enabled-without-cooldown"},
    {Protection::with_cooldown, "enabled-with-cooldown"},
}};

Protection protection_from(std::string_view text) {
    for (const auto& [protection, name] : protections) {
        if (name == text) return protection;
    }
    return Protection::none;
}

// All but `id` and `is_public`, which go before them: an update leaves those alone.
constexpr std::string_view columns =
    "owner_id, name, description, location, state, state_reason_code, state_reason_message, "
    "creation_time, architecture, virtualization_type, hypervisor, image_type, "
    "root_device_type, root_device_name, kernel_id, ramdisk_id, platform, platform_details, "
    "usage_operation, ena_support, sriov_net_support, boot_mode, tpm_support, imds_support, "
    "uefi_data, source_image_id, source_image_region, deprecation_time, deregistration_protection, "
    "protected_until";
constexpr std::size_t column_count = 32;

// The id, is_public and then `columns` in their order.
std::array<Parameter, column_count> parameters(const Image& image) {
    return {image.id,
            image.is_public,
            image.owner_id,
            image.name,
            image.description,
            image.location,
            to_string(image.state),
            image.state_reason_code,
            image.state_reason_message,
            image.creation_time,
            image.architecture,
            image.virtualization_type,
            image.hypervisor,
            image.image_type,
            image.root_device_type,
            image.root_device_name,
            image.kernel_id,
            image.ramdisk_id,
            image.platform,
            image.platform_details,
            image.usage_operation,
            image.ena_support,
            image.sriov_net_support,
            image.boot_mode,
            image.tpm_support,
            image.imds_support,
            image.uefi_data,
            image.source_image_id,
            image.source_image_region,
            image.deprecation_time,
            to_string(image.protection),
            image.protected_until};
}

Image read_image(const catalog::Row& row) {
    Image image;
    int column = 0;
    image.id = row.string(column++);
    image.is_public = row.boolean(column++);
    image.owner_id = row.string(column++);
    image.name = row.string(column++);
    image.description = row.string(column++);
    image.location = row.string(column++);
    image.state = state_from_string(row.text(column++));
    image.state_reason_code = row.optional_string(column++);
    image.state_reason_message = row.optional_string(column++);
    image.creation_time = row.time(column++);
    image.architecture = row.string(column++);
    image.virtualization_type = row.string(column++);
    image.hypervisor = row.string(column++);
    image.image_type = row.string(column++);
    image.root_device_type = row.string(column++);
    image.root_device_name = row.optional_string(column++);
    image.kernel_id = row.optional_string(column++);
    image.ramdisk_id = row.optional_string(column++);
    image.platform = row.optional_string(column++);
    image.platform_details = row.string(column++);
    image.usage_operation = row.string(column++);
    if (int ena = column++; !row.is_null(ena)) image.ena_support = row.boolean(ena);
    image.sriov_net_support = row.optional_string(column++);
    image.boot_mode = row.optional_string(column++);
    image.tpm_support = row.optional_string(column++);
    image.imds_support = row.optional_string(column++);
    image.uefi_data = row.optional_string(column++);
    image.source_image_id = row.optional_string(column++);
    image.source_image_region = row.optional_string(column++);
    image.deprecation_time = row.optional_time(column++);
    image.protection = protection_from(row.text(column++));
    image.protected_until = row.optional_time(column++);
    return image;
}

constexpr std::string_view device_columns =
    "device_name, virtual_name, no_device, has_ebs, snapshot_id, volume_size_gib, volume_type, "
    "iops, throughput, delete_on_termination, encrypted";
constexpr int device_column_count = 11;

BlockDevice read_device(const catalog::Row& row) {
    BlockDevice device;
    device.device_name = row.string(0);
    device.virtual_name = row.optional_string(1);
    device.no_device = row.boolean(2);
    device.has_ebs = row.boolean(3);
    device.snapshot_id = row.optional_string(4);
    device.volume_size_gib = row.optional_integer(5);
    device.volume_type = row.string(6);
    device.iops = row.optional_integer(7);
    device.throughput = row.optional_integer(8);
    device.delete_on_termination = row.boolean(9);
    device.encrypted = row.boolean(10);
    return device;
}

Status insert_devices(catalog::Transaction& tx, const Image& image) {
    std::int64_t position = 0;
    for (const BlockDevice& device : image.devices) {
        Status inserted =
            run(tx,
                "INSERT INTO image_devices (image_id, position, device_name, virtual_name, "
                "no_device, has_ebs, snapshot_id, volume_size_gib, volume_type, iops, throughput, "
                "delete_on_termination, encrypted) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                {image.id, position++, device.device_name, device.virtual_name, device.no_device,
                 device.has_ebs, device.snapshot_id, device.volume_size_gib, device.volume_type,
                 device.iops, device.throughput, device.delete_on_termination, device.encrypted});
        if (!inserted) return inserted;
    }
    return {};
}

constexpr std::string_view delete_devices = "DELETE FROM image_devices WHERE image_id = $1";

Error no_such_image(std::string_view id) {
    return Error{.kind = ErrorKind::not_found,
                 .message = fmt::format("The image '{}' does not exist.", id)};
}

}  // namespace

std::string_view to_string(ImageState state) {
    return states[static_cast<std::size_t>(state)].second;
}

std::string_view to_string(Protection protection) {
    return protections[static_cast<std::size_t>(protection)].second;
}

bool is_protected(const Image& image, Time now) {
    return image.protection != Protection::none ||
           (image.protected_until && *image.protected_until > now);
}

Result<std::optional<Image>> load_image(catalog::Transaction& tx, std::string_view id) {
    static const std::string sql =
        fmt::format("SELECT id, is_public, {} FROM images WHERE id = $1", columns);
    std::optional<Image> image;
    Status read = tx.query(sql, {id}, [&](const catalog::Row& row) { image = read_image(row); });
    if (!read) return failure(read.error());
    if (!image) return image;
    static const std::string devices_sql = fmt::format(
        "SELECT {} FROM image_devices WHERE image_id = $1 ORDER BY position", device_columns);
    read = tx.query(devices_sql, {id},
                    [&](const catalog::Row& row) { image->devices.push_back(read_device(row)); });
    if (!read) return failure(read.error());
    return image;
}

Result<std::vector<Image>> load_images(catalog::Transaction& tx, std::span<const std::string> ids) {
    static const std::string sql = fmt::format(
        "SELECT id, is_public, {} FROM images WHERE id IN ({{ids}}) ORDER BY id", columns);
    static const std::string devices_sql = fmt::format(
        "SELECT {}, image_id FROM image_devices WHERE image_id IN ({{ids}}) "
        "ORDER BY image_id, position",
        device_columns);
    std::vector<Image> images;
    Status read = query_ids(tx, sql, {}, ids,
                            [&](const catalog::Row& row) { images.push_back(read_image(row)); });
    if (!read) return failure(read.error());
    auto of = images.begin();
    read = query_ids(tx, devices_sql, {}, ids, [&](const catalog::Row& row) {
        std::string_view image_id = row.text(device_column_count);
        while (of != images.end() && of->id < image_id)
            ++of;
        if (of != images.end() && of->id == image_id) of->devices.push_back(read_device(row));
    });
    if (!read) return failure(read.error());
    return images;
}

Status insert(catalog::Transaction& tx, const Image& image) {
    static const std::string sql = fmt::format("INSERT INTO images (id, is_public, {}) VALUES ({})",
                                               columns, placeholders(1, column_count));
    if (Status inserted = run(tx, sql, parameters(image)); !inserted) return inserted;
    return insert_devices(tx, image);
}

Result<Image> find_image(catalog::Transaction& tx, std::string_view id) {
    auto image = load_image(tx, id);
    if (!image) return failure(image.error());
    if (!*image) return failure(no_such_image(id));
    return std::move(**image);
}

Status update(catalog::Transaction& tx, const Image& image) {
    static const std::string sql = fmt::format("UPDATE images SET ({}) = ({}) WHERE id = $1",
                                               columns, placeholders(3, column_count));
    auto changed = tx.execute(sql, parameters(image));
    if (!changed) return failure(changed.error());
    if (*changed == 0) return failure(no_such_image(image.id));
    if (Status removed = run(tx, delete_devices, {image.id}); !removed) return removed;
    return insert_devices(tx, image);
}

Status deregister(catalog::Transaction& tx, std::string_view id, Time now) {
    auto erased = tx.execute("DELETE FROM images WHERE id = $1", {id});
    if (!erased) return failure(erased.error());
    if (*erased == 0) return failure(no_such_image(id));
    for (std::string_view sql :
         {delete_devices, std::string_view("DELETE FROM tags WHERE resource_id = $1"),
          std::string_view("DELETE FROM permissions WHERE resource_id = $1")}) {
        if (Status removed = run(tx, sql, {id}); !removed) return removed;
    }
    return run(tx, "INSERT INTO deregistered_images (id, deregistered_at) VALUES ($1, $2)",
               {id, now});
}

Result<bool> was_deregistered(catalog::Transaction& tx, std::string_view id) {
    return exists(tx, "SELECT 1 FROM deregistered_images WHERE id = $1", {id});
}

Result<std::optional<std::string>> find_image_by_name(catalog::Transaction& tx,
                                                      std::string_view owner_id,
                                                      std::string_view name) {
    std::optional<std::string> id;
    Status read =
        tx.query("SELECT id FROM images WHERE name = $1 AND owner_id = $2 ORDER BY id LIMIT 1",
                 {name, owner_id}, [&](const catalog::Row& row) { id = row.string(0); });
    if (!read) return failure(read.error());
    return id;
}

Result<std::vector<std::string>> images_using_snapshot(catalog::Transaction& tx,
                                                       std::string_view snapshot_id) {
    std::vector<std::string> ids;
    Status read = tx.query(
        "SELECT DISTINCT image_id FROM image_devices WHERE snapshot_id = $1 ORDER BY image_id",
        {snapshot_id}, [&](const catalog::Row& row) { ids.push_back(row.string(0)); });
    if (!read) return failure(read.error());
    return ids;
}

}  // namespace amicast::images
