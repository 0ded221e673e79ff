#include "iam/organization_policies.h"

#include "iam/identity_rows.h"
#include "iam/organization_tree.h"

namespace amicast::iam {
namespace {

using catalog::Row;
using catalog::Transaction;

// Documents of the policies on one target, the vendor's without a row of its own.
constexpr std::string_view policies_of_target =
    "SELECT a.policy_id, p.name, p.description, p.content FROM organization_policy_attachments a "
    "LEFT JOIN organization_policies p ON p.id = a.policy_id AND p.organization_id = "
    "a.organization_id WHERE a.organization_id = $1 AND a.target_id = $2 AND a.policy_id > $3 "
    "ORDER BY a.policy_id LIMIT $4";

OrganizationPolicy read_policy(const Row& row) {
    if (row.text(0) == full_access_policy().id) return full_access_policy();
    return {.id = row.string(0),
            .name = row.string(1),
            .description = row.string(2),
            .content = row.string(3)};
}

Status name_is_free(Transaction& tx, const Organization& organization, std::string_view name,
                    std::string_view but_for_id) {
    auto taken = select_count(tx,
                              "SELECT count(*) FROM organization_policies WHERE organization_id = "
                              "$1 AND name = $2 AND id <> $3",
                              {organization.id, name, but_for_id});
    if (!taken) return failure(taken.error());
    if (*taken == 0 && name != full_access_policy().name) return {};
    return failure(ErrorKind::conflict, "A policy with the same name already exists.");
}

Result<std::vector<std::string>> control_texts_of(Transaction& tx, const Organization& organization,
                                                  std::string_view target_id) {
    auto policies =
        select_policies_of_target(tx, organization, target_id, {.after = "", .max = 100});
    if (!policies) return failure(policies.error());
    std::vector<std::string> texts;
    for (OrganizationPolicy& policy : policies->items)
        texts.push_back(std::move(policy.content));
    return texts;
}

}  // namespace

const OrganizationPolicy& full_access_policy() {
    static const OrganizationPolicy policy{
        .id = "p-FullAWSAccess",
        .name = "FullAWSAccess",
        .description = "Allows access to every operation",
        .content =
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})",
        .is_vendors = true};
    return policy;
}

Result<std::optional<PolicyTarget>> select_target(Transaction& tx, const Organization& organization,
                                                  std::string_view id) {
    using Kind = PolicyTarget::Kind;
    std::optional<PolicyTarget> found;
    if (id == organization.root_id) {
        found = PolicyTarget{.kind = Kind::root, .id = std::string(id), .name = "Root"};
        return found;
    }
    if (id.starts_with("ou-")) {
        auto unit = select_unit(tx, organization, id);
        if (!unit) return failure(unit.error());
        if (*unit) {
            found = PolicyTarget{
                .kind = Kind::unit, .id = std::string(id), .name = std::move((*unit)->name)};
        }
        return found;
    }
    Status done = tx.query(
        "SELECT a.name FROM organization_members m JOIN accounts a ON a.id = m.account_id "
        "WHERE m.account_id = $1 AND m.organization_id = $2",
        {id, organization.id}, [&](const Row& row) {
            found =
                PolicyTarget{.kind = Kind::account, .id = std::string(id), .name = row.string(0)};
        });
    if (!done) return failure(done.error());
    return found;
}

Result<std::optional<OrganizationPolicy>> select_organization_policy(
    Transaction& tx, const Organization& organization, std::string_view id) {
    std::optional<OrganizationPolicy> found;
    if (id == full_access_policy().id) {
        found = full_access_policy();
        return found;
    }
    Status done = tx.query(
        "SELECT id, name, description, content FROM organization_policies WHERE id = $1 AND "
        "organization_id = $2",
        {id, organization.id}, [&](const Row& row) { found = read_policy(row); });
    if (!done) return failure(done.error());
    return found;
}

