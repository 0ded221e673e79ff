#include "distribution/configure.h"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "distribution/effects.h"
#include "distribution/preflight.h"
#include "images/image.h"
#include "images/permissions.h"
#include "launch_templates/image_version.h"
#include "parameters/put.h"

namespace amicast::distribution {
namespace {

// What is set up for one destination, in a transaction of its region.
class Setup {
  public:
    Setup(const DistributeParts& parts, const ImageBuild& image, images::Region& region)
        : parts_(parts), image_(image), region_(region) {}

    // What came of each action that there was, as JSON for its step.
    struct Done {
        Action action;
        std::string outputs;
        std::string told;
    };

    Status apply(catalog::Transaction& tx, const Destination& destination,
                 std::vector<Done>& done) {
        done.clear();
        const AmiOrder& order = destination.order;
        if (!order.license_arns.empty()) done.push_back(associate_licenses(destination));
        Status applied;
        if (!order.launch_templates.empty())
            applied = update_launch_templates(tx, destination, done);
        if (applied && !order.parameters.empty()) applied = put_parameters(tx, destination, done);
        if (!applied) return applied;
        if (!order.fast_launches.empty()) done.push_back(update_fast_launch(destination));
        return {};
    }

    // The action at which apply() failed for the destination, for its error.
    Action failed_at() const { return failed_at_; }

  private:
    // License Manager is not served here: which licenses are meant is kept with the step.
    static Done associate_licenses(const Destination& destination) {
        const auto& arns = destination.order.license_arns;
        return {Action::associate_licenses,
                fmt::format(R"({{"amiId":"{}","licenseConfigurationArns":["{}"]}})",
                            *destination.ami_id, fmt::join(arns, R"(",")")),
                fmt::format("license configurations recorded: {}.", fmt::join(arns, ", "))};
    }

    static Done update_fast_launch(const Destination& destination) {
        std::string text;
        for (const FastLaunchOrder& each : destination.order.fast_launches) {
            text += fmt::format(
                R"({}{{"accountId":"{}","maxParallelLaunches":{},"targetResourceCount":{}}})",
                text.empty() ? "" : ",", each.account_id, each.parallel_launches_max,
                each.target_resource_count);
        }
        return {Action::update_fast_launch,
                fmt::format(R"({{"amiId":"{}","fastLaunchConfigurations":[{}]}})",
                            *destination.ami_id, text),
                "EC2 Fast Launch recorded."};
    }

    const std::string& account_of(const std::string& named) const {
        return named.empty() ? image_.account_id : named;
    }

    std::string role_arn_in(const std::string& account) const {
        Actor actor = actor_in(parts_, image_, account, region_.name);
        return actor.role.starts_with("arn:")
                   ? actor.role
                   : fmt::format("arn:aws:iam::{}:role/{}", account, actor.role);
    }

    Status update_launch_templates(catalog::Transaction& tx, const Destination& destination,
                                   std::vector<Done>& done) {
        failed_at_ = Action::update_launch_templates;
        std::string text;
        std::vector<std::string> told;
        for (const LaunchTemplateOrder& order : destination.order.launch_templates) {
            auto version = update_launch_template(tx, destination, order);
            if (!version) return failure(version.error());
            text += fmt::format(R"({}{{"launchTemplateId":"{}","version":{}}})",
                                text.empty() ? "" : ",", order.template_id, *version);
            told.push_back(fmt::format("{} (version {}{})", order.template_id, *version,
                                       order.set_default ? ", its default" : ""));
        }
        done.push_back(
            {Action::update_launch_templates,
             fmt::format(R"({{"amiId":"{}","launchTemplates":[{}]}})", *destination.ami_id, text),
             fmt::format("launch templates updated: {}.", fmt::join(told, ", "))});
        return {};
    }

    // The version; the one that an earlier run made, if one did.
    Result<std::string> update_launch_template(catalog::Transaction& tx,
                                               const Destination& destination,
                                               const LaunchTemplateOrder& order) {
        const std::string& account = account_of(order.account_id);
        std::string effect =
            fmt::format("launch-template {} {} {} {}", image_.arn(parts_.home.name), account,
                        order.template_id, *destination.ami_id);
        auto before = find_effect(tx, effect);
        if (!before) return failure(before.error());
        if (*before) return std::move(**before);
        auto made = launch_templates::add_image_version(
            tx,
            {.account_id = account,
             .template_id = order.template_id,
             .image_id = *destination.ami_id,
             .make_default = order.set_default,
             .description = fmt::format("From {}", image_.arn(parts_.home.name)),
             .created_by = role_arn_in(account)},
            parts_.clock.now());
        if (!made && made.error().kind == ErrorKind::not_found) {
            return failure(ErrorKind::invalid,
                           fmt::format("The launch template {} does not exist in account {} in the "
                                       "Region {}.",
                                       order.template_id, account, region_.name));
        }
        if (!made) return failure(made.error());
        std::string version = std::to_string(made->number);
        Status recorded = record_effect(tx, effect, version, parts_.clock.now());
        if (!recorded) return failure(recorded.error());
        return version;
    }

