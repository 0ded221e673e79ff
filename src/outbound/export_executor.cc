// One disk after the other: its disk image is built whole in a file, since formats have their index
// at the front or the end, and then sent in parts. A run that was interrupted goes on with the disk
// it was at, anew under the same key: an upload that was not completed has left no object, and its
// parts are thrown away.
#include "outbound/export_executor.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/unique_fd.h"
#include "blocks/frame.h"
#include "distribution/image_export.h"
#include "formats/disk_target.h"
#include "images/contents.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::outbound {
namespace {

using distribution::ExportedDisk;
using distribution::ExportState;
using distribution::ImageExport;

constexpr std::size_t blocks_at_once = 32;
// Building takes the first half of the progress that is shown, sending the second.
constexpr std::int64_t percent_built = 50;

formats::DiskFormat format_of(std::string_view name) {
    if (name == "VMDK") return formats::DiskFormat::vmdk;
    return name == "VHD" ? formats::DiskFormat::vhd : formats::DiskFormat::raw;
}

// The snapshot of a disk; of the first without a device name.
Result<images::Snapshot> find_disk(catalog::Transaction& tx, const std::string& ami_id,
                                   std::string_view device_name) {
    auto ami = images::find_image(tx, ami_id);
    if (!ami) return failure(ami.error());
    for (const images::BlockDevice& device : ami->devices) {
        if (device.snapshot_id && (device_name.empty() || device.device_name == device_name))
            return images::find_snapshot(tx, *device.snapshot_id);
    }
    return failure(ErrorKind::invalid,
                   fmt::format("The AMI {} has no disk {}.", ami_id, device_name));
}

bool may_heal(ErrorKind kind) {
    return kind == ErrorKind::unavailable || kind == ErrorKind::unknown_outcome ||
           kind == ErrorKind::timed_out || kind == ErrorKind::throttled ||
           kind == ErrorKind::internal;
}

// A directory that is gone when this is. Nobody else can read in it: what an AMI holds is built in
// there in the clear.
class ScratchDirectory {
  public:
    static Result<ScratchDirectory> make(std::string path) {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
        if (::mkdir(path.c_str(), 0700) == 0) return ScratchDirectory(std::move(path));
        return failure(ErrorKind::unavailable,
                       fmt::format("Cannot make the directory '{}' to build a disk image in: {}",
                                   path, std::system_category().message(errno)));
    }
    ScratchDirectory(ScratchDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    ScratchDirectory& operator=(ScratchDirectory&&) = delete;
    ~ScratchDirectory() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }

    const std::string& path() const { return path_; }

  private:
    explicit ScratchDirectory(std::string path) : path_(std::move(path)) {}

    std::string path_;
};

// One run of an export.
class Export {
  public:
    Export(images::Region& region, S3Client& store, const std::string& directory, Clock& clock,
           jobs::Control& control, ImageExport wanted)
        : region_(region),
          store_(store),
          directory_(directory + "/" + wanted.id),
          clock_(clock),
          control_(control),
          wanted_(std::move(wanted)) {}

    // `unfinished` is the upload of an earlier run, of the first disk that is not sent.
    Status run(const std::string& unfinished) {
        while (at_ < wanted_.disks.size() && disk().sent)
            ++at_;
        if (at_ < wanted_.disks.size() && !unfinished.empty()) drop(unfinished);
        for (; at_ < wanted_.disks.size(); ++at_) {
            Status done = export_disk();
            if (!done) return failure(of_disk(done.error()));
        }
        wanted_.state = ExportState::completed;
        wanted_.percent_done = 100;
        wanted_.ended = clock_.now();
        return save({});
    }

  private:
    ExportedDisk& disk() { return wanted_.disks[at_]; }

    // Which disk it was, where there are several.
    Error of_disk(Error error) {
        if (wanted_.disks.size() > 1)
            error.message = fmt::format("The disk {}: {}", disk().device_name, error.message);
        return error;
    }

