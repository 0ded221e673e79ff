// The Parameter Store through the wire: every operation, its refusals, and what callers are asked
// to be allowed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "images/snapshot.h"
#include "jobs/queue.h"
#include "parameters/schema.h"
#include "parameters/validation.h"
#include "services/ssm/service.h"
#include "services/test_callers.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

class SsmTest : public testing::Test {
  protected:
    SsmTest() {
        EXPECT_TRUE(images::migrate(site_.catalog()));
        EXPECT_TRUE(jobs::migrate(site_.catalog()));
        EXPECT_TRUE(parameters::migrate(site_.catalog()));
    }

    std::string call(std::string_view action, const std::string& body) {
        return call_as(site_.admin(), action, body);
    }
    std::string call_as(const iam::Principal& caller, std::string_view action,
                        const std::string& body) {
        auto response = site_.json(ssm_service(), action, body, caller);
        status_ = response.status;
        return response.body;
    }
    // The text or number of "name":….
    static std::string member(const std::string& json, const std::string& name) {
        std::size_t from = json.find("\"" + name + "\":");
        if (from == std::string::npos) return {};
        from += name.size() + 3;
        const bool quoted = json[from] == '"';
        if (quoted) ++from;
        return json.substr(from, json.find_first_of(quoted ? "\"" : ",}]", from) - from);
    }
    void refused(const std::string& body, const std::string& type, const std::string& part = "") {
        EXPECT_EQ(status_, 400) << body;
        EXPECT_EQ(member(body, "__type"), type) << body;
        EXPECT_THAT(body, HasSubstr(part));
    }
    std::string put(const std::string& name, const std::string& value,
                    const std::string& more = "") {
        return call("PutParameter", R"({"Name":")" + name + R"(","Value":")" + value +
                                        R"(","Type":"String")" + more + "}");
    }
    void must_put(const std::string& name, const std::string& value, const std::string& more = "") {
        std::string body = put(name, value, more);
        EXPECT_EQ(status_, 200) << body;
    }
    std::string get(const std::string& name) {
        return member(call("GetParameter", R"({"Name":")" + name + "\"}"), "Value");
    }
    std::string arn(const std::string& name) {
        return "arn:aws:ssm:us-east-1:" + site_.account() + ":parameter" + name;
    }
    iam::Principal user(const std::string& name, const std::string& statements) {
        return limited_user(site_, name, statements);
    }

    IdentityTestSite site_;
    int status_ = 0;
};

TEST_F(SsmTest, PutsAndGets) {
    std::string body = put("/app/one", "v1");
    EXPECT_EQ(status_, 200) << body;
    EXPECT_EQ(member(body, "Version"), "1");
    EXPECT_EQ(member(body, "Tier"), "Standard");
    body = call("GetParameter", R"({"Name":"/app/one"})");
    EXPECT_EQ(member(body, "Name"), "/app/one");
    EXPECT_EQ(member(body, "Type"), "String");
    EXPECT_EQ(member(body, "Value"), "v1");
    EXPECT_EQ(member(body, "Version"), "1");
    EXPECT_EQ(member(body, "ARN"), arn("/app/one"));
    EXPECT_EQ(member(body, "DataType"), "text");
    EXPECT_THAT(body, Not(HasSubstr("Selector")));
    must_put(" /app/one ", "v2", R"(,"Overwrite":true)");
    EXPECT_EQ(get("/app/one"), "v2");
    body = call("GetParameter", R"({"Name":"/app/one:1"})");
    EXPECT_EQ(member(body, "Selector"), ":1");
    EXPECT_EQ(member(body, "Value"), "v1");
    EXPECT_EQ(get(arn("/app/one")), "v2");
    EXPECT_EQ(get(arn("/app/one") + ":1"), "v1");
}

