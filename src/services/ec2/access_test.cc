// What a question to the policies tells of an image or snapshot: nothing to whom it is hidden from.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class Ec2AccessTest : public Ec2Test {
  protected:
    std::vector<std::string> keys(std::string_view action, const Parameters& parameters) {
        std::vector<std::string> names;
        const std::vector<iam::AccessRequest> asked = access(action, parameters);
        for (const auto& [key, values] : asked.front().context)
            names.push_back(key);
        return names;
    }
};

TEST_F(Ec2AccessTest, HidesImagesTheCallerMayNotSee) {
    std::string id = add_image(destination, {}, "secret", bob).id;
    Parameters parameters = {{"ImageId", id}};
    EXPECT_THAT(keys("DeregisterImage", parameters),
                UnorderedElementsAre("ec2:Region", "ec2:ImageID"));
    EXPECT_THAT(keys("DeregisterImage", {{"ImageId", "ami-00000001"}}),
                UnorderedElementsAre("ec2:Region", "ec2:ImageID"))
        << "as if there were none";
    destination.write([&](catalog::Transaction& tx) {
        return images::grant(tx, id, {images::Grantee::Kind::user, alice});
    });
    iam::ConditionContext context = access("DeregisterImage", parameters).front().context;
    EXPECT_THAT(context.at("ec2:Owner"), ElementsAre(bob));
    EXPECT_THAT(context.at("aws:ResourceAccount"), ElementsAre(bob));
}

TEST_F(Ec2AccessTest, HidesSnapshotsTheCallerMayNotSee) {
    std::string id = add_snapshot(destination, "a", bob).id;
    EXPECT_THAT(keys("DeleteSnapshot", {{"SnapshotId", id}}),
                UnorderedElementsAre("ec2:Region", "ec2:SnapshotID"));
    std::string own = add_snapshot(destination, "a").id;
    EXPECT_THAT(access("DeleteSnapshot", {{"SnapshotId", own}}).front().context.at("ec2:Owner"),
                ElementsAre(alice));
}

}  // namespace
}  // namespace amicast::services::ec2::testing