Result<Page<OrganizationPolicy>> select_organization_policies(Transaction& tx,
                                                              const Organization& organization,
                                                              const PageRequest& page) {
    std::vector<OrganizationPolicy> policies;
    Status done = tx.query(
        "SELECT id, name, description, content FROM organization_policies WHERE "
        "organization_id = $1 AND id > $2 UNION ALL SELECT $3, '', '', '' WHERE $3 > $2 "
        "ORDER BY 1 LIMIT $4",
        {organization.id, page.after, full_access_policy().id, page.max + 1},
        [&](const Row& row) { policies.push_back(read_policy(row)); });
    if (!done) return failure(done.error());
    return make_page(std::move(policies), page.max,
                     [](const OrganizationPolicy& policy) { return policy.id; });
}

Result<OrganizationPolicy> insert_organization_policy(Transaction& tx,
                                                      const Organization& organization,
                                                      OrganizationPolicy wanted, Random& random) {
    if (Status is_free = name_is_free(tx, organization, wanted.name, ""); !is_free)
        return failure(is_free.error());
    auto count =
        select_count(tx, "SELECT count(*) FROM organization_policies WHERE organization_id = $1",
                     {organization.id});
    if (!count) return failure(count.error());
    if (*count >= policies_per_organization_max) {
        return failure(ErrorKind::limit,
                       "You attempted to exceed the number of policies that you can have in an "
                       "organization.");
    }
    wanted.id = new_organization_id("p-", 10, random);
    Status done =
        run(tx,
            "INSERT INTO organization_policies (id, organization_id, name, description, "
            "content) VALUES ($1, $2, $3, $4, $5)",
            {wanted.id, organization.id, wanted.name, wanted.description, wanted.content});
    if (!done) return failure(done.error());
    return wanted;
}

Status update_organization_policy(Transaction& tx, const Organization& organization,
                                  const OrganizationPolicy& policy) {
    if (Status is_free = name_is_free(tx, organization, policy.name, policy.id); !is_free)
        return is_free;
    return run(tx,
               "UPDATE organization_policies SET name = $1, description = $2, content = $3 WHERE "
               "id = $4 AND organization_id = $5",
               {policy.name, policy.description, policy.content, policy.id, organization.id});
}

Status delete_organization_policy(Transaction& tx, const Organization& organization,
                                  std::string_view id) {
    if (Status done = delete_tags(tx, OwnerKind::organization, organization.id, id); !done)
        return done;
    return run(tx, "DELETE FROM organization_policies WHERE id = $1 AND organization_id = $2",
               {id, organization.id});
}

Result<bool> is_attached(Transaction& tx, const Organization& organization,
                         std::string_view target_id, std::string_view policy_id) {
    auto count = select_count(tx,
                              "SELECT count(*) FROM organization_policy_attachments WHERE "
                              "organization_id = $1 AND target_id = $2 AND policy_id = $3",
                              {organization.id, target_id, policy_id});
    if (!count) return failure(count.error());
    return *count > 0;
}

Result<std::int64_t> count_attached(Transaction& tx, const Organization& organization,
                                    std::string_view target_id) {
    return select_count(tx,
                        "SELECT count(*) FROM organization_policy_attachments WHERE "
                        "organization_id = $1 AND target_id = $2",
                        {organization.id, target_id});
}

Status attach_policy(Transaction& tx, const Organization& organization, std::string_view target_id,
                     std::string_view policy_id) {
    return run(tx,
               "INSERT INTO organization_policy_attachments (organization_id, target_id, "
               "policy_id) VALUES ($1, $2, $3)",
               {organization.id, target_id, policy_id});
}

Status detach_policy(Transaction& tx, const Organization& organization, std::string_view target_id,
                     std::string_view policy_id) {
    return run(tx,
               "DELETE FROM organization_policy_attachments WHERE organization_id = $1 AND "
               "target_id = $2 AND policy_id = $3",
               {organization.id, target_id, policy_id});
}

