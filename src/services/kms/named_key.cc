#include "services/kms/named_key.h"

#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "iam/authorizer.h"
#include "services/kms/errors.h"
#include "services/request_facts.h"

namespace amicast::services::kms {
namespace {

constexpr std::size_t echoed_length_max = 100;

// A name of another Region's key is well formed, but names nothing here.
Error name_problem(const Error& problem) {
    return problem.kind == ErrorKind::invalid ? invalid_arn(problem.message)
                                              : not_found(problem.message);
}

Error alias_refused(std::string_view text) {
    const std::string message = fmt::format(
        "'{}': this operation takes a key ID or a key ARN, not an alias; DescribeKey tells the key "
        "of an alias.",
        text.substr(0, echoed_length_max));
    return text.starts_with("arn:") ? invalid_arn("Invalid arn " + message)
                                    : not_found("Invalid keyId " + message);
}

}  // namespace

keys::Keyring& keyring_of(const Call& call) {
    keys::Keyring* keyring = call.site.find_keyring(call.region.name);
    check(keyring != nullptr, "every region that is served has a keyring");
    return *keyring;
}

NamedKey find_named(Call& call, std::string_view text, KeyScope scope) {
    auto name =
        keys::parse_key_name(text, {.account_id = call.account(), .region = call.region.name});
    if (!name) return {.name = std::nullopt, .key = failure(name_problem(name.error()))};
    if (name->is_alias && scope != KeyScope::any_key_or_alias)
        return {.name = std::nullopt, .key = failure(alias_refused(text))};
    if (scope == KeyScope::own_key && name->account_id != call.account()) {
        Error refusal = access_denied("The key " + name->arn() + " belongs to another account.");
        return {.name = std::move(*name), .key = failure(std::move(refusal))};
    }
    auto key = keyring_of(call).find(*name);
    return {.name = std::move(*name), .key = std::move(key)};
}

NamedKey as_named(SharedKey key) {
    keys::KeyName name{
        .account_id = key->account_id, .region = key->region, .is_arn = true, .name = key->id};
    return {.name = std::move(name), .key = std::move(key)};
}

void ask(const Call& call, NamedKey& named, KeyAccess access, AccessRequests& requests) {
    if (!named.name) return;
    if (!named.key) {
        requests.push_back(missing_key_access(call.caller, *named.name, access.operation));
        return;
    }
    if (named.name->is_alias) access.conditions["kms:RequestAlias"] = {named.name->name};
    auto request = key_access(keyring_of(call), call.caller, **named.key, access);
    if (!request) {
        named.key = failure(request.error());
        return;
    }
    requests.push_back(std::move(*request));
}

Result<iam::Decision> decide_now(const Call& call, const iam::Principal& principal,
                                 iam::AccessRequest request) {
    auto facts = gather_facts(call);
    if (!facts) return failure(facts.error());
    iam::add_global_context(principal, *facts, request.context);
    return call.site.authorizer.authorize(principal, request);
}

AccessRequests on_key(Call& call, std::string_view text, KeyScope scope, KeyAccess access) {
    return on_named(call, find_named(call, text, scope), std::move(access));
}

AccessRequests on_named(Call& call, NamedKey found, KeyAccess access) {
    auto named = std::make_shared<NamedKey>(std::move(found));
    AccessRequests requests;
    ask(call, *named, std::move(access), requests);
    call.found = std::move(named);
    return requests;
}

const Result<SharedKey>& key_of(const Call& call) {
    check(call.found != nullptr, "the access rule looked the key up");
    return static_cast<const NamedKey*>(call.found.get())->key;
}

iam::AccessRequest on_everything(const Call& call, std::string_view operation) {
    return {.action = fmt::format("kms:{}", operation),
            .context = {{"kms:CallerAccount", {call.account()}}}};
}

}  // namespace amicast::services::kms
