// Lifecycle policies and changes of state: what is accepted, and what becomes of images and AMIs.
#include <fmt/format.h>

#include "services/imagebuilder/test_site.h"

namespace amicast::services::imagebuilder {
namespace {

using testing::HasSubstr;

constexpr Duration day = std::chrono::hours(24);
constexpr Duration a_while = std::chrono::seconds(2);

class LifecycleTest : public ImageBuilderTest {
  protected:
    LifecycleTest() : configuration_(add_configuration_for("all", {"us-east-1", "eu-west-1"})) {}

    // An image that has been distributed, with the tag team=web.
    std::string add_image(const std::string& name = "web") {
        std::string ami = world_.add_ami(home_region, name);
        Reply reply = call("DistributeImage",
                           distribute_body(ami, configuration_, fmt::format("add-{}", ++count_),
                                           R"(,"tags":{"team":"web"})"));
        EXPECT_EQ(reply.status, 200) << reply.message();
        world_.run_for(a_while);
        return reply.text("/imageBuildVersionArn");
    }
    std::string policy_body(const std::string& details, const std::string& more = {}) {
        ++count_;
        return fmt::format(R"({{"name":"policy {}","executionRole":"distributor",)"
                           R"("resourceType":"AMI_IMAGE","policyDetails":{},)"
                           R"("resourceSelection":{{"tagMap":{{"team":"web"}}}},)"
                           R"("clientToken":"policy-{}"{}}})",
                           count_, details, count_, more);
    }
    std::string add_policy(const std::string& details) {
        Reply reply = call("CreateLifecyclePolicy", policy_body(details));
        EXPECT_EQ(reply.status, 200) << reply.message();
        return reply.text("/lifecyclePolicyArn");
    }
    void expect_refused(const std::string& details, const std::string& part) {
        expect_error(call("CreateLifecyclePolicy", policy_body(details)), 400,
                     "InvalidRequestException", part);
    }
    Reply update_state(const std::string& arn, const std::string& status,
                       const std::string& more = {}) {
        return call("StartResourceStateUpdate",
                    fmt::format(R"({{"resourceArn":"{}","state":{{"status":"{}"}},)"
                                R"("clientToken":"state-{}"{}}})",
                                arn, status, ++count_, more));
    }
    std::string with_amis(const std::string& more = {}) {
        return R"(,"executionRole":"distributor","includeResources":{"amis":true})" + more;
    }
    std::string status_of(const std::string& arn) {
        return call("GetImage", "", "imageBuildVersionArn=" + arn).text("/image/state/status");
    }
    Reply execution(const std::string& id) {
        return call("GetLifecycleExecution", "", "lifecycleExecutionId=" + id);
    }
    Reply resources(const std::string& id, const std::string& parent = {}) {
        std::string more = parent.empty() ? "" : fmt::format(R"(,"parentResourceId":"{}")", parent);
        return call("ListLifecycleExecutionResources",
                    fmt::format(R"({{"lifecycleExecutionId":"{}"{}}})", id, more));
    }
    std::vector<std::string> executions_of(const std::string& arn) {
        Reply reply =
            call("ListLifecycleExecutions", fmt::format(R"({{"resourceArn":"{}"}})", arn));
        EXPECT_EQ(reply.status, 200) << reply.message();
        std::vector<std::string> ids;
        for (const auto& item : reply.body.at("lifecycleExecutions").as_array())
            ids.emplace_back(item.at("lifecycleExecutionId").as_string());
        return ids;
    }
    // A day passes, and what is due then is done.
    void a_day() {
        world_.clock.advance(day);
        world_.run_for(a_while);
    }

    const std::string delete_all_but_one =
        R"([{"action":{"type":"DELETE","includeResources":{"amis":true,"snapshots":true}},)"
        R"("filter":{"type":"COUNT","value":1}}])";

