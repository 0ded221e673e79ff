// Signed requests to the public APIs: builds, signs, sends, repeats what may be repeated, and turns
// error answers of every protocol into one Error with its AWS code.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "cli/profile.h"
#include "http/client.h"
#include "wire/http_message.h"

namespace amicast::cli {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct ApiRequest {
    std::string_view service;  // of the signature: "ec2"
    std::string_view region;   // empty: the profile's
    std::string_view method = "POST";
    std::string path = "/";  // percent-encoded
    Parameters query;        // not yet encoded
    wire::Headers headers;   // names in lower case
    ByteView body;
    bool unsigned_payload = false;
    // What happens twice is the same as once: may be repeated when it is not known whether it
    // arrived.
    bool repeatable = true;
};

struct RetryRules {
    int attempts_max = 8;
    std::chrono::milliseconds first = std::chrono::milliseconds(100);
    std::chrono::milliseconds longest = std::chrono::seconds(10);
};

// Safe to share between threads.
class ApiClient {
  public:
    ApiClient(Profile profile, Clock& clock, Random& random, RetryRules retry = {});

    const Profile& profile() const { return profile_; }
    Random& random() { return random_; }

    // A successful (2xx) response, or an Error: AWS's code in `code`, its message in `message`,
    // kind denied, not_found, conflict, invalid, throttled or unavailable.
    Result<wire::HttpResponse> send(const ApiRequest& request);

    // An EC2- or query-protocol call: Action, Version and the parameters as a form.
    Result<wire::HttpResponse> query_call(std::string_view service, std::string_view region,
                                          std::string_view version, std::string_view action,
                                          const Parameters& parameters, bool repeatable = true);
    // A REST-JSON call with a JSON body.
    Result<wire::HttpResponse> json_call(std::string_view service, std::string_view region,
                                         std::string_view method, std::string path,
                                         std::string_view body);

  private:
    Result<wire::HttpResponse> send_once(const ApiRequest& request, const std::string& url,
                                         const std::string& query);

    Profile profile_;
    Clock& clock_;
    Random& random_;
    RetryRules retry_;
    http::Client http_;
};

// The Error that an unsuccessful response of any protocol stands for.
Error api_error(const wire::HttpResponse& response);

}  // namespace amicast::cli
