// The last of the settings: disk images in a bucket. They take as long as their bytes, so they are
// ordered and waited for.
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/readable.h"
#include "distribution/configure.h"
#include "distribution/effects.h"
#include "distribution/image_export.h"
#include "distribution/preflight.h"
#include "images/image.h"
#include "images/snapshot.h"

namespace amicast::distribution {
namespace {

namespace json = boost::json;

// The snapshots of an AMI that lie under keys.
Result<std::vector<EncryptedContent>> sealed_disks(catalog::Transaction& tx,
                                                   const std::string& ami_id) {
    auto ami = images::find_image(tx, ami_id);
    if (!ami) return failure(ami.error());
    std::vector<EncryptedContent> sealed;
    for (const images::BlockDevice& device : ami->devices) {
        if (!device.snapshot_id) continue;
        auto snapshot = images::find_snapshot(tx, *device.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        if (snapshot->is_encrypted()) sealed.push_back({*snapshot->kms_key_arn, snapshot->id});
    }
    return sealed;
}

std::string outputs_of(const ImageExport& made) {
    json::array disks;
    for (const ExportedDisk& disk : made.disks) {
        disks.push_back(json::object{
            {"deviceName", disk.device_name}, {"s3Key", disk.key}, {"bytes", disk.object_bytes}});
    }
    return json::serialize(json::object{{"amiId", made.ami_id},
                                        {"exportTaskId", made.id},
                                        {"s3Bucket", made.bucket},
                                        {"s3Key", made.disks.front().key},
                                        {"percentDone", made.percent_done},
                                        {"bytes", made.object_bytes()},
                                        {"disks", std::move(disks)}});
}

std::string objects_of(const ImageExport& made) {
    std::string text;
    for (const ExportedDisk& disk : made.disks)
        text += fmt::format("{}{}/{}", text.empty() ? "" : ", ", made.bucket, disk.key);
    return text;
}

void judge(DestinationRun& run, const ImageExport& made, Time now) {
    switch (made.state) {
        case ExportState::pending:
            run.wait();
            if (run.stored_step() == Step::exporting) return;
            run.running(Action::export_ami, made.created, outputs_of(made));
            return run.note(now, fmt::format("export {} of {} as {} began.", made.id, made.ami_id,
                                             made.format));
        case ExportState::failed:
            return run.fail(Action::export_ami,
                            {.kind = ErrorKind::conflict,
                             .message = fmt::format("The AMI {} could not be exported to the "
                                                    "bucket {}: {}",
                                                    made.ami_id, made.bucket, made.message)},
                            now);
        case ExportState::completed:
            run.done(Action::export_ami, made.created, now, outputs_of(made));
            run.note(now, fmt::format("exported to {}: {} in {}.", objects_of(made),
                                      readable_bytes(static_cast<double>(made.object_bytes())),
                                      readable_duration(now - made.created)));
            return run.succeed(now);
    }
}

// The exports of one call.
class Exporting {
  public:
    Exporting(const DistributeParts& parts, const ImageBuild& image, images::Region& region)
        : parts_(parts), image_(image), region_(region) {}

    void go_on(const Runs& runs) {
        Runs fresh;
        for (DestinationRun* run : runs)
            if (!find_begun(*run) && run->goes_on() && may_begin(*run)) fresh.push_back(run);
        write_each(
            region_.catalog, fresh,
            [&](catalog::Transaction& tx, DestinationRun& run) { return start(tx, run); },
            [&](DestinationRun& run, const Error& error) {
                run.stop(Action::export_ami, error, parts_.clock.now());
            });
        if (!fresh.empty()) parts_.jobs.notify(region_.name);
        for (DestinationRun* run : runs)
            if (run->goes_on()) judge(*run, exports_.at(run), parts_.clock.now());
    }

  private:
    // One for each round: a retry exports again only what failed to be.
    std::string effect_name(const Destination& destination) const {
        return fmt::format("export {} {} {}", image_.arn(parts_.home.name), destination.position,
                           destination.round);
    }

    Result<std::optional<ImageExport>> begun_export(catalog::Transaction& tx,
                                                    const Destination& destination) const {
        auto effect = find_effect(tx, effect_name(destination));
        if (!effect) return failure(effect.error());
        if (!*effect) return std::optional<ImageExport>();
        auto made = find_export(tx, **effect);
        if (!made) return failure(made.error());
        return std::optional(std::move(*made));
    }

    // True when an earlier run began it; the export as it stands is kept.
    bool find_begun(DestinationRun& run) {
        auto begun = region_.catalog.read_value(
            [&](catalog::Transaction& tx) { return begun_export(tx, run.destination); });
        if (!begun) run.stop(Action::export_ami, begun.error(), parts_.clock.now());
        if (!begun || !*begun) return false;
        exports_.insert_or_assign(&run, std::move(**begun));
        return true;
    }

    // Asked for when the copy began, too; what counts is what may be done now.
    bool may_begin(DestinationRun& run) const {
        const Destination& destination = run.destination;
        auto sealed = region_.catalog.read_value(
            [&](catalog::Transaction& tx) { return sealed_disks(tx, *destination.ami_id); });
        Status may = sealed ? check_export_keys(parts_, image_, destination, *sealed)
                            : failure(sealed.error());
        if (!may) {
            run.stop(Action::export_ami, may.error(), parts_.clock.now());
            return false;
        }
        if (!sealed->empty()) {
            run.note(parts_.clock.now(),
                     fmt::format("the disks of {} lie under keys and are exported in the clear.",
                                 *destination.ami_id));
        }
        return true;
    }

    Status start(catalog::Transaction& tx, DestinationRun& run) {
        const Destination& destination = run.destination;
        auto begun = begun_export(tx, destination);
        if (!begun) return failure(begun.error());
        if (*begun) {
            exports_.insert_or_assign(&run, std::move(**begun));
            return {};
        }
        const ExportOrder& order = *destination.order.export_order;
        Time now = parts_.clock.now();
        auto made = start_export(tx,
                                 {.account_id = destination.account_id,
                                  .ami_id = *destination.ami_id,
                                  .format = order.format,
                                  .bucket = order.bucket,
                                  .prefix = order.prefix},
                                 now, parts_.random);
        if (!made) return failure(made.error());
        Status recorded = record_effect(tx, effect_name(destination), made->id, now);
        if (recorded) exports_.insert_or_assign(&run, std::move(*made));
        return recorded;
    }

    const DistributeParts& parts_;
    const ImageBuild& image_;
    images::Region& region_;
    std::map<DestinationRun*, ImageExport> exports_;
};

}  // namespace

void export_amis(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                 const Runs& runs) {
    Runs with_work;
    for (DestinationRun* run : runs) {
        if (run->destination.order.export_order) {
            with_work.push_back(run);
        } else {
            run->succeed(parts.clock.now());
        }
    }
    Exporting(parts, image, region).go_on(with_work);
}

}  // namespace amicast::distribution
