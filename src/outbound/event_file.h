// Events as lines of a local file, for tools that follow it. The file is opened for each batch, so
// it may be moved away (logrotate) at any time.
#pragma once

#include "outbound/event_sink.h"

namespace amicast::outbound {

class EventFile final : public EventSink {
  public:
    explicit EventFile(std::string path) : path_(std::move(path)) {}

    const std::string& name() const override { return name_; }
    // Flushed to disk when it returns.
    Delivery deliver(std::span<const ToldEvent> events) override;

  private:
    std::string name_ = "file";
    std::string path_;
};

}  // namespace amicast::outbound