TEST_F(SsmTest, NamesWhatIsMissing) {
    must_put("a", "v");
    refused(call("GetParameter", R"({"Name":"b"})"), "ParameterNotFound", "b");
    refused(call("GetParameter", R"({"Name":"a:2"})"), "ParameterVersionNotFound", "version 2");
    refused(call("GetParameter", R"({"Name":"a:prod"})"), "ParameterVersionNotFound", "label prod");
    refused(call("GetParameter", R"({"Name":"a:1:2"})"), "ParameterNotFound");
    refused(call("GetParameterHistory", R"({"Name":"b"})"), "ParameterNotFound");
    refused(call("DeleteParameter", R"({"Name":"a:1"})"), "ParameterNotFound");
    refused(call_as(stranger(), "GetParameter", R"({"Name":"a"})"), "ParameterNotFound");
    refused(call("GetParameter", "{}"), "ValidationException", "'Name'");
    refused(call("GetParameter", "{"), "SerializationException");
    refused(call("GetParameter", R"({"Name":7})"), "SerializationException");
}

TEST_F(SsmTest, RefusesPutsByTheirRules) {
    must_put("a", "v");
    refused(put("a", "v"), "ParameterAlreadyExists");
    refused(call("PutParameter", R"({"Name":"b","Value":"v"})"), "ValidationException",
            "type is required");
    refused(
        call("PutParameter", R"({"Name":"a","Value":"v","Type":"StringList","Overwrite":true})"),
        "HierarchyTypeMismatchException");
    refused(put("aws-x", "v"), "ValidationException", "prefixed");
    refused(put("/aws/x", "v"), "AccessDeniedException", "reserved");
    refused(put("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "v"),
            "HierarchyLevelLimitExceededException");
    refused(put("b", "x", R"(,"AllowedPattern":"^y$")"), "ParameterPatternMismatchException");
    refused(put("b", "x", R"(,"AllowedPattern":"(")"), "InvalidAllowedPatternException");
    refused(put("b", "x", R"(,"DataType":"json")"), "ValidationException", "json");
    refused(put("b", "x", R"(,"Policies":"[{\"Type\":\"Expiration\"}]")"),
            "InvalidPolicyTypeException");
    refused(put("b", "x", R"(,"Tags":[{"Key":"k","Value":"v"}],"Overwrite":true)"),
            "ValidationException", "tags and overwrite");
    refused(put("b", "x", R"(,"Tags":[{"Key":"aws:k","Value":"v"}])"), "ValidationException",
            "aws:");
    refused(put("b", "x", R"(,"Tags":[{"Key":"k","Value":"v"},{"Key":"k","Value":"w"}])"),
            "ValidationException", "more than once");
    refused(put("b", "x", R"(,"KeyId":"alias/aws/ssm")"), "ValidationException", "SecureString");
    refused(put("b", "", ""), "ValidationException", "length");
    refused(call("PutParameter", R"({"Name":"b","Value":"v","Type":"Text"})"),
            "ValidationException", "'Type'");
    refused(call("PutParameter",
                 R"({"Name":"a","Value":"w","Overwrite":true,"KeyId":"alias/aws/ssm"})"),
            "ValidationException", "SecureString");
    EXPECT_EQ(get("b"), "");
    must_put("b", "x", R"(,"Policies":" [ {} ] ")");
}

TEST_F(SsmTest, GetsSeveralInAlphabeticalOrder) {
    must_put("b", "2");
    must_put("a", "1");
    must_put("a", "3", R"(,"Overwrite":true)");
    std::string body = call("GetParameters", R"({"Names":["b","none","a","a:1","b","a:9"]})");
    EXPECT_EQ(status_, 200);
    const std::size_t first = body.find(R"("Value":"3")");
    const std::size_t second = body.find(R"("Value":"1")");
    const std::size_t third = body.find(R"("Value":"2")");
    EXPECT_TRUE(first < second && second < third && third != std::string::npos) << body;
    EXPECT_THAT(body, HasSubstr(R"("InvalidParameters":["none","a:9"])"));
    body = call("GetParameters", R"({"Names":["none"]})");
    EXPECT_THAT(body, HasSubstr(R"("Parameters":[])"));
    refused(call("GetParameters", R"({"Names":["1","2","3","4","5","6","7","8","9","10","11"]})"),
            "ValidationException", "'Names'");
    refused(call("GetParameters", R"({"Names":[]})"), "ValidationException");
}

TEST_F(SsmTest, GetsByPathPageByPage) {
    for (const char* name : {"/p", "/p/a", "/p/b", "/p/c/d", "/q"})
        must_put(name, "v");
    std::string body = call("GetParametersByPath", R"({"Path":"/p"})");
    EXPECT_THAT(body, HasSubstr("\"/p/a\""));
    EXPECT_THAT(body, Not(HasSubstr("/p/c/d")));
    EXPECT_THAT(body, Not(HasSubstr("NextToken")));
    body = call("GetParametersByPath", R"({"Path":"/p/","Recursive":true,"MaxResults":2})");
    std::string token = member(body, "NextToken");
    ASSERT_FALSE(token.empty());
    const std::string rest = R"(,"NextToken":")" + token + "\"}";
    body = call("GetParametersByPath", R"({"Path":"/p/","Recursive":true,"MaxResults":9)" + rest);
    EXPECT_THAT(body, HasSubstr("/p/c/d"));
    EXPECT_THAT(body, Not(HasSubstr("/p/a")));
    EXPECT_THAT(body, Not(HasSubstr("NextToken")));
    refused(call("GetParametersByPath", R"({"Path":"/p/")" + rest), "InvalidNextToken");
    refused(call("GetParametersByPath", R"({"Path":"/p","NextToken":"x"})"), "InvalidNextToken");
    refused(call("GetParametersByPath", R"({"Path":"p"})"), "ValidationException", "slash");
    refused(call("GetParametersByPath", R"({"Path":"/p","MaxResults":11})"), "ValidationException");
    body = call("GetParametersByPath", R"({"Path":"/nothing"})");
    EXPECT_THAT(body, HasSubstr(R"("Parameters":[])"));
}

TEST_F(SsmTest, PathFilters) {
    must_put("/p/a", "v1");
    must_put("/p/a", "v2", R"(,"Overwrite":true)");
    must_put("/p/b", "v");
    call("LabelParameterVersion", R"({"Name":"/p/a","ParameterVersion":1,"Labels":["old"]})");
    std::string body = call(
        "GetParametersByPath",
        R"({"Path":"/p","ParameterFilters":[{"Key":"Label","Option":"Equals","Values":["old"]}]})");
    EXPECT_EQ(member(body, "Value"), "v1") << body;
    EXPECT_EQ(member(body, "Selector"), ":old");
    EXPECT_THAT(body, Not(HasSubstr("/p/b")));
    body = call("GetParametersByPath",
                R"({"Path":"/p","ParameterFilters":[{"Key":"Type","Values":["StringList"]}]})");
    EXPECT_THAT(body, HasSubstr(R"("Parameters":[])"));
    refused(call("GetParametersByPath",
                 R"({"Path":"/p","ParameterFilters":[{"Key":"Name","Values":["x"]}]})"),
            "InvalidFilterKey", "Name");
    refused(
        call(
            "GetParametersByPath",
            R"({"Path":"/p","ParameterFilters":[{"Key":"Label","Option":"BeginsWith","Values":["x"]}]})"),
        "InvalidFilterOption", "BeginsWith");
}

class DescribeTest : public SsmTest {
  protected:
    DescribeTest() {
        must_put("/d/one", "v", R"(,"Description":"first","Tags":[{"Key":"env","Value":"prod"}])");
        must_put("/d/two", "v", R"(,"Tier":"Advanced","AllowedPattern":"^v$")");
        must_put("/d/deep/three", "v");
        must_put("flat", "v");
    }
    // The names that pass.
    std::string describe(const std::string& filters) {
        std::string body = call("DescribeParameters", R"({"ParameterFilters":[)" + filters + "]}");
        EXPECT_EQ(status_, 200) << body;
        std::string names;
        for (std::size_t at = 0; (at = body.find("\"Name\":\"", at)) != std::string::npos;) {
            at += 8;
            names += body.substr(at, body.find('"', at) - at) + " ";
        }
        return names;
    }
    void refused_filter(const std::string& filters, const std::string& type) {
        refused(call("DescribeParameters", R"({"ParameterFilters":[)" + filters + "]}"), type);
    }
};

TEST_F(DescribeTest, ShowsAllButValues) {
    std::string body = call("DescribeParameters", "{}");
    EXPECT_THAT(body, Not(HasSubstr("\"Value\"")));
    EXPECT_THAT(body, HasSubstr(R"("Description":"first")"));
    EXPECT_THAT(body, HasSubstr(R"("Tier":"Advanced")"));
    EXPECT_THAT(body, HasSubstr(R"("AllowedPattern":"^v$")"));
    EXPECT_EQ(member(body, "LastModifiedUser"), site_.admin().arn);
    EXPECT_EQ(member(body, "ARN"), arn("/d/deep/three"));
    EXPECT_EQ(call_as(stranger(), "DescribeParameters", "{}"), R"({"Parameters":[]})");
    EXPECT_EQ(call("DescribeParameters", R"({"Shared":true})"), R"({"Parameters":[]})");
}

TEST_F(DescribeTest, Filters) {
    EXPECT_EQ(describe(""), "/d/deep/three /d/one /d/two flat ");
    EXPECT_EQ(describe(R"({"Key":"Name","Values":["flat","/d/one","none"]})"), "/d/one flat ");
    EXPECT_EQ(describe(R"({"Key":"Name","Option":"BeginsWith","Values":["/d/"]})"),
              "/d/deep/three /d/one /d/two ");
    EXPECT_EQ(describe(R"({"Key":"Name","Option":"BeginsWith","Values":["/d/t","f"]})"),
              "/d/two flat ");
    EXPECT_EQ(describe(R"({"Key":"Name","Option":"Contains","Values":["o"]})"), "/d/one /d/two ");
    EXPECT_EQ(describe(R"({"Key":"Path","Values":["/d"]})"), "/d/one /d/two ");
    EXPECT_EQ(describe(R"({"Key":"Path","Option":"Recursive","Values":["/d"]})"),
              "/d/deep/three /d/one /d/two ");
    EXPECT_EQ(describe(R"({"Key":"Path","Values":["/d/deep","/d"]})"),
              "/d/deep/three /d/one /d/two ");
    EXPECT_EQ(describe(R"({"Key":"Tier","Values":["Advanced"]})"), "/d/two ");
    EXPECT_EQ(describe(R"({"Key":"Type","Option":"BeginsWith","Values":["Str"]})").size(),
              describe("").size());
    EXPECT_EQ(describe(R"({"Key":"DataType","Values":["aws:ec2:image"]})"), "");
    EXPECT_EQ(describe(R"({"Key":"KeyId","Values":["alias/aws/ssm"]})"), "");
    EXPECT_EQ(describe(R"({"Key":"tag:env","Values":["prod","test"]})"), "/d/one ");
    EXPECT_EQ(describe(R"({"Key":"tag:env"})"), "/d/one ");
    EXPECT_EQ(describe(R"({"Key":"tag:env","Option":"BeginsWith","Values":["te"]})"), "");
    EXPECT_EQ(describe(R"({"Key":"Tier","Values":["Standard"]},{"Key":"Path","Values":["/d"]})"),
              "/d/one ");
}

TEST_F(DescribeTest, FiltersThatAreRefused) {
    refused_filter(R"({"Key":"Label","Values":["x"]})", "InvalidFilterKey");
    refused_filter(R"({"Key":"Name","Values":["x"]},{"Key":"Name","Values":["y"]})",
                   "InvalidFilterKey");
    refused_filter(R"({"Key":"Type","Option":"Contains","Values":["S"]})", "InvalidFilterOption");
    refused_filter(R"({"Key":"Path","Option":"Equals","Values":["/d"]})", "InvalidFilterOption");
    refused_filter(R"({"Key":"Type","Values":["Text"]})", "InvalidFilterValue");
    refused_filter(R"({"Key":"Tier","Values":["Gold"]})", "InvalidFilterValue");
    refused_filter(R"({"Key":"Path","Values":["d"]})", "InvalidFilterValue");
    refused_filter(R"({"Key":"Name"})", "InvalidFilterValue");
    refused_filter(R"({"Key":"Size","Values":["1"]})", "ValidationException");
    refused(call("DescribeParameters", R"({"Filters":[{"Key":"Name","Values":["a"]}],)"
                                       R"("ParameterFilters":[{"Key":"Name","Values":["a"]}]})"),
            "ValidationException", "either");
}

TEST_F(DescribeTest, OlderFiltersAndPages) {
    std::string body =
        call("DescribeParameters", R"({"Filters":[{"Key":"Name","Values":["/d/t"]}]})");
    EXPECT_EQ(member(body, "Name"), "/d/two");
    body = call("DescribeParameters", R"({"MaxResults":3})");
    std::string token = member(body, "NextToken");
    ASSERT_FALSE(token.empty());
    body = call("DescribeParameters", R"({"MaxResults":1,"NextToken":")" + token + "\"}");
    EXPECT_EQ(member(body, "Name"), "flat");
    EXPECT_EQ(member(body, "NextToken"), "");
    refused(call("DescribeParameters", R"({"Shared":false,"NextToken":")" + token + "\"}"),
            "InvalidNextToken");
    refused(call("DescribeParameters", R"({"MaxResults":51})"), "ValidationException");
}

TEST_F(SsmTest, Deletes) {
    must_put("a", "v");
    must_put("b", "v");
    EXPECT_EQ(call("DeleteParameter", R"({"Name":"a"})"), "{}");
    refused(call("DeleteParameter", R"({"Name":"a"})"), "ParameterNotFound");
    EXPECT_EQ(call("DeleteParameters", R"({"Names":["a","b","b:1"]})"),
              R"({"DeletedParameters":["b"],"InvalidParameters":["a","b:1"]})");
    must_put("a", "again");
    EXPECT_EQ(member(call("GetParameter", R"({"Name":"a"})"), "Version"), "1");
}

TEST_F(SsmTest, HistoryWithLabels) {
    for (int i = 1; i <= 3; ++i)
        must_put("a", "v" + std::to_string(i), R"(,"Overwrite":true)");
    std::string body =
        call("LabelParameterVersion", R"({"Name":"a","Labels":["prod","1x","aws-l","b b"]})");
    EXPECT_EQ(body, R"({"InvalidLabels":["1x","aws-l","b b"],"ParameterVersion":3})");
    body = call("GetParameterHistory", R"({"Name":"a","MaxResults":2})");
    EXPECT_THAT(body, HasSubstr(R"("Value":"v1")"));
    EXPECT_THAT(body, Not(HasSubstr(R"("Value":"v3")")));
    std::string token = member(body, "NextToken");
    ASSERT_FALSE(token.empty());
    body = call("GetParameterHistory", R"({"Name":"a","NextToken":")" + token + "\"}");
    EXPECT_EQ(member(body, "Version"), "3");
    EXPECT_THAT(body, HasSubstr(R"("Labels":["prod"])"));
    EXPECT_EQ(get("a:prod"), "v3");
    refused(call("GetParameterHistory", R"({"Name":"a","NextToken":"x"})"), "InvalidNextToken");
    refused(call("LabelParameterVersion", R"({"Name":"a","ParameterVersion":9,"Labels":["x"]})"),
            "ParameterVersionNotFound");
    refused(call("LabelParameterVersion", R"({"Name":"b","Labels":["x"]})"), "ParameterNotFound");
    refused(call("LabelParameterVersion",
                 R"({"Name":"a","Labels":["a","b","c","d","e","f","g","h","i","j"]})"),
            "ParameterVersionLabelLimitExceeded", "10");
    EXPECT_EQ(get("a:j"), "") << "all or nothing";
    body = call("UnlabelParameterVersion",
                R"({"Name":"a","ParameterVersion":3,"Labels":["prod","none"]})");
    EXPECT_EQ(body, R"({"RemovedLabels":["prod"],"InvalidLabels":["none"]})");
    refused(call("UnlabelParameterVersion", R"({"Name":"a","ParameterVersion":9,"Labels":["x"]})"),
            "ParameterVersionNotFound");
    refused(call("UnlabelParameterVersion", R"({"Name":"a","Labels":["x"]})"),
            "ValidationException", "ParameterVersion");
}

