// An identity store over an in-memory catalog, for this room's tests.
#pragma once

#include <memory>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "catalog/database.h"
#include "crypto/digest.h"
#include "iam/identity_store.h"
#include "keys/root_key.h"

namespace amicast::iam {

struct TestStore {
    TestStore() {
        auto opened = catalog::open_sqlite({.path = ":memory:", .readers = 2});
        check(opened.has_value(), "an in-memory catalog opens");
        catalog = std::move(*opened);
        check(migrate(*catalog).has_value(), "the identity tables are made");
        store = std::make_unique<IdentityStore>(*catalog, root_key, clock, random);
    }

    ManualClock clock{from_microseconds(1'700'000'000'000'000)};
    SeededRandom random{11};
    keys::RootKey root_key{crypto::sha256("test root key")};
    std::unique_ptr<catalog::Database> catalog;
    std::unique_ptr<IdentityStore> store;
};

}  // namespace amicast::iam
