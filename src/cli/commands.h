// The commands of `amicast`, each with what the user can say to it. command_line.cc fills the
// options in; each command is one file and returns the process's exit status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/profile.h"

namespace amicast::cli {

enum ExitStatus : int {
    exit_ok = 0,
    exit_failure = 1,
    exit_usage = 2,
    exit_refused = 3,  // the server knows no such thing, or the caller may not
};

// What every command that talks to a server takes.
struct ClientOptions {
    ProfileOptions profile;
    bool json = false;   // --output json: one JSON document on standard output
    bool quiet = false;  // no progress
};

struct ServeOptions {
    std::string config_file;
    // Flags in the order given: the row's key and the value. They win over the file.
    std::vector<std::pair<std::string, std::string>> settings;
    bool print_config = false;
};
int run_serve(const ServeOptions& options);

struct ImportOptions {
    std::string file;  // "-": standard input
    std::string name;
    std::string format;  // empty: by ending and mark
    std::string base;    // ami-… or snap-…
    std::string description;
    std::string architecture = "x86_64";
    std::string boot_mode;
    std::string root_device = "/dev/xvda";
    std::vector<std::string> tags;     // "key=value"
    std::int64_t volume_size_gib = 0;  // 0: what the image needs
    bool encrypted = false;
    std::string kms_key_id;  // in any form; empty: the default key, if encrypted
    std::string temporary_directory;
    int connections = 16;
};
int run_import(const ClientOptions& client, const ImportOptions& options);

struct ExportOptions {
    std::string id;  // ami-… or snap-…
    std::string file;
    std::string format;  // empty: by the file's ending, else raw
    std::string temporary_directory;
    bool sha256 = false;
    bool force = false;
    int connections = 8;
};
int run_export(const ClientOptions& client, const ExportOptions& options);

struct DistributeOptions {
    std::string image;                 // ami-…, or another source DistributeImage takes
    std::vector<std::string> regions;  // --to
    std::string configuration_arn;     // instead of --to
    std::string role;                  // empty: one of our own is made
    std::string ami_name;              // may hold {{ imagebuilder:buildDate }}
    std::string kms_key_id;            // in each region; empty: by the rules of CopyImage
    std::vector<std::string> tags;     // "key=value", for the images
    bool wait = true;
};
int run_distribute(const ClientOptions& client, const DistributeOptions& options);

struct StatusOptions {
    std::vector<std::string> ids;  // empty: the caller's images
    bool watch = false;            // a distribution until it ends
};
int run_status(const ClientOptions& client, const StatusOptions& options);

struct EventsOptions {
    std::string file;       // empty: events.jsonl of the data directory
    bool follow = false;    // go on with what happens
    bool only_new = false;  // leave out what has happened already
};
int run_events(const ClientOptions& client, const EventsOptions& options);

struct VerifyOptions {
    std::vector<std::string> images;  // "region:ami-…"
};
int run_verify_images(const ClientOptions& client, const VerifyOptions& options);
int run_verify_directory(const ClientOptions& client, const std::string& data_directory);

int run_dump_schema();

// Prints the error for a person and returns the status it stands for.
int report(const Error& error);

}  // namespace amicast::cli
