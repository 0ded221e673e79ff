// What a server can be told: one struct, one table of rows that says for each setting its key in
// the configuration file, its command line flag, its meaning and what is accepted. File, flags,
// messages, help and --print-config all read the same rows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace amicast::config {

struct Settings {
    std::string data_directory;
    std::string listen_host = "127.0.0.1";
    std::uint16_t listen_port = 4780;  // 0: any free port
    std::vector<std::string> regions = {"us-east-1"};
    std::string tls_certificate;  // empty together with tls_key: plain HTTP
    std::string tls_key;
    std::string root_key_file;  // empty: <data>/root.key

    // Whether images and snapshots may newly be shared with everybody.
    std::string public_sharing = "blocked";  // blocked, allowed

    // Where events go, besides the outbox (src/outbound).
    std::string events_file;            // empty: <data>/events.jsonl
    std::vector<std::string> webhooks;  // URLs
    std::string webhook_secret_file;    // what they are signed with
    std::string webhook_ca_file;        // empty: the system's

    // The S3-compatible store that AMIs are exported to, and those of single regions; without one
    // exports of the region are refused.
    std::string exports_endpoint;                // "https://HOST:PORT"
    std::vector<std::string> exports_endpoints;  // "eu-west-1=https://HOST:PORT"
    std::string exports_region = "us-east-1";
    std::string exports_credentials_file;  // in the form of ~/.aws/credentials, [default]
    std::string exports_ca_file;
    std::string exports_directory;  // empty: <data>/exports

    std::string log_level = "info";   // debug, info, warning, error
    std::string log_format = "text";  // text, json

    std::int64_t http_workers = 0;  // 0: by the number of cores
    std::int64_t http_queue = 1024;
    std::int64_t http_connections = 2048;
    std::int64_t http_network_threads = 1;
    std::int64_t http_idle_seconds = 75;
    std::int64_t http_drain_seconds = 20;

    std::int64_t account_requests_per_second = 0;  // 0: no limit

    std::int64_t job_threads = 2;  // of each region
    std::int64_t transfer_threads = 2;
    std::int64_t transfer_batch_mib = 8;
    std::int64_t transfer_memory_mib = 48;  // of all copies together
    std::int64_t segment_mib = 256;
    std::int64_t catalog_readers = 4;     // connections of each catalog
    std::int64_t catalog_cache_mib = 64;  // of all connections together

    std::int64_t lifecycle_interval_seconds = 86'400;

    // Whose files and objects ImportDiskImage may read, for every account; none: it can read
    // nothing. Buckets are those of the store that the region's exports go to.
    std::vector<std::string> import_directories;
    std::vector<std::string> import_buckets;

    // Where the root key's passphrase stands.
    std::string root_key_path() const;
    std::string events_path() const;
    std::string exports_path() const;
    // The endpoint of each region that has one of its own; "" is that of all others.
    std::map<std::string, std::string, std::less<>> stores() const;
};

struct Setting {
    std::string_view key;   // "http.workers", in the file
    std::string_view flag;  // "--http-workers"
    std::string_view help;
    // Takes the value as text; what would have been right when it is refused.
    std::optional<std::string> (*set)(Settings& settings, std::string_view value);
    std::string (*show)(const Settings& settings);
    bool quoted;  // a text in TOML; else a number or a list, shown as TOML writes it
};

std::span<const Setting> all_settings();

// Sets one by its key. `source` begins the message: a file name, or the flag. Errors: invalid.
Status set(Settings& settings, std::string_view key, std::string_view value,
           std::string_view source);

// Reads a TOML file over `settings`. Unknown keys are refused. Errors: not_found, invalid.
Status read_file(const std::string& path, Settings& settings);

// What no single row can see: settings that are missing or do not go together.
Status validate(const Settings& settings);

// The settings as a TOML file that read_file() takes, each with its meaning as a comment.
std::string to_toml(const Settings& settings);

}  // namespace amicast::config
