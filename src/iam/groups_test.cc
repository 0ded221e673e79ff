// Groups, and changes to users and roles that exist: names, paths, tags, boundaries, aliases,
// service-linked roles, and when keys were used.
#include "iam/groups.h"

#include <gtest/gtest.h>

#include "iam/access_keys.h"
#include "iam/account_aliases.h"
#include "iam/attachments.h"
#include "iam/failure_loop.h"
#include "iam/identity_tags.h"
#include "iam/identity_test_store.h"
#include "iam/inline_policies.h"
#include "iam/permissions_boundary.h"
#include "iam/roles.h"
#include "iam/service_linked_roles.h"
#include "iam/users.h"

namespace amicast::iam {
namespace {

using namespace std::chrono_literals;

constexpr auto account = "111122223333";
constexpr auto other_account = "444455556666";
constexpr auto allow_all =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";
constexpr auto administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

template <class T>
ErrorKind kind_of(const T& result) {
    EXPECT_FALSE(result);
    return result ? ErrorKind::internal : result.error().kind;
}

User make_user(IdentityStore& store, const std::string& name, const std::string& owner = account) {
    User user;
    user.account_id = owner;
    user.name = name;
    auto made = create_user(store, user);
    EXPECT_TRUE(made);
    return made ? *made : user;
}
Result<Group> make_group(IdentityStore& store, const std::string& name,
                         const std::string& owner = account) {
    Group group;
    group.account_id = owner;
    group.name = name;
    return create_group(store, group);
}
Result<Role> make_role(IdentityStore& store, const std::string& name,
                       const std::string& principal) {
    Role role;
    role.account_id = account;
    role.name = name;
    role.trust_policy = R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":)" +
                        principal + "}}";
    return create_role(store, role);
}
std::string user_arn(const std::string& path_and_name) {
    return "arn:aws:iam::" + std::string(account) + ":user" + path_and_name;
}
PolicyOwner user_owner(std::string_view name) {
    return {.kind = OwnerKind::user, .account_id = account, .name = name};
}
PolicyOwner group_owner(std::string_view name) {
    return {.kind = OwnerKind::group, .account_id = account, .name = name};
}
PolicyOwner role_owner(std::string_view name) {
    return {.kind = OwnerKind::role, .account_id = account, .name = name};
}

class GroupsTest : public testing::Test {
  protected:
    std::vector<std::string> groups_of(const std::string& user) {
        auto page = list_groups_of(store_, account, user, {});
        EXPECT_TRUE(page);
        std::vector<std::string> names;
        for (const Group& group : page->items)
            names.push_back(group.name);
        return names;
    }

