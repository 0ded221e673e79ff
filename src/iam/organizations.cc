#include "iam/organizations.h"

#include <map>

#include "base/ids.h"
#include "iam/access_keys.h"
#include "iam/identity_rows.h"
#include "iam/organization_policies.h"
#include "iam/organization_services.h"
#include "iam/organization_tree.h"
#include "iam/policy_pattern.h"
#include "iam/roles.h"
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

constexpr std::string_view member_columns =
    "a.id, a.name, a.email, a.created_us, m.joined_method, m.joined_us, m.parent_id";
constexpr std::string_view members_and_accounts =
    " FROM organization_members m JOIN accounts a ON a.id = m.account_id ";

Member read_member(const catalog::Row& row) {
    return {.account = {.id = row.string(0),
                        .name = row.string(1),
                        .email = row.string(2),
                        .created = row.time(3)},
            .invited = row.text(4) == "INVITED",
            .joined = row.time(5),
            .parent_id = row.string(6),
            .path = {}};
}

// Where the members stand; accounts that stand together are looked for once.
Status add_paths(Transaction& tx, const Organization& organization, std::vector<Member>& members) {
    std::map<std::string, std::string> known;
    for (Member& member : members) {
        auto [at, is_new] = known.try_emplace(member.parent_id);
        if (is_new) {
            auto units = select_unit_path(tx, organization, member.parent_id);
            if (!units) return failure(units.error());
            OrganizationPlace place{.organization = organization,
                                    .unit_ids = units->value_or(std::vector<std::string>())};
            at->second = place.path();
        }
        member.path = at->second;
    }
    return {};
}

Status insert_account(Transaction& tx, const Account& account) {
    return run(
        tx,
        "INSERT INTO accounts (id, name, email, email_key, created_us) "
        "VALUES ($1, $2, $3, $4, $5)",
        {account.id, account.name, account.email, ascii_lower(account.email), account.created});
}

// Under the root, where every account begins.
Status insert_member(Transaction& tx, std::string_view account_id, const Organization& organization,
                     std::string_view joined_method, Time joined) {
    Status done = run(tx,
                      "INSERT INTO organization_members (account_id, organization_id, "
                      "joined_method, joined_us, parent_id) VALUES ($1, $2, $3, $4, $5)",
                      {account_id, organization.id, joined_method, joined, organization.root_id});
    if (!done) return done;
    return attach_first_policy(tx, organization, account_id);
}

Status insert_creation(Transaction& tx, const AccountCreation& creation) {
    bool failed = !creation.failure_reason.empty();
    return run(
        tx,
        "INSERT INTO account_creations (id, organization_id, account_name, state, failure_reason, "
        "account_id, requested_us, completed_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {creation.id, creation.organization_id, creation.account_name,
         failed ? "FAILED" : "SUCCEEDED",
         failed ? catalog::Parameter(creation.failure_reason) : catalog::Parameter(nullptr),
         failed ? catalog::Parameter(nullptr) : catalog::Parameter(creation.account_id),
         creation.requested, creation.completed});
}

// Why no account can be made, in AWS's words; empty when nothing is in the way.
Result<std::string> failure_reason(Transaction& tx, const NewMember& wanted) {
    auto same_email = select_count(tx, "SELECT count(*) FROM accounts WHERE email_key = $1",
                                   {ascii_lower(wanted.email)});
    if (!same_email) return failure(same_email.error());
    if (*same_email > 0) return std::string("EMAIL_ALREADY_EXISTS");
    auto count = select_count(tx, "SELECT count(*) FROM accounts", {});
    if (!count) return failure(count.error());
    return std::string(*count >= accounts_max ? "ACCOUNT_LIMIT_EXCEEDED" : "");
}

Role access_role(const Organization& organization, const NewMember& wanted, const Account& account,
                 Random& random) {
    Role role;
    role.account_id = account.id;
    role.name = wanted.access_role_name;
    role.id = new_unique_id("AROA", 21, random);
    role.trust_policy =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
        iam_arn(organization.management_account_id, "root") + R"("},"Action":"sts:AssumeRole"}]})";
    role.created = account.created;
    return role;
}

