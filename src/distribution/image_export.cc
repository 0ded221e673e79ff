// Rows of image_exports.
#include "distribution/image_export.h"

#include <fmt/format.h>

#include "base/ids.h"
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

Result<ImageExport> start_export(catalog::Transaction& tx, ImageExport wanted,
                                 std::string_view prefix, Time now, Random& random) {
    wanted.id = new_resource_id("export-ami-", random);
    wanted.key = fmt::format("{}{}.{}", prefix, wanted.id, ending_of(wanted.format));
    wanted.created = now;
    auto inserted = tx.execute(
        "INSERT INTO image_exports (id, account_id, ami_id, format, bucket, object_key, state, "
        "percent_done, object_bytes, message, created, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12)",
        {wanted.id, wanted.account_id, wanted.ami_id, wanted.format, wanted.bucket, wanted.key,
         to_string(wanted.state), wanted.percent_done, wanted.object_bytes, wanted.message,
         wanted.created, wanted.ended});
    if (!inserted) return failure(inserted.error());
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(export_image_kind),
                              .account_id = wanted.account_id,
                              .subject = wanted.id,
                              .payload = "{}"},
                             now);
    if (!job) return failure(job.error());
    return wanted;
}

Result<ImageExport> find_export(catalog::Transaction& tx, std::string_view id) {
    std::optional<ImageExport> found;
    bool sound = true;
    Status read = tx.query(
        "SELECT id, account_id, ami_id, format, bucket, object_key, state, percent_done, "
        "object_bytes, message, created, ended FROM image_exports WHERE id = $1",
        {id}, [&](const catalog::Row& row) {
            auto state = state_named(row.text(6));
            sound = state.has_value();
            found = ImageExport{.id = row.string(0),
                                .account_id = row.string(1),
                                .ami_id = row.string(2),
                                .format = row.string(3),
                                .bucket = row.string(4),
                                .key = row.string(5),
                                .state = state.value_or(ExportState::failed),
                                .percent_done = row.integer(7),
                                .object_bytes = row.integer(8),
                                .message = row.string(9),
                                .created = row.time(10),
                                .ended = row.optional_time(11)};
        });
    if (!read) return failure(read.error());
    if (!sound) return failure(ErrorKind::corrupt, "A stored export cannot be read.");
    if (!found)
        return failure(ErrorKind::not_found, fmt::format("The export {} does not exist.", id));
    return std::move(*found);
}

Status update(catalog::Transaction& tx, const ImageExport& image_export) {
    auto updated = tx.execute(
        "UPDATE image_exports SET state = $2, percent_done = $3, object_bytes = $4, message = $5, "
        "ended = $6 WHERE id = $1",
        {image_export.id, to_string(image_export.state), image_export.percent_done,
         image_export.object_bytes, image_export.message, image_export.ended});
    if (!updated) return failure(updated.error());
    return {};
}

}  // namespace amicast::distribution
