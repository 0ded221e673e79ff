// Deprecation, disabling, protection from deregistration, and taking permissions away.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* all = "all";

class Ec2ImageLifecycleTest : public Ec2Test {
  protected:
    Ec2ImageLifecycleTest() : id_(add_image(destination, {add_snapshot(destination, "a")}).id) {}

    Reply on_image(std::string_view action, Parameters more = {}, const std::string& as = alice) {
        more.emplace_back("ImageId", id_);
        return call_as(as, action, more);
    }
    void done(std::string_view action, const Parameters& more = {}) {
        Reply reply = on_image(action, more);
        EXPECT_TRUE(reply.ok()) << reply.body;
        EXPECT_EQ(reply.text("return"), "true") << reply.body;
    }
    void share(images::Grantee grantee) {
        destination.write(
            [&](catalog::Transaction& tx) { return images::grant(tx, id_, grantee); });
    }
    void share_with_bob() { share({images::Grantee::Kind::user, bob}); }
    std::vector<std::string> listed(const Parameters& parameters = {},
                                    const std::string& as = alice) {
        return call_as(as, "DescribeImages", parameters).texts("imageId");
    }
    std::string shown(std::string_view element) {
        return call("DescribeImages", {{"ImageId.1", id_}, {"IncludeDisabled", "true"}})
            .text(element);
    }
    std::string pending_copy() {
        return start(order_of(add_image(source, {add_snapshot(source, "q")})));
    }
    void deprecate(const std::string& date) {
        done("EnableImageDeprecation", {{"DeprecateAt", date}});
    }

    std::string id_;
};

TEST_F(Ec2ImageLifecycleTest, DeprecationIsRoundedToTheNearestMinute) {
    deprecate("2026-05-06T07:08:29Z");
    EXPECT_EQ(shown("deprecationTime"), "2026-05-06T07:08:00.000Z");
    deprecate("2026-05-06T07:08:30Z");
    EXPECT_EQ(shown("deprecationTime"), "2026-05-06T07:09:00.000Z");
    done("DisableImageDeprecation");
    EXPECT_EQ(shown("deprecationTime"), "");
    done("DisableImageDeprecation");
}

TEST_F(Ec2ImageLifecycleTest, DeprecationDatesHaveBounds) {
    auto refused = [&](const char* date, const char* why) {
        expect_error(on_image("EnableImageDeprecation", {{"DeprecateAt", date}}),
                     "InvalidParameterValue", why);
    };
    refused("2026-01-31T00:00:00Z", "past");
    refused("2036-02-01T10:02:00Z", "10 years");
    refused("tomorrow", "DeprecateAt");
    deprecate("2036-02-01T10:00:00Z");
    share({images::Grantee::Kind::group, all});
    refused("2028-02-01T10:02:00Z", "two years");
    deprecate("2028-02-01T10:00:00Z");
    expect_error(on_image("DisableImageDeprecation"), "OperationNotPermitted", "public");
    expect_error(on_image("EnableImageDeprecation"), "MissingParameter", "DeprecateAt");
}

TEST_F(Ec2ImageLifecycleTest, OnlyTheOwnerSeesDeprecatedImagesUnasked) {
    share_with_bob();
    deprecate("2026-02-01T10:05:00Z");
    EXPECT_THAT(listed({}, bob), ElementsAre(id_));
    clock.advance(std::chrono::minutes(10));
    EXPECT_THAT(listed({}, bob), IsEmpty());
    EXPECT_THAT(listed({{"IncludeDeprecated", "true"}}, bob), ElementsAre(id_));
    EXPECT_THAT(listed({{"ImageId.1", id_}}, bob), ElementsAre(id_));
    EXPECT_THAT(listed({{"IncludeDeprecated", "false"}}), ElementsAre(id_));
}

TEST_F(Ec2ImageLifecycleTest, DisablingTakesTheImageFromEverybody) {
    share_with_bob();
    share({images::Grantee::Kind::group, all});
    done("DisableImage");
    done("DisableImage");
    EXPECT_THAT(listed(), IsEmpty());
    EXPECT_THAT(listed({{"ImageId.1", id_}}), IsEmpty());
    EXPECT_THAT(listed({{"IncludeDisabled", "true"}}), ElementsAre(id_));
    EXPECT_THAT(listed({{"IncludeDisabled", "true"}}, bob), IsEmpty());
    EXPECT_EQ(shown("imageState"), "disabled");
    EXPECT_EQ(shown("isPublic"), "false");
    expect_error(on_image("ModifyImageAttribute", {{"UserId.1", bob}}), "InvalidAMIID.Unavailable",
                 "disabled");
    expect_error(call("CopyImage", {{"Name", "copy"},
                                    {"SourceImageId", id_},
                                    {"SourceRegion", destination.region().name}}),
                 "InvalidAMIID.Unavailable", "disabled");
    done("EnableImage");
    done("EnableImage");
    EXPECT_EQ(shown("imageState"), "available");
    EXPECT_THAT(listed({}, bob), IsEmpty());  // sharing does not come back
}

