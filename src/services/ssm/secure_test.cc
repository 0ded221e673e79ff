// SecureStrings: under which key, who may read them, and what is stored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "images/snapshot.h"
#include "jobs/queue.h"
#include "keys/key_rows.h"
#include "keys/lifecycle.h"
#include "parameters/schema.h"
#include "services/ssm/service.h"
#include "services/test_callers.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* secret = "correct horse battery staple";

class SecureStringTest : public testing::Test {
  protected:
    SecureStringTest() {
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
    static std::string member(const std::string& json, const std::string& name) {
        std::size_t from = json.find("\"" + name + "\":\"");
        if (from == std::string::npos) return {};
        from += name.size() + 4;
        return json.substr(from, json.find('"', from) - from);
    }
    void refused(const std::string& body, const std::string& type, const std::string& part = "") {
        EXPECT_GE(status_, 400) << body;
        EXPECT_EQ(member(body, "__type"), type) << body;
        EXPECT_THAT(body, HasSubstr(part));
    }
    std::string put(const std::string& name, const std::string& value,
                    const std::string& more = "") {
        return call("PutParameter", R"({"Name":")" + name + R"(","Value":")" + value +
                                        R"(","Type":"SecureString","Overwrite":true)" + more + "}");
    }
    void must_put(const std::string& name, const std::string& value, const std::string& more = "") {
        std::string body = put(name, value, more);
        EXPECT_EQ(status_, 200) << body;
    }
    std::string get(const iam::Principal& caller, const std::string& name) {
        return call_as(caller, "GetParameter",
                       R"({"Name":")" + name + R"(","WithDecryption":true})");
    }
    std::string plain(const std::string& name) { return member(get(site_.admin(), name), "Value"); }
    // A key of the first account with a policy that names no service.
    keys::Key new_key() {
        const std::string policy = keys::default_key_policy(site_.account());
        auto key = keys::create_key(
            site_.keyring(), "01234567-89ab-4cde-8f01-23456789abcd",
            {.account_id = site_.account(), .policy = policy, .bound_policy = policy});
        EXPECT_TRUE(key) << key.error().message;
        return *key;
    }
    void set_state(const keys::Key& key, keys::KeyState state) {
        Status changed = site_.keyring().change([&](catalog::Transaction& tx) {
            keys::Key now = key;
            now.state = state;
            return keys::update_key(tx, site_.keyring().secrets(), now);
        });
        EXPECT_TRUE(changed);
    }
    std::int64_t count(const std::string& sql, const catalog::Parameter& parameter) {
        std::int64_t number = -1;
        EXPECT_TRUE(site_.catalog().read([&](catalog::Transaction& tx) {
            return tx.query(sql, {parameter},
                            [&](const catalog::Row& row) { number = row.integer(0); });
        }));
        return number;
    }

    IdentityTestSite site_;
    int status_ = 0;
};

TEST_F(SecureStringTest, IsShownPlainOnRequestOnly) {
    must_put("/s", secret);
    std::string body = call("GetParameter", R"({"Name":"/s"})");
    EXPECT_EQ(member(body, "Type"), "SecureString");
    EXPECT_THAT(body, Not(HasSubstr(secret)));
    EXPECT_TRUE(from_base64(member(body, "Value")));
    EXPECT_EQ(plain("/s"), secret);
    EXPECT_EQ(plain("/s:1"), secret);
    EXPECT_THAT(call("GetParameters", R"({"Names":["/s"],"WithDecryption":true})"),
                HasSubstr(secret));
    EXPECT_THAT(call("GetParametersByPath", R"({"Path":"/","WithDecryption":true})"),
                HasSubstr(secret));
    EXPECT_THAT(call("GetParametersByPath", R"({"Path":"/"})"), Not(HasSubstr(secret)));
    EXPECT_THAT(call("GetParameterHistory", R"({"Name":"/s","WithDecryption":true})"),
                HasSubstr(secret));
    body = call("GetParameterHistory", R"({"Name":"/s"})");
    EXPECT_THAT(body, Not(HasSubstr(secret)));
    EXPECT_EQ(member(body, "KeyId"), "alias/aws/ssm");
    body = call("DescribeParameters",
                R"({"ParameterFilters":[{"Key":"KeyId","Values":["alias/aws/ssm"]}]})");
    EXPECT_EQ(member(body, "Name"), "/s");
    EXPECT_EQ(member(body, "KeyId"), "alias/aws/ssm");
}

TEST_F(SecureStringTest, NothingPlainIsStored) {
    must_put("/s", secret);
    EXPECT_EQ(count("SELECT COUNT(*) FROM parameter_versions WHERE INSTR(value, $1) > 0",
                    as_bytes(secret)),
              0);
}

