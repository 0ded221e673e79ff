#include "images/encryption.h"

namespace amicast::images {
namespace {

tl::unexpected<EncryptionRefusal> refused(EncryptionRefusal why) {
    return tl::unexpected(why);
}

}  // namespace

bool lacks_encrypted(const EncryptionWish& wish) {
    return wish.key_given && wish.encrypted != true;
}

KeyDecision key_of_copy(CopyCall call, const EncryptionWish& wish, CopySource source,
                        bool same_region) {
    if (lacks_encrypted(wish)) return refused(EncryptionRefusal::key_needs_encrypted);
    if (wish.key_given) return KeyChoice::given;
    bool encrypted = source != CopySource::plain;
    if (encrypted && wish.encrypted == false) return refused(EncryptionRefusal::cannot_decrypt);
    if (!encrypted && !wish.by_default && wish.encrypted != true) return KeyChoice::none;
    // AWS's guide says so of AMIs and contradicts itself about Encrypted=true; a key that is one's
    // own stays the least surprising answer. Keys do not leave their region.
    bool keeps_key = call == CopyCall::image && source == CopySource::own_encrypted && same_region;
    return keeps_key ? KeyChoice::source : KeyChoice::account_default;
}

KeyDecision key_of_upload(const EncryptionWish& wish, UploadParent parent) {
    if (parent != UploadParent::none) {
        if (wish.encrypted || wish.key_given) return refused(EncryptionRefusal::beside_parent);
        if (parent == UploadParent::encrypted) return KeyChoice::source;
        if (wish.by_default) return refused(EncryptionRefusal::default_forbids_parent);
        return KeyChoice::none;
    }
    if (wish.encrypted == false) {
        if (wish.key_given) return refused(EncryptionRefusal::key_forbids_false);
        if (wish.by_default) return refused(EncryptionRefusal::default_forbids_false);
        return KeyChoice::none;
    }
    if (wish.key_given) return KeyChoice::given;
    bool asked = wish.encrypted.value_or(wish.by_default);
    return asked ? KeyChoice::account_default : KeyChoice::none;
}

}  // namespace amicast::images
