// The job of one policy. It has no end of its own: after each run it waits for the next.
#include <algorithm>

#include <fmt/format.h>

#include "lifecycle/choose.h"
#include "lifecycle/executors.h"
#include "lifecycle/start_execution.h"
#include "telemetry/log.h"

namespace amicast::lifecycle {
namespace {

using distribution::ImageBuild;

// How long what an execution did can be looked up.
constexpr Duration executions_kept = std::chrono::hours(24 * 365);

constexpr std::size_t images_per_page = 500;

// All that the policy selects, newest first.
Result<std::vector<ImageBuild>> selected_images(catalog::Transaction& tx, const Policy& policy) {
    std::vector<ImageBuild> selected;
    if (!policy.selected_tags) return selected;
    distribution::BuildSelection page{.account_id = policy.account_id, .limit = images_per_page};
    while (true) {
        auto builds = distribution::list_builds(tx, page);
        if (!builds) return builds;
        for (ImageBuild& build : *builds) {
            page.after = {.created = build.created,
                          .slug = build.slug,
                          .version = build.version,
                          .build = build.build};
            if (has_all_tags(build.tags, *policy.selected_tags))
                selected.push_back(std::move(build));
        }
        if (builds->size() < page.limit) return selected;
    }
}

std::string why(const Rule& rule) {
    if (rule.count)
        return fmt::format("There are more than {} newer or equal images.", *rule.count);
    return fmt::format("The image is older than {} {}.", rule.age->value,
                       to_string(rule.age->unit));
}

ExecutionOrder order_of(const Policy& policy, std::string_view home_region,
                        std::vector<ImageBuild> images, Time now) {
    ExecutionOrder order;
    order.account_id = policy.account_id;
    order.home_region = home_region;
    order.policy_slug = policy.slug;
    order.execution_role = policy.execution_role;
    order.rules = policy.rules;
    for (const Choice& choice : choose(policy.rules, images, now)) {
        order.images.push_back({.build = std::move(images[choice.image]),
                                .rule = choice.rule,
                                .reason = why(policy.rules[choice.rule])});
    }
    return order;
}

class PolicyExecutor final : public jobs::Executor {
  public:
    explicit PolicyExecutor(const LifecycleParts& parts) : parts_(parts) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        std::optional<Duration> wait;  // none: there is nothing to wait for any more
        Status done = control.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            auto policy = find_policy(tx, job.account_id, slug_of(job));
            if (!policy && policy.error().kind == ErrorKind::not_found) return {};
            if (!policy) return failure(policy.error());
            if (!policy->enabled) return {};
            wait = until_due(*policy);
            if (*wait > Duration::zero()) return {};
            wait = parts_.interval;
            return run_policy(tx, *policy);
        });
        if (!done) return jobs::Outcome::retry(done.error());
        if (!wait) return jobs::Outcome::done();
        parts_.jobs.notify(parts_.home.name);
        return jobs::Outcome::again(*wait);
    }

    // Only what cannot be read or written gets here; the policy is tried again next time.
    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        telemetry::log_error(
            "lifecycle policy not run",
            {{"policy", job.subject}, {"reason", error.message}, {"detail", error.detail}});
        auto policy = find_policy(tx, job.account_id, slug_of(job));
        if (!policy || !policy->enabled) return {};
        Time now = parts_.clock.now();
        return schedule(tx, *policy, now + parts_.interval, now);
    }

  private:
    // The first run comes an interval after the policy was made, so that a mistake in it can be
    // mended before it has deleted anything.
    Duration until_due(const Policy& policy) const {
        return policy.last_run.value_or(policy.created) + parts_.interval - parts_.clock.now();
    }

    static std::string slug_of(const jobs::Job& job) {
        return job.payload.substr(job.payload.find('/') + 1);
    }

    Status run_policy(catalog::Transaction& tx, Policy& policy) {
        // The last run may take its time: it is not joined by a second one.
        auto running = is_running(tx, policy.account_id, policy.slug);
        if (!running) return failure(running.error());
        if (*running) return {};
        Time now = parts_.clock.now();
        auto images = selected_images(tx, policy);
        if (!images) return failure(images.error());
        auto started = start_execution(
            tx, order_of(policy, parts_.home.name, std::move(*images), now), now, parts_.random);
        if (!started) return failure(started.error());
        policy.last_run = now;
        Status updated = update(tx, policy);
        if (!updated) return updated;
        return forget_executions(tx, policy.account_id, policy.slug, now - executions_kept);
    }

    LifecycleParts parts_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_policy_executor(const LifecycleParts& parts) {
    return std::make_unique<PolicyExecutor>(parts);
}

}  // namespace amicast::lifecycle
