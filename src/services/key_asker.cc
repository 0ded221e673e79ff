#include "services/key_asker.h"

#include <fmt/format.h>

namespace amicast::services {

Result<KeyAsker::SharedKey> KeyAsker::find(std::string_view key) {
    auto name =
        keys::parse_key_name(key, {.account_id = caller_.account_id, .region = keyring_.region()});
    if (!name && name.error().kind == ErrorKind::not_found)
        return failure(ErrorKind::invalid, name.error().message);
    if (!name) return failure(name.error());
    const bool own = name->account_id == caller_.account_id;
    auto found = own && name->is_alias && name->name == service_.alias
                     ? keys::ensure_service_key(keyring_, caller_.account_id, service_)
                     : keyring_.find(*name);
    // A stranger must not learn whether there is such a key.
    if (!found && found.error().kind == ErrorKind::not_found && !own)
        return failure(refusal(name->arn(), "DescribeKey"));
    return found;
}

Result<bool> KeyAsker::allows(const keys::Key& key, const KeyAccess& access) {
    auto request = key_access(keyring_, caller_, key, access);
    if (!request) return failure(request.error());
    iam::ConditionContext& context = request->context;
    iam::add_global_context(caller_, facts_, context);
    const std::string principal = fmt::format("{}.amazonaws.com", service_.service);
    context["kms:ViaService"] = {
        fmt::format("{}.{}.amazonaws.com", service_.service, keyring_.region())};
    context["aws:ViaAWSService"] = {"true"};
    for (const char* name : {"aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"})
        context[name] = {principal};
    auto decision = site_.authorizer.authorize(caller_, *request);
    if (!decision) return failure(decision.error());
    return decision->allowed();
}

Status KeyAsker::check(const keys::Key& key, const KeyAccess& access) {
    auto allowed = allows(key, access);
    if (!allowed) return failure(allowed.error());
    if (!*allowed) return failure(refusal(key.arn(), access.operation));
    return {};
}

Error KeyAsker::refusal(const std::string& arn, std::string_view operation) const {
    return {.kind = ErrorKind::denied,
            .message = fmt::format("User: {} is not authorized to perform: kms:{} on resource: {} "
                                   "through {}: the key's policy or a grant, and your own "
                                   "policies, must allow it.",
                                   caller_.arn, operation, arn, service_.title)};
}

Status check_key_state(const keys::Key& key) {
    switch (key.state) {
        case keys::KeyState::enabled:
            return {};
        case keys::KeyState::disabled:
            return failure(ErrorKind::conflict, key.arn() + " is disabled.");
        case keys::KeyState::pending_deletion:
            break;
    }
    return failure(ErrorKind::conflict, key.arn() + " is pending deletion.");
}

}  // namespace amicast::services
