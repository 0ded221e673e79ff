// The last of the settings: a disk image in a bucket. It takes as long as its bytes, so it is
// ordered and waited for.
#include <map>

#include <fmt/format.h>

#include "base/readable.h"
#include "distribution/configure.h"
#include "distribution/effects.h"
#include "distribution/image_export.h"

namespace amicast::distribution {
namespace {

// One for each round: a retry exports again only what failed to be.
std::string effect_name(const DistributeParts& parts, const ImageBuild& image,
                        const Destination& destination) {
    return fmt::format("export {} {} {}", image.arn(parts.home.name), destination.position,
                       destination.round);
}

// The export as it stands, begun when it was not.
Result<ImageExport> look_or_start(const DistributeParts& parts, const ImageBuild& image,
                                  catalog::Transaction& tx, const Destination& destination) {
    std::string effect = effect_name(parts, image, destination);
    auto begun = find_effect(tx, effect);
    if (!begun) return failure(begun.error());
    if (*begun) return find_export(tx, **begun);
    const ExportOrder& order = *destination.order.export_order;
    Time now = parts.clock.now();
    auto started = start_export(tx,
                                {.account_id = destination.account_id,
                                 .ami_id = *destination.ami_id,
                                 .format = order.format,
                                 .bucket = order.bucket,
                                 .key = {},
                                 .message = {}},
                                order.prefix, now, parts.random);
    if (!started) return started;
    Status recorded = record_effect(tx, effect, started->id, now);
    if (!recorded) return failure(recorded.error());
    return started;
}

std::string outputs_of(const ImageExport& made) {
    return fmt::format(
        R"({{"amiId":"{}","exportTaskId":"{}","s3Bucket":"{}","s3Key":"{}","percentDone":{},"bytes":{}}})",
        made.ami_id, made.id, made.bucket, made.key, made.percent_done, made.object_bytes);
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
            run.note(now, fmt::format("exported to {}/{}: {} in {}.", made.bucket, made.key,
                                      readable_bytes(static_cast<double>(made.object_bytes)),
                                      readable_duration(now - made.created)));
            return run.succeed(now);
    }
}

}  // namespace

void export_amis(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                 const Runs& runs) {
    Runs with_work;
    std::map<DestinationRun*, ImageExport> exports;
    for (DestinationRun* run : runs) {
        if (run->destination.order.export_order)
            with_work.push_back(run);
        else
            run->succeed(parts.clock.now());
    }
    write_each(
        region.catalog, with_work,
        [&](catalog::Transaction& tx, DestinationRun& run) -> Status {
            auto made = look_or_start(parts, image, tx, run.destination);
            if (!made) return failure(made.error());
            exports.insert_or_assign(&run, std::move(*made));
            return {};
        },
        [&](DestinationRun& run, const Error& error) {
            run.stop(Action::export_ami, error, parts.clock.now());
        });
    if (!exports.empty()) parts.jobs.notify(region.name);
    for (DestinationRun* run : with_work)
        if (run->goes_on()) judge(*run, exports.at(run), parts.clock.now());
}

}  // namespace amicast::distribution
