// The engine against a second, naive one (naive_policy_model.h) over thousands of random policies
// and requests from a seeded generator: whatever is asked, both must answer the same.
#include <string>

#include <gtest/gtest.h>

#include "iam/decision.h"
#include "iam/random_policies.h"

namespace amicast::iam {
namespace {

// The same situation for both engines, put together from pools of policies.
struct Scene {
    naive::Situation plain;
    PolicySet set;
    ResourceSide resource;
    std::vector<std::pair<const char*, const Twin*>> texts;  // for the message when they differ
};

class SceneMaker {
  public:
    SceneMaker(Generator& random, const std::vector<Twin>& identity,
               const std::vector<Twin>& resource)
        : random_(random), identity_(identity), resource_(resource) {}

    Scene make(naive::Caller::Kind kind) {
        Scene scene;
        scene.set.caller_is_root = kind == naive::Caller::Kind::root;
        bool is_root = scene.set.caller_is_root;
        if (!is_root) add(scene, "identity", scene.plain.identity, scene.set.identity, 4);
        if (!is_root && random_.one_in(3)) add_boundary(scene);
        if (kind == naive::Caller::Kind::session && random_.one_in(2)) {
            scene.plain.session.emplace();
            scene.set.session.emplace();
            add(scene, "session", *scene.plain.session, *scene.set.session, 3);
        }
        if (random_.one_in(3)) add_levels(scene);
        if (random_.one_in(2)) add_resource(scene);
        return scene;
    }

  private:
    const Twin& any(const std::vector<Twin>& pool) { return pool[random_.below(pool.size())]; }

    void add(Scene& scene, const char* what, naive::Policies& plain, PolicySet::Documents& parsed,
             std::size_t below) {
        for (std::size_t left = random_.below(below); left > 0; --left) {
            const Twin& twin = any(identity_);
            plain.push_back(&twin.plain);
            parsed.push_back(&twin.parsed);
            scene.texts.emplace_back(what, &twin);
        }
    }
    void add_boundary(Scene& scene) {
        const Twin& twin = any(identity_);
        scene.plain.boundary = &twin.plain;
        scene.set.boundary = &twin.parsed;
        scene.texts.emplace_back("boundary", &twin);
    }
    void add_levels(Scene& scene) {
        for (std::size_t left = 1 + random_.below(4); left > 0; --left) {
            scene.plain.levels.emplace_back();
            scene.set.service_control.emplace_back();
            add(scene, left == 1 ? "scp, last level" : "scp, level above",
                scene.plain.levels.back(), scene.set.service_control.back(), 4);
        }
    }
    void add_resource(Scene& scene) {
        const Twin& twin = any(resource_);
        scene.plain.resource = &twin.plain;
        scene.plain.same_account = !random_.one_in(4);
        scene.resource.policy = &twin.parsed;
        scene.resource.same_account = scene.plain.same_account;
        scene.texts.emplace_back(
            scene.plain.same_account ? "resource" : "resource of another account", &twin);
    }

    Generator& random_;
    const std::vector<Twin>& identity_;
    const std::vector<Twin>& resource_;
};

Principal principal_of(const naive::Caller& caller) {
    Principal principal;
    principal.account_id = caller.account;
    principal.arn = caller.arn;
    principal.role_arn = caller.role_arn;
    switch (caller.kind) {
        case naive::Caller::Kind::root:
            principal.kind = PrincipalKind::root;
            break;
        case naive::Caller::Kind::user:
            principal.kind = PrincipalKind::user;
            break;
        case naive::Caller::Kind::session:
            principal.kind = PrincipalKind::role_session;
            break;
    }
    return principal;
}

Effect engine_effect(const Scene& scene, const naive::Request& request) {
    Principal principal = principal_of(request.caller);
    AccessRequest access{.action = request.action, .resource = request.resource, .context = {}};
    for (const auto& [key, values] : request.context)
        access.context[key] = values;
    Query query = make_query(principal, access);
    return scene.resource.policy == nullptr
               ? decide(scene.set, query, access.action).effect
               : decide_with_resource(scene.set, scene.resource, query, access.action).effect;
}

Effect model_effect(const Scene& scene, const naive::Request& request) {
    switch (naive::answer(scene.plain, request)) {
        case naive::Answer::allow:
            return Effect::allow;
        case naive::Answer::explicit_deny:
            return Effect::explicit_deny;
        case naive::Answer::implicit_deny:
            break;
    }
    return Effect::implicit_deny;
}

std::string scene_text(const Scene& scene) {
    std::string text;
    for (const auto& [what, twin] : scene.texts)
        text += std::string(what) + " " + twin->text + "\n";
    return text;
}

std::string request_text(const naive::Request& request) {
    std::string text = request.caller.arn + " " + request.action + " " + request.resource + "\n";
    for (const auto& [key, values] : request.context)
        text += "  " + key + " = " + list_text(values) + "\n";
    return text;
}

TEST(DecisionProperty, TwoEnginesAnswerTheSame) {
    constexpr int rounds = 40;
    constexpr int pool_size = 60;
    constexpr int requests_per_round = 400;
    std::map<Effect, int> seen;
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
        Generator random(static_cast<std::uint64_t>(round) + 1);
        std::vector<Twin> identity;
        std::vector<Twin> resource;
        for (int i = 0; i < pool_size; ++i) {
            identity.push_back(make_twin(random, Use::identity));
            resource.push_back(make_twin(random, Use::resource));
        }
        SceneMaker scenes(random, identity, resource);
        for (int i = 0; i < requests_per_round; ++i) {
            naive::Request request = random.request();
            request.caller = random.caller();
            Scene scene = scenes.make(request.caller.kind);
            Effect expected = model_effect(scene, request);
            ASSERT_EQ(engine_effect(scene, request), expected)
                << "round " << round << ", request " << i << "\n"
                << request_text(request) << scene_text(scene);
            ++seen[expected];
        }
    }
    // Each answer comes often enough to mean something.
    for (Effect effect : {Effect::allow, Effect::explicit_deny, Effect::implicit_deny})
        EXPECT_GT(seen[effect], rounds * requests_per_round / 10);
}

}  // namespace
}  // namespace amicast::iam