TEST_F(Ec2ImageLifecycleTest, UnfinishedImagesCannotBeDisabledOrDeprecated) {
    id_ = pending_copy();
    for (const char* action : {"EnableImage", "DisableImage", "ResetImageAttribute"})
        expect_error(on_image(action, {{"Attribute", "launchPermission"}}),
                     "InvalidAMIID.Unavailable", "pending");
    expect_error(on_image("EnableImageDeprecation", {{"DeprecateAt", "2026-05-06T07:08:00Z"}}),
                 "InvalidAMIID.Unavailable", "pending");
}

TEST_F(Ec2ImageLifecycleTest, AProtectedImageStays) {
    EXPECT_EQ(on_image("EnableImageDeregistrationProtection").text("return"),
              "enabled-without-cooldown");
    EXPECT_EQ(shown("deregistrationProtection"), "enabled-without-cooldown");
    EXPECT_EQ(on_image("DescribeImageAttribute", {{"Attribute", "deregistrationProtection"}})
                  .text("value"),
              "enabled-without-cooldown");
    expect_error(on_image("DeregisterImage"), "OperationNotPermitted",
                 "DisableImageDeregistrationProtection");
    EXPECT_EQ(on_image("DisableImageDeregistrationProtection").text("return"), "disabled");
    EXPECT_TRUE(on_image("DeregisterImage").ok());
}

TEST_F(Ec2ImageLifecycleTest, ACooldownLastsADay) {
    EXPECT_EQ(
        on_image("EnableImageDeregistrationProtection", {{"WithCooldown", "true"}}).text("return"),
        "enabled-with-cooldown");
    EXPECT_EQ(on_image("DisableImageDeregistrationProtection").text("return"), "disabled");
    EXPECT_TRUE(on_image("DisableImageDeregistrationProtection").ok());  // starts no other day
    expect_error(on_image("DeregisterImage"), "OperationNotPermitted", "cooldown period ends at");
    clock.advance(std::chrono::hours(24) - std::chrono::seconds(1));
    expect_error(on_image("DeregisterImage"), "OperationNotPermitted");
    clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(on_image("DeregisterImage").ok());
}

TEST_F(Ec2ImageLifecycleTest, ResettingTakesAllPermissionsAway) {
    share_with_bob();
    share({images::Grantee::Kind::group, all});
    EXPECT_TRUE(on_image("ResetImageAttribute", {{"Attribute", "launchPermission"}}).ok());
    EXPECT_EQ(shown("isPublic"), "false");
    EXPECT_THAT(listed({}, bob), IsEmpty());
    expect_error(on_image("ResetImageAttribute", {{"Attribute", "description"}}),
                 "InvalidParameterValue", "Attribute");
    expect_error(on_image("ResetImageAttribute"), "MissingParameter", "Attribute");
}

TEST_F(Ec2ImageLifecycleTest, AnAccountGivesBackWhatWasSharedWithItself) {
    share_with_bob();
    EXPECT_EQ(on_image("CancelImageLaunchPermission", {}, bob).text("return"), "true");
    EXPECT_THAT(listed({}, bob), IsEmpty());
    expect_error(on_image("CancelImageLaunchPermission", {}, bob), "InvalidAMIID.NotFound");
    share({images::Grantee::Kind::group, all});
    expect_error(on_image("CancelImageLaunchPermission", {}, bob), "InvalidRequest", bob);
}

TEST_F(Ec2ImageLifecycleTest, OthersAndMissingImages) {
    const char* actions[] = {"EnableImage",
                             "DisableImage",
                             "EnableImageDeprecation",
                             "DisableImageDeprecation",
                             "EnableImageDeregistrationProtection",
                             "DisableImageDeregistrationProtection",
                             "ResetImageAttribute"};
    const Parameters more{{"Attribute", "launchPermission"},
                          {"DeprecateAt", "2026-05-06T07:08:00Z"}};
    for (const char* action : actions)
        expect_error(on_image(action, more, bob), "InvalidAMIID.NotFound");
    share_with_bob();
    for (const char* action : actions)
        expect_error(on_image(action, more, bob), "AuthFailure", "Not authorized for image:" + id_);
    ASSERT_TRUE(on_image("DeregisterImage").ok());
    for (const char* action : actions)
        expect_error(on_image(action, more), "InvalidAMIID.Unavailable", "no longer available");
    id_ = "ami";
    for (const char* action : actions)
        expect_error(on_image(action, more), "InvalidAMIID.Malformed");
}

TEST_F(Ec2ImageLifecycleTest, AskWithTheImagesFacts) {
    for (const char* action :
         {"EnableImage", "DisableImage", "DisableImageDeprecation",
          "EnableImageDeregistrationProtection", "DisableImageDeregistrationProtection",
          "CancelImageLaunchPermission"}) {
        auto asked = access(action, {{"ImageId", id_}});
        ASSERT_EQ(asked.size(), 1U);
        EXPECT_EQ(asked[0].action, std::string("ec2:") + action);
        EXPECT_EQ(asked[0].resource, "arn:aws:ec2:eu-west-1::image/" + id_);
        EXPECT_THAT(asked[0].context["ec2:Owner"], ElementsAre(alice));
    }
}

}  // namespace
}  // namespace amicast::services::ec2::testing
