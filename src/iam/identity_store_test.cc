// The store and its entity files: what is made is found, what is changed is seen at once, secrets
// are sealed, and every refusal.
#include "iam/identity_store.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "catalog/faulty_database.h"
#include "iam/access_keys.h"
#include "iam/identity_test_store.h"
#include "iam/inline_policies.h"
#include "iam/organizations.h"
#include "iam/roles.h"
#include "iam/users.h"

namespace amicast::iam {
namespace {

using namespace std::chrono_literals;

constexpr auto trust_anyone =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}})";
constexpr auto allow_all =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";

ErrorKind kind_of(const Status& status) {
    EXPECT_FALSE(status);
    return status ? ErrorKind::internal : status.error().kind;
}
template <class T>
ErrorKind kind_of(const Result<T>& result) {
    EXPECT_FALSE(result);
    return result ? ErrorKind::internal : result.error().kind;
}

class IdentityStoreTest : public testing::Test {
  protected:
    User make_user(const std::string& name) {
        User wanted;
        wanted.account_id = account_;
        wanted.name = name;
        auto user = create_user(store_, wanted);
        EXPECT_TRUE(user);
        return user ? *user : User();
    }
    Result<Role> make_role(const std::string& name, const std::string& trust = trust_anyone) {
        Role wanted;
        wanted.account_id = account_;
        wanted.name = name;
        wanted.trust_policy = trust;
        return create_role(store_, wanted);
    }
    PolicyOwner user_owner(std::string_view name) const {
        return {.kind = OwnerKind::user, .account_id = account_, .name = name};
    }
    std::size_t inline_policies_of(std::string_view user) {
        auto names = list_policies(store_, user_owner(user), {});
        EXPECT_TRUE(names);
        return names ? names->items.size() : 0;
    }
    std::string trust_of(const std::string& role) {
        auto found = store_.find_role(account_, role);
        return found && *found ? (*found)->trust_policy : "";
    }

    TestStore site_;
    IdentityStore& store_ = *site_.store;
    AccessKey admin_key_ = **store_.create_first_account();
    std::string account_ = admin_key_.account_id;
};

TEST_F(IdentityStoreTest, MakesTheFirstAccountOnce) {
    EXPECT_TRUE(admin_key_.id.starts_with("AKIA"));
    EXPECT_EQ(admin_key_.id.size(), 20U);
    EXPECT_EQ(admin_key_.secret.size(), 40U);
    auto again = store_.create_first_account();
    ASSERT_TRUE(again);
    EXPECT_FALSE(*again);
    auto found = store_.find_access_key(admin_key_.id);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->secret, admin_key_.secret);
    EXPECT_EQ((*found)->user_name, "admin");
    auto principal = store_.principal_of(**found);
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->arn, "arn:aws:iam::" + account_ + ":user/admin");
    EXPECT_TRUE(principal->user_id.starts_with("AIDA"));
    EXPECT_EQ(inline_policies_of("admin"), 1U);
}

TEST_F(IdentityStoreTest, FindsNothingWhereNothingIs) {
    EXPECT_FALSE(*store_.find_access_key("AKIAEXAMPLE"));
    EXPECT_FALSE(*store_.find_account("000000000000"));
    EXPECT_FALSE(*store_.find_user(account_, "nobody"));
    EXPECT_FALSE(*store_.find_user("000000000000", "admin"));
    EXPECT_FALSE(*store_.find_role(account_, "nobody"));
    EXPECT_FALSE(*store_.find_user_by_id("AIDANOBODY"));
}

TEST_F(IdentityStoreTest, KeepsNoSecretInClear) {
    bool found = false;
    ASSERT_TRUE(site_.catalog->read([&](catalog::Transaction& tx) {
        return tx.query("SELECT sealed_secret FROM access_keys", {}, [&](const catalog::Row& row) {
            found = true;
            EXPECT_EQ(as_text(row.bytes(0)).find(admin_key_.secret.substr(0, 8)),
                      std::string_view::npos);
        });
    }));
    EXPECT_TRUE(found);
}

