// Migrations of the room "events".
#include "events/schema.h"

#include <array>

namespace amicast::events {
namespace {

// Numbers are never given twice, so that a cursor means the same for ever.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE event_counter (last_sequence BIGINT NOT NULL);
INSERT INTO event_counter (last_sequence) VALUES (0);
CREATE TABLE events (
    sequence BIGINT PRIMARY KEY,
    account_id TEXT NOT NULL,
    source TEXT NOT NULL,
    detail_type TEXT NOT NULL,
    resource TEXT NOT NULL,
    detail TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE event_cursors (
    sink TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL
);
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    static constexpr std::array<catalog::Migration, 1> migrations = {{{1, first_tables}}};
    return catalog::migrate(catalog, "events", migrations);
}

}  // namespace amicast::events
