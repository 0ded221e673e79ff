// What the wire must know of a service and of each of its operations, and the four protocols behind
// one set of functions. Handlers live above, in services/; here are only shapes, routes and error
// names.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/http_message.h"
#include "wire/schema.h"

namespace amicast::wire {

enum class Protocol {
    ec2_query,  // form in, XML out, lists flattened and 1-based, no result wrapper
    aws_query,  // form in, XML out, lists as Name.member.N, <XResult> wrapper (STS, IAM)
    rest_json,  // method + path, scalars in path, query and headers, JSON or raw body (EBS, Image
                // Builder)
    json_1_1,   // X-Amz-Target, JSON both ways (KMS, SSM, Logs, Organizations)
};

// What is wrong with an input, before any service gave it a name.
struct InputProblem {
    enum class What {
        malformed,    // the body or query string as a whole cannot be read
        missing,      // a required member is absent
        wrong_type,   // not a number, not a boolean, bad base64, bad date, null in a list …
        length,       // text, list, map or blob outside its bounds
        range,        // number outside its bounds
        pattern,      // text does not match
        not_allowed,  // not one of the enum's values
    };
    What what = What::malformed;
    std::string path;   // as the client wrote it: `Filter.1.Name`, `distributions[0].region`
    std::string value;  // what was there, shortened to 100 characters; empty when missing
    std::string
        expected;  // a phrase that completes "expected …": "a whole number from 100 to 10000"
};

struct ErrorCode {
    std::string_view code;
    int status;
};

struct OperationShape {
    std::string_view name;          // "CopyImage"
    const Shape* input = nullptr;   // null: the model has no input
    const Shape* output = nullptr;  // null: the model has no output
    std::string_view method = "POST";
    std::string_view uri = "/";  // "/snapshots/{snapshotId}/blocks/{blockIndex}"
    int success_status = 200;
    // Codes the model declares for this operation, separated by single spaces (REST-JSON, JSON 1.1,
    // query).
    std::string_view errors = {};
    // The raw body need not be covered by the signature (PutSnapshotBlock).
    bool unsigned_payload = false;
};

struct ServiceShape {
    std::string_view name;  // in the SigV4 credential scope and in action names: "ec2"
    Protocol protocol;
    std::string_view api_version;         // "2016-11-15"
    std::string_view target_prefix = {};  // JSON 1.1: "AWSOrganizationsV20161128"
    std::string_view xml_namespace = {};  // query: "https://sts.amazonaws.com/doc/2011-06-15/"
    bool global = false;  // accepts any region this site serves in the credential scope
    // Status of each code; one that is not listed is 400, or 500 for ErrorKind::internal.
    std::span<const ErrorCode> error_codes;
    // Names an input problem in this service's way: code, message, further members.
    Error (*name_input_problem)(const OperationShape& operation, const InputProblem& problem);
    // Gives an error that still lacks an AWS code the one this service uses for its kind.
    Error (*name_error)(Error error);
    // Capital `Message` in JSON error bodies (EBS direct) instead of `message`.
    bool capital_message = false;
};

// Values of the `{labels}` of a REST path, percent-decoded.
using Labels = std::map<std::string, std::string, std::less<>>;

// True when `path` (still percent-encoded) fits the template; fills `labels`. A label ending in `+`
// in the template (`{resourceArn+}`) takes the rest of the path. A literal segment is exact.
bool match_uri(std::string_view uri_template, std::string_view path, Labels& labels);

// The operation name a query or JSON 1.1 request asks for: `Action`, or X-Amz-Target behind the
// prefix. Empty when there is none.
std::string requested_action(const ServiceShape& service, const HttpRequest& request);

// Reads and validates the input struct `input` points to, which must be freshly made. Errors are
// named by the service, but for NoSuchVersion. A raw payload is moved out of the request's body.
Status decode_input(const ServiceShape& service, const OperationShape& operation,
                    HttpRequest& request, const Labels& labels, void* input);

// The version a query request names (`Version=2016-11-15`), which its XML answer repeats; the
// service's own when it names none, or garbage (which decode_input refuses as NoSuchVersion).
std::string requested_version(const ServiceShape& service, const HttpRequest& request);

// A whole response, with content type and x-amzn-requestid; header names are in lower case. A raw
// payload is moved out of `output`, which may be null only when the model has no output. An empty
// `version` means the service's own.
HttpResponse encode_output(const ServiceShape& service, const OperationShape& operation,
                           void* output, std::string_view request_id,
                           std::string_view version = {});

// An error without a code gets the service's name for its kind. The status is that of
// auth_error_status(), else of the service's error codes, else 500 for internal, corrupt and
// unknown_outcome, 503 for unavailable and timed_out, 400 for every other kind. EC2's AuthFailure
// is 401 for credentials, but 400 when its kind is `denied`: a resource of somebody else's.
HttpResponse encode_error(const ServiceShape& service, const Error& error,
                          std::string_view request_id);

// A struct as JSON text and back by the same rows (names as on the JSON wire, times as epoch
// seconds in a string, exact to the microsecond): for fingerprints, frozen configurations and job
// payloads. Equal structs give equal text. from_json validates.
std::string to_json(const Shape& shape, const void* object);
Status from_json(const Shape& shape, std::string_view text, void* object);

template <class T>
std::string to_json(const T& object) {
    return to_json(*shape_of<T>(), &object);
}
template <class T>
Result<T> from_json(std::string_view text) {
    T object;
    Status read = from_json(*shape_of<T>(), text, &object);
    if (!read) return failure(read.error());
    return object;
}

}  // namespace amicast::wire
