#include "jobs/held_job.h"

#include <optional>

namespace amicast::jobs {

Status JobControl::checkpoint(std::string_view state, const catalog::Database::Work& extra) {
    std::optional<LeaseState> lease;
    Status saved = catalog_.write([&](catalog::Transaction& tx) -> Status {
        auto kept = save_checkpoint(tx, held_.claim, clock_.now() + lease_, state);
        if (!kept) return failure(kept.error());
        lease = *kept;
        if (*kept == LeaseState::lost) {
            return failure(ErrorKind::conflict, "Another server has taken this job over.");
        }
        return extra ? extra(tx) : Status{};
    });
    if (lease) held_.observe(*lease);
    return saved;
}

}  // namespace amicast::jobs
