// The data directory: its lock, its files, and a first start that was interrupted.
#include "server/data_directory.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace amicast::server {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class DataDirectoryTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "amicast-data-XXXXXX";
        root_ = ::mkdtemp(pattern.data());
    }
    void TearDown() override { fs::remove_all(root_); }

    static std::string read(const std::string& path) {
        std::ifstream file(path);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }
    static unsigned mode(const std::string& path) {
        struct stat status {};
        ::stat(path.c_str(), &status);
        return status.st_mode & 0777U;
    }
    DataDirectory open(const std::string& name = "data") const {
        auto opened = DataDirectory::open(root_ / name, false);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }

    fs::path root_;
};

TEST_F(DataDirectoryTest, IsMadePrivateWithItsParents) {
    DataDirectory directory = open("a/b/data");
    EXPECT_EQ(mode(root_ / "a/b/data"), 0700U);
    EXPECT_EQ(directory.identity_catalog(), (root_ / "a/b/data/identity.db").string());
    EXPECT_THAT(directory.region_names(), ElementsAre());
    ASSERT_TRUE(directory.make_region("us-east-1"));
    ASSERT_TRUE(directory.make_region("eu-west-1"));
    ASSERT_TRUE(directory.make_region("us-east-1"));
    EXPECT_THAT(directory.region_names(), ElementsAre("eu-west-1", "us-east-1"));
}

TEST_F(DataDirectoryTest, IsForOneProcessAtATime) {
    {
        DataDirectory directory = open();
        auto second = DataDirectory::open(root_ / "data", false);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().kind, ErrorKind::conflict);
        EXPECT_THAT(second.error().message, HasSubstr("in use"));
    }
    open();
}

TEST_F(DataDirectoryTest, MustExistForAnOfflineCheck) {
    auto missing = DataDirectory::open(root_ / "none", true);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    EXPECT_FALSE(fs::exists(root_ / "none"));
    std::ofstream(root_ / "file") << "x";
    EXPECT_FALSE(DataDirectory::open(root_ / "file", false));
}

TEST_F(DataDirectoryTest, FilesAreReplacedWhole) {
    std::string path = root_ / "file";
    ASSERT_TRUE(write_file_atomically(path, "one", 0600));
    EXPECT_EQ(mode(path), 0600U);
    std::ofstream(path + ".partial") << "left by a crash";
    ASSERT_TRUE(write_file_atomically(path, "two", 0600));
    EXPECT_EQ(read(path), "two");
    EXPECT_FALSE(fs::exists(path + ".partial"));
    Status nowhere = write_file_atomically(root_ / "no/such", "x", 0600);
    EXPECT_FALSE(nowhere);
}

TEST_F(DataDirectoryTest, AnInterruptedFirstStartBeginsAnew) {
    DataDirectory directory = open();
    ASSERT_TRUE(directory.begin_first_start());
    std::ofstream(directory.identity_catalog()) << "account nobody can use";
    std::ofstream(directory.identity_catalog() + "-wal") << "x";
    ASSERT_TRUE(directory.begin_first_start());
    EXPECT_FALSE(fs::exists(directory.identity_catalog()));
    EXPECT_FALSE(fs::exists(directory.identity_catalog() + "-wal"));
    std::ofstream(directory.identity_catalog()) << "kept";
    ASSERT_TRUE(directory.end_first_start());
    ASSERT_TRUE(directory.begin_first_start());
    EXPECT_EQ(read(directory.identity_catalog()), "kept");
    ASSERT_TRUE(directory.end_first_start());
}

}  // namespace
}  // namespace amicast::server
