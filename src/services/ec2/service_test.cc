// The table, the naming of input problems, and the operations too small for a test file.
#include "services/ec2/service.h"

#include <algorithm>
#include <set>

#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;

class Ec2ServiceTest : public Ec2Test {};

TEST_F(Ec2ServiceTest, EveryOperationTakesDryRunAndHasAName) {
    std::set<std::string_view> names;
    for (const Operation& operation : ec2_service().operations) {
        EXPECT_TRUE(names.insert(operation.shape.name).second) << operation.shape.name;
        auto rows = operation.shape.input->members();
        EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const wire::Member& row) {
            return row.name == "DryRun";
        })) << operation.shape.name;
    }
}

TEST_F(Ec2ServiceTest, WrongTypesNameTheParameter) {
    expect_error(call("DescribeImages", {{"IncludeDeprecated", "perhaps"}}),
                 "InvalidParameterValue", "Value (perhaps) for parameter IncludeDeprecated");
    expect_error(call("DescribeImages", {{"MaxResults", "1e3"}}), "InvalidParameterValue",
                 "MaxResults");
}

TEST_F(Ec2ServiceTest, ErrorsWithoutACodeGetOne) {
    const wire::ServiceShape& shape = ec2_service().shape;
    auto code = [&](ErrorKind kind) {
        return shape.name_error(Error{.kind = kind, .message = "m"}).code;
    };
    EXPECT_EQ(code(ErrorKind::internal), "InternalError");
    EXPECT_EQ(code(ErrorKind::corrupt), "InternalError");
    EXPECT_EQ(code(ErrorKind::unavailable), "Unavailable");
    EXPECT_EQ(code(ErrorKind::throttled), "RequestLimitExceeded");
    EXPECT_EQ(code(ErrorKind::denied), "UnauthorizedOperation");
    Error inside = shape.name_error(Error{.kind = ErrorKind::internal, .message = "/secret/path"});
    EXPECT_EQ(inside.message, "An internal error has occurred");
}

TEST_F(Ec2ServiceTest, DescribeRegions) {
    EXPECT_EQ(call("DescribeRegions", {{"RegionName.1", "us-east-1"}}).body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><regionInfo><item>"
              "<optInStatus>opt-in-not-required</optInStatus><regionName>us-east-1</regionName>"
              "<regionEndpoint>ec2.us-east-1.amazonaws.com</regionEndpoint></item></regionInfo>"
              "</DescribeRegionsResponse>");
    EXPECT_THAT(call("DescribeRegions").texts("regionName"), ElementsAre("eu-west-1", "us-east-1"));
    EXPECT_THAT(call("DescribeRegions", {{"AllRegions", "true"},
                                         {"Filter.1.Name", "region-name"},
                                         {"Filter.1.Value.1", "eu-*"}})
                    .texts("regionName"),
                ElementsAre("eu-west-1"));
    EXPECT_THAT(call("DescribeRegions",
                     {{"Filter.1.Name", "opt-in-status"}, {"Filter.1.Value.1", "opted-in"}})
                    .texts("regionName"),
                ElementsAre());
    expect_error(
        call("DescribeRegions", {{"RegionName.1", "mars-1"}, {"RegionName.2", "us-east-1"}}),
        "InvalidParameterValue", "Invalid region names: [mars-1]");
    expect_error(call("DescribeRegions", {{"Filter.1.Name", "tag:a"}, {"Filter.1.Value.1", "b"}}),
                 "InvalidParameterValue");
}

TEST_F(Ec2ServiceTest, InstancesDoNotExist) {
    expect_error(call("GetInstanceUefiData", {{"InstanceId", "ami-12345678"}}),
                 "InvalidInstanceID.Malformed");
    expect_error(call("GetInstanceUefiData", {{"InstanceId", "i-12345678"}}),
                 "InvalidInstanceID.NotFound");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
