// Lookups behind caches that belong to a generation of identity. A change here starts a new
// generation at once; once a second the number in the catalog is read for changes made elsewhere.
#include "iam/identity_store.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>

#include "iam/generation_cache.h"
#include "iam/identity_rows.h"
#include "iam/organization_tree.h"

namespace amicast::iam {
namespace {

constexpr Duration refresh_interval = std::chrono::seconds(1);
// Entries of one cache; a few hundred bytes each.
constexpr std::size_t cached_max = 8192;

std::string owner_key(std::string_view account_id, std::string_view name) {
    std::string key(account_id);
    key += '/';
    return key.append(name);
}

std::string secret_context(const AccessKey& key) {
    return key.id + "/" + key.account_id;
}

}  // namespace

struct IdentityStore::State {
    State(catalog::Database& database, const keys::RootKey& root_key, Clock& time_source,
          Random& random_source)
        : catalog(database),
          access_key_key(root_key.derive("access-key")),
          key_uses(database),
          clock(time_source),
          random(random_source) {}

    // What `key` stands for: from the cache, or from `load`, which is Result<Value>(Transaction&).
    // `keep` says whether a value is worth remembering: absence mostly is not, since a client can
    // ask for any number of things that do not exist.
    template <class Value, class Load, class Keep>
    Result<Value> cached(GenerationCache<Value>& cache, std::string key, Load load, Keep keep) {
        Result<std::uint64_t> now = current_generation();
        if (!now) return failure(now.error());
        if (auto kept = cache.find(key, *now)) return *kept;
        Result<Value> loaded = catalog.read_value(load);
        if (loaded && keep(*loaded))
            cache.keep(std::move(key), *now, std::make_shared<const Value>(*loaded));
        return loaded;
    }

    Result<std::uint64_t> current_generation();
    Status refresh_generation();

    catalog::Database& catalog;
    const crypto::Key access_key_key;
    AccessKeyUses key_uses;
    Clock& clock;
    Random& random;

    std::atomic<std::uint64_t> generation = 1;
    std::atomic<std::int64_t> refreshed_us = 0;
    std::mutex refreshing;
    std::int64_t seen_in_catalog = 0;  // guarded by `refreshing`

