// A region in memory, called as a client of the EBS direct APIs calls it: request in, response out,
// without sockets and signatures; storage and database can be made to fail. For the tests of this
// room.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "blocks/test_store.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/session_tokens.h"
#include "images/region.h"
#include "images/snapshot.h"
#include "jobs/queue.h"
#include "keys/root_key.h"
#include "keys/test_keyring.h"
#include "services/ebs/service.h"
#include "services/site.h"
#include "snapshots/manifest.h"
#include "transfer/peer.h"
#include "wire/http_message.h"

namespace amicast::services::ebs::testing {

inline constexpr const char* alice = "111111111111";
inline constexpr const char* bob = "222222222222";

// An answer as a client sees it.
struct Reply {
    wire::HttpResponse response;

    int status() const { return response.status; }
    bool ok() const { return response.status < 300; }
    std::string header(std::string_view name) const;
    // The exception's name.
    std::string error() const { return header("x-amzn-errortype"); }
    // A member of the JSON body as text; empty when it is absent.
    std::string text(std::string_view member) const;
    std::int64_t number(std::string_view member) const;
    bool has(std::string_view member) const;
};

// One element of Blocks or ChangedBlocks.
struct Item {
    std::int64_t index = 0;
    std::string token;
    std::string first_token;
    std::string second_token;
    std::string checksum;
};
// Those of a page.
std::vector<Item> items_of(const Reply& reply, std::string_view list);

class NoPeers final : public transfer::Peers {
  public:
    transfer::Peer* find(std::string_view) override { return nullptr; }
};
class NoNotifier final : public jobs::Notifier {
  public:
    void notify(std::string_view) override {}
};

// A whole block whose content depends on the number; 0 is the block of zeroes.
std::string block(std::uint64_t number);
std::string checksum_of(std::string_view content);
// The LINEAR aggregate over blocks in order of their index.
std::string aggregate_of(const std::vector<std::string>& blocks);

class EbsTest : public ::testing::Test {
  protected:
    EbsTest();

    Reply send(wire::HttpRequest request);
    // What the operation wants to be allowed.
    std::vector<iam::AccessRequest> access(wire::HttpRequest request);

    Reply start(const std::string& json);
    // The id of a new pending snapshot of one GiB, or on top of a parent.
    // Encrypted under key_arn_, if that is set and there is no parent.
    std::string start_new(const std::string& parent = {});
    wire::HttpRequest put_request(const std::string& snapshot, std::int64_t index,
                                  std::string content);
    Reply put(const std::string& snapshot, std::int64_t index, std::string content);
    Reply complete(const std::string& snapshot, std::int64_t count, const std::string& aggregate);
    Reply list(const std::string& snapshot, const std::string& query = {});
    Reply changes(const std::string& first, const std::string& second,
                  const std::string& query = {});
    Reply get(const std::string& snapshot, std::int64_t index, const std::string& token);

    // A new key of the account; new snapshots without a parent are encrypted under it from here on.
    // Its id.
    std::string use_new_key();

    // A completed snapshot of blocks: index and number.
    using Blocks = std::vector<std::pair<std::int64_t, std::uint64_t>>;
    std::string make_snapshot(const Blocks& blocks, const std::string& parent = {});
    // Reads it all back and compares.
    void expect_content(const std::string& snapshot, const Blocks& blocks);

    void expect_error(const Reply& reply, std::string_view error, std::string_view reason,
                      std::string_view message_part = {});
    images::Snapshot row(const std::string& snapshot);
    images::Region make_region();
    void change(const catalog::Database::Work& work);
    ManualClock& clock() { return store_.clock; }

    blocks::TestStore store_;
    std::string account_ = alice;
    std::optional<std::string> key_arn_;
    SeededRandom random_{1};
    keys::RootKey root_key_{crypto::sha256("test")};
    std::unique_ptr<catalog::Database> keys_catalog_;
    std::unique_ptr<keys::Keyring> keyring_;
    std::unique_ptr<catalog::Database> identity_catalog_;
    std::unique_ptr<iam::IdentityStore> identity_;
    std::unique_ptr<iam::SessionTokens> sessions_;
    std::unique_ptr<iam::Authorizer> authorizer_;
    NoPeers peers_;
    NoNotifier notifier_;
    std::unique_ptr<Site> site_;

  private:
    iam::Principal principal() const;
    Call make_call(images::Region& region, const iam::Principal& caller);
};

}  // namespace amicast::services::ebs::testing
