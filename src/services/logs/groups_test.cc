// Groups and streams: life, lists, retention, protection, tags, permissions.
#include "services/logs/test_logs_site.h"

namespace amicast::services::logs_api {
namespace {

using testing::HasSubstr;
using testing::Not;

class LogGroupsTest : public LogsServiceTest {};

TEST_F(LogGroupsTest, AreMadeShownAndDeleted) {
    make("/app", {"one"});
    Object answer = done("DescribeLogGroups", R"({"logGroupNamePrefix":"/app"})");
    Object group = answer["logGroups"].get_array().at(0).get_object();
    EXPECT_EQ(text(group, "logGroupName"), "/app");
    EXPECT_EQ(text(group, "arn"), arn("/app") + ":*");
    EXPECT_EQ(text(group, "logGroupArn"), arn("/app"));
    EXPECT_EQ(text(group, "logGroupClass"), "STANDARD");
    EXPECT_EQ(group["creationTime"].as_int64(), now());
    EXPECT_EQ(group["storedBytes"].as_int64(), 0);
    EXPECT_FALSE(group.contains("retentionInDays"));
    put("/app", "one", 0, {"abc"});
    answer = done("DescribeLogGroups", "{}");
    EXPECT_THAT(answer_, HasSubstr(R"("storedBytes":29)"));
    refused("CreateLogGroup", in("/app") + "}", "ResourceAlreadyExistsException");
    refused("CreateLogStream", in("/app", "one") + "}", "ResourceAlreadyExistsException");
    EXPECT_TRUE(done("DeleteLogStream", in("/app", "one") + "}").empty());
    refused("DeleteLogStream", in("/app", "one") + "}", "ResourceNotFoundException", "log stream");
    done("DeleteLogGroup", in("/app") + "}");
    refused("DeleteLogGroup", in("/app") + "}", "ResourceNotFoundException", "log group");
    refused("CreateLogStream", in("/app", "one") + "}", "ResourceNotFoundException");
    EXPECT_EQ(done("DescribeLogGroups", "{}")["logGroups"].get_array().size(), 0U);
}

TEST_F(LogGroupsTest, RefusesNamesAndSettings) {
    refused("CreateLogGroup", in("a b") + "}", "InvalidParameterException", "logGroupName");
    refused("CreateLogGroup", in(std::string(513, 'a')) + "}", "InvalidParameterException");
    refused("CreateLogGroup", "{}", "InvalidParameterException", "null");
    refused("CreateLogGroup", "{", "SerializationException");
    refused("CreateLogGroup", in("g") + R"(,"kmsKeyId":"x"})", "InvalidParameterException",
            "kmsKeyId");
    refused("CreateLogGroup", in("g") + R"(,"logGroupClass":"DELIVERY"})",
            "InvalidParameterException", "DELIVERY");
    refused("CreateLogGroup", in("g") + R"(,"tags":{"aws:x":"y"}})", "InvalidParameterException",
            "aws:");
    make("g", {});
    refused("CreateLogStream", in("g", "a:b") + "}", "InvalidParameterException", "logStreamName");
    refused("CreateLogStream", in("g", "a*") + "}", "InvalidParameterException");
    done("CreateLogGroup", in(std::string(512, 'a')) + R"(,"logGroupClass":"INFREQUENT_ACCESS"})");
    done("DescribeLogGroups", R"({"logGroupClass":"INFREQUENT_ACCESS"})");
    EXPECT_THAT(answer_, Not(HasSubstr(R"("logGroupName":"g")")));
    EXPECT_THAT(answer_, HasSubstr("INFREQUENT_ACCESS"));
}

TEST_F(LogGroupsTest, ListsByPrefixPatternAndName) {
    for (const char* name : {"/a/1", "/a/2", "/b/a", "/b/Data"})
        make(name, {});
    auto names = [&](const std::string& body) {
        return texts(done("DescribeLogGroups", body), "logGroups", "logGroupName");
    };
    EXPECT_EQ(names("{}"), "/a/1 /a/2 /b/Data /b/a ");
    EXPECT_EQ(names(R"({"logGroupNamePrefix":"/a/"})"), "/a/1 /a/2 ");
    EXPECT_EQ(names(R"({"logGroupNamePattern":"a"})"), "/a/1 /a/2 /b/Data /b/a ");
    EXPECT_EQ(names(R"({"logGroupNamePattern":"Da"})"), "/b/Data ");
    EXPECT_EQ(names(R"({"logGroupNamePattern":"data"})"), "");
    EXPECT_EQ(names(R"({"logGroupIdentifiers":["/b/a","none","/a/2","/b/a"]})"), "/a/2 /b/a ");
    EXPECT_EQ(names(R"({"accountIdentifiers":["999999999999"],"includeLinkedAccounts":true})"), "");
    refused("DescribeLogGroups", R"({"logGroupNamePrefix":"a","logGroupNamePattern":"a"})",
            "InvalidParameterException", "mutually exclusive");
    refused("DescribeLogGroups", R"({"logGroupNamePrefix":"a","logGroupIdentifiers":["a"]})",
            "InvalidParameterException");
    refused("DescribeLogGroups", R"({"limit":51})", "InvalidParameterException", "limit");
    Object page = done("DescribeLogGroups", R"({"limit":3})");
    const std::string token = text(page, "nextToken");
    ASSERT_FALSE(token.empty());
    EXPECT_EQ(names(R"({"limit":3,"nextToken":")" + token + "\"}"), "/b/a ");
    EXPECT_THAT(answer_, Not(HasSubstr("nextToken")));
    refused("DescribeLogGroups", R"({"logGroupNamePrefix":"/","nextToken":")" + token + "\"}",
            "InvalidParameterException", "nextToken");
    EXPECT_EQ(texts(call_as(stranger(), "DescribeLogGroups", "{}"), "logGroups", "logGroupName"),
              "");
}

