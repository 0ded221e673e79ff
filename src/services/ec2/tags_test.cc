// CreateTags, DeleteTags and DescribeTags.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Ec2TagsTest : public Ec2Test {
  protected:
    Ec2TagsTest()
        : snapshot_(add_snapshot(destination, "a").id), image_(add_image(destination, {}).id) {}

    Reply tag(const std::string& id, const Parameters& tags, const std::string& as = alice) {
        return call_as(as, "CreateTags", tagging(id, tags));
    }
    Reply untag(const std::string& id, const Parameters& tags) {
        return call("DeleteTags", tagging(id, tags));
    }
    static Parameters tagging(const std::string& id, const Parameters& tags) {
        Parameters parameters{{"ResourceId.1", id}};
        for (std::size_t i = 0; i < tags.size(); ++i) {
            std::string prefix = "Tag." + std::to_string(i + 1);
            parameters.emplace_back(prefix + ".Key", tags[i].first);
            if (tags[i].second != "(none)")
                parameters.emplace_back(prefix + ".Value", tags[i].second);
        }
        return parameters;
    }
    // "key=value" of a resource's tags.
    std::vector<std::string> tags_of(const std::string& id, const std::string& as = alice) {
        Reply reply = call_as(as, "DescribeTags",
                              {{"Filter.1.Name", "resource-id"}, {"Filter.1.Value.1", id}});
        EXPECT_TRUE(reply.ok()) << reply.body;
        std::vector<std::string> keys = reply.texts("key");
        std::vector<std::string> values = reply.texts("value");
        for (std::size_t i = 0; i < keys.size(); ++i)
            keys[i] += "=" + values.at(i);
        return keys;
    }

    std::string snapshot_;
    std::string image_;
};

TEST_F(Ec2TagsTest, AddsAndOverwrites) {
    Reply reply = tag(image_, {{"b", "1"}, {"a", ""}});
    EXPECT_EQ(reply.text("return"), "true") << reply.body;
    ASSERT_TRUE(tag(image_, {{"b", "2"}, {"ünï <&>", "line\nbreak"}}).ok());
    EXPECT_THAT(tags_of(image_), ElementsAre("a=", "b=2", "ünï <&>=line\nbreak"));
}

TEST_F(Ec2TagsTest, SeveralResourcesAllOrNothing) {
    Parameters parameters{{"ResourceId.1", image_},
                          {"ResourceId.2", snapshot_},
                          {"Tag.1.Key", "k"},
                          {"Tag.1.Value", "v"}};
    ASSERT_TRUE(call("CreateTags", parameters).ok());
    EXPECT_THAT(tags_of(image_), ElementsAre("k=v"));
    EXPECT_THAT(tags_of(snapshot_), ElementsAre("k=v"));
    parameters[1].second = "snap-00000001";
    parameters[3].second = "w";
    expect_error(call("CreateTags", parameters), "InvalidSnapshot.NotFound");
    EXPECT_THAT(tags_of(image_), ElementsAre("k=v"));
}

TEST_F(Ec2TagsTest, ResourceIds) {
    expect_error(tag("ami-00000001", {{"k", "v"}}), "InvalidAMIID.NotFound");
    expect_error(tag("ami-1", {{"k", "v"}}), "InvalidAMIID.Malformed");
    expect_error(tag("snap-00000001", {{"k", "v"}}), "InvalidSnapshot.NotFound");
    expect_error(tag("thing", {{"k", "v"}}), "InvalidID", "The ID 'thing' is not valid");
    expect_error(call("CreateTags", {{"Tag.1.Key", "k"}, {"Tag.1.Value", "v"}}), "MissingParameter",
                 "ResourceId");
    expect_error(call("CreateTags", {{"ResourceId.1", image_}}), "MissingParameter", "Tag");
}

TEST_F(Ec2TagsTest, KeyAndValueRules) {
    EXPECT_TRUE(tag(image_, {{std::string(128, 'k'), std::string(256, 'v')}}).ok());
    expect_error(tag(image_, {{std::string(129, 'k'), ""}}), "InvalidParameterValue", "128");
    expect_error(tag(image_, {{"k", std::string(257, 'v')}}), "InvalidParameterValue", "256");
    std::string umlauts;
    for (int i = 0; i < 128; ++i)
        umlauts += "ü";
    EXPECT_TRUE(tag(image_, {{umlauts, ""}}).ok());  // characters count, not bytes
    expect_error(tag(image_, {{"", "v"}}), "InvalidParameterValue");
    for (const char* reserved : {"aws:x", "AWS:x", "Aws:"})
        expect_error(tag(image_, {{reserved, "v"}}), "InvalidParameterValue",
                     "Tag keys starting with 'aws:' are reserved for internal use");
    EXPECT_TRUE(tag(image_, {{"aws", "v"}}).ok());
    expect_error(tag(image_, {{"k", "(none)"}}), "InvalidParameterValue",
                 "Tag value cannot be null. Use empty string instead.");
    expect_error(tag(image_, {{"k", "1"}, {"k", "2"}}), "InvalidParameterValue", "Duplicate");
}

