// What is a policy and what is not: every element's refusals, and the published managed policies
// where they are at hand (../shared/corpus/managed-policies or $AMICAST_CORPUS/managed-policies).
#include "iam/policy_document.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace amicast::iam {
namespace {

namespace fs = std::filesystem;

std::string identity(const std::string& statement) {
    return R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
}

// "" when it is accepted, else the message.
std::string problem(const std::string& document, PolicyUse use = PolicyUse::identity) {
    auto parsed = parse_policy(document, use);
    return parsed ? "" : parsed.error().message;
}

constexpr auto allow_all = R"({"Effect":"Allow","Action":"*","Resource":"*"})";

TEST(PolicyDocument, AcceptsTheFormsOfTheLanguage) {
    const std::string accepted[] = {
        identity(allow_all),
        R"({"Statement":{"Effect":"Deny","NotAction":["iam:*"],"NotResource":"arn:aws:s3:::b"}})",
        R"({"Version":"2008-10-17","Id":"x","Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"}]})",
        identity(
            R"({"Effect":"Allow","Action":["EC2:Describe*","s3:Get?bject"],"Resource":["*"]})"),
        identity(R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{}})"),
        identity(
            R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true},"NumericLessThan":{"s3:max-keys":10}}})"),
        identity(R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:sqs"})"),
        identity(R"({"Effect":"Allow","Action":"*","Resource":"arn:*:s3:::b/${aws:username}"})"),
        "  " + identity(allow_all) + "\n",
    };
    for (const std::string& document : accepted)
        EXPECT_EQ(problem(document), "") << document;
}

TEST(PolicyDocument, RefusesWhatIsNoPolicy) {
    const std::string syntax[] = {
        "",
        "{",
        "null",
        "[]",
        "\"x\"",
        "{}",
        R"({"Version":"2012-10-17"})",
        R"({"Statement":[]})",
        R"({"Statement":"x"})",
        R"({"Statement":[1]})",
        R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}],"Extra":1})",
        R"({"Id":1,"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})",
        identity(allow_all) + "x",
        identity(R"({"Effect":"allow","Action":"*","Resource":"*"})"),
        identity(R"({"Action":"*","Resource":"*"})"),
        identity(R"({"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"})"),
        identity(R"({"Effect":"Allow","Action":"*","Resource":"*","NotResource":"*"})"),
        identity(R"({"Effect":"Allow","Action":1,"Resource":"*"})"),
        identity(R"({"Effect":"Allow","Action":[1],"Resource":"*"})"),
        identity(R"({"Effect":"Allow","Action":"*","Resource":"*","Where":"x"})"),
        identity(R"({"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"})"),
        identity(R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":[]})"),
        identity(R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":1}})"),
        identity(
            R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":[]}}})"),
        identity(
            R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":null}}})"),
        identity(
            R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":"true","a:b":"x"}}})"),
        "{\"Statement\":[{\"Sid\":\"\xFF\"}]}",
        std::string(200, '['),
        identity(allow_all) + std::string(policy_bytes_max, ' '),
    };
    for (const std::string& document : syntax)
        EXPECT_EQ(problem(document), "Syntax errors in policy.") << document.substr(0, 200);
}

TEST(PolicyDocument, NamesTheRuleThatIsBroken) {
    const std::pair<std::string, std::string> cases[] = {
        {R"({"Version":"2012","Statement":[]})",
         "Policy document must be version 2012-10-17 or greater."},
        {R"({"Version":1,"Statement":[]})",
         "Policy document must be version 2012-10-17 or greater."},
        {R"({"Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"}]})",
         "Statement IDs (SID) in a single policy must be unique."},
        {identity(R"({"Effect":"Allow","Resource":"*"})"),
         "Policy statement must contain actions."},
        {identity(R"({"Effect":"Allow","Action":[],"Resource":"*"})"),
         "Policy statement must contain actions."},
        {identity(R"({"Effect":"Allow","Action":"*"})"),
         "Policy statement must contain resources."},
        {identity(R"({"Effect":"Allow","Action":"*","Resource":[]})"),
         "Policy statement must contain resources."},
        {identity(R"({"Effect":"Allow","Action":"a:b:c","Resource":"*"})"),
         "Actions/Condition can contain only one colon."},
        {identity(R"({"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"})"),
         "Policy document should not specify a principal."},
    };
    for (const auto& [document, message] : cases)
        EXPECT_EQ(problem(document), message) << document;
}