    Status put_parameters(catalog::Transaction& tx, const Destination& destination,
                          std::vector<Done>& done) {
        failed_at_ = Action::put_parameters;
        std::string text;
        std::vector<std::string> names;
        for (const ParameterOrder& order : destination.order.parameters) {
            auto version = put_parameter(tx, destination, order);
            if (!version) return failure(version.error());
            text += fmt::format(R"({}{{"parameterName":"{}","version":{}}})",
                                text.empty() ? "" : ",", order.name, *version);
            names.push_back(fmt::format("{} (version {})", order.name, *version));
        }
        done.push_back(
            {Action::put_parameters,
             fmt::format(R"({{"amiId":"{}","parameters":[{}]}})", *destination.ami_id, text),
             fmt::format("parameters put: {}.", fmt::join(names, ", "))});
        return {};
    }

    // The version; the one that an earlier run put, if one did.
    Result<std::string> put_parameter(catalog::Transaction& tx, const Destination& destination,
                                      const ParameterOrder& order) {
        const std::string& account = account_of(order.account_id);
        std::string effect = fmt::format("parameter {} {} {} {}", image_.arn(parts_.home.name),
                                         account, order.name, *destination.ami_id);
        auto before = find_effect(tx, effect);
        if (!before) return failure(before.error());
        if (*before) return std::move(**before);
        if (order.data_type == parameters::image_data) {
            Status seen = check_visible(tx, account, *destination.ami_id);
            if (!seen) return failure(seen.error());
        }
        auto put =
            parameters::put(tx, put_order(destination, order, account), {}, parts_.clock.now());
        if (!put) return failure(put.error());
        if (put->refusal) {
            return failure(ErrorKind::invalid,
                           fmt::format("The parameter {} of account {} could not be put: {}",
                                       order.name, account, put->refusal->message));
        }
        std::string version = std::to_string(put->version);
        Status recorded = record_effect(tx, effect, version, parts_.clock.now());
        if (!recorded) return failure(recorded.error());
        return version;
    }

    parameters::PutOrder put_order(const Destination& destination, const ParameterOrder& order,
                                   const std::string& account) const {
        parameters::PutOrder put;
        put.account_id = account;
        put.region = region_.name;
        put.name = order.name;
        put.value = *destination.ami_id;
        put.type = parameters::Type::string;
        put.overwrite = true;
        put.data_type = order.data_type;
        put.modified_by = role_arn_in(account);
        put.image_checked = true;
        return put;
    }

    // What PutParameter asks of a parameter of the type aws:ec2:image.
    Status check_visible(catalog::Transaction& tx, const std::string& account,
                         const std::string& ami_id) {
        auto ami = images::find_image(tx, ami_id);
        if (!ami) return failure(ami.error());
        if (ami->owner_id == account) return {};
        auto organizations = organizations_.find(account);
        if (organizations == organizations_.end()) {
            organizations =
                organizations_.emplace(account, parts_.authority.organization_arns(account)).first;
        }
        if (!organizations->second) return failure(organizations->second.error());
        auto granted = images::is_granted(tx, ami_id, account, *organizations->second);
        if (!granted) return failure(granted.error());
        if (*granted) return {};
        return failure(
            ErrorKind::denied,
            fmt::format(
                "The account {} cannot see the AMI {}, so it cannot have a parameter of the "
                "type aws:ec2:image with it: share the AMI with it (launchPermission), make "
                "it a target account, or use the dataType text.",
                account, ami_id));
    }

    const DistributeParts& parts_;
    const ImageBuild& image_;
    images::Region& region_;
    std::map<std::string, Result<std::vector<std::string>>> organizations_;
    Action failed_at_ = Action::associate_licenses;
};

}  // namespace

void configure(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
               const Runs& runs) {
    Setup setup(parts, image, region);
    Runs with_work;
    std::map<DestinationRun*, std::vector<Setup::Done>> done;
    for (DestinationRun* run : runs) {
        if (run->destination.order.configures()) {
            with_work.push_back(run);
        } else {
            run->move_to(Step::exporting);
        }
    }
    Time started = parts.clock.now();
    write_each(
        region.catalog, with_work,
        [&](catalog::Transaction& tx, DestinationRun& run) {
            return setup.apply(tx, run.destination, done[&run]);
        },
        [&](DestinationRun& run, const Error& error) {
            run.stop(setup.failed_at(), error, parts.clock.now());
        });
    for (DestinationRun* run : with_work) {
        if (!run->goes_on()) continue;
        Time now = parts.clock.now();
        for (Setup::Done& each : done[run]) {
            run->note(now, each.told);
            run->done(each.action, started, now, std::move(each.outputs));
        }
        run->move_to(Step::exporting);
    }
}

}  // namespace amicast::distribution
