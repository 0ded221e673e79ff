// What AssumeRole takes and gives, as its model has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/sts/credentials.h"
#include "wire/schema.h"

namespace amicast::services::sts {

struct PolicyDescriptor {
    std::optional<std::string> arn;
    static std::span<const wire::Member> members();
};

struct Tag {
    std::string key;
    std::string value;
    static std::span<const wire::Member> members();
};

struct ProvidedContext {
    std::optional<std::string> provider_arn;
    std::optional<std::string> context_assertion;
    static std::span<const wire::Member> members();
};

struct AssumeRoleInput {
    std::string role_arn;
    std::string role_session_name;
    std::vector<PolicyDescriptor> policy_arns;
    std::optional<std::string> policy;
    std::optional<std::int64_t> duration_seconds;
    std::vector<Tag> tags;
    std::vector<std::string> transitive_tag_keys;
    std::optional<std::string> external_id;
    std::optional<std::string> serial_number;
    std::optional<std::string> token_code;
    std::optional<std::string> source_identity;
    std::vector<ProvidedContext> provided_contexts;
    std::optional<std::int64_t> minimum_session_token_size;
    static std::span<const wire::Member> members();
};

struct AssumedRoleUser {
    std::string assumed_role_id;
    std::string arn;
    static std::span<const wire::Member> members();
};

struct AssumeRoleOutput {
    Credentials credentials;
    AssumedRoleUser assumed_role_user;
    std::optional<std::int64_t> packed_policy_size;  // per cent; absent: nothing was packed
    std::optional<std::string> source_identity;
    std::int64_t session_token_utilization = 0;  // per cent
    std::int64_t session_token_size = 0;         // characters
    static std::span<const wire::Member> members();
};

}  // namespace amicast::services::sts
