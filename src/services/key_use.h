// The use of KMS keys for EBS content, by the services that hold it (ec2, ebs): which key a caller
// means, and whether the caller may do with it what the service is about to do. The policy engine
// is asked as the real services have it asked: as the caller, through EC2 (kms:ViaService
// "ec2.<region>.amazonaws.com", aws:ViaAWSService), with the encryption context of the content.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "iam/authorizer.h"
#include "iam/principal.h"
#include "keys/key.h"
#include "services/call.h"

namespace amicast::services {

// What is about to happen to content under the key, with the actions it takes.
enum class ContentUse {
    create,     // DescribeKey, CreateGrant, GenerateDataKeyWithoutPlaintext: a new snapshot
    read,       // Decrypt
    write,      // Decrypt: blocks of a snapshot that exists
    copy_from,  // DescribeKey, CreateGrant, and Decrypt or ReEncryptFrom
    copy_to,    // DescribeKey, CreateGrant, GenerateDataKeyWithoutPlaintext, ReEncryptTo
};

struct KeyUse {
    std::string_view region;  // whose key; where the content is or will be
    std::string_view key;     // key id, key ARN, alias name or alias ARN
    ContentUse use = ContentUse::read;
    std::string_view content_id;  // the snapshot's id, for aws:ebs:id; empty: not known yet
};

// The key, which the caller may use for this and which is enabled. `alias/aws/ebs` of the caller's
// own account is made when it does not exist. Asked again for each call; only what the catalog says
// of the key is remembered for up to a second, and not beyond a change made by this server.
//
// Errors: invalid (not a key's name, or an ARN that is none), unsupported (the key of another
// Region, or a Region this site does not serve), not_found (no such key or alias in the caller's
// account), denied (a policy does not allow it, or another account has no such key), conflict (the
// key is disabled or pending deletion), unavailable.
Result<std::shared_ptr<const keys::Key>> use_key(Call& call, const KeyUse& use);

// The same without a call: for work that goes on in the background, as the principal that began it.
Result<std::shared_ptr<const keys::Key>> use_key(Site& site, const iam::Principal& caller,
                                                 const iam::RequestFacts& facts, const KeyUse& use);

}  // namespace amicast::services
