#include "server/application.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "distribution/copy_image.h"
#include "distribution/copy_snapshot_job.h"
#include "distribution/executors.h"
#include "distribution/image_export.h"
#include "gateway/gateway.h"
#include "http/server.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/session_tokens.h"
#include "images/client_token.h"
#include "images/garbage.h"
#include "images/snapshot.h"
#include "imports/task.h"
#include "jobs/queue.h"
#include "keys/keyring.h"
#include "keys/lifecycle.h"
#include "keys/root_key.h"
#include "logs/sweep.h"
#include "outbound/export_executor.h"
#include "parameters/validation.h"
#include "server/data_directory.h"
#include "server/open_region.h"
#include "server/operator_routes.h"
#include "server/outbound_parts.h"
#include "server/periodic.h"
#include "services/imagebuilder/executors.h"
#include "services/operation.h"
#include "services/site.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "transfer/local_peers.h"

namespace amicast::server {
namespace {

// AWS promises a day for most operations; a week costs little.
constexpr auto client_tokens_kept = std::chrono::hours(7 * 24);

// Marking reads every manifest node, so not often; a copy that runs for half of the block store's
// grace period makes it wait.
constexpr auto garbage_interval = std::chrono::hours(6);
constexpr auto garbage_copy_age_max = std::chrono::hours(12);

// The lock on the data directory makes this process the only one that can hold these jobs, so after
// a crash it takes its own leases back instead of waiting for them to end.
constexpr std::string_view server_id = "this-directory";

// Wakes the runner of a region.
class RunnerNotifier final : public jobs::Notifier {
  public:
    void add(std::string region, jobs::Runner& runner) {
        runners_.emplace(std::move(region), &runner);
    }
    void notify(std::string_view region) override {
        auto found = runners_.find(region);
        if (found != runners_.end()) found->second->notify();
    }

  private:
    std::map<std::string, jobs::Runner*, std::less<>> runners_;
};

// How the site's catalogs (one of each region, one of its identities) are opened. Their connections
// share the memory, within bounds: what is too little makes every statement read its pages anew.
catalog::SqliteOptions catalog_options(const config::Settings& settings, std::string path = {}) {
    constexpr std::size_t least = 256U << 10;
    constexpr std::size_t most = 8U << 20;
    auto readers = static_cast<std::size_t>(settings.catalog_readers);
    std::size_t connections = (settings.regions.size() + 1) * (readers + 1);
    std::size_t all = static_cast<std::size_t>(settings.catalog_cache_mib) << 20;
    return {.path = std::move(path),
            .readers = readers,
            .cache_bytes = std::clamp(all / connections, least, most)};
}

std::string credentials_text(const iam::AccessKey& key) {
    return fmt::format("[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n", key.id,
                       key.secret);
}

}  // namespace

// Members stand in the order they depend on each other; stop() ends what runs, then they are
// destroyed from the last to the first.
struct Application::State {
    State(config::Settings s, DataDirectory d) : settings(std::move(s)), directory(std::move(d)) {}

    Status open_identity();
    Status create_first_account();
    Status open_regions();
    Status open_outbound();
    void make_runners();
    std::vector<Periodic::Task> periodic_tasks();
    Status keep_keys();
    Status expire();
    Status sweep_logs();
    Status measure();
    Status collect();
    Status serve();
    wire::HttpResponse handle(wire::HttpRequest&& request);
    void stop();