TEST_F(IdentityStoreTest, RefusesASecretUnderAnotherKeysId) {
    make_user("bob");
    auto key = create_access_key(store_, account_, "bob");
    ASSERT_TRUE(key);
    ASSERT_TRUE(store_.change([&](catalog::Transaction& tx) -> Status {
        return run(tx,
                   "UPDATE access_keys SET sealed_secret = (SELECT sealed_secret FROM access_keys "
                   "WHERE id = $1) WHERE id = $2",
                   {key->id, admin_key_.id});
    }));
    EXPECT_EQ(kind_of(store_.find_access_key(admin_key_.id)), ErrorKind::corrupt);
}

TEST_F(IdentityStoreTest, TakesNamesOnceWhateverTheirCase) {
    make_user("Alice");
    User again;
    again.account_id = account_;
    again.name = "aLICE";
    EXPECT_EQ(kind_of(create_user(store_, again)), ErrorKind::conflict);
    EXPECT_TRUE(*store_.find_user(account_, "Alice"));
    EXPECT_FALSE(*store_.find_user(account_, "alice"));
    EXPECT_TRUE(make_role("Builder"));
    EXPECT_EQ(kind_of(make_role("BUILDER")), ErrorKind::conflict);
}

TEST_F(IdentityStoreTest, KeepsPathTagsAndBoundary) {
    User wanted;
    wanted.account_id = account_;
    wanted.name = "carol";
    wanted.path = "/team/";
    wanted.permissions_boundary = "arn:aws:iam::aws:policy/AdministratorAccess";
    wanted.tags = {{"a", "1"}, {"b", ""}};
    ASSERT_TRUE(create_user(store_, wanted));
    auto found = store_.find_user(account_, "carol");
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->arn(), "arn:aws:iam::" + account_ + ":user/team/carol");
    EXPECT_EQ((*found)->tags, wanted.tags);
    EXPECT_EQ((*found)->permissions_boundary, wanted.permissions_boundary);
    wanted.name = "dave";
    wanted.permissions_boundary = "arn:aws:iam::aws:policy/Unknown";
    EXPECT_EQ(kind_of(create_user(store_, wanted)), ErrorKind::not_found);
}

TEST_F(IdentityStoreTest, SeesItsOwnChangesAtOnce) {
    make_user("erin");
    EXPECT_EQ(inline_policies_of("erin"), 0U);
    ASSERT_TRUE(put_policy(store_, user_owner("erin"), {.name = "p", .document = allow_all}));
    EXPECT_EQ(inline_policies_of("erin"), 1U);
    ASSERT_TRUE(delete_policy(store_, user_owner("erin"), "p"));
    EXPECT_EQ(inline_policies_of("erin"), 0U);
    ASSERT_TRUE(set_access_key_active(store_, account_, "admin", admin_key_.id, false));
    EXPECT_FALSE((*store_.find_access_key(admin_key_.id))->active);
    ASSERT_TRUE(delete_access_key(store_, account_, "admin", admin_key_.id));
    EXPECT_FALSE(*store_.find_access_key(admin_key_.id));
}

TEST_F(IdentityStoreTest, SeesAnotherServersChangesWithinASecond) {
    IdentityStore other(*site_.catalog, site_.root_key, site_.clock, site_.random);
    EXPECT_TRUE((*other.find_access_key(admin_key_.id))->active);
    ASSERT_TRUE(set_access_key_active(store_, account_, "admin", admin_key_.id, false));
    EXPECT_TRUE((*other.find_access_key(admin_key_.id))->active) << "served from the cache";
    site_.clock.advance(1s);
    EXPECT_FALSE((*other.find_access_key(admin_key_.id))->active);
}

// Readers fill the cache all the while; a change that has returned must never be hidden by what one
// of them had read before it.
TEST_F(IdentityStoreTest, NeverServesWhatAFinishedChangeReplaced) {
    std::atomic<bool> stop = false;
    constexpr int readers_count = 3;
    std::vector<std::thread> readers;
    readers.reserve(readers_count);
    for (int i = 0; i < readers_count; ++i) {
        readers.emplace_back([&] {
            while (!stop)
                EXPECT_TRUE(store_.find_access_key(admin_key_.id));
        });
    }
    for (int i = 0; i < 100; ++i) {
        bool active = i % 2 == 0;
        ASSERT_TRUE(set_access_key_active(store_, account_, "admin", admin_key_.id, active));
        EXPECT_EQ((*store_.find_access_key(admin_key_.id))->active, active) << i;
        EXPECT_EQ((*store_.find_access_key(admin_key_.id))->active, active) << "cached " << i;
    }
    stop = true;
    for (std::thread& reader : readers)
        reader.join();
}

