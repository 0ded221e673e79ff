// CreateAccountAlias, ListAccountAliases, DeleteAccountAlias.
#include "iam/account_aliases.h"

#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

struct AliasInput {
    std::string account_alias;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&AliasInput::account_alias>(
            "AccountAlias", {.required = true,
                             .min = 3,
                             .max = 63,
                             .pattern = R"(^(?:[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9])$)"})};
        return rows;
    }
};

std::vector<iam::AccessRequest> on_account(std::string_view action) {
    return {{.action = std::string(action), .resource = "*", .context = {}}};
}

// ---- CreateAccountAlias ----

std::vector<iam::AccessRequest> create_access(Call&, const AliasInput&) {
    return on_account("iam:CreateAccountAlias");
}

Result<NoOutput> create_account_alias(Call& call, const AliasInput& input) {
    Status done = iam::set_account_alias(call.site.identity, call.account(), input.account_alias);
    if (!done) return failure(already_exists(done.error()));
    return NoOutput{};
}

// ---- ListAccountAliases ----

struct ListAccountAliasesInput {
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListAccountAliasesInput;
        static const wire::Member rows[] = {
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListAccountAliasesOutput {
    std::vector<std::string> account_aliases;
    bool is_truncated = false;  // there is one at most
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListAccountAliasesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::account_aliases>("AccountAliases", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call&, const ListAccountAliasesInput&) {
    return on_account("iam:ListAccountAliases");
}

Result<ListAccountAliasesOutput> list_account_aliases(Call& call,
                                                      const ListAccountAliasesInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto alias = iam::find_account_alias(call.site.identity, call.account());
    if (!alias) return failure(alias.error());
    ListAccountAliasesOutput output;
    if (*alias && **alias > page->after) output.account_aliases.push_back(std::move(**alias));
    return output;
}

// ---- DeleteAccountAlias ----

std::vector<iam::AccessRequest> delete_access(Call&, const AliasInput&) {
    return on_account("iam:DeleteAccountAlias");
}

Result<NoOutput> delete_account_alias(Call& call, const AliasInput& input) {
    Status done =
        iam::delete_account_alias(call.site.identity, call.account(), input.account_alias);
    if (!done) return failure(done.error());
    return NoOutput{};
}

}  // namespace

Operation create_account_alias_operation() {
    return operation<&create_account_alias, &create_access>(
        {.name = "CreateAccountAlias",
         .errors = "ConcurrentModification EntityAlreadyExists LimitExceeded ServiceFailure"});
}
Operation list_account_aliases_operation() {
    return operation<&list_account_aliases, &list_access>(
        {.name = "ListAccountAliases", .errors = "ServiceFailure"});
}
Operation delete_account_alias_operation() {
    return operation<&delete_account_alias, &delete_access>(
        {.name = "DeleteAccountAlias",
         .errors = "ConcurrentModification LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