    Status export_disk() {
        auto scratch = ScratchDirectory::make(directory_);
        if (!scratch) return failure(scratch.error());
        std::string path = scratch->path() + "/disk";
        Status built = build(path);
        if (!built) return built;
        auto bytes = send(path);
        if (!bytes) return failure(bytes.error());
        disk().sent = true;
        disk().object_bytes = *bytes;
        telemetry::count("amicast_exported_bytes_total", {{"region", region_.name}},
                         static_cast<double>(*bytes));
        return save({});
    }

    Status build(const std::string& path) {
        auto snapshot = region_.catalog.read_value([&](catalog::Transaction& tx) {
            return find_disk(tx, wanted_.ami_id, disk().device_name);
        });
        if (!snapshot) return failure(snapshot.error());
        auto contents = images::open_contents(region_, *snapshot);
        if (!contents) return failure(contents.error());
        auto target = formats::DiskTarget::create(
            {.path = path,
             .format = format_of(wanted_.format),
             .bytes = static_cast<std::uint64_t>(snapshot->volume_size_gib) << 30,
             .temporary_directory = directory_,
             .overwrite = true});
        if (!target) return failure(target.error());
        Status written = write_blocks(*contents, snapshot->present_blocks, *target);
        if (!written) return written;
        return target->finish([](double) {});
    }

    Status write_blocks(const images::Contents& contents, std::int64_t all,
                        formats::DiskTarget& target) {
        std::int64_t next = 0;
        std::int64_t written = 0;
        for (;;) {
            if (control_.should_stop())
                return failure(ErrorKind::unavailable, "The export was asked to stop.");
            auto entries = contents.manifests().list(contents.root, next, blocks_at_once);
            if (!entries) return failure(entries.error());
            if (entries->empty()) return {};
            Status done = write_some(contents, *entries, target);
            if (!done) return done;
            next = entries->back().index + 1;
            written += std::ssize(*entries);
            done = show(percent_built * written / std::max<std::int64_t>(all, 1));
            if (!done) return done;
        }
    }

    static Status write_some(const images::Contents& contents,
                             const std::vector<snapshots::Entry>& entries,
                             formats::DiskTarget& target) {
        std::vector<Digest> digests;
        std::vector<std::int64_t> indices;
        for (const snapshots::Entry& entry : entries) {
            if (entry.is_zero()) continue;  // a hole reads as zeroes
            digests.push_back(entry.digest);
            indices.push_back(entry.index);
        }
        auto frames = contents.frames().get(digests);
        if (!frames) return failure(frames.error());
        for (std::size_t i = 0; i < frames->size(); ++i) {
            auto content = blocks::decode_frame((*frames)[i]);
            if (!content) return failure(content.error());
            Status put = target.write(static_cast<std::uint64_t>(indices[i]) * limits::block_bytes,
                                      *content);
            if (!put) return put;
        }
        return {};
    }

