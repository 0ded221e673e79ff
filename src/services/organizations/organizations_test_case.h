// What the tests of Organizations share: calls through the wire, and reading their answers.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "services/identity_test_site.h"
#include "services/organizations/service.h"

namespace amicast::services {

class OrganizationsTestCase : public testing::Test {
  protected:
    std::string call(std::string_view action, const std::string& body = "{}") {
        return call_as(site_.admin(), action, body);
    }
    std::string call_as(const iam::Principal& caller, std::string_view action,
                        const std::string& body = "{}") {
        auto response = site_.json(organizations_service(), action, body, caller);
        status_ = response.status;
        return response.body;
    }
    // The text of "name":"text".
    static std::string member(const std::string& json, const std::string& name) {
        std::size_t from = json.find("\"" + name + "\":\"");
        if (from == std::string::npos) return {};
        from += name.size() + 4;
        return json.substr(from, json.find('"', from) - from);
    }
    void refused(const std::string& body, const std::string& type) {
        EXPECT_EQ(status_, 400) << body;
        EXPECT_EQ(member(body, "__type"), type) << body;
    }
    std::string create_account(const std::string& email, const std::string& more = "") {
        return call("CreateAccount",
                    R"({"Email":")" + email + R"(","AccountName":"Build")" + more + "}");
    }

    static iam::Principal root_of(const std::string& account) {
        iam::Principal root;
        root.kind = iam::PrincipalKind::root;
        root.account_id = account;
        root.arn = "arn:aws:iam::" + account + ":root";
        return root;
    }

    IdentityTestSite site_;
    int status_ = 0;
};

}  // namespace amicast::services
