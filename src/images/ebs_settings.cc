#include "images/ebs_settings.h"

#include "images/statement.h"
#include "keys/lifecycle.h"

namespace amicast::images {

std::string EbsSettings::default_key() const {
    return chosen_key_arn.value_or(std::string(keys::ebs_alias));
}

Result<EbsSettings> find_ebs_settings(catalog::Transaction& tx, std::string_view account_id) {
    EbsSettings settings;
    Status read = tx.query(
        "SELECT encryption_by_default, default_key_arn FROM ebs_settings WHERE account_id = $1",
        {account_id}, [&](const catalog::Row& row) {
            settings.encryption_by_default = row.boolean(0);
            settings.chosen_key_arn = row.optional_string(1);
        });
    if (!read) return failure(read.error());
    return settings;
}

Status set_encryption_by_default(catalog::Transaction& tx, std::string_view account_id, bool on) {
    return run(tx,
               "INSERT INTO ebs_settings (account_id, encryption_by_default) VALUES ($1, $2) "
               "ON CONFLICT (account_id) DO UPDATE SET encryption_by_default = $2",
               {account_id, on});
}

Status set_default_key(catalog::Transaction& tx, std::string_view account_id,
                       const std::optional<std::string>& key_arn) {
    return run(tx,
               "INSERT INTO ebs_settings (account_id, encryption_by_default, default_key_arn) "
               "VALUES ($1, 0, $2) ON CONFLICT (account_id) DO UPDATE SET default_key_arn = $2",
               {account_id, key_arn});
}

}  // namespace amicast::images
