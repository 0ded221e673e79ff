// The steps of the pipeline, each ending the request with an error or leaving what the next one
// needs in the Exchange.
#include "gateway/gateway.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits.h"
#include "gateway/authenticate.h"
#include "gateway/authorize.h"
#include "gateway/exchange.h"
#include "gateway/record.h"
#include "gateway/router.h"
#include "sigv4/canonical.h"
#include "wire/auth_error.h"

namespace amicast::gateway {
namespace {

using wire::AuthProblem;

constexpr std::size_t echoed_length_max = 100;
// A request, and the call of EC2 that it makes on the caller's behalf.
constexpr double calls_of_a_request_max = 2;

std::string shortened(std::string_view text) {
    return std::string(text.substr(0, echoed_length_max));
}

std::size_t header_bytes(const wire::HttpRequest& request) {
    std::size_t total = request.method.size() + request.path.size() + request.query.size();
    for (const auto& [name, value] : request.headers)
        total += name.size() + value.size();
    return total;
}

Status check_size(const Exchange& exchange) {
    const wire::HttpRequest& request = exchange.request;
    if (request.body.size() > limits::request_body_bytes_max) {
        return failure(wire::auth_error(*exchange.shape, AuthProblem::too_large,
                                        "The request body is larger than " +
                                            std::to_string(limits::request_body_bytes_max) +
                                            " bytes."));
    }
    if (header_bytes(request) > limits::request_header_bytes_max) {
        return failure(wire::auth_error(*exchange.shape, AuthProblem::too_large,
                                        "The request's line and headers are larger than " +
                                            std::to_string(limits::request_header_bytes_max) +
                                            " bytes."));
    }
    return {};
}

std::string region_names(const services::Site& site) {
    std::string joined;
    for (const auto& [name, region] : site.regions)
        joined.append(joined.empty() ? "" : ", ").append(name);
    return joined;
}

// Services without regions of their own are signed for the client's region, for us-east-1 or for
// the pseudo-region, depending on the client; any region here will do.
images::Region* find_region(const services::Site& site, const wire::ServiceShape& service,
                            std::string_view name) {
    images::Region* region = site.find_region(name);
    bool anywhere = service.global && (name == "us-east-1" || name == "aws-global");
    if (region == nullptr && anywhere) region = site.regions.begin()->second;
    return region;
}

Error unknown_operation(const Exchange& exchange) {
    const wire::ServiceShape& service = *exchange.shape;
    if (service.protocol == wire::Protocol::rest_json) {
        return wire::auth_error(service, AuthProblem::unknown_operation,
                                "The service " + std::string(service.name) +
                                    " has no operation at " + shortened(exchange.request.method) +
                                    " " + shortened(exchange.request.path) + ".");
    }
    std::string action = wire::requested_action(service, exchange.request);
    if (!action.empty()) {
        return wire::auth_error(
            service, AuthProblem::unknown_operation,
            "The action " + shortened(action) + " is not valid for this web service.");
    }
    if (service.protocol == wire::Protocol::json_1_1) {
        return wire::auth_error(service, AuthProblem::unknown_operation,
                                "The request must contain the header X-Amz-Target with the value " +
                                    std::string(service.target_prefix) + ".<operation>.");
    }
    return Error{.kind = ErrorKind::invalid,
                 .message = "The request must contain the parameter Action",
                 .code = "MissingAction"};
}

bool asks_for_dry_run(const Endpoint& endpoint, const void* input) {
    if (endpoint.dry_run == nullptr) return false;
    const void* value = endpoint.dry_run->read(input);
    return value != nullptr && *static_cast<const bool*>(value);
}

Error dry_run_outcome() {
    return Error{.kind = ErrorKind::conflict,
                 .message = "Request would have succeeded, but DryRun flag is set.",
                 .code = "DryRunOperation"};
}

// However low the rate, an account that waits long enough gets any request through.
ThrottleOptions with_room_for_a_request(ThrottleOptions options) {
    options.burst = std::max(options.burst, calls_of_a_request_max);
    return options;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

struct Gateway::State {
    State(services::Site& the_site, std::span<const services::Service> services,
          const GatewayOptions& options)
        : site(the_site),
          router(services),
          authenticator(the_site, options.clock_skew_max),
          throttle(with_room_for_a_request(options.throttle)) {}

    Result<wire::HttpResponse> answer(Exchange& exchange);
    void begin_routing(Exchange& exchange, const sigv4::Checked<sigv4::Claim>& claim) const;
    Status route(Exchange& exchange, sigv4::Checked<sigv4::Claim> claim) const;
    Status authenticate(Exchange& exchange);
    Status admit_ec2_call(const Exchange& exchange);
    Result<wire::HttpResponse> act(Exchange& exchange);

    services::Site& site;
    Router router;
    Authenticator authenticator;
    Throttle throttle;
};

Gateway::Gateway(services::Site& site, std::span<const services::Service> services,
                 GatewayOptions options)
    : state_(std::make_unique<State>(site, services, options)) {
    check(!site.regions.empty(), "a site serves at least one region");
}

Gateway::~Gateway() = default;

wire::HttpResponse Gateway::handle(wire::HttpRequest&& request) {
    auto start = std::chrono::steady_clock::now();
    Exchange exchange{.request = request,
                      .request_id = new_uuid(state_->site.random),
                      .now = state_->site.clock.now(),
                      .shape = &unknown_service_shape(request)};
    Result<wire::HttpResponse> answer = failure(ErrorKind::internal, "");
    try {
        answer = state_->answer(exchange);
    } catch (const std::exception& stray) {
        record_stray_exception(exchange, stray);
        answer = failure(Error{.kind = ErrorKind::internal,
                               .message = "An internal error occurred.",
                               .code = "InternalFailure"});
    }
    if (!answer) {
        exchange.error = answer.error();
        answer = wire::encode_error(*exchange.shape, answer.error(), exchange.request_id);
    }
    record(exchange, *answer, seconds_since(start));
    return *std::move(answer);
}

Result<wire::HttpResponse> Gateway::State::answer(Exchange& exchange) {
    // Route and signature must mean the same path; what is signed is the normal form.
    exchange.request.path = sigv4::normalize_path(exchange.request.path);
    auto claim = sigv4::read_claim(signature_view(exchange.request));
    begin_routing(exchange, claim);

    Status passed = check_size(exchange);
    if (passed) passed = route(exchange, std::move(claim));
    if (passed) passed = authenticate(exchange);
    if (!passed) return failure(passed.error());
    return act(exchange);
}

// Finds the service by its name in the credential scope, or guesses it, so that every error from
// here on has the right form.
void Gateway::State::begin_routing(Exchange& exchange,
                                   const sigv4::Checked<sigv4::Claim>& claim) const {
    exchange.service =
        claim ? router.find_service(claim->scope.service) : router.guess_service(exchange.request);
    if (exchange.service != nullptr) exchange.shape = &exchange.service->shape();
}

Status Gateway::State::route(Exchange& exchange, sigv4::Checked<sigv4::Claim> claim) const {
    const wire::ServiceShape& shape = *exchange.shape;
    if (!claim) return failure(refusal_error(shape, claim.error()));
    exchange.claim = *std::move(claim);
    const sigv4::Scope& scope = exchange.claim.scope;
    if (exchange.service == nullptr) {
        return failure(wire::auth_error(
            shape, AuthProblem::unknown_operation,
            "Credential should be scoped to a service of this endpoint: it serves " +
                router.service_names() + ", not '" + scope.service + "'."));
    }
    exchange.region = find_region(site, shape, scope.region);
    if (exchange.region == nullptr) {
        return failure(wire::auth_error(
            shape, AuthProblem::bad_signature,
            "Credential should be scoped to a valid region: this endpoint serves " +
                region_names(site) + ", not '" + scope.region + "'."));
    }
    // A request for an operation that does not exist is still authenticated first.
    exchange.endpoint = exchange.service->find(exchange.request, exchange.labels);
    return {};
}

namespace {

constexpr std::string_view too_many_requests = "TooManyRequestsException";
constexpr std::string_view call_rate_exceeded = "CallRateLimitExceededException";

bool declares(const Exchange& exchange, std::string_view error) {
    return exchange.endpoint != nullptr &&
           exchange.endpoint->operation->shape.errors.find(error) != std::string_view::npos;
}

// An operation that declares an error of its own for this answers with that one (Image Builder),
// else it is the protocol's.
Error throttled(const Exchange& exchange) {
    Error error =
        wire::auth_error(*exchange.shape, AuthProblem::throttled, "Request limit exceeded.");
    for (std::string_view name : {too_many_requests, call_rate_exceeded}) {
        if (!declares(exchange, name)) continue;
        error.code = name;
        break;
    }
    return error;
}

// Where an operation declares both, the service model tells them apart: one is for requests for
// the operation, the other for the EC2 calls that the service makes on the caller's behalf.
bool calls_ec2(const Exchange& exchange) {
    return declares(exchange, too_many_requests) && declares(exchange, call_rate_exceeded);
}

Error ec2_throttled() {
    return Error{.kind = ErrorKind::throttled,
                 .message =
                     "Request limit exceeded for the Amazon EC2 APIs that are called on "
                     "your behalf. Retry with an increasing or variable delay between "
                     "requests.",
                 .code = std::string(call_rate_exceeded)};
}

}  // namespace

// The request was admitted; what it calls counts against the account's rate as if the caller had
// made that call.
Status Gateway::State::admit_ec2_call(const Exchange& exchange) {
    if (!calls_ec2(exchange) || throttle.admit(exchange.caller.account_id, exchange.now)) return {};
    return failure(ec2_throttled());
}

Status Gateway::State::authenticate(Exchange& exchange) {
    bool unsigned_payload =
        exchange.endpoint != nullptr && exchange.endpoint->operation->shape.unsigned_payload;
    auto caller = authenticator.authenticate(*exchange.shape, exchange.request, exchange.claim,
                                             unsigned_payload, exchange.now);
    if (!caller) return failure(caller.error());
    exchange.caller = *std::move(caller);
    if (!throttle.admit(exchange.caller.account_id, exchange.now)) {
        return failure(throttled(exchange));
    }
    if (exchange.endpoint == nullptr) return failure(unknown_operation(exchange));
    return {};
}

Result<wire::HttpResponse> Gateway::State::act(Exchange& exchange) {
    const wire::ServiceShape& service = *exchange.shape;
    const services::Operation& operation = *exchange.endpoint->operation;
    wire::HttpRequest& request = exchange.request;
    services::Call call{
        .site = site,
        .region = *exchange.region,
        .caller = exchange.caller,
        .now = exchange.now,
        .random = site.random,
        .request_id = exchange.request_id,
        .secure = request.secure,
        .remote_address = request.remote_address,
        .user_agent = std::string(wire::find_header(request.headers, "user-agent").value_or(""))};
    std::string version = wire::requested_version(service, request);

    std::shared_ptr<void> input = operation.make_input();
    Status passed =
        wire::decode_input(service, operation.shape, request, exchange.labels, input.get());
    if (passed && operation.check != nullptr) passed = operation.check(input.get());
    if (passed) passed = admit_ec2_call(exchange);
    if (passed) passed = authorize(call, service, operation.access(call, input.get()));
    if (!passed) return failure(passed.error());
    if (asks_for_dry_run(*exchange.endpoint, input.get())) return failure(dry_run_outcome());

    auto output = operation.run(call, input.get());
    if (!output) return failure(output.error());
    return wire::encode_output(service, operation.shape, output->get(), exchange.request_id,
                               version);
}

}  // namespace amicast::gateway
