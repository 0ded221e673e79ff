// For this room's tests: runs a change once for every n, with the n-th thing it asks of the
// database failing, until a run meets no failure.
#pragma once

#include <gtest/gtest.h>

#include "catalog/faulty_database.h"
#include "iam/identity_test_store.h"

namespace amicast::iam {

// `set_up(IdentityStore&)` prepares a fresh site, `change(IdentityStore&)` returns a Status or
// Result, and `whole(IdentityStore&)` says whether what stands there is all of the change (true) or
// nothing of it (false), failing the test for anything between. A change that says it was done must
// stand, and repeating one that was not must do it.
template <class SetUp, class Change, class Whole>
void fail_everywhere(SetUp set_up, Change change, Whole whole) {
    bool finished = false;
    constexpr std::int64_t events_max = 200;
    for (std::int64_t n = 1; n < events_max && !finished; ++n) {
        SCOPED_TRACE(testing::Message() << "failure " << n);
        TestStore site;
        set_up(*site.store);
        catalog::FaultyDatabase faulty(*site.catalog);
        IdentityStore store(faulty, site.root_key, site.clock, site.random);
        faulty.fail_at(n);
        bool done = change(store).has_value();
        finished = !faulty.failed();
        faulty.fail_at(0);
        site.clock.advance(std::chrono::seconds(1));  // until every store looks again
        bool stands = whole(*site.store);
        EXPECT_TRUE(stands || !done) << "what was acknowledged is there";
        EXPECT_EQ(stands, whole(store)) << "no cache hides it";
        if (!stands) {
            EXPECT_TRUE(change(store).has_value()) << "it can be repeated";
            site.clock.advance(std::chrono::seconds(1));
            EXPECT_TRUE(whole(*site.store));
        }
    }
    EXPECT_TRUE(finished);
}

}  // namespace amicast::iam
