// Managed policies, their versions and who they are attached to: what is made is found, quotas on
// both sides, every refusal, and changes that are whole or not there at all.
#include "iam/managed_policies.h"

#include <gtest/gtest.h>

#include "iam/attachments.h"
#include "iam/failure_loop.h"
#include "iam/groups.h"
#include "iam/identity_test_store.h"
#include "iam/permissions_boundary.h"
#include "iam/policy_document.h"
#include "iam/policy_versions.h"
#include "iam/roles.h"
#include "iam/users.h"
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

constexpr auto account = "111122223333";
constexpr auto other_account = "444455556666";
constexpr auto administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
constexpr auto linked_role_policy =
    "arn:aws:iam::aws:policy/aws-service-role/AWSServiceRoleForImageBuilder";
constexpr auto trust_anyone =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}})";

std::string allow(const std::string& action) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + action +
           R"(","Resource":"*"}})";
}

// A policy whose size, as quotas count it, is `size`.
std::string sized(std::size_t size) {
    std::string document =
        R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::"}})";
    document.insert(document.size() - 3, std::string(size - document.size(), 'x'));
    return document + "   ";
}

template <class T>
ErrorKind kind_of(const T& result) {
    EXPECT_FALSE(result);
    return result ? ErrorKind::internal : result.error().kind;
}

void make_user(IdentityStore& store, const std::string& name, const std::string& path = "/") {
    User user;
    user.account_id = account;
    user.name = name;
    user.path = path;
    ASSERT_TRUE(create_user(store, user));
}
void make_role(IdentityStore& store, const std::string& name, const std::string& path = "/") {
    Role role;
    role.account_id = account;
    role.name = name;
    role.path = path;
    role.trust_policy = trust_anyone;
    ASSERT_TRUE(create_role(store, role));
}
void make_group(IdentityStore& store, const std::string& name) {
    Group group;
    group.account_id = account;
    group.name = name;
    ASSERT_TRUE(create_group(store, group));
}
Result<ManagedPolicy> make_policy(IdentityStore& store, const std::string& name,
                                  const std::string& document = allow("ec2:*"),
                                  const std::string& path = "/") {
    ManagedPolicy wanted;
    wanted.account_id = account;
    wanted.name = name;
    wanted.path = path;
    return create_managed_policy(store, wanted, document);
}
std::string arn_of(const std::string& name) {
    return "arn:aws:iam::" + std::string(account) + ":policy/" + name;
}

PolicyOwner user_owner(std::string_view name) {
    return {.kind = OwnerKind::user, .account_id = account, .name = name};
}
PolicyOwner role_owner(std::string_view name) {
    return {.kind = OwnerKind::role, .account_id = account, .name = name};
}
PolicyOwner group_owner(std::string_view name) {
    return {.kind = OwnerKind::group, .account_id = account, .name = name};
}

class ManagedPoliciesTest : public testing::Test {
  protected:
    std::vector<std::string> listed(const PolicyFilter& filter) {
        auto page = list_managed_policies(store_, account, filter, {});
        EXPECT_TRUE(page);
        std::vector<std::string> names;
        for (const ManagedPolicy& policy : page->items)
            names.push_back(policy.name);
        return names;
    }
    std::string in_force(const std::string& arn) {
        auto document = site_.catalog->read_value(
            [&](catalog::Transaction& tx) { return select_policy_document(tx, account, arn); });
        EXPECT_TRUE(document);
        return document->value_or("");
    }

    TestStore site_;
    IdentityStore& store_ = *site_.store;
};

using Names = std::vector<std::string>;

TEST_F(ManagedPoliciesTest, AreFoundAsTheyWereMade) {
    ManagedPolicy wanted;
    wanted.account_id = account;
    wanted.name = "Copy";
    wanted.path = "/team/";
    wanted.description = "copies images";
    wanted.tags = {{"a", "1"}};
    auto made = create_managed_policy(store_, wanted, allow("ec2:CopyImage"));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->arn(), "arn:aws:iam::111122223333:policy/team/Copy");
    auto found = get_managed_policy(store_, account, made->arn());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, made->id);
    EXPECT_TRUE(found->id.starts_with("ANPA"));
    EXPECT_EQ(found->description, "copies images");
    EXPECT_EQ(found->tags, wanted.tags);
    EXPECT_EQ(found->default_version, 1);
    EXPECT_EQ(found->created, store_.now());
    EXPECT_EQ(in_force(made->arn()), allow("ec2:CopyImage"));
}

