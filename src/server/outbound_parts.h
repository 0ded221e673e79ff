// What the server does outside on its own account, as its settings say: telling events, and writing
// disk images to a store.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "catalog/database.h"
#include "config/settings.h"
#include "http/client.h"
#include "outbound/event_delivery.h"
#include "outbound/s3_client.h"
#include "outbound/store_objects.h"

namespace amicast::server {

// Reads secrets when it is made; later changes of those files need a restart.
class OutboundParts {
  public:
    // Errors: not_found and invalid, naming the setting and its file. All references outlive it.
    static Result<std::unique_ptr<OutboundParts>> open(const config::Settings& settings,
                                                       outbound::EventDelivery::Catalogs catalogs,
                                                       Clock& clock, Random& random);

    outbound::EventDelivery& events() { return *events_; }
    // Of a region; null without a store.
    outbound::S3Client* store(std::string_view region);
    imports::ObjectStore* objects(std::string_view region);

  private:
    struct Store {
        std::unique_ptr<outbound::S3Client> client;
        std::unique_ptr<outbound::StoreObjects> objects;  // reads from it
    };

    OutboundParts() = default;
    Status open_stores(const config::Settings& settings, Clock& clock);
    Store* find_store(std::string_view region);

    std::unique_ptr<http::Client> webhook_client_;
    std::unique_ptr<outbound::EventDelivery> events_;
    std::map<std::string, Store, std::less<>> stores_;  // by region; "" is for all others
};

}  // namespace amicast::server
