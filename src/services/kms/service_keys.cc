#include "services/kms/service_keys.h"

#include <algorithm>

#include "keys/key_name.h"
#include "services/kms/named_key.h"

namespace amicast::services::kms {

void make_service_key_named(Call& call, std::string_view text) {
    auto name =
        keys::parse_key_name(text, {.account_id = call.account(), .region = call.region.name});
    if (!name || !name->is_alias || name->account_id != call.account()) return;
    const auto* service = std::find_if(
        std::begin(service_keys), std::end(service_keys),
        [&](const keys::ServiceKey* candidate) { return candidate->alias == name->name; });
    if (service == std::end(service_keys)) return;
    auto made = keys::ensure_service_key(keyring_of(call), call.account(), **service);
    static_cast<void>(made);
}

}  // namespace amicast::services::kms