Status insert_whole_member(IdentityStore& store, Transaction& tx, const Organization& organization,
                           const NewMember& wanted, const Account& account) {
    if (Status done = insert_account(tx, account); !done) return done;
    if (Status done = insert_tags(tx, OwnerKind::account, account.id, account.id, wanted.tags);
        !done)
        return done;
    if (Status done = insert_member(tx, account.id, organization, "CREATED", account.created);
        !done)
        return done;
    Role role = access_role(organization, wanted, account, store.random());
    if (Status done = insert_role(tx, role); !done) return done;
    return insert_policy(
        tx, OwnerKind::role, account.id, role.name,
        {.name = "AdministratorAccess", .document = std::string(administrator_policy())});
}

}  // namespace

Result<Organization> create_organization(IdentityStore& store, std::string_view account_id,
                                         std::string_view feature_set) {
    Organization organization{.id = new_organization_id("o-", 10, store.random()),
                              .management_account_id = std::string(account_id),
                              .root_id = new_organization_id("r-", 4, store.random()),
                              .feature_set = std::string(feature_set),
                              .service_control = feature_set == "ALL"};
    return store.change_value([&](Transaction& tx) -> Result<Organization> {
        auto present = select_organization_of(tx, account_id);
        if (!present) return failure(present.error());
        if (*present) {
            return failure(ErrorKind::conflict,
                           "The AWS account is already a member of an organization.");
        }
        Status done =
            run(tx,
                "INSERT INTO organizations (id, management_account_id, root_id, "
                "feature_set, created_us, service_control) VALUES ($1, $2, $3, $4, $5, $6)",
                {organization.id, account_id, organization.root_id, feature_set, store.now(),
                 organization.service_control});
        if (!done) return failure(done.error());
        done = attach_first_policy(tx, organization, organization.root_id);
        if (!done) return failure(done.error());
        done = insert_member(tx, account_id, organization, "INVITED", store.now());
        if (!done) return failure(done.error());
        return organization;
    });
}

Status remove_member(Transaction& tx, const Organization& organization,
                     std::string_view account_id) {
    if (Status done = detach_all(tx, organization, account_id); !done) return done;
    if (Status done = delete_tags(tx, OwnerKind::account, account_id, account_id); !done)
        return done;
    return run(tx,
               "DELETE FROM organization_members WHERE account_id = $1 AND organization_id = $2",
               {account_id, organization.id});
}

Status delete_organization(Transaction& tx, const Organization& organization) {
    auto left = select_count(
        tx,
        "SELECT (SELECT count(*) FROM organization_members WHERE organization_id = $1) + "
        "(SELECT count(*) FROM organizational_units WHERE organization_id = $1) + "
        "(SELECT count(*) FROM organization_policies WHERE organization_id = $1)",
        {organization.id});
    if (!left) return failure(left.error());
    if (*left > 1) {
        return failure(ErrorKind::conflict,
                       "The organization isn't empty. To delete an organization, you must first "
                       "remove all accounts except the management account, delete all OUs, and "
                       "delete all policies.");
    }
    Status done = remove_member(tx, organization, organization.management_account_id);
    if (done) done = detach_all(tx, organization, organization.root_id);
    if (done)
        done = delete_tags(tx, OwnerKind::organization, organization.id, organization.root_id);
    if (done) done = disable_all_service_access(tx, organization);
    if (!done) return done;
    return run(tx, "DELETE FROM organizations WHERE id = $1", {organization.id});
}

Result<AccountCreation> create_member(IdentityStore& store, const Organization& organization,
                                      const NewMember& wanted) {
    return store.change_value([&](Transaction& tx) -> Result<AccountCreation> {
        AccountCreation creation{.id = new_organization_id("car-", 32, store.random()),
                                 .organization_id = organization.id,
                                 .account_name = wanted.name,
                                 .failure_reason = {},
                                 .account_id = {},
                                 .requested = store.now(),
                                 .completed = store.now()};
        Result<std::string> reason = failure_reason(tx, wanted);
        if (!reason) return failure(reason.error());
        creation.failure_reason = *reason;
        if (reason->empty()) {
            Account account{.id = new_account_id(store.random()),
                            .name = wanted.name,
                            .email = wanted.email,
                            .created = store.now()};
            Status made = insert_whole_member(store, tx, organization, wanted, account);
            if (!made) return failure(made.error());
            creation.account_id = account.id;
        }
        if (Status done = insert_creation(tx, creation); !done) return failure(done.error());
        return creation;
    });
}