TEST_F(Ec2TagsTest, FiftyButNotFiftyOne) {
    Parameters fifty;
    for (int i = 0; i < 50; ++i)
        fifty.emplace_back("k" + std::to_string(i), "");
    EXPECT_TRUE(tag(image_, fifty).ok());
    EXPECT_TRUE(tag(image_, {{"k0", "changed"}}).ok());
    expect_error(tag(image_, {{"one more", ""}}), "TagLimitExceeded",
                 "The maximum number of Tags for a resource has been reached.");
}

TEST_F(Ec2TagsTest, ResourcesPerCallAreBounded) {
    Parameters parameters{{"Tag.1.Key", "k"}, {"Tag.1.Value", "v"}};
    for (int i = 1; i <= 1001; ++i)
        parameters.emplace_back("ResourceId." + std::to_string(i), image_);
    expect_error(call("CreateTags", parameters), "InvalidParameterValue", "1000");
    expect_error(call("DeleteTags", parameters), "InvalidParameterValue", "1000");
    parameters.pop_back();
    EXPECT_TRUE(call("CreateTags", parameters).ok());
}

TEST_F(Ec2TagsTest, DeletesByKeyByValueOrAll) {
    ASSERT_TRUE(tag(image_, {{"a", "1"}, {"b", ""}, {"c", "3"}, {"d", "4"}}).ok());
    ASSERT_TRUE(untag(image_, {{"a", "(none)"}}).ok());
    EXPECT_THAT(tags_of(image_), ElementsAre("b=", "c=3", "d=4"));
    ASSERT_TRUE(untag(image_, {{"b", ""}, {"c", ""}, {"x", "(none)"}}).ok());
    EXPECT_THAT(tags_of(image_), ElementsAre("c=3", "d=4"));
    ASSERT_TRUE(untag(image_, {{"c", "4"}, {"d", "4"}}).ok());
    EXPECT_THAT(tags_of(image_), ElementsAre("c=3"));
    ASSERT_TRUE(untag(image_, {}).ok());
    EXPECT_THAT(tags_of(image_), IsEmpty());
    expect_error(untag("ami-00000001", {}), "InvalidAMIID.NotFound");
}

TEST_F(Ec2TagsTest, AccountsSeeTheirOwnTagsOnly) {
    destination.write([&](catalog::Transaction& tx) {
        return images::grant(tx, image_, {images::Grantee::Kind::user, bob});
    });
    ASSERT_TRUE(tag(image_, {{"owner", "alice"}}).ok());
    ASSERT_TRUE(tag(image_, {{"owner", "bob"}}, bob).ok());
    EXPECT_THAT(tags_of(image_), ElementsAre("owner=alice"));
    EXPECT_THAT(tags_of(image_, bob), ElementsAre("owner=bob"));
    EXPECT_EQ(call_as(bob, "DescribeImages", {{"ImageId.1", image_}}).text("value"), "bob");
    expect_error(tag(snapshot_, {{"k", "v"}}, bob), "InvalidSnapshot.NotFound");
}

TEST_F(Ec2TagsTest, PendingImagesCanBeTagged) {
    std::string id = start(order_of(add_image(source, {add_snapshot(source, "q")})));
    EXPECT_TRUE(tag(id, {{"k", "v"}}).ok());
}

