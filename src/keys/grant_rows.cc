// Grants in the catalog.
#include <algorithm>
#include <array>
#include <utility>

#include "keys/grants.h"
#include "keys/statement.h"

namespace amicast::keys {
namespace {

using catalog::Row;
using catalog::Transaction;
using Kind = GrantConstraint::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 3> kinds = {
    {{Kind::none, ""}, {Kind::equals, "equals"}, {Kind::subset, "subset"}}};

std::string_view to_string(Kind kind) {
    const auto* row = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const auto& entry) { return entry.first == kind; });
    return row->second;
}

std::string join(const std::vector<std::string>& words) {
    std::string joined;
    for (const std::string& word : words)
        joined.append(joined.empty() ? "" : " ").append(word);
    return joined;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        std::size_t end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

Digest mac_of(const RegionSecrets& secrets, const Grant& grant) {
    FieldWriter fields;
    fields.text(grant.id)
        .text(grant.key_id)
        .text(grant.name)
        .text(grant.grantee)
        .text(grant.grantee_name)
        .text(grant.retiring)
        .text(grant.retiring_name)
        .text(grant.issuing_account)
        .text(join(grant.operations))
        .text(to_string(grant.constraint.kind))
        .pairs(grant.constraint.context)
        .number(to_microseconds(grant.created));
    return secrets.row_mac("kms_grants", fields);
}

// Nothing when the row holds what this program never writes.
std::optional<Grant> read_grant(const Row& row, const RegionSecrets& secrets) {
    const auto* kind = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const auto& entry) { return entry.second == row.text(9); });
    auto context = read_pairs(row.bytes(10));
    if (kind == kinds.end() || !context) return std::nullopt;
    Grant grant{.id = row.string(0),
                .key_id = row.string(1),
                .name = row.string(2),
                .grantee = row.string(3),
                .grantee_name = row.string(4),
                .retiring = row.string(5),
                .retiring_name = row.string(6),
                .issuing_account = row.string(7),
                .operations = split(row.text(8)),
                .constraint = {.kind = kind->first, .context = std::move(*context)},
                .created = row.time(11)};
    if (!equal_constant_time(mac_of(secrets, grant), row.bytes(12))) return std::nullopt;
    return grant;
}

Result<std::vector<Grant>> select(Transaction& tx, const RegionSecrets& secrets,
                                  std::string_view condition, Transaction::Parameters parameters) {
    std::vector<Grant> grants;
    std::string damaged;
    std::string sql =
        "SELECT id, key_id, name, grantee, grantee_name, retiring, retiring_name, "
        "issuing_account, operations, constraint_kind, constraint_context, created_us, mac "
        "FROM kms_grants WHERE ";
    Status done = tx.query(sql.append(condition), parameters, [&](const Row& row) {
        auto grant = read_grant(row, secrets);
        if (!grant) damaged = row.text(0);
        if (grant) grants.push_back(std::move(*grant));
    });
    if (!done) return failure(done.error());
    if (damaged.empty()) return grants;
    return failure(
        ErrorKind::corrupt, "A grant on a KMS key cannot be read.",
        "the row of grant " + damaged + " is damaged or was changed outside this program");
}

Result<std::vector<Grant>> select(Transaction& tx, const RegionSecrets& secrets,
                                  std::string_view condition,
                                  std::initializer_list<catalog::Parameter> parameters) {
    return select(tx, secrets, condition,
                  Transaction::Parameters(parameters.begin(), parameters.size()));
}

}  // namespace

Status insert_grant(Transaction& tx, const RegionSecrets& secrets, const Grant& grant) {
    const std::string operations = join(grant.operations);
    const Bytes context = FieldWriter().pairs(grant.constraint.context).encoded();
    const Digest mac = mac_of(secrets, grant);
    return run(tx,
               "INSERT INTO kms_grants (id, key_id, name, grantee, grantee_name, retiring, "
               "retiring_name, issuing_account, operations, constraint_kind, constraint_context, "
               "created_us, mac) VALUES "
               "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
               {grant.id, grant.key_id, grant.name, grant.grantee, grant.grantee_name,
                grant.retiring, grant.retiring_name, grant.issuing_account, operations,
                to_string(grant.constraint.kind), context, grant.created, mac});
}

Status delete_grant(Transaction& tx, std::string_view grant_id) {
    return run(tx, "DELETE FROM kms_grants WHERE id = $1", {grant_id});
}

Result<std::optional<Grant>> select_grant(Transaction& tx, const RegionSecrets& secrets,
                                          std::string_view grant_id) {
    auto found = select(tx, secrets, "id = $1", {grant_id});
    if (!found) return failure(found.error());
    if (found->empty()) return std::optional<Grant>();
    return std::optional(std::move(found->front()));
}

Result<std::vector<Grant>> select_grants_to(Transaction& tx, const RegionSecrets& secrets,
                                            std::string_view key_id,
                                            std::span<const std::string> grantee_names) {
    std::string condition = "key_id = $1 AND grantee_name IN (";
    std::vector<catalog::Parameter> parameters = {key_id};
    for (const std::string& name : grantee_names) {
        parameters.emplace_back(name);
        condition.append(parameters.size() > 2 ? ", $" : "$");
        condition.append(std::to_string(parameters.size()));
    }
    return select(tx, secrets, condition.append(")"), parameters);
}

Result<std::optional<Grant>> select_same_grant(Transaction& tx, const RegionSecrets& secrets,
                                               const Grant& grant) {
    auto found = select(tx, secrets, "grantee_name = $1 AND key_id = $2 AND name = $3",
                        {grant.grantee_name, grant.key_id, grant.name});
    if (!found) return failure(found.error());
    for (Grant& other : *found) {
        bool same = other.retiring_name == grant.retiring_name &&
                    other.operations == grant.operations && other.constraint == grant.constraint &&
                    other.issuing_account == grant.issuing_account;
        if (same) return std::optional(std::move(other));
    }
    return std::optional<Grant>();
}

Result<std::vector<Grant>> select_grants(Transaction& tx, const RegionSecrets& secrets,
                                         const GrantListing& listing) {
    if (!listing.retiring.empty()) {
        return select(tx, secrets, "retiring = $1 AND id > $2 ORDER BY id LIMIT $3",
                      {listing.retiring, listing.after, listing.max});
    }
    if (!listing.grantee.empty()) {
        return select(tx, secrets, "key_id = $1 AND grantee = $2 AND id > $3 ORDER BY id LIMIT $4",
                      {listing.key_id, listing.grantee, listing.after, listing.max});
    }
    return select(tx, secrets, "key_id = $1 AND id > $2 ORDER BY id LIMIT $3",
                  {listing.key_id, listing.after, listing.max});
}

Result<std::int64_t> count_grants(Transaction& tx, std::string_view key_id) {
    return select_count(tx, "SELECT count(*) FROM kms_grants WHERE key_id = $1", {key_id});
}

}  // namespace amicast::keys
