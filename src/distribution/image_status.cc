// The events have the form that AWS documents: both states, no AMI ids.
#include "distribution/image_status.h"

#include <fmt/format.h>

#include "events/outbox.h"

namespace amicast::distribution {

Status change_status(catalog::Transaction& tx, ImageBuild& image, ImageStatus next,
                     std::string_view home_region, Time now) {
    if (image.status == next) return {};
    std::string detail =
        fmt::format(R"({{"previous-state":{{"status":"{}"}},"state":{{"status":"{}"}}}})",
                    to_string(image.status), to_string(next));
    image.status = next;
    return events::record(tx, {.account_id = image.account_id,
                               .source = "aws.imagebuilder",
                               .detail_type = "EC2 Image Builder Image State Change",
                               .resource = image.arn(home_region),
                               .detail = std::move(detail),
                               .time = now});
}

}  // namespace amicast::distribution
