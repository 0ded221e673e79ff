// The life of the root key's files: made once, opened again, refused when anything is wrong.
#include "keys/root_key.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/ids.h"

namespace amicast::keys {
namespace {

namespace fs = std::filesystem;

class RootKeyFiles : public testing::Test {
  protected:
    void SetUp() override {
        SystemRandom system;
        folder_ = fs::temp_directory_path() / ("amicast-root-key-" + new_uuid(system));
        fs::create_directory(folder_);
        path_ = folder_ / "root.key";
        parameters_ = folder_ / "root.key.params";
    }
    void TearDown() override { fs::remove_all(folder_); }

    void expect_refused(ErrorKind kind, std::string_view word) {
        auto key = open_root_key(path_, random_);
        ASSERT_FALSE(key);
        EXPECT_EQ(key.error().kind, kind);
        EXPECT_NE(key.error().message.find(word), std::string::npos) << key.error().message;
    }
    void make() { ASSERT_TRUE(open_root_key(path_, random_)); }
    static std::string read(const fs::path& path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    static void write(const fs::path& path, std::string_view text) {
        std::ofstream(path) << text;
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    }

    SeededRandom random_{7};
    fs::path folder_;
    fs::path path_;
    fs::path parameters_;
};

TEST_F(RootKeyFiles, FirstStartMakesAPrivatePairThatOpensToTheSameKey) {
    auto first = open_root_key(path_, random_);
    ASSERT_TRUE(first);
    for (const auto& file : {path_, parameters_}) {
        struct stat status {};
        ASSERT_EQ(::stat(file.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600U) << file;
    }
    auto second = open_root_key(path_, random_);
    ASSERT_TRUE(second);
    EXPECT_EQ(first->derive("access-key"), second->derive("access-key"));
    EXPECT_NE(first->derive("access-key"), first->derive("session-token"));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 2);
}

TEST_F(RootKeyFiles, LineEndsOfThePassphraseFileDoNotMatter) {
    make();
    std::string text = read(path_);
    text.pop_back();
    write(path_, text);
    EXPECT_TRUE(open_root_key(path_, random_));
    write(path_, text + "\r\n");
    EXPECT_TRUE(open_root_key(path_, random_));
}

TEST_F(RootKeyFiles, RefusesAFileOthersCanRead) {
    make();
    fs::permissions(path_, fs::perms::group_read, fs::perm_options::add);
    expect_refused(ErrorKind::invalid, "0600");
    fs::permissions(path_, fs::perms::group_read, fs::perm_options::remove);
    fs::permissions(parameters_, fs::perms::others_write, fs::perm_options::add);
    expect_refused(ErrorKind::invalid, "0600");
}

TEST_F(RootKeyFiles, RefusesAnotherPassphrase) {
    make();
    write(path_, "some other passphrase\n");
    expect_refused(ErrorKind::invalid, "not the one");
}

TEST_F(RootKeyFiles, RefusesAShortPassphrase) {
    make();
    write(path_, "elevenchars\n");
    expect_refused(ErrorKind::invalid, "too short");
}

TEST_F(RootKeyFiles, RefusesHalfAPair) {
    make();
    fs::rename(parameters_, folder_ / "kept");
    expect_refused(ErrorKind::invalid, "is missing");
    fs::rename(folder_ / "kept", parameters_);
    fs::remove(path_);
    expect_refused(ErrorKind::invalid, "is missing");
}

TEST_F(RootKeyFiles, RefusesDamagedParameters) {
    make();
    std::string text = read(parameters_);
    for (const std::string& damaged :
         {std::string(), text.substr(0, text.size() - 2), "x" + text, text + "more\n",
          std::string("amicast root key 2\n") + text.substr(text.find('\n') + 1)}) {
        write(parameters_, damaged);
        expect_refused(ErrorKind::corrupt, "damaged");
    }
    write(parameters_, std::string(5000, 'x'));
    expect_refused(ErrorKind::invalid, "larger");
}

TEST_F(RootKeyFiles, RefusesWhatIsNotAFileAndFoldersThatAreNotThere) {
    fs::create_directory(path_);
    fs::permissions(path_, fs::perms::owner_all);
    expect_refused(ErrorKind::invalid, "regular file");
    fs::remove(path_);
    path_ = folder_ / "nowhere" / "root.key";
    expect_refused(ErrorKind::unavailable, "create");
}

}  // namespace
}  // namespace amicast::keys
