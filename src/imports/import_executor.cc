// Reads a disk and registers the AMI. A run that was killed anywhere is simply repeated: blocks
// that are there are not stored again, and snapshot, AMI and image change in a single transaction.
#include <fmt/format.h>
#include <unistd.h>

#include "base/ids.h"
#include "distribution/image_build.h"
#include "distribution/image_status.h"
#include "formats/disk_source.h"
#include "formats/temporary_file.h"
#include "images/contents.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "imports/disk_import.h"
#include "imports/executors.h"
#include "imports/locate.h"
#include "imports/store_disk.h"
#include "telemetry/log.h"

namespace amicast::imports {
namespace {

using distribution::ImageBuild;
using distribution::ImageStatus;

constexpr std::string_view s3_scheme = "s3://";
constexpr std::string_view root_device = "/dev/sda1";
// The API's bound of a state's reason.
constexpr std::size_t reason_bytes_max = 1024;

bool may_pass(ErrorKind kind) {
    return kind == ErrorKind::unavailable || kind == ErrorKind::timed_out ||
           kind == ErrorKind::unknown_outcome || kind == ErrorKind::internal;
}

Result<formats::DiskSource> open_disk(const std::string& path,
                                      std::optional<formats::DiskFormat> format) {
    auto disk = formats::DiskSource::open(
        {.path = path, .format = format, .temporary_directory = {}, .on_convert = {}});
    if (disk && disk->format() == formats::DiskFormat::iso)
        return failure(ErrorKind::unsupported,
                       "The file is an ISO image, which holds an installer: installing needs a "
                       "build instance, and there are none here. Import the disk of an installed "
                       "system (raw, qcow2, vmdk, vhd, vhdx or vdi).");
    return disk;
}

class Import {
  public:
    Import(const ImportParts& parts, jobs::Control& control, ImportJob job, ImageBuild image)
        : parts_(parts), control_(control), job_(std::move(job)), image_(std::move(image)) {}

    jobs::Outcome run() {
        auto done = import();
        if (stopped_) return jobs::Outcome::released();
        if (done) return jobs::Outcome::done();
        return may_pass(done.error().kind) ? jobs::Outcome::retry(done.error())
                                           : jobs::Outcome::failed(done.error());
    }

  private:
    Status import() {
        auto disk = read_source();
        if (cancelled_) return end_cancelled();
        if (!disk) return failure(disk.error());
        auto domain = images::open_domain(parts_.region, job_.kms_key_arn);
        if (!domain) return failure(domain.error());
        auto stored = store_disk(domain->frames(), *disk, [this] { return between_batches(); });
        if (cancelled_) return end_cancelled();
        if (!stored) return failure(stored.error());
        return finish(*stored, domain->frames().reference_to(stored->root));
    }

    Result<formats::DiskSource> read_source() {
        if (job_.uri.starts_with(s3_scheme)) return read_object();
        auto path = locate(job_.uri, parts_.directories);
        if (!path) return failure(path.error());
        return open_disk(*path, std::nullopt);
    }

    // The object comes into a nameless file first: formats are read at random.
    Result<formats::DiskSource> read_object() {
        auto object = locate_object(job_.uri, parts_.objects != nullptr, parts_.buckets);
        if (!object) return failure(object.error());
        auto file = formats::make_temporary_file({});
        if (!file) return failure(file.error());
        Status fetched = parts_.objects->fetch(object->bucket, object->key, file->get(),
                                               [this] { return between_batches(); });
        if (!fetched) return failure(fetched.error());
        // Of this process, so that qemu-img finds it, too.
        return open_disk(fmt::format("/proc/{}/fd/{}", ::getpid(), file->get()),
                         formats::disk_format_from_path(object->key));
    }

    // Keeps the lease, and looks whether the work is still wanted.
    Status between_batches() {
        stopped_ = control_.should_stop();
        if (stopped_) return failure(ErrorKind::unavailable, "The server is stopping.");
        return control_.checkpoint({}, [this](catalog::Transaction& tx) -> Status {
            auto image = distribution::find_build(tx, image_.id());
            cancelled_ = !image || image->cancel_requested;
            if (cancelled_) return failure(ErrorKind::conflict, "The import was cancelled.");
            return {};
        });
    }

    Status end_cancelled() {
        return control_.checkpoint({}, [this](catalog::Transaction& tx) -> Status {
            auto image = distribution::find_build(tx, image_.id());
            if (!image && image.error().kind == ErrorKind::not_found) return {};
            if (!image) return failure(image.error());
            return end_as(tx, *image, ImageStatus::cancelled);
        });
    }

    Status end_as(catalog::Transaction& tx, ImageBuild& image, ImageStatus status) const {
        Time now = parts_.clock.now();
        Status told = distribution::change_status(tx, image, status, parts_.region.name, now);
        if (!told) return told;
        image.ended = now;
        return distribution::update(tx, image);
    }

    Status finish(const StoredDisk& disk, const blocks::Reference& root) {
        return control_.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            auto image = distribution::find_build(tx, image_.id());
            if (!image && image.error().kind == ErrorKind::not_found) return {};
            if (!image) return failure(image.error());
            if (image->cancel_requested) return end_as(tx, *image, ImageStatus::cancelled);
            images::Snapshot snapshot = snapshot_of(disk);
            snapshot.root = root;
            images::Image ami = ami_of(snapshot);
            Status written = images::insert(tx, snapshot);
            if (written) written = insert_ami(tx, ami);
            if (written) written = images::set_tags(tx, image_.account_id, snapshot.id, own_tags());
            if (written) written = distribution::insert(tx, destination_of(ami));
            if (!written) return written;
            return end_as(tx, *image, ImageStatus::available);
        });
    }

