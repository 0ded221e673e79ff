// What each setting takes and refuses, and that file, flags and printing agree.
#include "config/settings.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace amicast::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class ConfigFile {
  public:
    explicit ConfigFile(const std::string& text) {
        std::string pattern = testing::TempDir() + "amicast-config-XXXXXX";
        path_ = pattern;
        int fd = ::mkstemp(path_.data());
        ::close(fd);
        std::ofstream(path_) << text;
    }
    ~ConfigFile() { std::filesystem::remove(path_); }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

void expect_refused(std::string_view key, std::string_view value, std::string_view expected) {
    Settings settings;
    Status status = set(settings, key, value, "--flag");
    ASSERT_FALSE(status) << key << " took " << value;
    EXPECT_EQ(status.error().kind, ErrorKind::invalid);
    EXPECT_THAT(status.error().message,
                AllOf(HasSubstr("--flag: "), HasSubstr(std::string(key)),
                      HasSubstr("'" + std::string(value) + "'"), HasSubstr(std::string(expected))));
}

TEST(Settings, Listen) {
    Settings settings;
    ASSERT_TRUE(set(settings, "listen", "0.0.0.0:65535", ""));
    EXPECT_EQ(settings.listen_host, "0.0.0.0");
    EXPECT_EQ(settings.listen_port, 65535);
    ASSERT_TRUE(set(settings, "listen", "[::1]:0", ""));
    EXPECT_EQ(settings.listen_host, "::1");
    EXPECT_EQ(settings.listen_port, 0);
    ASSERT_TRUE(set(settings, "listen", "name.example:80", ""));
    EXPECT_EQ(settings.listen_host, "name.example");
    for (std::string_view bad :
         {"", "host", ":80", "host:", "host:65536", "host:-1", "host:8x", "::1:80", "[]:80"})
        expect_refused("listen", bad, "HOST:PORT");
}

TEST(Settings, Regions) {
    Settings settings;
    ASSERT_TRUE(set(settings, "regions", "us-east-1,eu-west-1,lab", ""));
    EXPECT_THAT(settings.regions, ElementsAre("us-east-1", "eu-west-1", "lab"));
    for (std::string_view bad :
         {"", ",", "us-east-1,", "us-east-1,us-east-1", "US-EAST-1", "1a", "a_b", "a b", "a-"})
        expect_refused("regions", bad, "region names");
    std::string fits(63, 'a');
    EXPECT_TRUE(set(settings, "regions", fits, ""));
    expect_refused("regions", fits + "a", "region names");
    std::string many = "r0";
    for (int i = 1; i < 64; ++i)
        many += ",r" + std::to_string(i);
    EXPECT_TRUE(set(settings, "regions", many, ""));
    Status status = set(settings, "regions", many + ",r64", "");
    EXPECT_FALSE(status);
}

TEST(Settings, NumbersHaveBounds) {
    Settings settings;
    EXPECT_TRUE(set(settings, "http.workers", "0", ""));
    EXPECT_TRUE(set(settings, "http.workers", "1024", ""));
    EXPECT_EQ(settings.http_workers, 1024);
    for (std::string_view bad : {"-1", "1025", "", "x", "1x", "1.5", " 1"})
        expect_refused("http.workers", bad, "a whole number from 0 to 1024");
}

TEST(Settings, Words) {
    Settings settings;
    EXPECT_TRUE(set(settings, "log.level", "debug", ""));
    EXPECT_TRUE(set(settings, "log.format", "json", ""));
    EXPECT_TRUE(set(settings, "sharing.public", "allowed", ""));
    EXPECT_EQ(settings.public_sharing, "allowed");
    expect_refused("sharing.public", "sometimes", "one of blocked, allowed");
    expect_refused("log.level", "loud", "one of debug, info, warning, error");
    expect_refused("log.format", "JSON", "one of text, json");
}

TEST(Settings, UnknownKeyNamesTheKnownOnes) {
    Settings settings;
    Status status = set(settings, "http.worker", "1", "f.toml, line 2");
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().message,
                AllOf(HasSubstr("f.toml, line 2: there is no setting 'http.worker'"),
                      HasSubstr("http.workers")));
}

TEST(Settings, ValidateSeesWhatIsMissing) {
    Settings settings;
    EXPECT_THAT(validate(settings).error().message, HasSubstr("'data' is missing"));
    settings.data_directory = "/d";
    EXPECT_TRUE(validate(settings));
    settings.tls_key = "k";
    EXPECT_THAT(validate(settings).error().message, HasSubstr("belong together"));
    settings.tls_certificate = "c";
    EXPECT_TRUE(validate(settings));
    EXPECT_EQ(settings.root_key_path(), "/d/root.key");
}

TEST(SettingsFile, ReadsTablesListsAndNumbers) {
    ConfigFile file(
        "data = '/srv/a'\nregions = ['us-east-1', 'eu-west-1']\n"
        "[http]\nworkers = 7\n[log]\nformat = \"json\"\n");
    Settings settings;
    Status read = read_file(file.path(), settings);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(settings.data_directory, "/srv/a");
    EXPECT_THAT(settings.regions, ElementsAre("us-east-1", "eu-west-1"));
    EXPECT_EQ(settings.http_workers, 7);
    EXPECT_EQ(settings.log_format, "json");
}

