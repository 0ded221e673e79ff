#include "iam/instance_profiles.h"

#include "base/ids.h"
#include "iam/identity_rows.h"
#include "iam/messages.h"
#include "iam/policy_owner.h"
#include "iam/policy_pattern.h"
#include "iam/roles.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

constexpr std::string_view columns = "account_id, name, path, id, role_name, created_us";

// DeleteRole and DeleteInstanceProfile refuse in the same words.
constexpr std::string_view holds_a_role =
    "Cannot delete entity, must remove roles from instance profile first.";

InstanceProfile read_instance_profile(const catalog::Row& row) {
    return {.account_id = row.string(0),
            .name = row.string(1),
            .path = row.string(2),
            .id = row.string(3),
            .role_name = row.string(4),
            .role = std::nullopt,
            .tags = {},
            .created = row.time(5)};
}

Status fill_role(Transaction& tx, InstanceProfile& profile) {
    if (profile.role_name.empty()) return {};
    auto role = select_role(tx, profile.account_id, profile.role_name);
    if (!role) return failure(role.error());
    profile.role = std::move(*role);
    return {};
}

Result<std::optional<InstanceProfile>> select_instance_profile(Transaction& tx,
                                                               std::string_view account_id,
                                                               std::string_view name) {
    static const std::string sql = "SELECT " + std::string(columns) +
                                   " FROM instance_profiles WHERE account_id = $1 AND "
                                   "name_key = $2 AND name = $3";
    std::optional<InstanceProfile> found;
    Status done = tx.query(sql, {account_id, ascii_lower(name), name},
                           [&](const catalog::Row& row) { found = read_instance_profile(row); });
    if (!done) return failure(done.error());
    if (!found) return found;
    if (Status filled = fill_role(tx, *found); !filled) return failure(filled.error());
    auto tags = select_tags(tx, OwnerKind::instance_profile, account_id, name);
    if (!tags) return failure(tags.error());
    found->tags = std::move(*tags);
    return found;
}

// `sql` finds up to `page.max + 1` profiles in order of name.
Result<Page<InstanceProfile>> select_page(Transaction& tx, std::string_view sql,
                                          std::initializer_list<catalog::Parameter> parameters,
                                          const PageRequest& page) {
    std::vector<InstanceProfile> found;
    Status done = tx.query(sql, parameters, [&](const catalog::Row& row) {
        found.push_back(read_instance_profile(row));
    });
    if (!done) return failure(done.error());
    for (InstanceProfile& profile : found) {
        if (Status filled = fill_role(tx, profile); !filled) return failure(filled.error());
    }
    return make_page(std::move(found), page.max,
                     [](const InstanceProfile& profile) { return ascii_lower(profile.name); });
}

Status check_room(Transaction& tx, std::string_view account_id) {
    auto count = select_count(tx, "SELECT count(*) FROM instance_profiles WHERE account_id = $1",
                              {account_id});
    if (!count) return failure(count.error());
    if (*count >= instance_profiles_per_account_max)
        return quota_exceeded("InstanceProfilesPerAccount", instance_profiles_per_account_max);
    return {};
}

Status set_role(Transaction& tx, const InstanceProfile& profile, std::string_view role) {
    return run(
        tx, "UPDATE instance_profiles SET role_name = $1 WHERE account_id = $2 AND name_key = $3",
        {role, profile.account_id, ascii_lower(profile.name)});
}

}  // namespace

std::string InstanceProfile::arn() const {
    return iam_arn(account_id, "instance-profile" + path + name);
}

Result<InstanceProfile> require_instance_profile(Transaction& tx, std::string_view account_id,
                                                 std::string_view name) {
    auto profile = select_instance_profile(tx, account_id, name);
    if (!profile) return failure(profile.error());
    if (!*profile) {
        return failure(ErrorKind::not_found,
                       "Instance Profile " + std::string(name) + " cannot be found.");
    }
    return std::move(**profile);
}

Status require_in_no_instance_profile(Transaction& tx, const Role& role) {
    auto holders = select_count(
        tx, "SELECT count(*) FROM instance_profiles WHERE account_id = $1 AND role_name = $2",
        {role.account_id, role.name});
    if (!holders) return failure(holders.error());
    if (*holders > 0) return failure(ErrorKind::conflict, std::string(holds_a_role));
    return {};
}

