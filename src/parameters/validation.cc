#include "parameters/validation.h"

#include <optional>

#include <fmt/format.h>

#include "base/ids.h"
#include "images/image.h"
#include "images/permissions.h"
#include "images/statement.h"
#include "parameters/parameter_rows.h"
#include "telemetry/log.h"

namespace amicast::parameters {
namespace {

// The version a job is about.
struct Subject {
    std::string account_id;
    std::string name;
    std::int64_t version = 0;
};

std::optional<Subject> subject_of(const jobs::Job& job) {
    auto version = version_of_selector(job.payload);
    if (!version) return std::nullopt;
    return Subject{.account_id = job.account_id, .name = job.subject, .version = *version};
}

// The value that waits; empty when the parameter was deleted, or the version settled before.
Result<std::optional<std::string>> pending_value(catalog::Transaction& tx, const Subject& subject) {
    std::optional<std::string> value;
    Status read = tx.query(
        "SELECT value FROM parameter_versions "
        "WHERE account_id = $1 AND name = $2 AND version = $3 AND pending = 1",
        {subject.account_id, subject.name, subject.version},
        [&](const catalog::Row& row) { value = to_text(row.bytes(0)); });
    if (!read) return failure(read.error());
    return value;
}

// What DescribeImages would show the account: its own, public and shared images that are usable.
Result<bool> is_visible(catalog::Transaction& tx, const std::string& account_id,
                        const std::string& image_id,
                        const std::vector<std::string>& organization_arns) {
    if (!is_resource_id(image_id, "ami-")) return false;
    auto image = images::find_image(tx, image_id);
    if (!image && image.error().kind == ErrorKind::not_found) return false;
    if (!image) return failure(image.error());
    const bool usable = image->state == images::ImageState::available ||
                        image->state == images::ImageState::pending;
    if (!usable) return false;
    if (image->owner_id == account_id || image->is_public) return true;
    return images::is_granted(tx, image_id, account_id, organization_arns);
}

// A validation that ended late does not take the place of a newer version.
Status publish(catalog::Transaction& tx, const Subject& subject) {
    Status published = images::run(tx,
                                   "UPDATE parameter_versions SET pending = 0 "
                                   "WHERE account_id = $1 AND name = $2 AND version = $3",
                                   {subject.account_id, subject.name, subject.version});
    if (!published) return published;
    return images::run(tx,
                       "UPDATE parameters SET version = $3 "
                       "WHERE account_id = $1 AND name = $2 AND version < $3",
                       {subject.account_id, subject.name, subject.version});
}

Result<bool> has_versions(catalog::Transaction& tx, const Subject& subject) {
    return images::exists(
        tx, "SELECT 1 FROM parameter_versions WHERE account_id = $1 AND name = $2 LIMIT 1",
        {subject.account_id, subject.name});
}

// The parameter's tier goes back with a version that would have changed it.
constexpr std::string_view restore_tier =
    "UPDATE parameters SET tier = (SELECT v.tier FROM parameter_versions v "
    "WHERE v.account_id = $1 AND v.name = $2 ORDER BY v.version DESC LIMIT 1) "
    "WHERE account_id = $1 AND name = $2";

Status reject(catalog::Transaction& tx, const Subject& subject) {
    Status erased = erase_version(tx, subject.account_id, subject.name, subject.version);
    if (!erased) return erased;
    auto left = has_versions(tx, subject);
    if (!left) return failure(left.error());
    if (!*left) return erase_rows(tx, subject.account_id, subject.name);
    return images::run(tx, restore_tier, {subject.account_id, subject.name});
}

class ValidateExecutor final : public jobs::Executor {
  public:
    ValidateExecutor(std::string region, OrganizationArns organizations)
        : region_(std::move(region)), organizations_(std::move(organizations)) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        auto subject = subject_of(job);
        if (!subject) return jobs::Outcome::failed(bad_payload(job));
        auto organizations = organizations_(subject->account_id);
        if (!organizations) return jobs::Outcome::retry(organizations.error());
        std::optional<bool> visible;
        Status settled = control.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            visible.reset();
            auto value = pending_value(tx, *subject);
            if (!value) return failure(value.error());
            if (!*value) return {};
            auto seen = is_visible(tx, subject->account_id, **value, *organizations);
            if (!seen) return failure(seen.error());
            visible = *seen;
            return *seen ? publish(tx, *subject) : reject(tx, *subject);
        });
        if (!settled) return jobs::Outcome::retry(settled.error());
        if (visible == false) log_rejected(*subject, "Unable to Describe Resource");
        return jobs::Outcome::done();
    }

    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto subject = subject_of(job);
        if (!subject) return {};
        auto value = pending_value(tx, *subject);
        if (!value) return failure(value.error());
        if (!*value) return {};
        log_rejected(*subject, error.message);
        return reject(tx, *subject);
    }

  private:
    static Error bad_payload(const jobs::Job& job) {
        return {.kind = ErrorKind::corrupt,
                .message = fmt::format("The job {} names no version of a parameter.", job.id)};
    }

    // AWS tells this by an event, "Parameter Store Change".
    void log_rejected(const Subject& subject, std::string_view reason) const {
        telemetry::log_warning("parameter rejected", {{"region", region_},
                                                      {"account", subject.account_id},
                                                      {"parameter", subject.name},
                                                      {"version", subject.version},
                                                      {"reason", reason}});
    }

    std::string region_;
    OrganizationArns organizations_;
};

}  // namespace

Status enqueue_validation(catalog::Transaction& tx, const ParameterVersion& version, Time now) {
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(validate_parameter_kind),
                              .account_id = version.account_id,
                              .subject = version.name,
                              .payload = std::to_string(version.version)},
                             now);
    if (!job) return failure(job.error());
    return {};
}

std::unique_ptr<jobs::Executor> make_validate_parameter_executor(std::string region,
                                                                 OrganizationArns organizations) {
    return std::make_unique<ValidateExecutor>(std::move(region), std::move(organizations));
}

}  // namespace amicast::parameters