TEST_F(ManagedPoliciesTest, TakeANameOnceWhateverItsCaseAndPath) {
    ASSERT_TRUE(make_policy(store_, "P"));
    EXPECT_EQ(kind_of(make_policy(store_, "p")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(make_policy(store_, "P", allow("*"), "/x/")), ErrorKind::conflict);
}

TEST_F(ManagedPoliciesTest, MustBePoliciesWithinTheirSize) {
    EXPECT_EQ(kind_of(make_policy(store_, "P", "{}")), ErrorKind::invalid);
    EXPECT_EQ(kind_of(make_policy(store_, "P", trust_anyone)), ErrorKind::invalid);
    EXPECT_EQ(kind_of(make_policy(store_, "P", sized(managed_policy_size_max + 1))),
              ErrorKind::limit);
    EXPECT_TRUE(make_policy(store_, "P", sized(managed_policy_size_max)));
}

TEST_F(ManagedPoliciesTest, FillAnAccountAtItsQuota) {
    ASSERT_TRUE(store_.change([&](catalog::Transaction& tx) -> Status {
        for (std::int64_t i = 1; i < managed_policies_per_account_max; ++i) {
            std::string name = "p" + std::to_string(i);
            Status done =
                run(tx,
                    "INSERT INTO managed_policies (account_id, arn, name_key, name, path, id, "
                    "description, default_version, latest_version, created_us, updated_us) "
                    "VALUES ($1, $2, $3, $3, '/', $3, '', 1, 1, 0, 0)",
                    {account, arn_of(name), name});
            if (!done) return done;
        }
        return {};
    }));
    EXPECT_TRUE(make_policy(store_, "last"));
    EXPECT_EQ(kind_of(make_policy(store_, "toomany")), ErrorKind::limit);
}

TEST_F(ManagedPoliciesTest, BelongToOneAccount) {
    auto policy = make_policy(store_, "P");
    ASSERT_TRUE(policy);
    std::string arn = policy->arn();
    EXPECT_EQ(kind_of(get_managed_policy(store_, other_account, arn)), ErrorKind::denied);
    EXPECT_EQ(kind_of(get_managed_policy(store_, other_account, arn_of("none"))), ErrorKind::denied)
        << "whether there is one is not told";
    EXPECT_EQ(kind_of(delete_managed_policy(store_, other_account, arn)), ErrorKind::denied);
    EXPECT_EQ(kind_of(create_policy_version(store_, other_account, arn, allow("*"), true)),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(get_policy_version(store_, other_account, arn, 1)), ErrorKind::denied);
    EXPECT_EQ(kind_of(list_policy_versions(store_, other_account, arn, {})), ErrorKind::denied);
    EXPECT_EQ(kind_of(set_default_policy_version(store_, other_account, arn, 1)),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(delete_policy_version(store_, other_account, arn, 1)), ErrorKind::denied);
    EXPECT_EQ(kind_of(list_policy_users(store_, other_account, arn, {}, {})), ErrorKind::denied);
    EXPECT_TRUE(list_managed_policies(store_, other_account, {.vendor = false}, {})->items.empty());
    // The same name in another account is another policy.
    ManagedPolicy theirs;
    theirs.account_id = other_account;
    theirs.name = "P";
    ASSERT_TRUE(create_managed_policy(store_, theirs, allow("*")));
    EXPECT_EQ(in_force(arn), allow("ec2:*"));
}

TEST_F(ManagedPoliciesTest, OfTheVendorAreThereForEverybodyAndChangedByNobody) {
    auto policy = get_managed_policy(store_, account, administrator);
    ASSERT_TRUE(policy);
    EXPECT_EQ(policy->name, "AdministratorAccess");
    EXPECT_EQ(policy->id, get_managed_policy(store_, other_account, administrator)->id);
    auto version = get_policy_version(store_, account, administrator, 1);
    ASSERT_TRUE(version);
    EXPECT_TRUE(version->is_default);
    EXPECT_EQ(version->document, administrator_policy());
    EXPECT_EQ(list_policy_versions(store_, account, administrator, {})->items.size(), 1U);
    EXPECT_EQ(kind_of(get_policy_version(store_, account, administrator, 2)), ErrorKind::not_found);
    EXPECT_EQ(kind_of(delete_managed_policy(store_, account, administrator)), ErrorKind::denied);
    EXPECT_EQ(kind_of(create_policy_version(store_, account, administrator, allow("*"), true)),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(set_default_policy_version(store_, account, administrator, 1)),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(delete_policy_version(store_, account, administrator, 1)), ErrorKind::denied);
    EXPECT_EQ(kind_of(get_managed_policy(store_, account, "arn:aws:iam::aws:policy/None")),
              ErrorKind::not_found);
}

TEST_F(ManagedPoliciesTest, OfTheVendorCanAllBeRead) {
    EXPECT_GE(vendor_policies().size(), 15U);
    for (const VendorPolicy* policy : vendor_policies()) {
        auto parsed = parse_policy(policy->document, PolicyUse::identity);
        EXPECT_TRUE(parsed) << policy->arn << ": " << (parsed ? "" : parsed.error().message);
        EXPECT_EQ(vendor_entity(*policy).arn(), policy->arn);
        EXPECT_EQ(find_vendor_policy(policy->arn), policy);
    }
    EXPECT_EQ(find_vendor_policy("arn:aws:iam::aws:policy/administratoraccess"), nullptr);
}

TEST_F(ManagedPoliciesTest, AreListedByScopePathAndUse) {
    make_user(store_, "u");
    ASSERT_TRUE(make_policy(store_, "A"));
    ASSERT_TRUE(make_policy(store_, "B", allow("*"), "/x/"));
    ASSERT_TRUE(make_policy(store_, "C"));
    PolicyFilter local{.vendor = false};
    EXPECT_EQ(listed(local), (Names{"A", "C", "B"})) << "in order of ARN";
    EXPECT_EQ(listed({.vendor = false, .path_prefix = "/x/"}), Names{"B"});
    EXPECT_EQ(listed({.local = false}).size(), vendor_policies().size());
    EXPECT_EQ(listed({}).size(), vendor_policies().size() + 3);

    ASSERT_TRUE(attach_policy(store_, user_owner("u"), arn_of("A")));
    ASSERT_TRUE(attach_policy(store_, user_owner("u"), administrator));
    ASSERT_TRUE(put_permissions_boundary(store_, user_owner("u"), arn_of("C")));
    EXPECT_EQ(listed({.attached_only = true}), (Names{"A", "AdministratorAccess"}));
    EXPECT_EQ(listed({.boundaries_only = true}), Names{"C"});
    EXPECT_EQ(get_managed_policy(store_, account, arn_of("A"))->attachments, 1);
    EXPECT_EQ(get_managed_policy(store_, account, arn_of("C"))->boundary_uses, 1);
    EXPECT_EQ(get_managed_policy(store_, other_account, administrator)->attachments, 0)
        << "others' uses are not counted";
}

TEST_F(ManagedPoliciesTest, AreListedByPagesAcrossBothScopes) {
    for (const char* name : {"A", "B", "C"})
        ASSERT_TRUE(make_policy(store_, name));
    std::size_t seen = 0;
    PageRequest page{.after = "", .max = 2};
    for (;;) {
        auto part = list_managed_policies(store_, account, {}, page);
        ASSERT_TRUE(part);
        ASSERT_LE(part->items.size(), 2U);
        seen += part->items.size();
        if (!part->next) break;
        page.after = *part->next;
    }
    EXPECT_EQ(seen, vendor_policies().size() + 3);
}

TEST_F(ManagedPoliciesTest, HaveFiveVersionsAndOneInForce) {
    ASSERT_TRUE(make_policy(store_, "P", allow("a:1")));
    std::string arn = arn_of("P");
    site_.clock.advance(std::chrono::hours(1));
    for (int i = 2; i <= policy_versions_max; ++i) {
        auto version =
            create_policy_version(store_, account, arn, allow("a:" + std::to_string(i)), i == 3);
        ASSERT_TRUE(version);
        EXPECT_EQ(version->number, i);
        EXPECT_EQ(version->is_default, i == 3);
    }
    EXPECT_EQ(in_force(arn), allow("a:3"));
    EXPECT_EQ(get_managed_policy(store_, account, arn)->updated, store_.now());
    EXPECT_EQ(kind_of(create_policy_version(store_, account, arn, allow("*"), false)),
              ErrorKind::limit);
    EXPECT_EQ(kind_of(delete_policy_version(store_, account, arn, 3)), ErrorKind::conflict);
    ASSERT_TRUE(set_default_policy_version(store_, account, arn, 1));
    EXPECT_EQ(in_force(arn), allow("a:1"));
    ASSERT_TRUE(delete_policy_version(store_, account, arn, 5));
    EXPECT_EQ(create_policy_version(store_, account, arn, allow("*"), false)->number, 6)
        << "numbers are not used again";
    EXPECT_EQ(kind_of(get_policy_version(store_, account, arn, 5)), ErrorKind::not_found);
    EXPECT_EQ(kind_of(set_default_policy_version(store_, account, arn, 5)), ErrorKind::not_found);
    EXPECT_EQ(kind_of(delete_policy_version(store_, account, arn, 5)), ErrorKind::not_found);
    EXPECT_EQ(kind_of(create_policy_version(store_, account, arn, "{}", false)),
              ErrorKind::invalid);
    EXPECT_EQ(kind_of(create_policy_version(store_, account, arn_of("none"), allow("*"), false)),
              ErrorKind::not_found);

    auto first = list_policy_versions(store_, account, arn, {.after = "", .max = 3});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->items.front().number, 6) << "the newest first";
    ASSERT_TRUE(first->next);
    auto rest = list_policy_versions(store_, account, arn, {.after = *first->next, .max = 3});
    EXPECT_EQ(rest->items.size(), 2U);
    EXPECT_TRUE(rest->items.back().is_default);
    EXPECT_EQ(rest->items.back().document, allow("a:1"));
}

