// Asks the policy engine, with the global condition keys of the request.
#include "gateway/authorize.h"

#include <utility>

#include "iam/authorization_message.h"
#include "iam/authorizer.h"
#include "services/request_facts.h"
#include "wire/auth_error.h"

namespace amicast::gateway {
namespace {

Error denial(const services::Call& call, const wire::ServiceShape& service,
             const iam::AccessRequest& request, const iam::Decision& decision) {
    // Scripts look for "is not authorized to perform"; EC2 puts a sentence of its own first.
    std::string message;
    if (service.protocol == wire::Protocol::ec2_query) {
        message = "You are not authorized to perform this operation. ";
    }
    message.append("User: ").append(call.caller.arn);
    message.append(" is not authorized to perform: ").append(request.action);
    message.append(" on resource: ").append(request.resource);
    if (!decision.reason.empty()) message.append(" because ").append(decision.reason);
    if (service.protocol == wire::Protocol::ec2_query) {
        message.append(". Encoded authorization failure message: ")
            .append(iam::seal_authorization_message(call.site.root_key, call.random, call.caller,
                                                    request, decision));
    }
    return wire::auth_error(service, wire::AuthProblem::denied, std::move(message));
}

}  // namespace

Status authorize(const services::Call& call, const wire::ServiceShape& service,
                 std::vector<iam::AccessRequest> requests) {
    if (requests.empty()) return {};
    auto facts = services::gather_facts(call);
    if (!facts) return failure(facts.error());
    for (iam::AccessRequest& request : requests) {
        iam::add_global_context(call.caller, *facts, request.context);
        auto decision = call.site.authorizer.authorize(call.caller, request);
        if (!decision) return failure(decision.error());
        if (!decision->allowed()) return failure(denial(call, service, request, *decision));
    }
    return {};
}

}  // namespace amicast::gateway
