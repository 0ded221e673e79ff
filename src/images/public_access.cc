#include "images/public_access.h"

#include <array>
#include <utility>

#include "images/statement.h"

namespace amicast::images {
namespace {

// As stored; permissions.cc looks for the last one of snapshots.
constexpr std::array<std::pair<PublicAccess, std::string_view>, 3> states{{
    {PublicAccess::unblocked, "unblocked"},
    {PublicAccess::block_new_sharing, "block-new-sharing"},
    {PublicAccess::block_all_sharing, "block-all-sharing"},
}};

std::string_view stored(PublicKind kind) {
    return kind == PublicKind::image ? "image" : "snapshot";
}

// A word that is not known blocks: it may have been written by a newer program.
PublicAccess from_text(std::string_view text) {
    for (const auto& [state, name] : states) {
        if (name == text) return state;
    }
    return PublicAccess::block_all_sharing;
}

}  // namespace

std::string_view to_string(PublicAccess state) {
    return states[static_cast<std::size_t>(state)].second;
}

Result<std::optional<PublicAccess>> find_public_access(catalog::Transaction& tx,
                                                       std::string_view account_id,
                                                       PublicKind kind) {
    std::optional<PublicAccess> state;
    Status read = tx.query("SELECT state FROM public_access WHERE account_id = $1 AND kind = $2",
                           {account_id, stored(kind)},
                           [&](const catalog::Row& row) { state = from_text(row.text(0)); });
    if (!read) return failure(read.error());
    return state;
}

Status set_public_access(catalog::Transaction& tx, std::string_view account_id, PublicKind kind,
                         PublicAccess state) {
    return run(tx,
               "INSERT INTO public_access (account_id, kind, state) VALUES ($1, $2, $3) "
               "ON CONFLICT (account_id, kind) DO UPDATE SET state = $3",
               {account_id, stored(kind), to_string(state)});
}

}  // namespace amicast::images