Status detach_all(Transaction& tx, const Organization& organization, std::string_view target_id) {
    return run(tx,
               "DELETE FROM organization_policy_attachments WHERE organization_id = $1 AND "
               "target_id = $2",
               {organization.id, target_id});
}

Status attach_first_policy(Transaction& tx, const Organization& organization,
                           std::string_view target_id) {
    // Asked for here: what the caller knows may be older than the transaction.
    return run(tx,
               "INSERT INTO organization_policy_attachments (organization_id, target_id, "
               "policy_id) SELECT id, $2, $3 FROM organizations WHERE id = $1 AND "
               "service_control = 1",
               {organization.id, target_id, full_access_policy().id});
}

Result<Page<OrganizationPolicy>> select_policies_of_target(Transaction& tx,
                                                           const Organization& organization,
                                                           std::string_view target_id,
                                                           const PageRequest& page) {
    std::vector<OrganizationPolicy> policies;
    Status done =
        tx.query(policies_of_target, {organization.id, target_id, page.after, page.max + 1},
                 [&](const Row& row) { policies.push_back(read_policy(row)); });
    if (!done) return failure(done.error());
    return make_page(std::move(policies), page.max,
                     [](const OrganizationPolicy& policy) { return policy.id; });
}

Result<Page<PolicyTarget>> select_targets_of_policy(Transaction& tx,
                                                    const Organization& organization,
                                                    std::string_view policy_id,
                                                    const PageRequest& page) {
    std::vector<std::string> ids;
    Status done = tx.query(
        "SELECT target_id FROM organization_policy_attachments WHERE organization_id = $1 AND "
        "policy_id = $2 AND target_id > $3 ORDER BY target_id LIMIT $4",
        {organization.id, policy_id, page.after, page.max + 1},
        [&](const Row& row) { ids.push_back(row.string(0)); });
    if (!done) return failure(done.error());
    std::vector<PolicyTarget> targets;
    for (const std::string& id : ids) {
        auto target = select_target(tx, organization, id);
        if (!target) return failure(target.error());
        if (*target) targets.push_back(std::move(**target));
    }
    return make_page(std::move(targets), page.max,
                     [](const PolicyTarget& target) { return target.id; });
}

Status enable_service_control(Transaction& tx, const Organization& organization) {
    Status done =
        run(tx, "UPDATE organizations SET service_control = 1 WHERE id = $1", {organization.id});
    if (!done) return done;
    return run(tx,
               "INSERT INTO organization_policy_attachments (organization_id, target_id, "
               "policy_id) SELECT $1, t.target_id, $3 FROM (SELECT $2 AS target_id UNION ALL "
               "SELECT id FROM organizational_units WHERE organization_id = $1 UNION ALL "
               "SELECT account_id FROM organization_members WHERE organization_id = $1) t",
               {organization.id, organization.root_id, full_access_policy().id});
}

Status disable_service_control(Transaction& tx, const Organization& organization) {
    Status done =
        run(tx, "UPDATE organizations SET service_control = 0 WHERE id = $1", {organization.id});
    if (!done) return done;
    return run(tx, "DELETE FROM organization_policy_attachments WHERE organization_id = $1",
               {organization.id});
}

Result<ControlTexts> select_control_texts(Transaction& tx, std::string_view account_id) {
    auto place = select_place_of(tx, account_id);
    if (!place) return failure(place.error());
    if (!*place) return ControlTexts();
    const Organization& organization = (*place)->organization;
    if (!organization.service_control || organization.management_account_id == account_id)
        return ControlTexts();
    std::vector<std::string_view> targets{organization.root_id};
    targets.insert(targets.end(), (*place)->unit_ids.begin(), (*place)->unit_ids.end());
    targets.push_back(account_id);
    ControlTexts levels;
    for (std::string_view target : targets) {
        auto texts = control_texts_of(tx, organization, target);
        if (!texts) return failure(texts.error());
        levels.push_back(std::move(*texts));
    }
    return levels;
}

}  // namespace amicast::iam
