// One request on its way through the pipeline: what each step found out for the next.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/router.h"
#include "iam/principal.h"
#include "images/region.h"
#include "sigv4/claim.h"
#include "wire/http_message.h"
#include "wire/operation.h"

namespace amicast::gateway {

struct Exchange {
    wire::HttpRequest& request;
    std::string request_id;
    Time now{};
    // The form errors take; never null once routing has begun.
    const wire::ServiceShape* shape = nullptr;
    const ServiceRoutes* service = nullptr;
    const Endpoint* endpoint = nullptr;  // null: no such operation
    wire::Labels labels;
    sigv4::Claim claim;
    images::Region* region = nullptr;
    iam::Principal caller;
    std::optional<Error> error;  // what was answered, for the log
};

}  // namespace amicast::gateway
