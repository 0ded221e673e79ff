// For the tests of IAM: an account whose administrator calls operations as a client would.
#pragma once

#include <gtest/gtest.h>

#include "services/iam/service.h"
#include "services/identity_test_site.h"

namespace amicast::services {

using Parameters = IdentityTestSite::Parameters;

inline const std::string allow_all =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";
inline const std::string trust_anyone =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}})";

class IamTest : public testing::Test {
  protected:
    wire::HttpResponse call(std::string_view action, const Parameters& parameters = {}) {
        return site_.query(iam_service(), action, parameters, site_.admin());
    }
    std::string done(std::string_view action, const Parameters& parameters = {}) {
        auto response = call(action, parameters);
        EXPECT_EQ(response.status, 200) << action << response.body;
        return response.body;
    }
    void refused(std::string_view action, const Parameters& parameters, int status,
                 const std::string& code) {
        auto response = call(action, parameters);
        EXPECT_EQ(response.status, status) << action << response.body;
        EXPECT_EQ(element(response.body, "Code"), code) << action << response.body;
    }
    int status_as(const iam::Principal& caller, std::string_view action,
                  const Parameters& parameters) {
        return site_.query(iam_service(), action, parameters, caller).status;
    }
    // A managed policy; its ARN.
    std::string make_policy(const std::string& name, const std::string& document = allow_all) {
        return element(done("CreatePolicy", {{"PolicyName", name}, {"PolicyDocument", document}}),
                       "Arn");
    }
    // A user with this policy and nothing else.
    iam::Principal limited(const std::string& policy) {
        done("CreateUser", {{"UserName", "limited"}});
        done("PutUserPolicy",
             {{"UserName", "limited"}, {"PolicyName", "p"}, {"PolicyDocument", policy}});
        iam::AccessKey key;
        key.account_id = site_.account();
        key.user_name = "limited";
        return *site_.identity().principal_of(key);
    }
    // The root of another account of the site.
    static iam::Principal stranger() {
        iam::Principal root;
        root.kind = iam::PrincipalKind::root;
        root.account_id = "999988887777";
        root.arn = "arn:aws:iam::999988887777:root";
        return root;
    }
    std::string policy_arn(const std::string& name) const {
        return "arn:aws:iam::" + site_.account() + ":policy/" + name;
    }

    IdentityTestSite site_;
};

}  // namespace amicast::services