TEST(SettingsFile, SaysWhereAndWhatIsWrong) {
    Settings settings;
    struct Case {
        const char* text;
        const char* message;
    };
    for (const Case& c :
         {Case{"data = '/d'\n[http]\nworkers = -1\n", "line 3: '-1'"},
          Case{"speed = 1\n", "there is no setting 'speed'"},
          Case{"\ndata = true\n", "line 2: 'data' is neither"},
          Case{"regions = [1, 2]\n", "'regions' is neither"}, Case{"data = \n", "line 1"}}) {
        ConfigFile file(c.text);
        Status read = read_file(file.path(), settings);
        ASSERT_FALSE(read) << c.text;
        EXPECT_EQ(read.error().kind, ErrorKind::invalid);
        EXPECT_THAT(read.error().message, AllOf(HasSubstr(file.path()), HasSubstr(c.message)));
    }
    EXPECT_EQ(read_file("/nonexistent.toml", settings).error().kind, ErrorKind::not_found);
}

TEST(SettingsFile, PrintedSettingsReadBackTheSame) {
    Settings settings;
    settings.data_directory = "/a \"quoted\"\\path";
    settings.regions = {"a", "b"};
    settings.listen_host = "::1";
    settings.segment_mib = 64;
    settings.root_key_file = "/k";
    settings.tls_certificate = "/c";
    settings.log_level = "error";
    settings.webhooks = {"https://a.example/hook", "http://127.0.0.1:8/"};
    settings.exports_endpoint = "https://store.example:9000";
    settings.exports_endpoints = {"a=https://a.example", "b=http://127.0.0.1:9"};
    std::string text = to_toml(settings);
    ConfigFile file(text);
    Settings again;
    Status read = read_file(file.path(), again);
    ASSERT_TRUE(read) << read.error().message << text;
    EXPECT_EQ(to_toml(again), text);
    EXPECT_EQ(again.data_directory, settings.data_directory);
    EXPECT_EQ(again.segment_mib, 64);
    EXPECT_EQ(again.root_key_file, "/k");
    EXPECT_EQ(again.webhooks, settings.webhooks);
    EXPECT_EQ(again.exports_endpoint, settings.exports_endpoint);
    EXPECT_EQ(again.exports_endpoints, settings.exports_endpoints);
}

TEST(Settings, OutsideNeedsWhatItIsSignedWith) {
    Settings settings;
    settings.data_directory = "/d";
    for (const char* bad : {"ftp://x", "https://", "https://a b", "https://a,https://a"})
        EXPECT_FALSE(set(settings, "events.webhooks", bad, "test")) << bad;
    EXPECT_FALSE(set(settings, "exports.endpoint", "store:9000", "test"));
    ASSERT_TRUE(set(settings, "events.webhooks", "https://a,https://b", "test"));
    EXPECT_EQ(settings.webhooks.size(), 2U);
    EXPECT_FALSE(validate(settings));
    ASSERT_TRUE(set(settings, "events.webhook-secret", "/s", "test"));
    EXPECT_TRUE(validate(settings));
    ASSERT_TRUE(set(settings, "exports.endpoint", "https://store", "test"));
    EXPECT_FALSE(validate(settings));
    ASSERT_TRUE(set(settings, "exports.credentials", "/c", "test"));
    EXPECT_TRUE(validate(settings));
    EXPECT_EQ(settings.events_path(), "/d/events.jsonl");
    EXPECT_EQ(settings.exports_path(), "/d/exports");
}

TEST(Settings, ARegionMayHaveAStoreOfItsOwn) {
    Settings settings;
    settings.data_directory = "/d";
    settings.regions = {"us-east-1", "eu-west-1"};
    for (const char* bad : {"https://x", "=https://x", "eu-west-1=", "eu-west-1=host:9000"})
        EXPECT_FALSE(set(settings, "exports.endpoints", bad, "test")) << bad;
    EXPECT_TRUE(settings.stores().empty());
    ASSERT_TRUE(set(settings, "exports.endpoints", "eu-west-1=https://west?a=b", "test"));
    EXPECT_FALSE(validate(settings));  // it needs credentials
    ASSERT_TRUE(set(settings, "exports.credentials", "/c", "test"));
    EXPECT_TRUE(validate(settings));
    using Stores = std::map<std::string, std::string, std::less<>>;
    EXPECT_EQ(settings.stores(), (Stores{{"eu-west-1", "https://west?a=b"}}));
    ASSERT_TRUE(set(settings, "exports.endpoint", "https://all", "test"));
    EXPECT_EQ(settings.stores(), (Stores{{"", "https://all"}, {"eu-west-1", "https://west?a=b"}}));
    for (const char* bad : {"mars-1=https://x", "eu-west-1=https://x,eu-west-1=https://y"}) {
        ASSERT_TRUE(set(settings, "exports.endpoints", bad, "test")) << bad;
        EXPECT_FALSE(validate(settings)) << bad;
    }
}

}  // namespace
}  // namespace amicast::config