    GenerationCache<std::optional<AccessKey>> access_keys{cached_max};
    GenerationCache<std::optional<Account>> accounts{cached_max};
    GenerationCache<std::optional<User>> users{cached_max};
    GenerationCache<std::optional<User>> users_by_id{cached_max};
    GenerationCache<std::optional<Role>> roles{cached_max};
    GenerationCache<std::optional<OrganizationPlace>> places{cached_max};
};

Result<std::uint64_t> IdentityStore::State::current_generation() {
    std::int64_t now_us = to_microseconds(clock.now());
    // The clock may also have been set back.
    bool due = std::abs(now_us - refreshed_us.load()) >= refresh_interval.count();
    if (due) {
        // One thread looks; the others go on with what is known for that moment.
        std::unique_lock lock(refreshing, std::try_to_lock);
        if (lock.owns_lock()) {
            Status refreshed = refresh_generation();
            if (!refreshed) return failure(refreshed.error());
            refreshed_us = now_us;
        }
    }
    return generation.load();
}

Status IdentityStore::State::refresh_generation() {
    Result<std::int64_t> in_catalog = catalog.read_value([](catalog::Transaction& tx) {
        return select_count(tx, "SELECT value FROM identity_generation WHERE id = 1", {});
    });
    if (!in_catalog) return failure(in_catalog.error());
    if (*in_catalog != seen_in_catalog) ++generation;
    seen_in_catalog = *in_catalog;
    return {};
}

namespace {

template <class T>
bool exists(const std::optional<T>& value) {
    return value.has_value();
}
template <class T>
bool always(const T&) {
    return true;
}

}  // namespace

IdentityStore::IdentityStore(catalog::Database& catalog, const keys::RootKey& root_key,
                             Clock& clock, Random& random)
    : state_(std::make_unique<State>(catalog, root_key, clock, random)) {}
IdentityStore::~IdentityStore() = default;

Result<std::optional<AccessKey>> IdentityStore::find_access_key(std::string_view id) {
    static const std::string sql = "SELECT " + std::string(access_key_columns) +
                                   ", sealed_secret FROM access_keys "
                                   "WHERE id = $1";
    auto load = [&](catalog::Transaction& tx) -> Result<std::optional<AccessKey>> {
        std::optional<AccessKey> key;
        Bytes sealed;
        Status done = tx.query(sql, {id}, [&](const catalog::Row& row) {
            key = read_access_key(row);
            sealed = to_bytes(row.bytes(5));
        });
        if (!done) return failure(done.error());
        if (!key) return key;
        std::string context = secret_context(*key);
        Result<Bytes> secret = crypto::open(state_->access_key_key, sealed, as_bytes(context));
        if (!secret) {
            return failure(ErrorKind::corrupt, "An access key cannot be opened.",
                           "sealed secret of " + key->id + " does not fit the root key");
        }
        key->secret = to_text(*secret);
        return key;
    };
    return state_->cached(state_->access_keys, std::string(id), load, exists<AccessKey>);
}

Result<std::optional<Account>> IdentityStore::find_account(std::string_view id) {
    return state_->cached(
        state_->accounts, std::string(id),
        [&](catalog::Transaction& tx) { return select_account(tx, id); }, exists<Account>);
}

Result<std::optional<User>> IdentityStore::find_user(std::string_view account_id,
                                                     std::string_view name) {
    return state_->cached(
        state_->users, owner_key(account_id, name),
        [&](catalog::Transaction& tx) { return select_user(tx, account_id, name); }, exists<User>);
}

Result<std::optional<User>> IdentityStore::find_user_by_id(std::string_view id) {
    return state_->cached(
        state_->users_by_id, std::string(id),
        [&](catalog::Transaction& tx) { return select_user_by_id(tx, id); }, exists<User>);
}

Result<std::optional<Role>> IdentityStore::find_role(std::string_view account_id,
                                                     std::string_view name) {
    return state_->cached(
        state_->roles, owner_key(account_id, name),
        [&](catalog::Transaction& tx) { return select_role(tx, account_id, name); }, exists<Role>);
}

Principal IdentityStore::principal_of(const User& user) {
    Principal principal;
    principal.kind = PrincipalKind::user;
    principal.account_id = user.account_id;
    principal.arn = user.arn();
    principal.user_id = user.id;
    principal.name = user.name;
    for (const auto& [key, value] : user.tags)
        principal.tags[key] = value;
    return principal;
}

Result<Principal> IdentityStore::principal_of(const AccessKey& key) {
    if (!key.user_name) {
        Principal principal;
        principal.kind = PrincipalKind::root;
        principal.account_id = key.account_id;
        principal.access_key_id = key.id;
        principal.arn = iam_arn(key.account_id, "root");
        principal.user_id = key.account_id;
        return principal;
    }
    auto user = find_user(key.account_id, *key.user_name);
    if (!user) return failure(user.error());
    if (!*user)
        return failure(ErrorKind::not_found, "The user of this access key no longer exists.");
    Principal principal = principal_of(**user);
    principal.access_key_id = key.id;
    return principal;
}

Result<std::optional<OrganizationPlace>> IdentityStore::place_of(std::string_view account_id) {
    return state_->cached(
        state_->places, std::string(account_id),
        [&](catalog::Transaction& tx) { return select_place_of(tx, account_id); },
        always<std::optional<OrganizationPlace>>);
}

Result<std::optional<Organization>> IdentityStore::organization_of(std::string_view account_id) {
    auto place = place_of(account_id);
    if (!place) return failure(place.error());
    if (!*place) return std::optional<Organization>();
    return std::optional(std::move((*place)->organization));
}

Result<std::vector<std::string>> IdentityStore::organization_arns(std::string_view account_id) {
    auto place = place_of(account_id);
    if (!place) return failure(place.error());
    return *place ? (*place)->arns() : std::vector<std::string>();
}

Result<std::vector<std::string>> IdentityStore::organization_paths(std::string_view account_id) {
    auto place = place_of(account_id);
    if (!place) return failure(place.error());
    std::vector<std::string> paths;
    if (*place) paths.push_back((*place)->path());
    return paths;
}

AccessKeyUses& IdentityStore::key_uses() {
    return state_->key_uses;
}

Result<std::uint64_t> IdentityStore::generation() {
    return state_->current_generation();
}

Status IdentityStore::change(const catalog::Database::Work& work) {
    Status done = state_->catalog.write([&](catalog::Transaction& tx) -> Status {
        Status worked = work(tx);
        if (!worked) return worked;
        return run(tx, "UPDATE identity_generation SET value = value + 1 WHERE id = 1", {});
    });
    // Also after a failure: a commit whose answer was lost may have happened.
    ++state_->generation;
    return done;
}

catalog::Database& IdentityStore::catalog() {
    return state_->catalog;
}

Time IdentityStore::now() const {
    return state_->clock.now();
}

Random& IdentityStore::random() {
    return state_->random;
}

Bytes IdentityStore::seal_secret(const AccessKey& key) {
    std::string context = secret_context(key);
    return crypto::seal(state_->access_key_key, as_bytes(key.secret), as_bytes(context),
                        state_->random);
}

}  // namespace amicast::iam
