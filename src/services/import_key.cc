#include "services/import_key.h"

#include "images/ebs_settings.h"
#include "services/key_use.h"

namespace amicast::services {

Result<std::optional<std::string>> find_import_key(Call& call, const std::optional<bool>& encrypted,
                                                   const std::optional<std::string>& kms_key_id) {
    auto settings = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return images::find_ebs_settings(tx, call.account()); });
    if (!settings) return failure(settings.error());
    if (!encrypted.value_or(false) && !settings->encryption_by_default)
        return std::optional<std::string>();
    bool named = kms_key_id && !kms_key_id->empty();
    std::string name = named ? *kms_key_id : settings->default_key();
    auto key = use_key(
        call,
        {.region = call.region.name, .key = name, .use = ContentUse::create, .content_id = {}});
    if (!key) return failure(key.error());
    return std::optional((*key)->arn());
}

}  // namespace amicast::services
