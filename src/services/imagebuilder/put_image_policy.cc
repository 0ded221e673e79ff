// PutImagePolicy: says who else may see an image, with GetImage and ListImages, and distribute it.
// The AMI itself is shared by its launch permission, not by this.
#include "iam/bound_policy.h"
#include "iam/policy_document.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct PutImagePolicyInput {
    std::string image_arn;
    std::string policy;

    static std::span<const wire::Member> members() {
        using This = PutImagePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_arn>("imageArn",
                                           {.required = true, .pattern = build_arn_pattern}),
            wire::member<&This::policy>("policy", {.required = true, .min = 1, .max = 30000}),
        };
        return rows;
    }
};

struct PutImagePolicyOutput {
    std::string request_id;
    std::string image_arn;

    static std::span<const wire::Member> members() {
        using This = PutImagePolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::image_arn>("imageArn", {.pattern = build_arn_pattern}),
        };
        return rows;
    }
};

// The policy with its principals bound to those who have the names now.
Result<std::string> bound_form(const Call& call, const std::string& policy) {
    auto document = iam::parse_policy(policy, iam::PolicyUse::resource);
    if (!document) return failure(invalid_value("policy", document.error().message));
    auto bound = iam::bind_principals(call.site.identity, policy);
    if (!bound && bound.error().kind == ErrorKind::invalid)
        return failure(invalid_value("policy", bound.error().message));
    return bound;
}

Result<PutImagePolicyOutput> put_image_policy(Call& call, const PutImagePolicyInput& input) {
    auto bound = bound_form(call, input.policy);
    if (!bound) return failure(bound.error());
    Status put = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto image = find_image(call, tx, input.image_arn);
        if (!image) return failure(image.error());
        image->policy = input.policy;
        image->bound_policy = *bound;
        return distribution::update_policy(tx, *image);
    });
    if (!put) return failure(put.error());
    return PutImagePolicyOutput{.request_id = call.request_id, .image_arn = input.image_arn};
}

AccessRequests put_image_policy_access(Call& call, const PutImagePolicyInput& input) {
    return {on_resource(call, "PutImagePolicy", input.image_arn)};
}

}  // namespace

Operation put_image_policy_operation() {
    return operation<&put_image_policy, &put_image_policy_access>(
        {.name = "PutImagePolicy",
         .method = "PUT",
         .uri = "/PutImagePolicy",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidParameterValueException "
                   "ResourceNotFoundException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