    std::string configuration_;
    int count_ = 0;
};

TEST_F(LifecycleTest, KeepsAPolicyAsItWasSent) {
    std::string details =
        R"([{"action":{"type":"DEPRECATE"},"filter":{"type":"AGE","value":6,"unit":"MONTHS"},)"
        R"("exclusionRules":{"tagMap":{"keep":"yes"},"amis":{"isPublic":true,)"
        R"("regions":["eu-west-1"],"sharedAccounts":["222222222222"],)"
        R"("lastLaunched":{"value":1,"unit":"DAYS"},"tagMap":{"a":"b"}}}}])";
    std::string arn = add_policy(details);
    EXPECT_THAT(arn, HasSubstr(":lifecycle-policy/policy-"));
    Reply shown = call("GetLifecyclePolicy", "", "lifecyclePolicyArn=" + arn);
    EXPECT_EQ(boost::json::parse(shown.text("/lifecyclePolicy/policyDetails")),
              boost::json::parse(details));
    EXPECT_EQ(shown.text("/lifecyclePolicy/resourceSelection"), R"({"tagMap":{"team":"web"}})");
    EXPECT_EQ(shown.text("/lifecyclePolicy/status"), "ENABLED");
    EXPECT_EQ(shown.text("/lifecyclePolicy/resourceType"), "AMI_IMAGE");
    EXPECT_EQ(shown.text("/lifecyclePolicy/executionRole"), "distributor");
    EXPECT_FALSE(shown.has("/lifecyclePolicy/dateLastRun"));

    Reply updated =
        call("UpdateLifecyclePolicy",
             fmt::format(R"({{"lifecyclePolicyArn":"{}","status":"DISABLED","description":"d",)"
                         R"("executionRole":"distributor","resourceType":"AMI_IMAGE",)"
                         R"("policyDetails":{},"resourceSelection":{{"recipes":[{{"name":"rec",)"
                         R"("semanticVersion":"1.x.x"}}]}},"clientToken":"u"}})",
                         arn, delete_all_but_one));
    EXPECT_EQ(updated.status, 200) << updated.message();
    shown = call("GetLifecyclePolicy", "", "lifecyclePolicyArn=" + arn);
    EXPECT_EQ(shown.text("/lifecyclePolicy/status"), "DISABLED");
    EXPECT_EQ(shown.text("/lifecyclePolicy/description"), "d");
    EXPECT_EQ(shown.text("/lifecyclePolicy/resourceSelection/recipes/0/name"), "rec");
    EXPECT_TRUE(shown.has("/lifecyclePolicy/dateUpdated"));

    Reply listed = call("ListLifecyclePolicies", "{}");
    EXPECT_EQ(listed.text("/lifecyclePolicySummaryList/0/arn"), arn);
    EXPECT_EQ(
        call("ListLifecyclePolicies", R"({"filters":[{"name":"status","values":["ENABLED"]}]})")
            .text("/lifecyclePolicySummaryList"),
        "[]");
    EXPECT_EQ(call("TagResource", R"({"tags":{"x":"y"}})", arn).status, 200);
    EXPECT_EQ(call("ListTagsForResource", "", arn).text("/tags"), R"({"x":"y"})");

    EXPECT_EQ(call("DeleteLifecyclePolicy", "", "lifecyclePolicyArn=" + arn).status, 200);
    expect_error(call("GetLifecyclePolicy", "", "lifecyclePolicyArn=" + arn), 404,
                 "ResourceNotFoundException");
    expect_error(call("DeleteLifecyclePolicy", "", "lifecyclePolicyArn=" + arn), 404,
                 "ResourceNotFoundException");
}

TEST_F(LifecycleTest, RefusesWhatDoesNotGoTogether) {
    expect_refused("[]", "policyDetails");
    expect_refused(R"([{"action":{"type":"DELETE"},"filter":{"type":"AGE","value":1}}])", "unit");
    expect_refused(
        R"([{"action":{"type":"DELETE"},"filter":{"type":"COUNT","value":1,"unit":"DAYS"}}])",
        "unit");
    expect_refused(
        R"([{"action":{"type":"DELETE"},"filter":{"type":"COUNT","value":1,"retainAtLeast":1}}])",
        "retainAtLeast");
    expect_refused(R"([{"action":{"type":"DELETE"},"filter":{"type":"COUNT","value":1001}}])",
                   "value");
    expect_refused(R"([{"action":{"type":"KEEP"},"filter":{"type":"COUNT","value":1}}])", "type");
    expect_refused(R"([{"action":{"type":"DELETE","includeResources":{"snapshots":true}},)"
                   R"("filter":{"type":"COUNT","value":1}}])",
                   "snapshots");
    expect_refused(R"([{"action":{"type":"DISABLE","includeResources":{"amis":true,)"
                   R"("snapshots":true}},"filter":{"type":"COUNT","value":1}}])",
                   "snapshots");
    expect_refused(R"([{"action":{"type":"DELETE","includeResources":{"containers":true}},)"
                   R"("filter":{"type":"COUNT","value":1}}])",
                   "containers");
    expect_refused(R"([{"action":{"type":"DELETE"},"filter":{"type":"COUNT","value":1}},)"
                   R"({"action":{"type":"DELETE"},"filter":{"type":"COUNT","value":2}}])",
                   "policyDetails[1].action.type");
    std::string body = policy_body(delete_all_but_one);
    auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = body;
        changed.replace(changed.find(from), from.size(), to);
        return call("CreateLifecyclePolicy", changed);
    };
    expect_error(with("AMI_IMAGE", "CONTAINER_IMAGE"), 400, "InvalidRequestException",
                 "resourceType");
    expect_error(with(R"("tagMap":{"team":"web"})", ""), 400, "InvalidRequestException",
                 "resourceSelection");
    expect_error(with("distributor", "nobody"), 400, "ClientException", "nobody");
    expect_error(with(R"("name":)", R"("dryRun":true,"name":)"), 412, "DryRunOperationException");
    EXPECT_EQ(call("CreateLifecyclePolicy", body).status, 200);
    EXPECT_EQ(call("CreateLifecyclePolicy", body).status, 200);  // the same token
    expect_error(with("policy-", "other-"), 400, "ResourceAlreadyExistsException");
    expect_error(with("distributor", "other"), 400, "IdempotentParameterMismatchException");
}

TEST_F(LifecycleTest, TenantsSeeNothingOfEachOther) {
    std::string policy = add_policy(delete_all_but_one);
    std::string image = add_image();
    std::string id = update_state(image, "DEPRECATED").text("/lifecycleExecutionId");
    const char* other = "222222222222";
    expect_error(
        call_in(home_region, other, "GetLifecyclePolicy", "", "lifecyclePolicyArn=" + policy), 403,
        "ForbiddenException");
    expect_error(
        call_in(home_region, other, "GetLifecycleExecution", "", "lifecycleExecutionId=" + id), 404,
        "ResourceNotFoundException");
    expect_error(call_in(home_region, other, "CancelLifecycleExecution",
                         fmt::format(R"({{"lifecycleExecutionId":"{}","clientToken":"c"}})", id)),
                 404, "ResourceNotFoundException");
    expect_error(call_in(home_region, other, "StartResourceStateUpdate",
                         fmt::format(R"({{"resourceArn":"{}","state":{{"status":"DISABLED"}},)"
                                     R"("clientToken":"c"}})",
                                     image)),
                 403, "ForbiddenException");
    EXPECT_EQ(call_in(home_region, other, "ListLifecyclePolicies", "{}")
                  .text("/lifecyclePolicySummaryList"),
              "[]");
}

TEST_F(LifecycleTest, APolicyDeletesOldImagesWithTheirAmisAndSnapshots) {
    std::string policy = add_policy(delete_all_but_one);
    std::string first = add_image();
    std::string second = add_image();
    world_.run_for(a_while);
    EXPECT_EQ(status_of(first), "AVAILABLE");  // not before its interval
    auto before = world_.amis("eu-west-1").size();
    a_day();
    EXPECT_EQ(status_of(first), "");
    EXPECT_EQ(status_of(second), "AVAILABLE");
    EXPECT_EQ(world_.amis("eu-west-1").size(), before - 1);
    auto ids = executions_of(policy);
    ASSERT_EQ(ids.size(), 1U);
    Reply run = execution(ids[0]);
    EXPECT_EQ(run.text("/lifecycleExecution/state/status"), "SUCCESS");
    EXPECT_EQ(run.text("/lifecycleExecution/resourcesImpactedSummary/hasImpactedResources"),
              "true");
    EXPECT_EQ(run.text("/lifecycleExecution/lifecyclePolicyArn"), policy);
    Reply images = resources(ids[0]);
    EXPECT_EQ(images.text("/resources/0/resourceId"), first);
    EXPECT_EQ(images.text("/resources/0/action/name"), "DELETE");
    EXPECT_EQ(images.text("/resources/0/state/status"), "SUCCESS");
    EXPECT_FALSE(images.has("/resources/1"));
    Reply amis = resources(ids[0], first);
    EXPECT_EQ(amis.text("/resources/0/region"), home_region);
    EXPECT_EQ(amis.text("/resources/1/region"), "eu-west-1");
    EXPECT_EQ(amis.text("/resources/1/state/status"), "SUCCESS");
    EXPECT_EQ(amis.text("/resources/1/snapshots/0/state/status"), "SUCCESS");
    EXPECT_TRUE(call("GetLifecyclePolicy", "", "lifecyclePolicyArn=" + policy)
                    .has("/lifecyclePolicy/dateLastRun"));
    // The next day there is nothing to do, and the run says so.
    a_day();
    ids = executions_of(policy);
    ASSERT_EQ(ids.size(), 2U);
    EXPECT_EQ(
        execution(ids[0]).text("/lifecycleExecution/resourcesImpactedSummary/hasImpactedResources"),
        "false");
}

TEST_F(LifecycleTest, ADisabledPolicyDoesNotRun) {
    std::string first = add_image();
    add_image();
    Reply reply =
        call("CreateLifecyclePolicy", policy_body(delete_all_but_one, R"(,"status":"DISABLED")"));
    a_day();
    a_day();
    EXPECT_EQ(status_of(first), "AVAILABLE");
    EXPECT_TRUE(executions_of(reply.text("/lifecyclePolicyArn")).empty());
}

TEST_F(LifecycleTest, ChangesTheStateOfAnImageAndBack) {
    std::string image = add_image();
    Reply started = update_state(image, "DEPRECATED", with_amis());
    ASSERT_EQ(started.status, 200) << started.message();
    EXPECT_EQ(started.text("/resourceArn"), image);
    std::string id = started.text("/lifecycleExecutionId");
    EXPECT_EQ(execution(id).text("/lifecycleExecution/state/status"), "PENDING");
    world_.run_for(a_while);
    EXPECT_EQ(execution(id).text("/lifecycleExecution/state/status"), "SUCCESS");
    EXPECT_EQ(executions_of(image), std::vector<std::string>{id});
    Reply shown = call("GetImage", "", "imageBuildVersionArn=" + image);
    EXPECT_EQ(shown.text("/image/state/status"), "DEPRECATED");
    EXPECT_TRUE(shown.has("/image/deprecationTime"));
    EXPECT_EQ(shown.text("/image/lifecycleExecutionId"), id);
    EXPECT_TRUE(world_.amis("eu-west-1").back().deprecation_time);
    // Hidden from a listing that does not ask for it, and no source any more.
    EXPECT_EQ(call("ListImages", "{}").text("/imageVersionList"), "[]");
    EXPECT_NE(call("ListImages", R"({"includeDeprecated":true})").text("/imageVersionList"), "[]");
    expect_error(call("DistributeImage", distribute_body(image, configuration_, "again")), 400,
                 "InvalidRequestException", "DEPRECATED");

    update_state(image, "DISABLED", with_amis());
    world_.run_for(a_while);
    EXPECT_EQ(status_of(image), "DISABLED");
    EXPECT_EQ(world_.amis("eu-west-1").back().state, images::ImageState::disabled);
    update_state(image, "AVAILABLE", with_amis());
    world_.run_for(a_while);
    EXPECT_EQ(status_of(image), "AVAILABLE");
    EXPECT_EQ(world_.amis("eu-west-1").back().state, images::ImageState::available);
    EXPECT_FALSE(world_.amis("eu-west-1").back().deprecation_time);
    expect_error(update_state(image, "AVAILABLE"), 400, "InvalidRequestException", "AVAILABLE");
}

TEST_F(LifecycleTest, RefusesStatesThatCannotBe) {
    std::string image = add_image();
    expect_error(update_state(image, "DELETED"), 400, "InvalidRequestException", "DeleteImage");
    expect_error(update_state(image, "DISABLED", R"(,"includeResources":{"amis":true})"), 400,
                 "InvalidRequestException", "executionRole");
    expect_error(update_state(image, "DISABLED", R"(,"updateAt":4000000000)"), 400,
                 "InvalidRequestException", "updateAt");
    expect_error(update_state(image, "DEPRECATED", R"(,"updateAt":1)"), 400,
                 "InvalidRequestException", "future");
    expect_error(update_state(image, "DISABLED",
                              R"(,"executionRole":"nobody","includeResources":{"amis":true})"),
                 400, "ClientException", "nobody");
    expect_error(update_state(image + "0", "DISABLED"), 404, "ResourceNotFoundException");
    world_.copies.held = true;
    std::string ami = world_.add_ami(home_region, "running");
    std::string running = distribute(ami, configuration_, "running");
    expect_error(update_state(running, "DISABLED"), 400, "ResourceInUseException", "PENDING");
}

TEST_F(LifecycleTest, SparesWhatIsExcludedAndKeepsTheImageThen) {
    std::string image = add_image();
    std::string id =
        update_state(image, "DELETED",
                     with_amis(R"(,"exclusionRules":{"amis":{"regions":["us-east-1"]}})"))
            .text("/lifecycleExecutionId");
    world_.run_for(a_while);
    Reply amis = resources(id, image);
    EXPECT_EQ(amis.text("/resources/0/state/status"), "SKIPPED");
    EXPECT_THAT(amis.text("/resources/0/state/reason"), HasSubstr("us-east-1"));
    EXPECT_EQ(amis.text("/resources/1/state/status"), "SUCCESS");
    EXPECT_EQ(resources(id).text("/resources/0/state/status"), "SKIPPED");
    EXPECT_EQ(status_of(image), "AVAILABLE");
    // Without the exclusion the rest goes; what is gone already is no failure.
    update_state(image, "DELETED", with_amis());
    world_.run_for(a_while);
    EXPECT_EQ(status_of(image), "");
}

TEST_F(LifecycleTest, TheRoleMustBeAllowed) {
    std::string image = add_image();
    add_role("timid", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                      R"("Action":"ec2:DeregisterImage","Resource":"*"}]})");
    std::string id = update_state(image, "DISABLED",
                                  R"(,"executionRole":"timid","includeResources":{"amis":true})")
                         .text("/lifecycleExecutionId");
    world_.run_for(a_while);
    EXPECT_EQ(execution(id).text("/lifecycleExecution/state/status"), "FAILED");
    EXPECT_THAT(resources(id, image).text("/resources/0/state/reason"),
                HasSubstr("ec2:DisableImage"));
    EXPECT_EQ(status_of(image), "AVAILABLE");
}

TEST_F(LifecycleTest, CancelsWhatHasNotBegun) {
    std::string image = add_image();
    std::string id = update_state(image, "DEPRECATED", R"(,"updateAt":4000000000)")
                         .text("/lifecycleExecutionId");
    std::string body = fmt::format(R"({{"lifecycleExecutionId":"{}","clientToken":"c"}})", id);
    EXPECT_EQ(call("CancelLifecycleExecution", body).status, 200);
    EXPECT_EQ(call("CancelLifecycleExecution", body).status, 200);  // the same token
    EXPECT_EQ(execution(id).text("/lifecycleExecution/state/status"), "CANCELLED");
    expect_error(call("CancelLifecycleExecution",
                      fmt::format(R"({{"lifecycleExecutionId":"{}","clientToken":"d"}})", id)),
                 400, "InvalidRequestException", "CANCELLED");
    expect_error(execution("lce-00000000-0000-4000-8000-000000000000"), 404,
                 "ResourceNotFoundException");
    expect_error(execution("lce-1"), 400, "InvalidRequestException", "lifecycleExecutionId");
}

TEST_F(LifecycleTest, ListsPageByPage) {
    std::string policy = add_policy(delete_all_but_one);
    for (int i = 0; i < 3; ++i)
        a_day();
    std::string body = fmt::format(R"({{"resourceArn":"{}","maxResults":2)", policy);
    Reply first = call("ListLifecycleExecutions", body + "}");
    EXPECT_EQ(first.body.at("lifecycleExecutions").as_array().size(), 2U);
    Reply second = call("ListLifecycleExecutions",
                        body + fmt::format(R"(,"nextToken":"{}"}})", first.text("/nextToken")));
    EXPECT_EQ(second.body.at("lifecycleExecutions").as_array().size(), 1U);
    EXPECT_FALSE(second.has("/nextToken"));
    expect_error(call("ListLifecycleExecutions", body + R"(,"nextToken":"x"})"), 400,
                 "InvalidPaginationTokenException");
    expect_error(call("ListLifecycleExecutions", R"({"resourceArn":"x"})"), 400,
                 "InvalidRequestException", "resourceArn");
}

}  // namespace
}  // namespace amicast::services::imagebuilder
