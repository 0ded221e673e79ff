// One who is told of events.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace amicast::outbound {

struct ToldEvent {
    std::string id;
    std::string json;  // one line, in EventBridge's form
};

class EventSink {
  public:
    virtual ~EventSink() = default;
    // Under which its cursors are kept: the same after a restart.
    virtual const std::string& name() const = 0;
    // How many of them, from the first on, have been taken for good. What was taken may be handed
    // over again (a crash in between): receivers tell by the id. An error means that the next one
    // could not be delivered; those before it count.
    struct Delivery {
        std::size_t taken = 0;
        Status outcome;
    };
    virtual Delivery deliver(std::span<const ToldEvent> events) = 0;
};

}  // namespace amicast::outbound
