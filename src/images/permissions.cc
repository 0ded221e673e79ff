#include "images/permissions.h"

#include <array>
#include <utility>

#include "images/statement.h"

namespace amicast::images {
namespace {

using Kind = Grantee::Kind;

// As stored; id_listing.cc looks for the first two.
constexpr std::array<std::pair<Kind, std::string_view>, 4> kinds{{
    {Kind::user, "user"},
    {Kind::group, "group"},
    {Kind::organization, "organization"},
    {Kind::organizational_unit, "organizational_unit"},
}};

std::string_view to_string(Kind kind) {
    return kinds[static_cast<std::size_t>(kind)].second;
}

Kind kind_from_string(std::string_view text) {
    for (const auto& [kind, name] : kinds) {
        if (name == text) return kind;
    }
    return Kind::user;
}

bool is_everybody(const Grantee& grantee) {
    return grantee.kind == Kind::group && grantee.value == "all";
}

}  // namespace

Result<std::vector<Grantee>> find_grantees(catalog::Transaction& tx, std::string_view resource_id) {
    std::vector<Grantee> grantees;
    Status read =
        tx.query("SELECT kind, value FROM permissions WHERE resource_id = $1 ORDER BY position",
                 {resource_id}, [&](const catalog::Row& row) {
                     grantees.push_back({kind_from_string(row.text(0)), row.string(1)});
                 });
    if (!read) return failure(read.error());
    return grantees;
}

Status grant(catalog::Transaction& tx, std::string_view resource_id, const Grantee& grantee) {
    Status granted =
        run(tx,
            "INSERT INTO permissions (resource_id, kind, value, position) VALUES ($1, $2, $3, "
            "(SELECT COALESCE(MAX(position), 0) + 1 FROM permissions WHERE resource_id = $1)) "
            "ON CONFLICT (resource_id, kind, value) DO NOTHING",
            {resource_id, to_string(grantee.kind), grantee.value});
    if (!granted || !is_everybody(grantee)) return granted;
    return run(tx, "UPDATE images SET is_public = 1 WHERE id = $1", {resource_id});
}

Status revoke(catalog::Transaction& tx, std::string_view resource_id, const Grantee& grantee) {
    Status revoked =
        run(tx, "DELETE FROM permissions WHERE resource_id = $1 AND kind = $2 AND value = $3",
            {resource_id, to_string(grantee.kind), grantee.value});
    if (!revoked || !is_everybody(grantee)) return revoked;
    return run(tx, "UPDATE images SET is_public = 0 WHERE id = $1", {resource_id});
}

Status revoke_all(catalog::Transaction& tx, std::string_view resource_id) {
    Status revoked = run(tx, "DELETE FROM permissions WHERE resource_id = $1", {resource_id});
    if (!revoked) return revoked;
    return run(tx, "UPDATE images SET is_public = 0 WHERE id = $1", {resource_id});
}

Result<bool> is_granted(catalog::Transaction& tx, std::string_view resource_id,
                        std::string_view account_id,
                        const std::vector<std::string>& organization_arns) {
    auto granted = exists(tx,
                          "SELECT 1 FROM permissions WHERE resource_id = $1 AND kind = 'user' AND "
                          "value = $2",
                          {resource_id, account_id});
    if (granted && !*granted) {
        // Public snapshots of an account that blocks all public access look private.
        granted = exists(tx,
                         "SELECT 1 FROM permissions WHERE resource_id = $1 AND kind = 'group' AND "
                         "value = 'all' AND NOT EXISTS (SELECT 1 FROM snapshots s JOIN "
                         "public_access p ON p.account_id = s.owner_id AND p.kind = 'snapshot' AND "
                         "p.state = 'block-all-sharing' WHERE s.id = $1)",
                         {resource_id});
    }
    for (const std::string& arn : organization_arns) {
        if (!granted || *granted) return granted;
        granted = exists(tx,
                         "SELECT 1 FROM permissions WHERE resource_id = $1 AND "
                         "kind IN ('organization', 'organizational_unit') AND value = $2 LIMIT 1",
                         {resource_id, arn});
    }
    return granted;
}

}  // namespace amicast::images
