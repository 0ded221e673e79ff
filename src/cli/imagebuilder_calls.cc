#include "cli/imagebuilder_calls.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "cli/json_text.h"
#include "crypto/digest.h"

namespace amicast::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view service = "imagebuilder";
// Enough to tell configurations apart, and short enough to read.
constexpr std::size_t name_digits = 12;

const json::object* member(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value == nullptr ? nullptr : value->if_object();
}

Result<json::object> call(ApiClient& api, std::string_view region, std::string_view method,
                          std::string_view operation, const json::object& body) {
    auto response =
        api.json_call(service, region, method, "/" + std::string(operation), json::serialize(body));
    if (!response) return failure(response.error());
    json::error_code error;
    json::value value = json::parse(response->body, error);
    if (error || !value.is_object()) {
        return failure(
            ErrorKind::corrupt,
            fmt::format("The server's answer to {} is not what it should be.", operation));
    }
    return std::move(value.get_object());
}

json::array distributions(const ConfigurationRequest& request) {
    json::object settings;
    if (!request.ami_name.empty()) settings["name"] = request.ami_name;
    if (!request.kms_key_id.empty()) settings["kmsKeyId"] = request.kms_key_id;
    if (!request.ami_tags.empty()) {
        json::object tags;
        for (const auto& [key, value] : request.ami_tags)
            tags[key] = value;
        settings["amiTags"] = std::move(tags);
    }
    json::array list;
    for (const std::string& region : request.regions) {
        list.push_back(
            json::object{{"region", region}, {"amiDistributionConfiguration", settings}});
    }
    return list;
}

DistributedImage read_image(const json::object& object) {
    DistributedImage image{.region = text(object, "region"),
                           .account_id = text(object, "accountId"),
                           .image_id = text(object, "image"),
                           .name = text(object, "name")};
    if (const json::object* state = member(object, "state")) {
        image.state = text(*state, "status");
        image.reason = text(*state, "reason");
    }
    return image;
}

}  // namespace

std::string configuration_name(const ConfigurationRequest& request) {
    std::string content = json::serialize(distributions(request));
    return "amicast-" + crypto::sha256_hex(content).substr(0, name_digits);
}

Result<std::string> ensure_configuration(ApiClient& api, std::string_view region,
                                         const ConfigurationRequest& request) {
    json::object body{{"name", request.name},
                      {"description", "Made by amicast distribute"},
                      {"distributions", distributions(request)},
                      {"clientToken", new_uuid(api.random())}};
    auto answer = call(api, region, "PUT", "CreateDistributionConfiguration", body);
    if (answer) return text(*answer, "distributionConfigurationArn");
    if (answer.error().code != "ResourceAlreadyExistsException") return failure(answer.error());
    auto account = caller_account(api, region);
    if (!account) return account;
    return fmt::format("arn:aws:imagebuilder:{}:{}:distribution-configuration/{}", region, *account,
                       request.name);
}

Result<std::string> distribute_image(ApiClient& api, std::string_view region,
                                     const std::string& source_image,
                                     const std::string& configuration_arn, const std::string& role,
                                     const std::string& client_token) {
    auto answer = call(api, region, "PUT", "DistributeImage",
                       {{"sourceImage", source_image},
                        {"distributionConfigurationArn", configuration_arn},
                        {"executionRole", role},
                        {"clientToken", client_token}});
    if (!answer) return failure(answer.error());
    return text(*answer, "imageBuildVersionArn");
}

Result<Distribution> get_distribution(ApiClient& api, std::string_view region,
                                      const std::string& arn) {
    auto response = api.send({.service = service,
                              .region = region,
                              .method = "GET",
                              .path = "/GetImage",
                              .query = {{"imageBuildVersionArn", arn}}});
    if (!response) return failure(response.error());
    json::error_code error;
    json::value value = json::parse(response->body, error);
    const json::object* answer = error ? nullptr : value.if_object();
    const json::object* image = answer == nullptr ? nullptr : member(*answer, "image");
    const json::object* state = image == nullptr ? nullptr : member(*image, "state");
    if (state == nullptr) {
        return failure(ErrorKind::corrupt,
                       "The server's answer to GetImage is not what it should "
                       "be.");
    }
    Distribution distribution{.arn = text(*image, "arn"),
                              .name = text(*image, "name"),
                              .state = text(*state, "status"),
                              .reason = text(*state, "reason")};
    const json::object* outputs = member(*image, "outputResources");
    const json::value* amis = outputs == nullptr ? nullptr : outputs->if_contains("amis");
    if (amis != nullptr && amis->is_array()) {
        for (const json::value& ami : amis->get_array()) {
            if (ami.is_object()) distribution.images.push_back(read_image(ami.get_object()));
        }
    }
    return distribution;
}

Result<std::string> newest_execution(ApiClient& api, std::string_view region,
                                     const std::string& image_arn) {
    auto answer = call(api, region, "POST", "ListWorkflowExecutions",
                       {{"imageBuildVersionArn", image_arn}, {"maxResults", 1}});
    if (!answer) return failure(answer.error());
    const json::value* executions = answer->if_contains("workflowExecutions");
    bool none = executions == nullptr || !executions->is_array() ||
                executions->get_array().empty() || !executions->get_array()[0].is_object();
    if (none) {
        return failure(ErrorKind::not_found,
                       fmt::format("The image {} has no workflow execution.", image_arn));
    }
    return text(executions->get_array()[0].get_object(), "workflowExecutionId");
}

}  // namespace amicast::cli