TEST_F(ManagedPoliciesTest, AreDeletedOnlyWhenFree) {
    make_user(store_, "u");
    ASSERT_TRUE(make_policy(store_, "P"));
    std::string arn = arn_of("P");
    ASSERT_TRUE(attach_policy(store_, user_owner("u"), arn));
    EXPECT_EQ(kind_of(delete_managed_policy(store_, account, arn)), ErrorKind::conflict);
    ASSERT_TRUE(detach_policy(store_, user_owner("u"), arn));
    ASSERT_TRUE(put_permissions_boundary(store_, user_owner("u"), arn));
    EXPECT_EQ(kind_of(delete_managed_policy(store_, account, arn)), ErrorKind::conflict);
    ASSERT_TRUE(delete_permissions_boundary(store_, user_owner("u")));
    ASSERT_TRUE(create_policy_version(store_, account, arn, allow("*"), false));
    EXPECT_EQ(kind_of(delete_managed_policy(store_, account, arn)), ErrorKind::conflict);
    ASSERT_TRUE(delete_policy_version(store_, account, arn, 2));
    EXPECT_TRUE(delete_managed_policy(store_, account, arn));
    EXPECT_EQ(kind_of(delete_managed_policy(store_, account, arn)), ErrorKind::not_found);
    EXPECT_EQ(in_force(arn), "");
    EXPECT_TRUE(make_policy(store_, "P")) << "the name is free again";
}

