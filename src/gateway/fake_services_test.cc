// Fake services, one for each protocol, with operations that echo, fail, throw and say who called.
#include <stdexcept>

#include "gateway/test_site.h"

namespace amicast::gateway::testing {
namespace {

using services::Call;
using services::NoOutput;
using services::operation;

struct EchoInput {
    std::optional<std::string> text;
    std::optional<bool> dry_run;
    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&EchoInput::text>("Text"),
            wire::member<&EchoInput::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct EchoOutput {
    std::optional<std::string> text;
    std::optional<std::string> caller;
    std::optional<std::string> region;
    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&EchoOutput::text>("Text"),
            wire::member<&EchoOutput::caller>("Caller"),
            wire::member<&EchoOutput::region>("Region"),
        };
        return rows;
    }
};

struct TagsInput {
    std::string resource_arn;
    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&TagsInput::resource_arn>(
                "resourceArn", {.location = wire::Location::uri, .required = true}),
        };
        return rows;
    }
};

struct PutInput {
    std::string snapshot_id;
    std::string checksum;
    wire::Payload data;
    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&PutInput::snapshot_id>(
                "snapshotId", {.location = wire::Location::uri, .required = true}),
            wire::member<&PutInput::checksum>("checksum", {.location_name = "x-amz-Checksum",
                                                           .location = wire::Location::header,
                                                           .required = true}),
            wire::member<&PutInput::data>("data", {.location = wire::Location::payload}),
        };
        return rows;
    }
};

Result<EchoOutput> echo(Call& call, const EchoInput& input) {
    if (input.text == "fail") {
        return failure(
            Error{.kind = ErrorKind::not_found, .message = "No such text", .code = "TextNotFound"});
    }
    if (input.text == "throw") throw std::runtime_error("thrown by the test");
    return EchoOutput{.text = input.text, .caller = call.caller.arn, .region = call.region.name};
}

Result<EchoOutput> tags(Call&, const TagsInput& input) {
    return EchoOutput{.text = input.resource_arn, .caller = {}, .region = {}};
}

Result<EchoOutput> put_block(Call&, const PutInput& input) {
    return EchoOutput{.text = input.snapshot_id + " " + std::to_string(input.data.bytes.size()),
                      .caller = {},
                      .region = {}};
}

Result<NoOutput> forget(Call&, const EchoInput&) {
    return NoOutput{};
}

Status check_echo(const EchoInput& input) {
    if (input.text != "contradiction") return {};
    return failure(Error{.kind = ErrorKind::invalid,
                         .message = "Text contradicts itself",
                         .code = "InvalidParameterCombination"});
}

std::vector<iam::AccessRequest> needs_echo(Call& call, const EchoInput&) {
    return {{.action = "ec2:Echo",
             .resource = "arn:aws:ec2:" + call.region.name + ":" + call.account() + ":echo/1",
             .context = {}}};
}
template <class Input>
std::vector<iam::AccessRequest> needs_nothing(Call&, const Input&) {
    return {};
}

Error name_input_problem(const wire::OperationShape&, const wire::InputProblem& problem) {
    return Error{.kind = ErrorKind::invalid,
                 .message = problem.path + " is wrong",
                 .code = "InvalidParameterValue"};
}
Error name_error(Error error) {
    error.code = error.kind == ErrorKind::unavailable ? "ServiceUnavailable" : "InternalError";
    return error;
}

constexpr wire::ErrorCode codes[] = {{"DryRunOperation", 412},
                                     {"TextNotFound", 400},
                                     {"CallRateLimitExceededException", 429},
                                     {"TooManyRequestsException", 429}};

wire::ServiceShape shape(std::string_view name, wire::Protocol protocol, std::string_view version) {
    wire::ServiceShape service{.name = name, .protocol = protocol, .api_version = version};
    service.error_codes = codes;
    service.name_input_problem = name_input_problem;
    service.name_error = name_error;
    return service;
}

std::vector<services::Service> make_services() {
    static const services::Operation ec2[] = {
        operation<echo, needs_echo, check_echo>({.name = "Echo"}),
        operation<forget, needs_nothing<EchoInput>>({.name = "Forget"}),
    };
    static const services::Operation sts[] = {
        operation<echo, needs_nothing<EchoInput>>({.name = "GetCallerIdentity"}),
    };
    static const services::Operation organizations[] = {
        operation<echo, needs_echo>({.name = "Echo"}),
    };
    static const services::Operation imagebuilder[] = {
        operation<echo, needs_echo>({.name = "Echo", .method = "PUT", .uri = "/Echo"}),
        operation<tags, needs_nothing<TagsInput>>(
            {.name = "ListTagsForResource", .method = "GET", .uri = "/tags/{resourceArn}"}),
        operation<echo, needs_nothing<EchoInput>>(
            {.name = "List",
             .method = "PUT",
             .uri = "/List",
             .errors = "ServiceException CallRateLimitExceededException"}),
        operation<echo, needs_nothing<EchoInput>>(
            {.name = "Distribute",
             .method = "PUT",
             .uri = "/Distribute",
             .errors = "CallRateLimitExceededException TooManyRequestsException"}),
    };
    static const services::Operation ebs[] = {
        operation<put_block, needs_nothing<PutInput>>(
            {.name = "PutSnapshotBlock",
             .method = "PUT",
             .uri = "/snapshots/{snapshotId}/blocks/{blockIndex}",
             .success_status = 201,
             .unsigned_payload = true}),
        operation<echo, needs_nothing<EchoInput>>(
            {.name = "StartSnapshot", .method = "POST", .uri = "/snapshots"}),
    };
    std::vector<services::Service> all = {
        {shape("ec2", wire::Protocol::ec2_query, "2016-11-15"), ec2},
        {shape("sts", wire::Protocol::aws_query, "2011-06-15"), sts},
        {shape("organizations", wire::Protocol::json_1_1, "2016-11-28"), organizations},
        {shape("imagebuilder", wire::Protocol::rest_json, "2019-12-02"), imagebuilder},
        {shape("ebs", wire::Protocol::rest_json, "2019-11-02"), ebs},
    };
    all[1].shape.global = true;
    all[1].shape.xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    all[2].shape.global = true;
    all[2].shape.target_prefix = "AWSOrganizationsV20161128";
    return all;
}

}  // namespace

std::span<const services::Service> fake_services() {
    static const std::vector<services::Service> all = make_services();
    return all;
}

}  // namespace amicast::gateway::testing