TEST_F(IdentityStoreTest, DropsItsCacheAlsoWhenTheAnswerOfACommitIsLost) {
    catalog::FaultyDatabase faulty(*site_.catalog);
    IdentityStore store(faulty, site_.root_key, site_.clock, site_.random);
    EXPECT_TRUE((*store.find_access_key(admin_key_.id))->active);
    bool lost = false;
    for (std::int64_t n = 1; n < 20 && !lost; ++n) {
        faulty.fail_at(n);
        Status done = set_access_key_active(store, account_, "admin", admin_key_.id, false);
        faulty.fail_at(0);
        auto key = store.find_access_key(admin_key_.id);
        ASSERT_TRUE(key);
        lost = !done && !(*key)->active;
        if (done) break;
    }
    EXPECT_TRUE(lost);
}

// Whatever fails while the first account is made, a second start ends with exactly one of each.
TEST(FirstAccount, IsWholeAfterEveryFailure) {
    bool finished = false;
    for (std::int64_t n = 1; n < 50 && !finished; ++n) {
        TestStore fresh;
        catalog::FaultyDatabase faulty(*fresh.catalog);
        IdentityStore store(faulty, fresh.root_key, fresh.clock, fresh.random);
        faulty.fail_at(n);
        finished = store.create_first_account().has_value() && !faulty.failed();
        faulty.fail_at(0);
        ASSERT_TRUE(store.create_first_account());
        for (std::string_view table : {"accounts", "users", "access_keys", "inline_policies"}) {
            auto count = fresh.catalog->read_value([&](catalog::Transaction& tx) {
                return select_count(tx, "SELECT count(*) FROM " + std::string(table), {});
            });
            ASSERT_TRUE(count);
            EXPECT_EQ(*count, 1) << table << " after failure " << n;
        }
    }
    EXPECT_TRUE(finished);
}

TEST_F(IdentityStoreTest, ListsPageByPage) {
    for (const char* name : {"u3", "U1", "u2"})
        make_user(name);
    PageRequest page{.after = "", .max = 2};
    auto first = list_users(store_, account_, "/", page);
    ASSERT_TRUE(first);
    ASSERT_EQ(first->items.size(), 2U);
    EXPECT_EQ(first->items[0].name, "admin");
    EXPECT_EQ(first->items[1].name, "U1");
    ASSERT_TRUE(first->next);
    auto second = list_users(store_, account_, "/", {.after = *first->next, .max = 2});
    ASSERT_TRUE(second);
    EXPECT_EQ(second->items.size(), 2U);
    EXPECT_FALSE(second->next);
    EXPECT_TRUE(list_users(store_, account_, "/team/", page)->items.empty());
}

TEST_F(IdentityStoreTest, LimitsAccessKeysAndPolicySizes) {
    make_user("frank");
    EXPECT_TRUE(create_access_key(store_, account_, "frank"));
    EXPECT_TRUE(create_access_key(store_, account_, "frank"));
    EXPECT_EQ(kind_of(create_access_key(store_, account_, "frank")), ErrorKind::limit);
    EXPECT_EQ(kind_of(create_access_key(store_, account_, "nobody")), ErrorKind::not_found);

    auto sized = [](std::size_t size) {
        std::string document =
            R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::"}})";
        document.insert(document.size() - 3, std::string(size - document.size(), 'x'));
        return document;
    };
    EXPECT_TRUE(put_policy(store_, user_owner("frank"), {.name = "p", .document = sized(2048)}));
    EXPECT_TRUE(put_policy(store_, user_owner("frank"), {.name = "p", .document = sized(2047)}));
    EXPECT_EQ(
        kind_of(put_policy(store_, user_owner("frank"), {.name = "p", .document = sized(2049)})),
        ErrorKind::limit);
    EXPECT_EQ(
        kind_of(put_policy(store_, user_owner("frank"), {.name = "q", .document = sized(100)})),
        ErrorKind::limit);
    EXPECT_EQ(kind_of(put_policy(store_, user_owner("frank"), {.name = "p", .document = "{}"})),
              ErrorKind::invalid);
}

