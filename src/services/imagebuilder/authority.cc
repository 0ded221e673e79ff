// The distribution engine's questions, answered by IAM.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "distribution/executors.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/executors.h"

namespace amicast::services {
namespace {

constexpr std::string_view service_principal = "imagebuilder.amazonaws.com";

// What the service-linked role's own policy allows, of the actions that a distribution takes.
constexpr std::array<std::string_view, 6> service_linked_actions = {
    "ec2:CopyImage",         "ec2:CreateTags",           "ec2:DescribeImages",
    "ec2:DescribeSnapshots", "ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"};

tl::unexpected<Error> denied(const std::string& role, std::string_view action,
                             std::string_view resource, std::string_view reason) {
    return failure(ErrorKind::denied,
                   fmt::format("The execution role {} is not authorized to perform {} on {} "
                               "because {}.",
                               role, action, resource, reason));
}

class IamAuthority final : public distribution::Authority {
  public:
    explicit IamAuthority(Site& site) : site_(site) {}

    Status check_role(const distribution::RoleUse& use) override {
        auto found = imagebuilder::find_execution_role(site_.identity, use.account_id, use.role);
        if (!found) return failure(found.error());
        if (!*found)
            return failure(ErrorKind::denied,
                           fmt::format("The execution role {} does not exist in account {}.",
                                       use.role, use.account_id));
        if ((*found)->service_linked) return check_service_linked(use, (*found)->role);
        return check_policies(use, (*found)->role);
    }

    Result<std::vector<std::string>> organization_arns(std::string_view account_id) override {
        return site_.identity.organization_arns(account_id);
    }

  private:
    static Status check_service_linked(const distribution::RoleUse& use, const iam::Role& role) {
        for (const auto& wanted : use.actions)
            if (std::find(service_linked_actions.begin(), service_linked_actions.end(),
                          wanted.action) == service_linked_actions.end())
                return denied(role.arn(), wanted.action, wanted.resource,
                              "the service-linked role's policy does not allow it");
        return {};
    }

    Status check_policies(const distribution::RoleUse& use, const iam::Role& role) {
        auto trusted = site_.authorizer.service_may_assume(service_principal, role);
        if (!trusted) return failure(trusted.error());
        if (!trusted->allowed())
            return failure(ErrorKind::denied,
                           fmt::format("The service {} may not assume the execution role {}: {}.",
                                       service_principal, role.arn(), trusted->reason));
        Time now = site_.clock.now();
        iam::Principal principal = site_.authorizer.assume_as_service(role, use.session_name, now);
        auto organizations = site_.identity.organization_arns(use.account_id);
        if (!organizations) return failure(organizations.error());
        auto paths = site_.identity.organization_paths(use.account_id);
        if (!paths) return failure(paths.error());
        iam::RequestFacts facts{.now = now,
                                .region = use.region,
                                .source_ip = {},
                                .user_agent = std::string(service_principal),
                                .secure = true,
                                .organization_arns = std::move(*organizations),
                                .organization_paths = std::move(*paths)};
        for (const auto& wanted : use.actions) {
            iam::AccessRequest request{
                .action = wanted.action, .resource = wanted.resource, .context = {}};
            iam::add_global_context(principal, facts, request.context);
            auto decision = site_.authorizer.authorize(principal, request);
            if (!decision) return failure(decision.error());
            if (!decision->allowed())
                return denied(role.arn(), wanted.action, wanted.resource, decision->reason);
        }
        return {};
    }

    Site& site_;
};

// Keeps the authority alive as long as the executor that asks it.
class OwningExecutor final : public jobs::Executor {
  public:
    OwningExecutor(Site& site, images::Region& home)
        : authority_(make_distribution_authority(site)),
          executor_(distribution::make_distribute_executor(
              {.home = home,
               .regions = site.regions,
               .peers = site.peers,
               .authority = *authority_,
               .clock = site.clock,
               .random = site.random,
               .jobs = site.jobs,
               .block_public_access = site.block_public_access})) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        return executor_->run(job, control);
    }
    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        return executor_->gave_up(tx, job, error);
    }

  private:
    std::unique_ptr<distribution::Authority> authority_;
    std::unique_ptr<jobs::Executor> executor_;
};

}  // namespace

std::unique_ptr<distribution::Authority> make_distribution_authority(Site& site) {
    return std::make_unique<IamAuthority>(site);
}

std::unique_ptr<jobs::Executor> make_distribute_executor(Site& site, images::Region& home) {
    return std::make_unique<OwningExecutor>(site, home);
}

}  // namespace amicast::services