TEST_F(SsmTest, Tags) {
    must_put("/a", "v", R"(,"Tags":[{"Key":"k","Value":"v"}])");
    const std::string resource = R"({"ResourceType":"Parameter","ResourceId":"/a")";
    call("AddTagsToResource", resource + R"(,"Tags":[{"Key":"l","Value":""}]})");
    EXPECT_EQ(status_, 200);
    EXPECT_EQ(call("ListTagsForResource", resource + "}"),
              R"({"TagList":[{"Key":"k","Value":"v"},{"Key":"l","Value":""}]})");
    call("RemoveTagsFromResource", resource + R"(,"TagKeys":["k","none"]})");
    EXPECT_EQ(call("ListTagsForResource",
                   R"({"ResourceType":"Parameter","ResourceId":")" + arn("/a") + "\"}"),
              R"({"TagList":[{"Key":"l","Value":""}]})");
    refused(call("ListTagsForResource", R"({"ResourceType":"Parameter","ResourceId":"/b"})"),
            "InvalidResourceId");
    refused(call("ListTagsForResource", R"({"ResourceType":"Document","ResourceId":"/a"})"),
            "InvalidResourceType");
    std::string tags;
    for (int i = 0; i < 50; ++i)
        tags += (i > 0 ? "," : "") + (R"({"Key":"t)" + std::to_string(i) + R"(","Value":""})");
    refused(call("AddTagsToResource", resource + R"(,"Tags":[)" + tags + "]}"), "TooManyTagsError");
    refused(call("AddTagsToResource", resource + R"(,"Tags":[{"Key":"aws:x","Value":""}]})"),
            "ValidationException");
}

