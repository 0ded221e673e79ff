// DecodeAuthorizationMessage: what stands in the encoded part of a refusal by EC2.
#include "iam/authorization_message.h"
#include "services/sts/operations.h"

namespace amicast::services::sts {
namespace {

struct DecodeAuthorizationMessageInput {
    std::string encoded_message;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DecodeAuthorizationMessageInput::encoded_message>(
                "EncodedMessage", {.required = true, .min = 1, .max = 10240})};
        return rows;
    }
};

struct DecodeAuthorizationMessageOutput {
    std::string decoded_message;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DecodeAuthorizationMessageOutput::decoded_message>("DecodedMessage")};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const DecodeAuthorizationMessageInput&) {
    return {{.action = "sts:DecodeAuthorizationMessage", .resource = "*", .context = {}}};
}

Result<DecodeAuthorizationMessageOutput> decode(Call& call,
                                                const DecodeAuthorizationMessageInput& input) {
    auto message =
        iam::open_authorization_message(call.site.root_key, call.account(), input.encoded_message);
    if (!message) {
        return failure(Error{.kind = ErrorKind::invalid,
                             .message = message.error().message,
                             .code = "InvalidAuthorizationMessageException"});
    }
    return DecodeAuthorizationMessageOutput{.decoded_message = std::move(*message)};
}

}  // namespace

Operation decode_authorization_message_operation() {
    return operation<&decode, &access>(
        {.name = "DecodeAuthorizationMessage", .errors = "InvalidAuthorizationMessageException"});
}

}  // namespace amicast::services::sts