Result<std::optional<AccountCreation>> find_account_creation(IdentityStore& store,
                                                             const Organization& organization,
                                                             std::string_view id) {
    using Found = std::optional<AccountCreation>;
    return store.catalog().read_value([&](Transaction& tx) -> Result<Found> {
        Found found;
        Status done = tx.query(
            "SELECT id, organization_id, account_name, failure_reason, account_id, requested_us, "
            "completed_us FROM account_creations WHERE id = $1 AND organization_id = $2",
            {id, organization.id}, [&](const catalog::Row& row) {
                found = AccountCreation{.id = row.string(0),
                                        .organization_id = row.string(1),
                                        .account_name = row.string(2),
                                        .failure_reason = row.optional_string(3).value_or(""),
                                        .account_id = row.optional_string(4).value_or(""),
                                        .requested = row.time(5),
                                        .completed = row.time(6)};
            });
        if (!done) return failure(done.error());
        return found;
    });
}

Result<Page<Member>> select_members(Transaction& tx, const Organization& organization,
                                    const std::optional<std::string>& parent_id,
                                    const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(member_columns) + std::string(members_and_accounts) +
        "WHERE m.organization_id = $1 AND m.account_id > $2 AND ($3 = '' OR m.parent_id = $3) "
        "ORDER BY m.account_id LIMIT $4";
    std::vector<Member> members;
    Status done = tx.query(sql, {organization.id, page.after, parent_id.value_or(""), page.max + 1},
                           [&](const catalog::Row& row) { members.push_back(read_member(row)); });
    if (!done) return failure(done.error());
    Page<Member> made = make_page(std::move(members), page.max,
                                  [](const Member& member) { return member.account.id; });
    if (Status added = add_paths(tx, organization, made.items); !added)
        return failure(added.error());
    return made;
}

Result<Page<Member>> list_members(IdentityStore& store, const Organization& organization,
                                  const PageRequest& page) {
    return store.catalog().read_value(
        [&](Transaction& tx) { return select_members(tx, organization, std::nullopt, page); });
}

Result<std::optional<Member>> find_member(IdentityStore& store, const Organization& organization,
                                          std::string_view account_id) {
    static const std::string sql = "SELECT " + std::string(member_columns) +
                                   std::string(members_and_accounts) +
                                   "WHERE m.organization_id = $1 AND m.account_id = $2";
    return store.catalog().read_value([&](Transaction& tx) -> Result<std::optional<Member>> {
        std::vector<Member> found;
        Status done = tx.query(sql, {organization.id, account_id},
                               [&](const catalog::Row& row) { found.push_back(read_member(row)); });
        if (!done) return failure(done.error());
        if (found.empty()) return std::optional<Member>();
        if (Status added = add_paths(tx, organization, found); !added)
            return failure(added.error());
        return std::optional(std::move(found.front()));
    });
}

Result<std::optional<AccessKey>> IdentityStore::create_first_account() {
    using Made = std::optional<AccessKey>;
    return change_value([this](Transaction& tx) -> Result<Made> {
        auto count = select_count(tx, "SELECT count(*) FROM accounts", {});
        if (!count) return failure(count.error());
        if (*count > 0) return Made();
        Account account{.id = new_account_id(random()),
                        .name = "amicast",
                        .email = "root@amicast.invalid",  // a name nobody can register (RFC 2606)
                        .created = now()};
        if (Status done = insert_account(tx, account); !done) return failure(done.error());
        Status user = run(tx,
                          "INSERT INTO users (account_id, name_key, name, path, id, "
                          "permissions_boundary, created_us) "
                          "VALUES ($1, 'admin', 'admin', '/', $2, '', $3)",
                          {account.id, new_unique_id("AIDA", 21, random()), account.created});
        if (!user) return failure(user.error());
        Status policy = insert_policy(
            tx, OwnerKind::user, account.id, "admin",
            {.name = "AdministratorAccess", .document = std::string(administrator_policy())});
        if (!policy) return failure(policy.error());
        Result<AccessKey> key = insert_access_key(*this, tx, account.id, "admin");
        if (!key) return failure(key.error());
        return Made(std::move(*key));
    });
}

}  // namespace amicast::iam
