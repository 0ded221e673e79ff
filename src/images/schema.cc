// The tables of this room and their history. Every listing has an index in its order.
#include <array>

#include "images/snapshot.h"

namespace amicast::images {
namespace {

// Booleans are 0 and 1, times microseconds. Tag and permission tables serve images and snapshots:
// their ids differ by prefix.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL,
    state TEXT NOT NULL,
    state_message TEXT NOT NULL,
    description TEXT NOT NULL,
    volume_id TEXT NOT NULL,
    volume_size_gib BIGINT NOT NULL,
    progress_percent BIGINT NOT NULL,
    start_time BIGINT NOT NULL,
    completion_time BIGINT,
    parent_id TEXT,
    lineage_id TEXT NOT NULL,
    root BYTEA,
    present_blocks BIGINT NOT NULL,
    upload_timeout BIGINT,
    upload_deadline BIGINT,
    source_region TEXT,
    source_snapshot_id TEXT,
    transfer_type TEXT NOT NULL,
    completion_duration_minutes BIGINT,
    bytes_moved BIGINT NOT NULL,
    bytes_skipped BIGINT NOT NULL
);
CREATE INDEX snapshots_owner ON snapshots (owner_id, id);
CREATE INDEX snapshots_root ON snapshots (root) WHERE root IS NOT NULL;
CREATE INDEX snapshots_deadline ON snapshots (upload_deadline) WHERE upload_deadline IS NOT NULL;

CREATE TABLE images (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    location TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason_code TEXT,
    state_reason_message TEXT,
    creation_time BIGINT NOT NULL,
    is_public BIGINT NOT NULL,
    architecture TEXT NOT NULL,
    virtualization_type TEXT NOT NULL,
    hypervisor TEXT NOT NULL,
    image_type TEXT NOT NULL,
    root_device_type TEXT NOT NULL,
    root_device_name TEXT,
    kernel_id TEXT,
    ramdisk_id TEXT,
    platform TEXT,
    platform_details TEXT NOT NULL,
    usage_operation TEXT NOT NULL,
    ena_support BIGINT,
    sriov_net_support TEXT,
    boot_mode TEXT,
    tpm_support TEXT,
    imds_support TEXT,
    uefi_data TEXT,
    source_image_id TEXT,
    source_image_region TEXT,
    deprecation_time BIGINT
);
CREATE INDEX images_owner ON images (owner_id, id);
CREATE INDEX images_name ON images (name, id);
CREATE INDEX images_public ON images (id) WHERE is_public = 1;
CREATE INDEX images_public_owner ON images (owner_id, id) WHERE is_public = 1;

CREATE TABLE image_devices (
    image_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    device_name TEXT NOT NULL,
    virtual_name TEXT,
    no_device BIGINT NOT NULL,
    has_ebs BIGINT NOT NULL,
    snapshot_id TEXT,
    volume_size_gib BIGINT,
    volume_type TEXT NOT NULL,
    iops BIGINT,
    throughput BIGINT,
    delete_on_termination BIGINT NOT NULL,
    encrypted BIGINT NOT NULL,
    PRIMARY KEY (image_id, position)
);
CREATE INDEX image_devices_snapshot ON image_devices (snapshot_id, image_id)
    WHERE snapshot_id IS NOT NULL;

CREATE TABLE deregistered_images (
    id TEXT PRIMARY KEY,
    deregistered_at BIGINT NOT NULL
);

CREATE TABLE tags (
    resource_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (resource_id, account_id, key)
);
CREATE INDEX tags_account ON tags (account_id, resource_id, key);
CREATE INDEX tags_value ON tags (account_id, key, value, resource_id);

CREATE TABLE permissions (
    resource_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (resource_id, kind, value)
);
CREATE INDEX permissions_grantee ON permissions (kind, value, resource_id);

CREATE TABLE client_tokens (
    account_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    token TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    response BYTEA NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (account_id, operation, token)
);
CREATE INDEX client_tokens_created ON client_tokens (created);
)sql";

// `root` holds a reference from here on; those of snapshots that are not encrypted stay as they
// were.
constexpr std::string_view encrypted_snapshots = R"sql(
ALTER TABLE snapshots ADD COLUMN kms_key_arn TEXT;
)sql";

constexpr std::string_view ebs_settings = R"sql(
CREATE TABLE ebs_settings (
    account_id TEXT PRIMARY KEY,
    encryption_by_default BIGINT NOT NULL,
    default_key_arn TEXT
);
)sql";

// An account without a row of `public_access` has the site's default.
constexpr std::string_view protection_and_public_access = R"sql(
ALTER TABLE images ADD COLUMN deregistration_protection TEXT NOT NULL DEFAULT 'disabled';
ALTER TABLE images ADD COLUMN protected_until BIGINT;
CREATE TABLE public_access (
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (account_id, kind)
);
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    constexpr std::array migrations{
        catalog::Migration{1, first_tables}, catalog::Migration{2, encrypted_snapshots},
        catalog::Migration{3, ebs_settings}, catalog::Migration{4, protection_and_public_access}};
    return catalog::migrate(catalog, "images", migrations);
}

}  // namespace amicast::images
