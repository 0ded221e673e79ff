// Rows of distribution_destinations.
#include <array>

#include <fmt/format.h>

#include "distribution/image_build.h"

namespace amicast::distribution {
namespace {

constexpr std::string_view columns =
    "image_id, position, region, account_id, step, ami_order, ami_name, ami_id, round, attempts, "
    "error, failed_configuration_step, started, copy_started, ended";

constexpr std::array all_steps = {Step::pending,   Step::starting,  Step::copying, Step::sharing,
                                  Step::verifying, Step::available, Step::failed,  Step::cancelled};

std::optional<Step> step_named(std::string_view name) {
    for (Step step : all_steps)
        if (to_string(step) == name) return step;
    return std::nullopt;
}

Result<Destination> read_destination(const catalog::Row& row) {
    auto step = step_named(row.text(4));
    auto order = order_from_text(row.text(5));
    if (!step || !order)
        return failure(ErrorKind::corrupt, "A stored destination cannot be read.",
                       fmt::format("{} {}", row.text(0), row.integer(1)));
    return Destination{.image_id = row.string(0),
                       .position = row.integer(1),
                       .region = row.string(2),
                       .account_id = row.string(3),
                       .step = *step,
                       .order = std::move(*order),
                       .ami_name = row.string(6),
                       .ami_id = row.optional_string(7),
                       .round = row.integer(8),
                       .attempts = row.integer(9),
                       .error = row.optional_string(10),
                       .failed_configuration_step = row.optional_string(11),
                       .started = row.optional_time(12),
                       .copy_started = row.optional_time(13),
                       .ended = row.optional_time(14)};
}

Result<std::vector<Destination>> select_destinations(
    catalog::Transaction& tx, std::string_view rest,
    std::initializer_list<catalog::Parameter> values) {
    std::vector<Destination> destinations;
    Status sound;
    Status ran = tx.query(fmt::format("SELECT {} FROM distribution_destinations {}", columns, rest),
                          values, [&](const catalog::Row& row) {
                              auto destination = read_destination(row);
                              if (destination)
                                  destinations.push_back(std::move(*destination));
                              else
                                  sound = failure(destination.error());
                          });
    if (!ran) return failure(ran.error());
    if (!sound) return failure(sound.error());
    return destinations;
}

}  // namespace

std::string_view to_string(Step step) {
    switch (step) {
        case Step::pending:
            return "pending";
        case Step::starting:
            return "starting";
        case Step::copying:
            return "copying";
        case Step::sharing:
            return "sharing";
        case Step::verifying:
            return "verifying";
        case Step::available:
            return "available";
        case Step::failed:
            return "failed";
        case Step::cancelled:
            return "cancelled";
    }
    return "failed";
}

bool is_final(Step step) {
    return step == Step::available || step == Step::failed || step == Step::cancelled;
}

Status insert(catalog::Transaction& tx, const Destination& destination) {
    std::string order = to_text(destination.order);
    auto inserted = tx.execute(
        fmt::format("INSERT INTO distribution_destinations ({}) VALUES ($1, $2, $3, $4, $5, $6, "
                    "$7, $8, $9, $10, $11, $12, $13, $14, $15)",
                    columns),
        {destination.image_id, destination.position, destination.region, destination.account_id,
         to_string(destination.step), order, destination.ami_name, destination.ami_id,
         destination.round, destination.attempts, destination.error,
         destination.failed_configuration_step, destination.started, destination.copy_started,
         destination.ended});
    if (!inserted) return failure(inserted.error());
    return {};
}

Result<std::vector<Destination>> find_destinations(catalog::Transaction& tx,
                                                   std::string_view image_id) {
    return select_destinations(tx, "WHERE image_id = $1 ORDER BY position", {image_id});
}

Result<Destination> find_destination(catalog::Transaction& tx, std::string_view image_id,
                                     std::int64_t position) {
    auto found =
        select_destinations(tx, "WHERE image_id = $1 AND position = $2", {image_id, position});
    if (!found) return failure(found.error());
    if (found->empty())
        return failure(ErrorKind::not_found,
                       fmt::format("Destination {} of {} does not exist.", position, image_id));
    return std::move(found->front());
}

Status update(catalog::Transaction& tx, const Destination& destination) {
    auto updated = tx.execute(
        "UPDATE distribution_destinations SET step = $3, ami_id = $4, round = $5, attempts = $6, "
        "error = $7, failed_configuration_step = $8, started = $9, copy_started = $10, "
        "ended = $11 WHERE image_id = $1 AND position = $2",
        {destination.image_id, destination.position, to_string(destination.step),
         destination.ami_id, destination.round, destination.attempts, destination.error,
         destination.failed_configuration_step, destination.started, destination.copy_started,
         destination.ended});
    if (!updated) return failure(updated.error());
    return {};
}

}  // namespace amicast::distribution
