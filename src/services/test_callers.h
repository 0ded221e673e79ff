// Callers other than the first account's administrator, for the tests of services on an
// IdentityTestSite.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "iam/inline_policies.h"
#include "iam/users.h"
#include "services/identity_test_site.h"

namespace amicast::services {

// A new user of the first account who may do what the statements (JSON, separated by commas) say.
inline iam::Principal limited_user(IdentityTestSite& site, const std::string& name,
                                   const std::string& statements) {
    iam::User wanted;
    wanted.account_id = site.account();
    wanted.name = name;
    EXPECT_TRUE(iam::create_user(site.identity(), wanted));
    EXPECT_TRUE(iam::put_policy(
        site.identity(),
        {.kind = iam::OwnerKind::user, .account_id = wanted.account_id, .name = name},
        {.name = "p", .document = R"({"Version":"2012-10-17","Statement":[)" + statements + "]}"}));
    iam::AccessKey key;
    key.account_id = wanted.account_id;
    key.user_name = name;
    return *site.identity().principal_of(key);
}

// The root of an account the site does not know.
inline iam::Principal stranger() {
    iam::Principal root;
    root.kind = iam::PrincipalKind::root;
    root.account_id = "999999999999";
    root.arn = "arn:aws:iam::999999999999:root";
    return root;
}

}  // namespace amicast::services
