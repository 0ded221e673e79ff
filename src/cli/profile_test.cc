// Where server, credentials and region are found, and in which order.
#include "cli/profile.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace amicast::cli {
namespace {

using testing::HasSubstr;

class ProfileTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "amicast-profile-XXXXXX";
        home_ = ::mkdtemp(pattern.data());
        std::filesystem::create_directory(home_ / ".aws");
        variables_ = {{"HOME", home_.string()}, {"AWS_ENDPOINT_URL", "http://env:1"}};
    }
    void TearDown() override { std::filesystem::remove_all(home_); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(home_ / name) << text;
    }
    Result<Profile> find(const ProfileOptions& options = {}) const {
        auto variables = variables_;
        return find_profile(options,
                            [variables](std::string_view name) -> std::optional<std::string> {
                                auto found = variables.find(std::string(name));
                                if (found == variables.end()) return std::nullopt;
                                return found->second;
                            });
    }

    std::filesystem::path home_;
    std::map<std::string, std::string> variables_;
};

TEST_F(ProfileTest, EnvironmentIsEnough) {
    variables_["AWS_ACCESS_KEY_ID"] = "AKIAENV";
    variables_["AWS_SECRET_ACCESS_KEY"] = "secret";
    variables_["AWS_SESSION_TOKEN"] = "token";
    variables_["AWS_DEFAULT_REGION"] = "eu-west-1";
    auto profile = find();
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_EQ(profile->credentials.access_key_id, "AKIAENV");
    EXPECT_EQ(profile->credentials.session_token, "token");
    EXPECT_EQ(profile->endpoint_url, "http://env:1");
    EXPECT_EQ(profile->region, "eu-west-1");
    variables_["AWS_REGION"] = "us-east-1";
    EXPECT_EQ(find()->region, "us-east-1");
    EXPECT_EQ(find({.region = "ap-south-1"})->region, "ap-south-1");
}

TEST_F(ProfileTest, FilesAndNamedProfiles) {
    write(".aws/credentials",
          "[default]\naws_access_key_id=D\naws_secret_access_key=d\n"
          "[lab]\naws_access_key_id=L\naws_secret_access_key=l\n");
    write(".aws/config",
          "[default]\nregion=us-east-1\n[profile lab]\nregion=lab-1\nendpoint_url=http://lab:2/\n"
          "ca_bundle=/ca.pem\n");
    EXPECT_EQ(find()->credentials.access_key_id, "D");
    EXPECT_EQ(find()->region, "us-east-1");
    auto lab = find({.profile = "lab"});
    EXPECT_EQ(lab->credentials.access_key_id, "L");
    EXPECT_EQ(lab->region, "lab-1");
    EXPECT_EQ(lab->ca_bundle, "/ca.pem");
    EXPECT_EQ(lab->endpoint_url, "http://env:1");
    variables_.erase("AWS_ENDPOINT_URL");
    variables_["AWS_PROFILE"] = "lab";
    EXPECT_EQ(find()->endpoint_url, "http://lab:2");
    // Variables win over the profile they choose, but not over one chosen by name.
    variables_["AWS_ACCESS_KEY_ID"] = "E";
    variables_["AWS_SECRET_ACCESS_KEY"] = "e";
    EXPECT_EQ(find()->credentials.access_key_id, "E");
    EXPECT_EQ(find({.profile = "lab"})->credentials.access_key_id, "L");
}

TEST_F(ProfileTest, DataDirectoryOfALocalServer) {
    std::filesystem::create_directory(home_ / "data");
    variables_["AWS_ACCESS_KEY_ID"] = "E";
    variables_["AWS_SECRET_ACCESS_KEY"] = "e";
    ProfileOptions options{.region = "r", .data_directory = (home_ / "data").string()};
    EXPECT_THAT(find(options).error().message, HasSubstr("amicast serve --data"));
    write("data/endpoint", "http://127.0.0.1:99\n");
    EXPECT_THAT(find(options).error().message, HasSubstr("data/credentials"));
    write("data/credentials", "[default]\naws_access_key_id=A\naws_secret_access_key=a\n");
    auto profile = find(options);
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_EQ(profile->endpoint_url, "http://127.0.0.1:99");
    EXPECT_EQ(profile->credentials.access_key_id, "A");
}

TEST_F(ProfileTest, EndpointsOfSingleServices) {
    variables_["AWS_ACCESS_KEY_ID"] = "E";
    variables_["AWS_SECRET_ACCESS_KEY"] = "e";
    variables_["AWS_ENDPOINT_URL_EBS"] = "http://ebs:3/";
    EXPECT_EQ(find()->endpoint_of("ebs"), "http://ebs:3");
    EXPECT_EQ(find()->endpoint_of("ec2"), "http://env:1");
    EXPECT_EQ(find({.endpoint_url = "http://flag:4"})->endpoint_of("ebs"), "http://flag:4");
}

TEST_F(ProfileTest, SaysWhatIsMissing) {
    EXPECT_EQ(find().error().kind, ErrorKind::denied);
    EXPECT_THAT(find().error().message, HasSubstr("AWS_ACCESS_KEY_ID"));
    variables_["AWS_ENDPOINT_URL"] = "";
    EXPECT_THAT(find().error().message, HasSubstr("--endpoint-url"));
    variables_["AWS_ENDPOINT_URL"] = "host:1";
    EXPECT_THAT(find().error().message, HasSubstr("'host:1' is not the URL"));
}

}  // namespace
}  // namespace amicast::cli