TEST_F(LogGroupsTest, ListsStreams) {
    make("g", {"a/1", "a/2", "b"});
    put("g", "a/2", 10, {"x", "y"});
    put("g", "a/1", 5, {"x"});
    auto names = [&](const std::string& more) {
        return texts(done("DescribeLogStreams", in("g") + more + "}"), "logStreams",
                     "logStreamName");
    };
    EXPECT_EQ(names(""), "a/1 a/2 b ");
    EXPECT_EQ(names(R"(,"descending":true)"), "b a/2 a/1 ");
    EXPECT_EQ(names(R"(,"logStreamNamePrefix":"a/")"), "a/1 a/2 ");
    EXPECT_EQ(names(R"(,"orderBy":"LastEventTime","descending":true)"), "a/2 a/1 b ");
    refused("DescribeLogStreams",
            in("g") + R"(,"orderBy":"LastEventTime","logStreamNamePrefix":"a"})",
            "InvalidParameterException", "LastEventTime");
    refused("DescribeLogStreams", "{}", "InvalidParameterException", "either");
    refused("DescribeLogStreams", in("g") + R"(,"logGroupIdentifier":"g"})",
            "InvalidParameterException", "both");
    refused("DescribeLogStreams", in("none") + "}", "ResourceNotFoundException");
    for (const char* order : {R"("orderBy":"LogStreamName")", R"("orderBy":"LastEventTime")"}) {
        const std::string body =
            R"({"logGroupIdentifier":")" + arn("g") + R"(","limit":2,)" + order;
        std::string token = text(done("DescribeLogStreams", body + "}"), "nextToken");
        ASSERT_FALSE(token.empty());
        Object rest = done("DescribeLogStreams", body + R"(,"nextToken":")" + token + "\"}");
        EXPECT_EQ(rest["logStreams"].get_array().size(), 1U);
        EXPECT_FALSE(rest.contains("nextToken"));
    }
    refused("DescribeLogStreams", in("g") + R"(,"nextToken":"x"})", "InvalidParameterException");
    Object stream =
        done("DescribeLogStreams", in("g") + R"(,"logStreamNamePrefix":"a/2"})")["logStreams"]
            .get_array()
            .at(0)
            .get_object();
    EXPECT_EQ(stream["firstEventTimestamp"].as_int64(), now() + 10);
    EXPECT_EQ(stream["lastEventTimestamp"].as_int64(), now() + 11);
    EXPECT_EQ(stream["lastIngestionTime"].as_int64(), now());
    EXPECT_EQ(text(stream, "arn"), arn("g") + ":log-stream:a/2");
    EXPECT_FALSE(text(stream, "uploadSequenceToken").empty());
    done("DescribeLogStreams", in("g") + R"(,"logStreamNamePrefix":"b"})");
    EXPECT_THAT(answer_, Not(HasSubstr("EventTimestamp")));
}

TEST_F(LogGroupsTest, Retention) {
    make("g", {});
    for (int days : {1, 14, 400, 3653})
        done("PutRetentionPolicy", in("g") + R"(,"retentionInDays":)" + std::to_string(days) + "}");
    done("DescribeLogGroups", "{}");
    EXPECT_THAT(answer_, HasSubstr(R"("retentionInDays":3653)"));
    for (int days : {0, -1, 2, 4000})
        refused("PutRetentionPolicy",
                in("g") + R"(,"retentionInDays":)" + std::to_string(days) + "}",
                "InvalidParameterException", "3653");
    refused("PutRetentionPolicy", in("none") + R"(,"retentionInDays":1})",
            "ResourceNotFoundException");
    done("DeleteRetentionPolicy", in("g") + "}");
    done("DescribeLogGroups", "{}");
    EXPECT_THAT(answer_, Not(HasSubstr("retentionInDays")));
    refused("DeleteRetentionPolicy", in("none") + "}", "ResourceNotFoundException");
}

