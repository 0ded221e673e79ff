#include "parameters/parameter.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "images/statement.h"
#include "parameters/parameter_rows.h"

namespace amicast::parameters {
namespace {

constexpr std::array<std::pair<Type, std::string_view>, 3> types{{
    {Type::string, "String"},
    {Type::string_list, "StringList"},
    {Type::secure_string, "SecureString"},
}};

Tier tier_from_string(std::string_view text) {
    return text == to_string(Tier::advanced) ? Tier::advanced : Tier::standard;
}

Result<std::optional<ParameterVersion>> find_one(
    catalog::Transaction& tx, std::string_view sql,
    std::initializer_list<catalog::Parameter> parameters) {
    std::optional<ParameterVersion> found;
    Status read =
        tx.query(sql, parameters, [&](const catalog::Row& row) { found = read_version(row); });
    if (!read) return failure(read.error());
    return found;
}

Result<std::optional<ParameterVersion>> find_labelled(catalog::Transaction& tx,
                                                      std::string_view account_id,
                                                      std::string_view name,
                                                      std::string_view label) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM parameter_labels l JOIN parameter_versions v ON v.account_id = "
        "l.account_id AND v.name = l.name AND v.version = l.version "
        "WHERE l.account_id = $1 AND l.name = $2 AND l.label = $3",
        version_columns);
    return find_one(tx, sql, {account_id, name, label});
}

Result<std::optional<ParameterVersion>> find_selected(catalog::Transaction& tx,
                                                      std::string_view account_id,
                                                      std::string_view name,
                                                      std::string_view selector) {
    if (auto version = version_of_selector(selector))
        return find_version(tx, account_id, name, *version);
    return find_labelled(tx, account_id, name, selector);
}

}  // namespace

std::string_view to_string(Type type) {
    return types[static_cast<std::size_t>(type)].second;
}

std::optional<Type> type_from_string(std::string_view text) {
    for (const auto& [type, name] : types) {
        if (name == text) return type;
    }
    return std::nullopt;
}

std::string_view to_string(Tier tier) {
    return tier == Tier::advanced ? "Advanced" : "Standard";
}

ParameterVersion read_version(const catalog::Row& row) {
    ParameterVersion version;
    int column = 0;
    version.account_id = row.string(column++);
    version.name = row.string(column++);
    version.version = row.integer(column++);
    version.type = type_from_string(row.text(column++)).value_or(Type::string);
    version.value = to_text(row.bytes(column++));
    version.key_id = row.string(column++);
    version.description = row.string(column++);
    version.allowed_pattern = row.string(column++);
    version.tier = tier_from_string(row.text(column++));
    version.data_type = row.string(column++);
    version.modified = row.time(column++);
    version.modified_by = row.string(column++);
    return version;
}

Status insert_version(catalog::Transaction& tx, const ParameterVersion& version, bool pending) {
    return images::run(
        tx,
        "INSERT INTO parameter_versions (account_id, name, version, pending, type, value, key_id, "
        "description, allowed_pattern, tier, data_type, modified, modified_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        {version.account_id, version.name, version.version, pending, to_string(version.type),
         as_bytes(version.value), version.key_id, version.description, version.allowed_pattern,
         to_string(version.tier), version.data_type, version.modified, version.modified_by});
}

Status erase_version(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                     std::int64_t version) {
    for (std::string_view sql :
         {"DELETE FROM parameter_versions WHERE account_id = $1 AND name = $2 AND version = $3",
          "DELETE FROM parameter_labels WHERE account_id = $1 AND name = $2 AND version = $3"}) {
        if (Status erased = images::run(tx, sql, {account_id, name, version}); !erased)
            return erased;
    }
    return {};
}

Status erase_rows(catalog::Transaction& tx, std::string_view account_id, std::string_view name) {
    for (std::string_view sql :
         {"DELETE FROM parameters WHERE account_id = $1 AND name = $2",
          "DELETE FROM parameter_versions WHERE account_id = $1 AND name = $2",
          "DELETE FROM parameter_labels WHERE account_id = $1 AND name = $2",
          "DELETE FROM parameter_tags WHERE account_id = $1 AND name = $2"}) {
        if (Status erased = images::run(tx, sql, {account_id, name}); !erased) return erased;
    }
    return {};
}

Result<std::optional<ParameterVersion>> find_current(catalog::Transaction& tx,
                                                     std::string_view account_id,
                                                     std::string_view name) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM parameters p JOIN parameter_versions v ON v.account_id = p.account_id AND "
        "v.name = p.name AND v.version = p.version WHERE p.account_id = $1 AND p.name = $2",
        version_columns);
    return find_one(tx, sql, {account_id, name});
}

Result<std::optional<ParameterVersion>> find_version(catalog::Transaction& tx,
                                                     std::string_view account_id,
                                                     std::string_view name, std::int64_t version) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM parameter_versions v "
        "WHERE v.account_id = $1 AND v.name = $2 AND v.version = $3 AND v.pending = 0",
        version_columns);
    return find_one(tx, sql, {account_id, name, version});
}

Result<Lookup> look_up(catalog::Transaction& tx, std::string_view account_id,
                       const Reference& reference) {
    auto current = find_current(tx, account_id, reference.name);
    if (!current) return failure(current.error());
    if (!*current && reference.slash_unknown)
        return look_up(tx, account_id, {"/" + reference.name, reference.selector, false});
    Lookup lookup{.exists = current->has_value(), .version = std::move(*current)};
    if (!lookup.exists || reference.selector.empty()) return lookup;
    auto selected = find_selected(tx, account_id, reference.name, reference.selector);
    if (!selected) return failure(selected.error());
    lookup.version = std::move(*selected);
    return lookup;
}

Result<ParameterVersion> resolve(catalog::Transaction& tx, std::string_view account_id,
                                 std::string_view region, std::string_view text) {
    auto reference = parse_reference(text, region, account_id);
    auto found = reference ? look_up(tx, account_id, *reference) : Result<Lookup>(Lookup{});
    if (!found) return failure(found.error());
    if (found->version) return std::move(*found->version);
    return failure(ErrorKind::not_found,
                   found->exists
                       ? fmt::format("The parameter {} has no version or label '{}'.",
                                     reference->name, reference->selector)
                       : fmt::format("The parameter {} does not exist in account {} in the Region "
                                     "{}.",
                                     text, account_id, region));
}

Result<std::vector<ParameterVersion>> list_versions(catalog::Transaction& tx,
                                                    std::string_view account_id,
                                                    std::string_view name, std::int64_t after,
                                                    std::size_t limit) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM parameter_versions v WHERE v.account_id = $1 AND v.name = $2 AND "
        "v.version > $3 AND v.pending = 0 ORDER BY v.version LIMIT $4",
        version_columns);
    std::vector<ParameterVersion> versions;
    Status read = tx.query(sql, {account_id, name, after, limit},
                           [&](const catalog::Row& row) { versions.push_back(read_version(row)); });
    if (!read) return failure(read.error());
    return versions;
}

Result<bool> erase(catalog::Transaction& tx, std::string_view account_id, std::string_view name) {
    auto current = find_current(tx, account_id, name);
    if (!current) return failure(current.error());
    if (!*current) return false;
    if (Status erased = erase_rows(tx, account_id, name); !erased) return failure(erased.error());
    return true;
}

}  // namespace amicast::parameters
