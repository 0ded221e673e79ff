// Keys and their domain keys: found, remembered, protected against whoever can write to the
// database, erased, and whole whichever step of a change fails.
#include "keys/keyring.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "keys/aliases.h"
#include "keys/materials.h"
#include "keys/test_keyring.h"

namespace amicast::keys {
namespace {

using namespace std::chrono_literals;

ErrorKind kind_of(const Error& error) {
    return error.kind;
}

TEST_F(KeyringTest, FindsAKeyByEachOfItsNames) {
    Key key = create();
    ASSERT_TRUE(keyring_.change([&](catalog::Transaction& tx) {
        return insert_alias(tx, keyring_.secrets(),
                            {.account_id = alice,
                             .name = "alias/web",
                             .key_id = key.id,
                             .created = clock_.now(),
                             .updated = clock_.now()});
    }));
    for (const std::string& spelling :
         {key.id, key.arn(), std::string("alias/web"),
          std::string("arn:aws:kms:us-east-1:111111111111:alias/web")}) {
        auto name = parse_key_name(spelling, {.account_id = alice, .region = "us-east-1"});
        ASSERT_TRUE(name) << spelling;
        auto found = keyring_.find(*name);
        ASSERT_TRUE(found) << spelling << found.error().message;
        EXPECT_EQ((*found)->id, key.id);
        EXPECT_EQ((*found)->description, "of a test");
        EXPECT_EQ((*found)->tags, key.tags);
    }
    // The id of another account's key is no name for it.
    auto by_bob = parse_key_name(key.id, {.account_id = bob, .region = "us-east-1"});
    EXPECT_EQ(kind_of(keyring_.find(*by_bob).error()), ErrorKind::not_found);
}

TEST_F(KeyringTest, RestartKeepsEverything) {
    Key key = create();
    auto made = keyring_.encrypt(key, as_bytes("secret"), {{"a", "b"}});
    ASSERT_TRUE(made);
    auto domain = keyring_.domain_key(key.id);
    ASSERT_TRUE(domain);

    Keyring again = reopened();
    auto found = again.find(key.id);
    ASSERT_TRUE(found);
    EXPECT_EQ((*found)->arn(), key.arn());
    auto opened = again.decrypt(**found, made->blob, {{"a", "b"}});
    ASSERT_TRUE(opened);
    EXPECT_EQ(as_text(opened->plain), "secret");
    EXPECT_EQ(opened->material_id, key.material_id);
    EXPECT_EQ(*again.domain_key(key.id), *domain);
}

TEST_F(KeyringTest, AnotherRootKeyOpensNothing) {
    Key key = create();
    RootKey other(crypto::sha256("another root key"));
    Keyring stranger(catalog_, other, clock_, random_, "us-east-1");
    EXPECT_EQ(kind_of(stranger.find(key.id).error()), ErrorKind::corrupt);
    EXPECT_EQ(kind_of(stranger.encrypt(key, as_bytes("x"), {}).error()), ErrorKind::corrupt);
    // Nor does the same root key in another region.
    Keyring elsewhere(catalog_, root_key_, clock_, random_, "eu-west-1");
    EXPECT_EQ(kind_of(elsewhere.find(key.id).error()), ErrorKind::corrupt);
}

TEST_F(KeyringTest, NothingSecretLiesInTheDatabaseInClear) {
    Key key = create();
    crypto::Key domain = *keyring_.domain_key(key.id);
    std::vector<Bytes> stored;
    ASSERT_TRUE(inner_->read([&](catalog::Transaction& tx) {
        return tx.query(
            "SELECT sealed FROM kms_key_materials UNION ALL "
            "SELECT wrapped FROM kms_domain_keys",
            {}, [&](const catalog::Row& row) { stored.push_back(to_bytes(row.bytes(0))); });
    }));
    ASSERT_EQ(stored.size(), 2U);
    auto material = inner_->read_value(
        [&](catalog::Transaction& tx) { return open_material(tx, keyring_.secrets(), key, 1); });
    ASSERT_TRUE(material);
    for (const Bytes& bytes : stored) {
        for (const crypto::Key& secret : {material->secret(), domain})
            EXPECT_EQ(as_text(bytes).find(as_text(secret)), std::string_view::npos);
    }
}

// ---- a database that others can write to

TEST_F(KeyringTest, NoticesRowsChangedOutside) {
    for (const char* change :
         {"state = 'Disabled'", "policy = '{}'", "bound_policy = '{}'", "account_id = '9'",
          "manager = 'AWS'", "tags = x''", "deletion_us = 1", "next_rotation_us = 1",
          "material_version = 2", "description = ''", "material_id = x'00'", "mac = x''",
          "state = 'Unknown'", "rotations_on_demand = 1", "created_us = 1"}) {
        Key key = create();
        execute("UPDATE kms_keys SET " + std::string(change) + " WHERE id = '" + key.id + "'");
        auto found = reopened().find(key.id);
        ASSERT_FALSE(found) << change;
        EXPECT_EQ(kind_of(found.error()), ErrorKind::corrupt) << change;
        EXPECT_EQ(kind_of(reopened().domain_key(key.id).error()), ErrorKind::corrupt) << change;
    }
}

TEST_F(KeyringTest, NoticesMaterialOfAnotherKey) {
    Key first = create();
    Key second = create();
    execute(
        "UPDATE kms_key_materials SET sealed = (SELECT sealed FROM kms_key_materials WHERE "
        "key_id = '" +
        first.id + "') WHERE key_id = '" + second.id + "'");
    EXPECT_EQ(kind_of(keyring_.encrypt(second, as_bytes("x"), {}).error()), ErrorKind::corrupt);
    EXPECT_TRUE(keyring_.encrypt(first, as_bytes("x"), {}));
}

TEST_F(KeyringTest, NoticesAMovedAlias) {
    Key first = create();
    Key second = create();
    ASSERT_TRUE(keyring_.change([&](catalog::Transaction& tx) {
        return insert_alias(tx, keyring_.secrets(),
                            {.account_id = alice, .name = "alias/a", .key_id = first.id});
    }));
    execute("UPDATE kms_aliases SET key_id = '" + second.id + "'");
    auto found = keyring_.find(
        KeyName{.account_id = alice, .region = "us-east-1", .is_alias = true, .name = "alias/a"});
    ASSERT_FALSE(found);
    EXPECT_EQ(kind_of(found.error()), ErrorKind::corrupt);
}

// ---- what is remembered

TEST_F(KeyringTest, AChangeIsSeenAtOnceAndAnotherServersWithinASecond) {
    Key key = create();
    Keyring other = reopened();
    ASSERT_TRUE((*keyring_.find(key.id))->is_usable());
    ASSERT_TRUE((*other.find(key.id))->is_usable());
    edit(key.id, [](Key& changed) { changed.state = KeyState::disabled; });
    EXPECT_FALSE((*keyring_.find(key.id))->is_usable());
    clock_.advance(999ms);
    EXPECT_TRUE((*other.find(key.id))->is_usable()) << "still remembered";
    clock_.advance(1ms);
    EXPECT_FALSE((*other.find(key.id))->is_usable());
}

// ---- domain keys

TEST_F(KeyringTest, AKeyHasOneDomainKeyWhateverIsRotated) {
    Key first = create();
    Key second = create();
    crypto::Key domain = *keyring_.domain_key(first.id);
    EXPECT_EQ(*keyring_.domain_key(first.id), domain);
    EXPECT_NE(*keyring_.domain_key(second.id), domain);
    ASSERT_TRUE(keyring_.change([&](catalog::Transaction& tx) -> Status {
        auto key = require_key(tx, keyring_.secrets(), first.id);
        Status done = rotate(tx, keyring_, *key, rotated_on_demand);
        return done ? update_key(tx, keyring_.secrets(), *key) : done;
    }));
    EXPECT_EQ(*keyring_.domain_key(first.id), domain);
    EXPECT_EQ(*reopened().domain_key(first.id), domain);
}

TEST_F(KeyringTest, DomainKeysFollowTheStateOfTheKey) {
    Key key = create();
    crypto::Key domain = *keyring_.domain_key(key.id);
    for (KeyState state : {KeyState::disabled, KeyState::pending_deletion}) {
        edit(key.id, [&](Key& changed) { changed.state = state; });
        auto refused = keyring_.domain_key(key.id);
        ASSERT_FALSE(refused);
        EXPECT_EQ(kind_of(refused.error()), ErrorKind::denied);
        auto kept = keyring_.domain_key_for_upkeep(key.id);
        ASSERT_TRUE(kept && *kept);
        EXPECT_EQ(**kept, domain);
    }
    edit(key.id, [](Key& changed) { changed.state = KeyState::enabled; });
    EXPECT_EQ(*keyring_.domain_key(key.id), domain);

    auto unknown = keyring_.domain_key("00000000-0000-4000-8000-000000000000");
    EXPECT_EQ(kind_of(unknown.error()), ErrorKind::not_found);
    Key unused = create();
    auto none = keyring_.domain_key_for_upkeep(unused.id);
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
}

TEST_F(KeyringTest, OnlyOneOfManyFirstUsesMakesTheDomainKey) {
    Key key = create();
    std::vector<crypto::Key> seen(8);
    std::vector<std::thread> threads;
    for (crypto::Key& mine : seen)
        threads.emplace_back([&] { mine = *keyring_.domain_key(key.id); });
    for (std::thread& thread : threads)
        thread.join();
    for (const crypto::Key& one : seen)
        EXPECT_EQ(one, seen.front());
    EXPECT_EQ(count("kms_domain_keys"), 1);
}

// ---- time

TEST_F(KeyringTest, ErasesAKeyWhenItsDateHasPassed) {
    Key doomed = create();
    Key kept = create();
    ASSERT_TRUE(keyring_.domain_key(doomed.id));
    auto blob = keyring_.encrypt(doomed, as_bytes("x"), {});
    edit(doomed.id, [&](Key& key) {
        key.state = KeyState::pending_deletion;
        key.deletion_date = clock_.now() + std::chrono::days(7);
    });
    clock_.advance(std::chrono::days(7) - 1us);
    EXPECT_TRUE(keep_up(keyring_).erased.empty());
    EXPECT_TRUE(keyring_.find(doomed.id));
    clock_.advance(1us);
    EXPECT_EQ(keep_up(keyring_).erased, std::vector{doomed.id});

    EXPECT_EQ(kind_of(keyring_.find(doomed.id).error()), ErrorKind::not_found);
    auto domain_key = keyring_.domain_key(doomed.id);
    ASSERT_FALSE(domain_key);
    EXPECT_EQ(kind_of(domain_key.error()), ErrorKind::not_found);
    EXPECT_NE(domain_key.error().message.find("nobody can read what it encrypted"),
              std::string::npos);
    auto upkeep = keyring_.domain_key_for_upkeep(doomed.id);
    ASSERT_TRUE(upkeep);
    EXPECT_FALSE(*upkeep);
    // Even with the key's description at hand.
    EXPECT_FALSE(keyring_.decrypt(doomed, blob->blob, {}));
    EXPECT_TRUE(keyring_.encrypt(kept, as_bytes("x"), {}));
    EXPECT_EQ(count("kms_key_materials"), 1);
    EXPECT_EQ(count("kms_domain_keys"), 0);
}

TEST_F(KeyringTest, ErasesNothingOnTheWordOfTheDatabaseAlone) {
    Key key = create();
    execute("UPDATE kms_keys SET deletion_us = 1, state = 'PendingDeletion'");
    auto done = keep_up(keyring_);
    ASSERT_FALSE(done.outcome);
    EXPECT_EQ(kind_of(done.outcome.error()), ErrorKind::corrupt);
    EXPECT_EQ(count("kms_key_materials"), 1);
}

TEST_F(KeyringTest, OneDamagedKeyDoesNotKeepTheOthersWaiting) {
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i)
        ids.push_back(create().id);
    std::sort(ids.begin(), ids.end());
    for (const std::string& id : ids) {
        edit(id, [&](Key& key) {
            key.state = KeyState::pending_deletion;
            key.deletion_date = clock_.now();
        });
    }
    Key rotating = create();
    edit(rotating.id, [&](Key& key) {
        key.rotation_days = 90;
        key.next_rotation = clock_.now();
    });
    execute("UPDATE kms_keys SET description = 'changed' WHERE id = '" + ids[0] + "'");
    auto done = keep_up(keyring_);
    ASSERT_FALSE(done.outcome);
    EXPECT_EQ(kind_of(done.outcome.error()), ErrorKind::corrupt);
    EXPECT_EQ(done.erased, (std::vector{ids[1], ids[2]}));
    EXPECT_EQ(done.rotated, std::vector{rotating.id});
}

TEST_F(KeyringTest, RotatesWhenTheDayHasComeAndTheKeyIsEnabled) {
    Key key = create();
    auto old = keyring_.encrypt(key, as_bytes("old"), {});
    edit(key.id, [&](Key& changed) {
        changed.rotation_days = 90;
        changed.next_rotation = clock_.now() + std::chrono::days(90);
        changed.state = KeyState::disabled;
    });
    clock_.advance(std::chrono::days(200));
    EXPECT_TRUE(keep_up(keyring_).rotated.empty()) << "disabled";
    edit(key.id, [](Key& changed) { changed.state = KeyState::enabled; });
    EXPECT_EQ(keep_up(keyring_).rotated, std::vector{key.id});
    EXPECT_TRUE(keep_up(keyring_).rotated.empty()) << "once";

    auto now = keyring_.find(key.id);
    EXPECT_EQ((*now)->material_version, 2);
    EXPECT_NE((*now)->material_id, key.material_id);
    EXPECT_EQ((*now)->next_rotation, clock_.now() + std::chrono::days(90));
    EXPECT_EQ(as_text(keyring_.decrypt(**now, old->blob, {})->plain), "old");
    EXPECT_EQ(keyring_.encrypt(**now, as_bytes("new"), {})->material_id, (*now)->material_id);
}

TEST_F(KeyringTest, AServicesKeyIsMadeOnceForEachAccount) {
    auto first = ensure_service_key(keyring_, alice, ebs_key);
    ASSERT_TRUE(first);
    EXPECT_EQ((*first)->manager, KeyManager::aws);
    EXPECT_EQ((*ensure_service_key(keyring_, alice, ebs_key))->id, (*first)->id);
    EXPECT_NE((*ensure_service_key(keyring_, bob, ebs_key))->id, (*first)->id);
    EXPECT_NE((*ensure_service_key(keyring_, bob, ssm_key))->id,
              (*ensure_service_key(keyring_, bob, ebs_key))->id);
    clock_.advance(std::chrono::days(365));
    EXPECT_EQ(keep_up(keyring_).rotated.size(), 3U);
}

// ---- failures: whatever the database refuses, what is left is whole and the next try succeeds

// Runs `work`, for every n with the n-th event of the database failing, on a keyring of its own.
template <class Work, class Check>
void for_each_failure(catalog::FaultyDatabase& catalog, Work work, Check check) {
    for (std::int64_t n = 1;; ++n) {
        ASSERT_LT(n, 200) << "the loop ends";
        catalog.fail_at(n);
        bool done = work();
        bool failed = catalog.failed();
        catalog.fail_at(0);
        check(done);
        if (!failed) {
            EXPECT_TRUE(done);
            return;
        }
    }
}

TEST_F(KeyringTest, AKeyIsMadeWholeOrNotAtAll) {
    for_each_failure(
        catalog_,
        [&] { return create_key(keyring_, new_uuid(random_), {.account_id = alice}).has_value(); },
        [&](bool) { EXPECT_EQ(count("kms_keys"), count("kms_key_materials")); });
}

TEST_F(KeyringTest, AKeyIsErasedWholeOrNotAtAll) {
    Key doomed = create();
    ASSERT_TRUE(keyring_.domain_key(doomed.id));
    edit(doomed.id, [&](Key& key) {
        key.state = KeyState::pending_deletion;
        key.deletion_date = clock_.now();
    });
    for_each_failure(
        catalog_, [&] { return keep_up(keyring_).outcome.has_value(); },
        [&](bool) {
            EXPECT_EQ(count("kms_keys"), count("kms_key_materials"));
            EXPECT_EQ(count("kms_keys"), count("kms_domain_keys"));
        });
    EXPECT_EQ(count("kms_keys"), 0);
}

TEST_F(KeyringTest, ADomainKeyStaysTheSameWhicheverStepFails) {
    Key key = create();
    std::optional<crypto::Key> seen;
    for_each_failure(
        catalog_,
        [&] {
            Keyring fresh = reopened();
            auto domain = fresh.domain_key(key.id);
            if (!domain) return false;
            EXPECT_TRUE(!seen || *seen == *domain);
            seen = *domain;
            return true;
        },
        [&](bool) { EXPECT_LE(count("kms_domain_keys"), 1); });
    EXPECT_EQ(*keyring_.domain_key(key.id), *seen);
}

TEST_F(KeyringTest, ARotationIsWholeOrNotAtAll) {
    Key key = create();
    edit(key.id, [&](Key& changed) {
        changed.rotation_days = 90;
        changed.next_rotation = clock_.now();
    });
    for_each_failure(
        catalog_, [&] { return keep_up(keyring_).outcome.has_value(); },
        [&](bool) {
            auto now = reopened().find(key.id);
            ASSERT_TRUE(now);
            EXPECT_EQ(count("kms_key_materials"), (*now)->material_version);
            EXPECT_TRUE(reopened().encrypt(**now, as_bytes("x"), {}));
        });
    EXPECT_EQ((*keyring_.find(key.id))->material_version, 2);
}

}  // namespace
}  // namespace amicast::keys