TEST_F(SecureStringTest, RulesAreAboutThePlainValue) {
    must_put("/p", "abc", R"(,"AllowedPattern":"^[a-c]+$")");
    refused(put("/p", "xyz"), "ParameterPatternMismatchException");
    must_put("/p", "cba");
    EXPECT_EQ(plain("/p"), "cba");
    must_put("/std", std::string(4096, 'x'));
    refused(put("/std", std::string(4097, 'x')), "ValidationException", "4096");
    must_put("/adv", std::string(8192, 'x'), R"(,"Tier":"Advanced")");
    EXPECT_EQ(plain("/adv"), std::string(8192, 'x'));
    call("PutParameter", R"({"Name":"/p","Value":"bbb","Overwrite":true})");
    EXPECT_EQ(plain("/p"), "bbb") << "the type need not be said again";
}

TEST_F(SecureStringTest, UnderAKeyOfTheUsersOwn) {
    const keys::Key key = new_key();
    must_put("/s", secret, R"(,"KeyId":")" + key.id + "\"");
    EXPECT_EQ(plain("/s"), secret);
    must_put("/s", "second");
    std::string body = call("DescribeParameters", "{}");
    EXPECT_EQ(member(body, "KeyId"), key.id) << "the key stays";
    refused(put("/s", "x", R"(,"KeyId":"alias/none")"), "InvalidKeyId");
    refused(put("/s", "x", R"(,"KeyId":"11111111-2222-4333-8444-555555555555")"), "InvalidKeyId");
    refused(put("/s", "x", R"(,"KeyId":"arn:aws:kms:eu-west-1:111111111111:key/x")"),
            "InvalidKeyId");
    set_state(key, keys::KeyState::disabled);
    refused(put("/s", "x"), "InvalidKeyId", "disabled");
    refused(get(site_.admin(), "/s"), "InvalidKeyId", "disabled");
    call("GetParameter", R"({"Name":"/s"})");
    EXPECT_EQ(status_, 200);
    set_state(key, keys::KeyState::enabled);
    EXPECT_EQ(plain("/s:1"), secret);
}

TEST_F(SecureStringTest, KeyAndPoliciesDecideWhoReads) {
    const keys::Key key = new_key();
    must_put("/own", secret, R"(,"KeyId":")" + key.id + "\"");
    must_put("/default", secret);
    iam::Principal reader =
        limited_user(site_, "reader", R"({"Effect":"Allow","Action":"ssm:*","Resource":"*"})");
    EXPECT_THAT(get(reader, "/default"), HasSubstr(secret)) << "the service's key lets everybody";
    refused(get(reader, "/own"), "AccessDeniedException", "kms:Decrypt");
    refused(call_as(reader, "GetParameters", R"({"Names":["/own"],"WithDecryption":true})"),
            "AccessDeniedException");
    refused(call_as(reader, "PutParameter", R"({"Name":"/own","Value":"x","Overwrite":true})"),
            "AccessDeniedException", "kms:Encrypt");
    iam::Principal decrypter = limited_user(
        site_, "decrypter",
        R"({"Effect":"Allow","Action":"ssm:GetParameter","Resource":"*"},)"
        R"({"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{)"
        R"("kms:EncryptionContext:PARAMETER_ARN":"arn:aws:ssm:us-east-1:)" +
            site_.account() +
            R"(:parameter/own","kms:ViaService":"ssm.us-east-1.amazonaws.com"}}})");
    EXPECT_THAT(get(decrypter, "/own"), HasSubstr(secret));
    must_put("/other", secret, R"(,"KeyId":")" + key.id + "\"");
    refused(get(decrypter, "/other"), "AccessDeniedException");
    refused(
        call_as(stranger(), "PutParameter",
                R"({"Name":"/x","Value":"x","Type":"SecureString","KeyId":")" + key.arn() + "\"}"),
        "AccessDeniedException");
}

TEST_F(SecureStringTest, AValueBelongsToItsParameter) {
    must_put("/a", secret);
    must_put("/b", "other");
    EXPECT_TRUE(site_.catalog().write([](catalog::Transaction& tx) -> Status {
        auto moved = tx.execute(
            "UPDATE parameter_versions SET value = (SELECT value FROM parameter_versions "
            "WHERE name = '/a') WHERE name = '/b'",
            {});
        if (!moved) return failure(moved.error());
        return {};
    }));
    refused(get(site_.admin(), "/b"), "InternalServerError", "damaged");
    EXPECT_EQ(status_, 500);
    EXPECT_EQ(plain("/a"), secret);
}

}  // namespace
}  // namespace amicast::services
