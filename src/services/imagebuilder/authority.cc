// The distribution engine's questions, answered by IAM.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "distribution/executors.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/role_assumption.h"
#include "iam/service_linked_roles.h"
#include "services/copy_keys.h"
#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/executors.h"

namespace amicast::services {
namespace {

constexpr std::string_view service_principal = "imagebuilder.amazonaws.com";

// What the service-linked role's own policy allows, of the actions that a distribution takes.
constexpr std::array<std::string_view, 6> service_linked_actions = {
    "ec2:CopyImage",         "ec2:CreateTags",           "ec2:DescribeImages",
    "ec2:DescribeSnapshots", "ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"};

tl::unexpected<Error> denied(std::string_view role, std::string_view action,
                             std::string_view resource, std::string_view reason) {
    return failure(ErrorKind::denied,
                   fmt::format("The {} is not authorized to perform {} on {} because {}.", role,
                               action, resource, reason));
}

std::string session_role(const distribution::RoleUse& use, const iam::Principal& session) {
    return (use.entered_account_id.empty() ? "execution role " : "role ") + session.role_arn;
}

class IamAuthority final : public distribution::Authority {
  public:
    explicit IamAuthority(Site& site) : site_(site) {}

    Status check_role(const distribution::RoleUse& use) override {
        auto found = find_role(use);
        if (!found) return failure(found.error());
        if (found->service_linked && use.entered_account_id.empty())
            return check_service_linked(use, found->role);
        auto session = session_for(use, *found);
        if (!session) return failure(session.error());
        return check_policies(use, *session);
    }

    Status choose_keys(const distribution::RoleUse& use,
                       const std::optional<std::string>& kms_key_id,
                       distribution::CopyImageOrder& order) override {
        auto found = find_role(use);
        if (!found) return failure(found.error());
        auto session = session_for(use, *found);
        if (!session) return failure(session.error());
        auto facts = iam::facts_of_session(site_.identity, *session, service_principal, use.region);
        if (!facts) return failure(facts.error());
        std::optional<bool> encrypted;
        if (kms_key_id) encrypted = true;
        return choose_copy_keys(site_, {*session, *facts},
                                {.call = images::CopyCall::image,
                                 .region = use.region,
                                 .encrypted = encrypted,
                                 .kms_key_id = kms_key_id},
                                order);
    }

    Result<std::vector<std::string>> organization_arns(std::string_view account_id) override {
        return site_.identity.organization_arns(account_id);
    }

  private:
    Result<imagebuilder::ExecutionRole> find_role(const distribution::RoleUse& use) {
        auto found = imagebuilder::find_execution_role(site_.identity, use.account_id, use.role);
        if (!found) return failure(found.error());
        if (*found) return std::move(**found);
        return failure(ErrorKind::denied,
                       fmt::format("The execution role {} does not exist in account {}.", use.role,
                                   use.account_id));
    }

    static Status check_service_linked(const distribution::RoleUse& use, const iam::Role& role) {
        for (const auto& wanted : use.actions)
            if (std::find(service_linked_actions.begin(), service_linked_actions.end(),
                          wanted.action) == service_linked_actions.end())
                return denied("execution role " + role.arn(), wanted.action, wanted.resource,
                              "the service-linked role's policy does not allow it");
        return {};
    }

    // The session under which the actions happen: of the execution role, or of the role of the
    // other account that it enters.
    Result<iam::Principal> session_for(const distribution::RoleUse& use,
                                       const imagebuilder::ExecutionRole& execution) {
        auto role_arn = assumable_arn(use, execution);
        if (!role_arn) return failure(role_arn.error());
        auto session = iam::assume_as_service(
            site_.identity, site_.authorizer,
            {.service = std::string(service_principal),
             .source_account = use.account_id,
             .source_arn = use.image_arn},
            {.role_arn = *role_arn, .session_name = use.session_name, .region = use.region});
        if (!session || use.entered_account_id.empty()) return session;
        std::string target = iam::iam_arn(use.entered_account_id,
                                          fmt::format("role/{}", distribution::cross_account_role));
        return iam::assume_from_session(site_.identity, site_.authorizer, *session,
                                        service_principal,
                                        {.role_arn = std::move(target),
                                         .session_name = use.session_name,
                                         .region = use.region});
    }

    // The service-linked role is made on first use.
    Result<std::string> assumable_arn(const distribution::RoleUse& use,
                                      const imagebuilder::ExecutionRole& execution) {
        if (!execution.service_linked) return execution.role.arn();
        auto made = iam::ensure_service_linked_role(site_.identity, use.account_id,
                                                    *iam::find_linked_service(service_principal));
        if (!made) return failure(made.error());
        return made->arn();
    }

    Status check_policies(const distribution::RoleUse& use, const iam::Principal& session) {
        auto facts = iam::facts_of_session(site_.identity, session, service_principal, use.region);
        if (!facts) return failure(facts.error());
        for (const auto& wanted : use.actions) {
            iam::AccessRequest request{
                .action = wanted.action, .resource = wanted.resource, .context = {}};
            iam::add_global_context(session, *facts, request.context);
            auto decision = site_.authorizer.authorize(session, request);
            if (!decision) return failure(decision.error());
            if (!decision->allowed())
                return denied(session_role(use, session), wanted.action, wanted.resource,
                              decision->reason);
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
