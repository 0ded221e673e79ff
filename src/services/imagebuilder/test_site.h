// A site of three regions in memory, called as a client calls it: JSON in, JSON out, without
// sockets and signatures. For the tests of this service.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "distribution/three_regions.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/session_tokens.h"
#include "keys/root_key.h"
#include "services/operation.h"
#include "services/site.h"

namespace amicast::services::imagebuilder {

inline constexpr const char* own_account = distribution::test_account;
inline constexpr const char* home_region = distribution::home_name;

// An answer as a client sees it.
struct Reply {
    int status = 0;
    std::string error;  // x-amzn-errortype
    boost::json::object body;

    std::string text(std::string_view pointer) const;  // "/image/state/status"; "" when absent
    bool has(std::string_view pointer) const;
    std::string message() const { return text("/message"); }
};

class ImageBuilderTest : public testing::Test {
  protected:
    ImageBuilderTest();

    // PUT, POST and the like with a JSON body; GET and DELETE with a query. In the home region as
    // the own account's root.
    Reply call(std::string_view operation, std::string_view body, std::string_view query = {});
    Reply call_in(std::string_view region, std::string_view account, std::string_view operation,
                  std::string_view body, std::string_view query = {});
    // What the operation wants to be allowed.
    std::vector<iam::AccessRequest> access(std::string_view operation, std::string_view body,
                                           std::string_view query = {});

    void expect_error(const Reply& reply, int status, std::string_view error,
                      std::string_view message_part = {});

    // A role that may do all a distribution needs, or what the given policy allows.
    void add_role(const std::string& name, const std::string& policy = {},
                  const std::string& trusted = "imagebuilder.amazonaws.com");
    // Its ARN. `distributions` is a JSON list.
    std::string add_configuration(const std::string& name, const std::string& distributions);
    // A configuration that copies to the named regions.
    std::string add_configuration_for(const std::string& name,
                                      const std::vector<std::string>& regions);
    std::string distribute_body(const std::string& source, const std::string& configuration,
                                const std::string& token, const std::string& more = {});
    // The ARN of the image that tracks it.
    std::string distribute(const std::string& source, const std::string& configuration,
                           const std::string& token);

    distribution::ThreeRegions world_;
    keys::RootKey root_key_;
    std::unique_ptr<catalog::Database> identity_catalog_;
    std::unique_ptr<iam::IdentityStore> identity_;
    std::unique_ptr<iam::SessionTokens> sessions_;
    std::unique_ptr<iam::Authorizer> authorizer_;
    std::unique_ptr<Site> site_;

  private:
    int tokens_ = 0;
};

}  // namespace amicast::services::imagebuilder
