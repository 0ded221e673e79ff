#include "cli/distribution_table.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "cli/ec2_calls.h"

namespace amicast::cli {
namespace {

std::string line_of(const DistributedImage& image, const std::string& progress) {
    std::string line =
        fmt::format("  {:<16} {:<22} {:<13} {}", image.region,
                    image.image_id.empty() ? "-" : image.image_id, image.state, progress);
    if (!image.reason.empty()) line += " " + image.reason;
    return line;
}

}  // namespace

std::map<std::string, std::string> progress_of_images(ApiClient& api,
                                                      const Distribution& distribution,
                                                      bool wanted) {
    std::map<std::string, std::string> found;
    if (!wanted) return found;
    for (const DistributedImage& image : distribution.images) {
        bool running =
            image.state != "AVAILABLE" && image.state != "FAILED" && image.state != "CANCELLED";
        if (!running || image.image_id.empty()) continue;
        auto described = describe_image(api, image.region, image.image_id);
        if (!described || described->snapshot_id.empty()) continue;
        auto snapshot = describe_snapshot(api, image.region, described->snapshot_id);
        if (snapshot) found[image.image_id] = snapshot->progress;
    }
    return found;
}

void DistributionTable::show(const Distribution& distribution,
                             const std::map<std::string, std::string>& progress) {
    if (!visible_) return;
    if (lines_ > 0) fmt::print(stderr, "\x1b[{}A", lines_);
    fmt::print(stderr, "\r{}: {}\x1b[K\n", distribution.name, distribution.state);
    for (const DistributedImage& image : distribution.images) {
        auto found = progress.find(image.image_id);
        fmt::print(stderr, "{}\x1b[K\n",
                   line_of(image, found == progress.end() ? std::string() : found->second));
    }
    lines_ = 1 + distribution.images.size();
}

void print_distribution(const Distribution& distribution, bool json) {
    if (!json) {
        fmt::print("{} {}\n", distribution.arn, distribution.state);
        for (const DistributedImage& image : distribution.images)
            fmt::print("{}\n", line_of(image, ""));
        return;
    }
    boost::json::array images;
    for (const DistributedImage& image : distribution.images) {
        boost::json::object item{{"Region", image.region},
                                 {"AccountId", image.account_id},
                                 {"ImageId", image.image_id},
                                 {"Name", image.name},
                                 {"State", image.state}};
        if (!image.reason.empty()) item["Reason"] = image.reason;
        images.push_back(std::move(item));
    }
    boost::json::object answer{{"ImageBuildVersionArn", distribution.arn},
                               {"Name", distribution.name},
                               {"State", distribution.state},
                               {"Images", std::move(images)}};
    if (!distribution.reason.empty()) answer["Reason"] = distribution.reason;
    fmt::print("{}\n", boost::json::serialize(answer));
}

}  // namespace amicast::cli
