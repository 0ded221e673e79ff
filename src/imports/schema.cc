// Migrations of the room "imports".
#include "imports/schema.h"

#include <array>

namespace amicast::imports {
namespace {

// `details` is what was ordered and what became of each disk, as JSON.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE import_tasks (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    status TEXT NOT NULL,
    message TEXT,
    progress BIGINT NOT NULL,
    image_id TEXT,
    details TEXT NOT NULL,
    tags TEXT NOT NULL,
    created BIGINT NOT NULL,
    ended BIGINT
);
CREATE INDEX import_tasks_account ON import_tasks (account_id, id);
CREATE INDEX import_tasks_ended ON import_tasks (ended);
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    static constexpr std::array<catalog::Migration, 1> migrations = {{{1, first_tables}}};
    return catalog::migrate(catalog, "imports", migrations);
}

}  // namespace amicast::imports