TEST_F(IdentityStoreTest, DeletesOnlyWhatIsFree) {
    make_user("grace");
    ASSERT_TRUE(put_policy(store_, user_owner("grace"), {.name = "p", .document = allow_all}));
    auto key = create_access_key(store_, account_, "grace");
    ASSERT_TRUE(key);
    EXPECT_EQ(kind_of(delete_user(store_, account_, "grace")), ErrorKind::conflict);
    ASSERT_TRUE(delete_access_key(store_, account_, "grace", key->id));
    EXPECT_EQ(kind_of(delete_user(store_, account_, "grace")), ErrorKind::conflict);
    ASSERT_TRUE(delete_policy(store_, user_owner("grace"), "p"));
    EXPECT_TRUE(delete_user(store_, account_, "grace"));
    EXPECT_EQ(kind_of(delete_user(store_, account_, "grace")), ErrorKind::not_found);

    ASSERT_TRUE(make_role("R"));
    PolicyOwner owner{.kind = OwnerKind::role, .account_id = account_, .name = "R"};
    ASSERT_TRUE(put_policy(store_, owner, {.name = "p", .document = allow_all}));
    EXPECT_EQ(kind_of(delete_role(store_, account_, "R")), ErrorKind::conflict);
    ASSERT_TRUE(delete_policy(store_, owner, "p"));
    EXPECT_TRUE(delete_role(store_, account_, "R"));
    EXPECT_EQ(kind_of(delete_role(store_, account_, "R")), ErrorKind::not_found);
}

TEST_F(IdentityStoreTest, NamesWhatIsMissing) {
    make_user("heidi");
    EXPECT_EQ(kind_of(get_policy(store_, user_owner("heidi"), "p")), ErrorKind::not_found);
    EXPECT_EQ(kind_of(get_policy(store_, user_owner("nobody"), "p")), ErrorKind::not_found);
    EXPECT_EQ(kind_of(delete_policy(store_, user_owner("heidi"), "p")), ErrorKind::not_found);
    EXPECT_EQ(kind_of(list_policies(store_, user_owner("nobody"), {})), ErrorKind::not_found);
    EXPECT_EQ(kind_of(list_access_keys(store_, account_, "nobody", {})), ErrorKind::not_found);
    // A key belongs to its user only.
    EXPECT_EQ(kind_of(delete_access_key(store_, account_, "heidi", admin_key_.id)),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(set_access_key_active(store_, account_, "heidi", admin_key_.id, false)),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(set_trust_policy(store_, account_, "nobody", trust_anyone)),
              ErrorKind::not_found);
}

// ---- trust policies mean the very entity they named ----

TEST_F(IdentityStoreTest, ShowsTheIdOfADeletedTrustedUser) {
    User ivan = make_user("ivan");
    const std::string trust =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":["arn:aws:iam::)" +
        account_ + R"(:user\/ivan","123456789012"]}}]})";
    ASSERT_TRUE(make_role("R", trust));
    EXPECT_EQ(trust_of("R"), trust);
    ASSERT_TRUE(delete_user(store_, account_, "ivan"));
    EXPECT_NE(trust_of("R").find(ivan.id), std::string::npos);
    EXPECT_EQ(trust_of("R").find("ivan"), std::string::npos);
    make_user("ivan");
    EXPECT_EQ(trust_of("R").find("ivan"), std::string::npos) << "a successor is not trusted";
}

