#include "cli/api_client.h"

#include <algorithm>
#include <array>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/encoding.h"
#include "sigv4/sign.h"

namespace amicast::cli {
namespace {

std::string encoded_pairs(const Parameters& pairs) {
    std::string text;
    for (const auto& [name, value] : pairs) {
        if (!text.empty()) text += '&';
        text += percent_encode(name) + "=" + percent_encode(value);
    }
    return text;
}

std::string host_of(std::string_view url) {
    std::size_t begin = url.find("://") + 3;
    return std::string(url.substr(begin, url.find('/', begin) - begin));
}

// An endpoint may have a path of its own in front of every request's.
std::string path_of(std::string_view url) {
    std::size_t slash = url.find('/', url.find("://") + 3);
    return slash == std::string_view::npos ? std::string() : std::string(url.substr(slash));
}

struct CodeAndMessage {
    std::string code;
    std::string message;
};

CodeAndMessage read_xml_error(const std::string& body) {
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size())) return {};
    pugi::xml_node error = document.find_node(
        [](const pugi::xml_node& node) { return std::string_view(node.name()) == "Error"; });
    return {error.child("Code").text().get(), error.child("Message").text().get()};
}

CodeAndMessage read_json_error(const wire::HttpResponse& response) {
    CodeAndMessage read;
    read.code = wire::find_header(response.headers, "x-amzn-errortype").value_or("");
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(response.body, error);
    const boost::json::object* object = error ? nullptr : value.if_object();
    if (object != nullptr) {
        for (std::string_view name : {"message", "Message"}) {
            const boost::json::value* text = object->if_contains(name);
            if (text != nullptr && text->is_string())
                read.message = std::string(std::string_view(text->get_string()));
        }
        const boost::json::value* type = object->if_contains("__type");
        if (read.code.empty() && type != nullptr && type->is_string())
            read.code = std::string(std::string_view(type->get_string()));
    }
    read.code = read.code.substr(0, read.code.find(':'));
    read.code = read.code.substr(read.code.find('#') + 1);
    return read;
}

ErrorKind kind_of(int status, std::string_view code) {
    auto says = [&](std::string_view word) { return code.find(word) != std::string_view::npos; };
    if (says("Throttl") || says("RequestLimitExceeded") || status == 429)
        return ErrorKind::throttled;
    if (status >= 500) return ErrorKind::unavailable;
    if (status == 401 || status == 403 || says("AuthFailure")) return ErrorKind::denied;
    if (status == 404 || says("NotFound") || says("NoSuchEntity") || says("Malformed"))
        return ErrorKind::not_found;
    if (status == 409 || says("Duplicate") || says("AlreadyExists")) return ErrorKind::conflict;
    return ErrorKind::invalid;
}

}  // namespace

Error api_error(const wire::HttpResponse& response) {
    std::size_t first = response.body.find_first_not_of(" \r\n\t");
    bool xml = first != std::string::npos && response.body[first] == '<';
    CodeAndMessage read = xml ? read_xml_error(response.body) : read_json_error(response);
    if (read.code.empty()) read.code = fmt::format("HTTP {}", response.status);
    if (read.message.empty()) read.message = "The server gave no further reason.";
    return Error{.kind = kind_of(response.status, read.code),
                 .message = fmt::format("{} ({})", read.message, read.code),
                 .code = read.code};
}

ApiClient::ApiClient(Profile profile, Clock& clock, Random& random, RetryRules retry)
    : profile_(std::move(profile)),
      clock_(clock),
      random_(random),
      retry_(retry),
      http_({.ca_file = profile_.ca_bundle}) {}

Result<wire::HttpResponse> ApiClient::send_once(const ApiRequest& request, const std::string& url,
                                                const std::string& query) {
    std::string endpoint = profile_.endpoint_of(request.service);
    std::string path = path_of(endpoint) + request.path;
    wire::Headers headers = request.headers;
    headers.emplace_back("host", host_of(endpoint));
    sigv4::RequestView view{.method = request.method,
                            .path = path,
                            .query = query,
                            .headers = headers,
                            .body = as_text(request.body)};
    sigv4::SigningOptions options{
        .region = std::string(request.region.empty() ? profile_.region : request.region),
        .service = std::string(request.service),
        .time = clock_.now(),
        .unsigned_payload = request.unsigned_payload};
    for (auto& header : sigv4::sign(view, profile_.credentials, options))
        headers.push_back(std::move(header));
    http::ClientRequest sending{
        .method = request.method, .url = url, .headers = &headers, .body = request.body};
    auto response = http_.send(sending);
    if (!response) return response;
    if (response->status < 200 || response->status > 299) return failure(api_error(*response));
    return response;
}

Result<wire::HttpResponse> ApiClient::send(const ApiRequest& request) {
    if (request.region.empty() && profile_.region.empty()) {
        return failure(ErrorKind::invalid,
                       "No region is known. Give --region, set AWS_REGION, or put region into the "
                       "profile.");
    }
    std::string query = encoded_pairs(request.query);
    std::string url = profile_.endpoint_of(request.service) + request.path;
    if (!query.empty()) url += "?" + query;
    for (int attempt = 1;; ++attempt) {
        auto response = send_once(request, url, query);
        if (response) return response;
        ErrorKind kind = response.error().kind;
        bool passing = kind == ErrorKind::unavailable || kind == ErrorKind::throttled ||
                       (kind == ErrorKind::unknown_outcome && request.repeatable);
        if (!passing || attempt >= retry_.attempts_max) return response;
        // Full jitter: clients that failed together do not come back together.
        auto longest = std::min(retry_.longest, retry_.first * (1 << std::min(attempt, 16)));
        auto wait = random_.next() % static_cast<std::uint64_t>(longest.count() + 1);
        std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    }
}

Result<wire::HttpResponse> ApiClient::query_call(std::string_view service, std::string_view region,
                                                 std::string_view version, std::string_view action,
                                                 const Parameters& parameters, bool repeatable) {
    Parameters form = {{"Action", std::string(action)}, {"Version", std::string(version)}};
    form.insert(form.end(), parameters.begin(), parameters.end());
    std::string body = encoded_pairs(form);
    return send({.service = service,
                 .region = region,
                 .headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
                 .body = as_bytes(body),
                 .repeatable = repeatable});
}

Result<wire::HttpResponse> ApiClient::json_call(std::string_view service, std::string_view region,
                                                std::string_view method, std::string path,
                                                std::string_view body) {
    return send({.service = service,
                 .region = region,
                 .method = method,
                 .path = std::move(path),
                 .headers = {{"content-type", "application/json"}},
                 .body = as_bytes(body)});
}

}  // namespace amicast::cli