    Status insert_ami(catalog::Transaction& tx, const images::Image& ami) {
        auto taken = images::find_image_by_name(tx, ami.owner_id, ami.name);
        if (!taken) return failure(taken.error());
        if (*taken)
            return failure(
                ErrorKind::conflict,
                fmt::format("The AMI {} of the account is called {} already.", **taken, ami.name));
        Status inserted = images::insert(tx, ami);
        if (!inserted) return inserted;
        return images::set_tags(tx, ami.owner_id, ami.id, own_tags());
    }

    images::Tags own_tags() const {
        return {{"CreatedBy", "EC2 Image Builder"},
                {"Ec2ImageBuilderArn", image_.arn(parts_.region.name)}};
    }

    images::Snapshot snapshot_of(const StoredDisk& disk) const {
        images::Snapshot snapshot;
        snapshot.id = new_resource_id("snap-", parts_.random);
        snapshot.owner_id = image_.account_id;
        snapshot.state = images::SnapshotState::completed;
        snapshot.description = fmt::format("Imported from {}", job_.uri).substr(0, 255);
        snapshot.volume_id = "vol-ffffffff";
        snapshot.volume_size_gib = disk.volume_gib;
        snapshot.progress_percent = 100;
        snapshot.start_time = image_.created;
        snapshot.completion_time = parts_.clock.now();
        snapshot.lineage_id = snapshot.id;
        snapshot.kms_key_arn = job_.kms_key_arn;
        snapshot.present_blocks = disk.present_blocks;
        return snapshot;
    }

    images::Image ami_of(const images::Snapshot& snapshot) const {
        bool windows = image_.platform == "Windows";
        images::Image ami;
        ami.id = new_resource_id("ami-", parts_.random);
        ami.owner_id = image_.account_id;
        ami.name = fmt::format("{} {}-{}", image_.name.substr(0, 100),
                               distribution::to_string(image_.version), image_.build);
        ami.description = job_.description.substr(0, 255);
        ami.location = fmt::format("{}/{}", ami.owner_id, ami.name);
        ami.state = images::ImageState::available;
        ami.creation_time = parts_.clock.now();
        ami.architecture = image_.platform == "macOS" ? "x86_64_mac" : "x86_64";
        ami.virtualization_type = "hvm";
        ami.root_device_name = root_device;
        if (windows) ami.platform = "windows";
        if (windows) ami.platform_details = "Windows";
        ami.ena_support = true;
        ami.boot_mode = job_.boot_mode;
        ami.uefi_data = job_.uefi_data;
        images::BlockDevice device;
        device.device_name = root_device;
        device.has_ebs = true;
        device.snapshot_id = snapshot.id;
        device.volume_size_gib = snapshot.volume_size_gib;
        device.volume_type = "gp2";
        device.encrypted = snapshot.is_encrypted();
        ami.devices = {std::move(device)};
        return ami;
    }

    distribution::Destination destination_of(const images::Image& ami) const {
        distribution::Destination destination;
        destination.image_id = image_.id();
        destination.region = parts_.region.name;
        destination.account_id = image_.account_id;
        destination.step = distribution::Step::available;
        destination.ami_name = ami.name;
        destination.ami_id = ami.id;
        destination.ended = parts_.clock.now();
        return destination;
    }

    const ImportParts& parts_;
    jobs::Control& control_;
    ImportJob job_;
    ImageBuild image_;
    bool stopped_ = false;
    bool cancelled_ = false;
};

class ImportExecutor final : public jobs::Executor {
  public:
    explicit ImportExecutor(const ImportParts& parts) : parts_(parts) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        auto order = job_from_payload(job.payload);
        if (!order) return jobs::Outcome::failed(order.error());
        auto image = parts_.region.catalog.read_value([&](catalog::Transaction& tx) {
            return distribution::find_build(tx, order->image_id);
        });
        if (!image && image.error().kind == ErrorKind::not_found) return jobs::Outcome::done();
        if (!image) return jobs::Outcome::retry(image.error());
        if (distribution::is_final(image->status)) return jobs::Outcome::done();
        return Import(parts_, control, std::move(*order), std::move(*image)).run();
    }

    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto image = distribution::find_build(tx, job.subject);
        if (!image && image.error().kind == ErrorKind::not_found) return {};
        if (!image) return failure(image.error());
        Time now = parts_.clock.now();
        Status told =
            distribution::change_status(tx, *image, ImageStatus::failed, parts_.region.name, now);
        if (!told) return told;
        image->reason = error.message.substr(0, reason_bytes_max);
        image->ended = now;
        telemetry::log_info("import failed", {{"image", image->arn(parts_.region.name)},
                                              {"reason", error.message},
                                              {"detail", error.detail}});
        return distribution::update(tx, *image);
    }

  private:
    ImportParts parts_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_import_executor(const ImportParts& parts) {
    return std::make_unique<ImportExecutor>(parts);
}

}  // namespace amicast::imports