TEST_F(ManagedPoliciesTest, AreAttachedToUsersRolesAndGroups) {
    make_user(store_, "u");
    make_role(store_, "r");
    make_group(store_, "g");
    ASSERT_TRUE(make_policy(store_, "P"));
    for (const PolicyOwner& owner : {user_owner("u"), role_owner("r"), group_owner("g")}) {
        ASSERT_TRUE(attach_policy(store_, owner, arn_of("P")));
        ASSERT_TRUE(attach_policy(store_, owner, arn_of("P"))) << "again does nothing";
        auto attached = list_attached_policies(store_, owner, "/", {});
        ASSERT_EQ(attached->items.size(), 1U);
        EXPECT_EQ(attached->items[0].name, "P");
        EXPECT_TRUE(list_attached_policies(store_, owner, "/x/", {})->items.empty());
        EXPECT_EQ(kind_of(detach_policy(store_, owner, administrator)), ErrorKind::not_found);
        EXPECT_EQ(kind_of(attach_policy(store_, owner, arn_of("none"))), ErrorKind::not_found);
        EXPECT_EQ(kind_of(attach_policy(store_, owner, linked_role_policy)), ErrorKind::invalid);
        EXPECT_EQ(kind_of(attach_policy(
                      store_, owner, "arn:aws:iam::" + std::string(other_account) + ":policy/P")),
                  ErrorKind::denied);
    }
    for (const PolicyOwner& owner : {user_owner("x"), role_owner("x"), group_owner("x")}) {
        EXPECT_EQ(kind_of(attach_policy(store_, owner, arn_of("P"))), ErrorKind::not_found);
        EXPECT_EQ(kind_of(detach_policy(store_, owner, arn_of("P"))), ErrorKind::not_found);
        EXPECT_EQ(kind_of(list_attached_policies(store_, owner, "/", {})), ErrorKind::not_found);
    }
    EXPECT_EQ(get_managed_policy(store_, account, arn_of("P"))->attachments, 3);
    EXPECT_EQ(kind_of(delete_user(store_, account, "u")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(delete_role(store_, account, "r")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(delete_group(store_, account, "g")), ErrorKind::conflict);
    ASSERT_TRUE(detach_policy(store_, user_owner("u"), arn_of("P")));
    EXPECT_TRUE(delete_user(store_, account, "u"));
}

TEST_F(ManagedPoliciesTest, AreAttachedTenTimesAtMost) {
    make_user(store_, "u");
    for (int i = 0; i <= attached_policies_max; ++i)
        ASSERT_TRUE(make_policy(store_, "p" + std::to_string(i)));
    for (int i = 0; i < attached_policies_max; ++i)
        EXPECT_TRUE(attach_policy(store_, user_owner("u"), arn_of("p" + std::to_string(i))));
    EXPECT_EQ(kind_of(attach_policy(store_, user_owner("u"), arn_of("p10"))), ErrorKind::limit);
    EXPECT_TRUE(attach_policy(store_, user_owner("u"), arn_of("p3"))) << "one of the ten";
}

TEST_F(ManagedPoliciesTest, KnowWhoUsesThem) {
    make_user(store_, "u", "/x/");
    make_user(store_, "v");
    make_role(store_, "r");
    make_group(store_, "g");
    ASSERT_TRUE(make_policy(store_, "P"));
    std::string arn = arn_of("P");
    for (const PolicyOwner& owner : {user_owner("u"), role_owner("r"), group_owner("g")})
        ASSERT_TRUE(attach_policy(store_, owner, arn));
    ASSERT_TRUE(put_permissions_boundary(store_, user_owner("v"), arn));
    ASSERT_TRUE(put_permissions_boundary(store_, role_owner("r"), arn));
    auto users = [&](const PolicyUserFilter& filter) {
        Names names;
        auto page = list_policy_users(store_, account, arn, filter, {});
        EXPECT_TRUE(page);
        for (const PolicyUser& user : page->items)
            names.push_back(user.name);
        return names;
    };
    EXPECT_EQ(users({}), (Names{"g", "r", "u", "v"}));
    EXPECT_EQ(users({.kind = OwnerKind::user}), (Names{"u", "v"}));
    EXPECT_EQ(users({.kind = OwnerKind::group}), Names{"g"});
    EXPECT_EQ(users({.as_boundary = false}), (Names{"g", "r", "u"}));
    EXPECT_EQ(users({.as_permissions = false}), (Names{"r", "v"}));
    EXPECT_EQ(users({.path_prefix = "/x/"}), Names{"u"});
    auto first = list_policy_users(store_, account, arn, {}, {.after = "", .max = 3});
    ASSERT_TRUE(first->next);
    auto rest = list_policy_users(store_, account, arn, {}, {.after = *first->next, .max = 3});
    ASSERT_EQ(rest->items.size(), 1U);
    EXPECT_EQ(rest->items[0].name, "v");
    EXPECT_TRUE(rest->items[0].id.starts_with("AIDA"));
}

TEST_F(ManagedPoliciesTest, CapUsersAndRoles) {
    make_user(store_, "u");
    make_role(store_, "r");
    ASSERT_TRUE(make_policy(store_, "P"));
    for (const PolicyOwner& owner : {user_owner("u"), role_owner("r")}) {
        EXPECT_EQ(kind_of(delete_permissions_boundary(store_, owner)), ErrorKind::not_found);
        ASSERT_TRUE(put_permissions_boundary(store_, owner, arn_of("P")));
        ASSERT_TRUE(put_permissions_boundary(store_, owner, administrator));
        EXPECT_EQ(kind_of(put_permissions_boundary(store_, owner, arn_of("none"))),
                  ErrorKind::not_found);
        ASSERT_TRUE(delete_permissions_boundary(store_, owner));
    }
    EXPECT_EQ(kind_of(put_permissions_boundary(store_, user_owner("x"), arn_of("P"))),
              ErrorKind::not_found);
    User wanted;
    wanted.account_id = account;
    wanted.name = "capped";
    wanted.permissions_boundary = "arn:aws:iam::" + std::string(other_account) + ":policy/P";
    EXPECT_EQ(kind_of(create_user(store_, wanted)), ErrorKind::not_found);
}

// ---- whole or not at all ----

TEST(ManagedPolicyFailures, LeavePolicyAndVersionTogether) {
    fail_everywhere(
        [](IdentityStore&) {}, [](IdentityStore& store) { return make_policy(store, "P"); },
        [](IdentityStore& store) {
            bool found = get_managed_policy(store, account, arn_of("P")).has_value();
            EXPECT_EQ(get_policy_version(store, account, arn_of("P"), 1).has_value(), found);
            return found;
        });
}

TEST(ManagedPolicyFailures, LeaveOneVersionInForce) {
    fail_everywhere([](IdentityStore& store) { ASSERT_TRUE(make_policy(store, "P")); },
                    [](IdentityStore& store) {
                        return create_policy_version(store, account, arn_of("P"), allow("s3:*"),
                                                     true);
                    },
                    [](IdentityStore& store) {
                        auto versions = list_policy_versions(store, account, arn_of("P"), {});
                        EXPECT_TRUE(versions);
                        auto policy = get_managed_policy(store, account, arn_of("P"));
                        EXPECT_TRUE(policy);
                        std::size_t count = versions->items.size();
                        EXPECT_EQ(policy->default_version, static_cast<std::int64_t>(count));
                        EXPECT_TRUE(versions->items.front().is_default);
                        return count == 2;
                    });
}

TEST(ManagedPolicyFailures, LeaveNothingOfADeletedPolicy) {
    fail_everywhere(
        [](IdentityStore& store) { ASSERT_TRUE(make_policy(store, "P")); },
        [](IdentityStore& store) { return delete_managed_policy(store, account, arn_of("P")); },
        [](IdentityStore& store) {
            auto count = [&](const std::string& table) {
                return *store.catalog().read_value([&](catalog::Transaction& tx) {
                    return select_count(tx, "SELECT count(*) FROM " + table, {});
                });
            };
            EXPECT_EQ(count("managed_policies"), count("policy_versions"));
            return count("managed_policies") == 0;
        });
}

TEST(ManagedPolicyFailures, LeaveAnAttachmentWholeOrNotThere) {
    fail_everywhere(
        [](IdentityStore& store) {
            make_user(store, "u");
            ASSERT_TRUE(make_policy(store, "P"));
        },
        [](IdentityStore& store) { return attach_policy(store, user_owner("u"), arn_of("P")); },
        [](IdentityStore& store) {
            return !list_attached_policies(store, user_owner("u"), "/", {})->items.empty();
        });
}

}  // namespace
}  // namespace amicast::iam
