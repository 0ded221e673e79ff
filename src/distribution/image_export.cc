// Rows of image_exports and image_export_disks.
#include "distribution/image_export.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ids.h"
#include "images/image.h"
#include "jobs/queue.h"

namespace amicast::distribution {
namespace {

std::string ending_of(std::string_view format) {
    if (format == "VMDK") return "vmdk";
    return format == "VHD" ? "vhd" : "raw";
}

std::optional<ExportState> state_named(std::string_view name) {
    for (ExportState state : {ExportState::pending, ExportState::completed, ExportState::failed})
        if (to_string(state) == name) return state;
    return std::nullopt;
}

// "/dev/xvdb" as a part of an object's name: "xvdb".
std::string short_name(std::string_view device_name) {
    constexpr std::string_view directory = "/dev/";
    if (device_name.starts_with(directory)) device_name.remove_prefix(directory.size());
    std::string name(device_name);
    std::replace(name.begin(), name.end(), '/', '-');
    return name;
}

// The devices that have content, the root device in front.
std::vector<std::string> devices_of(const images::Image& ami) {
    std::vector<std::string> names;
    for (const images::BlockDevice& device : ami.devices)
        if (device.snapshot_id) names.push_back(device.device_name);
    std::stable_partition(names.begin(), names.end(),
                          [&](const std::string& name) { return name == ami.root_device_name; });
    return names;
}

std::vector<ExportedDisk> name_disks(const std::vector<std::string>& devices,
                                     const std::string& stem, std::string_view ending) {
    std::vector<ExportedDisk> disks;
    for (const std::string& device : devices) {
        std::string name = disks.empty() ? stem : fmt::format("{}-{}", stem, short_name(device));
        std::string key = fmt::format("{}.{}", name, ending);
        // "xvdb" and "/dev/xvdb" are two devices.
        bool taken = std::any_of(disks.begin(), disks.end(),
                                 [&](const ExportedDisk& disk) { return disk.key == key; });
        if (taken) key = fmt::format("{}-{}.{}", name, disks.size(), ending);
        disks.push_back({.device_name = device, .key = std::move(key)});
    }
    return disks;
}

Status insert(catalog::Transaction& tx, const ImageExport& made) {
    auto inserted = tx.execute(
        "INSERT INTO image_exports (id, account_id, ami_id, format, bucket, object_key, state, "
        "percent_done, object_bytes, message, created, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12)",
        {made.id, made.account_id, made.ami_id, made.format, made.bucket, made.disks.front().key,
         to_string(made.state), made.percent_done, made.object_bytes(), made.message, made.created,
         made.ended});
    if (!inserted) return failure(inserted.error());
    for (std::size_t i = 0; i < made.disks.size(); ++i) {
        const ExportedDisk& disk = made.disks[i];
        inserted = tx.execute(
            "INSERT INTO image_export_disks (export_id, position, device_name, object_key, "
            "object_bytes, sent) VALUES ($1, $2, $3, $4, $5, $6)",
            {made.id, static_cast<std::int64_t>(i), disk.device_name, disk.key, disk.object_bytes,
             std::int64_t{disk.sent}});
        if (!inserted) return failure(inserted.error());
    }
    return {};
}

Status find_disks(catalog::Transaction& tx, ImageExport& found) {
    return tx.query(
        "SELECT device_name, object_key, object_bytes, sent FROM image_export_disks "
        "WHERE export_id = $1 ORDER BY position",
        {found.id}, [&](const catalog::Row& row) {
            found.disks.push_back({.device_name = row.string(0),
                                   .key = row.string(1),
                                   .object_bytes = row.integer(2),
                                   .sent = row.integer(3) != 0});
        });
}

}  // namespace

std::string_view to_string(ExportState state) {
    switch (state) {
        case ExportState::pending:
            return "pending";
        case ExportState::completed:
            return "completed";
        case ExportState::failed:
            return "failed";
    }
    return "failed";
}

std::int64_t ImageExport::object_bytes() const {
    std::int64_t sum = 0;
    for (const ExportedDisk& disk : disks)
        sum += disk.object_bytes;
    return sum;
}

Result<ImageExport> start_export(catalog::Transaction& tx, const ExportWish& wish, Time now,
                                 Random& random) {
    auto ami = images::find_image(tx, wish.ami_id);
    if (!ami) return failure(ami.error());
    if (ami->owner_id != wish.account_id) {
        return failure(ErrorKind::denied,
                       fmt::format("The AMI {} belongs to account {}, and only an account's own "
                                   "AMIs can be exported: make a copy of it first.",
                                   ami->id, ami->owner_id));
    }
    std::vector<std::string> devices = devices_of(*ami);
    if (devices.empty()) {
        return failure(ErrorKind::invalid,
                       fmt::format("The AMI {} has no disk with content.", ami->id));
    }
    ImageExport made{.id = new_resource_id("export-ami-", random),
                     .account_id = wish.account_id,
                     .ami_id = wish.ami_id,
                     .format = wish.format,
                     .bucket = wish.bucket,
                     .disks = {},
                     .message = {},
                     .created = now,
                     .ended = {}};
    made.disks = name_disks(devices, wish.prefix + made.id, ending_of(wish.format));
    Status inserted = insert(tx, made);
    if (!inserted) return failure(inserted.error());
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(export_image_kind),
                              .account_id = made.account_id,
                              .subject = made.id,
                              .payload = "{}"},
                             now);
    if (!job) return failure(job.error());
    return made;
}

Result<ImageExport> find_export(catalog::Transaction& tx, std::string_view id) {
    std::optional<ImageExport> found;
    bool sound = true;
    Status read = tx.query(
        "SELECT id, account_id, ami_id, format, bucket, state, percent_done, message, created, "
        "ended FROM image_exports WHERE id = $1",
        {id}, [&](const catalog::Row& row) {
            auto state = state_named(row.text(5));
            sound = state.has_value();
            found = ImageExport{.id = row.string(0),
                                .account_id = row.string(1),
                                .ami_id = row.string(2),
                                .format = row.string(3),
                                .bucket = row.string(4),
                                .disks = {},
                                .state = state.value_or(ExportState::failed),
                                .percent_done = row.integer(6),
                                .message = row.string(7),
                                .created = row.time(8),
                                .ended = row.optional_time(9)};
        });
    if (read && found) read = find_disks(tx, *found);
    if (!read) return failure(read.error());
    if (!found)
        return failure(ErrorKind::not_found, fmt::format("The export {} does not exist.", id));
    if (!sound || found->disks.empty())
        return failure(ErrorKind::corrupt, "A stored export cannot be read.");
    return std::move(*found);
}

Status update(catalog::Transaction& tx, const ImageExport& image_export) {
    auto updated = tx.execute(
        "UPDATE image_exports SET state = $2, percent_done = $3, object_bytes = $4, message = $5, "
        "ended = $6 WHERE id = $1",
        {image_export.id, to_string(image_export.state), image_export.percent_done,
         image_export.object_bytes(), image_export.message, image_export.ended});
    for (std::size_t i = 0; updated && i < image_export.disks.size(); ++i) {
        const ExportedDisk& disk = image_export.disks[i];
        updated = tx.execute(
            "UPDATE image_export_disks SET object_bytes = $3, sent = $4 WHERE export_id = $1 AND "
            "position = $2",
            {image_export.id, static_cast<std::int64_t>(i), disk.object_bytes,
             std::int64_t{disk.sent}});
    }
    if (!updated) return failure(updated.error());
    return {};
}

}  // namespace amicast::distribution
