// Migrations of the room "distribution".
#include "distribution/schema.h"

#include <array>

namespace amicast::distribution {
namespace {

// A configuration is named by its slug within the account. An image is one build of a name and
// version; its build number comes from distribution_versions, so that a number is never given
// twice, not even after its image was deleted. `remaining` counts the destinations that have not
// ended.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE distribution_configurations (
    account_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    distributions TEXT NOT NULL,
    regions TEXT NOT NULL,
    tags TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT,
    PRIMARY KEY (account_id, slug)
);
CREATE TABLE distribution_versions (
    account_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    major BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    patch BIGINT NOT NULL,
    last_build BIGINT NOT NULL,
    PRIMARY KEY (account_id, slug, major, minor, patch)
);
CREATE TABLE distribution_images (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    major BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    patch BIGINT NOT NULL,
    build BIGINT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    platform TEXT NOT NULL,
    os_version TEXT,
    image_source TEXT NOT NULL,
    source_image TEXT NOT NULL,
    source_ami_id TEXT NOT NULL,
    source_roots TEXT NOT NULL,
    configuration TEXT NOT NULL,
    execution_role TEXT NOT NULL,
    log_group TEXT,
    tags TEXT NOT NULL,
    cancel_requested BIGINT NOT NULL,
    round BIGINT NOT NULL,
    remaining BIGINT NOT NULL,
    created BIGINT NOT NULL,
    ended BIGINT
);
CREATE UNIQUE INDEX distribution_images_by_name
    ON distribution_images (account_id, slug, major, minor, patch, build);
CREATE INDEX distribution_images_by_date
    ON distribution_images (account_id, created, slug, major, minor, patch, build);
CREATE INDEX distribution_images_by_end ON distribution_images (account_id, ended);
CREATE TABLE distribution_destinations (
    image_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    region TEXT NOT NULL,
    account_id TEXT NOT NULL,
    step TEXT NOT NULL,
    ami_order TEXT NOT NULL,
    ami_name TEXT NOT NULL,
    ami_id TEXT,
    round BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT,
    failed_configuration_step TEXT,
    started BIGINT,
    copy_started BIGINT,
    ended BIGINT,
    PRIMARY KEY (image_id, position)
);
)sql";

// What happens to an image after it is there: who else may see it, and its life cycle.
constexpr std::string_view life_of_images = R"sql(
ALTER TABLE distribution_images ADD COLUMN build_type TEXT NOT NULL DEFAULT 'USER_INITIATED';
ALTER TABLE distribution_images ADD COLUMN policy TEXT;
ALTER TABLE distribution_images ADD COLUMN bound_policy TEXT;
ALTER TABLE distribution_images ADD COLUMN deprecation_time BIGINT;
ALTER TABLE distribution_images ADD COLUMN lifecycle_execution_id TEXT;
CREATE INDEX distribution_images_with_policy ON distribution_images (account_id)
    WHERE policy IS NOT NULL;
)sql";

// What became of each destination step by step, for the API's workflow executions; one execution
// for each round of an image. `distributing` counts the destinations that are not yet copied,
// shared and verified. distribution_effects stands in the region it is about and holds what was
// made there on behalf of a destination, in the transaction that made it, so that nothing is made
// twice.
constexpr std::string_view settings_tables = R"sql(
ALTER TABLE distribution_images ADD COLUMN distributing BIGINT NOT NULL DEFAULT 0;
UPDATE distribution_images SET distributing = remaining;
ALTER TABLE distribution_destinations ADD COLUMN bytes_moved BIGINT NOT NULL DEFAULT 0;
ALTER TABLE distribution_destinations ADD COLUMN bytes_skipped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE distribution_destinations ADD COLUMN percent_done BIGINT NOT NULL DEFAULT 0;
ALTER TABLE distribution_destinations ADD COLUMN copy_ended BIGINT;
CREATE TABLE distribution_executions (
    id TEXT PRIMARY KEY,
    image_id TEXT NOT NULL,
    round BIGINT NOT NULL,
    status TEXT NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT
);
CREATE UNIQUE INDEX distribution_executions_by_image ON distribution_executions (image_id, round);
CREATE TABLE distribution_steps (
    image_id TEXT NOT NULL,
    round BIGINT NOT NULL,
    position BIGINT NOT NULL,
    action BIGINT NOT NULL,
    status TEXT NOT NULL,
    message TEXT NOT NULL,
    outputs TEXT NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (image_id, round, position, action)
);
CREATE TABLE distribution_effects (
    name TEXT PRIMARY KEY,
    result TEXT NOT NULL,
    created BIGINT NOT NULL
);
)sql";

// Disk images of AMIs in buckets; in the region of the AMI.
constexpr std::string_view export_tables = R"sql(
CREATE TABLE image_exports (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    ami_id TEXT NOT NULL,
    format TEXT NOT NULL,
    bucket TEXT NOT NULL,
    object_key TEXT NOT NULL,
    state TEXT NOT NULL,
    percent_done BIGINT NOT NULL,
    object_bytes BIGINT NOT NULL,
    message TEXT NOT NULL,
    created BIGINT NOT NULL,
    ended BIGINT
);
)sql";

// An object for each disk. Exports of before had one, of the AMI's first disk.
constexpr std::string_view export_disks = R"sql(
CREATE TABLE image_export_disks (
    export_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    device_name TEXT NOT NULL,
    object_key TEXT NOT NULL,
    object_bytes BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (export_id, position)
);
INSERT INTO image_export_disks (export_id, position, device_name, object_key, object_bytes, sent)
    SELECT id, 0, '', object_key, object_bytes,
           CASE WHEN state = 'completed' THEN 1 ELSE 0 END FROM image_exports;
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    static constexpr std::array<catalog::Migration, 5> migrations = {{{1, first_tables},
                                                                      {2, life_of_images},
                                                                      {3, settings_tables},
                                                                      {4, export_tables},
                                                                      {5, export_disks}}};
    return catalog::migrate(catalog, "distribution", migrations);
}

}  // namespace amicast::distribution
