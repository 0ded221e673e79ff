// Selection, visibility, filters and paging of DescribeImages.
#include <algorithm>
#include <set>

#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Ec2DescribeImagesTest : public Ec2Test {
  protected:
    std::string add(const std::string& name, const std::string& owner = alice) {
        return add_image(destination, {add_snapshot(destination, "a", owner)}, name, owner).id;
    }
    void change(const std::string& id, const std::function<void(images::Image&)>& edit) {
        images::Image image = destination.image(id);
        edit(image);
        destination.write([&](catalog::Transaction& tx) { return images::update(tx, image); });
    }
    void share(const std::string& id, images::Grantee grantee) {
        destination.write([&](catalog::Transaction& tx) { return images::grant(tx, id, grantee); });
    }
    // Names of the images in the answer.
    std::vector<std::string> names(const Parameters& parameters, const std::string& as = alice) {
        Reply reply = call_as(as, "DescribeImages", parameters);
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.texts("name");
    }
    std::vector<std::string> filtered(const std::string& name, const std::string& value) {
        return names({{"Filter.1.Name", name}, {"Filter.1.Value.1", value}});
    }
};

TEST_F(Ec2DescribeImagesTest, NothingIsAnEmptySet) {
    EXPECT_EQ(call("DescribeImages").body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DescribeImagesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><imagesSet/></DescribeImagesResponse>");
}

TEST_F(Ec2DescribeImagesTest, SeesOwnSharedAndPublic) {
    std::string mine = add("mine");
    std::string shared = add("shared", bob);
    std::string everyones = add("public", bob);
    add("private", bob);
    share(shared, {images::Grantee::Kind::user, alice});
    share(everyones, {images::Grantee::Kind::group, "all"});
    EXPECT_THAT(names({}), UnorderedElementsAre("mine", "shared", "public"));
    EXPECT_THAT(names({{"Owner.1", "self"}}), ElementsAre("mine"));
    EXPECT_THAT(names({{"Owner.1", alice}}), ElementsAre("mine"));
    EXPECT_THAT(names({{"Owner.1", bob}}), UnorderedElementsAre("shared", "public"));
    EXPECT_THAT(names({{"Owner.1", "self"}, {"Owner.2", bob}}),
                UnorderedElementsAre("mine", "shared", "public"));
    EXPECT_THAT(names({{"Owner.1", "amazon"}}), IsEmpty());
    EXPECT_THAT(names({{"Owner.1", "amazon"}, {"Owner.2", "self"}}), ElementsAre("mine"));
    expect_error(call("DescribeImages", {{"Owner.1", "somebody"}}), "InvalidUserID.Malformed");
}

TEST_F(Ec2DescribeImagesTest, SharedThroughAnOrganization) {
    std::string id = add("of the unit", bob);
    share(id, {images::Grantee::Kind::organization,
               "arn:aws:organizations::444455556666:organization/o-abc"});
    EXPECT_THAT(names({}), IsEmpty());  // alice is in no organization
    EXPECT_THAT(names({{"ImageId.1", id}}), IsEmpty());
}

TEST_F(Ec2DescribeImagesTest, ExecutableBy) {
    std::string shared = add("shared", bob);
    std::string everyones = add("public", bob);
    std::string mine = add("mine");
    share(shared, {images::Grantee::Kind::user, alice});
    share(everyones, {images::Grantee::Kind::group, "all"});
    share(mine, {images::Grantee::Kind::user, bob});
    EXPECT_THAT(names({{"ExecutableBy.1", "self"}}), ElementsAre("shared"));
    EXPECT_THAT(names({{"ExecutableBy.1", "all"}}), ElementsAre("public"));
    EXPECT_THAT(names({{"ExecutableBy.1", bob}}), ElementsAre("mine"));
    EXPECT_THAT(names({{"ExecutableBy.1", "self"}, {"ExecutableBy.2", "all"}}),
                UnorderedElementsAre("shared", "public"));
    expect_error(call("DescribeImages", {{"ExecutableBy.1", "x"}}), "InvalidUserID.Malformed");
}

TEST_F(Ec2DescribeImagesTest, ById) {
    std::string mine = add("mine");
    std::string hidden = add("hidden", bob);
    std::string gone = add("gone");
    ASSERT_TRUE(call("DeregisterImage", {{"ImageId", gone}}).ok());
    EXPECT_THAT(names({{"ImageId.1", mine}, {"ImageId.2", mine}}), ElementsAre("mine"));
    EXPECT_THAT(names({{"ImageId.1", hidden}}), IsEmpty());
    EXPECT_THAT(names({{"ImageId.1", gone}, {"ImageId.2", mine}}), ElementsAre("mine"));
    EXPECT_THAT(names({{"ImageId.1", mine}, {"Owner.1", bob}}), IsEmpty());
    expect_error(call("DescribeImages", {{"ImageId.1", "ami-00000001"}, {"ImageId.2", mine}}),
                 "InvalidAMIID.NotFound", "The image id '[ami-00000001]' does not exist");
    expect_error(
        call("DescribeImages", {{"ImageId.1", "ami-00000002"}, {"ImageId.2", "ami-00000001"}}),
        "InvalidAMIID.NotFound", "The image ids '[ami-00000001, ami-00000002]' do not exist");
    expect_error(call("DescribeImages", {{"ImageId.1", "web"}}), "InvalidAMIID.Malformed",
                 "Invalid id: \"web\" (expecting \"ami-...\")");
    expect_error(call("DescribeImages", {{"ImageId.1", ""}}), "InvalidAMIID.Malformed");
}

TEST_F(Ec2DescribeImagesTest, DeprecatedHideFromOthersOnly) {
    std::string id = add("old");
    share(id, {images::Grantee::Kind::group, "all"});
    change(id, [&](images::Image& image) { image.deprecation_time = clock.now(); });
    EXPECT_THAT(names({}), ElementsAre("old"));
    EXPECT_THAT(names({{"IncludeDeprecated", "false"}}), ElementsAre("old"));
    EXPECT_THAT(names({}, bob), IsEmpty());
    EXPECT_THAT(names({{"IncludeDeprecated", "true"}}, bob), ElementsAre("old"));
    EXPECT_THAT(names({{"ImageId.1", id}}, bob), ElementsAre("old"));
    change(id, [&](images::Image& image) {
        image.deprecation_time = clock.now() + std::chrono::minutes(1);
    });
    EXPECT_THAT(names({}, bob), ElementsAre("old"));
    EXPECT_EQ(call("DescribeImages").text("deprecationTime"), "2026-02-01T10:01:01.234Z");
}

TEST_F(Ec2DescribeImagesTest, DisabledShowToTheOwnerWhoAsks) {
    std::string id = add("off");
    share(id, {images::Grantee::Kind::user, bob});
    change(id, [](images::Image& image) { image.state = images::ImageState::disabled; });
    EXPECT_THAT(names({}), IsEmpty());
    EXPECT_THAT(names({{"ImageId.1", id}}), IsEmpty());
    EXPECT_THAT(names({{"IncludeDisabled", "true"}}), ElementsAre("off"));
    EXPECT_THAT(names({{"IncludeDisabled", "true"}}, bob), IsEmpty());
}

TEST_F(Ec2DescribeImagesTest, EveryDocumentedFilterFindsItsImage) {
    std::string id = add("golden 7");
    std::string other = add("other");
    change(id, [&](images::Image& image) {
        image.description = "the [golden] one";
        image.architecture = "arm64";
        image.virtualization_type = "hvm";
        image.root_device_name = "/dev/sda1";
        image.kernel_id = "aki-1";
        image.ramdisk_id = "ari-1";
        image.platform = "windows";
        image.ena_support = true;
        image.sriov_net_support = "simple";
        image.source_image_id = "ami-source";
        image.source_image_region = "us-east-1";
        image.state = images::ImageState::failed;
        image.state_reason_code = "Client.InternalError";
        image.state_reason_message = "it broke";
        image.devices[0].device_name = "/dev/sda1";
        image.devices[0].volume_size_gib = 77;
        image.devices[0].volume_type = "io2";
        image.devices[0].delete_on_termination = false;
        image.devices[0].encrypted = true;
    });
    share(id, {images::Grantee::Kind::group, "all"});
    change(other, [&](images::Image& image) {
        image.virtualization_type = "paravirtual";
        image.hypervisor = "ovm";
        image.image_type = "kernel";
        image.root_device_type = "instance-store";
        image.creation_time += std::chrono::hours(24);
    });
    const std::string snapshot = destination.image(id).devices[0].snapshot_id.value_or("");
    const Parameters filters{{"architecture", "arm64"},
                             {"block-device-mapping.delete-on-termination", "false"},
                             {"block-device-mapping.device-name", "/dev/sda1"},
                             {"block-device-mapping.snapshot-id", snapshot},
                             {"block-device-mapping.volume-size", "77"},
                             {"block-device-mapping.volume-type", "io2"},
                             {"block-device-mapping.encrypted", "true"},
                             {"creation-date", "2026-02-01T*"},
                             {"description", "the [[]golden? one"},
                             {"ena-support", "true"},
                             {"hypervisor", "xen"},
                             {"image-id", id},
                             {"image-type", "machine"},
                             {"is-public", "true"},
                             {"kernel-id", "aki-1"},
                             {"manifest-location", "111122223333/golden*"},
                             {"name", "golden ?"},
                             {"name", "golden 7"},
                             {"platform", "windows"},
                             {"ramdisk-id", "ari-1"},
                             {"root-device-name", "/dev/sda1"},
                             {"root-device-type", "ebs"},
                             {"source-image-id", "ami-source"},
                             {"source-image-region", "us-east-1"},
                             {"state", "failed"},
                             {"state-reason-code", "Client.InternalError"},
                             {"state-reason-message", "*broke"},
                             {"sriov-net-support", "simple"},
                             {"virtualization-type", "hvm"}};
    for (const auto& [name, value] : filters) {
        if (name == "description") continue;  // brackets are no wildcards
        EXPECT_THAT(filtered(name, value), ElementsAre("golden 7")) << name;
        EXPECT_THAT(filtered(name, "no such value"), IsEmpty()) << name;
    }
    EXPECT_THAT(filtered("description", "the [golden] one"), ElementsAre("golden 7"));
    EXPECT_THAT(filtered("owner-id", alice), UnorderedElementsAre("golden 7", "other"));
    EXPECT_THAT(filtered("owner-id", bob), IsEmpty());
    for (const char* name :
         {"owner-alias", "product-code", "product-code.type", "source-instance-id"})
        EXPECT_THAT(filtered(name, "*"), IsEmpty()) << name;
    for (const char* name : {"free-tier-eligible", "image-allowed"})
        EXPECT_EQ(filtered(name, "true").size() + filtered(name, "false").size(), 2U) << name;
}

TEST_F(Ec2DescribeImagesTest, FiltersAlsoHoldForIds) {
    std::string id = add("golden");
    EXPECT_THAT(names({{"ImageId.1", id}, {"Filter.1.Name", "name"}, {"Filter.1.Value.1", "x"}}),
                IsEmpty());
    EXPECT_THAT(names({{"ImageId.1", id}, {"Filter.1.Name", "name"}, {"Filter.1.Value.1", "g*"}}),
                ElementsAre("golden"));
}

TEST_F(Ec2DescribeImagesTest, UnknownFiltersAreRefused) {
    for (const char* name : {"colour", "boot-mode", "tpm-support", "deprecation-time"})
        expect_error(call("DescribeImages", {{"Filter.1.Name", name}, {"Filter.1.Value.1", "x"}}),
                     "InvalidParameterValue", std::string("The filter '") + name + "' is invalid");
}

TEST_F(Ec2DescribeImagesTest, TagFiltersSeeTheCallersTags) {
    std::string one = add("one");
    std::string two = add("two");
    share(one, {images::Grantee::Kind::group, "all"});
    for (const auto& [id, value] : Parameters{{one, "prod"}, {two, "test"}})
        ASSERT_TRUE(call("CreateTags",
                         {{"ResourceId.1", id}, {"Tag.1.Key", "stage"}, {"Tag.1.Value", value}})
                        .ok());
    EXPECT_THAT(filtered("tag:stage", "prod"), ElementsAre("one"));
    EXPECT_THAT(filtered("tag:stage", "*"), UnorderedElementsAre("one", "two"));
    EXPECT_THAT(filtered("tag-key", "stage"), UnorderedElementsAre("one", "two"));
    EXPECT_THAT(filtered("tag:Stage", "prod"), IsEmpty());
    EXPECT_THAT(names({{"Filter.1.Name", "tag:stage"}, {"Filter.1.Value.1", "prod"}}, bob),
                IsEmpty());
}

TEST_F(Ec2DescribeImagesTest, PagesWithoutGapOrRepeat) {
    std::set<std::string> expected;
    for (int i = 0; i < 17; ++i)
        expected.insert(add("image " + std::to_string(i)));
    std::set<std::string> seen;
    Parameters parameters{{"MaxResults", "5"}, {"Owner.1", "self"}};
    int pages = 0;
    for (std::string token; pages < 10; ++pages) {
        Parameters next = parameters;
        if (!token.empty()) next.emplace_back("NextToken", token);
        Reply page = call("DescribeImages", next);
        ASSERT_TRUE(page.ok()) << page.body;
        std::vector<std::string> ids = page.texts("imageId");
        EXPECT_LE(ids.size(), 5U);
        for (const std::string& id : ids)
            EXPECT_TRUE(seen.insert(id).second) << id;
        token = page.text("nextToken");
        if (token.empty()) break;
    }
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(seen, expected);
}

TEST_F(Ec2DescribeImagesTest, AFullLastPageHasNoToken) {
    for (int i = 0; i < 5; ++i)
        add("image " + std::to_string(i));
    EXPECT_FALSE(call("DescribeImages", {{"MaxResults", "5"}}).has("nextToken"));
}

TEST_F(Ec2DescribeImagesTest, PagesGoOnAfterTheirLastImageIsGone) {
    for (int i = 0; i < 8; ++i)
        add("image " + std::to_string(i));
    Reply first = call("DescribeImages", {{"MaxResults", "5"}});
    std::string last = first.texts("imageId").back();
    ASSERT_TRUE(call("DeregisterImage", {{"ImageId", last}}).ok());
    Reply second =
        call("DescribeImages", {{"MaxResults", "5"}, {"NextToken", first.text("nextToken")}});
    EXPECT_EQ(second.texts("imageId").size(), 3U);
}

TEST_F(Ec2DescribeImagesTest, TokensBelongToTheirRequest) {
    for (int i = 0; i < 8; ++i)
        add("image " + std::to_string(i));
    std::string token = call("DescribeImages", {{"MaxResults", "5"}}).text("nextToken");
    EXPECT_TRUE(call("DescribeImages", {{"NextToken", token}}).ok());
    EXPECT_TRUE(call("DescribeImages", {{"NextToken", token}, {"MaxResults", "6"}}).ok());
    EXPECT_TRUE(call("DescribeImages", {{"NextToken", ""}}).ok());
    expect_error(call("DescribeImages", {{"NextToken", token}, {"Owner.1", "self"}}),
                 "InvalidNextToken");
    expect_error(call_as(bob, "DescribeImages", {{"NextToken", token}}), "InvalidNextToken");
    expect_error(call_in(source, alice, "DescribeImages", {{"NextToken", token}}),
                 "InvalidNextToken");
    expect_error(call("DescribeSnapshots", {{"NextToken", token}}), "InvalidNextToken");
    for (const std::string& wrong :
         {std::string("x"), token + "0", token.substr(0, 16), std::string(5000, 'a')})
        expect_error(call("DescribeImages", {{"NextToken", wrong}}), "InvalidNextToken");
}

TEST_F(Ec2DescribeImagesTest, MaxResultsBounds) {
    expect_error(call("DescribeImages", {{"MaxResults", "4"}}), "InvalidParameterValue",
                 "Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater "
                 "than 5.");
    EXPECT_TRUE(call("DescribeImages", {{"MaxResults", "5"}}).ok());
    EXPECT_TRUE(call("DescribeImages", {{"MaxResults", "100000"}}).ok());
    expect_error(call("DescribeImages", {{"MaxResults", "many"}}), "InvalidParameterValue");
    expect_error(call("DescribeImages", {{"MaxResults", "5"}, {"ImageId.1", add("a")}}),
                 "InvalidParameterCombination",
                 "The parameter imageIdsSet cannot be used with the parameter maxResults");
}

TEST_F(Ec2DescribeImagesTest, AsksForTheActionOnEverything) {
    auto asked = access("DescribeImages", {});
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].action, "ec2:DescribeImages");
    EXPECT_EQ(asked[0].resource, "*");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
