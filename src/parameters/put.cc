#include "parameters/put.h"

#include <fmt/format.h>

#include "images/statement.h"
#include "parameters/parameter_rows.h"
#include "parameters/put_rules.h"
#include "parameters/tags.h"
#include "parameters/validation.h"

namespace amicast::parameters {
namespace {

using Rule = Refusal::Rule;
using Refused = std::optional<Refusal>;

// What is there under the name: the version that counts, or the newest of those that wait.
Result<Before> find_before(catalog::Transaction& tx, const PutOrder& order) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM parameter_versions v WHERE v.account_id = $1 AND v.name = $2 "
        "ORDER BY v.pending, v.version DESC LIMIT 1",
        version_columns);
    Before before;
    Status read = tx.query(sql, {order.account_id, order.name},
                           [&](const catalog::Row& row) { before = read_version(row); });
    if (!read) return failure(read.error());
    return before;
}

struct History {
    std::int64_t versions = 0;
    std::int64_t oldest = 0;  // but for the one that counts
    bool oldest_labelled = false;
};

Result<History> read_history(catalog::Transaction& tx, const PutOrder& order) {
    History history;
    Status read = tx.query(
        "SELECT COUNT(*), COALESCE(MIN(CASE WHEN v.version <> p.version THEN v.version END), 0) "
        "FROM parameters p JOIN parameter_versions v ON v.account_id = p.account_id AND "
        "v.name = p.name WHERE p.account_id = $1 AND p.name = $2",
        {order.account_id, order.name}, [&](const catalog::Row& row) {
            history.versions = row.integer(0);
            history.oldest = row.integer(1);
        });
    if (!read) return failure(read.error());
    auto labelled = images::exists(tx,
                                   "SELECT 1 FROM parameter_labels WHERE account_id = $1 AND "
                                   "name = $2 AND version = $3 LIMIT 1",
                                   {order.account_id, order.name, history.oldest});
    if (!labelled) return failure(labelled.error());
    history.oldest_labelled = *labelled;
    return history;
}

// Room for one more version: the oldest goes when there are as many as are kept.
Result<Refused> make_room(catalog::Transaction& tx, const PutOrder& order) {
    auto history = read_history(tx, order);
    if (!history) return failure(history.error());
    if (history->versions < versions_max) return Refused();
    if (history->oldest_labelled) {
        return Refused(
            Refusal{Rule::oldest_version_labelled,
                    fmt::format("You attempted to create a new version of {} by calling the "
                                "PutParameter API with the overwrite flag. Version {}, the oldest "
                                "version, can't be deleted because it has a label associated with "
                                "it. Move the label to another version of the parameter, and try "
                                "again.",
                                order.name, history->oldest)});
    }
    Status erased = erase_version(tx, order.account_id, order.name, history->oldest);
    if (!erased) return failure(erased.error());
    return Refused();
}

// Walks an index of one account and tier, at creation and at the change of tier only.
Result<Refused> check_quota(catalog::Transaction& tx, const PutOrder& order, Tier tier,
                            const Quotas& quotas) {
    std::int64_t count = 0;
    Status read = tx.query("SELECT COUNT(*) FROM parameters WHERE account_id = $1 AND tier = $2",
                           {order.account_id, to_string(tier)},
                           [&](const catalog::Row& row) { count = row.integer(0); });
    if (!read) return failure(read.error());
    const std::int64_t max = tier == Tier::advanced ? quotas.advanced_max : quotas.standard_max;
    if (count < max) return Refused();
    return Refused(Refusal{
        Rule::quota,
        fmt::format("You have reached the limit of {} parameters of the {} tier in this account "
                    "and Region. Delete one or more parameters and try again.",
                    max, to_string(tier))});
}

// A number that was not given out before, and the parameter's row.
Result<std::int64_t> next_version(catalog::Transaction& tx, const ParameterVersion& draft,
                                  bool pending) {
    std::int64_t version = 0;
    Status counted = tx.query(
        "INSERT INTO parameters (account_id, name, version, last_version, tier) "
        "VALUES ($1, $2, CASE WHEN $4 = 1 THEN 0 ELSE 1 END, 1, $3) "
        "ON CONFLICT (account_id, name) DO UPDATE SET "
        "version = CASE WHEN $4 = 1 THEN parameters.version ELSE parameters.last_version + 1 END, "
        "last_version = parameters.last_version + 1, tier = $3 RETURNING last_version",
        {draft.account_id, draft.name, to_string(draft.tier), pending},
        [&](const catalog::Row& row) { version = row.integer(0); });
    if (!counted) return failure(counted.error());
    return version;
}

Status store(catalog::Transaction& tx, const PutOrder& order, ParameterVersion& draft, bool is_new,
             bool pending, Time now) {
    auto version = next_version(tx, draft, pending);
    if (!version) return failure(version.error());
    draft.version = *version;
    Status stored = insert_version(tx, draft, pending);
    if (stored && is_new) stored = set_tags(tx, draft.account_id, draft.name, order.tags);
    if (stored && pending) stored = enqueue_validation(tx, draft, now);
    return stored;
}

Put refused(Refusal refusal) {
    Put put;
    put.refusal = std::move(refusal);
    return put;
}

}  // namespace

Result<Outlook> foresee(catalog::Transaction& tx, const PutOrder& order) {
    auto before = find_before(tx, order);
    if (!before) return failure(before.error());
    Outlook outlook;
    outlook.refusal = check_order(order, *before);
    if (outlook.refusal) return outlook;
    const ParameterVersion draft = draft_version(order, *before, {});
    outlook.refusal = check_draft(order, draft);
    outlook.type = draft.type;
    outlook.tier = draft.tier;
    if (*before) outlook.key_id = (*before)->key_id;
    return outlook;
}

Result<Put> put(catalog::Transaction& tx, const PutOrder& order, const Quotas& quotas, Time now) {
    auto before = find_before(tx, order);
    if (!before) return failure(before.error());
    if (Refused refusal = check_order(order, *before)) return refused(std::move(*refusal));
    ParameterVersion draft = draft_version(order, *before, now);
    if (Refused refusal = check_draft(order, draft)) return refused(std::move(*refusal));
    if (Refused refusal = check_sealed(order, draft)) return refused(std::move(*refusal));

    if (!*before || (*before)->tier != draft.tier) {
        auto quota = check_quota(tx, order, draft.tier, quotas);
        if (!quota) return failure(quota.error());
        if (*quota) return refused(std::move(**quota));
    }
    auto room = make_room(tx, order);
    if (!room) return failure(room.error());
    if (*room) return refused(std::move(**room));

    const bool pending = draft.data_type == image_data && !order.image_checked;
    Status stored = store(tx, order, draft, !*before, pending, now);
    if (!stored) return failure(stored.error());
    return Put{.version = draft.version, .tier = draft.tier, .pending = pending};
}

}  // namespace amicast::parameters
