// A site of two regions in memory, called as a client calls it: parameters in, XML out, without
// sockets and signatures. For the tests of this room.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "distribution/test_regions.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/session_tokens.h"
#include "keys/root_key.h"
#include "keys/test_keyring.h"
#include "services/operation.h"
#include "services/site.h"

namespace amicast::services::ec2::testing {

using distribution::testing::alice;
using distribution::testing::bob;
using distribution::testing::TestRegion;
using distribution::testing::value_of;

using Parameters = std::vector<std::pair<std::string, std::string>>;

// An answer as a client sees it.
struct Reply {
    int status = 0;
    std::string body;

    bool ok() const { return status == 200; }
    std::string code() const { return text("Code"); }
    std::string message() const { return text("Message"); }
    // The unescaped text of the first element of that name; empty when there is none.
    std::string text(std::string_view element) const;
    // Of every element of that name, in order.
    std::vector<std::string> texts(std::string_view element) const;
    bool has(std::string_view element) const;
};

class CountingNotifier final : public jobs::Notifier {
  public:
    void notify(std::string_view region) override { regions.emplace_back(region); }
    std::vector<std::string> regions;
};

class Ec2Test : public ::testing::Test, protected distribution::testing::TwoRegions {
  protected:
    Ec2Test();

    // Decodes, asks for nothing to be allowed, runs and encodes. In the destination region, as
    // alice, unless said otherwise.
    Reply call(std::string_view action, const Parameters& parameters = {});
    Reply call_as(const std::string& account, std::string_view action,
                  const Parameters& parameters = {});
    Reply call_in(TestRegion& where, const std::string& account, std::string_view action,
                  const Parameters& parameters = {});
    // What the operation wants to be allowed.
    std::vector<iam::AccessRequest> access(std::string_view action, const Parameters& parameters);

    void expect_error(const Reply& reply, std::string_view code, std::string_view message_part = {},
                      int status = 400);

    // A customer's key of the account in one of the regions.
    keys::Key add_key(TestRegion& where, const std::string& account = alice) {
        return keys::add_key(keyring(where), account);
    }
    keys::Keyring& keyring(TestRegion& where) { return *keyrings_.at(where.region().name); }

    static iam::Principal root_of(const std::string& account);

    keys::RootKey root_key_{crypto::sha256("test")};
    std::unique_ptr<catalog::Database> identity_catalog_;
    std::unique_ptr<iam::IdentityStore> identity_;
    std::unique_ptr<iam::SessionTokens> sessions_;
    std::unique_ptr<iam::Authorizer> authorizer_;
    std::map<std::string, std::unique_ptr<keys::Keyring>> keyrings_;  // by region
    CountingNotifier notifier_;
    std::unique_ptr<Site> site_;
    std::optional<iam::Principal> principal_;  // instead of the account's root
};

}  // namespace amicast::services::ec2::testing