TEST_F(IdentityStoreTest, RefusesToTrustWhoDoesNotExist) {
    auto trust = [&](const std::string& principal) {
        return R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":")" +
               principal + R"("}}})";
    };
    EXPECT_EQ(kind_of(make_role("R", trust("arn:aws:iam::" + account_ + ":role/none"))),
              ErrorKind::invalid);
    EXPECT_EQ(kind_of(make_role("R", trust("arn:aws:iam::" + account_ + ":user/path/admin"))),
              ErrorKind::invalid);
    EXPECT_FALSE(*store_.find_role(account_, "R"));
    // Accounts elsewhere cannot be asked.
    EXPECT_TRUE(make_role("R", trust("arn:aws:iam::999999999999:role/theirs")));
    EXPECT_EQ(kind_of(make_role("S", "{}")), ErrorKind::invalid);
    EXPECT_EQ(kind_of(set_trust_policy(store_, account_, "R", "{}")), ErrorKind::invalid);
}

TEST_F(IdentityStoreTest, LimitsTrustPolicies) {
    auto sized = [](std::size_t size) {
        std::string document =
            R"({"Id":"","Statement":{"Effect":"Allow","Action":"sts:*","Principal":"*"}})";
        document.insert(7, std::string(size - document.size(), 'x'));
        return document;
    };
    EXPECT_TRUE(make_role("R", sized(trust_policy_size_max)));
    EXPECT_EQ(kind_of(make_role("S", sized(trust_policy_size_max + 1))), ErrorKind::limit);
}

// ---- organizations ----

TEST_F(IdentityStoreTest, MakesAnOrganizationAndMembers) {
    EXPECT_TRUE(store_.organization_arns(account_)->empty());
    auto organization = create_organization(store_, account_, "ALL");
    ASSERT_TRUE(organization);
    EXPECT_EQ(store_.organization_arns(account_)->front(), organization->arn());
    EXPECT_EQ(store_.organization_paths(account_)->front(),
              organization->id + "/" + organization->root_id + "/");
    EXPECT_EQ(kind_of(create_organization(store_, account_, "ALL")), ErrorKind::conflict);

    NewMember wanted{.name = "Build",
                     .email = "build@example.com",
                     .access_role_name = "Enter",
                     .tags = {{"k", "v"}}};
    auto creation = create_member(store_, *organization, wanted);
    ASSERT_TRUE(creation);
    EXPECT_EQ(creation->failure_reason, "");
    auto role = store_.find_role(creation->account_id, "Enter");
    ASSERT_TRUE(role && *role);
    EXPECT_NE((*role)->trust_policy.find("arn:aws:iam::" + account_ + ":root"), std::string::npos);
    EXPECT_EQ(store_.organization_arns(creation->account_id)->front(), organization->arn());

    wanted.email = "BUILD@example.com";
    auto again = create_member(store_, *organization, wanted);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->failure_reason, "EMAIL_ALREADY_EXISTS");
    auto record = find_account_creation(store_, *organization, again->id);
    ASSERT_TRUE(record && *record);
    EXPECT_EQ((*record)->failure_reason, "EMAIL_ALREADY_EXISTS");
    EXPECT_FALSE(*find_account_creation(store_, *organization, "car-none"));

    auto members = list_members(store_, *organization, {.after = "", .max = 20});
    ASSERT_TRUE(members);
    EXPECT_EQ(members->items.size(), 2U);
    EXPECT_TRUE(*find_member(store_, *organization, creation->account_id));
    EXPECT_FALSE(*find_member(store_, *organization, "000000000000"));
}

TEST(EntityArn, IsReadStrictly) {
    auto role = parse_entity_arn("arn:aws:iam::123456789012:role/a/b/R");
    ASSERT_TRUE(role);
    EXPECT_TRUE(role->is_role);
    EXPECT_EQ(role->path, "/a/b/");
    EXPECT_EQ(role->name, "R");
    auto user = parse_entity_arn("arn:aws:iam::123456789012:user/u");
    ASSERT_TRUE(user);
    EXPECT_FALSE(user->is_role);
    EXPECT_EQ(user->path, "/");
    for (std::string_view bad :
         {"", "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:root",
          "arn:aws:iam::1234567890:role/R", "arn:aws:iam::12345678901x:role/R",
          "arn:aws:iam:us-east-1:123456789012:role/R", "arn:aws:iam::123456789012:role/a//R",
          "arn:aws:sts::123456789012:assumed-role/R/s", "arn:aws:iam::123456789012"})
        EXPECT_FALSE(parse_entity_arn(bad)) << bad;
}

}  // namespace
}  // namespace amicast::iam