Result<InstanceProfile> create_instance_profile(IdentityStore& store, InstanceProfile wanted) {
    wanted.id = new_unique_id("AIPA", 21, store.random());
    wanted.created = store.now();
    return store.change_value([&](Transaction& tx) -> Result<InstanceProfile> {
        if (Status room = check_room(tx, wanted.account_id); !room) return failure(room.error());
        auto inserted = tx.execute(
            "INSERT INTO instance_profiles (account_id, name_key, name, path, id, role_name, "
            "created_us) VALUES ($1, $2, $3, $4, $5, '', $6) "
            "ON CONFLICT (account_id, name_key) DO NOTHING",
            {wanted.account_id, ascii_lower(wanted.name), wanted.name, wanted.path, wanted.id,
             wanted.created});
        if (!inserted) return failure(inserted.error());
        if (*inserted == 0) {
            return failure(ErrorKind::conflict,
                           "Instance Profile " + wanted.name + " already exists.");
        }
        Status tagged = insert_tags(tx, OwnerKind::instance_profile, wanted.account_id, wanted.name,
                                    wanted.tags);
        if (!tagged) return failure(tagged.error());
        return wanted;
    });
}

Result<std::optional<InstanceProfile>> find_instance_profile(IdentityStore& store,
                                                             std::string_view account_id,
                                                             std::string_view name) {
    return store.catalog().read_value(
        [&](Transaction& tx) { return select_instance_profile(tx, account_id, name); });
}

Result<Page<InstanceProfile>> list_instance_profiles(IdentityStore& store,
                                                     std::string_view account_id,
                                                     std::string_view path_prefix,
                                                     const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(columns) +
        " FROM instance_profiles WHERE account_id = $1 AND name_key > $2 AND "
        "substr(path, 1, $3) = $4 ORDER BY name_key LIMIT $5";
    return store.catalog().read_value([&](Transaction& tx) {
        return select_page(
            tx, sql, {account_id, page.after, path_prefix.size(), path_prefix, page.max + 1}, page);
    });
}

Result<Page<InstanceProfile>> list_instance_profiles_for_role(IdentityStore& store,
                                                              std::string_view account_id,
                                                              std::string_view role,
                                                              const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(columns) +
        " FROM instance_profiles WHERE account_id = $1 AND role_name = $2 AND name_key > $3 "
        "ORDER BY name_key LIMIT $4";
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<InstanceProfile>> {
        if (auto known = require_role(tx, account_id, role); !known) return failure(known.error());
        return select_page(tx, sql, {account_id, role, page.after, page.max + 1}, page);
    });
}

Status add_role_to_instance_profile(IdentityStore& store, std::string_view account_id,
                                    std::string_view name, std::string_view role) {
    return store.change([&](Transaction& tx) -> Status {
        auto profile = require_instance_profile(tx, account_id, name);
        if (!profile) return failure(profile.error());
        auto known = require_role(tx, account_id, role);
        if (!known) return failure(known.error());
        if (Status changeable = require_changeable_role(known->path, role); !changeable)
            return changeable;
        if (!profile->role_name.empty())
            return quota_exceeded("InstanceSessionsPerInstanceProfile", 1);
        return set_role(tx, *profile, role);
    });
}

Status remove_role_from_instance_profile(IdentityStore& store, std::string_view account_id,
                                         std::string_view name, std::string_view role) {
    return store.change([&](Transaction& tx) -> Status {
        auto profile = require_instance_profile(tx, account_id, name);
        if (!profile) return failure(profile.error());
        if (auto known = require_role(tx, account_id, role); !known) return failure(known.error());
        if (profile->role_name != role) {
            return failure(ErrorKind::not_found, "Role " + std::string(role) +
                                                     " is not in instance profile " +
                                                     std::string(name) + ".");
        }
        return set_role(tx, *profile, "");
    });
}

Status delete_instance_profile(IdentityStore& store, std::string_view account_id,
                               std::string_view name) {
    return store.change([&](Transaction& tx) -> Status {
        auto profile = require_instance_profile(tx, account_id, name);
        if (!profile) return failure(profile.error());
        if (!profile->role_name.empty())
            return failure(ErrorKind::conflict, std::string(holds_a_role));
        Status done = delete_tags(tx, OwnerKind::instance_profile, account_id, name);
        if (!done) return done;
        return run(tx, "DELETE FROM instance_profiles WHERE account_id = $1 AND name_key = $2",
                   {account_id, ascii_lower(name)});
    });
}

}  // namespace amicast::iam
