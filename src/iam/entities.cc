#include "iam/entities.h"

namespace amicast::iam {

std::string iam_arn(std::string_view account_id, std::string_view rest) {
    return "arn:aws:iam::" + std::string(account_id) + ":" + std::string(rest);
}

std::string User::arn() const {
    return iam_arn(account_id, "user" + path + name);
}

std::string Role::arn() const {
    return iam_arn(account_id, "role" + path + name);
}

std::string Organization::arn() const {
    return "arn:aws:organizations::" + management_account_id + ":organization/" + id;
}

std::string Organization::root_path() const {
    return id + "/" + root_id + "/";
}

}  // namespace amicast::iam
