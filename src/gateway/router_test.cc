// Finding services and operations, and guessing for requests that carry no scope.
#include "gateway/router.h"

#include <gtest/gtest.h>

#include "gateway/test_site.h"

namespace amicast::gateway {
namespace {

class RouterTest : public ::testing::Test {
  protected:
    std::string_view guess(const wire::HttpRequest& request) const {
        const ServiceRoutes* service = router_.guess_service(request);
        return service == nullptr ? "none" : service->shape().name;
    }
    std::string_view find(std::string_view service, const wire::HttpRequest& request) {
        const Endpoint* endpoint = router_.find_service(service)->find(request, labels_);
        return endpoint == nullptr ? "none" : endpoint->operation->shape.name;
    }
    static wire::HttpRequest form(std::string body) {
        return {.method = "POST",
                .path = "/",
                .headers = {{"content-type", "application/x-www-form-urlencoded"}},
                .body = std::move(body)};
    }
    static wire::HttpRequest target(std::string value) {
        return {.method = "POST", .path = "/", .headers = {{"x-amz-target", std::move(value)}}};
    }

    Router router_{testing::fake_services()};
    wire::Labels labels_;
};

TEST_F(RouterTest, FindsServicesByScopeName) {
    EXPECT_EQ(router_.find_service("ebs")->shape().name, "ebs");
    EXPECT_EQ(router_.find_service("s3"), nullptr);
    EXPECT_EQ(router_.find_service(""), nullptr);
    EXPECT_EQ(router_.service_names(), "ebs, ec2, imagebuilder, organizations, sts");
}

TEST_F(RouterTest, FindsOperationsOfEachProtocol) {
    EXPECT_EQ(find("ec2", form("Action=Echo")), "Echo");
    EXPECT_EQ(find("ec2", {.method = "GET", .path = "/", .query = "a=1&Action=Echo"}), "Echo");
    EXPECT_EQ(find("ec2", form("Action=echo")), "none");
    EXPECT_EQ(find("organizations", target("AWSOrganizationsV20161128.Echo")), "Echo");
    EXPECT_EQ(find("organizations", target("Other.Echo")), "none");
    EXPECT_EQ(find("imagebuilder", {.method = "PUT", .path = "/Echo"}), "Echo");
    EXPECT_EQ(find("imagebuilder", {.method = "POST", .path = "/Echo"}), "none");
    EXPECT_EQ(find("imagebuilder", {.method = "PUT", .path = "/Echo/"}), "none");
    EXPECT_EQ(find("imagebuilder", {.method = "GET", .path = "/tags/a%2Fb"}),
              "ListTagsForResource");
    EXPECT_EQ(labels_["resourceArn"], "a/b");
    EXPECT_EQ(find("ebs", {.method = "PUT", .path = "/snapshots/s/blocks/7"}), "PutSnapshotBlock");
    EXPECT_EQ(find("ebs", {.method = "POST", .path = "/snapshots"}), "StartSnapshot");
}

TEST_F(RouterTest, KnowsWhichOperationsCanBeTriedDry) {
    EXPECT_NE(router_.find_service("ec2")->find_name("Echo")->dry_run, nullptr);
    EXPECT_EQ(router_.find_service("ebs")->find_name("PutSnapshotBlock")->dry_run, nullptr);
}

TEST_F(RouterTest, GuessesByTargetPathAndAction) {
    EXPECT_EQ(guess(target("AWSOrganizationsV20161128.Anything")), "organizations");
    EXPECT_EQ(guess(target("Unknown.Echo")), "none");
    EXPECT_EQ(guess(target("")), "none");
    EXPECT_EQ(guess({.method = "GET", .path = "/snapshots/snap-1/blocks"}), "ebs");
    EXPECT_EQ(guess({.method = "PUT", .path = "/Echo"}), "imagebuilder");
    EXPECT_EQ(guess({.method = "GET", .path = "/favicon.ico"}), "none");
    EXPECT_EQ(guess(form("Action=Echo&Version=2016-11-15")), "ec2");
    EXPECT_EQ(guess(form("Action=GetCallerIdentity&Version=2011-06-15")), "sts");
    EXPECT_EQ(guess(form("Action=GetCallerIdentity&Version=1999-01-01")), "sts");
    EXPECT_EQ(guess(form("Action=Unknown&Version=2011-06-15")), "sts");
    EXPECT_EQ(guess({.method = "GET", .path = "/", .query = "Action=Echo"}), "ec2");
}

TEST_F(RouterTest, NoServiceMeansNoGuess) {
    Router empty({});
    EXPECT_EQ(empty.guess_service(form("Action=Echo")), nullptr);
    EXPECT_EQ(empty.find_service("ec2"), nullptr);
    EXPECT_EQ(empty.service_names(), "");
}

TEST_F(RouterTest, ErrorsForUnknownServicesFollowTheRequestsStyle) {
    EXPECT_EQ(unknown_service_shape(target("X.Y")).protocol, wire::Protocol::json_1_1);
    EXPECT_EQ(unknown_service_shape(form("")).protocol, wire::Protocol::aws_query);
    EXPECT_EQ(unknown_service_shape({.method = "GET", .path = "/x"}).protocol,
              wire::Protocol::rest_json);
}

}  // namespace
}  // namespace amicast::gateway
