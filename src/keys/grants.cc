#include "keys/grants.h"

#include <algorithm>

namespace amicast::keys {
namespace {

bool includes(const EncryptionContext& whole, const EncryptionContext& part) {
    return std::all_of(part.begin(), part.end(), [&](const auto& pair) {
        auto found = whole.find(pair.first);
        return found != whole.end() && found->second == pair.second;
    });
}

bool holds(const GrantConstraint& constraint, const EncryptionContext& context) {
    switch (constraint.kind) {
        case GrantConstraint::Kind::equals:
            return context == constraint.context;
        case GrantConstraint::Kind::subset:
            return includes(context, constraint.context);
        case GrantConstraint::Kind::none:
            break;
    }
    return true;
}

}  // namespace

bool Grant::allows(std::string_view operation) const {
    return std::find(operations.begin(), operations.end(), operation) != operations.end();
}

bool covers(const Grant& grant, std::string_view operation, const EncryptionContext& context) {
    if (!grant.allows(operation)) return false;
    bool has_context =
        operation != "DescribeKey" && operation != "RetireGrant" && operation != "CreateGrant";
    return !has_context || holds(grant.constraint, context);
}

bool is_within(const GrantConstraint& inner, const GrantConstraint& outer) {
    using Kind = GrantConstraint::Kind;
    switch (outer.kind) {
        case Kind::none:
            return true;
        case Kind::equals:
            return inner == outer;
        case Kind::subset:
            break;
    }
    return inner.kind != Kind::none && includes(inner.context, outer.context);
}

}  // namespace amicast::keys
