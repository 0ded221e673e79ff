// Migrations of the room "launch_templates".
#include <array>

#include "launch_templates/template.h"

namespace amicast::launch_templates {
namespace {

// `last_version` is the highest number given out, so that none is given twice; `latest_version` the
// highest that is there.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE launch_templates (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    default_version BIGINT NOT NULL,
    latest_version BIGINT NOT NULL,
    last_version BIGINT NOT NULL,
    versions BIGINT NOT NULL
);
CREATE UNIQUE INDEX launch_templates_name ON launch_templates (account_id, name);
CREATE INDEX launch_templates_account ON launch_templates (account_id, id);
CREATE TABLE launch_template_versions (
    template_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    description TEXT NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    image_id TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (template_id, number)
);
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    static constexpr std::array<catalog::Migration, 1> migrations = {{{1, first_tables}}};
    return catalog::migrate(catalog, "launch_templates", migrations);
}

}  // namespace amicast::launch_templates