TEST(PolicyDocument, RefusesActionsAndResourcesThatNameNothing) {
    for (const std::string action : {"describe", "*:x", "e c2:x", ":x", "ec2:"}) {
        EXPECT_NE(
            problem(identity(R"({"Effect":"Allow","Resource":"*","Action":")" + action + "\"}")),
            "")
            << action;
    }
    for (const std::string resource : {"", "bucket", "arn:aws", "arn:aws:*:::x", "arn:aws:s?:::x",
                                       "arn:aws:s3:${aws:username}::b", "arn:aws:s3:::${open"}) {
        EXPECT_NE(
            problem(identity(R"({"Effect":"Allow","Action":"*","Resource":")" + resource + "\"}")),
            "")
            << resource;
    }
    EXPECT_NE(problem(identity(R"({"Effect":"Allow","Action":"*","Resource":"*",)"
                               R"("Condition":{"StringEquals":{"nocolon":"x"}}})")),
              "");
    EXPECT_NE(problem(identity(R"({"Effect":"Allow","Action":"*","Resource":"*",)"
                               R"("Condition":{"StringIs":{"a:b":"x"}}})")),
              "");
}

std::string trust(const std::string& principal) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",)" +
           principal + "}}";
}

TEST(TrustPolicy, AcceptsPrincipals) {
    for (const std::string principal :
         {R"("Principal":"*")", R"("Principal":{"AWS":"123456789012"})",
          R"("Principal":{"AWS":["arn:aws:iam::123456789012:root","*"]})",
          R"("Principal":{"AWS":"arn:aws:iam::123456789012:role/a/b"})",
          R"("Principal":{"AWS":"arn:aws:sts::123456789012:assumed-role/b/s"})",
          R"("Principal":{"AWS":"AROAEXAMPLEEXAMPLE123"})",
          R"("Principal":{"Service":["ec2.amazonaws.com","imagebuilder.amazonaws.com"]})",
          R"("Principal":{"Federated":"accounts.example.com"})"})
        EXPECT_EQ(problem(trust(principal), PolicyUse::trust), "") << principal;
}

TEST(TrustPolicy, RefusesWhatCannotBeTrusted) {
    for (const std::string principal :
         {R"("Resource":"*","Principal":"*")", R"("Sid":"x")", R"("Principal":{})",
          R"("Principal":"x")", R"("Principal":{"AWS":[]})", R"("Principal":{"AWS":"12345"})",
          R"("Principal":{"AWS":"arn:aws:iam::123456789012:role/*"})",
          R"("Principal":{"AWS":"arn:aws:iam::123456789012:group/x"})",
          R"("Principal":{"AWS":"arn:aws:iam::12345:root"})",
          R"("Principal":{"AWS":"arn:aws:sts::123456789012:assumed-role/b"})",
          R"("Principal":{"Service":"*"})", R"("Principal":{"Service":""})",
          R"("Principal":{"Person":"x"})", R"("NotPrincipal":{"AWS":"123456789012"})"})
        EXPECT_NE(problem(trust(principal), PolicyUse::trust), "") << principal;
    EXPECT_EQ(problem(R"({"Statement":{"Effect":"Allow","Action":"ec2:*","Principal":"*"}})",
                      PolicyUse::trust),
              "AssumeRole policy may only specify STS AssumeRole actions.");
}

TEST(ResourcePolicy, AllowsNotPrincipalOnlyWithDeny) {
    auto document = [](const std::string& effect) {
        return R"({"Statement":{"Effect":")" + effect +
               R"(","Action":"*","NotPrincipal":{"AWS":"123456789012"}}})";
    };
    EXPECT_EQ(problem(document("Deny"), PolicyUse::resource), "");
    EXPECT_NE(problem(document("Allow"), PolicyUse::resource), "");
}

TEST(PolicySize, LeavesOutWhiteSpace) {
    EXPECT_EQ(policy_size(" {\n\t\"a\": \"b c\" }\r\n"), std::string_view("{\"a\":\"bc\"}").size());
}

fs::path corpus_folder() {
    if (const char* configured = std::getenv("AMICAST_CORPUS"))  // NOLINT(concurrency-mt-unsafe)
        return fs::path(configured) / "managed-policies";
    fs::path source = fs::absolute(__FILE__).parent_path().parent_path().parent_path();
    return source.parent_path() / "shared" / "corpus" / "managed-policies";
}

TEST(ManagedPolicies, AreAllPolicies) {
    std::error_code error;
    if (!fs::is_directory(corpus_folder(), error))
        GTEST_SKIP() << "no policies at " << corpus_folder() << "; set AMICAST_CORPUS";
    int read = 0;
    for (const auto& entry : fs::directory_iterator(corpus_folder())) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path());
        std::string text(std::istreambuf_iterator<char>(file), {});
        auto document = boost::json::parse(text).at("document");
        EXPECT_EQ(problem(boost::json::serialize(document)), "") << entry.path();
        ++read;
    }
    EXPECT_GT(read, 0);
}

}  // namespace
}  // namespace amicast::iam
