// The four protocols behind the functions of operation.h.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "wire/input_problem.h"
#include "wire/json_decode.h"
#include "wire/json_encode.h"
#include "wire/operation.h"
#include "wire/query_decode.h"
#include "wire/response.h"
#include "wire/rest_json.h"
#include "wire/xml_encode.h"

namespace amicast::wire {
namespace {

bool is_query(Protocol protocol) {
    return protocol == Protocol::ec2_query || protocol == Protocol::aws_query;
}

// A parameter of a query request; the body wins over the query string.
std::string query_parameter(const HttpRequest& request, std::string_view name) {
    std::string value = find_form_value(request.body, name);
    return value.empty() ? find_form_value(request.query, name) : value;
}

bool is_version(std::string_view text) {
    static constexpr std::string_view form = "dddd-dd-dd";
    return text.size() == form.size() &&
           std::equal(text.begin(), text.end(), form.begin(), [](char given, char wanted) {
               return wanted == '-' ? given == '-' : given >= '0' && given <= '9';
           });
}

Status check_version(const HttpRequest& request) {
    std::string version = query_parameter(request, "Version");
    if (version.empty() || is_version(version)) return {};
    return failure(Error{.kind = ErrorKind::invalid,
                         .message = fmt::format("The requested version '{}' is not valid: expected "
                                                "a date such as 2016-11-15.",
                                                shortened(version)),
                         .detail = {},
                         .code = "NoSuchVersion",
                         .members = {}});
}

Problem decode(const ServiceShape& service, const OperationShape& operation, HttpRequest& request,
               const Labels& labels, void* input) {
    switch (service.protocol) {
        case Protocol::ec2_query:
        case Protocol::aws_query: {
            Form form;
            if (Problem problem = form.read(request.query, request.body)) return problem;
            return decode_query(service.protocol, *operation.input, form.root(), input);
        }
        case Protocol::rest_json:
            return decode_rest_json(operation, request, labels, input);
        case Protocol::json_1_1:
            break;
    }
    return decode_json(*operation.input, request.body, input, JsonSource::request);
}

std::string target_action(const ServiceShape& service, const HttpRequest& request) {
    std::string_view target = find_header(request.headers, "x-amz-target").value_or("");
    std::string_view prefix = service.target_prefix;
    bool fits =
        target.size() > prefix.size() && target.starts_with(prefix) && target[prefix.size()] == '.';
    return fits ? std::string(target.substr(prefix.size() + 1)) : std::string();
}

void encode_ec2(const OperationShape& operation, const void* output, std::string_view request_id,
                std::string_view version, HttpResponse& response) {
    response.headers.emplace_back("content-type", ec2_content_type);
    response.headers.emplace_back("cache-control", "no-cache, no-store");
    std::string& body = response.body;
    body.reserve(512);
    body = xml_declaration;
    fmt::format_to(std::back_inserter(body),
                   "<{}Response xmlns=\"http://ec2.amazonaws.com/doc/{}/\"><requestId>{}"
                   "</requestId>",
                   operation.name, version, request_id);
    if (operation.output == nullptr) {
        body += "<return>true</return>";
    } else {
        append_xml_members(body, Protocol::ec2_query, *operation.output, output);
    }
    fmt::format_to(std::back_inserter(body), "</{}Response>", operation.name);
}

void encode_aws_query(const ServiceShape& service, const OperationShape& operation,
                      const void* output, std::string_view request_id, HttpResponse& response) {
    response.headers.emplace_back("content-type", xml_content_type);
    std::string& body = response.body;
    body.reserve(512);
    body = xml_declaration;
    fmt::format_to(std::back_inserter(body), "<{}Response xmlns=\"{}\">", operation.name,
                   service.xml_namespace);
    if (operation.output != nullptr) {
        fmt::format_to(std::back_inserter(body), "<{}Result>", operation.name);
        append_xml_members(body, Protocol::aws_query, *operation.output, output);
        fmt::format_to(std::back_inserter(body), "</{}Result>", operation.name);
    }
    fmt::format_to(std::back_inserter(body),
                   "<ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></{}Response>",
                   request_id, operation.name);
}

void encode_json_1_1(const OperationShape& operation, const void* output, HttpResponse& response) {
    response.headers.emplace_back("content-type", json_1_1_content_type);
    if (operation.output == nullptr) {
        response.body = "{}";
    } else {
        append_json_object(response.body, *operation.output, output, JsonUse::response);
    }
}

}  // namespace

std::string requested_action(const ServiceShape& service, const HttpRequest& request) {
    if (is_query(service.protocol)) return query_parameter(request, "Action");
    if (service.protocol == Protocol::json_1_1) return target_action(service, request);
    return {};
}

std::string requested_version(const ServiceShape& service, const HttpRequest& request) {
    if (is_query(service.protocol)) {
        std::string version = query_parameter(request, "Version");
        if (is_version(version)) return version;
    }
    return std::string(service.api_version);
}

Status decode_input(const ServiceShape& service, const OperationShape& operation,
                    HttpRequest& request, const Labels& labels, void* input) {
    if (is_query(service.protocol)) {
        if (Status version = check_version(request); !version) return version;
    }
    if (operation.input == nullptr) return {};
    Problem problem = decode(service, operation, request, labels, input);
    if (!problem) return {};
    if (service.name_input_problem == nullptr) {
        return failure(ErrorKind::invalid, describe(*problem));
    }
    return failure(service.name_input_problem(operation, *problem));
}

HttpResponse encode_output(const ServiceShape& service, const OperationShape& operation,
                           void* output, std::string_view request_id, std::string_view version) {
    check(operation.output == nullptr || output != nullptr, "a modelled output is given");
    if (version.empty()) version = service.api_version;
    HttpResponse response{.status = operation.success_status, .headers = {}, .body = {}};
    switch (service.protocol) {
        case Protocol::ec2_query:
            encode_ec2(operation, output, request_id, version, response);
            break;
        case Protocol::aws_query:
            encode_aws_query(service, operation, output, request_id, response);
            break;
        case Protocol::rest_json:
            response = encode_rest_json(operation, output);
            break;
        case Protocol::json_1_1:
            encode_json_1_1(operation, output, response);
            break;
    }
    response.headers.emplace_back("x-amzn-requestid", request_id);
    return response;
}

std::string to_json(const Shape& shape, const void* object) {
    std::string out;
    append_json_object(out, shape, object, JsonUse::storage);
    return out;
}

Status from_json(const Shape& shape, std::string_view text, void* object) {
    if (Problem problem = decode_json(shape, text, object, JsonSource::storage)) {
        return failure(ErrorKind::invalid, describe(*problem));
    }
    return {};
}

}  // namespace amicast::wire
