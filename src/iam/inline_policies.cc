#include "iam/inline_policies.h"

#include "iam/policy_document.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

std::size_t size_max_of(OwnerKind kind) {
    switch (kind) {
        case OwnerKind::role:
            return role_policies_size_max;
        case OwnerKind::group:
            return group_policies_size_max;
        default:
            return user_policies_size_max;
    }
}

auto no_such_policy(const PolicyOwner& owner, std::string_view policy_name) {
    return failure(ErrorKind::not_found, "The " + std::string(to_string(owner.kind)) +
                                             " policy with name " + std::string(policy_name) +
                                             " cannot be found.");
}

Status check_size(Transaction& tx, const PolicyOwner& owner, const InlinePolicy& policy) {
    auto others = select_policies(tx, owner.kind, owner.account_id, owner.name);
    if (!others) return failure(others.error());
    std::size_t size = policy_size(policy.document);
    for (const InlinePolicy& other : *others) {
        if (other.name != policy.name) size += policy_size(other.document);
    }
    std::size_t size_max = size_max_of(owner.kind);
    if (size > size_max) {
        return failure(ErrorKind::limit, "Maximum policy size of " + std::to_string(size_max) +
                                             " bytes exceeded for " +
                                             std::string(to_string(owner.kind)) + " " +
                                             std::string(owner.name));
    }
    return {};
}

}  // namespace

Status put_policy(IdentityStore& store, const PolicyOwner& owner, const InlinePolicy& policy) {
    Result<PolicyDocument> parsed = parse_policy(policy.document, PolicyUse::identity);
    if (!parsed) return failure(parsed.error());
    return store.change([&](Transaction& tx) -> Status {
        if (auto known = require_changeable_owner(tx, owner); !known) return failure(known.error());
        if (Status fits = check_size(tx, owner, policy); !fits) return fits;
        return insert_policy(tx, owner.kind, owner.account_id, owner.name, policy);
    });
}

Result<InlinePolicy> get_policy(IdentityStore& store, const PolicyOwner& owner,
                                std::string_view policy_name) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<InlinePolicy> {
        if (auto known = require_owner(tx, owner); !known) return failure(known.error());
        auto policies = select_policies(tx, owner.kind, owner.account_id, owner.name);
        if (!policies) return failure(policies.error());
        for (InlinePolicy& policy : *policies) {
            if (policy.name == policy_name) return std::move(policy);
        }
        return no_such_policy(owner, policy_name);
    });
}

Result<Page<std::string>> list_policies(IdentityStore& store, const PolicyOwner& owner,
                                        const PageRequest& page) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<std::string>> {
        if (auto known = require_owner(tx, owner); !known) return failure(known.error());
        std::vector<std::string> names;
        Status done = tx.query(
            "SELECT name FROM inline_policies WHERE account_id = $1 AND owner_kind = $2 AND "
            "owner_name = $3 AND name > $4 ORDER BY name LIMIT $5",
            {owner.account_id, to_string(owner.kind), owner.name, page.after, page.max + 1},
            [&](const catalog::Row& row) { names.push_back(row.string(0)); });
        if (!done) return failure(done.error());
        return make_page(std::move(names), page.max, [](const std::string& name) { return name; });
    });
}

Status delete_policy(IdentityStore& store, const PolicyOwner& owner, std::string_view policy_name) {
    return store.change([&](Transaction& tx) -> Status {
        if (auto known = require_changeable_owner(tx, owner); !known) return failure(known.error());
        Result<std::int64_t> rows = tx.execute(
            "DELETE FROM inline_policies WHERE account_id = $1 AND owner_kind = $2 AND "
            "owner_name = $3 AND name = $4",
            {owner.account_id, to_string(owner.kind), owner.name, policy_name});
        if (!rows) return failure(rows.error());
        if (*rows == 0) return no_such_policy(owner, policy_name);
        return {};
    });
}

}  // namespace amicast::iam
