// Which service and which operation a request is for, by hash maps built once from the services'
// declarations.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/operation.h"
#include "wire/http_message.h"
#include "wire/operation.h"

namespace amicast::gateway {

// An operation with what the pipeline wants to know of it without looking twice.
struct Endpoint {
    const services::Operation* operation = nullptr;
    // The input's boolean member `DryRun`, when it is this pipeline's to answer; null otherwise.
    const wire::Member* dry_run = nullptr;
};

class ServiceRoutes {
  public:
    explicit ServiceRoutes(const services::Service& service);

    const wire::ServiceShape& shape() const { return service_->shape; }
    // Null when there is no such operation. `labels` are those of a REST path.
    const Endpoint* find(const wire::HttpRequest& request, wire::Labels& labels) const;
    const Endpoint* find_name(std::string_view operation) const;
    // As find(), for REST: by method and path.
    const Endpoint* find_path(const wire::HttpRequest& request, wire::Labels& labels) const;

  private:
    const services::Service* service_;
    std::unordered_map<std::string_view, Endpoint> by_name_;
    // By method and first segment of the path; templates with fewer labels come first.
    std::unordered_map<std::string, std::vector<Endpoint>> by_path_;
};

class Router {
  public:
    // `services` must outlive the router.
    explicit Router(std::span<const services::Service> services);

    // By the name in the credential scope; null when there is no such service here.
    const ServiceRoutes* find_service(std::string_view name) const;
    // The service an unsigned request seems to mean, by target, path, or action and version, so
    // that its error has the right form. Null when nothing fits.
    const ServiceRoutes* guess_service(const wire::HttpRequest& request) const;
    // "ec2, iam, sts": for messages.
    std::string service_names() const;

  private:
    const ServiceRoutes* guess_by_action(const wire::HttpRequest& request) const;

    std::vector<ServiceRoutes> services_;
    std::unordered_map<std::string_view, std::size_t> by_name_;
};

// The form of errors for a request that no service here is meant by, after the request's own style.
const wire::ServiceShape& unknown_service_shape(const wire::HttpRequest& request);

}  // namespace amicast::gateway
