// One destination while a run works on it: its row, and what the run is going to write about it.
// Runs change destinations in memory and write them all in one transaction (save_runs.h).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"
#include "distribution/workflow_execution.h"

namespace amicast::distribution {

class DestinationRun {
  public:
    explicit DestinationRun(Destination loaded)
        : destination(std::move(loaded)), stored_step_(destination.step) {}

    Destination destination;

    // Whether this run can go on with it: it has not ended, does not wait for anything, and nothing
    // has come in its way.
    bool goes_on() const { return !is_final(destination.step) && !waits_ && !trouble_; }
    const std::optional<Error>& trouble() const { return trouble_; }
    bool waits() const { return waits_; }
    bool has_news() const { return news_; }
    Step stored_step() const { return stored_step_; }

    void move_to(Step next);
    void wait() { waits_ = true; }
    // The row has changed in another way.
    void changed() { news_ = true; }
    // A line for the distribution's log.
    void note(Time time, std::string text);

    // What the actions came to. One that fails ends the destination; one whose cause may pass is
    // left for the next run.
    void done(Action action, Time started, Time now, std::string outputs = "{}");
    void running(Action action, Time started, std::string outputs);
    void stop(Action action, const Error& error, Time now);
    void fail(Action action, const Error& error, Time now);
    void cancel(Time now);
    void succeed(Time now);

    struct Line {
        Time time;
        std::string text;
    };
    const std::vector<Line>& lines() const { return lines_; }
    const std::vector<StepExecution>& steps() const { return steps_; }

  private:
    StepExecution step_of(Action action, ExecutionStatus status, Time started) const;
    void end(Step step, std::string message, Time now);

    Step stored_step_;
    std::optional<Error> trouble_;
    bool waits_ = false;
    bool news_ = false;
    std::vector<StepExecution> steps_;
    std::vector<Line> lines_;
};

using Runs = std::vector<DestinationRun*>;

// Whether an error of this kind may be gone the next time.
bool may_pass(ErrorKind kind);

// Does `work` for all of them in one transaction. Where that fails each gets a transaction of its
// own, so that one that cannot be done does not keep the others from being done; `failed` is called
// for those. `work` changes nothing but the catalog and what it may set again.
void write_each(catalog::Database& catalog, const Runs& runs,
                const std::function<Status(catalog::Transaction&, DestinationRun&)>& work,
                const std::function<void(DestinationRun&, const Error&)>& failed);

}  // namespace amicast::distribution
