// KMS as its clients see it, over an IdentityTestSite: JSON in, JSON out, as one caller or another.
#pragma once

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "services/kms/service.h"
#include "services/test_callers.h"

namespace amicast::services {

class KmsTest : public testing::Test {
  protected:
    std::string call(std::string_view action, const std::string& body) {
        return call_as(site_.admin(), action, body);
    }
    std::string call_as(const iam::Principal& caller, std::string_view action,
                        const std::string& body) {
        auto response = site_.json(kms_service(), action, body, caller);
        status_ = response.status;
        return response.body;
    }
    std::string must(std::string_view action, const std::string& body) {
        return must_as(site_.admin(), action, body);
    }
    std::string must_as(const iam::Principal& caller, std::string_view action,
                        const std::string& body) {
        std::string answer = call_as(caller, action, body);
        EXPECT_EQ(status_, 200) << action << " " << body << ": " << answer;
        return answer;
    }

    // The first text, or the first number or truth value, of that name.
    static std::string member(const std::string& json, const std::string& name) {
        std::size_t from = json.find("\"" + name + "\":");
        if (from == std::string::npos) return {};
        from += name.size() + 3;
        if (json[from] != '"') return json.substr(from, json.find_first_of(",}", from) - from);
        ++from;
        return json.substr(from, json.find('"', from) - from);
    }

    void refused(const std::string& body, const std::string& type, const std::string& part = "",
                 int status = 400) {
        EXPECT_EQ(status_, status) << body;
        EXPECT_EQ(member(body, "__type"), type) << body;
        EXPECT_THAT(body, testing::HasSubstr(part));
    }
    void fails(std::string_view action, const std::string& body, const std::string& type,
               const std::string& part = "") {
        refused(call(action, body), type, part);
    }
    void fails_as(const iam::Principal& caller, std::string_view action, const std::string& body,
                  const std::string& type, const std::string& part = "") {
        refused(call_as(caller, action, body), type, part);
    }

    std::string create_key(const std::string& members = "") {
        return member(must("CreateKey", "{" + members + "}"), "KeyId");
    }
    std::string arn_of(const std::string& id) const {
        return "arn:aws:kms:us-east-1:" + site_.account() + ":key/" + id;
    }
    // {"KeyId": …} with more members.
    static std::string on(const std::string& key, const std::string& more = "") {
        return R"({"KeyId":")" + key + "\"" + (more.empty() ? "" : ",") + more + "}";
    }
    static std::string text(const std::string& name, const std::string& value) {
        return "\"" + name + R"(":")" + value + "\"";
    }
    static std::string blob(const std::string& name, std::string_view value) {
        return text(name, to_base64(as_bytes(value)));
    }
    static std::string escaped(std::string json) {
        for (std::size_t at = 0; (at = json.find('"', at)) != std::string::npos; at += 2)
            json.insert(at, 1, '\\');
        return json;
    }
    // ---- who may do what

    static std::string policy_of(const std::string& statements) {
        return text("Policy",
                    escaped(R"({"Version":"2012-10-17","Statement":[)" + statements + "]}"));
    }
    static std::string allow(const std::string& principal, const std::string& action,
                             const std::string& more = "") {
        return R"({"Effect":"Allow","Principal":{"AWS":")" + principal + R"("},"Action":")" +
               action + R"(","Resource":"*")" + (more.empty() ? "" : "," + more) + "}";
    }
    std::string account_may(const std::string& action) const {
        return allow(site_.account(), action);
    }
    void put_policy(const std::string& key, const std::string& statements) {
        must("PutKeyPolicy", on(key, policy_of(statements)));
    }
    bool may_encrypt(const iam::Principal& who, const std::string& key,
                     const std::string& more = "") {
        call_as(who, "Encrypt",
                on(arn_of(key), blob("Plaintext", "x") + (more.empty() ? "" : "," + more)));
        return status_ == 200;
    }
    std::string grant(const std::string& key, const iam::Principal& to,
                      const std::string& operations, const std::string& more = "") {
        return must("CreateGrant",
                    on(key, text("GranteePrincipal", to.arn) + ",\"Operations\":[" + operations +
                                "]" + (more.empty() ? "" : "," + more)));
    }

    std::string encrypt(const std::string& key, std::string_view plain,
                        const std::string& more = "") {
        return member(
            must("Encrypt", on(key, blob("Plaintext", plain) + (more.empty() ? "" : "," + more))),
            "CiphertextBlob");
    }
    static std::string of_ciphertext(const std::string& ciphertext, const std::string& more = "") {
        return "{" + text("CiphertextBlob", ciphertext) + (more.empty() ? "" : "," + more) + "}";
    }
    std::string decrypt(const std::string& ciphertext, const std::string& more = "") {
        auto plain =
            from_base64(member(must("Decrypt", of_ciphertext(ciphertext, more)), "Plaintext"));
        return plain ? to_text(*plain) : std::string();
    }

    std::string state_of(const std::string& key) {
        return member(must("DescribeKey", on(key)), "KeyState");
    }

    IdentityTestSite site_;
    int status_ = 0;
};

}  // namespace amicast::services
