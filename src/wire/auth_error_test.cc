// Codes and statuses of failed authentication, per protocol family.
#include "wire/auth_error.h"

#include <gtest/gtest.h>

#include "wire/sample_shapes.h"

namespace amicast::wire {
namespace {

const ServiceShape ec2 = sample::service(Protocol::ec2_query, "ec2");
const ServiceShape sts = sample::service(Protocol::aws_query, "sts");
const ServiceShape rest = sample::service(Protocol::rest_json, "imagebuilder");
const ServiceShape ebs = sample::service(Protocol::rest_json, "ebs");
const ServiceShape json = sample::service(Protocol::json_1_1, "organizations");

std::string code_and_status(const ServiceShape& service, AuthProblem problem) {
    Error error = auth_error(service, problem, "because");
    EXPECT_EQ(error.message, "because");
    int status = encode_error(service, error, "r").status;
    EXPECT_EQ(status, auth_error_status(service, error.code));
    return error.code + " " + std::to_string(status);
}

TEST(AuthError, Ec2) {
    EXPECT_EQ(code_and_status(ec2, AuthProblem::missing), "AuthFailure 401");
    EXPECT_EQ(code_and_status(ec2, AuthProblem::unknown_key), "AuthFailure 401");
    EXPECT_EQ(code_and_status(ec2, AuthProblem::bad_signature), "SignatureDoesNotMatch 403");
    EXPECT_EQ(code_and_status(ec2, AuthProblem::expired), "RequestExpired 400");
    EXPECT_EQ(code_and_status(ec2, AuthProblem::denied), "UnauthorizedOperation 403");
    EXPECT_EQ(code_and_status(ec2, AuthProblem::unknown_operation), "InvalidAction 400");
    EXPECT_EQ(code_and_status(ec2, AuthProblem::throttled), "RequestLimitExceeded 503");
    EXPECT_EQ(code_and_status(ec2, AuthProblem::too_large), "RequestEntityTooLarge 413");
}

TEST(AuthError, Ec2SaysAuthFailureForForeignResourcesToo) {
    Error foreign{.kind = ErrorKind::denied, .message = "Not yours", .code = "AuthFailure"};
    EXPECT_EQ(encode_error(ec2, foreign, "r").status, 400);
}

TEST(AuthError, Sts) {
    EXPECT_EQ(code_and_status(sts, AuthProblem::missing), "MissingAuthenticationToken 403");
    EXPECT_EQ(code_and_status(sts, AuthProblem::malformed), "IncompleteSignature 400");
    EXPECT_EQ(code_and_status(sts, AuthProblem::unknown_key), "InvalidClientTokenId 403");
    EXPECT_EQ(code_and_status(sts, AuthProblem::expired), "SignatureDoesNotMatch 403");
    EXPECT_EQ(code_and_status(sts, AuthProblem::expired_token), "ExpiredToken 403");
    EXPECT_EQ(code_and_status(sts, AuthProblem::denied), "AccessDenied 403");
    EXPECT_EQ(code_and_status(sts, AuthProblem::throttled), "Throttling 400");
}

TEST(AuthError, Json11) {
    EXPECT_EQ(code_and_status(json, AuthProblem::missing),
              "MissingAuthenticationTokenException 400");
    EXPECT_EQ(code_and_status(json, AuthProblem::bad_token), "UnrecognizedClientException 400");
    EXPECT_EQ(code_and_status(json, AuthProblem::denied), "AccessDeniedException 400");
    EXPECT_EQ(code_and_status(json, AuthProblem::unknown_operation),
              "UnknownOperationException 400");
}

TEST(AuthError, RestJson) {
    EXPECT_EQ(code_and_status(rest, AuthProblem::missing),
              "MissingAuthenticationTokenException 403");
    EXPECT_EQ(code_and_status(rest, AuthProblem::bad_signature), "InvalidSignatureException 403");
    EXPECT_EQ(code_and_status(rest, AuthProblem::expired_token), "ExpiredTokenException 403");
    EXPECT_EQ(code_and_status(rest, AuthProblem::denied), "AccessDeniedException 403");
    EXPECT_EQ(code_and_status(rest, AuthProblem::unknown_operation),
              "UnknownOperationException 404");
    EXPECT_EQ(code_and_status(rest, AuthProblem::throttled), "ThrottlingException 429");
    EXPECT_EQ(auth_error(ebs, AuthProblem::denied, "no").members.front().second,
              "UNAUTHORIZED_ACCOUNT");
    EXPECT_EQ(code_and_status(ebs, AuthProblem::throttled), "ThrottlingException 400");
    EXPECT_EQ(code_and_status(rest, AuthProblem::too_large), "RequestEntityTooLargeException 413");
}

TEST(AuthError, KindsAndForeignCodes) {
    EXPECT_EQ(auth_error(ec2, AuthProblem::denied, "").kind, ErrorKind::denied);
    EXPECT_EQ(auth_error(ec2, AuthProblem::throttled, "").kind, ErrorKind::throttled);
    EXPECT_EQ(auth_error(ec2, AuthProblem::missing, "").kind, ErrorKind::invalid);
    EXPECT_EQ(auth_error_status(ec2, "InvalidAMIID.NotFound"), 0);
    EXPECT_EQ(auth_error_status(rest, ""), 0);
}

}  // namespace
}  // namespace amicast::wire
