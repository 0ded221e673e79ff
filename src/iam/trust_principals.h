// Users and roles that trust policies name by ARN. A trust policy means the very user or role that
// had the ARN when it was written: once that is deleted, the policy shows its unique id instead,
// and a successor of the same name is not trusted.
#pragma once

#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/entities.h"

namespace amicast::iam {

// Notes whom the role's trust policy names, in place of what was noted before. `invalid` when it
// names a user or role that an account of this site does not have.
Status note_trusted(catalog::Transaction& tx, const Role& role);

// Drops the notes of a role that is being deleted.
Status drop_notes(catalog::Transaction& tx, const Role& role);

// Puts the new ARN in place of the old one of a user who is renamed, in every trust policy.
Status rename_trusted(catalog::Transaction& tx, std::string_view old_arn, std::string_view new_arn);

// Puts `unique_id` in place of the ARN of a deleted user or role, in every trust policy.
Status forget_trusted(catalog::Transaction& tx, std::string_view arn, std::string_view unique_id);

}  // namespace amicast::iam
