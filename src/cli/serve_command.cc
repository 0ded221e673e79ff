// amicast serve: settings, log, the server, and the signals that stop it.
#include <csignal>

#include <fmt/format.h>

#include "cli/commands.h"
#include "config/settings.h"
#include "server/application.h"
#include "telemetry/log.h"

namespace amicast::cli {
namespace {

Result<config::Settings> read_settings(const ServeOptions& options) {
    config::Settings settings;
    if (!options.config_file.empty()) {
        Status read = config::read_file(options.config_file, settings);
        if (!read) return failure(read.error());
    }
    for (const auto& [key, value] : options.settings) {
        Status applied = config::set(settings, key, value, "command line");
        if (!applied) return failure(applied.error());
    }
    return settings;
}

void configure_log(const config::Settings& settings) {
    telemetry::Level level = telemetry::Level::info;
    if (settings.log_level == "debug") level = telemetry::Level::debug;
    if (settings.log_level == "warning") level = telemetry::Level::warning;
    if (settings.log_level == "error") level = telemetry::Level::error;
    telemetry::configure_log(level, settings.log_format == "json" ? telemetry::LogFormat::json
                                                                  : telemetry::LogFormat::text);
}

// Blocked before any thread is made, so that every thread inherits it and only sigwait() takes
// them.
sigset_t block_stop_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

}  // namespace

int run_serve(const ServeOptions& options) {
    auto settings = read_settings(options);
    if (!settings) {
        (void)report(settings.error());
        return exit_usage;
    }
    if (options.print_config) {
        fmt::print("{}", config::to_toml(*settings));
        return exit_ok;
    }
    Status valid = config::validate(*settings);
    if (!valid) {
        (void)report(valid.error());
        return exit_usage;
    }
    configure_log(*settings);
    sigset_t signals = block_stop_signals();
    auto application = server::Application::start(*settings);
    if (!application) return report(application.error());
    telemetry::log_info("serving", {{"endpoint", (*application)->endpoint()},
                                    {"data", settings->data_directory},
                                    {"regions", settings->regions.size()}});
    int signal = 0;
    ::sigwait(&signals, &signal);
    telemetry::log_info("stopping", {{"signal", signal}});
    (*application)->stop();
    application->reset();
    telemetry::log_info("stopped");
    return exit_ok;
}

}  // namespace amicast::cli
