#include "config/settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace amicast::config {
namespace {

constexpr std::size_t regions_max = 64;
constexpr std::size_t region_name_max = 63;
constexpr std::size_t import_places_max = 64;
constexpr std::size_t path_bytes_max = 4096;
constexpr std::size_t webhooks_max = 16;

using Problem = std::optional<std::string>;

// ---- ways to read and show a kind of value, one instance per member ----

template <std::string Settings::*Member>
Problem set_path(Settings& settings, std::string_view value) {
    if (value.empty() || value.size() > path_bytes_max ||
        value.find('\0') != std::string_view::npos)
        return "a path of 1 to 4096 bytes";
    settings.*Member = std::string(value);
    return std::nullopt;
}

template <std::string Settings::*Member>
std::string show_text(const Settings& settings) {
    return settings.*Member;
}

template <std::int64_t Settings::*Member, std::int64_t Min, std::int64_t Max>
Problem set_number(Settings& settings, std::string_view value) {
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < Min || number > Max)
        return fmt::format("a whole number from {} to {}", Min, Max);
    settings.*Member = number;
    return std::nullopt;
}

template <std::int64_t Settings::*Member>
std::string show_number(const Settings& settings) {
    return std::to_string(settings.*Member);
}

template <std::string Settings::*Member>
Problem set_one_of(Settings& settings, std::string_view value,
                   std::initializer_list<std::string_view> allowed) {
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
        return fmt::format("one of {}", fmt::join(allowed, ", "));
    settings.*Member = std::string(value);
    return std::nullopt;
}

Problem set_public_sharing(Settings& settings, std::string_view value) {
    return set_one_of<&Settings::public_sharing>(settings, value, {"blocked", "allowed"});
}

Problem set_log_level(Settings& settings, std::string_view value) {
    return set_one_of<&Settings::log_level>(settings, value, {"debug", "info", "warning", "error"});
}

Problem set_log_format(Settings& settings, std::string_view value) {
    return set_one_of<&Settings::log_format>(settings, value, {"text", "json"});
}

Problem set_listen(Settings& settings, std::string_view value) {
    constexpr std::string_view expected =
        "HOST:PORT with a port from 0 (any free one) to 65535; an IPv6 address in brackets";
    std::size_t colon = value.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::string(expected);
    std::string_view host = value.substr(0, colon);
    std::string_view port = value.substr(colon + 1);
    if (host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::string(expected);
    }
    std::uint16_t number = 0;
    auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (host.empty() || error != std::errc() || end != port.data() + port.size())
        return std::string(expected);
    settings.listen_host = std::string(host);
    settings.listen_port = number;
    return std::nullopt;
}

std::string show_listen(const Settings& settings) {
    bool v6 = settings.listen_host.find(':') != std::string::npos;
    std::string host = v6 ? "[" + settings.listen_host + "]" : settings.listen_host;
    return fmt::format("{}:{}", host, settings.listen_port);
}

bool is_url(std::string_view text) {
    bool has_scheme = text.starts_with("http://") || text.starts_with("https://");
    return has_scheme && text.size() > text.find("://") + 3 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

template <std::string Settings::*Member>
Problem set_url(Settings& settings, std::string_view value) {
    if (!is_url(value)) return "a URL that begins with http:// or https://";
    settings.*Member = std::string(value);
    return std::nullopt;
}

Problem set_webhooks(Settings& settings, std::string_view value) {
    std::vector<std::string> urls;
    while (!value.empty()) {
        std::size_t comma = value.find(',');
        std::string url(value.substr(0, comma));
        bool repeated = std::find(urls.begin(), urls.end(), url) != urls.end();
        if (!is_url(url) || repeated || urls.size() == webhooks_max) {
            return fmt::format(
                "up to {} different URLs that begin with http:// or https://, separated by commas",
                webhooks_max);
        }
        urls.push_back(std::move(url));
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
    }
    settings.webhooks = std::move(urls);
    return std::nullopt;
}

std::string show_list(const std::vector<std::string>& texts) {
    return texts.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(texts, "\", \""));
}

std::string show_webhooks(const Settings& settings) {
    return show_list(settings.webhooks);
}

