#include "services/request_facts.h"

#include <utility>

#include "iam/identity_store.h"

namespace amicast::services {

Result<iam::RequestFacts> gather_facts(const Call& call) {
    iam::RequestFacts facts{.now = call.now,
                            .region = call.region.name,
                            .source_ip = call.remote_address,
                            .user_agent = call.user_agent,
                            .secure = call.secure};
    auto arns = call.site.identity.organization_arns(call.caller.account_id);
    if (!arns) return failure(arns.error());
    facts.organization_arns = *std::move(arns);
    auto paths = call.site.identity.organization_paths(call.caller.account_id);
    if (!paths) return failure(paths.error());
    facts.organization_paths = *std::move(paths);
    return facts;
}

}  // namespace amicast::services
