// Structures of the model that several operations share, and how keys and grants become them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keys/grants.h"
#include "keys/key.h"
#include "wire/schema.h"

namespace amicast::services::kms {

// The input of operations that take a key and nothing else.
struct KeyIdInput {
    std::string key_id;
    static std::span<const wire::Member> members();
};

struct Tag {
    std::string key;
    std::string value;
    static std::span<const wire::Member> members();
};

struct KeyMetadata {
    std::string account_id;
    std::string key_id;
    std::string arn;
    Time creation_date{};
    bool enabled = false;
    std::string description;
    std::string key_usage;
    std::string key_state;
    std::optional<Time> deletion_date;
    std::string origin;
    std::string key_manager;
    std::string key_spec;
    std::string customer_master_key_spec;  // the old name of key_spec
    std::vector<std::string> encryption_algorithms;
    bool multi_region = false;
    std::string current_key_material_id;
    static std::span<const wire::Member> members();
};
KeyMetadata describe(const keys::Key& key);

struct RecipientInfo {
    std::optional<std::string> key_encryption_algorithm;
    std::optional<Bytes> attestation_document;
    static std::span<const wire::Member> members();
};

struct GrantConstraints {
    keys::EncryptionContext encryption_context_subset;
    keys::EncryptionContext encryption_context_equals;
    std::optional<std::string> source_arn;
    static std::span<const wire::Member> members();
};

struct GrantListEntry {
    std::string key_id;
    std::string grant_id;
    std::optional<std::string> name;
    Time creation_date{};
    std::string grantee_principal;
    std::optional<std::string> retiring_principal;
    std::string issuing_account;
    std::vector<std::string> operations;
    std::optional<GrantConstraints> constraints;
    static std::span<const wire::Member> members();
};
// `key_arn` is of the grant's key.
GrantListEntry describe(const keys::Grant& grant, std::string key_arn);

struct ListGrantsOutput {
    std::vector<GrantListEntry> grants;
    std::optional<std::string> next_marker;
    bool truncated = false;
    static std::span<const wire::Member> members();
};

}  // namespace amicast::services::kms
