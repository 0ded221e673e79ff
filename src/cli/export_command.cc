// amicast export: an AMI's or snapshot's disk becomes a disk image file.
#include <chrono>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/readable.h"
#include "cli/commands.h"
#include "cli/download_blocks.h"
#include "cli/ec2_calls.h"
#include "cli/interruption.h"
#include "cli/session.h"
#include "crypto/digest.h"
#include "formats/disk_target.h"

namespace amicast::cli {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30;

struct Exported {
    std::string snapshot_id;
    std::uint64_t volume_bytes = 0;
    std::size_t blocks = 0;
    std::string sha256;  // hexadecimal, of the whole volume; empty unless asked for
};

formats::DiskFormat format_of(const ExportOptions& options) {
    auto named = options.format.empty() ? formats::disk_format_from_path(options.file)
                                        : formats::disk_format_from_name(options.format);
    return named.value_or(formats::DiskFormat::raw);
}

Result<std::string> hash_volume(const ClientOptions& client, const formats::DiskTarget& target,
                                std::uint64_t bytes) {
    Progress progress("Hashing", bytes, Progress::wanted(client.quiet));
    crypto::Sha256 hash;
    Bytes buffer(std::size_t{1} << 20);
    for (std::uint64_t offset = 0; offset < bytes; offset += buffer.size()) {
        if (interrupted()) return failure(interruption_error());
        Status read = target.read(offset, buffer);
        if (!read) return failure(read.error());
        hash.update(buffer);
        progress.add(buffer.size());
    }
    return to_hex(hash.finish());
}

Status finish(const ClientOptions& client, formats::DiskTarget& target,
              formats::DiskFormat format) {
    constexpr std::uint64_t shown_whole = 1000;
    Progress progress(fmt::format("Writing {}", formats::to_string(format)), shown_whole,
                      Progress::wanted(client.quiet) && !formats::is_plain(format),
                      ProgressUnit::thousandths);
    return target.finish(
        [&](double share) { progress.set(static_cast<std::uint64_t>(share * shown_whole)); });
}

Result<Exported> export_disk(Session& session, const ClientOptions& client,
                             const ExportOptions& options) {
    ApiClient& api = *session.api;
    auto snapshot_id = snapshot_of(api, session.region, options.id);
    if (!snapshot_id) return failure(snapshot_id.error());
    auto blocks = list_all_blocks(api, session.region, *snapshot_id);
    if (!blocks) return failure(blocks.error());
    Exported exported{.snapshot_id = *snapshot_id,
                      .volume_bytes = static_cast<std::uint64_t>(blocks->volume_gib) * gib,
                      .blocks = blocks->blocks.size()};
    formats::DiskFormat format = format_of(options);
    auto target = formats::DiskTarget::create({.path = options.file,
                                               .format = format,
                                               .bytes = exported.volume_bytes,
                                               .temporary_directory = options.temporary_directory,
                                               .overwrite = options.force,
                                               .read_back = options.sha256});
    if (!target) return failure(target.error());
    {
        Progress progress("Exporting", blocks->blocks.size() * limits::block_bytes,
                          Progress::wanted(client.quiet));
        DownloadOrder order{.region = session.region,
                            .snapshot_id = *snapshot_id,
                            .blocks = *blocks,
                            .target = *target,
                            .connections = options.connections};
        Status downloaded = download_blocks(api, order, progress);
        if (!downloaded) return failure(downloaded.error());
    }
    if (options.sha256) {
        auto hash = hash_volume(client, *target, exported.volume_bytes);
        if (!hash) return failure(hash.error());
        exported.sha256 = std::move(*hash);
    }
    Status finished = finish(client, *target, format);
    if (!finished) return failure(finished.error());
    return exported;
}

void show(const ClientOptions& client, const ExportOptions& options, const Exported& exported,
          double seconds) {
    if (client.json) {
        boost::json::object answer{{"File", options.file},
                                   {"Format", formats::to_string(format_of(options))},
                                   {"SnapshotId", exported.snapshot_id},
                                   {"VolumeSizeGiB", exported.volume_bytes / gib},
                                   {"Blocks", exported.blocks},
                                   {"Seconds", seconds}};
        if (!exported.sha256.empty()) answer["Sha256"] = exported.sha256;
        fmt::print("{}\n", boost::json::serialize(answer));
        return;
    }
    if (!exported.sha256.empty()) fmt::print("{}  {}\n", exported.sha256, options.file);
    fmt::print(stderr, "{}: {} GiB volume, {} of data in {:.1f} s\n", options.file,
               exported.volume_bytes / gib,
               readable_bytes(static_cast<double>(exported.blocks * limits::block_bytes)), seconds);
}

}  // namespace

int run_export(const ClientOptions& client, const ExportOptions& options) {
    if (!options.format.empty() && !formats::disk_format_from_name(options.format)) {
        fmt::print(stderr, "amicast: '{}' is not a disk image format; expected one of {}.\n",
                   options.format, formats::disk_format_names());
        return exit_usage;
    }
    auto session = open_session(client, true);
    if (!session) return report(session.error());
    auto began = std::chrono::steady_clock::now();
    auto exported = export_disk(**session, client, options);
    if (!exported) return report(exported.error());
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    show(client, options, *exported, seconds);
    return exit_ok;
}

}  // namespace amicast::cli
