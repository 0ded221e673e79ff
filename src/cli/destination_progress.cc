#include "cli/destination_progress.h"

#include <algorithm>

#include <boost/json.hpp>

#include "cli/imagebuilder_calls.h"
#include "cli/json_text.h"

namespace amicast::cli {
namespace {

namespace json = boost::json;

double number(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

json::object object_in(const std::string& content) {
    json::error_code error;
    json::value value = json::parse(content, error);
    return error || !value.is_object() ? json::object() : std::move(value.get_object());
}

DestinationProgress& find_or_add(std::vector<DestinationProgress>& destinations,
                                 const std::string& region, const std::string& account) {
    auto found = std::find_if(destinations.begin(), destinations.end(),
                              [&](const DestinationProgress& each) {
                                  return each.region == region && each.account_id == account;
                              });
    if (found != destinations.end()) return *found;
    return destinations.emplace_back(DestinationProgress{.region = region, .account_id = account});
}

void add_step(const json::object& step, std::vector<DestinationProgress>& destinations) {
    json::object inputs = object_in(text(step, "inputs"));
    json::object outputs = object_in(text(step, "outputs"));
    DestinationProgress& destination =
        find_or_add(destinations, text(inputs, "region"), text(inputs, "accountId"));
    destination.action = text(step, "action");
    destination.state = text(step, "status");
    destination.cause = text(step, "message");
    if (std::string ami = text(outputs, "amiId"); !ami.empty()) destination.image_id = ami;
    if (destination.action != "CopyAmi") return;
    destination.bytes_moved = static_cast<std::int64_t>(number(outputs, "bytesMoved"));
    destination.bytes_skipped = static_cast<std::int64_t>(number(outputs, "bytesSkipped"));
    destination.percent_done = static_cast<std::int64_t>(number(outputs, "percentDone"));
    destination.seconds = number(outputs, "secondsElapsed");
}

}  // namespace

double DestinationProgress::bytes_per_second() const {
    return seconds > 0 ? static_cast<double>(bytes_moved) / seconds : 0;
}

double DestinationProgress::seconds_left() const {
    if (!is_copying() || percent_done <= 0) return -1;
    auto done = static_cast<double>(percent_done);
    return seconds * (100 - done) / done;
}

void add_steps(std::string_view page, std::vector<DestinationProgress>& destinations) {
    json::object answer = object_in(std::string(page));
    const json::value* steps = answer.if_contains("steps");
    if (steps == nullptr || !steps->is_array()) return;
    for (const json::value& step : steps->get_array())
        if (step.is_object()) add_step(step.get_object(), destinations);
}

Result<std::vector<DestinationProgress>> progress_of_destinations(ApiClient& api,
                                                                  std::string_view region,
                                                                  const std::string& image_arn) {
    auto execution = newest_execution(api, region, image_arn);
    if (!execution) return failure(execution.error());
    std::vector<DestinationProgress> destinations;
    std::string token;
    do {
        json::object body{{"workflowExecutionId", *execution}, {"maxResults", 25}};
        if (!token.empty()) body["nextToken"] = token;
        auto page = api.json_call("imagebuilder", region, "POST", "/ListWorkflowStepExecutions",
                                  json::serialize(body));
        if (!page) return failure(page.error());
        add_steps(page->body, destinations);
        token = text(object_in(page->body), "nextToken");
    } while (!token.empty() && destinations.size() < destinations_watched_max);
    return destinations;
}

}  // namespace amicast::cli
