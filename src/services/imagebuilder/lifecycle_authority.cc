// The life cycle's questions, answered by IAM; and its executors, which ask them.
#include <fmt/format.h>

#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/role_assumption.h"
#include "lifecycle/executors.h"
#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/executors.h"

namespace amicast::services {
namespace {

constexpr std::string_view service_principal = "imagebuilder.amazonaws.com";
constexpr std::string_view session_name = "imagebuilder-lifecycle";

tl::unexpected<Error> denied(std::string message) {
    return failure(ErrorKind::denied, std::move(message));
}

class IamLifecycleAuthority final : public lifecycle::Authority {
  public:
    explicit IamLifecycleAuthority(Site& site) : site_(site) {}

    Status check(const lifecycle::RoleUse& use) override {
        auto found = imagebuilder::find_execution_role(site_.identity, use.account_id, use.role);
        if (!found) return failure(found.error());
        if (!*found) {
            return denied(fmt::format("The execution role {} does not exist in account {}.",
                                      use.role, use.account_id));
        }
        const iam::Role& role = (*found)->role;
        if ((*found)->service_linked) {
            return denied(
                fmt::format("The role {} has no permission for lifecycle actions: use a "
                            "role of your own.",
                            role.arn()));
        }
        auto session = enter(use, role);
        if (!session) return failure(session.error());
        return check_actions(use, *session);
    }

  private:
    // The session under which the actions happen: of the execution role, or of the role of the
    // account that owns the AMI.
    Result<iam::Principal> enter(const lifecycle::RoleUse& use, const iam::Role& role) {
        auto session = iam::assume_as_service(
            site_.identity, site_.authorizer,
            {.service = std::string(service_principal), .source_account = use.account_id},
            {.role_arn = role.arn(),
             .session_name = std::string(session_name),
             .region = use.region});
        if (!session || use.ami_account == use.account_id) return session;
        return iam::assume_from_session(
            site_.identity, site_.authorizer, *session, service_principal,
            {.role_arn = iam::iam_arn(use.ami_account,
                                      fmt::format("role/{}", lifecycle::cross_account_role)),
             .session_name = std::string(session_name),
             .region = use.region});
    }

    Status check_actions(const lifecycle::RoleUse& use, const iam::Principal& session) {
        auto facts = iam::facts_of_session(site_.identity, session, service_principal, use.region);
        if (!facts) return failure(facts.error());
        for (const auto& wanted : use.actions) {
            iam::AccessRequest request{
                .action = wanted.action, .resource = wanted.resource, .context = {}};
            for (const auto& [key, value] : wanted.tags)
                request.context["aws:ResourceTag/" + key] = {value};
            iam::add_global_context(session, *facts, request.context);
            auto decision = site_.authorizer.authorize(session, request);
            if (!decision) return failure(decision.error());
            if (!decision->allowed()) {
                return denied(fmt::format(
                    "The role {} is not authorized to perform {} on {} "
                    "because {}.",
                    session.role_arn, wanted.action, wanted.resource, decision->reason));
            }
        }
        return {};
    }

    Site& site_;
};

// Keeps the authority alive as long as the executor that asks it.
class OwningExecutor final : public jobs::Executor {
  public:
    using Make = std::unique_ptr<jobs::Executor> (*)(const lifecycle::LifecycleParts&);

    OwningExecutor(Make make, Site& site, images::Region& home, Duration interval)
        : authority_(site),
          executor_(make({.home = home,
                          .regions = site.regions,
                          .authority = authority_,
                          .clock = site.clock,
                          .random = site.random,
                          .jobs = site.jobs,
                          .interval = interval})) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        return executor_->run(job, control);
    }
    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        return executor_->gave_up(tx, job, error);
    }

  private:
    IamLifecycleAuthority authority_;
    std::unique_ptr<jobs::Executor> executor_;
};

}  // namespace

void add_lifecycle_executors(jobs::Runner& runner, Site& site, images::Region& home,
                             Duration interval) {
    auto add = [&](std::string_view kind, OwningExecutor::Make make) {
        runner.add(std::string(kind), std::make_unique<OwningExecutor>(make, site, home, interval));
    };
    add(lifecycle::policy_job_kind, &lifecycle::make_policy_executor);
    add(lifecycle::execution_job_kind, &lifecycle::make_execution_executor);
}

}  // namespace amicast::services