TEST_F(LogGroupsTest, DeletionProtection) {
    done("CreateLogGroup", in("g") + R"(,"deletionProtectionEnabled":true})");
    done("CreateLogStream", in("g", "s") + "}");
    refused("DeleteLogGroup", in("g") + "}", "ValidationException", "deletion protection");
    refused("DeleteLogStream", in("g", "s") + "}", "ValidationException");
    done("PutLogGroupDeletionProtection",
         R"({"logGroupIdentifier":"g","deletionProtectionEnabled":false})");
    done("DeleteLogGroup", in("g") + "}");
    refused("PutLogGroupDeletionProtection",
            R"({"logGroupIdentifier":"g","deletionProtectionEnabled":false})",
            "ResourceNotFoundException");
}

TEST_F(LogGroupsTest, Tags) {
    done("CreateLogGroup", in("g") + R"(,"tags":{"a":"1"}})");
    const std::string resource = R"({"resourceArn":")" + arn("g") + "\"";
    done("TagResource", resource + R"(,"tags":{"b":"2","c":""}})");
    done("TagLogGroup", in("g") + R"(,"tags":{"d":"4"}})");
    done("ListTagsForResource", resource + "}");
    EXPECT_EQ(answer_, R"({"tags":{"a":"1","b":"2","c":"","d":"4"}})");
    done("UntagResource", resource + R"(,"tagKeys":["a","none"]})");
    done("UntagLogGroup", in("g") + R"(,"tags":["b"]})");
    done("ListTagsLogGroup", in("g") + "}");
    EXPECT_EQ(answer_, R"({"tags":{"c":"","d":"4"}})");
    std::string many;
    for (int i = 0; i < 49; ++i)
        many += (i > 0 ? "," : "") + ("\"t" + std::to_string(i) + R"(":"")");
    refused("TagResource", resource + R"(,"tags":{)" + many + "}}", "TooManyTagsException");
    refused("TagLogGroup", in("g") + R"(,"tags":{)" + many + "}}", "InvalidParameterException");
    refused("TagResource", R"({"resourceArn":"g","tags":{"a":"b"}})", "InvalidParameterException");
    refused("TagResource", R"({"resourceArn":")" + arn("none") + R"(","tags":{"a":"b"}})",
            "ResourceNotFoundException");
    refused("ListTagsForResource", R"({"resourceArn":"arn:aws:logs:eu-west-1:1:log-group:g"})",
            "ResourceNotFoundException");
    refused("ListTagsForResource", R"({"resourceArn":")" + arn("g") + ":*\"}",
            "InvalidParameterException", "resourceArn");
    refused("ListTagsLogGroup", in("none") + "}", "ResourceNotFoundException");
}

TEST_F(LogGroupsTest, PoliciesDecide) {
    make("/mine/a", {"s"});
    make("/other", {"s"});
    done("TagLogGroup", in("/other") + R"(,"tags":{"team":"red"}})");
    iam::Principal writer = user(
        "writer", R"({"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents",)"
                  R"("logs:FilterLogEvents","logs:DescribeLogStreams","logs:CreateLogGroup"],)"
                  R"("Resource":"arn:aws:logs:*:*:log-group:/mine/a:*"},)"
                  R"({"Effect":"Allow","Action":["logs:GetLogEvents","logs:DeleteLogGroup"],)"
                  R"("Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}})");
    call_as(writer, "CreateLogStream", in("/mine/a", "t") + "}");
    EXPECT_EQ(status_, 200) << answer_;
    call_as(writer, "PutLogEvents", in("/mine/a", "t") + events(0, {"x"}) + "}");
    EXPECT_EQ(status_, 200) << answer_;
    call_as(writer, "FilterLogEvents", R"({"logGroupIdentifier":")" + arn("/mine/a") + "\"}");
    EXPECT_EQ(status_, 200) << answer_;
    refused_as(writer, "PutLogEvents", in("/other", "s") + events(0, {"x"}) + "}",
               "AccessDeniedException", "log-group:/other:log-stream:s");
    refused_as(writer, "FilterLogEvents", in("/other") + "}", "AccessDeniedException",
               "log-group:/other:log-stream:");
    refused_as(writer, "FilterLogEvents", in("/mine/a") + R"(,"unmask":true})",
               "AccessDeniedException", "logs:Unmask");
    refused_as(writer, "DescribeLogGroups", "{}", "AccessDeniedException",
               "log-group::log-stream:");
    refused_as(writer, "CreateLogGroup", in("/mine/a") + R"(,"tags":{"a":"b"}})",
               "AccessDeniedException", "logs:TagResource");
    refused_as(writer, "GetLogEvents", in("/mine/a", "s") + "}", "AccessDeniedException");
    call_as(writer, "GetLogEvents", in("/other", "s") + "}");
    EXPECT_EQ(status_, 200) << answer_;
    iam::Principal tagger = user(
        "tagger", R"({"Effect":"Allow","Action":"logs:*","Resource":")" + arn("/mine/a") + "\"}");
    call_as(tagger, "ListTagsForResource", R"({"resourceArn":")" + arn("/mine/a") + "\"}");
    EXPECT_EQ(status_, 200) << answer_;
    refused_as(tagger, "DeleteLogGroup", in("/mine/a") + "}", "AccessDeniedException");
}

}  // namespace
}  // namespace amicast::services::logs_api
