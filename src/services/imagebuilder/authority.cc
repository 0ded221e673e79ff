// The distribution engine's questions, answered by IAM.
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "distribution/executors.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/role_assumption.h"
#include "iam/service_linked_roles.h"
#include "keys/key_name.h"
#include "keys/keyring.h"
#include "services/copy_keys.h"
#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/executors.h"
#include "services/key_use.h"

namespace amicast::services {
namespace {

constexpr std::string_view session_name = "imagebuilder";

// A role as it acts, once it is clear that it may.
struct Acting {
    iam::Principal session;
    iam::RequestFacts facts;
};

class IamAuthority final : public distribution::Authority {
  public:
    explicit IamAuthority(Site& site) : site_(site) {}

    Status check_role(const distribution::RoleUse& use) override {
        auto acting = act_as(use.actor);
        if (!acting) return failure(acting.error());
        for (const auto& wanted : use.actions) {
            auto decision = ask(*acting, wanted.action, wanted.resource);
            if (!decision) return failure(decision.error());
            if (decision->allowed()) continue;
            return failure(
                ErrorKind::denied,
                fmt::format("The {} {} is not authorized to perform {} on {} because {}.",
                            use.actor.assumed_by ? "role" : role_word(use.actor),
                            acting->session.role_arn, wanted.action, wanted.resource,
                            decision->reason));
        }
        return {};
    }

    Status choose_keys(const distribution::Actor& actor,
                       const std::optional<std::string>& kms_key_id,
                       distribution::CopyImageOrder& order) override {
        auto acting = act_as(actor);
        if (!acting) return failure(acting.error());
        std::optional<bool> encrypted;
        if (kms_key_id) encrypted = true;
        return choose_copy_keys(site_, {acting->session, acting->facts},
                                {.call = images::CopyCall::image,
                                 .region = actor.region,
                                 .encrypted = encrypted,
                                 .kms_key_id = kms_key_id},
                                order);
    }

    Status check_readable(const distribution::Actor& actor,
                          const distribution::EncryptedContent& content) override {
        auto acting = act_as(actor);
        if (!acting) return failure(acting.error());
        auto key = use_key(site_, acting->session, acting->facts,
                           {.region = actor.region,
                            .key = content.kms_key_arn,
                            .use = ContentUse::read,
                            .content_id = content.snapshot_id});
        if (!key) return failure(key.error());
        return {};
    }

    Result<bool> can_be_shared(std::string_view region, std::string_view kms_key_arn) override {
        keys::Keyring* keyring = site_.find_keyring(region);
        auto name =
            keys::parse_key_name(kms_key_arn, {.account_id = {}, .region = std::string(region)});
        if (keyring == nullptr || !name) return true;
        auto key = keyring->find(*name);
        if (!key) return failure(key.error());
        return (*key)->manager != keys::KeyManager::aws;
    }

    Result<std::vector<std::string>> organization_arns(std::string_view account_id) override {
        return site_.identity.organization_arns(account_id);
    }

  private:
    Result<Acting> act_as(const distribution::Actor& actor) {
        auto session = actor.assumed_by ? session_across(actor) : session_within(actor);
        if (!session) return failure(session.error());
        auto facts = iam::facts_of_session(site_.identity, *session, actor.service, actor.region);
        if (!facts) return failure(facts.error());
        return Acting{.session = std::move(*session), .facts = std::move(*facts)};
    }

    // The service assumes a role of the account.
    Result<iam::Principal> session_within(const distribution::Actor& actor) {
        auto role_arn = existing_role(actor);
        if (!role_arn) return failure(role_arn.error());
        return iam::assume_as_service(site_.identity, site_.authorizer,
                                      {.service = actor.service,
                                       .source_account = actor.account_id,
                                       .source_arn = actor.image_arn},
                                      {.role_arn = std::move(*role_arn),
                                       .session_name = std::string(session_name),
                                       .region = actor.region});
    }

    // The execution role of the image's account goes on into the role of another.
    Result<iam::Principal> session_across(const distribution::Actor& actor) {
        auto first = session_within({.account_id = actor.assumed_by->account_id,
                                     .role = actor.assumed_by->role,
                                     .region = actor.region,
                                     .image_arn = actor.image_arn,
                                     .assumed_by = {}});
        if (!first) return first;
        std::string target = iam::iam_arn(actor.account_id, "role/" + actor.role);
        auto session =
            iam::assume_from_session(site_.identity, site_.authorizer, *first, actor.service,
                                     {.role_arn = std::move(target),
                                      .session_name = std::string(session_name),
                                      .region = actor.region});
        if (session || session.error().kind != ErrorKind::denied) return session;
        Error error = session.error();
        error.message += fmt::format(
            " Account {} needs the role {} with a trust policy that allows arn:aws:iam::{}:root "
            "the "
            "action sts:AssumeRole, and the policy Ec2ImageBuilderCrossAccountDistributionAccess: "
            "create it there, and allow the execution role to assume it.",
            actor.account_id, actor.role, actor.assumed_by->account_id);
        return failure(std::move(error));
    }

    static std::string_view role_word(const distribution::Actor& actor) {
        return actor.service == distribution::Actor().service ? "execution role" : "role";
    }

    // Its ARN. The service-linked role is made when it is first needed, as the service itself
    // would.
    Result<std::string> existing_role(const distribution::Actor& actor) {
        auto found =
            imagebuilder::find_execution_role(site_.identity, actor.account_id, actor.role);
        if (!found) return failure(found.error());
        if (!*found) {
            return failure(ErrorKind::denied,
                           fmt::format("The {} {} does not exist in account {}.", role_word(actor),
                                       actor.role, actor.account_id));
        }
        if (!(*found)->service_linked) return (*found)->role.arn();
        const iam::LinkedService* service = iam::find_linked_service(actor.service);
        check(service != nullptr, "Image Builder has a service-linked role");
        auto made = iam::ensure_service_linked_role(site_.identity, actor.account_id, *service);
        if (!made) return failure(made.error());
        return made->arn();
    }

    // What the service makes and changes carries its tag, which the policies written for it ask
    // for.
    Result<iam::Decision> ask(const Acting& acting, const std::string& action,
                              const std::string& resource) {
        iam::AccessRequest request{.action = action, .resource = resource, .context = {}};
        request.context["aws:RequestTag/CreatedBy"] = {"EC2 Image Builder"};
        request.context["aws:ResourceTag/CreatedBy"] = {"EC2 Image Builder"};
        iam::add_global_context(acting.session, acting.facts, request.context);
        return site_.authorizer.authorize(acting.session, request);
    }

    Site& site_;
};

// Keeps the authority alive as long as the executor that asks it.
class OwningExecutor final : public jobs::Executor {
  public:
    OwningExecutor(Site& site, images::Region& home,
                   std::set<std::string, std::less<>> exporting_regions)
        : authority_(make_distribution_authority(site)),
          executor_(distribution::make_distribute_executor(
              {.home = home,
               .regions = site.regions,
               .peers = site.peers,
               .authority = *authority_,
               .clock = site.clock,
               .random = site.random,
               .jobs = site.jobs,
               .block_public_access = site.block_public_access,
               .exporting_regions = std::move(exporting_regions)})) {}

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

std::unique_ptr<jobs::Executor> make_distribute_executor(
    Site& site, images::Region& home, std::set<std::string, std::less<>> exporting_regions) {
    return std::make_unique<OwningExecutor>(site, home, std::move(exporting_regions));
}

}  // namespace amicast::services
