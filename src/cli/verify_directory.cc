// amicast verify --data DIR: proves a data directory while no server uses it.
#include <memory>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/readable.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "server/verify_data.h"
#include "telemetry/log.h"

namespace amicast::cli {
namespace {

void print_text(const std::vector<server::RegionReport>& reports) {
    for (const server::RegionReport& report : reports) {
        fmt::print(
            "{:<16} {} frames, {} stored, {} snapshots, {} images: {}\n", report.region,
            report.frames, readable_bytes(static_cast<double>(report.stored_bytes)),
            report.snapshots, report.images,
            report.damage.empty() ? "whole" : fmt::format("{} damaged", report.damage.size()));
        for (const std::string& sentence : report.damage)
            fmt::print("  {}\n", sentence);
        for (const std::string& sentence : report.unread)
            fmt::print("  {}\n", sentence);
    }
}

void print_json(const std::vector<server::RegionReport>& reports, bool whole) {
    boost::json::array regions;
    for (const server::RegionReport& report : reports) {
        boost::json::array damage(report.damage.begin(), report.damage.end());
        boost::json::array unread(report.unread.begin(), report.unread.end());
        regions.push_back(boost::json::object{{"Region", report.region},
                                              {"Frames", report.frames},
                                              {"StoredBytes", report.stored_bytes},
                                              {"Snapshots", report.snapshots},
                                              {"Images", report.images},
                                              {"Damage", std::move(damage)},
                                              {"Unread", std::move(unread)}});
    }
    boost::json::object answer{{"Whole", whole}, {"Regions", std::move(regions)}};
    fmt::print("{}\n", boost::json::serialize(answer));
}

// A bar for each region in turn.
class Bars {
  public:
    explicit Bars(bool visible) : visible_(visible) {}
    void show(const std::string& region, std::uint64_t done, std::uint64_t all) {
        if (!bar_ || region != region_) {
            bar_ = std::make_unique<Progress>("Verifying " + region, all, visible_);
            region_ = region;
        }
        bar_->set(done);
    }

  private:
    bool visible_;
    std::string region_;
    std::unique_ptr<Progress> bar_;
};

}  // namespace

int run_verify_directory(const ClientOptions& client, const std::string& data_directory) {
    telemetry::configure_log(telemetry::Level::warning, telemetry::LogFormat::text);
    Result<std::vector<server::RegionReport>> reports;
    {
        Bars bars(Progress::wanted(client.quiet));
        reports = server::verify_data(
            data_directory, [&](const std::string& region, std::uint64_t done, std::uint64_t all) {
                bars.show(region, done, all);
            });
    }
    if (!reports) return report(reports.error());
    bool whole = true;
    for (const server::RegionReport& each : *reports)
        whole = whole && each.damage.empty();
    client.json ? print_json(*reports, whole) : print_text(*reports);
    return whole ? exit_ok : exit_failure;
}

}  // namespace amicast::cli
