#include "cli/command_line.h"

#include <functional>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "config/settings.h"
#include "formats/disk_format.h"

namespace amicast::cli {
namespace {

constexpr const char* exit_text =
    "Exit status: 0 done; 1 failed; 2 the command line is wrong; 3 the server knows no such thing, "
    "or the caller may not.";
constexpr const char* about =
    "amicast distributes machine images: a server that speaks the AWS calls for it, and commands "
    "that bring disk images in, out and everywhere.";
constexpr int connections_max = 128;

// What the user chose, to be run when everything has been parsed.
using Chosen = std::function<int()>;

void add_client_options(CLI::App& command, ClientOptions& client) {
    command.add_option("--region", client.profile.region,
                       "Region to work in (else AWS_REGION, AWS_DEFAULT_REGION or the profile's)");
    command.add_option("--endpoint-url", client.profile.endpoint_url,
                       "URL of the server (else AWS_ENDPOINT_URL or the profile's endpoint_url)");
    command.add_option("--profile", client.profile.profile,
                       "Profile of ~/.aws/credentials and ~/.aws/config (else AWS_PROFILE)");
    command.add_option("--data", client.profile.data_directory,
                       "Data directory of a server on this machine: its endpoint, and its "
                       "administrator's credentials");
    command.add_option("--ca-bundle", client.profile.ca_bundle,
                       "PEM file with the certificates to trust (else AWS_CA_BUNDLE)");
    command
        .add_option_function<std::string>(
            "--output", [&client](const std::string& form) { client.json = form == "json"; },
            "text, or json: one JSON document on standard output")
        ->check(CLI::IsMember({"text", "json"}));
    command.add_flag("-q,--quiet", client.quiet, "Show no progress");
    command.footer(exit_text);
}

void add_serve(CLI::App& app, ServeOptions& options, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("serve", "Run a server");
    command->add_option("--config", options.config_file,
                        "TOML file with settings; flags win over it");
    for (const config::Setting& row : config::all_settings()) {
        std::string key(row.key);
        command->add_option_function<std::string>(
            std::string(row.flag),
            [&options, key](const std::string& value) {
                options.settings.emplace_back(key, value);
            },
            std::string(row.help));
    }
    command->add_flag("--print-config", options.print_config,
                      "Print the settings as a configuration file and end");
    command->footer(exit_text);
    command->callback([&] { chosen = [&] { return run_serve(options); }; });
}

void add_import(CLI::App& app, ClientOptions& client, ImportOptions& options, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("import", "Make an AMI from a disk image");
    command
        ->add_option("FILE", options.file,
                     "Disk image (" + formats::disk_format_names() +
                         "), block device, or - for standard input")
        ->required();
    command->add_option("--name", options.name, "Name of the AMI: 3 to 128 characters")->required();
    command->add_option("--format", options.format,
                        "Format of FILE (else by its ending and its first bytes)");
    CLI::Option* base =
        command->add_option("--base", options.base,
                            "ami-… or snap-… of an earlier version: only what differs is sent, "
                            "encrypted as that version is");
    command
        ->add_flag("--encrypted", options.encrypted,
                   "Encrypt the snapshot (else only where encryption by default is on)")
        ->excludes(base);
    command
        ->add_option("--kms-key-id", options.kms_key_id,
                     "Encrypt it under this key: key id, alias/…, or ARN of either (else the "
                     "account's default key)")
        ->excludes(base);
    command->add_option("--description", options.description, "Description of the AMI");
    command->add_option("--architecture", options.architecture, "Architecture of the AMI")
        ->check(CLI::IsMember({"x86_64", "arm64", "i386"}))
        ->capture_default_str();
    command->add_option("--boot-mode", options.boot_mode, "Firmware the image boots with")
        ->check(CLI::IsMember({"uefi", "legacy-bios", "uefi-preferred"}));
    command->add_option("--root-device", options.root_device, "Name of the root device")
        ->capture_default_str();
    command->add_option("--tag", options.tags,
                        "KEY=VALUE for the AMI and its snapshot; repeatable");
    command
        ->add_option("--volume-size", options.volume_size_gib,
                     "Size of the volume in GiB (else what the image needs)")
        ->check(CLI::Range(1, 65536));
    command->add_option("--temp-dir", options.temporary_directory,
                        "Where a converted or streamed image is kept meanwhile (else TMPDIR or "
                        "/var/tmp)");
    command->add_option("--connections", options.connections, "Blocks sent at the same time")
        ->check(CLI::Range(1, connections_max))
        ->capture_default_str();
    add_client_options(*command, client);
    command->callback([&] { chosen = [&] { return run_import(client, options); }; });
}

void add_export(CLI::App& app, ClientOptions& client, ExportOptions& options, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("export", "Write an AMI's disk to a file");
    command->add_option("ID", options.id, "ami-… or snap-…")->required();
    command->add_option("FILE", options.file, "File to write")->required();
    command->add_option("--format", options.format,
                        "One of " + formats::disk_format_names() + " (else by FILE's ending)");
    command->add_flag("--sha256", options.sha256, "Print the SHA-256 of the whole volume");
    command->add_flag("--force", options.force, "Replace FILE when it exists");
    command->add_option("--temp-dir", options.temporary_directory,
                        "Where the raw form of other formats is kept meanwhile (else beside FILE)");
    command->add_option("--connections", options.connections, "Blocks fetched at the same time")
        ->check(CLI::Range(1, connections_max))
        ->capture_default_str();
    add_client_options(*command, client);
    command->callback([&] { chosen = [&] { return run_export(client, options); }; });
}

void add_distribute(CLI::App& app, ClientOptions& client, DistributeOptions& options,
                    Chosen& chosen) {
    CLI::App* command = app.add_subcommand(
        "distribute", "Send an AMI to regions with imagebuilder:DistributeImage");
    command
        ->add_option("IMAGE", options.image,
                     "ami-…, ssm: and a parameter's name or ARN, or the ARN of an Image Builder "
                     "image")
        ->required();
    command->add_option("--to", options.regions, "Regions, separated by commas")
        ->delimiter(',')
        ->allow_extra_args(false);
    CLI::Option* configuration =
        command->add_option("--configuration", options.configuration_arn,
                            "ARN of a distribution configuration, instead of --to");
    command->add_option("--role", options.role,
                        "Execution role, a name or an ARN (else amicast-distribute, made when "
                        "absent)");
    command->add_option("--ami-name", options.ami_name,
                        "Name of the copies; may hold {{ imagebuilder:buildDate }}");
    command
        ->add_option("--kms-key-id", options.kms_key_id,
                     "Encrypt the copies under this key of each region: alias/… for several "
                     "regions (else encrypted ones stay so, under the default key)")
        ->excludes(configuration);
    command->add_option("--tag", options.tags, "KEY=VALUE for the copies; repeatable")
        ->allow_extra_args(false);
    command->add_flag("!--no-wait", options.wait, "Return at once instead of following it");
    add_client_options(*command, client);
    command->callback([&] { chosen = [&] { return run_distribute(client, options); }; });
}

void add_status(CLI::App& app, ClientOptions& client, StatusOptions& options, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("status", "Show how images, snapshots and distributions are doing");
    command->add_option("ID", options.ids,
                        "ami-…, snap-… or an Image Builder ARN; none: all your images");
    command->add_flag("--watch", options.watch,
                      "Follow a distribution until it ends; fails when it does");
    add_client_options(*command, client);
    command->callback([&] { chosen = [&] { return run_status(client, options); }; });
}

void add_events(CLI::App& app, ClientOptions& client, EventsOptions& options, Chosen& chosen) {
    CLI::App* command = app.add_subcommand(
        "events", "Show the events that the server on this machine wrote: each image's states");
    command->add_option("--file", options.file,
                        "File of events (else events.jsonl of the directory given with --data)");
    command->add_flag("-f,--follow", options.follow, "Go on with what happens");
    command->add_flag("--new", options.only_new, "Leave out what has happened already");
    add_client_options(*command, client);
    command->callback([&] {
        if (options.file.empty() && client.profile.data_directory.empty())
            throw CLI::RequiredError("--data DIR, or --file FILE,");
        chosen = [&] { return run_events(client, options); };
    });
}

// With images it asks servers; with only --data it reads the directory itself.
void add_verify(CLI::App& app, ClientOptions& client, VerifyOptions& options, Chosen& chosen) {
    CLI::App* command = app.add_subcommand(
        "verify", "Prove that images are the same bits, or that a data directory is whole");
    command->add_option("IMAGE", options.images,
                        "REGION:ami-… or REGION:snap-…, to be compared by their blocks' SHA-256. "
                        "Without any, the data directory given with --data is proved while no "
                        "server uses it");
    add_client_options(*command, client);
    command->callback([&] {
        if (options.images.empty() && client.profile.data_directory.empty())
            throw CLI::RequiredError("IMAGE, or --data DIR of a stopped server,");
        chosen = [&] {
            return options.images.empty()
                       ? run_verify_directory(client, client.profile.data_directory)
                       : run_verify_images(client, options);
        };
    });
}

// CLI11 names the first missing option only; this is all that the command needs.
std::string needs_of(const CLI::App& app) {
    for (const CLI::App* command : app.get_subcommands()) {
        std::vector<std::string> needed;
        for (const CLI::Option* option : command->get_options()) {
            if (option->get_required()) needed.push_back(option->get_name());
        }
        if (!needed.empty()) {
            return fmt::format("amicast {} needs {}.\n", command->get_name(),
                               fmt::join(needed, " and "));
        }
    }
    return {};
}

// CLI11's own statuses differ from error to error; a user's script wants one.
int usage_status(const CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::string needs;
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) needs = needs_of(app);
    fmt::print(stderr, "amicast: {}\n{}Run with --help for what is right.\n", error.what(), needs);
    return exit_usage;
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CLI::App app(about, "amicast");
    app.require_subcommand(0, 1);
    app.footer(exit_text);
    app.set_version_flag("--version", AMICAST_VERSION);
    Chosen chosen;
    ClientOptions client;
    ServeOptions serve;
    ImportOptions import;
    ExportOptions exporting;
    DistributeOptions distribute;
    StatusOptions status;
    EventsOptions events;
    VerifyOptions verify;
    add_serve(app, serve, chosen);
    add_import(app, client, import, chosen);
    add_export(app, client, exporting, chosen);
    add_distribute(app, client, distribute, chosen);
    add_status(app, client, status, chosen);
    add_events(app, client, events, chosen);
    add_verify(app, client, verify, chosen);
    app.add_subcommand("dump-schema", "Print the declarations of every operation as JSON")
        ->group("")
        ->callback([&] { chosen = [] { return run_dump_schema(); }; });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return usage_status(app, error);
    }
    if (chosen) return chosen();
    fmt::print(stderr, "amicast: say what to do.\n\n{}", app.help());
    return exit_usage;
}

}  // namespace amicast::cli
