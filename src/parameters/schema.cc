// Migrations of the room "parameters".
#include "parameters/schema.h"

#include <array>

namespace amicast::parameters {
namespace {

// `parameters.version` is the version that counts, 0 while the first one awaits its validation;
// `last_version` the highest number given out, so that none is given twice. A version with
// `pending` 1 is not shown to anybody. The value of a SecureString is stored encrypted.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE parameters (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    last_version BIGINT NOT NULL,
    tier TEXT NOT NULL,
    PRIMARY KEY (account_id, name)
);
CREATE INDEX parameters_tier ON parameters (account_id, tier);
CREATE TABLE parameter_versions (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    pending BIGINT NOT NULL,
    type TEXT NOT NULL,
    value BYTEA NOT NULL,
    key_id TEXT NOT NULL,
    description TEXT NOT NULL,
    allowed_pattern TEXT NOT NULL,
    tier TEXT NOT NULL,
    data_type TEXT NOT NULL,
    modified BIGINT NOT NULL,
    modified_by TEXT NOT NULL,
    PRIMARY KEY (account_id, name, version)
);
CREATE TABLE parameter_labels (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (account_id, name, label)
);
CREATE INDEX parameter_labels_version ON parameter_labels (account_id, name, version);
CREATE TABLE parameter_tags (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (account_id, name, key)
);
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    static constexpr std::array<catalog::Migration, 1> migrations = {{{1, first_tables}}};
    return catalog::migrate(catalog, "parameters", migrations);
}

}  // namespace amicast::parameters
