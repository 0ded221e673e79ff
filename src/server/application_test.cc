// A whole server in this process: first start, ready, stop, start again on the same directory.
#include "server/application.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/client.h"
#include "server/verify_data.h"
#include "telemetry/log.h"

namespace amicast::server {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class ApplicationTest : public testing::Test {
  protected:
    void SetUp() override {
        telemetry::configure_log(telemetry::Level::error, telemetry::LogFormat::text);
        std::string pattern = testing::TempDir() + "amicast-app-XXXXXX";
        root_ = ::mkdtemp(pattern.data());
        settings_.data_directory = root_ / "data";
        settings_.listen_port = 0;
        settings_.regions = {"us-east-1", "eu-west-1"};
    }
    void TearDown() override { fs::remove_all(root_); }

    std::unique_ptr<Application> start() const {
        auto started = Application::start(settings_);
        EXPECT_TRUE(started) << started.error().message;
        return std::move(*started);
    }
    std::string read(const std::string& name) const {
        std::ifstream file(root_ / "data" / name);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }
    static int status_of(const std::string& url) {
        http::Client client;
        auto response = client.send({.url = url});
        return response ? response->status : 0;
    }

    fs::path root_;
    config::Settings settings_;
};

TEST_F(ApplicationTest, FirstStartMakesCredentialsAndTheEndpointFile) {
    auto application = start();
    EXPECT_EQ(read("endpoint"), application->endpoint() + "\n");
    EXPECT_THAT(read("credentials"), StartsWith("[default]\naws_access_key_id = AKIA"));
    EXPECT_EQ(fs::status(root_ / "data/credentials").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(status_of(application->endpoint() + "/healthz"), 200);
    EXPECT_EQ(status_of(application->endpoint() + "/readyz"), 200);
    EXPECT_EQ(status_of(application->endpoint() + "/metrics"), 200);
    EXPECT_EQ(status_of(application->endpoint() + "/snapshots/snap-1/blocks") / 100, 4);
    application->stop();
    EXPECT_FALSE(fs::exists(root_ / "data/endpoint"));
}

TEST_F(ApplicationTest, SecondStartKeepsTheAccount) {
    start()->stop();
    std::string credentials = read("credentials");
    fs::remove(root_ / "data/credentials");
    auto again = start();
    EXPECT_FALSE(fs::exists(root_ / "data/credentials"));
    EXPECT_THAT(credentials, HasSubstr("aws_secret_access_key = "));
}

TEST_F(ApplicationTest, TwoServersDoNotShareADirectory) {
    auto first = start();
    auto second = Application::start(settings_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
    EXPECT_EQ(read("endpoint"), first->endpoint() + "\n");
}

TEST_F(ApplicationTest, RefusesSettingsThatCannotWork) {
    config::Settings settings;
    EXPECT_EQ(Application::start(settings).error().kind, ErrorKind::invalid);
    settings_.listen_host = "256.0.0.1.invalid";
    EXPECT_EQ(Application::start(settings_).error().kind, ErrorKind::invalid);
    EXPECT_FALSE(fs::exists(root_ / "data/endpoint"));
}

TEST_F(ApplicationTest, OfflineVerificationNeedsTheDirectoryToItself) {
    {
        auto application = start();
        auto busy = verify_data(settings_.data_directory, nullptr);
        ASSERT_FALSE(busy);
        EXPECT_EQ(busy.error().kind, ErrorKind::conflict);
    }
    auto reports = verify_data(settings_.data_directory, nullptr);
    ASSERT_TRUE(reports) << reports.error().message;
    ASSERT_EQ(reports->size(), 2U);
    EXPECT_EQ(reports->front().region, "eu-west-1");
    EXPECT_TRUE(reports->front().damage.empty());
    EXPECT_EQ(verify_data((root_ / "none").string(), nullptr).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace amicast::server
