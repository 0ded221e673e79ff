#include "services/copy_keys.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "distribution/copy_domain.h"
#include "images/ebs_settings.h"
#include "keys/key_name.h"
#include "keys/keyring.h"
#include "services/key_use.h"

namespace amicast::services {
namespace {

using images::EncryptionRefusal;
using images::KeyChoice;

// Of a key's name in a message or a row.
constexpr std::size_t shown_characters_max = 256;

images::CopySource source_kind(const images::Snapshot& source, const iam::Principal& orderer) {
    if (!source.is_encrypted()) return images::CopySource::plain;
    return source.owner_id == orderer.account_id ? images::CopySource::own_encrypted
                                                 : images::CopySource::shared_encrypted;
}

tl::unexpected<Error> refused(EncryptionRefusal why, const images::Snapshot& source) {
    if (why == EncryptionRefusal::cannot_decrypt) {
        return failure(ErrorKind::invalid,
                       fmt::format("Snapshot {} is encrypted. Creating unencrypted copy from an "
                                   "encrypted snapshot is not supported.",
                                   source.id));
    }
    return failure(ErrorKind::invalid,
                   "The parameter KmsKeyId requires the parameter Encrypted to be set.");
}

// Whether the copy can go on once a person has seen to it, rather than once a catalog answers.
bool dooms(const Error& error) {
    switch (error.kind) {
        case ErrorKind::invalid:
        case ErrorKind::not_found:
        case ErrorKind::denied:
        case ErrorKind::conflict:
        case ErrorKind::unsupported:
            return true;
        default:
            return false;
    }
}

class KeyFinder {
  public:
    KeyFinder(Site& site, const CopyOrderer& orderer, const CopyKeyWish& wish,
              const images::EbsSettings& settings)
        : site_(site), orderer_(orderer), wish_(wish), settings_(settings) {}

    Result<CopyKey> find(const std::string& source_region, const images::Snapshot& source) {
        const images::EncryptionWish asked{.by_default = settings_.encryption_by_default,
                                           .encrypted = wish_.encrypted,
                                           .key_given = names_key()};
        auto choice =
            images::key_of_copy(wish_.call, asked, source_kind(source, orderer_.principal),
                                source_region == wish_.region);
        if (!choice) return refused(choice.error(), source);
        CopyKey found;
        if (*choice == KeyChoice::none) return found;
        Status done = use_target(name_of(*choice, source), found);
        if (done && found.refusal.empty()) done = use_source(source_region, source, found);
        if (!done) return failure(done.error());
        return found;
    }

  private:
    bool names_key() const { return wish_.kms_key_id && !wish_.kms_key_id->empty(); }

    std::string name_of(KeyChoice choice, const images::Snapshot& source) const {
        if (choice == KeyChoice::given) return *wish_.kms_key_id;
        if (choice == KeyChoice::source) return *source.kms_key_arn;
        return settings_.default_key();
    }

    Status use_target(const std::string& name, CopyKey& found) {
        auto key = ask({.region = wish_.region, .key = name, .use = ContentUse::copy_to});
        if (key) {
            found.target.kms_key_arn = (*key)->arn();
            return {};
        }
        if (!dooms(key.error())) return failure(key.error());
        found.target.kms_key_arn = shown_arn(name);
        found.refusal = distribution::key_refusal(fmt::format("The key {} cannot be used: {}",
                                                              name.substr(0, shown_characters_max),
                                                              key.error().message));
        return {};
    }

    Status use_source(const std::string& region, const images::Snapshot& source, CopyKey& found) {
        if (!source.is_encrypted()) return {};
        auto key = ask({.region = region,
                        .key = *source.kms_key_arn,
                        .use = ContentUse::copy_from,
                        .content_id = source.id});
        if (key) return {};
        if (!dooms(key.error())) return failure(key.error());
        found.refusal = distribution::key_refusal(
            fmt::format("The key {} of the source snapshot {} cannot be used: {}",
                        *source.kms_key_arn, source.id, key.error().message));
        return {};
    }

    Result<std::shared_ptr<const keys::Key>> ask(const KeyUse& use) {
        return use_key(site_, orderer_.principal, orderer_.facts, use);
    }

    // How rows show a key that cannot be used: by its ARN when it is the orderer's own, else as it
    // was meant.
    std::string shown_arn(std::string_view text) const {
        const std::string& account = orderer_.principal.account_id;
        auto name = keys::parse_key_name(text, {.account_id = account, .region = wish_.region});
        const std::string shown(text.substr(0, shown_characters_max));
        if (!name) {
            return shown.starts_with("arn:") ? shown : keys::key_arn(wish_.region, account, shown);
        }
        keys::Keyring* keyring = site_.find_keyring(wish_.region);
        if (keyring == nullptr || name->account_id != account) return name->arn();
        auto key = keyring->find(*name);
        return key ? (*key)->arn() : name->arn();
    }

    Site& site_;
    const CopyOrderer& orderer_;
    const CopyKeyWish& wish_;
    const images::EbsSettings& settings_;
};

Result<images::EbsSettings> settings_of(Site& site, const CopyOrderer& orderer,
                                        const std::string& region) {
    images::Region* destination = site.find_region(region);
    if (destination == nullptr) {
        return failure(ErrorKind::unsupported,
                       fmt::format("The Region {} is not served here.", region));
    }
    return destination->catalog.read_value([&](catalog::Transaction& tx) {
        return images::find_ebs_settings(tx, orderer.principal.account_id);
    });
}

}  // namespace

Result<CopyKey> find_copy_key(Site& site, const CopyOrderer& orderer, const CopyKeyWish& wish,
                              const std::string& source_region, const images::Snapshot& source) {
    auto settings = settings_of(site, orderer, wish.region);
    if (!settings) return failure(settings.error());
    return KeyFinder(site, orderer, wish, *settings).find(source_region, source);
}

Status choose_copy_keys(Site& site, const CopyOrderer& orderer, const CopyKeyWish& wish,
                        distribution::CopyImageOrder& order) {
    auto settings = settings_of(site, orderer, wish.region);
    if (!settings) return failure(settings.error());
    KeyFinder finder(site, orderer, wish, *settings);
    order.targets.clear();
    for (const images::Snapshot& source : order.source.snapshots) {
        auto found = finder.find(order.source_region, source);
        if (!found) return failure(found.error());
        order.targets.push_back(std::move(found->target));
        if (order.refusal.empty()) order.refusal = std::move(found->refusal);
    }
    return {};
}

}  // namespace amicast::services
