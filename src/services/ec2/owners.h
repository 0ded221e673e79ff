// `Owner.N` and the two parameters that ask for whom something is shared with (`ExecutableBy.N`,
// `RestorableBy.N`).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/permissions.h"

namespace amicast::services::ec2 {

// Accounts in one parameter: each is compared with every owner and grantee that is looked at.
inline constexpr std::size_t accounts_max = 1000;

// Account ids, `self`, and the aliases of AWS's own accounts, which own nothing here.
class OwnerSelection {
  public:
    // InvalidUserID.Malformed for anything else, InvalidParameterValue for more than accounts_max.
    static Result<OwnerSelection> read(const std::vector<std::string>& owners,
                                       const std::string& caller);

    const std::vector<std::string>& ids() const { return ids_; }  // empty: any, unless is_void()
    // Owners were named, but none of them can own anything here.
    bool is_void() const { return asked_ && ids_.empty(); }
    bool only(std::string_view account) const;
    bool includes(std::string_view owner_id) const;

  private:
    bool asked_ = false;
    std::vector<std::string> ids_;
};

// `self`: shared with the caller explicitly. `all`: public. An account id: what the caller owns and
// shares with exactly that account.
class SharingSelection {
  public:
    static Result<SharingSelection> read(const std::vector<std::string>& users,
                                         const std::string& caller);

    bool asked() const { return self_ || all_ || !accounts_.empty(); }
    bool includes(std::string_view owner_id, const std::vector<images::Grantee>& grantees,
                  const std::vector<std::string>& callers_organizations) const;

  private:
    bool matches(std::string_view owner_id, const images::Grantee& grantee,
                 const std::vector<std::string>& callers_organizations) const;

    std::string caller_;
    bool self_ = false;
    bool all_ = false;
    std::vector<std::string> accounts_;
};

}  // namespace amicast::services::ec2
