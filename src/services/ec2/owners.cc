#include "services/ec2/owners.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ids.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

bool contains(const std::vector<std::string>& texts, std::string_view text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool is_alias(std::string_view owner) {
    return owner == "amazon" || owner == "aws-marketplace" || owner == "aws-backup-vault";
}

Status check_count(const std::vector<std::string>& accounts) {
    if (accounts.size() <= accounts_max) return {};
    return failure(invalid_value(fmt::format(
        "The request names {} accounts; at most {} are allowed", accounts.size(), accounts_max)));
}

}  // namespace

Result<OwnerSelection> OwnerSelection::read(const std::vector<std::string>& owners,
                                            const std::string& caller) {
    Status bounded = check_count(owners);
    if (!bounded) return failure(bounded.error());
    OwnerSelection selection;
    selection.asked_ = !owners.empty();
    for (const std::string& owner : owners) {
        if (is_alias(owner)) continue;
        if (owner != "self" && !is_account_id(owner)) return failure(user_id_malformed(owner));
        const std::string& id = owner == "self" ? caller : owner;
        if (!contains(selection.ids_, id)) selection.ids_.push_back(id);
    }
    return selection;
}

bool OwnerSelection::only(std::string_view account) const {
    return ids_.size() == 1 && ids_.front() == account;
}

bool OwnerSelection::includes(std::string_view owner_id) const {
    return !asked_ || contains(ids_, owner_id);
}

Result<SharingSelection> SharingSelection::read(const std::vector<std::string>& users,
                                                const std::string& caller) {
    Status bounded = check_count(users);
    if (!bounded) return failure(bounded.error());
    SharingSelection selection;
    selection.caller_ = caller;
    for (const std::string& user : users) {
        if (user == "self") {
            selection.self_ = true;
        } else if (user == "all") {
            selection.all_ = true;
        } else if (is_account_id(user)) {
            selection.accounts_.push_back(user);
        } else {
            return failure(user_id_malformed(user));
        }
    }
    return selection;
}

bool SharingSelection::includes(std::string_view owner_id,
                                const std::vector<images::Grantee>& grantees,
                                const std::vector<std::string>& callers_organizations) const {
    return std::any_of(grantees.begin(), grantees.end(), [&](const images::Grantee& grantee) {
        return matches(owner_id, grantee, callers_organizations);
    });
}

bool SharingSelection::matches(std::string_view owner_id, const images::Grantee& grantee,
                               const std::vector<std::string>& callers_organizations) const {
    switch (grantee.kind) {
        case images::Grantee::Kind::group:
            return all_;
        case images::Grantee::Kind::user:
            if (self_ && grantee.value == caller_) return true;
            return owner_id == caller_ && contains(accounts_, grantee.value);
        default:
            return self_ && owner_id != caller_ && contains(callers_organizations, grantee.value);
    }
}

}  // namespace amicast::services::ec2