    config::Settings settings;
    DataDirectory directory;
    SystemClock clock;
    SystemRandom random;
    std::optional<keys::RootKey> root_key;
    std::unique_ptr<catalog::Database> identity_catalog;
    std::optional<iam::IdentityStore> identity;
    std::optional<iam::SessionTokens> sessions;
    std::optional<iam::Authorizer> authorizer;
    std::map<std::string, OpenRegion, std::less<>> regions;
    std::unique_ptr<transfer::Peers> peers;
    RunnerNotifier notifier;
    std::unique_ptr<OutboundParts> outbound;
    std::optional<services::Site> site;
    std::vector<std::unique_ptr<jobs::Runner>> runners;
    std::optional<gateway::Gateway> gateway;
    std::atomic<bool> ready = false;
    std::unique_ptr<Periodic> periodic;
    std::unique_ptr<http::Server> http;
    bool stopped = false;
};

Status Application::State::open_identity() {
    auto key = keys::open_root_key(settings.root_key_path(), random);
    if (!key) return failure(key.error());
    root_key.emplace(*key);
    Status begun = directory.begin_first_start();
    if (!begun) return begun;
    auto opened = catalog::open_sqlite(catalog_options(settings, directory.identity_catalog()));
    if (!opened) return failure(opened.error());
    identity_catalog = std::move(*opened);
    Status migrated = iam::migrate(*identity_catalog);
    if (!migrated) return migrated;
    identity.emplace(*identity_catalog, *root_key, clock, random);
    sessions.emplace(*root_key, clock, random);
    authorizer.emplace(*identity);
    return create_first_account();
}

Status Application::State::create_first_account() {
    auto created = identity->create_first_account();
    if (!created) return failure(created.error());
    if (*created) {
        Status written =
            write_file_atomically(directory.credentials(), credentials_text(**created), 0600);
        if (!written) return written;
        telemetry::log_info("first account created", {{"account", (*created)->account_id},
                                                      {"credentials", directory.credentials()}});
    }
    return directory.end_first_start();
}

Status Application::State::open_regions() {
    RegionOptions options{.catalog = catalog_options(settings),
                          .segment_bytes_max = static_cast<std::uint64_t>(settings.segment_mib)
                                               << 20};
    std::map<std::string, images::Region*, std::less<>> by_name;
    std::map<std::string, keys::Keyring*, std::less<>> keyrings;
    for (const std::string& name : settings.regions) {
        auto opened = open_region(directory, name, options, {&*root_key, clock, random});
        if (!opened) return failure(opened.error());
        auto kept = regions.emplace(name, std::move(*opened)).first;
        by_name.emplace(name, kept->second.region.get());
        keyrings.emplace(name, kept->second.keys.get());
    }
    peers = std::make_unique<transfer::LocalPeers>(by_name);
    site.emplace(services::Site{.clock = clock,
                                .random = random,
                                .root_key = *root_key,
                                .identity = *identity,
                                .sessions = *sessions,
                                .authorizer = *authorizer,
                                .peers = *peers,
                                .jobs = notifier,
                                .regions = std::move(by_name),
                                .keyrings = std::move(keyrings),
                                .block_public_access = settings.public_sharing != "allowed"});
    for (auto& [name, open] : regions) {
        Status released = open.catalog->write([&](catalog::Transaction& tx) -> Status {
            auto jobs = jobs::release_leases(tx, server_id, clock.now());
            if (!jobs) return failure(jobs.error());
            return {};
        });
        if (!released) return released;
    }
    Status opened = open_outbound();
    if (!opened) return opened;
    make_runners();
    return {};
}

Status Application::State::open_outbound() {
    outbound::EventDelivery::Catalogs catalogs;
    for (auto& [name, open] : regions)
        catalogs.emplace(name, open.catalog.get());
    auto parts = OutboundParts::open(settings, std::move(catalogs), clock, random);
    if (!parts) return failure(parts.error());
    outbound = std::move(*parts);
    return outbound->events().open();
}

void Application::State::make_runners() {
    jobs::RunnerOptions options{
        .threads = static_cast<std::size_t>(settings.job_threads),
        // About a quarter of an hour: a peer or a disk may be away that long.
        .attempts_max = 14,
        .server_id = std::string(server_id)};
    transfer::CopyOptions copying{
        .threads = static_cast<std::size_t>(settings.transfer_threads),
        .batch_bytes = static_cast<std::size_t>(settings.transfer_batch_mib) << 20,
        .memory = std::make_shared<transfer::MemoryBudget>(
            static_cast<std::size_t>(settings.transfer_memory_mib) << 20)};
    std::set<std::string, std::less<>> exporting;
    for (auto& [name, open] : regions)
        if (outbound->store(name) != nullptr) exporting.insert(name);
    for (auto& [name, open] : regions) {
        auto runner = jobs::make_runner(*open.catalog, clock, random, options);
        runner->add(
            std::string(distribution::copy_snapshot_kind),
            distribution::make_copy_snapshot_executor(*open.region, *peers, clock, copying));
        runner->add(std::string(distribution::distribute_job_kind),
                    services::make_distribute_executor(*site, *open.region, exporting));
        if (exporting.contains(name)) {
            runner->add(std::string(distribution::export_image_kind),
                        outbound::make_export_executor(*open.region, *outbound->store(name),
                                                       settings.exports_path(), clock));
        }
        runner->add(
            std::string(parameters::validate_parameter_kind),
            parameters::make_validate_parameter_executor(name, [this](std::string_view account_id) {
                return identity->organization_arns(account_id);
            }));
        services::add_lifecycle_executors(
            *runner, *site, *open.region,
            std::chrono::seconds(settings.lifecycle_interval_seconds));
        services::add_import_executors(*runner, *site, *open.region,
                                       {.directories = settings.import_directories,
                                        .objects = outbound->objects(name),
                                        .buckets = settings.import_buckets});
        notifier.add(name, *runner);
        runners.push_back(std::move(runner));
    }
}

std::vector<Periodic::Task> Application::State::periodic_tasks() {
    return {
        {.name = "keep keys",
         .every = std::chrono::minutes(1),
         .run = [this] { return keep_keys(); }},
        {.name = "expire", .every = std::chrono::minutes(1), .run = [this] { return expire(); }},
        {.name = "write key uses",
         .every = std::chrono::minutes(1),
         .run = [this] { return identity->key_uses().write(); }},
        {.name = "sweep logs",
         .every = std::chrono::minutes(1),
         .run = [this] { return sweep_logs(); }},
        {.name = "prune events",
         .every = std::chrono::minutes(10),
         .run = [this] { return outbound->events().prune(); }},
        {.name = "measure", .every = std::chrono::minutes(1), .run = [this] { return measure(); }},
        {.name = "collect garbage", .every = garbage_interval, .run = [this] {
             return collect();
         }}};
}

// Rotates keys whose day has come and erases those whose deletion date has passed. One region's
// trouble does not keep the others waiting; the last error is told.
Status Application::State::keep_keys() {
    Status outcome;
    for (auto& [name, open] : regions) {
        const keys::Upkeep done = keys::keep_up(*open.keys);
        if (!done.outcome) outcome = done.outcome;
        for (const std::string& key : done.rotated)
            telemetry::log_info("key rotated", {{"region", name}, {"key", key}});
        for (const std::string& key : done.erased)
            telemetry::log_warning("key erased for ever", {{"region", name}, {"key", key}});
    }
    return outcome;
}

// Uploads nobody finishes, import tasks nobody is shown, and client tokens nobody will repeat.
Status Application::State::expire() {
    for (auto& [name, open] : regions) {
        Time now = clock.now();
        int expired = 0;
        Status done = open.catalog->write([&](catalog::Transaction& tx) -> Status {
            auto uploads = images::expire_uploads(tx, now);
            if (!uploads) return failure(uploads.error());
            expired = *uploads;
            Status forgotten = imports::expire_tasks(tx, now - imports::tasks_kept);
            if (!forgotten) return forgotten;
            return images::expire_tokens(tx, now - client_tokens_kept);
        });
        if (!done) return done;
        if (expired > 0)
            telemetry::log_info("uploads expired", {{"region", name}, {"uploads", expired}});
    }
    return {};
}

// Events beyond their retention, and what is left of deleted log groups and streams. One region's
// trouble does not keep the others' from going; the last error is told.
Status Application::State::sweep_logs() {
    Status outcome;
    for (auto& [name, open] : regions) {
        auto swept = logs::sweep(*open.catalog, clock.now());
        if (!swept) outcome = failure(swept.error());
        if (!swept || *swept == 0) continue;
        telemetry::log_info("log events cleared away", {{"region", name}, {"batches", *swept}});
    }
    return outcome;
}

Status Application::State::measure() {
    for (auto& [name, open] : regions) {
        auto blocks = open.blocks->statistics();
        if (!blocks) return failure(blocks.error());
        telemetry::Labels labels = {{"region", name}};
        telemetry::set_gauge("amicast_blocks_frames", static_cast<double>(blocks->frames), labels);
        telemetry::set_gauge("amicast_blocks_plain_bytes", static_cast<double>(blocks->plain_bytes),
                             labels);
        telemetry::set_gauge("amicast_blocks_stored_bytes",
                             static_cast<double>(blocks->stored_bytes), labels);
        telemetry::set_gauge("amicast_blocks_segments", static_cast<double>(blocks->segments),
                             labels);
    }
    return {};
}

// One region's trouble does not keep the others from being tidied; the last error is told.
Status Application::State::collect() {
    Status outcome;
    std::vector<images::Region*> all;
    all.reserve(regions.size());
    for (auto& [name, open] : regions)
        all.push_back(open.region.get());
    for (auto& [name, open] : regions) {
        images::Region& region = *open.region;
        auto still_read = [&] { return images::copies_read_deleted(region, all); };
        auto freed = images::collect_garbage(region, clock.now(), garbage_copy_age_max, still_read);
        if (!freed) outcome = failure(freed.error());
        if (!freed || !*freed || **freed == 0) continue;
        telemetry::log_info("garbage collected", {{"region", name}, {"bytes", **freed}});
        telemetry::count("amicast_garbage_bytes_total", {{"region", name}},
                         static_cast<double>(**freed));
    }
    return outcome;
}

wire::HttpResponse Application::State::handle(wire::HttpRequest&& request) {
    if (auto answer = answer_operator(request, ready)) return std::move(*answer);
    return gateway->handle(std::move(request));
}

Status Application::State::serve() {
    auto rate = static_cast<double>(settings.account_requests_per_second);
    gateway.emplace(
        *site, services::all_services(),
        gateway::GatewayOptions{.throttle = {.requests_per_second = rate, .burst = rate}});
    http::ServerOptions options{
        .host = settings.listen_host,
        .port = settings.listen_port,
        .workers = static_cast<std::size_t>(settings.http_workers),
        .network_threads = static_cast<std::size_t>(settings.http_network_threads),
        .queue_max = static_cast<std::size_t>(settings.http_queue),
        .connections_max = static_cast<std::size_t>(settings.http_connections),
        .idle_timeout = std::chrono::seconds(settings.http_idle_seconds),
        .drain_timeout = std::chrono::seconds(settings.http_drain_seconds)};
    if (!settings.tls_certificate.empty())
        options.tls = http::TlsFiles{settings.tls_certificate, settings.tls_key};
    auto started = http::Server::start(
        options, [this](wire::HttpRequest&& request) { return handle(std::move(request)); });
    if (!started) return failure(started.error());
    http = std::move(*started);
    for (auto& runner : runners)
        runner->start();
    periodic = std::make_unique<Periodic>(periodic_tasks());
    outbound->events().start();
    ready = true;
    return write_file_atomically(directory.endpoint(), http->endpoint() + "\n", 0644);
}

void Application::State::stop() {
    if (std::exchange(stopped, true)) return;
    ready = false;
    if (http) {
        ::unlink(directory.endpoint().c_str());
        http->stop();
    }
    if (periodic) periodic->stop();
    for (auto& runner : runners)
        runner->stop();
    if (outbound) outbound->events().stop();
    // At worst GetAccessKeyLastUsed knows less than it could.
    if (identity) (void)identity->key_uses().write();
}

Application::Application(std::unique_ptr<State> state) : state_(std::move(state)) {}

Application::~Application() {
    stop();
}

Result<std::unique_ptr<Application>> Application::start(const config::Settings& settings) {
    Status valid = config::validate(settings);
    if (!valid) return failure(valid.error());
    auto directory = DataDirectory::open(settings.data_directory, false);
    if (!directory) return failure(directory.error());
    // Of a server that was killed: what it says is no longer so.
    ::unlink(directory->endpoint().c_str());
    std::unique_ptr<Application> application(
        new Application(std::make_unique<State>(settings, std::move(*directory))));  // NOLINT
    State& state = *application->state_;
    Status started = state.open_identity();
    if (started) started = state.open_regions();
    if (started) started = state.serve();
    if (!started) return failure(started.error());
    return application;
}

const std::string& Application::endpoint() const {
    return state_->http->endpoint();
}

void Application::stop() {
    state_->stop();
}

}  // namespace amicast::server
