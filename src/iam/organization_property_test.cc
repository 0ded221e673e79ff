// Service control policies of a whole organization against the naive model: while units come,
// accounts move, and policies are attached, changed and taken off at random, every request must be
// answered as a plain copy of the tree says.
#include <set>

#include <gtest/gtest.h>

#include "iam/authorizer.h"
#include "iam/identity_rows.h"
#include "iam/identity_test_store.h"
#include "iam/organization_policies.h"
#include "iam/organization_tree.h"
#include "iam/organizations.h"
#include "iam/random_policies.h"
#include "iam/users.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

// What a test knows of an organization, kept beside the real one.
struct PlainTree {
    std::map<std::string, std::string> parents;  // of units and accounts
    std::map<std::string, std::set<std::string>> attached;
    std::map<std::string, const Twin*> policies;  // by id
    bool enabled = true;
};

class OrganizationWorld {
  public:
    explicit OrganizationWorld(std::uint64_t seed) : random_(seed) {
        for (int i = 0; i < 40; ++i)
            twins_.push_back(make_twin(random_, Use::identity));
        root_ = organization_.root_id;
        nodes_ = {root_};
        plain_.attached[root_] = {full_};
        add_account(management_);
        for (int i = 0; i < 3; ++i) {
            auto made = create_member(store_, organization_,
                                      {.name = "m",
                                       .email = "m" + std::to_string(i) + "@example.com",
                                       .access_role_name = "Access"});
            EXPECT_TRUE(made);
            add_account(made->account_id);
        }
    }

    void change() {
        switch (random_.below(8)) {
            case 0:
                return add_unit();
            case 1:
            case 2:
                return move_any_account();
            case 3:
                return attach_new();
            case 4:
                return attach_present();
            case 5:
                return detach_any();
            case 6:
                return rewrite_policy();
            default:
                if (random_.one_in(6)) toggle();
        }
    }

    void ask(std::map<Effect, int>& seen) {
        const std::string& account_id = any(accounts_);
        const User& user = users_.at(account_id);
        naive::Request request = random_.request();
        request.caller = {naive::Caller::Kind::user, account_id, user.arn(), ""};
        naive::Situation situation;
        situation.identity = {&identity_.at(account_id)->plain};
        situation.levels = levels_of(account_id);
        AccessRequest access{.action = request.action, .resource = request.resource, .context = {}};
        for (const auto& [key, values] : request.context)
            access.context[key] = values;
        auto decision = authorizer_.authorize(IdentityStore::principal_of(user), access);
        ASSERT_TRUE(decision);
        naive::Answer expected = naive::answer(situation, request);
        ASSERT_EQ(effect_name(decision->effect), answer_name(expected))
            << account_id << " " << request.action << " " << request.resource << "\n"
            << identity_.at(account_id)->text << "\n"
            << tree_text(account_id);
        ++seen[decision->effect];
    }

  private:
    template <class T>
    const T& any(const std::vector<T>& from) {
        return from[random_.below(from.size())];
    }
    void run(const catalog::Database::Work& work) {
        Status done = store_.change(work);
        EXPECT_TRUE(done) << (done ? "" : done.error().message);
    }

