#include "cli/kms_calls.h"

#include <boost/json.hpp>

namespace amicast::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view describe_key = "TrentService.DescribeKey";

std::string arn_in(const std::string& body) {
    json::error_code error;
    json::value answer = json::parse(body, error);
    if (error) return {};
    const json::value* arn = answer.find_pointer("/KeyMetadata/Arn", error);
    return arn != nullptr && arn->is_string() ? std::string(std::string_view(arn->get_string()))
                                              : std::string();
}

}  // namespace

Result<std::string> find_key_arn(ApiClient& api, std::string_view region, std::string_view key) {
    const std::string body = json::serialize(json::object{{"KeyId", key}});
    auto response = api.send({.service = "kms",
                              .region = region,
                              .headers = {{"content-type", "application/x-amz-json-1.1"},
                                          {"x-amz-target", std::string(describe_key)}},
                              .body = as_bytes(body)});
    if (!response) return failure(response.error());
    std::string arn = arn_in(response->body);
    if (arn.empty()) {
        return failure(ErrorKind::corrupt,
                       "The server's answer to DescribeKey is not what it should be.");
    }
    return arn;
}

}  // namespace amicast::cli
