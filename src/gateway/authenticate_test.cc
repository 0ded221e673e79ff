// Sessions of users: they are who the user is now, and nobody once the user is gone.
#include "gateway/authenticate.h"

#include <gtest/gtest.h>

#include "gateway/test_site.h"
#include "iam/access_keys.h"
#include "iam/identity_tags.h"
#include "iam/users.h"

namespace amicast::gateway {
namespace {

using testing::must;
using testing::TestSite;
using testing::value_of;

class UserSessionTest : public ::testing::Test {
  protected:
    UserSessionTest() {
        iam::User wanted;
        wanted.account_id = account_;
        wanted.name = "bob";
        bob_ = value_of(iam::create_user(world_.identity(), wanted));
        session_ = value_of(world_.sessions().issue(iam::IdentityStore::principal_of(bob_),
                                                    world_.clock().now() + std::chrono::hours(1)));
    }

    // GetCallerIdentity signed with these credentials.
    Result<iam::Principal> authenticate(const sigv4::Credentials& credentials) {
        wire::HttpRequest request{.method = "POST",
                                  .path = "/",
                                  .headers = {{"host", "localhost"}},
                                  .body = "Action=GetCallerIdentity"};
        auto added =
            sigv4::sign(signature_view(request), credentials,
                        {.region = "eu-west-1", .service = "sts", .time = world_.clock().now()});
        request.headers.insert(request.headers.end(), added.begin(), added.end());
        auto claim = sigv4::read_claim(signature_view(request));
        check(claim.has_value(), "a signed request has a claim");
        return authenticator_.authenticate(sts_shape(), request, *claim, false,
                                           world_.clock().now());
    }
    Result<iam::Principal> authenticate_session() {
        return authenticate({.access_key_id = session_.access_key_id,
                             .secret_access_key = session_.secret,
                             .session_token = session_.token});
    }
    static const wire::ServiceShape& sts_shape() {
        for (const services::Service& service : testing::fake_services()) {
            if (service.shape.name == "sts") return service.shape;
        }
        check(false, "there is a fake STS");
        return testing::fake_services().front().shape;
    }

    TestSite world_;
    std::string account_ = world_.administrator().account_id;
    Authenticator authenticator_{world_.site(), std::chrono::minutes(15)};
    iam::User bob_;
    iam::SessionCredentials session_;
};

TEST_F(UserSessionTest, IsTheUserWithItsPresentNameAndTags) {
    auto who = authenticate_session();
    ASSERT_TRUE(who);
    EXPECT_EQ(who->arn, bob_.arn());
    EXPECT_EQ(who->kind, iam::PrincipalKind::user);
    EXPECT_EQ(who->token_issued, world_.clock().now()) << "policies tell it from long-term keys";
    EXPECT_EQ(who->access_key_id, session_.access_key_id);
    must(iam::update_user(world_.identity(), account_, "bob", "robert", "/p/"));
    must(iam::tag_entity(world_.identity(),
                         {.kind = iam::OwnerKind::user, .account_id = account_, .name = "robert"},
                         {{"team", "images"}}));
    who = authenticate_session();
    ASSERT_TRUE(who);
    EXPECT_EQ(who->arn, "arn:aws:iam::" + account_ + ":user/p/robert");
    EXPECT_EQ(who->name, "robert");
    EXPECT_EQ(who->user_id, bob_.id);
    EXPECT_EQ(who->tags.at("team"), "images");
}

TEST_F(UserSessionTest, IsNobodyOnceTheUserIsGone) {
    must(iam::delete_user(world_.identity(), account_, "bob"));
    auto who = authenticate_session();
    ASSERT_FALSE(who);
    EXPECT_EQ(who.error().code, "InvalidClientTokenId");
    iam::User again;
    again.account_id = account_;
    again.name = "bob";
    value_of(iam::create_user(world_.identity(), again));
    EXPECT_FALSE(authenticate_session()) << "a successor of the same name is somebody else";
}

TEST_F(UserSessionTest, EndsAndNeedsItsTokenAndSecret) {
    sigv4::Credentials wrong{.access_key_id = session_.access_key_id,
                             .secret_access_key = "wrong",
                             .session_token = session_.token};
    EXPECT_EQ(authenticate(wrong).error().code, "SignatureDoesNotMatch");
    wrong.secret_access_key = session_.secret;
    wrong.session_token.clear();
    EXPECT_EQ(authenticate(wrong).error().code, "InvalidClientTokenId");
    world_.clock().advance(std::chrono::hours(1));
    EXPECT_EQ(authenticate_session().error().code, "ExpiredToken");
}

TEST_F(UserSessionTest, OnlyLongTermKeysHaveALastUse) {
    auto key = value_of(iam::create_access_key(world_.identity(), account_, "bob"));
    sigv4::Credentials credentials{.access_key_id = key.id, .secret_access_key = "wrong"};
    EXPECT_FALSE(authenticate(credentials));
    EXPECT_FALSE(value_of(world_.identity().key_uses().find(key.id)))
        << "a wrong signature is no use";
    credentials.secret_access_key = key.secret;
    EXPECT_TRUE(authenticate(credentials));
    auto use = value_of(world_.identity().key_uses().find(key.id));
    ASSERT_TRUE(use);
    EXPECT_EQ(use->service, "sts");
    EXPECT_EQ(use->region, "eu-west-1");
    EXPECT_TRUE(authenticate_session());
    EXPECT_FALSE(value_of(world_.identity().key_uses().find(session_.access_key_id)));
}

}  // namespace
}  // namespace amicast::gateway
