// amicast import: a disk image becomes a snapshot, block by block, and the snapshot an AMI.
#include <algorithm>
#include <chrono>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/readable.h"
#include "cli/commands.h"
#include "cli/ebs_calls.h"
#include "cli/ec2_calls.h"
#include "cli/interruption.h"
#include "cli/kms_calls.h"
#include "cli/session.h"
#include "cli/upload_blocks.h"
#include "formats/disk_source.h"

namespace amicast::cli {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30;
constexpr std::size_t image_name_min = 3;
constexpr std::size_t image_name_max = 128;

struct Imported {
    std::string image_id;
    std::string snapshot_id;
    std::int64_t volume_gib = 0;
    Uploaded uploaded;
};

// What would make the last step fail is found before gigabytes have been sent.
Status check_name(Session& session, const ImportOptions& options) {
    std::size_t length = utf8_length(options.name);
    if (length < image_name_min || length > image_name_max) {
        return failure(ErrorKind::invalid,
                       fmt::format("'{}' cannot be the name of an image; expected 3 to 128 "
                                   "characters.",
                                   options.name));
    }
    auto taken = image_name_taken(*session.api, session.region, options.name);
    if (!taken) return failure(taken.error());
    if (*taken) {
        return failure(ErrorKind::conflict,
                       fmt::format("You own an image named '{}' in {} already; names are unique.",
                                   options.name, session.region));
    }
    return {};
}

Result<formats::DiskSource> open_source(const ClientOptions& client, const ImportOptions& options) {
    formats::SourceOptions source{.path = options.file,
                                  .temporary_directory = options.temporary_directory};
    if (!options.format.empty()) {
        source.format = formats::disk_format_from_name(options.format);
        if (!source.format) {
            return failure(ErrorKind::invalid,
                           fmt::format("'{}' is not a disk image format; expected one of {}.",
                                       options.format, formats::disk_format_names()));
        }
    }
    constexpr std::uint64_t shown_whole = 1000;
    Progress progress("Reading the image's format", shown_whole,
                      Progress::wanted(client.quiet) && options.file != "-",
                      ProgressUnit::thousandths);
    source.on_convert = [&](double share) {
        progress.set(static_cast<std::uint64_t>(share * shown_whole));
    };
    return formats::DiskSource::open(source);
}

// Answers `pending` are followed to their end.
Status wait_until_completed(Session& session, const std::string& snapshot_id) {
    for (;;) {
        auto snapshot = describe_snapshot(*session.api, session.region, snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        if (snapshot->state == "completed") return {};
        if (snapshot->state != "pending") {
            return failure(ErrorKind::corrupt,
                           fmt::format("{} ended as {}: {}", snapshot_id, snapshot->state,
                                       snapshot->state_message));
        }
        if (interrupted()) return failure(interruption_error());
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

// Sends the blocks into the started snapshot and completes it.
Result<Uploaded> fill_snapshot(Session& session, const ClientOptions& client,
                               const ImportOptions& options, const formats::DiskSource& source,
                               const std::string& snapshot_id,
                               const std::vector<ListedBlock>& base) {
    auto data_bytes = count_data_bytes(source);
    if (!data_bytes) return failure(data_bytes.error());
    Progress progress("Importing", *data_bytes, Progress::wanted(client.quiet));
    UploadOrder order{.source = source,
                      .region = session.region,
                      .snapshot_id = snapshot_id,
                      .base = base,
                      .connections = options.connections};
    auto uploaded = upload_blocks(*session.api, order, progress);
    progress.finish();
    if (!uploaded) return uploaded;
    auto state = complete_snapshot(*session.api, session.region, snapshot_id,
                                   static_cast<std::int64_t>(uploaded->blocks.size()),
                                   uploaded->aggregate());
    if (!state) return failure(state.error());
    if (*state != "completed") {
        Status waited = wait_until_completed(session, snapshot_id);
        if (!waited) return failure(waited.error());
    }
    return uploaded;
}

Result<std::string> make_image(Session& session, const ImportOptions& options,
                               const std::string& snapshot_id, const Parameters& tags) {
    return register_image(*session.api, session.region,
                          {.name = options.name,
                           .description = options.description,
                           .architecture = options.architecture,
                           .boot_mode = options.boot_mode,
                           .root_device = options.root_device,
                           .snapshot_id = snapshot_id,
                           .tags = tags});
}

std::int64_t volume_size(const ImportOptions& options, const formats::DiskSource& source,
                         const BlockList& base) {
    auto needed = static_cast<std::int64_t>((source.bytes() + gib - 1) / gib);
    return std::max({std::int64_t{1}, needed, base.volume_gib, options.volume_size_gib});
}

Result<Imported> import_disk(Session& session, const ClientOptions& client,
                             const ImportOptions& options) {
    auto tags = parse_tags(options.tags);
    if (!tags) return failure(tags.error());
    auto source = open_source(client, options);
    if (!source) return failure(source.error());
    Status name_is_free = check_name(session, options);
    if (!name_is_free) return failure(name_is_free.error());

    NewSnapshot order{.description = fmt::format("Imported for {}", options.name),
                      .encrypted = options.encrypted,
                      .tags = *tags,
                      .client_token = new_uuid(session.random)};
    if (!options.kms_key_id.empty()) {
        auto key = find_key_arn(*session.api, session.region, options.kms_key_id);
        if (!key) return failure(key.error());
        order.kms_key_arn = std::move(*key);
    }
    BlockList base;
    if (!options.base.empty()) {
        auto parent = snapshot_of(*session.api, session.region, options.base);
        if (!parent) return failure(parent.error());
        auto listed = list_all_blocks(*session.api, session.region, *parent);
        if (!listed) return failure(listed.error());
        order.parent_id = std::move(*parent);
        base = std::move(*listed);
    }
    order.volume_gib = volume_size(options, *source, base);
    auto snapshot_id = start_snapshot(*session.api, session.region, order);
    if (!snapshot_id) return failure(snapshot_id.error());

    auto uploaded = fill_snapshot(session, client, options, *source, *snapshot_id, base.blocks);
    Result<std::string> image_id = uploaded ? make_image(session, options, *snapshot_id, *tags)
                                            : Result<std::string>(failure(uploaded.error()));
    if (!image_id) {
        // Nobody has a use for half a snapshot. When the image's fate is not known it stays.
        if (image_id.error().kind != ErrorKind::unknown_outcome)
            (void)delete_snapshot(*session.api, session.region, *snapshot_id);
        return failure(image_id.error());
    }
    return Imported{.image_id = std::move(*image_id),
                    .snapshot_id = std::move(*snapshot_id),
                    .volume_gib = order.volume_gib,
                    .uploaded = std::move(*uploaded)};
}

void show(const ClientOptions& client, const ImportOptions& options, const Session& session,
          const Imported& imported, double seconds) {
    std::uint64_t sent = imported.uploaded.blocks.size() * limits::block_bytes;
    if (client.json) {
        boost::json::object answer{
            {"ImageId", imported.image_id},
            {"SnapshotId", imported.snapshot_id},
            {"Name", options.name},
            {"Region", session.region},
            {"VolumeSizeGiB", imported.volume_gib},
            {"BlocksUploaded", imported.uploaded.blocks.size()},
            {"BlocksUnchanged", imported.uploaded.unchanged_blocks},
            {"BytesRead", imported.uploaded.bytes_read},
            {"BytesUploaded", sent},
            {"Seconds", seconds},
        };
        fmt::print("{}\n", boost::json::serialize(answer));
        return;
    }
    fmt::print("{}\n", imported.image_id);
    fmt::print(stderr, "{} in {}: {} GiB volume, {} read, {} sent{} in {:.1f} s\n", options.name,
               session.region, imported.volume_gib,
               readable_bytes(static_cast<double>(imported.uploaded.bytes_read)),
               readable_bytes(static_cast<double>(sent)),
               imported.uploaded.unchanged_blocks > 0
                   ? fmt::format(" ({} blocks unchanged)", imported.uploaded.unchanged_blocks)
                   : "",
               seconds);
}

}  // namespace

int run_import(const ClientOptions& client, const ImportOptions& options) {
    auto session = open_session(client, true);
    if (!session) return report(session.error());
    auto began = std::chrono::steady_clock::now();
    auto imported = import_disk(**session, client, options);
    if (!imported) return report(imported.error());
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    show(client, options, **session, *imported, seconds);
    return exit_ok;
}

}  // namespace amicast::cli