    Result<std::int64_t> send(const std::string& path) {
        UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        std::error_code problem;
        auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, problem));
        if (!file || problem)
            return failure(ErrorKind::unavailable, "The disk image that was built is gone.");
        auto upload = store_.create_upload(wanted_.bucket, disk().key, "application/octet-stream");
        if (!upload) return failure(upload.error());
        Status noted = save(*upload);  // so that the next run throws it away, should this one die
        if (!noted) return failure(noted.error());
        auto etags = send_parts(file, bytes, *upload);
        if (!etags) {
            drop(*upload);
            return failure(etags.error());
        }
        Status completed = complete(*upload, *etags, bytes);
        if (!completed) return failure(completed.error());
        return bytes;
    }

    Result<std::vector<std::string>> send_parts(const UniqueFd& file, std::int64_t bytes,
                                                const std::string& upload) {
        std::vector<std::string> etags;
        const std::int64_t part_bytes = part_bytes_for(bytes);
        Bytes part;
        for (std::int64_t offset = 0; offset < bytes; offset += part_bytes) {
            if (control_.should_stop())
                return failure(ErrorKind::unavailable, "The export was asked to stop.");
            part.resize(static_cast<std::size_t>(std::min(part_bytes, bytes - offset)));
            if (::pread(file.get(), part.data(), part.size(), offset) != std::ssize(part))
                return failure(ErrorKind::unavailable, "The disk image cannot be read back.");
            auto etag = store_.upload_part(wanted_.bucket, disk().key, upload,
                                           static_cast<int>(etags.size()) + 1, part);
            if (!etag) return failure(etag.error());
            etags.push_back(std::move(*etag));
            Status shown = show(percent_built + (99 - percent_built) * offset / bytes);
            if (!shown) return failure(shown.error());
        }
        return etags;
    }

    // When the answer was lost the object itself says whether it is there.
    Status complete(const std::string& upload, const std::vector<std::string>& etags,
                    std::int64_t bytes) {
        Status completed = store_.complete_upload(wanted_.bucket, disk().key, upload, etags);
        if (completed) return completed;
        auto there = store_.object_bytes(wanted_.bucket, disk().key);
        if (there && *there == bytes) return {};
        return completed;
    }

    void drop(const std::string& upload) {
        Status dropped = store_.abort_upload(wanted_.bucket, disk().key, upload);
        if (!dropped && dropped.error().kind != ErrorKind::not_found) {
            telemetry::log_warning("upload not removed", {{"bucket", wanted_.bucket},
                                                          {"key", disk().key},
                                                          {"reason", dropped.error().message}});
        }
    }

    // Of the disk; written with every percent of the whole.
    Status show(std::int64_t percent_of_disk) {
        std::int64_t percent =
            (100 * static_cast<std::int64_t>(at_) + percent_of_disk) / std::ssize(wanted_.disks);
        if (percent <= wanted_.percent_done) return {};
        wanted_.percent_done = percent;
        return save(upload_);
    }

    Status save(const std::string& upload) {
        upload_ = upload;
        return control_.checkpoint(
            upload, [&](catalog::Transaction& tx) { return distribution::update(tx, wanted_); });
    }

    images::Region& region_;
    S3Client& store_;
    const std::string directory_;  // of this export alone
    Clock& clock_;
    jobs::Control& control_;
    ImageExport wanted_;
    std::size_t at_ = 0;  // the disk
    std::string upload_;
};

class ExportExecutor final : public jobs::Executor {
  public:
    ExportExecutor(images::Region& region, S3Client& store, std::string directory, Clock& clock)
        : region_(region), store_(store), directory_(std::move(directory)), clock_(clock) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        auto wanted = region_.catalog.read_value(
            [&](catalog::Transaction& tx) { return distribution::find_export(tx, job.subject); });
        if (!wanted) return jobs::Outcome::failed(wanted.error());
        if (wanted->state != ExportState::pending) return jobs::Outcome::done();
        Status done =
            Export(region_, store_, directory_, clock_, control, *wanted).run(job.checkpoint);
        if (done) return jobs::Outcome::done();
        if (control.should_stop()) return jobs::Outcome::released();
        return may_heal(done.error().kind) ? jobs::Outcome::retry(done.error())
                                           : jobs::Outcome::failed(done.error());
    }

    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto failed = distribution::find_export(tx, job.subject);
        if (!failed && failed.error().kind == ErrorKind::not_found) return {};
        if (!failed) return failure(failed.error());
        failed->state = ExportState::failed;
        failed->message = error.message;
        failed->ended = clock_.now();
        telemetry::log_warning("export failed", {{"export", failed->id},
                                                 {"bucket", failed->bucket},
                                                 {"reason", error.message},
                                                 {"detail", error.detail}});
        return distribution::update(tx, *failed);
    }

  private:
    images::Region& region_;
    S3Client& store_;
    const std::string directory_;
    Clock& clock_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_export_executor(images::Region& region, S3Client& store,
                                                     std::string directory, Clock& clock) {
    return std::make_unique<ExportExecutor>(region, store, std::move(directory), clock);
}

}  // namespace amicast::outbound
