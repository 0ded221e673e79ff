// The disk image is built whole in a file, since formats have their index at the front or the end,
// and then sent in parts. A run that was interrupted begins anew under the same key: an upload that
// was not completed has left no object, and its parts are thrown away.
#include "outbound/export_executor.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
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

using distribution::ExportState;
using distribution::ImageExport;

constexpr std::size_t blocks_at_once = 32;
// Building takes the first half of the progress that is shown, sending the second.
constexpr std::int64_t percent_built = 50;

formats::DiskFormat format_of(std::string_view name) {
    if (name == "VMDK") return formats::DiskFormat::vmdk;
    return name == "VHD" ? formats::DiskFormat::vhd : formats::DiskFormat::raw;
}

// The snapshot of the disk: exports are of AMIs with one.
Result<images::Snapshot> find_disk(catalog::Transaction& tx, const std::string& ami_id) {
    auto ami = images::find_image(tx, ami_id);
    if (!ami) return failure(ami.error());
    for (const images::BlockDevice& device : ami->devices)
        if (device.snapshot_id) return images::find_snapshot(tx, *device.snapshot_id);
    return failure(ErrorKind::invalid, fmt::format("The AMI {} has no disk.", ami_id));
}

bool may_heal(ErrorKind kind) {
    return kind == ErrorKind::unavailable || kind == ErrorKind::unknown_outcome ||
           kind == ErrorKind::timed_out || kind == ErrorKind::throttled ||
           kind == ErrorKind::internal;
}

// A file that is gone when this is.
struct ScratchFile {
    explicit ScratchFile(std::string p) : path(std::move(p)) {}
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() { ::unlink(path.c_str()); }
    std::string path;
};

// One run of an export.
class Export {
  public:
    Export(images::Region& region, S3Client& store, const std::string& directory, Clock& clock,
           jobs::Control& control, ImageExport wanted)
        : region_(region),
          store_(store),
          clock_(clock),
          control_(control),
          wanted_(std::move(wanted)),
          file_(directory + "/" + wanted_.id) {}

    // `unfinished` is the upload of an earlier run.
    Status run(const std::string& unfinished) {
        if (!unfinished.empty()) drop(unfinished);
        Status done = build();
        if (!done) return done;
        auto bytes = send();
        if (!bytes) return failure(bytes.error());
        wanted_.state = ExportState::completed;
        wanted_.percent_done = 100;
        wanted_.object_bytes = *bytes;
        wanted_.ended = clock_.now();
        telemetry::count("amicast_exported_bytes_total", {{"region", region_.name}},
                         static_cast<double>(*bytes));
        return save({});
    }

  private:
    Status build() {
        auto snapshot = region_.catalog.read_value(
            [&](catalog::Transaction& tx) { return find_disk(tx, wanted_.ami_id); });
        if (!snapshot) return failure(snapshot.error());
        if (snapshot->is_encrypted())
            return failure(ErrorKind::invalid, "An encrypted AMI cannot be exported.");
        auto contents = images::open_contents(region_, *snapshot);
        if (!contents) return failure(contents.error());
        auto target = formats::DiskTarget::create(
            {.path = file_.path,
             .format = format_of(wanted_.format),
             .bytes = static_cast<std::uint64_t>(snapshot->volume_size_gib) << 30,
             .temporary_directory = std::filesystem::path(file_.path).parent_path(),
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

    Result<std::int64_t> send() {
        UniqueFd file(::open(file_.path.c_str(), O_RDONLY | O_CLOEXEC));
        std::error_code problem;
        auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file_.path, problem));
        if (!file || problem)
            return failure(ErrorKind::unavailable, "The disk image that was built is gone.");
        auto upload = store_.create_upload(wanted_.bucket, wanted_.key, "application/octet-stream");
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
            auto etag = store_.upload_part(wanted_.bucket, wanted_.key, upload,
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
        Status completed = store_.complete_upload(wanted_.bucket, wanted_.key, upload, etags);
        if (completed) return completed;
        auto there = store_.object_bytes(wanted_.bucket, wanted_.key);
        if (there && *there == bytes) return {};
        return completed;
    }

    void drop(const std::string& upload) {
        Status dropped = store_.abort_upload(wanted_.bucket, wanted_.key, upload);
        if (!dropped && dropped.error().kind != ErrorKind::not_found)
            telemetry::log_warning("upload not removed", {{"bucket", wanted_.bucket},
                                                          {"key", wanted_.key},
                                                          {"reason", dropped.error().message}});
    }

    // Written with every percent.
    Status show(std::int64_t percent) {
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
    Clock& clock_;
    jobs::Control& control_;
    ImageExport wanted_;
    ScratchFile file_;
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
