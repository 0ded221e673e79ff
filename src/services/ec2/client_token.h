// `ClientToken`: a request that is repeated with its token gets its first answer again. AWS
// documentation: "Ensuring idempotency in Amazon EC2 API requests".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "images/client_token.h"
#include "services/call.h"

namespace amicast::services::ec2 {

// InvalidClientToken for more than 128 characters, or others than printable ASCII.
Status check_client_token(const std::optional<std::string>& token);

// One request's use of its token; without one, nothing is looked up or recorded.
class TokenUse {
  public:
    // `same_json` is the request without its token and DryRun, in one form for requests that ask
    // for the same.
    TokenUse(const Call& call, std::string_view operation, const std::optional<std::string>& token,
             std::string_view same_json);

    // The recorded answer; IdempotentParameterMismatch when the token came with another request.
    Result<std::optional<std::string>> replay(catalog::Transaction& tx) const;
    Status record(catalog::Transaction& tx, std::string_view answer) const;

  private:
    images::TokenScope scope_;
    std::string fingerprint_;
    Time now_;
};

}  // namespace amicast::services::ec2
