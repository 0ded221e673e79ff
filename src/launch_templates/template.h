// Launch templates and their versions: rows of a region's catalog. No wire types here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::launch_templates {

// AWS's quotas: templates of an account in a region, versions of a template.
inline constexpr std::int64_t templates_max = 5'000;
inline constexpr std::int64_t versions_max = 5'000;

struct Template {
    std::string id;  // "lt-…"
    std::string account_id;
    std::string name;  // one of a kind within the account
    Time created{};
    std::string created_by;  // ARN of a principal
    std::int64_t default_version = 1;
    std::int64_t latest_version = 1;  // the highest that is there
};

struct Version {
    std::string template_id;
    std::int64_t number = 0;  // from 1, never given twice
    std::string description;
    Time created{};
    std::string created_by;
    std::optional<std::string> image_id;
    std::string data;  // everything but the image, as the service writes it
};

// What a new version is made of.
struct VersionContent {
    std::string description;
    std::string created_by;
    std::optional<std::string> image_id;
    std::string data;
};

Status migrate(catalog::Database& catalog);

// The template with its version 1, which is its default. Errors: conflict when the account has one
// of that name, limit.
Status insert(catalog::Transaction& tx, const Template& fresh, const VersionContent& first);

// Errors: not_found, also for those of other accounts.
Result<Template> find_template(catalog::Transaction& tx, std::string_view account_id,
                               std::string_view id);
Result<Template> find_template_by_name(catalog::Transaction& tx, std::string_view account_id,
                                       std::string_view name);
// The account's templates in order of id, from the one after `after_id` on, until `visit` returns
// false.
Status each_template(catalog::Transaction& tx, std::string_view account_id,
                     std::string_view after_id, const std::function<bool(const Template&)>& visit);

// Errors: not_found.
Result<Version> find_version(catalog::Transaction& tx, std::string_view template_id,
                             std::int64_t number);
// Newest first, from the one before number `before` on (0: from the newest), until `visit` returns
// false.
Status each_version(catalog::Transaction& tx, std::string_view template_id, std::int64_t before,
                    const std::function<bool(const Version&)>& visit);

// The next version; the default stays. Errors: not_found, limit.
Result<Version> add_version(catalog::Transaction& tx, std::string_view template_id,
                            const VersionContent& content, Time now);
// Errors: not_found for a version that is not there.
Status set_default(catalog::Transaction& tx, std::string_view template_id, std::int64_t number);
// Errors: not_found; conflict for the default version, which stays.
Status erase_version(catalog::Transaction& tx, const Template& of, std::int64_t number);
// The template with all its versions and tags.
Status erase_template(catalog::Transaction& tx, std::string_view id);

}  // namespace amicast::launch_templates
