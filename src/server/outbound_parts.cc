#include "server/outbound_parts.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "config/ini_file.h"
#include "outbound/event_file.h"
#include "outbound/webhook.h"

namespace amicast::server {
namespace {

Result<std::string> read_secret_file(std::string_view setting, const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file) {
        return failure(ErrorKind::not_found,
                       fmt::format("Cannot read the file '{}' of '{}'.", path, setting));
    }
    return text.str();
}

// A line break at the end is no part of a secret.
Result<std::string> read_webhook_secret(const std::string& path) {
    auto secret = read_secret_file("events.webhook-secret", path);
    if (!secret) return secret;
    while (secret->ends_with('\n') || secret->ends_with('\r'))
        secret->pop_back();
    if (!secret->empty()) return secret;
    return failure(ErrorKind::invalid,
                   fmt::format("The file '{}' of 'events.webhook-secret' is empty.", path));
}

// What a server that was killed had begun to build. Files of other names are not ours.
Status make_exports_directory(const std::string& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    for (std::filesystem::directory_iterator file(path, problem), end; !problem && file != end;
         file.increment(problem)) {
        if (file->path().filename().string().starts_with("export-ami-"))
            std::filesystem::remove_all(file->path(), problem);
    }
    if (!problem) return {};
    return failure(ErrorKind::invalid,
                   fmt::format("The directory '{}' of 'exports.directory' cannot be used: {}.",
                               path, problem.message()));
}

// Those of a region's store are in the section of its name, where there is one.
Result<outbound::S3Options> options_of(const config::Settings& settings, config::IniFile& file,
                                       const std::string& region, const std::string& endpoint) {
    std::string name = !region.empty() && file.contains(region) ? region : "default";
    config::IniSection& section = file[name];
    outbound::S3Options options{
        .endpoint = endpoint,
        .region = section["region"].empty() ? settings.exports_region : section["region"],
        .credentials = {.access_key_id = section["aws_access_key_id"],
                        .secret_access_key = section["aws_secret_access_key"],
                        .session_token = section["aws_session_token"]},
        .ca_file = settings.exports_ca_file};
    if (!options.credentials.access_key_id.empty() &&
        !options.credentials.secret_access_key.empty())
        return options;
    return failure(ErrorKind::invalid,
                   fmt::format("The file '{}' of 'exports.credentials' lacks a section [{}] "
                               "with aws_access_key_id and aws_secret_access_key.",
                               settings.exports_credentials_file, name));
}

}  // namespace

Result<std::unique_ptr<OutboundParts>> OutboundParts::open(
    const config::Settings& settings, outbound::EventDelivery::Catalogs catalogs, Clock& clock,
    Random& random) {
    std::unique_ptr<OutboundParts> parts(new OutboundParts());  // NOLINT: private constructor
    std::vector<std::unique_ptr<outbound::EventSink>> sinks;
    sinks.push_back(std::make_unique<outbound::EventFile>(settings.events_path()));
    if (!settings.webhooks.empty()) {
        auto secret = read_webhook_secret(settings.webhook_secret_file);
        if (!secret) return failure(secret.error());
        parts->webhook_client_ = std::make_unique<http::Client>(
            http::ClientOptions{.ca_file = settings.webhook_ca_file,
                                .total_timeout = std::chrono::seconds(30),
                                .response_bytes_max = std::size_t{1} << 20,
                                .user_agent = "amicast"});
        for (const std::string& url : settings.webhooks) {
            sinks.push_back(
                std::make_unique<outbound::Webhook>(url, *secret, *parts->webhook_client_, clock));
        }
    }
    parts->events_ = std::make_unique<outbound::EventDelivery>(std::move(catalogs),
                                                               std::move(sinks), clock, random);
    Status opened = parts->open_stores(settings, clock);
    if (!opened) return failure(opened.error());
    return parts;
}

Status OutboundParts::open_stores(const config::Settings& settings, Clock& clock) {
    auto endpoints = settings.stores();
    if (endpoints.empty()) return {};
    auto text = read_secret_file("exports.credentials", settings.exports_credentials_file);
    if (!text) return failure(text.error());
    config::IniFile file = config::parse_ini(*text);
    for (const auto& [region, endpoint] : endpoints) {
        auto options = options_of(settings, file, region, endpoint);
        if (!options) return failure(options.error());
        Store store{.client = std::make_unique<outbound::S3Client>(std::move(*options), clock),
                    .objects = nullptr};
        store.objects = std::make_unique<outbound::StoreObjects>(*store.client);
        stores_.emplace(region, std::move(store));
    }
    return make_exports_directory(settings.exports_path());
}

OutboundParts::Store* OutboundParts::find_store(std::string_view region) {
    auto found = stores_.find(region);
    if (found == stores_.end()) found = stores_.find("");
    return found == stores_.end() ? nullptr : &found->second;
}

outbound::S3Client* OutboundParts::store(std::string_view region) {
    Store* found = find_store(region);
    return found == nullptr ? nullptr : found->client.get();
}

imports::ObjectStore* OutboundParts::objects(std::string_view region) {
    Store* found = find_store(region);
    return found == nullptr ? nullptr : found->objects.get();
}

}  // namespace amicast::server
