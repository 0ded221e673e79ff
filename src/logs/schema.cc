// Migrations of the room "logs".
#include "logs/schema.h"

#include <array>

namespace amicast::logs {
namespace {

// Groups and streams have numbers, never given twice, so that what hangs on a deleted one can be
// cleared away behind it. Times of events and ingestion are milliseconds, as in the API; all others
// microseconds. A batch is a row with up to 1 MiB of events within a short span of time; its key
// is in order of time for one stream, its index for a group. `log_trash` names what was deleted
// and still has rows; stream 0 stands for a whole group.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE log_counter (last_id BIGINT NOT NULL);
INSERT INTO log_counter (last_id) VALUES (0);
CREATE TABLE log_groups (
    id BIGINT PRIMARY KEY,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    class TEXT NOT NULL,
    retention_days BIGINT,
    is_protected BIGINT NOT NULL
);
CREATE UNIQUE INDEX log_groups_name ON log_groups (account_id, name);
CREATE INDEX log_groups_retention ON log_groups (id) WHERE retention_days IS NOT NULL;
CREATE TABLE log_group_tags (
    group_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (group_id, key)
);
CREATE TABLE log_streams (
    id BIGINT PRIMARY KEY,
    group_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    last_event BIGINT NOT NULL,
    last_ingestion BIGINT NOT NULL,
    last_batch BIGINT NOT NULL,
    stored_bytes BIGINT NOT NULL
);
CREATE UNIQUE INDEX log_streams_name ON log_streams (group_id, name);
CREATE INDEX log_streams_event ON log_streams (group_id, last_event, name);
CREATE TABLE log_batches (
    stream_id BIGINT NOT NULL,
    first_event BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    last_event BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    ingested BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (stream_id, first_event, batch)
);
CREATE INDEX log_batches_group
    ON log_batches (group_id, first_event, stream_id, batch, last_event);
CREATE TABLE log_trash (
    group_id BIGINT NOT NULL,
    stream_id BIGINT NOT NULL,
    PRIMARY KEY (group_id, stream_id)
);
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    static constexpr std::array<catalog::Migration, 1> migrations = {{{1, first_tables}}};
    return catalog::migrate(catalog, "logs", migrations);
}

}  // namespace amicast::logs
