// Errors as each protocol shapes them.

#include <fmt/format.h>

#include "wire/auth_error.h"
#include "wire/json_encode.h"
#include "wire/operation.h"
#include "wire/response.h"
#include "wire/xml_encode.h"

namespace amicast::wire {
namespace {

int status_of_kind(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::internal:
        case ErrorKind::corrupt:
        case ErrorKind::unknown_outcome:
            return 500;
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
            return 503;
        default:
            return 400;
    }
}

int status_of(const ServiceShape& service, const Error& error) {
    // EC2 says AuthFailure for bad credentials (401) and also for a resource of somebody else's
    // (400); the second kind comes from a service and is `denied`.
    bool foreign_resource = service.protocol == Protocol::ec2_query &&
                            error.code == "AuthFailure" && error.kind == ErrorKind::denied;
    if (foreign_resource) return 400;
    if (int status = auth_error_status(service, error.code)) return status;
    for (const ErrorCode& row : service.error_codes) {
        if (row.code == error.code) return row.status;
    }
    return status_of_kind(error.kind);
}

void append_code_and_message(std::string& body, const Error& error) {
    body += "<Code>";
    append_xml_text(body, error.code);
    body += "</Code><Message>";
    append_xml_text(body, error.message);
    body += "</Message>";
}

std::string ec2_body(const Error& error, std::string_view request_id) {
    std::string body(xml_declaration);
    body += "<Response><Errors><Error>";
    append_code_and_message(body, error);
    body += "</Error></Errors><RequestID>";
    append_xml_text(body, request_id);
    body += "</RequestID></Response>";
    return body;
}

std::string aws_query_body(const ServiceShape& service, const Error& error, int status,
                           std::string_view request_id) {
    std::string body(xml_declaration);
    body += "<ErrorResponse xmlns=\"";
    append_xml_text(body, service.xml_namespace);
    body += "\"><Error><Type>";
    body += status >= 500 ? "Receiver" : "Sender";
    body += "</Type>";
    append_code_and_message(body, error);
    body += "</Error><RequestId>";
    append_xml_text(body, request_id);
    body += "</RequestId></ErrorResponse>";
    return body;
}

std::string json_body(const ServiceShape& service, const Error& error) {
    std::string body = "{";
    if (service.protocol == Protocol::json_1_1) {
        body += "\"__type\":";
        append_json_string(body, error.code);
        body += ',';
    }
    body += service.capital_message ? "\"Message\":" : "\"message\":";
    append_json_string(body, error.message);
    for (const auto& [name, value] : error.members) {
        body += ',';
        append_json_string(body, name);
        body += ':';
        append_json_string(body, value);
    }
    body += '}';
    return body;
}

Error named(const ServiceShape& service, const Error& error) {
    if (!error.code.empty()) return error;
    Error named = service.name_error != nullptr ? service.name_error(error) : error;
    if (named.code.empty()) named.code = "InternalFailure";
    return named;
}

}  // namespace

HttpResponse encode_error(const ServiceShape& service, const Error& unnamed,
                          std::string_view request_id) {
    const Error error = named(service, unnamed);
    HttpResponse response{.status = status_of(service, error), .headers = {}, .body = {}};
    response.headers.emplace_back("x-amzn-requestid", request_id);
    switch (service.protocol) {
        case Protocol::ec2_query:
            response.headers.emplace_back("content-type", ec2_content_type);
            response.body = ec2_body(error, request_id);
            break;
        case Protocol::aws_query:
            response.headers.emplace_back("content-type", xml_content_type);
            response.body = aws_query_body(service, error, response.status, request_id);
            break;
        case Protocol::json_1_1:
            response.headers.emplace_back("content-type", json_1_1_content_type);
            response.headers.emplace_back("x-amzn-errortype", error.code);
            response.body = json_body(service, error);
            break;
        case Protocol::rest_json:
            response.headers.emplace_back("content-type", rest_json_content_type);
            response.headers.emplace_back("x-amzn-errortype", error.code);
            response.body = json_body(service, error);
            break;
    }
    return response;
}

}  // namespace amicast::wire
