// Rows of distribution_destinations.
#include <array>

#include <fmt/format.h>

#include "distribution/image_build.h"

namespace amicast::distribution {
namespace {

constexpr std::string_view columns =
    "image_id, position, region, account_id, step, ami_order, ami_name, ami_id, round, attempts, "
    "error, failed_configuration_step, started, copy_started, ended, bytes_moved, bytes_skipped, "
    "percent_done, copy_ended";

constexpr std::array all_steps = {
    Step::pending,     Step::starting,  Step::copying,   Step::sharing, Step::verifying,
    Step::configuring, Step::exporting, Step::available, Step::failed,  Step::cancelled};

std::optional<Step> step_named(std::string_view name) {
    for (Step step : all_steps)
        if (to_string(step) == name) return step;
    return std::nullopt;
}

Result<Destination> read_destination(const catalog::Row& row) {
    auto step = step_named(row.text(4));
    auto order = order_from_text(row.text(5));
    if (!step || !order) {
        return failure(ErrorKind::corrupt, "A stored destination cannot be read.",
                       fmt::format("{} {}", row.text(0), row.integer(1)));
    }
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
                       .ended = row.optional_time(14),
                       .bytes_moved = row.integer(15),
                       .bytes_skipped = row.integer(16),
                       .percent_done = row.integer(17),
                       .copy_ended = row.optional_time(18)};
}

Result<std::vector<Destination>> select_destinations(
    catalog::Transaction& tx, std::string_view rest,
    std::initializer_list<catalog::Parameter> values) {
    std::vector<Destination> destinations;
    Status sound;
    Status ran = tx.query(fmt::format("SELECT {} FROM distribution_destinations {}", columns, rest),
                          values, [&](const catalog::Row& row) {
                              auto destination = read_destination(row);
                              if (destination) {
                                  destinations.push_back(std::move(*destination));
                              } else {
                                  sound = failure(destination.error());
                              }
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
        case Step::configuring:
            return "configuring";
        case Step::exporting:
            return "exporting";
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

bool is_distributing(Step step) {
    return step < Step::configuring;
}

Status insert(catalog::Transaction& tx, const Destination& destination) {
    static const std::string sql = fmt::format(
        "INSERT INTO distribution_destinations ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        columns);
    std::string order = to_text(destination.order);
    auto inserted = tx.execute(
        sql, {destination.image_id, destination.position, destination.region,
              destination.account_id, to_string(destination.step), order, destination.ami_name,
              destination.ami_id, destination.round, destination.attempts, destination.error,
              destination.failed_configuration_step, destination.started, destination.copy_started,
              destination.ended, destination.bytes_moved, destination.bytes_skipped,
              destination.percent_done, destination.copy_ended});
    if (!inserted) return failure(inserted.error());
    return {};
}

Result<std::vector<Destination>> find_destinations(catalog::Transaction& tx,
                                                   std::string_view image_id) {
    return select_destinations(tx, "WHERE image_id = $1 ORDER BY position", {image_id});
}

Result<std::vector<Destination>> find_destinations(catalog::Transaction& tx,
                                                   std::string_view image_id,
                                                   const DestinationRange& range) {
    return select_destinations(
        tx, "WHERE image_id = $1 AND position >= $2 AND position < $3 ORDER BY position",
        {image_id, range.first, range.first + range.count});
}

Result<Destination> find_destination(catalog::Transaction& tx, std::string_view image_id,
                                     std::int64_t position) {
    auto found = find_destinations(tx, image_id, DestinationRange{position, 1});
    if (!found) return failure(found.error());
    if (found->empty()) {
        return failure(ErrorKind::not_found,
                       fmt::format("Destination {} of {} does not exist.", position, image_id));
    }
    return std::move(found->front());
}

Result<std::vector<Destination>> find_failed(catalog::Transaction& tx, std::string_view image_id,
                                             std::size_t limit) {
    return select_destinations(tx,
                               "WHERE image_id = $1 AND step = 'failed' ORDER BY position LIMIT $2",
                               {image_id, limit});
}

Result<EndCounts> count_ends(catalog::Transaction& tx, std::string_view image_id) {
    EndCounts counts;
    Status read = tx.query(
        "SELECT SUM(CASE WHEN step = 'failed' THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN step = 'cancelled' THEN 1 ELSE 0 END), COUNT(*) "
        "FROM distribution_destinations WHERE image_id = $1",
        {image_id}, [&](const catalog::Row& row) {
            counts.failed = row.optional_integer(0).value_or(0);
            counts.cancelled = row.optional_integer(1).value_or(0);
            counts.all = row.integer(2);
        });
    if (!read) return failure(read.error());
    return counts;
}

Status update(catalog::Transaction& tx, const Destination& destination, std::int64_t round) {
    auto updated = tx.execute(
        "UPDATE distribution_destinations SET step = $3, ami_id = $4, round = $5, attempts = $6, "
        "error = $7, failed_configuration_step = $8, started = $9, copy_started = $10, "
        "ended = $11, bytes_moved = $12, bytes_skipped = $13, percent_done = $14, "
        "copy_ended = $15 WHERE image_id = $1 AND position = $2 AND round = $16 AND "
        "(ended IS NULL OR $5 > $16)",
        {destination.image_id, destination.position, to_string(destination.step),
         destination.ami_id, destination.round, destination.attempts, destination.error,
         destination.failed_configuration_step, destination.started, destination.copy_started,
         destination.ended, destination.bytes_moved, destination.bytes_skipped,
         destination.percent_done, destination.copy_ended, round});
    if (!updated) return failure(updated.error());
    if (*updated == 1) return {};
    return failure(ErrorKind::conflict, "Another run has gone on with this destination.");
}

}  // namespace amicast::distribution