    void add_account(const std::string& account_id) {
        User wanted;
        wanted.account_id = account_id;
        wanted.name = "alice";
        auto user = create_user(store_, wanted);
        ASSERT_TRUE(user);
        users_[account_id] = *user;
        identity_[account_id] = &any(twins_);
        run([&](Transaction& tx) {
            return insert_policy(tx, OwnerKind::user, account_id, "alice",
                                 {.name = "p", .document = identity_[account_id]->text});
        });
        accounts_.push_back(account_id);
        plain_.parents[account_id] = root_;
        plain_.attached[account_id] = {full_};
    }
    std::size_t depth_of(std::string node) const {
        std::size_t depth = 0;
        for (; node != root_; node = plain_.parents.at(node))
            ++depth;
        return depth;
    }
    void add_unit() {
        std::string parent = any(nodes_);
        if (depth_of(parent) >= unit_depth_max) return;
        run([&](Transaction& tx) -> Status {
            auto unit = insert_unit(tx, organization_, parent, "u" + std::to_string(++named_),
                                    store_.now(), store_.random());
            if (!unit) return failure(unit.error());
            nodes_.push_back(unit->id);
            plain_.parents[unit->id] = parent;
            if (plain_.enabled) plain_.attached[unit->id] = {full_};
            return {};
        });
    }
    void move_any_account() {
        std::string account_id = any(accounts_);
        std::string parent = any(nodes_);
        run([&](Transaction& tx) { return move_account(tx, organization_, account_id, parent); });
        plain_.parents[account_id] = parent;
    }
    std::string any_target() { return random_.one_in(2) ? any(nodes_) : any(accounts_); }
    void attach(const std::string& target, const std::string& policy_id) {
        run([&](Transaction& tx) { return attach_policy(tx, organization_, target, policy_id); });
        plain_.attached[target].insert(policy_id);
    }
    void attach_new() {
        if (!plain_.enabled) return;
        const Twin& twin = any(twins_);
        std::string id;
        run([&](Transaction& tx) -> Status {
            auto policy = insert_organization_policy(
                tx, organization_,
                {.id = {}, .name = "p" + std::to_string(++named_), .content = twin.text},
                store_.random());
            if (!policy) return failure(policy.error());
            id = policy->id;
            return {};
        });
        plain_.policies[id] = &twin;
        attach(any_target(), id);
    }
    void attach_present() {
        if (!plain_.enabled) return;
        std::string id = full_;
        if (!plain_.policies.empty() && !random_.one_in(2)) {
            auto at = plain_.policies.begin();
            std::advance(at, static_cast<std::ptrdiff_t>(random_.below(plain_.policies.size())));
            id = at->first;
        }
        std::string target = any_target();
        if (!plain_.attached[target].contains(id)) attach(target, id);
    }
    void detach_any() {
        std::string target = any_target();
        std::set<std::string>& on = plain_.attached[target];
        if (on.empty()) return;
        std::string id = *on.begin();
        run([&](Transaction& tx) { return detach_policy(tx, organization_, target, id); });
        on.erase(id);
    }
    void rewrite_policy() {
        if (plain_.policies.empty()) return;
        auto& [id, twin] = *plain_.policies.begin();
        twin = &any(twins_);
        run([&](Transaction& tx) {
            return update_organization_policy(
                tx, organization_,
                {.id = id, .name = "n" + std::to_string(++named_), .content = twin->text});
        });
    }
    void toggle() {
        run([&](Transaction& tx) {
            return plain_.enabled ? disable_service_control(tx, organization_)
                                  : enable_service_control(tx, organization_);
        });
        plain_.enabled = !plain_.enabled;
        plain_.attached.clear();
        if (!plain_.enabled) return;
        for (const std::string& node : nodes_)
            plain_.attached[node] = {full_};
        for (const std::string& account_id : accounts_)
            plain_.attached[account_id] = {full_};
    }

    std::vector<naive::Policies> levels_of(const std::string& account_id) {
        std::vector<naive::Policies> levels;
        if (!plain_.enabled || account_id == management_) return levels;
        std::vector<std::string> chain{account_id};
        while (chain.back() != root_)
            chain.push_back(plain_.parents.at(chain.back()));
        for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
            naive::Policies& level = levels.emplace_back();
            for (const std::string& id : plain_.attached[*at])
                level.push_back(id == full_ ? &everything_ : &plain_.policies.at(id)->plain);
        }
        return levels;
    }
    std::string tree_text(const std::string& account_id) {
        std::string text;
        for (std::string at = account_id;; at = plain_.parents.at(at)) {
            text += at + ":";
            for (const std::string& id : plain_.attached[at])
                text += " " + (id == full_ ? full_ : plain_.policies.at(id)->text);
            text += "\n";
            if (at == root_) return text;
        }
    }
    static std::string effect_name(Effect effect) {
        if (effect == Effect::allow) return "allow";
        return effect == Effect::explicit_deny ? "explicit deny" : "implicit deny";
    }
    static std::string answer_name(naive::Answer answer) {
        if (answer == naive::Answer::allow) return "allow";
        return answer == naive::Answer::explicit_deny ? "explicit deny" : "implicit deny";
    }

    Generator random_;
    const std::string full_ = full_access_policy().id;
    const naive::Policy everything_{
        .knows_variables = true,
        .statements = {{.allow = true, .actions = {"*"}, .resources = {"*"}}}};
    TestStore site_;
    IdentityStore& store_ = *site_.store;
    std::string management_ = (*store_.create_first_account())->account_id;
    Organization organization_ = *create_organization(store_, management_, "ALL");
    Authorizer authorizer_{store_};
    std::string root_;
    std::vector<Twin> twins_;
    PlainTree plain_;
    std::vector<std::string> nodes_;  // the root and every unit
    std::vector<std::string> accounts_;
    std::map<std::string, User> users_;
    std::map<std::string, const Twin*> identity_;
    int named_ = 0;
};

TEST(OrganizationProperty, DecisionsFollowTheTree) {
    std::map<Effect, int> seen;
    for (std::uint64_t round = 1; round <= 8 && !testing::Test::HasFatalFailure(); ++round) {
        SCOPED_TRACE(testing::Message() << "round " << round);
        OrganizationWorld world(round);
        for (int change = 0; change < 60 && !testing::Test::HasFatalFailure(); ++change) {
            world.change();
            for (int i = 0; i < 12 && !testing::Test::HasFatalFailure(); ++i)
                world.ask(seen);
        }
    }
    // Each answer comes often enough to mean something.
    for (Effect effect : {Effect::allow, Effect::explicit_deny, Effect::implicit_deny})
        EXPECT_GT(seen[effect], 8 * 60 * 12 / 20);
}

}  // namespace
}  // namespace amicast::iam
