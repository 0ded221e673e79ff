#include "iam/organization_tree.h"

#include <algorithm>

#include "iam/identity_rows.h"
#include "iam/organization_policies.h"

namespace amicast::iam {
namespace {

using catalog::Row;
using catalog::Transaction;

OrganizationalUnit read_unit(const Row& row) {
    return {.id = row.string(0), .parent_id = row.string(1), .name = row.string(2)};
}

Status name_is_free(Transaction& tx, const Organization& organization, std::string_view parent_id,
                    std::string_view name, std::string_view but_for_id) {
    auto taken = select_count(tx,
                              "SELECT count(*) FROM organizational_units WHERE organization_id = "
                              "$1 AND parent_id = $2 AND name = $3 AND id <> $4",
                              {organization.id, parent_id, name, but_for_id});
    if (!taken) return failure(taken.error());
    if (*taken == 0) return {};
    return failure(ErrorKind::conflict, "An OU with the same name already exists.");
}

}  // namespace

Result<std::optional<std::vector<std::string>>> select_unit_path(Transaction& tx,
                                                                 const Organization& organization,
                                                                 std::string_view parent_id) {
    using Path = std::optional<std::vector<std::string>>;
    std::vector<std::string> path;
    std::string at(parent_id);
    while (at != organization.root_id) {
        auto unit = select_unit(tx, organization, at);
        if (!unit) return failure(unit.error());
        if (!*unit) return Path();
        if (path.size() == unit_depth_max) {
            return failure(ErrorKind::corrupt, "An organization is deeper than it can be.",
                           "unit " + at);
        }
        path.push_back(at);
        at = std::move((*unit)->parent_id);
    }
    std::reverse(path.begin(), path.end());
    return Path(std::move(path));
}

Result<std::optional<OrganizationPlace>> select_place_of(Transaction& tx,
                                                         std::string_view account_id) {
    using Place = std::optional<OrganizationPlace>;
    auto organization = select_organization_of(tx, account_id);
    if (!organization) return failure(organization.error());
    if (!*organization) return Place();
    auto parent = select_parent_of_account(tx, **organization, account_id);
    if (!parent) return failure(parent.error());
    auto units = select_unit_path(tx, **organization, parent->value_or(""));
    if (!units) return failure(units.error());
    if (!*units) {
        return failure(ErrorKind::corrupt, "An account's place in its organization is unknown.",
                       "account " + std::string(account_id));
    }
    return Place({.organization = std::move(**organization), .unit_ids = std::move(**units)});
}

Result<std::optional<OrganizationalUnit>> select_unit(Transaction& tx,
                                                      const Organization& organization,
                                                      std::string_view id) {
    std::optional<OrganizationalUnit> found;
    Status done = tx.query(
        "SELECT id, parent_id, name FROM organizational_units WHERE id = $1 AND "
        "organization_id = $2",
        {id, organization.id}, [&](const Row& row) { found = read_unit(row); });
    if (!done) return failure(done.error());
    return found;
}

Result<Page<OrganizationalUnit>> select_units_under(Transaction& tx,
                                                    const Organization& organization,
                                                    std::string_view parent_id,
                                                    const PageRequest& page) {
    std::vector<OrganizationalUnit> units;
    Status done = tx.query(
        "SELECT id, parent_id, name FROM organizational_units WHERE organization_id = $1 AND "
        "parent_id = $2 AND id > $3 ORDER BY id LIMIT $4",
        {organization.id, parent_id, page.after, page.max + 1},
        [&](const Row& row) { units.push_back(read_unit(row)); });
    if (!done) return failure(done.error());
    return make_page(std::move(units), page.max,
                     [](const OrganizationalUnit& unit) { return unit.id; });
}

Result<std::optional<std::string>> select_parent_of_account(Transaction& tx,
                                                            const Organization& organization,
                                                            std::string_view account_id) {
    std::optional<std::string> parent;
    Status done = tx.query(
        "SELECT parent_id FROM organization_members WHERE account_id = $1 AND organization_id = $2",
        {account_id, organization.id}, [&](const Row& row) { parent = row.string(0); });
    if (!done) return failure(done.error());
    return parent;
}

Result<OrganizationalUnit> insert_unit(Transaction& tx, const Organization& organization,
                                       std::string_view parent_id, std::string_view name,
                                       Time created, Random& random) {
    if (Status is_free = name_is_free(tx, organization, parent_id, name, ""); !is_free)
        return failure(is_free.error());
    // A root's id is "r-…"; its units carry what stands behind the "r-".
    std::string prefix = "ou-" + organization.root_id.substr(2) + "-";
    OrganizationalUnit unit{.id = new_organization_id(prefix, 8, random),
                            .parent_id = std::string(parent_id),
                            .name = std::string(name)};
    Status done = run(tx,
                      "INSERT INTO organizational_units (id, organization_id, parent_id, name, "
                      "created_us) VALUES ($1, $2, $3, $4, $5)",
                      {unit.id, organization.id, parent_id, name, created});
    if (!done) return failure(done.error());
    if (Status attached = attach_first_policy(tx, organization, unit.id); !attached)
        return failure(attached.error());
    return unit;
}

Result<std::int64_t> count_units(Transaction& tx, const Organization& organization) {
    return select_count(tx, "SELECT count(*) FROM organizational_units WHERE organization_id = $1",
                        {organization.id});
}

Status rename_unit(Transaction& tx, const Organization& organization,
                   const OrganizationalUnit& unit, std::string_view name) {
    if (Status is_free = name_is_free(tx, organization, unit.parent_id, name, unit.id); !is_free)
        return is_free;
    return run(tx,
               "UPDATE organizational_units SET name = $1 WHERE id = $2 AND organization_id = $3",
               {name, unit.id, organization.id});
}

Result<bool> has_children(Transaction& tx, const Organization& organization,
                          std::string_view parent_id) {
    auto children = select_count(
        tx,
        "SELECT (SELECT count(*) FROM organizational_units WHERE organization_id = $1 AND "
        "parent_id = $2) + (SELECT count(*) FROM organization_members WHERE organization_id = $1 "
        "AND parent_id = $2)",
        {organization.id, parent_id});
    if (!children) return failure(children.error());
    return *children > 0;
}

Status delete_unit(Transaction& tx, const Organization& organization, std::string_view id) {
    if (Status done = detach_all(tx, organization, id); !done) return done;
    if (Status done = delete_tags(tx, OwnerKind::organization, organization.id, id); !done)
        return done;
    return run(tx, "DELETE FROM organizational_units WHERE id = $1 AND organization_id = $2",
               {id, organization.id});
}

Status move_account(Transaction& tx, const Organization& organization, std::string_view account_id,
                    std::string_view parent_id) {
    return run(tx,
               "UPDATE organization_members SET parent_id = $1 WHERE account_id = $2 AND "
               "organization_id = $3",
               {parent_id, account_id, organization.id});
}

std::string new_organization_id(std::string_view prefix, std::size_t count, Random& random) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string id(prefix);
    for (std::size_t i = 0; i < count; ++i)
        id += alphabet[random.next() % alphabet.size()];
    return id;
}

}  // namespace amicast::iam