bool is_region_name(std::string_view name) {
    if (name.empty() || name.size() > region_name_max || name.back() == '-') return false;
    if (name.front() < 'a' || name.front() > 'z') return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

Problem set_regions(Settings& settings, std::string_view value) {
    constexpr std::string_view expected =
        "1 to 64 different region names, separated by commas, such as us-east-1,eu-west-1 "
        "(lower-case letters, digits and dashes)";
    std::vector<std::string> regions;
    while (true) {
        std::size_t comma = value.find(',');
        std::string name(value.substr(0, comma));
        bool repeated = std::find(regions.begin(), regions.end(), name) != regions.end();
        if (!is_region_name(name) || repeated || regions.size() == regions_max)
            return std::string(expected);
        regions.push_back(std::move(name));
        if (comma == std::string_view::npos) break;
        value.remove_prefix(comma + 1);
    }
    settings.regions = std::move(regions);
    return std::nullopt;
}

std::string show_regions(const Settings& settings) {
    return show_list(settings.regions);
}

// A list of texts, separated by commas; none: an empty list. Each must satisfy `usable`.
template <std::vector<std::string> Settings::*Member>
Problem set_list(Settings& settings, std::string_view value, bool (*usable)(std::string_view),
                 std::string_view expected) {
    std::vector<std::string> elements;
    while (!value.empty()) {
        std::size_t comma = value.find(',');
        std::string_view element = value.substr(0, comma);
        if (!usable(element) || elements.size() == import_places_max) return std::string(expected);
        elements.emplace_back(element);
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
    }
    settings.*Member = std::move(elements);
    return std::nullopt;
}

template <std::vector<std::string> Settings::*Member>
std::string show_places(const Settings& settings) {
    return show_list(settings.*Member);
}

Problem set_import_directories(Settings& settings, std::string_view value) {
    return set_list<&Settings::import_directories>(
        settings, value,
        [](std::string_view path) {
            return path.starts_with('/') && path.size() <= path_bytes_max &&
                   path.find('\0') == std::string_view::npos;
        },
        "up to 64 absolute paths of directories, separated by commas");
}

Problem set_import_buckets(Settings& settings, std::string_view value) {
    return set_list<&Settings::import_buckets>(
        settings, value,
        [](std::string_view name) {
            return name.size() >= 3 && name.size() <= 63 &&
                   name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") ==
                       std::string_view::npos;
        },
        "up to 64 names of buckets, separated by commas");
}

// "eu-west-1" and "https://…" of "eu-west-1=https://…"; both empty when there is no '='.
std::pair<std::string_view, std::string_view> split_endpoint(std::string_view text) {
    std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return {};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

Problem set_exports_endpoints(Settings& settings, std::string_view value) {
    return set_list<&Settings::exports_endpoints>(
        settings, value,
        [](std::string_view text) {
            auto [region, url] = split_endpoint(text);
            return !region.empty() && is_url(url);
        },
        "up to 64 times REGION=URL, separated by commas, each URL beginning with http:// or "
        "https://");
}

// ---- the rows ----

template <std::string Settings::*Member>
constexpr Setting path(std::string_view key, std::string_view flag, std::string_view help) {
    return {key, flag, help, &set_path<Member>, &show_text<Member>, true};
}

template <std::int64_t Settings::*Member, std::int64_t Min, std::int64_t Max>
constexpr Setting number(std::string_view key, std::string_view flag, std::string_view help) {
    return {key, flag, help, &set_number<Member, Min, Max>, &show_number<Member>, false};
}

constexpr std::array rows = {
    path<&Settings::data_directory>("data", "--data",
                                    "Directory of everything the server keeps; made when absent"),
    Setting{"listen", "--listen", "HOST:PORT to listen on; port 0 picks a free one", &set_listen,
            &show_listen, true},
    Setting{"regions", "--regions", "Names of the regions to serve, separated by commas",
            &set_regions, &show_regions, false},
    path<&Settings::root_key_file>(
        "root-key", "--root-key",
        "File with the passphrase that seals secrets at rest (default: DATA/root.key, made at "
        "first start)"),
    path<&Settings::tls_certificate>("tls.certificate", "--tls-cert",
                                     "PEM file with the certificate chain; turns TLS on"),
    path<&Settings::tls_key>("tls.key", "--tls-key", "PEM file with the key of that certificate"),
    Setting{"sharing.public", "--public-sharing",
            "New public sharing of images and snapshots in accounts that did not decide themselves "
            "(Enable- and DisableImageBlockPublicAccess): blocked (as for new AWS accounts) or "
            "allowed",
            &set_public_sharing, &show_text<&Settings::public_sharing>, true},
    path<&Settings::events_file>(
        "events.file", "--events-file",
        "File that events are written to, one line of JSON each (default: DATA/events.jsonl)"),
    Setting{"events.webhooks", "--webhooks",
            "URLs that each event is posted to, signed, until they take it; separated by commas",
            &set_webhooks, &show_webhooks, false},
    path<&Settings::webhook_secret_file>("events.webhook-secret", "--webhook-secret",
                                         "File with the secret that webhooks are signed with"),
    path<&Settings::webhook_ca_file>("events.webhook-ca", "--webhook-ca",
                                     "PEM file with the certificates to trust there (default: the "
                                     "system's)"),
    Setting{"exports.endpoint", "--exports-endpoint",
            "URL of the S3-compatible store that AMIs are exported to; without it exports are "
            "refused",
            &set_url<&Settings::exports_endpoint>, &show_text<&Settings::exports_endpoint>, true},
    Setting{"exports.endpoints", "--exports-endpoints",
            "Stores of single regions in place of that one, REGION=URL, separated by commas",
            &set_exports_endpoints, &show_places<&Settings::exports_endpoints>, false},
    path<&Settings::exports_region>("exports.region", "--exports-region",
                                    "Region that requests to the store are signed for"),
    path<&Settings::exports_credentials_file>(
        "exports.credentials", "--exports-credentials",
        "File with the store's access key, in the form of ~/.aws/credentials, section default; the "
        "store of a region may have a section of that name, with a region to sign for"),
    path<&Settings::exports_ca_file>("exports.ca", "--exports-ca",
                                     "PEM file with the certificates to trust there (default: the "
                                     "system's)"),
    path<&Settings::exports_directory>("exports.directory", "--exports-directory",
                                       "Where disk images are built before they are sent (default: "
                                       "DATA/exports)"),
    Setting{"log.level", "--log-level", "Least level to log: debug, info, warning or error",
            &set_log_level, &show_text<&Settings::log_level>, true},
    Setting{"log.format", "--log-format", "Form of log lines on standard error: text or json",
            &set_log_format, &show_text<&Settings::log_format>, true},
    number<&Settings::http_workers, 0, 1024>(
        "http.workers", "--http-workers",
        "Requests handled at a time; 0 chooses by the number of cores"),
    number<&Settings::account_requests_per_second, 0, 1'000'000>(
        "http.account-requests-per-second", "--account-requests-per-second",
        "Requests that each account may make in a second; more are throttled, 0 is no limit"),
    number<&Settings::http_queue, 1, 100'000>(
        "http.queue", "--http-queue",
        "Requests that may wait to be handled; more are answered 503"),
    number<&Settings::http_connections, 1, 100'000>("http.connections", "--http-connections",
                                                    "Connections open at once"),
    number<&Settings::http_network_threads, 1, 64>(
        "http.network-threads", "--http-network-threads",
        "Threads beyond those of http.workers, always free to read, accept and refuse"),
    number<&Settings::http_idle_seconds, 1, 3600>("http.idle-seconds", "--http-idle-seconds",
                                                  "How long a connection may wait for a request"),
    number<&Settings::http_drain_seconds, 0, 3600>(
        "http.drain-seconds", "--http-drain-seconds",
        "How long running requests may take to finish when the server stops"),
    number<&Settings::job_threads, 1, 256>("jobs.threads", "--job-threads",
                                           "Copies and distributions run at once in each region"),
    number<&Settings::transfer_threads, 1, 256>("transfer.threads", "--transfer-threads",
                                                "Threads of one copy"),
    number<&Settings::transfer_batch_mib, 1, 256>("transfer.batch-mib", "--transfer-batch-mib",
                                                  "MiB a copy asks for at once"),
    number<&Settings::transfer_memory_mib, 1, 65'536>(
        "transfer.memory-mib", "--transfer-memory-mib",
        "MiB of blocks on their way that all copies together may hold in memory"),
    number<&Settings::segment_mib, 1, 4096>("blocks.segment-mib", "--segment-mib",
                                            "MiB after which a segment of blocks is sealed"),
    number<&Settings::catalog_readers, 1, 256>("catalog.readers", "--catalog-readers",
                                               "Connections for reading each catalog"),
    number<&Settings::catalog_cache_mib, 1, 65'536>(
        "catalog.cache-mib", "--catalog-cache-mib",
        "MiB of catalogs that all their connections together keep in memory; each keeps at least "
        "a quarter and at most 8"),
    number<&Settings::lifecycle_interval_seconds, 1, 31'536'000>(
        "lifecycle.interval-seconds", "--lifecycle-interval-seconds",
        "Seconds between two runs of a lifecycle policy; the first comes that long after it was "
        "made"),
    Setting{
        "import.directories", "--import-directories",
        "Directories whose disk images ImportDiskImage may read, for every account of the site, "
        "separated by commas",
        &set_import_directories, &show_places<&Settings::import_directories>, false},
    Setting{
        "import.buckets", "--import-buckets",
        "Buckets of the store that the region's exports go to whose disk images ImportDiskImage "
        "may read, for every account of the site, separated by commas",
        &set_import_buckets, &show_places<&Settings::import_buckets>, false},
};

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace

std::string Settings::root_key_path() const {
    return root_key_file.empty() ? data_directory + "/root.key" : root_key_file;
}

std::string Settings::events_path() const {
    return events_file.empty() ? data_directory + "/events.jsonl" : events_file;
}

std::string Settings::exports_path() const {
    return exports_directory.empty() ? data_directory + "/exports" : exports_directory;
}

std::map<std::string, std::string, std::less<>> Settings::stores() const {
    std::map<std::string, std::string, std::less<>> found;
    if (!exports_endpoint.empty()) found.emplace("", exports_endpoint);
    for (const std::string& text : exports_endpoints)
        found.emplace(split_endpoint(text));
    return found;
}

std::span<const Setting> all_settings() {
    return rows;
}

Status set(Settings& settings, std::string_view key, std::string_view value,
           std::string_view source) {
    auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Setting& r) { return r.key == key; });
    if (row == rows.end()) {
        std::vector<std::string_view> keys;
        keys.reserve(rows.size());
        for (const Setting& each : rows)
            keys.push_back(each.key);
        return failure(ErrorKind::invalid,
                       fmt::format("{}: there is no setting '{}'. Known settings: {}.", source, key,
                                   fmt::join(keys, ", ")));
    }
    Problem expected = row->set(settings, value);
    if (!expected) return {};
    return failure(ErrorKind::invalid, fmt::format("{}: '{}' is not a value for '{}'; expected {}.",
                                                   source, value.substr(0, 100), key, *expected));
}