    TestStore site_;
    IdentityStore& store_ = *site_.store;
};

using Names = std::vector<std::string>;

TEST_F(GroupsTest, AreMadeFoundListedAndDeleted) {
    auto made = make_group(store_, "Team");
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->id.starts_with("AGPA"));
    EXPECT_EQ(made->arn(), "arn:aws:iam::111122223333:group/Team");
    EXPECT_EQ(kind_of(make_group(store_, "TEAM")), ErrorKind::conflict);
    EXPECT_TRUE(make_group(store_, "Team", other_account)) << "accounts have names of their own";
    EXPECT_EQ((*find_group(store_, account, "Team"))->id, made->id);
    EXPECT_FALSE(*find_group(store_, account, "team"));
    ASSERT_TRUE(make_group(store_, "a"));
    auto first = list_groups(store_, account, "/", {.after = "", .max = 1});
    ASSERT_TRUE(first && first->next);
    EXPECT_EQ(first->items[0].name, "a");
    auto rest = list_groups(store_, account, "/", {.after = *first->next, .max = 5});
    EXPECT_EQ(rest->items.size(), 1U);
    EXPECT_TRUE(list_groups(store_, account, "/none/", {})->items.empty());
    EXPECT_TRUE(delete_group(store_, account, "Team"));
    EXPECT_EQ(kind_of(delete_group(store_, account, "Team")), ErrorKind::not_found);
}

TEST_F(GroupsTest, FillAnAccountAtItsQuota) {
    for (std::int64_t i = 0; i < groups_per_account_max; ++i)
        ASSERT_TRUE(make_group(store_, "g" + std::to_string(i)));
    EXPECT_EQ(kind_of(make_group(store_, "more")), ErrorKind::limit);
}

TEST_F(GroupsTest, HaveUsersOfTheirAccountAsMembers) {
    make_user(store_, "u");
    make_user(store_, "theirs", other_account);
    ASSERT_TRUE(make_group(store_, "g"));
    ASSERT_TRUE(add_group_member(store_, account, "g", "u"));
    ASSERT_TRUE(add_group_member(store_, account, "g", "u")) << "again does nothing";
    EXPECT_EQ(list_group_members(store_, account, "g", {})->items.size(), 1U);
    EXPECT_EQ(groups_of("u"), Names{"g"});
    EXPECT_EQ(kind_of(add_group_member(store_, account, "g", "theirs")), ErrorKind::not_found);
    EXPECT_EQ(kind_of(add_group_member(store_, other_account, "g", "theirs")),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(add_group_member(store_, account, "x", "u")), ErrorKind::not_found);
    EXPECT_EQ(kind_of(list_group_members(store_, account, "x", {})), ErrorKind::not_found);
    EXPECT_EQ(kind_of(list_groups_of(store_, account, "x", {})), ErrorKind::not_found);
    EXPECT_EQ(kind_of(delete_group(store_, account, "g")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(delete_user(store_, account, "u")), ErrorKind::conflict);
    ASSERT_TRUE(remove_group_member(store_, account, "g", "u"));
    EXPECT_EQ(kind_of(remove_group_member(store_, account, "g", "u")), ErrorKind::not_found);
    EXPECT_TRUE(delete_user(store_, account, "u"));
    EXPECT_TRUE(delete_group(store_, account, "g"));
}

TEST_F(GroupsTest, HoldAUserTenTimesAtMost) {
    make_user(store_, "u");
    for (int i = 0; i <= groups_per_user_max; ++i)
        ASSERT_TRUE(make_group(store_, "g" + std::to_string(i)));
    for (int i = 0; i < groups_per_user_max; ++i)
        EXPECT_TRUE(add_group_member(store_, account, "g" + std::to_string(i), "u"));
    EXPECT_EQ(kind_of(add_group_member(store_, account, "g10", "u")), ErrorKind::limit);
    EXPECT_TRUE(add_group_member(store_, account, "g4", "u")) << "one of the ten";
}

TEST_F(GroupsTest, KeepMembersAndPoliciesWhenRenamed) {
    make_user(store_, "u");
    auto made = make_group(store_, "g");
    ASSERT_TRUE(made);
    ASSERT_TRUE(make_group(store_, "taken"));
    ASSERT_TRUE(add_group_member(store_, account, "g", "u"));
    ASSERT_TRUE(attach_policy(store_, group_owner("g"), administrator));
    ASSERT_TRUE(put_policy(store_, group_owner("g"), {.name = "p", .document = allow_all}));
    EXPECT_EQ(kind_of(update_group(store_, account, "g", "TAKEN", {})), ErrorKind::conflict);
    EXPECT_EQ(kind_of(update_group(store_, account, "x", "y", {})), ErrorKind::not_found);
    ASSERT_TRUE(update_group(store_, account, "g", "G2", "/new/"));
    EXPECT_EQ((*find_group(store_, account, "G2"))->id, made->id);
    EXPECT_EQ((*find_group(store_, account, "G2"))->path, "/new/");
    EXPECT_EQ(groups_of("u"), Names{"G2"});
    EXPECT_EQ(list_attached_policies(store_, group_owner("G2"), "/", {})->items.size(), 1U);
    EXPECT_TRUE(get_policy(store_, group_owner("G2"), "p"));
    ASSERT_TRUE(update_group(store_, account, "G2", "g2", {})) << "another case is another name";
    EXPECT_EQ(groups_of("u"), Names{"g2"});
}

TEST_F(GroupsTest, LimitTheirInlinePolicies) {
    ASSERT_TRUE(make_group(store_, "g"));
    auto sized = [](std::size_t size) {
        std::string document =
            R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::"}})";
        document.insert(document.size() - 3, std::string(size - document.size(), 'x'));
        return document;
    };
    EXPECT_TRUE(put_policy(store_, group_owner("g"),
                           {.name = "p", .document = sized(group_policies_size_max)}));
    EXPECT_EQ(kind_of(put_policy(store_, group_owner("g"),
                                 {.name = "p", .document = sized(group_policies_size_max + 1)})),
              ErrorKind::limit);
}

// ---- users ----

TEST_F(GroupsTest, AUserKeepsEverythingUnderANewName) {
    User user = make_user(store_, "old");
    make_user(store_, "taken");
    auto key = create_access_key(store_, account, "old");
    ASSERT_TRUE(key);
    ASSERT_TRUE(make_group(store_, "g"));
    ASSERT_TRUE(add_group_member(store_, account, "g", "old"));
    ASSERT_TRUE(put_policy(store_, user_owner("old"), {.name = "p", .document = allow_all}));
    ASSERT_TRUE(attach_policy(store_, user_owner("old"), administrator));
    ASSERT_TRUE(tag_entity(store_, {.kind = OwnerKind::user, .account_id = account, .name = "old"},
                           {{"k", "v"}}));
    ASSERT_TRUE(make_role(store_, "r", R"({"AWS":")" + user_arn("/old") + R"("})"));

    EXPECT_EQ(kind_of(update_user(store_, account, "old", "Taken", {})), ErrorKind::conflict);
    EXPECT_EQ(kind_of(update_user(store_, account, "none", "x", {})), ErrorKind::not_found);
    ASSERT_TRUE(update_user(store_, account, "old", "new", "/team/"));
    EXPECT_FALSE(*store_.find_user(account, "old"));
    auto found = store_.find_user_by_id(user.id);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->arn(), user_arn("/team/new"));
    EXPECT_EQ((*found)->tags.size(), 1U);
    EXPECT_EQ(store_.principal_of(**store_.find_access_key(key->id))->arn, user_arn("/team/new"));
    EXPECT_EQ((*store_.find_access_key(key->id))->secret, key->secret);
    EXPECT_EQ(groups_of("new"), Names{"g"});
    EXPECT_TRUE(get_policy(store_, user_owner("new"), "p"));
    EXPECT_EQ(list_attached_policies(store_, user_owner("new"), "/", {})->items.size(), 1U);
    std::string trust = (*store_.find_role(account, "r"))->trust_policy;
    EXPECT_NE(trust.find("user/team/new"), std::string::npos) << trust;
    // The trust goes on following the user: here to its id.
    for (const char* left : {"p"})
        ASSERT_TRUE(delete_policy(store_, user_owner("new"), left));
    ASSERT_TRUE(detach_policy(store_, user_owner("new"), administrator));
    ASSERT_TRUE(delete_access_key(store_, account, "new", key->id));
    ASSERT_TRUE(remove_group_member(store_, account, "g", "new"));
    ASSERT_TRUE(delete_user(store_, account, "new"));
    EXPECT_NE((*store_.find_role(account, "r"))->trust_policy.find(user.id), std::string::npos);
}

TEST(UserFailures, LeaveARenamedUserWhole) {
    fail_everywhere(
        [](IdentityStore& store) {
            make_user(store, "old");
            ASSERT_TRUE(create_access_key(store, account, "old"));
            ASSERT_TRUE(put_policy(store, user_owner("old"), {.name = "p", .document = allow_all}));
            ASSERT_TRUE(make_role(store, "r", R"({"AWS":")" + user_arn("/old") + R"("})"));
        },
        [](IdentityStore& store) { return update_user(store, account, "old", "new", {}); },
        [](IdentityStore& store) {
            bool renamed = (*store.find_user(account, "new")).has_value();
            const char* name = renamed ? "new" : "old";
            EXPECT_EQ(list_access_keys(store, account, name, {})->items.size(), 1U);
            EXPECT_TRUE(get_policy(store, user_owner(name), "p"));
            std::string trust = (*store.find_role(account, "r"))->trust_policy;
            EXPECT_NE(trust.find(user_arn("/") + name), std::string::npos);
            return renamed;
        });
}

// ---- roles ----

TEST_F(GroupsTest, ARoleIsChangedInPart) {
    ASSERT_TRUE(make_role(store_, "r", "\"*\""));
    auto role = update_role(store_, account, "r", {.description = "d"});
    ASSERT_TRUE(role);
    EXPECT_EQ(role->description, "d");
    EXPECT_EQ(role->max_session_seconds, 3600);
    ASSERT_TRUE(update_role(store_, account, "r", {.max_session_seconds = 7200}));
    auto found = store_.find_role(account, "r");
    EXPECT_EQ((*found)->description, "d");
    EXPECT_EQ((*found)->max_session_seconds, 7200);
    ASSERT_TRUE(update_role(store_, account, "r", {.description = ""}));
    EXPECT_EQ((*store_.find_role(account, "r"))->description, "");
    EXPECT_EQ(kind_of(update_role(store_, account, "none", {})), ErrorKind::not_found);
}

TEST_F(GroupsTest, AServiceLinkedRoleIsItsServicesOwn) {
    const LinkedService* service = find_linked_service("imagebuilder.amazonaws.com");
    ASSERT_NE(service, nullptr);
    EXPECT_EQ(find_linked_service("ec2.amazonaws.com"), nullptr);
    auto role = create_service_linked_role(store_, account, *service, "ours");
    ASSERT_TRUE(role);
    EXPECT_EQ(role->arn(),
              "arn:aws:iam::111122223333:role/aws-service-role/imagebuilder.amazonaws.com/"
              "AWSServiceRoleForImageBuilder");
    EXPECT_EQ(kind_of(create_service_linked_role(store_, account, *service, "")),
              ErrorKind::conflict);
    PolicyOwner owner = role_owner(role->name);
    EXPECT_EQ(list_attached_policies(store_, owner, "/", {})->items[0].arn, service->policy_arn);

    auto unchangeable = ErrorKind::unsupported;
    EXPECT_EQ(kind_of(delete_role(store_, account, role->name)), unchangeable);
    EXPECT_EQ(kind_of(attach_policy(store_, owner, administrator)), unchangeable);
    EXPECT_EQ(kind_of(detach_policy(store_, owner, service->policy_arn)), unchangeable);
    EXPECT_EQ(kind_of(put_policy(store_, owner, {.name = "p", .document = allow_all})),
              unchangeable);
    EXPECT_EQ(kind_of(delete_policy(store_, owner, "p")), unchangeable);
    EXPECT_EQ(kind_of(put_permissions_boundary(store_, owner, administrator)), unchangeable);
    EXPECT_EQ(kind_of(delete_permissions_boundary(store_, owner)), unchangeable);
    EXPECT_EQ(kind_of(set_trust_policy(store_, account, role->name, role->trust_policy)),
              unchangeable);
    EXPECT_EQ(kind_of(update_role(store_, account, role->name, {.max_session_seconds = 3600})),
              unchangeable);
    EXPECT_TRUE(update_role(store_, account, role->name, {.description = "mine"}));

    auto task = delete_service_linked_role(store_, account, role->name);
    ASSERT_TRUE(task);
    EXPECT_TRUE(*has_deletion(store_, account, *task));
    EXPECT_FALSE(*has_deletion(store_, other_account, *task));
    EXPECT_FALSE(*store_.find_role(account, role->name));
    EXPECT_TRUE(create_service_linked_role(store_, account, *service, "")) << "and made again";
    ASSERT_TRUE(make_role(store_, "plain", "\"*\""));
    EXPECT_EQ(kind_of(delete_service_linked_role(store_, account, "plain")), ErrorKind::not_found);
    EXPECT_EQ(kind_of(delete_service_linked_role(store_, account, "none")), ErrorKind::not_found);
}

TEST(RoleFailures, LeaveAServiceLinkedRoleWithItsPolicy) {
    const LinkedService& service = *find_linked_service("imagebuilder.amazonaws.com");
    auto whole = [&](IdentityStore& store) {
        bool found = (*store.find_role(account, service.role_name)).has_value();
        auto rows = store.catalog().read_value([](catalog::Transaction& tx) {
            return select_count(tx, "SELECT count(*) FROM policy_attachments", {});
        });
        EXPECT_EQ(*rows, found ? 1 : 0);
        return found;
    };
    fail_everywhere([](IdentityStore&) {},
                    [&](IdentityStore& store) {
                        return create_service_linked_role(store, account, service, "");
                    },
                    whole);
    fail_everywhere(
        [&](IdentityStore& store) {
            ASSERT_TRUE(create_service_linked_role(store, account, service, ""));
        },
        [&](IdentityStore& store) {
            return delete_service_linked_role(store, account, service.role_name);
        },
        [&](IdentityStore& store) { return !whole(store); });
}

// ---- tags ----

TEST_F(GroupsTest, TagsAreAddedReplacedAndRemoved) {
    make_user(store_, "u");
    TagOwner owner{.kind = OwnerKind::user, .account_id = account, .name = "u"};
    ASSERT_TRUE(tag_entity(store_, owner, {{"a", "1"}, {"b", "2"}}));
    ASSERT_TRUE(tag_entity(store_, owner, {{"A", "3"}, {"c", ""}}));
    EXPECT_EQ((*store_.find_user(account, "u"))->tags, (TagList{{"a", "3"}, {"b", "2"}, {"c", ""}}))
        << "a key keeps the case it was first written in";
    auto first = list_entity_tags(store_, owner, {.after = "", .max = 2});
    ASSERT_TRUE(first && first->next);
    EXPECT_EQ(list_entity_tags(store_, owner, {.after = *first->next, .max = 2})->items.size(), 1U);
    ASSERT_TRUE(untag_entity(store_, owner, {"B", "never"}));
    EXPECT_EQ(list_entity_tags(store_, owner, {})->items.size(), 2U);

    TagList many;
    for (std::size_t i = 2; i < tags_per_entity_max; ++i)
        many.emplace_back("k" + std::to_string(i), "");
    EXPECT_TRUE(tag_entity(store_, owner, many));
    EXPECT_EQ(kind_of(tag_entity(store_, owner, {{"more", ""}})), ErrorKind::limit);
    EXPECT_TRUE(tag_entity(store_, owner, {{"k2", "new"}}));
    owner.name = "none";
    EXPECT_EQ(kind_of(tag_entity(store_, owner, {})), ErrorKind::not_found);
    EXPECT_EQ(kind_of(untag_entity(store_, owner, {})), ErrorKind::not_found);
    EXPECT_EQ(kind_of(list_entity_tags(store_, owner, {})), ErrorKind::not_found);
    TagOwner vendors{.kind = OwnerKind::policy, .account_id = account, .name = administrator};
    EXPECT_EQ(kind_of(tag_entity(store_, vendors, {{"a", ""}})), ErrorKind::denied);
    EXPECT_TRUE(list_entity_tags(store_, vendors, {})->items.empty());
}

// ---- accounts and keys ----

TEST_F(GroupsTest, AnAccountHasOneAliasOfItsOwn) {
    EXPECT_FALSE(*find_account_alias(store_, account));
    ASSERT_TRUE(set_account_alias(store_, account, "images"));
    ASSERT_TRUE(set_account_alias(store_, account, "images")) << "again is no conflict";
    EXPECT_EQ(kind_of(set_account_alias(store_, other_account, "images")), ErrorKind::conflict);
    ASSERT_TRUE(set_account_alias(store_, account, "golden"));
    EXPECT_EQ(*find_account_alias(store_, account), "golden");
    EXPECT_TRUE(set_account_alias(store_, other_account, "images")) << "the old one is free";
    EXPECT_EQ(kind_of(delete_account_alias(store_, account, "images")), ErrorKind::not_found);
    EXPECT_TRUE(delete_account_alias(store_, account, "golden"));
    EXPECT_FALSE(*find_account_alias(store_, account));
}

TEST_F(GroupsTest, TheLastUseOfAKeyIsKnownAndSurvives) {
    make_user(store_, "u");
    auto key = create_access_key(store_, account, "u");
    ASSERT_TRUE(key);
    EXPECT_FALSE(*store_.key_uses().find(key->id));
    Time first = site_.clock.now();
    store_.key_uses().note(key->id, "ec2", "us-east-1", first);
    EXPECT_EQ((*store_.key_uses().find(key->id))->service, "ec2") << "before it is written";
    ASSERT_TRUE(store_.key_uses().write());
    IdentityStore other(*site_.catalog, site_.root_key, site_.clock, site_.random);
    EXPECT_EQ((*other.key_uses().find(key->id))->used, first);
    store_.key_uses().note(key->id, "iam", "eu-west-1", first + 1h);
    other.key_uses().note(key->id, "ebs", "eu-west-1", first + 1min);
    ASSERT_TRUE(store_.key_uses().write());
    ASSERT_TRUE(other.key_uses().write());
    EXPECT_EQ((*other.key_uses().find(key->id))->service, "iam") << "the later use counts";
    ASSERT_TRUE(delete_access_key(store_, account, "u", key->id));
    store_.key_uses().note(key->id, "iam", "eu-west-1", first + 2h);
    ASSERT_TRUE(store_.key_uses().write());
    EXPECT_FALSE(*other.key_uses().find(key->id)) << "of a deleted key nothing is kept";
}

TEST_F(GroupsTest, UsesThatCannotBeWrittenAreKept) {
    make_user(store_, "u");
    auto key = create_access_key(store_, account, "u");
    ASSERT_TRUE(key);
    catalog::FaultyDatabase faulty(*site_.catalog);
    AccessKeyUses uses(faulty);
    uses.note(key->id, "ec2", "us-east-1", site_.clock.now());
    faulty.fail_at(1);
    EXPECT_FALSE(uses.write());
    ASSERT_TRUE(uses.write());
    EXPECT_TRUE(*store_.key_uses().find(key->id));
}

}  // namespace
}  // namespace amicast::iam
