// Instance profiles: names, the one role they hold, and changes that fail in the middle.
#include "iam/instance_profiles.h"

#include <gtest/gtest.h>

#include "iam/failure_loop.h"
#include "iam/identity_tags.h"
#include "iam/identity_test_store.h"
#include "iam/roles.h"
#include "iam/service_linked_roles.h"

namespace amicast::iam {
namespace {

constexpr auto account = "111122223333";

template <class T>
ErrorKind kind_of(const T& result) {
    EXPECT_FALSE(result);
    return result ? ErrorKind::internal : result.error().kind;
}

Result<InstanceProfile> make_profile(IdentityStore& store, const std::string& name,
                                     const std::string& path = "/", const TagList& tags = {}) {
    InstanceProfile profile;
    profile.account_id = account;
    profile.name = name;
    profile.path = path;
    profile.tags = tags;
    return create_instance_profile(store, profile);
}

void make_role(IdentityStore& store, const std::string& name) {
    Role role;
    role.account_id = account;
    role.name = name;
    role.trust_policy =
        R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}})";
    ASSERT_TRUE(create_role(store, role));
}

class InstanceProfilesTest : public testing::Test {
  protected:
    TestStore site_;
    IdentityStore& store_ = *site_.store;
};

TEST_F(InstanceProfilesTest, HoldsOneRoleThatStaysAsLong) {
    auto made = make_profile(store_, "builders", "/images/", {{"team", "images"}});
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->id.starts_with("AIPA"));
    EXPECT_EQ(made->arn(), "arn:aws:iam::111122223333:instance-profile/images/builders");
    make_role(store_, "r");
    make_role(store_, "s");
    ASSERT_TRUE(add_role_to_instance_profile(store_, account, "builders", "r"));
    EXPECT_EQ(kind_of(add_role_to_instance_profile(store_, account, "builders", "s")),
              ErrorKind::limit);
    auto found = find_instance_profile(store_, account, "builders");
    ASSERT_TRUE(found && *found && (*found)->role);
    EXPECT_EQ((*found)->role->name, "r");
    EXPECT_EQ((*found)->tags, (TagList{{"team", "images"}}));
    EXPECT_EQ(kind_of(delete_role(store_, account, "r")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(delete_instance_profile(store_, account, "builders")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(remove_role_from_instance_profile(store_, account, "builders", "s")),
              ErrorKind::not_found);
    ASSERT_TRUE(remove_role_from_instance_profile(store_, account, "builders", "r"));
    EXPECT_TRUE(delete_role(store_, account, "r"));
    EXPECT_TRUE(delete_instance_profile(store_, account, "builders"));
    EXPECT_FALSE(*find_instance_profile(store_, account, "builders"));
    ASSERT_TRUE(make_profile(store_, "builders"));
    EXPECT_TRUE(
        list_entity_tags(
            store_,
            {.kind = OwnerKind::instance_profile, .account_id = account, .name = "builders"}, {})
            ->items.empty())
        << "a new one has nothing of the old one's";
}

TEST_F(InstanceProfilesTest, NamesWhatIsMissingOrTaken) {
    ASSERT_TRUE(make_profile(store_, "p"));
    make_role(store_, "r");
    EXPECT_EQ(kind_of(make_profile(store_, "P")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(delete_instance_profile(store_, account, "P")), ErrorKind::not_found);
    EXPECT_EQ(kind_of(add_role_to_instance_profile(store_, account, "x", "r")),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(add_role_to_instance_profile(store_, account, "p", "x")),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(remove_role_from_instance_profile(store_, account, "x", "r")),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(remove_role_from_instance_profile(store_, account, "p", "x")),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(list_instance_profiles_for_role(store_, account, "x", {})),
              ErrorKind::not_found);
    EXPECT_EQ(kind_of(tag_entity(
                  store_, {.kind = OwnerKind::instance_profile, .account_id = account, .name = "x"},
                  {{"a", "1"}})),
              ErrorKind::not_found);
    EXPECT_FALSE(*find_instance_profile(store_, "444455556666", "p"));
}

TEST_F(InstanceProfilesTest, ListsByPathRoleAndPage) {
    make_role(store_, "r");
    for (const char* name : {"b", "A", "c"}) {
        ASSERT_TRUE(make_profile(store_, name, "/team/"));
        ASSERT_TRUE(add_role_to_instance_profile(store_, account, name, "r"));
    }
    ASSERT_TRUE(make_profile(store_, "d"));
    EXPECT_EQ(list_instance_profiles(store_, account, "/", {})->items.size(), 4U);
    EXPECT_EQ(list_instance_profiles(store_, account, "/team/", {})->items.size(), 3U);
    auto first = list_instance_profiles_for_role(store_, account, "r", {.after = "", .max = 2});
    ASSERT_TRUE(first && first->next);
    EXPECT_EQ(first->items[0].name, "A");
    ASSERT_TRUE(first->items[0].role);
    EXPECT_EQ(first->items[0].role->name, "r");
    auto rest =
        list_instance_profiles_for_role(store_, account, "r", {.after = *first->next, .max = 2});
    ASSERT_EQ(rest->items.size(), 1U);
    EXPECT_EQ(rest->items[0].name, "c");
    EXPECT_FALSE(rest->next);
}

TEST_F(InstanceProfilesTest, AnAccountHasAThousand) {
    for (std::int64_t i = 0; i < instance_profiles_per_account_max; ++i)
        ASSERT_TRUE(make_profile(store_, "p" + std::to_string(i)));
    EXPECT_EQ(kind_of(make_profile(store_, "more")), ErrorKind::limit);
    ASSERT_TRUE(delete_instance_profile(store_, account, "p0"));
    EXPECT_TRUE(make_profile(store_, "more"));
}

TEST(InstanceProfilesFailureTest, AProfileIsMadeWithItsTagsOrNotAtAll) {
    fail_everywhere([](IdentityStore&) {},
                    [](IdentityStore& store) {
                        return make_profile(store, "p", "/", {{"a", "1"}});
                    },
                    [](IdentityStore& store) {
                        auto found = find_instance_profile(store, account, "p");
                        if (!found || !*found) return false;
                        EXPECT_EQ((*found)->tags.size(), 1U);
                        return true;
                    });
}

TEST(InstanceProfilesFailureTest, ARoleComesIntoAProfileWholly) {
    fail_everywhere(
        [](IdentityStore& store) {
            ASSERT_TRUE(make_profile(store, "p"));
            make_role(store, "r");
        },
        [](IdentityStore& store) { return add_role_to_instance_profile(store, account, "p", "r"); },
        [](IdentityStore& store) {
            auto found = find_instance_profile(store, account, "p");
            return found && *found && (*found)->role.has_value();
        });
}

}  // namespace
}  // namespace amicast::iam