namespace {

Status validate_stores(const Settings& settings) {
    bool has_store = !settings.exports_endpoint.empty() || !settings.exports_endpoints.empty();
    if (has_store == settings.exports_credentials_file.empty()) {
        return failure(ErrorKind::invalid,
                       "'exports.endpoint' (or 'exports.endpoints') and 'exports.credentials' "
                       "belong together; give both or neither.");
    }
    std::vector<std::string_view> seen;
    for (const std::string& text : settings.exports_endpoints) {
        std::string_view region = split_endpoint(text).first;
        const auto& served = settings.regions;
        if (std::find(served.begin(), served.end(), region) == served.end()) {
            return failure(ErrorKind::invalid,
                           fmt::format("'exports.endpoints' names the region {}, which is not one "
                                       "of 'regions'.",
                                       region));
        }
        if (std::find(seen.begin(), seen.end(), region) != seen.end()) {
            return failure(
                ErrorKind::invalid,
                fmt::format("'exports.endpoints' names two stores for the region {}.", region));
        }
        seen.push_back(region);
    }
    return {};
}

}  // namespace

Status validate(const Settings& settings) {
    if (settings.data_directory.empty()) {
        return failure(ErrorKind::invalid,
                       "'data' is missing; give --data DIR or data = \"DIR\" in the configuration "
                       "file.");
    }
    if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
        return failure(ErrorKind::invalid,
                       "'tls.certificate' and 'tls.key' belong together; give both or neither.");
    }
    if (!settings.webhooks.empty() && settings.webhook_secret_file.empty()) {
        return failure(ErrorKind::invalid,
                       "'events.webhooks' needs 'events.webhook-secret', a file with the secret "
                       "that they are signed with.");
    }
    return validate_stores(settings);
}

std::string to_toml(const Settings& settings) {
    std::string out;
    std::string_view table;
    for (const Setting& row : rows) {
        std::size_t dot = row.key.find('.');
        if (dot != std::string_view::npos && row.key.substr(0, dot) != table) {
            table = row.key.substr(0, dot);
            out += fmt::format("\n[{}]\n", table);
        }
        std::string_view name = dot == std::string_view::npos ? row.key : row.key.substr(dot + 1);
        std::string value = row.show(settings);
        out += fmt::format("# {}\n", row.help);
        // A path that was not given has no value to show.
        if (row.quoted && value.empty()) {
            out += fmt::format("# {} =\n", name);
        } else {
            out += fmt::format("{} = {}\n", name, row.quoted ? quoted(value) : value);
        }
    }
    return out;
}

}  // namespace amicast::config
