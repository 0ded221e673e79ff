// Units in units, and where an account stands now: by what a share with an organization or unit
// means it, and what conditions on its path see.
#include "iam/organization_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "iam/failure_loop.h"
#include "iam/organization_policies.h"
#include "iam/organizations.h"

namespace amicast::iam {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class OrganizationTreeTest : public testing::Test {
  protected:
    OrganizationalUnit add_unit(const std::string& parent_id, const std::string& name) {
        auto unit = store_.change_value([&](catalog::Transaction& tx) {
            return insert_unit(tx, organization_, parent_id, name, store_.now(), store_.random());
        });
        EXPECT_TRUE(unit) << (unit ? "" : unit.error().message);
        return unit ? *unit : OrganizationalUnit();
    }
    std::string add_account(const std::string& email) {
        auto made = create_member(store_, organization_,
                                  {.name = "a", .email = email, .access_role_name = "Access"});
        EXPECT_TRUE(made);
        return made ? made->account_id : "";
    }
    void move(const std::string& account, const std::string& parent_id) {
        EXPECT_TRUE(store_.change([&](catalog::Transaction& tx) {
            return move_account(tx, organization_, account, parent_id);
        }));
    }
    std::vector<std::string> arns(const std::string& account) {
        return *store_.organization_arns(account);
    }
    std::string unit_arn(const OrganizationalUnit& unit) const {
        return "arn:aws:organizations::" + account_ + ":ou/" + organization_.id + "/" + unit.id;
    }

    TestStore site_;
    IdentityStore& store_ = *site_.store;
    std::string account_ = (*store_.create_first_account())->account_id;
    Organization organization_ = *create_organization(store_, account_, "ALL");
};

TEST_F(OrganizationTreeTest, PutsAccountsUnderTheRootFirst) {
    std::string member = add_account("a@example.com");
    EXPECT_THAT(arns(member), ElementsAre(organization_.arn()));
    EXPECT_THAT(*store_.organization_paths(member), ElementsAre(organization_.root_path()));
    EXPECT_THAT(arns(account_), ElementsAre(organization_.arn()));
    EXPECT_THAT(arns("999999999999"), IsEmpty());
    EXPECT_FALSE(*store_.place_of("999999999999"));
}

TEST_F(OrganizationTreeTest, KnowsEveryUnitAnAccountIsInNow) {
    std::string member = add_account("a@example.com");
    OrganizationalUnit outer = add_unit(organization_.root_id, "outer");
    OrganizationalUnit inner = add_unit(outer.id, "inner");
    EXPECT_TRUE(outer.id.starts_with("ou-" + organization_.root_id.substr(2) + "-"));
    move(member, inner.id);
    EXPECT_THAT(arns(member), ElementsAre(organization_.arn(), unit_arn(outer), unit_arn(inner)));
    EXPECT_THAT(*store_.organization_paths(member),
                ElementsAre(organization_.root_path() + outer.id + "/" + inner.id + "/"));
    auto listed = list_members(store_, organization_, {.after = "", .max = 10});
    for (const Member& one : listed->items) {
        EXPECT_EQ(one.path, one.account.id == member
                                ? organization_.root_path() + outer.id + "/" + inner.id + "/"
                                : organization_.root_path());
    }

    move(member, organization_.root_id);
    EXPECT_THAT(arns(member), ElementsAre(organization_.arn())) << "a move counts at once";
}

TEST_F(OrganizationTreeTest, NamesSiblingsApart) {
    OrganizationalUnit outer = add_unit(organization_.root_id, "dev");
    add_unit(outer.id, "dev");
    OrganizationalUnit other = add_unit(organization_.root_id, "Dev");
    auto again = store_.change_value([&](catalog::Transaction& tx) {
        return insert_unit(tx, organization_, organization_.root_id, "dev", store_.now(),
                           store_.random());
    });
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::conflict);
    auto rename = [&](const OrganizationalUnit& unit, const std::string& name) {
        return store_.change(
            [&](catalog::Transaction& tx) { return rename_unit(tx, organization_, unit, name); });
    };
    EXPECT_FALSE(rename(other, "dev"));
    EXPECT_TRUE(rename(other, "Dev")) << "its own name is no other's";
    EXPECT_TRUE(rename(other, "ops"));
}

TEST_F(OrganizationTreeTest, KeepsOrganizationsApart) {
    OrganizationalUnit unit = add_unit(organization_.root_id, "dev");
    Organization other{.id = "o-0000000000",
                       .management_account_id = "222222222222",
                       .root_id = organization_.root_id};
    auto seen = store_.catalog().read_value([&](catalog::Transaction& tx) -> Result<bool> {
        auto found = select_unit(tx, other, unit.id);
        auto path = select_unit_path(tx, other, unit.id);
        auto under = select_units_under(tx, other, organization_.root_id, {.after = "", .max = 9});
        auto parent = select_parent_of_account(tx, other, account_);
        auto target = select_target(tx, other, account_);
        if (!found || !path || !under || !parent || !target) return failure(found.error());
        return found->has_value() || path->has_value() || !under->items.empty() ||
               parent->has_value() || target->has_value();
    });
    ASSERT_TRUE(seen);
    EXPECT_FALSE(*seen);
}

TEST_F(OrganizationTreeTest, ListsByPages) {
    for (const char* name : {"a", "b", "c"})
        add_unit(organization_.root_id, name);
    std::string after;
    std::vector<std::size_t> sizes;
    for (bool more = true; more;) {
        auto page = store_.catalog().read_value([&](catalog::Transaction& tx) {
            return select_units_under(tx, organization_, organization_.root_id,
                                      {.after = after, .max = 2});
        });
        ASSERT_TRUE(page);
        sizes.push_back(page->items.size());
        more = page->next.has_value();
        after = page->next.value_or("");
    }
    EXPECT_THAT(sizes, ElementsAre(2, 1));
}

TEST(OrganizationTreeFailures, MoveIsWholeOrNothing) {
    std::string management;
    auto set_up = [&](IdentityStore& store) {
        management = (*store.create_first_account())->account_id;
        auto organization = create_organization(store, management, "ALL");
        ASSERT_TRUE(store.change([&](catalog::Transaction& tx) -> Status {
            auto unit = insert_unit(tx, *organization, organization->root_id, "u", store.now(),
                                    store.random());
            if (!unit) return failure(unit.error());
            return {};
        }));
    };
    auto change = [&](IdentityStore& store) -> Status {
        auto place = store.place_of(management);
        if (!place) return failure(place.error());
        return store.change([&](catalog::Transaction& tx) -> Status {
            const Organization& organization = (*place)->organization;
            auto units =
                select_units_under(tx, organization, organization.root_id, {.after = "", .max = 1});
            if (!units) return failure(units.error());
            return move_account(tx, organization, management, units->items.front().id);
        });
    };
    auto whole = [&](IdentityStore& store) {
        return store.organization_arns(management)->size() == 2;
    };
    fail_everywhere(set_up, change, whole);
}

}  // namespace
}  // namespace amicast::iam
