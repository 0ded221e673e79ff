// A site with real identity over an in-memory catalog, and a way to call operations of the identity
// services as a client would: decoded from the wire, authorised, run, encoded.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/encoding.h"
#include "blocks/block_store.h"
#include "catalog/database.h"
#include "crypto/digest.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/session_tokens.h"
#include "images/region.h"
#include "keys/keyring.h"
#include "keys/root_key.h"
#include "services/operation.h"
#include "transfer/peer.h"
#include "wire/auth_error.h"

namespace amicast::services {

class NoBlocks final : public blocks::BlockStore {
  public:
    Result<std::vector<bool>> contains(std::span<const blocks::BlockId> ids) override {
        return std::vector<bool>(ids.size(), false);
    }
    Status put(std::span<const blocks::Frame>) override {
        return failure(ErrorKind::unsupported, "");
    }
    Result<std::vector<blocks::Frame>> get(std::span<const blocks::BlockId>) override {
        return failure(ErrorKind::unsupported, "");
    }
    Result<blocks::Statistics> statistics() override { return blocks::Statistics{}; }
    Result<std::vector<blocks::Damage>> verify(const OnProgress&, const CheckSealed&) override {
        return std::vector<blocks::Damage>();
    }
    Result<std::uint64_t> collect_garbage(
        const std::function<bool(const blocks::BlockId&)>&) override {
        return std::uint64_t{0};
    }
};

class NoPeers final : public transfer::Peers {
  public:
    transfer::Peer* find(std::string_view) override { return nullptr; }
};

class NoNotifier final : public jobs::Notifier {
  public:
    void notify(std::string_view) override {}
};

class IdentityTestSite {
  public:
    using Parameters = std::vector<std::pair<std::string, std::string>>;

    IdentityTestSite() {
        auto key = identity_.create_first_account();
        check(key && *key, "the first account is made");
        admin_ = *identity_.principal_of(**key);
        site_.keyrings.emplace(region_.name, &keyring_);
    }

    // A query request with these parameters.
    wire::HttpResponse query(const Service& service, std::string_view action,
                             const Parameters& parameters, const iam::Principal& caller) {
        wire::HttpRequest request{.method = "POST", .path = "/"};
        request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
        request.body =
            "Version=" + std::string(service.shape.api_version) + "&Action=" + std::string(action);
        for (const auto& [name, value] : parameters)
            request.body += "&" + percent_encode(name) + "=" + percent_encode(value);
        return run(service, request, caller);
    }
    // A JSON 1.1 request with this body.
    wire::HttpResponse json(const Service& service, std::string_view action, std::string body,
                            const iam::Principal& caller) {
        wire::HttpRequest request{.method = "POST", .path = "/"};
        request.headers = {
            {"content-type", "application/x-amz-json-1.1"},
            {"x-amz-target", std::string(service.shape.target_prefix) + "." + std::string(action)}};
        request.body = std::move(body);
        return run(service, request, caller);
    }

    const iam::Principal& admin() const { return admin_; }
    std::string account() const { return admin_.account_id; }
    iam::IdentityStore& identity() { return identity_; }
    iam::SessionTokens& sessions() { return sessions_; }
    // Of the region, which shares it with identity here.
    catalog::Database& catalog() { return *catalog_; }
    keys::Keyring& keyring() { return keyring_; }
    Site& site() { return site_; }
    ManualClock& clock() { return clock_; }
    Random& random() { return random_; }
    const keys::RootKey& root_key() const { return root_key_; }

  private:
    static std::unique_ptr<catalog::Database> open_catalog() {
        auto catalog = catalog::open_sqlite({.path = ":memory:", .readers = 2});
        check(catalog.has_value(), "an in-memory catalog opens");
        check(iam::migrate(**catalog).has_value(), "the identity tables are made");
        check(keys::migrate(**catalog).has_value(), "the tables of keys are made");
        return std::move(*catalog);
    }

    wire::HttpResponse run(const Service& service, wire::HttpRequest& request,
                           const iam::Principal& caller) {
        std::string action = wire::requested_action(service.shape, request);
        for (const Operation& operation : service.operations) {
            if (operation.shape.name != action) continue;
            auto output = outcome(service, operation, request, caller);
            if (!output) return wire::encode_error(service.shape, output.error(), "request-id");
            return wire::encode_output(service.shape, operation.shape, output->get(), "request-id");
        }
        check(false, "the service has the operation");
        return {};
    }

    Result<std::shared_ptr<void>> outcome(const Service& service, const Operation& operation,
                                          wire::HttpRequest& request,
                                          const iam::Principal& caller) {
        std::shared_ptr<void> input = operation.make_input();
        Status decoded =
            wire::decode_input(service.shape, operation.shape, request, {}, input.get());
        if (decoded && operation.check != nullptr) decoded = operation.check(input.get());
        if (!decoded) return failure(decoded.error());
        Call call{.site = site_,
                  .region = region_,
                  .caller = caller,
                  .now = clock_.now(),
                  .random = random_,
                  .request_id = "request-id",
                  .remote_address = "192.0.2.1",
                  .user_agent = "test"};
        for (iam::AccessRequest& access : operation.access(call, input.get())) {
            iam::add_global_context(caller, {.now = call.now}, access.context);
            auto decision = authorizer_.authorize(caller, access);
            if (!decision) return failure(decision.error());
            if (!decision->allowed()) {
                return failure(wire::auth_error(service.shape, wire::AuthProblem::denied,
                                                access.action + " on " + access.resource));
            }
        }
        return operation.run(call, input.get());
    }

    ManualClock clock_{*from_iso8601("2024-05-06T07:08:09Z")};
    SeededRandom random_{5};
    keys::RootKey root_key_{crypto::sha256("test")};
    std::unique_ptr<catalog::Database> catalog_ = open_catalog();
    iam::IdentityStore identity_{*catalog_, root_key_, clock_, random_};
    iam::SessionTokens sessions_{root_key_, clock_, random_};
    iam::Authorizer authorizer_{identity_};
    keys::Keyring keyring_{*catalog_, root_key_, clock_, random_, "us-east-1"};
    NoBlocks blocks_;
    NoPeers peers_;
    NoNotifier notifier_;
    images::Region region_{.name = "us-east-1",
                           .catalog = *catalog_,
                           .blocks = blocks_,
                           .keys = keyring_,
                           .random = random_};
    Site site_{.clock = clock_,
               .random = random_,
               .root_key = root_key_,
               .identity = identity_,
               .sessions = sessions_,
               .authorizer = authorizer_,
               .peers = peers_,
               .jobs = notifier_,
               .regions = {}};
    iam::Principal admin_;
};

// The text between the first <name> and </name>; empty when there is none.
inline std::string element(const std::string& xml, const std::string& name) {
    std::size_t from = xml.find("<" + name + ">");
    if (from == std::string::npos) return {};
    from += name.size() + 2;
    return xml.substr(from, xml.find("</" + name + ">", from) - from);
}

}  // namespace amicast::services
