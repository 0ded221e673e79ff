// The policies that keys are born with.
#include <fmt/format.h>

#include "keys/lifecycle.h"

namespace amicast::keys {

std::string default_key_policy(std::string_view account_id) {
    return fmt::format(R"({{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {{
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{}:root"
    }},
    "Action" : "kms:*",
    "Resource" : "*"
  }} ]
}})",
                       account_id);
}

std::string service_key_policy(const ServiceKey& key, std::string_view account_id,
                               std::string_view region) {
    return fmt::format(R"({{
  "Version" : "2012-10-17",
  "Id" : "{2}",
  "Statement" : [ {{
    "Sid" : "Allow access through {4} for all principals in the account that are authorized to use {4}",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "*"
    }},
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey" ],
    "Resource" : "*",
    "Condition" : {{
      "StringEquals" : {{
        "kms:CallerAccount" : "{0}",
        "kms:ViaService" : "{3}.{1}.amazonaws.com"
      }}
    }}
  }}, {{
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{0}:root"
    }},
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  }} ]
}})",
                       account_id, region, key.policy_id, key.service, key.title);
}

}  // namespace amicast::keys
