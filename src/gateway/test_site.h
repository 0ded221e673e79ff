// A small site for this room's tests: real identity, sessions and policies over an in-memory
// catalog, one region without blocks, and a fake service for each protocol.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "blocks/block_store.h"
#include "catalog/database.h"
#include "crypto/digest.h"
#include "gateway/gateway.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/session_tokens.h"
#include "images/region.h"
#include "jobs/queue.h"
#include "keys/locked_keys.h"
#include "keys/root_key.h"
#include "services/operation.h"
#include "services/site.h"
#include "sigv4/sign.h"
#include "transfer/peer.h"

namespace amicast::gateway::testing {

// The services of fake_services_test.cc: ec2, sts, organizations, imagebuilder and ebs.
std::span<const services::Service> fake_services();

class NoBlocks final : public blocks::BlockStore {
  public:
    Result<std::vector<bool>> contains(std::span<const blocks::BlockId> ids) override {
        return std::vector<bool>(ids.size(), false);
    }
    Status put(std::span<const blocks::Frame>) override { return unsupported(); }
    Result<std::vector<blocks::Frame>> get(std::span<const blocks::BlockId>) override {
        return unsupported();
    }
    Result<blocks::Statistics> statistics() override { return blocks::Statistics{}; }
    Result<std::vector<blocks::Damage>> verify(const OnProgress&, const CheckSealed&) override {
        return std::vector<blocks::Damage>();
    }
    Result<std::uint64_t> collect_garbage(
        const std::function<bool(const blocks::BlockId&)>&) override {
        return std::uint64_t{0};
    }

  private:
    static tl::unexpected<Error> unsupported() { return failure(ErrorKind::unsupported, "none"); }
};

class NoPeers final : public transfer::Peers {
  public:
    transfer::Peer* find(std::string_view) override { return nullptr; }
};

class NoNotifier final : public jobs::Notifier {
  public:
    void notify(std::string_view) override {}
};

// The value of a step that a test takes for granted.
template <class T>
auto value_of(T&& holder) {
    check(holder.has_value(), "a test's own step succeeds");
    return *std::forward<T>(holder);
}

inline void must(const Status& status) {
    check(status.has_value(), "a test's own step succeeds");
}

class TestSite {
  public:
    TestSite() : catalog_(open_catalog()) {
        for (images::Region* region : {&east_, &west_})
            site_.regions.emplace(region->name, region);
        administrator_ = value_of(value_of(identity_.create_first_account()));
    }

    services::Site& site() { return site_; }
    iam::IdentityStore& identity() { return identity_; }
    iam::SessionTokens& sessions() { return sessions_; }
    ManualClock& clock() { return clock_; }
    const iam::AccessKey& administrator() const { return administrator_; }
    sigv4::Credentials credentials() const {
        return {.access_key_id = administrator_.id, .secret_access_key = administrator_.secret};
    }

  private:
    static std::unique_ptr<catalog::Database> open_catalog() {
        auto catalog = value_of(catalog::open_sqlite({.path = ":memory:", .readers = 2}));
        check(iam::migrate(*catalog).has_value(), "the identity tables are made");
        return catalog;
    }

    ManualClock clock_{*from_iso8601("2024-05-06T07:08:09Z")};
    SystemRandom random_;
    keys::RootKey root_key_{crypto::sha256("test")};
    std::unique_ptr<catalog::Database> catalog_;
    iam::IdentityStore identity_{*catalog_, root_key_, clock_, random_};
    iam::SessionTokens sessions_{root_key_, clock_, random_};
    iam::Authorizer authorizer_{identity_};
    NoBlocks blocks_;
    NoPeers peers_;
    NoNotifier notifier_;
    images::Region east_{.name = "us-east-1",
                         .catalog = *catalog_,
                         .blocks = blocks_,
                         .keys = keys::locked_keys(),
                         .random = random_};
    images::Region west_{.name = "eu-west-1",
                         .catalog = *catalog_,
                         .blocks = blocks_,
                         .keys = keys::locked_keys(),
                         .random = random_};
    services::Site site_{.clock = clock_,
                         .random = random_,
                         .root_key = root_key_,
                         .identity = identity_,
                         .sessions = sessions_,
                         .authorizer = authorizer_,
                         .peers = peers_,
                         .jobs = notifier_,
                         .regions = {}};
    iam::AccessKey administrator_;
};

}  // namespace amicast::gateway::testing
