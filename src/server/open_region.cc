#include "server/open_region.h"

#include <utility>

#include "distribution/schema.h"
#include "events/schema.h"
#include "images/snapshot.h"
#include "imports/schema.h"
#include "jobs/queue.h"
#include "keys/locked_keys.h"
#include "launch_templates/template.h"
#include "lifecycle/schema.h"
#include "logs/schema.h"
#include "parameters/schema.h"
#include "snapshots/upload.h"

namespace amicast::server {
namespace {

Status migrate_all(catalog::Database& catalog) {
    Status migrated = snapshots::migrate(catalog);
    if (migrated) migrated = images::migrate(catalog);
    if (migrated) migrated = jobs::migrate(catalog);
    if (migrated) migrated = parameters::migrate(catalog);
    if (migrated) migrated = logs::migrate(catalog);
    if (migrated) migrated = events::migrate(catalog);
    if (migrated) migrated = launch_templates::migrate(catalog);
    if (migrated) migrated = distribution::migrate(catalog);
    if (migrated) migrated = lifecycle::migrate(catalog);
    if (migrated) migrated = imports::migrate(catalog);
    if (migrated) migrated = keys::migrate(catalog);
    return migrated;
}

// Which region it was, in front of what went wrong.
Error of_region(const std::string& name, Error error) {
    error.message = "Region " + name + ": " + error.message;
    return error;
}

}  // namespace

Result<OpenRegion> open_region(const DataDirectory& directory, const std::string& name,
                               const RegionOptions& options, const SiteParts& site) {
    Status made = directory.make_region(name);
    if (!made) return failure(of_region(name, made.error()));
    OpenRegion open;
    catalog::SqliteOptions catalog_options = options.catalog;
    catalog_options.path = directory.region(name) + "/catalog.db";
    auto catalog = catalog::open_sqlite(catalog_options);
    if (!catalog) return failure(of_region(name, catalog.error()));
    open.catalog = std::move(*catalog);
    Status migrated = migrate_all(*open.catalog);
    if (!migrated) return failure(of_region(name, migrated.error()));

    auto objects = storage::open_local_files(directory.region(name) + "/segments");
    if (!objects) return failure(of_region(name, objects.error()));
    open.objects = std::move(*objects);
    auto blocks = blocks::open_block_store(*open.objects, *open.catalog,
                                           {.segment_bytes_max = options.segment_bytes_max});
    if (!blocks) return failure(of_region(name, blocks.error()));
    open.blocks = std::move(*blocks);
    if (site.root_key != nullptr) {
        open.keys = std::make_unique<keys::Keyring>(*open.catalog, *site.root_key, site.clock,
                                                    site.random, name);
    }
    keys::DomainKeys& domain_keys = open.keys ? *open.keys : keys::locked_keys();
    open.region = std::make_unique<images::Region>(images::Region{.name = name,
                                                                  .catalog = *open.catalog,
                                                                  .blocks = *open.blocks,
                                                                  .keys = domain_keys,
                                                                  .random = site.random});
    return open;
}

}  // namespace amicast::server
