// A keyring over a catalog in memory, whose database can be made to fail, for tests.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "catalog/faulty_database.h"
#include "crypto/digest.h"
#include "keys/key_rows.h"
#include "keys/keyring.h"
#include "keys/lifecycle.h"

namespace amicast::keys {

inline constexpr const char* alice = "111111111111";
inline constexpr const char* bob = "222222222222";

// A new key of a customer, which leaves everything to the account's identity policies.
inline Key add_key(Keyring& keyring, const std::string& account_id) {
    auto key = create_key(keyring, new_uuid(keyring.random()),
                          {.account_id = account_id,
                           .description = "of a test",
                           .policy = default_key_policy(account_id),
                           .bound_policy = default_key_policy(account_id),
                           .tags = {{"purpose", "test"}}});
    EXPECT_TRUE(key) << key.error().message;
    return *key;
}

// Changes a key as an operation would.
template <class Edit>
void edit_key(Keyring& keyring, const std::string& key_id, Edit edit) {
    Status done = keyring.change([&](catalog::Transaction& tx) -> Status {
        auto key = require_key(tx, keyring.secrets(), key_id);
        if (!key) return failure(key.error());
        edit(*key);
        return update_key(tx, keyring.secrets(), *key);
    });
    EXPECT_TRUE(done) << done.error().message;
}

inline void set_state(Keyring& keyring, const std::string& key_id, KeyState state) {
    edit_key(keyring, key_id, [&](Key& key) { key.state = state; });
}

// As after its deletion date: nobody can use it or what lies under it any more.
inline void erase_for_ever(Keyring& keyring, const std::string& key_id) {
    edit_key(keyring, key_id, [&](Key& key) {
        key.state = KeyState::pending_deletion;
        key.deletion_date = keyring.now();
    });
    EXPECT_EQ(keep_up(keyring).erased, std::vector<std::string>{key_id});
}

class KeyringTest : public testing::Test {
  protected:
    KeyringTest() { EXPECT_TRUE(migrate(*inner_)); }

    Key create(const std::string& account_id = alice) { return add_key(keyring_, account_id); }

    template <class Edit>
    void edit(const std::string& key_id, Edit edit) {
        edit_key(keyring_, key_id, edit);
    }

    // What somebody with the database, but without the root key, can do.
    void execute(const std::string& sql) {
        Status done = inner_->write([&](catalog::Transaction& tx) -> Status {
            auto ran = tx.execute(sql, {});
            if (!ran) return failure(ran.error());
            EXPECT_GT(*ran, 0) << sql;
            return {};
        });
        EXPECT_TRUE(done) << done.error().message << done.error().detail;
    }

    std::int64_t count(const std::string& table) {
        std::int64_t rows = -1;
        Status done = inner_->read([&](catalog::Transaction& tx) {
            return tx.query("SELECT count(*) FROM " + table, {},
                            [&](const catalog::Row& row) { rows = row.integer(0); });
        });
        EXPECT_TRUE(done) << done.error().message;
        return rows;
    }

    // As after a restart: nothing remembered.
    Keyring reopened() { return Keyring(catalog_, root_key_, clock_, random_, "us-east-1"); }

    ManualClock clock_{*from_iso8601("2026-03-01T12:00:00Z")};
    SeededRandom random_{4};
    RootKey root_key_{crypto::sha256("the root key of a test")};
    std::unique_ptr<catalog::Database> inner_{
        std::move(*catalog::open_sqlite({.path = ":memory:", .readers = 2}))};
    catalog::FaultyDatabase catalog_{*inner_};
    Keyring keyring_{catalog_, root_key_, clock_, random_, "us-east-1"};
};

}  // namespace amicast::keys
