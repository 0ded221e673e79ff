// Client tokens of this service in the region's catalog.
#include "services/imagebuilder/idempotency.h"

#include <fmt/format.h>

#include "images/client_token.h"
#include "services/imagebuilder/errors.h"

namespace amicast::services::imagebuilder {
namespace {

images::TokenScope scope_of(const Call& call, const TokenUse& use) {
    return {.account_id = call.account(),
            .operation = fmt::format("imagebuilder:{}", use.operation),
            .token = use.token};
}

Result<std::optional<std::string>> replay(catalog::Transaction& tx, const Call& call,
                                          const TokenUse& use) {
    auto answer = images::replay(tx, scope_of(call, use), use.fingerprint);
    if (!answer && answer.error().kind == ErrorKind::conflict) return failure(token_mismatch());
    return answer;
}

}  // namespace

Result<std::optional<std::string>> answered_before(const Call& call, const TokenUse& use) {
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return replay(tx, call, use); });
}

Result<std::string> once(const Call& call, const TokenUse& use,
                         const std::function<Result<std::string>(catalog::Transaction&)>& work) {
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<std::string> {
        auto answered = replay(tx, call, use);
        if (!answered) return failure(answered.error());
        if (*answered) return std::move(**answered);
        auto arn = work(tx);
        if (!arn) return arn;
        Status recorded = images::record(tx, scope_of(call, use), use.fingerprint, *arn, call.now);
        if (!recorded) return failure(recorded.error());
        return arn;
    });
}

}  // namespace amicast::services::imagebuilder
