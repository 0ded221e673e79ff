// Canonical forms beyond AWS's vectors: what real clients send to these services.
#include "sigv4/canonical.h"

#include <gtest/gtest.h>

namespace amicast::sigv4 {
namespace {

TEST(NormalizePath, FollowsTheSdks) {
    EXPECT_EQ(normalize_path(""), "/");
    EXPECT_EQ(normalize_path("/"), "/");
    EXPECT_EQ(normalize_path("//"), "/");
    EXPECT_EQ(normalize_path("/a/./b"), "/a/b");
    EXPECT_EQ(normalize_path("/a/b/.."), "/a");
    EXPECT_EQ(normalize_path("/a/b/../"), "/a/");
    EXPECT_EQ(normalize_path("/../../a"), "/a");
    EXPECT_EQ(normalize_path("//a//b//"), "/a/b/");
    EXPECT_EQ(normalize_path("/.hidden/..b/c."), "/.hidden/..b/c.");
    EXPECT_EQ(normalize_path("/%2E%2E/a"), "/%2E%2E/a");  // an escaped dot is a name
}

TEST(CanonicalPath, EncodesOnceMoreThanOnTheWire) {
    EXPECT_EQ(canonical_path("/tags/arn%3Aaws%3Aimagebuilder%3Aus-east-1%3A1%3Aimage%2Fx",
                             PathRule::normalized),
              "/tags/arn%253Aaws%253Aimagebuilder%253Aus-east-1%253A1%253Aimage%252Fx");
    EXPECT_EQ(canonical_path("/a//b", PathRule::as_is), "/a//b");
    EXPECT_EQ(canonical_path("/a//b%20c/d e", PathRule::encoded_once), "/a//b%20c/d%20e");
    EXPECT_EQ(canonical_path("", PathRule::as_is), "/");
}

TEST(CanonicalQuery, EncodesSortsAndDropsTheSignature) {
    EXPECT_EQ(canonical_query(""), "");
    EXPECT_EQ(canonical_query("b=2&a=1&a=0"), "a=0&a=1&b=2");
    EXPECT_EQ(canonical_query("flag&x="), "flag=&x=");
    EXPECT_EQ(canonical_query("a=b=c"), "a=b%3Dc");
    EXPECT_EQ(canonical_query("a=x+y%2Bz%20%7e!"), "a=x%2By%2Bz%20~%21");
    EXPECT_EQ(canonical_query("k=%c3%bc/"), "k=%C3%BC%2F");
    EXPECT_EQ(canonical_query("&&a=1&"), "a=1");
    EXPECT_EQ(canonical_query("a=1&X-Amz-Signature=00&b=2"), "a=1&b=2");
}

TEST(CanonicalQuery, SortsByNameBeforeValue) {
    // As whole pairs "a-=1" would come before "a=2", since '-' is less than '='.
    EXPECT_EQ(canonical_query("a-=1&a=2"), "a=2&a-=1");
}

TEST(CanonicalQuery, RefusesBrokenEscapes) {
    EXPECT_FALSE(canonical_query("a=%"));
    EXPECT_FALSE(canonical_query("a=%4"));
    EXPECT_FALSE(canonical_query("%zz=1"));
}

TEST(CanonicalHeader, TrimsCollapsesAndJoins) {
    std::vector<Header> headers = {
        {"a", "  one \t two  "}, {"b", "x"}, {"a", "\"three  four\""}, {"c", "v\r\n  w"}};
    EXPECT_EQ(canonical_header(headers, "a"), "one two,\"three four\"");
    EXPECT_EQ(canonical_header(headers, "c"), "v w");
    EXPECT_FALSE(canonical_header(headers, "d"));
}

TEST(CanonicalRequest, RefusesAMissingSignedHeader) {
    std::vector<Header> headers = {{"host", "h"}};
    RequestView request{"GET", "/", "", headers, ""};
    EXPECT_TRUE(canonical_request(request, "host", "hash", PathRule::normalized));
    EXPECT_FALSE(canonical_request(request, "host;x-amz-date", "hash", PathRule::normalized));
}

}  // namespace
}  // namespace amicast::sigv4
