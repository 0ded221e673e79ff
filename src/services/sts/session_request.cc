#include "services/sts/session_request.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/encoding.h"
#include "iam/identity_store.h"
#include "iam/managed_policies.h"
#include "iam/policy_document.h"
#include "iam/policy_pattern.h"
#include "services/query_errors.h"

namespace amicast::services::sts {
namespace {

// Inline and managed session policies together, in characters.
constexpr std::size_t session_policy_size_max = 2048;
constexpr std::size_t policy_arns_max = 10;

// The text of a managed policy of the role's account.
Result<std::string> find_policy(Call& call, std::string_view role_account, std::string_view arn) {
    auto document = call.site.identity.catalog().read_value([&](catalog::Transaction& tx) {
        return iam::select_policy_document(tx, role_account, arn);
    });
    if (!document) return failure(document.error());
    if (!*document) {
        return failure(validation_error(fmt::format(
            "PolicyArns: the managed policy '{}' does not exist in the role's account.", arn)));
    }
    return std::move(**document);
}

Status check_policy(const std::string& document) {
    auto parsed = iam::parse_policy(document, iam::PolicyUse::identity);
    if (parsed) return {};
    return failure(Error{.kind = ErrorKind::invalid,
                         .message = parsed.error().message,
                         .detail = parsed.error().detail,
                         .code = "MalformedPolicyDocument"});
}

Status check_size(std::size_t size) {
    if (size <= session_policy_size_max) return {};
    return failure(Error{.kind = ErrorKind::limit,
                         .message = fmt::format("The session policies have {} characters "
                                                "together; at most {} are possible.",
                                                size, session_policy_size_max),
                         .code = "PackedPolicyTooLarge"});
}

Status read_inline_policy(const AssumeRoleInput& input, SessionRequest& request) {
    if (input.policy_arns.size() > policy_arns_max) {
        return failure(
            validation_error(fmt::format("PolicyArns holds {} policies; at most {} are possible",
                                         input.policy_arns.size(), policy_arns_max)));
    }
    if (!input.policy) return {};
    if (Status valid = check_policy(*input.policy); !valid) return valid;
    request.policies.push_back(*input.policy);
    return check_size(utf8_length(*input.policy));
}

bool is_in(const std::vector<std::string>& keys, std::string_view key) {
    std::string wanted = iam::ascii_lower(key);
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& one) { return iam::ascii_lower(one) == wanted; });
}

Status check_new_tags(const iam::Principal& caller, const std::vector<Tag>& tags) {
    std::set<std::string> seen;
    for (const Tag& tag : tags) {
        if (!seen.insert(iam::ascii_lower(tag.key)).second) {
            return failure(
                validation_error("Duplicate tag keys found. Please note that Tag keys "
                                 "are case insensitive."));
        }
        if (iam::ascii_lower(tag.key).starts_with("aws:")) {
            return failure(validation_error(
                fmt::format("Tags: the key '{}' begins with 'aws:', which is reserved.", tag.key)));
        }
        if (is_in(caller.transitive_tag_keys, tag.key)) {
            return failure(validation_error(fmt::format(
                "Tags: the key '{}' is inherited from the calling session and cannot be set anew.",
                tag.key)));
        }
    }
    return {};
}

Status add_tags(const iam::Principal& caller, const AssumeRoleInput& input,
                SessionRequest& request) {
    if (Status valid = check_new_tags(caller, input.tags); !valid) return valid;
    for (const Tag& tag : input.tags)
        request.tags[tag.key] = tag.value;
    request.transitive_tag_keys = caller.transitive_tag_keys;
    for (const std::string& key : caller.transitive_tag_keys) {
        auto inherited = caller.tags.find(key);
        if (inherited != caller.tags.end()) request.tags[key] = inherited->second;
    }
    for (const std::string& key : input.transitive_tag_keys) {
        bool given = std::any_of(input.tags.begin(), input.tags.end(),
                                 [&](const Tag& tag) { return tag.key == key; });
        if (!given && !is_in(caller.transitive_tag_keys, key)) {
            return failure(validation_error(
                fmt::format("TransitiveTagKeys: the key '{}' is not among Tags.", key)));
        }
        if (!is_in(request.transitive_tag_keys, key)) request.transitive_tag_keys.push_back(key);
    }
    return {};
}

Status set_source_identity(const iam::Principal& caller, const AssumeRoleInput& input,
                           SessionRequest& request) {
    request.source_identity = caller.source_identity;
    if (!input.source_identity) return {};
    if (caller.source_identity && *caller.source_identity != *input.source_identity) {
        return failure(
            validation_error("SourceIdentity: the calling session has one already, and "
                             "it cannot be changed."));
    }
    request.source_identity = input.source_identity;
    return {};
}

}  // namespace

Result<SessionRequest> read_session_request(Call& call, const AssumeRoleInput& input) {
    SessionRequest request;
    if (Status done = read_inline_policy(input, request); !done) return failure(done.error());
    if (Status done = add_tags(call.caller, input, request); !done) return failure(done.error());
    if (Status done = set_source_identity(call.caller, input, request); !done)
        return failure(done.error());
    return request;
}

Status add_managed_policies(Call& call, const AssumeRoleInput& input, std::string_view role_account,
                            SessionRequest& request) {
    std::size_t size = input.policy ? utf8_length(*input.policy) : 0;
    for (const PolicyDescriptor& descriptor : input.policy_arns) {
        auto document = find_policy(call, role_account, descriptor.arn.value_or(""));
        if (!document) return failure(document.error());
        size += utf8_length(*document);
        request.policy_arns.push_back(descriptor.arn.value_or(""));
    }
    return check_size(size);
}

}  // namespace amicast::services::sts