TEST_F(Ec2TagsTest, DescribeFiltersAndPages) {
    ASSERT_TRUE(tag(image_, {{"stage", "prod"}, {"team", "a"}, {"x1", ""}, {"x2", ""}}).ok());
    ASSERT_TRUE(tag(snapshot_, {{"stage", "test"}, {"team", "a"}}).ok());
    auto count = [&](const std::string& name, const std::string& value) {
        Reply reply = call("DescribeTags", {{"Filter.1.Name", name}, {"Filter.1.Value.1", value}});
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.texts("resourceId").size();
    };
    EXPECT_EQ(count("key", "stage"), 2U);
    EXPECT_EQ(count("key", "x*"), 2U);
    EXPECT_EQ(count("value", "a"), 2U);
    EXPECT_EQ(count("resource-type", "image"), 4U);
    EXPECT_EQ(count("resource-type", "snapshot"), 2U);
    EXPECT_EQ(count("resource-id", image_), 4U);
    EXPECT_EQ(count("resource-id", "ami-*"), 4U);
    EXPECT_EQ(count("tag:stage", "prod"), 1U);
    expect_error(call("DescribeTags", {{"Filter.1.Name", "name"}, {"Filter.1.Value.1", "x"}}),
                 "InvalidParameterValue");

    for (const Parameters& narrowed : {Parameters{}, Parameters{{"Filter.1.Name", "resource-id"},
                                                                {"Filter.1.Value.1", image_},
                                                                {"Filter.1.Value.2", snapshot_}}}) {
        Parameters first = narrowed;
        first.emplace_back("MaxResults", "5");
        Reply page = call("DescribeTags", first);
        EXPECT_EQ(page.texts("key").size(), 5U);
        Parameters next = narrowed;
        next.emplace_back("NextToken", page.text("nextToken"));
        Reply rest = call("DescribeTags", next);
        EXPECT_EQ(rest.texts("key").size(), 1U) << rest.body;
        EXPECT_FALSE(rest.has("nextToken"));
    }
    expect_error(call("DescribeTags", {{"MaxResults", "4"}}), "InvalidParameterValue");
    expect_error(call("DescribeTags", {{"MaxResults", "1001"}}), "InvalidParameterValue");
    EXPECT_TRUE(call("DescribeTags", {{"MaxResults", "1000"}}).ok());
    expect_error(call("DescribeTags", {{"NextToken", "x"}}), "InvalidNextToken");
}

TEST_F(Ec2TagsTest, DescribeShowsTypeAndResource) {
    ASSERT_TRUE(tag(image_, {{"k", "v"}}).ok());
    EXPECT_EQ(call("DescribeTags").body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DescribeTagsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><tagSet><item><key>k</key><resourceId>" +
                  image_ +
                  "</resourceId><resourceType>image</resourceType><value>v</value></item></tagSet>"
                  "</DescribeTagsResponse>");
}

TEST_F(Ec2TagsTest, AsksForEachResourceWithItsTags) {
    ASSERT_TRUE(tag(image_, {{"stage", "prod"}}).ok());
    auto asked = access("CreateTags", {{"ResourceId.1", image_},
                                       {"ResourceId.2", snapshot_},
                                       {"Tag.1.Key", "k"},
                                       {"Tag.1.Value", "v"}});
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:eu-west-1::image/" + image_);
    EXPECT_EQ(asked[1].resource, "arn:aws:ec2:eu-west-1::snapshot/" + snapshot_);
    EXPECT_THAT(asked[0].context["aws:ResourceTag/stage"], ElementsAre("prod"));
    EXPECT_THAT(asked[0].context["aws:RequestTag/k"], ElementsAre("v"));
    EXPECT_THAT(asked[0].context["aws:TagKeys"], ElementsAre("k"));
    EXPECT_EQ(asked[0].context.count("ec2:CreateAction"), 0U);
}

// The questions would be resources times tags; a call that is refused anyway asks one.
TEST_F(Ec2TagsTest, TooMuchAtOnceIsNotAskedPieceByPiece) {
    Parameters parameters{{"ResourceId.1", image_}, {"ResourceId.2", snapshot_}};
    for (int i = 1; i <= 200; ++i)
        parameters.emplace_back("Tag." + std::to_string(i) + ".Key", "k" + std::to_string(i));
    EXPECT_EQ(access("DeleteTags", parameters).size(), 2U);
    EXPECT_TRUE(call("DeleteTags", parameters).ok());
    parameters.emplace_back("Tag.201.Key", "k201");
    for (const char* action : {"CreateTags", "DeleteTags"}) {
        auto asked = access(action, parameters);
        ASSERT_EQ(asked.size(), 1U);
        EXPECT_EQ(asked[0].resource, "*");
        EXPECT_TRUE(asked[0].context["aws:TagKeys"].empty());
        expect_error(call(action, parameters), "InvalidParameterValue", "201 tags");
    }
}

}  // namespace
}  // namespace amicast::services::ec2::testing
