// Which files a URI may mean: nothing outside the directories, by whatever way it is written.
#include "imports/locate.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace amicast::imports {
namespace {

namespace fs = std::filesystem;

class LocateTest : public testing::Test {
  protected:
    LocateTest() {
        fs::create_directories(inside / "deep");
        fs::create_directories(root_ / "inside-not");
        for (const fs::path& path : {inside / "disk.raw", inside / "deep" / "a disk.raw",
                                     root_ / "secret", root_ / "inside-not" / "disk.raw"})
            std::ofstream(path) << "x";
        fs::create_symlink(root_ / "secret", inside / "link");
        fs::create_symlink(inside / "disk.raw", inside / "good-link");
    }
    ~LocateTest() override { fs::remove_all(root_); }

    static fs::path make_root() {
        std::string name = (fs::temp_directory_path() / "locate-XXXXXX").string();
        return fs::canonical(::mkdtemp(name.data()));
    }
    std::string uri(const fs::path& path) { return "file://" + path.string(); }
    void expect_error(const std::string& text, ErrorKind kind) {
        auto found = locate(text, {inside.string()});
        ASSERT_FALSE(found) << text << " is " << *found;
        EXPECT_EQ(found.error().kind, kind) << text << ": " << found.error().message;
    }

    fs::path root_ = make_root();
    fs::path inside = root_ / "inside";
};

TEST_F(LocateTest, FindsFilesInside) {
    EXPECT_EQ(*locate(uri(inside / "disk.raw"), {"/nowhere", inside.string()}),
              inside / "disk.raw");
    EXPECT_EQ(*locate(uri(inside / "deep" / "a%20disk.raw"), {inside.string() + "/"}),
              inside / "deep" / "a disk.raw");
    EXPECT_EQ(*locate(uri(inside / "deep" / ".." / "disk.raw"), {inside.string()}),
              inside / "disk.raw");
    EXPECT_EQ(*locate((inside / "deep" / "a disk.raw").string(), {inside.string()}),
              inside / "deep" / "a disk.raw");
    EXPECT_EQ(*locate(uri(inside / "good-link"), {inside.string()}), inside / "disk.raw");
}

TEST_F(LocateTest, NothingLeadsOut) {
    expect_error(uri(root_ / "secret"), ErrorKind::denied);
    expect_error(uri(inside / ".." / "secret"), ErrorKind::denied);
    expect_error(uri(inside / "%2e%2e" / "secret"), ErrorKind::denied);
    expect_error(uri(inside / "link"), ErrorKind::denied);
    expect_error(uri(root_ / "inside-not" / "disk.raw"), ErrorKind::denied);
    expect_error((inside / ".." / "secret").string(), ErrorKind::denied);
    // What is outside looks alike, whether it is there or not.
    expect_error(uri(root_ / "absent"), ErrorKind::denied);
    EXPECT_EQ(locate(uri(inside / "disk.raw"), {}).error().kind, ErrorKind::denied);
}

TEST_F(LocateTest, SaysWhatIsWrong) {
    expect_error(uri(inside / "absent.raw"), ErrorKind::not_found);
    expect_error(uri(inside / "deep"), ErrorKind::not_found);
    for (const char* other :
         {"s3://bucket/key", "https://host/disk", "", "file:x", "file://host/disk",
          "file://relative", "file:///a%00b", "file:///%zz"})
        expect_error(other, ErrorKind::unsupported);
}

}  // namespace
}  // namespace amicast::imports