TEST_F(SsmTest, AnImageParameterWaitsForItsImage) {
    must_put("/ami", "ami-0123456789abcdef0", R"(,"DataType":"aws:ec2:image")");
    refused(call("GetParameter", R"({"Name":"/ami"})"), "ParameterNotFound");
    refused(put("/ami", "x"), "ParameterAlreadyExists");
    refused(call("PutParameter", R"({"Name":"/l","Value":"ami-0123456789abcdef0",)"
                                 R"("Type":"StringList","DataType":"aws:ec2:image"})"),
            "ValidationException");
}

TEST_F(SsmTest, PoliciesDecide) {
    must_put("/mine/a", "v", R"(,"Tags":[{"Key":"team","Value":"red"}])");
    must_put("/other/a", "v");
    const std::string mine = "arn:aws:ssm:*:*:parameter/mine/*";
    iam::Principal reader =
        user("reader", R"({"Effect":"Allow","Action":["ssm:GetParameter","ssm:GetParameters"],)"
                       R"("Resource":")" +
                           mine + "\"}");
    call_as(reader, "GetParameter", R"({"Name":"/mine/a:1"})");
    EXPECT_EQ(status_, 200);
    call_as(reader, "GetParameter", R"({"Name":")" + arn("/mine/a") + "\"}");
    EXPECT_EQ(status_, 200);
    refused(call_as(reader, "GetParameter", R"({"Name":"/other/a"})"), "AccessDeniedException");
    refused(call_as(reader, "GetParameters", R"({"Names":["/mine/a","/other/a"]})"),
            "AccessDeniedException");
    refused(call_as(reader, "DescribeParameters", "{}"), "AccessDeniedException");
    refused(call_as(reader, "GetParametersByPath", R"({"Path":"/mine"})"), "AccessDeniedException");

    iam::Principal writer =
        user("writer", R"({"Effect":"Allow","Action":"ssm:PutParameter","Resource":")" + mine +
                           R"(","Condition":{"StringEquals":{"ssm:Overwrite":"false"}}},)"
                           R"({"Effect":"Allow","Action":"ssm:DeleteParameter","Resource":"*",)"
                           R"("Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}})");
    const std::string body = R"({"Name":"/mine/b","Type":"String","Value":"v")";
    call_as(writer, "PutParameter", body + "}");
    EXPECT_EQ(status_, 200);
    refused(call_as(writer, "PutParameter", body + R"(,"Overwrite":true})"),
            "AccessDeniedException", "ssm:PutParameter");
    refused(call_as(writer, "PutParameter",
                    R"({"Name":"/mine/c","Type":"String","Value":"v",)"
                    R"("Tags":[{"Key":"k","Value":"v"}]})"),
            "AccessDeniedException", "ssm:AddTagsToResource");
    refused(call_as(writer, "PutParameter",
                    R"({"Name":"/mine/c","Type":"String","Value":"ami-1",)"
                    R"("DataType":"aws:ec2:image"})"),
            "AccessDeniedException", "ec2:DescribeImages");
    refused(call_as(writer, "DeleteParameter", R"({"Name":"/other/a"})"), "AccessDeniedException");
    call_as(writer, "DeleteParameter", R"({"Name":"/mine/a"})");
    EXPECT_EQ(status_, 200);
}

}  // namespace
}  // namespace amicast::services
