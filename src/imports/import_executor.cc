// Reads a disk and registers the AMI. A run that was killed anywhere is simply repeated: blocks
// that are there are not stored again, and snapshot, AMI and image change in a single transaction.
#include <fmt/format.h>

#include "distribution/image_build.h"
#include "formats/iso_image.h"
#include "images/contents.h"
#include "imports/disk_import.h"
#include "imports/executors.h"
#include "imports/image_steps.h"
#include "imports/imported_ami.h"
#include "imports/read_disk.h"
#include "imports/store_disk.h"

namespace amicast::imports {
namespace {

using distribution::ImageBuild;

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
        auto disk = read_disk(parts_, job_.uri, std::nullopt, [this] { return between_batches(); });
        if (cancelled_) return end_as_cancelled();
        if (!disk) return failure(disk.error());
        Status usable = check_medium(*disk);
        if (!usable) return usable;
        auto domain = images::open_domain(parts_.region, job_.kms_key_arn);
        if (!domain) return failure(domain.error());
        auto stored = store_disk(domain->frames(), *disk,
                                 [this](std::uint64_t) { return between_batches(); });
        if (cancelled_) return end_as_cancelled();
        if (!stored) return failure(stored.error());
        return finish(*stored, domain->frames().reference_to(stored->root));
    }

    // AWS takes an ISO image of Windows and installs it on a build instance. Here it is taken as
    // what it is, when it boots as a disk; nobody who wants an installed Windows gets its
    // installer.
    Status check_medium(const formats::DiskSource& disk) const {
        auto kind = formats::iso_kind(disk);
        if (!kind) return failure(kind.error());
        if (*kind == formats::IsoKind::none) return {};
        if (image_.platform == "Windows") {
            return failure(
                ErrorKind::unsupported,
                "The file is an ISO image, and an image of Windows is what its installer "
                "makes on a build instance, of which there are none here. Import the disk "
                "of an installed system (raw, qcow2, vmdk, vhd, vhdx or vdi).");
        }
        if (*kind == formats::IsoKind::hybrid) return {};
        return failure(ErrorKind::unsupported,
                       "The file is an ISO image that only optical drives boot: it holds an "
                       "installer, and there is no build instance here to run it on. Import the "
                       "disk of an installed system (raw, qcow2, vmdk, vhd, vhdx or vdi), or a "
                       "hybrid ISO image, which is a disk as well.");
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

    Status end_as_cancelled() {
        return control_.checkpoint({}, [this](catalog::Transaction& tx) -> Status {
            auto image = distribution::find_build(tx, image_.id());
            if (!image && image.error().kind == ErrorKind::not_found) return {};
            if (!image) return failure(image.error());
            return end_cancelled(tx, parts_, *image);
        });
    }

    Status finish(const StoredDisk& disk, const blocks::Reference& root) {
        return control_.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            auto image = distribution::find_build(tx, image_.id());
            if (!image && image.error().kind == ErrorKind::not_found) return {};
            if (!image) return failure(image.error());
            if (image->cancel_requested) return end_cancelled(tx, parts_, *image);
            Time now = parts_.clock.now();
            std::vector<AmiDisk> disks = {
                {std::string(root_device), make_snapshot({.owner_id = image_.account_id,
                                                          .uri = job_.uri,
                                                          .kms_key_arn = job_.kms_key_arn,
                                                          .started = image_.created},
                                                         disk, root, now, parts_.random)}};
            images::Image ami = make_ami(ami_wish(), disks, now, parts_.random);
            Status written =
                insert_ami(tx, ami, disks, tags_by_image_builder(image_, parts_.region.name));
            if (!written) return written;
            return end_available(tx, parts_, *image, ami.id, ami.name);
        });
    }

    AmiWish ami_wish() const {
        return {.owner_id = image_.account_id,
                .name = fmt::format("{} {}-{}", image_.name.substr(0, 100),
                                    distribution::to_string(image_.version), image_.build),
                .description = job_.description,
                .architecture = image_.platform == "macOS" ? "x86_64_mac" : "x86_64",
                .windows = image_.platform == "Windows",
                .boot_mode = job_.boot_mode,
                .uefi_data = job_.uefi_data};
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
        return end_failed(tx, parts_, job.subject, error);
    }

  private:
    ImportParts parts_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_import_executor(const ImportParts& parts) {
    return std::make_unique<ImportExecutor>(parts);
}

}  // namespace amicast::imports
