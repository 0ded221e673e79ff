// Migrations of the room "lifecycle".
#include "lifecycle/schema.h"

#include <array>

namespace amicast::lifecycle {
namespace {

// A policy is named by its slug within the account; its details and selection are kept as the
// service's own JSON, so that they come back exactly, and beside that as the rules the engine
// reads. A resource of an execution is an image (parent empty), or an AMI of one.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE lifecycle_policies (
    account_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    enabled BIGINT NOT NULL,
    execution_role TEXT NOT NULL,
    details TEXT NOT NULL,
    selection TEXT NOT NULL,
    rules TEXT NOT NULL,
    selected_tags TEXT,
    tags TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT,
    last_run BIGINT,
    PRIMARY KEY (account_id, slug)
);
CREATE TABLE lifecycle_executions (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    policy_slug TEXT NOT NULL,
    execution_role TEXT NOT NULL,
    rules TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    started BIGINT NOT NULL,
    ended BIGINT
);
CREATE INDEX lifecycle_executions_by_policy
    ON lifecycle_executions (account_id, policy_slug, started, id);
CREATE TABLE lifecycle_resources (
    execution_id TEXT NOT NULL,
    parent TEXT NOT NULL,
    position BIGINT NOT NULL,
    resource_id TEXT NOT NULL,
    image_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    rule BIGINT NOT NULL,
    action_reason TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    snapshots TEXT NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (execution_id, parent, position)
);
CREATE INDEX lifecycle_resources_by_id ON lifecycle_resources (resource_id, execution_id);
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    static constexpr std::array<catalog::Migration, 1> migrations = {{{1, first_tables}}};
    return catalog::migrate(catalog, "lifecycle", migrations);
}

}  // namespace amicast::lifecycle
