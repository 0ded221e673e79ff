#include "keys/locked_keys.h"

#include <string>

namespace amicast::keys {
namespace {

class LockedKeys final : public DomainKeys {
  public:
    Result<crypto::Key> domain_key(std::string_view key_id) override { return locked(key_id); }
    Result<std::optional<crypto::Key>> domain_key_for_upkeep(std::string_view key_id) override {
        return locked(key_id);
    }

  private:
    static tl::unexpected<Error> locked(std::string_view key_id) {
        return failure(ErrorKind::denied, "The key " + std::string(key_id) +
                                              " cannot be opened: the root key is not at hand.");
    }
};

}  // namespace

DomainKeys& locked_keys() {
    static LockedKeys keys;
    return keys;
}

}  // namespace amicast::keys
