// Route tables and the guess for requests that carry no credential scope.
#include "gateway/router.h"

#include <algorithm>

namespace amicast::gateway {
namespace {

// EC2's dry run means that the caller would be allowed, which is known here. KMS's means that the
// whole request would succeed, which only its operations know.
const wire::Member* find_dry_run(const wire::ServiceShape& service, const wire::Shape* input) {
    if (service.protocol != wire::Protocol::ec2_query) return nullptr;
    if (input == nullptr || input->members == nullptr) return nullptr;
    for (const wire::Member& member : input->members()) {
        if (member.name == "DryRun" && member.shape()->kind == wire::Kind::boolean) return &member;
    }
    return nullptr;
}

// "GET tags": the method and the first segment. Templates that begin with a label share one key.
std::string path_key(std::string_view method, std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    std::string_view first = path.substr(0, path.find('/'));
    if (first.starts_with('{')) first = "{";
    return std::string(method).append(" ").append(first);
}

bool fewer_labels(const Endpoint& left, const Endpoint& right) {
    auto labels = [](const Endpoint& endpoint) {
        std::string_view uri = endpoint.operation->shape.uri;
        return std::count(uri.begin(), uri.end(), '{');
    };
    return labels(left) < labels(right);
}

bool is_query(wire::Protocol protocol) {
    return protocol == wire::Protocol::ec2_query || protocol == wire::Protocol::aws_query;
}

bool is_form(const wire::HttpRequest& request) {
    auto type = wire::find_header(request.headers, "content-type").value_or("");
    return type.starts_with("application/x-www-form-urlencoded");
}

bool has_action(const wire::HttpRequest& request) {
    return is_form(request) || request.query.starts_with("Action=") ||
           request.query.find("&Action=") != std::string::npos;
}

}  // namespace

ServiceRoutes::ServiceRoutes(const services::Service& service) : service_(&service) {
    for (const services::Operation& operation : service.operations) {
        Endpoint endpoint{.operation = &operation,
                          .dry_run = find_dry_run(service.shape, operation.shape.input)};
        by_name_.emplace(operation.shape.name, endpoint);
        if (service.shape.protocol == wire::Protocol::rest_json) {
            by_path_[path_key(operation.shape.method, operation.shape.uri)].push_back(endpoint);
        }
    }
    for (auto& [key, endpoints] : by_path_)
        std::stable_sort(endpoints.begin(), endpoints.end(), fewer_labels);
}

const Endpoint* ServiceRoutes::find(const wire::HttpRequest& request, wire::Labels& labels) const {
    if (shape().protocol == wire::Protocol::rest_json) return find_path(request, labels);
    return find_name(wire::requested_action(shape(), request));
}

const Endpoint* ServiceRoutes::find_name(std::string_view operation) const {
    auto found = by_name_.find(operation);
    return found == by_name_.end() ? nullptr : &found->second;
}

const Endpoint* ServiceRoutes::find_path(const wire::HttpRequest& request,
                                         wire::Labels& labels) const {
    for (const std::string& key :
         {path_key(request.method, request.path), path_key(request.method, "{")}) {
        auto found = by_path_.find(key);
        if (found == by_path_.end()) continue;
        for (const Endpoint& endpoint : found->second) {
            if (wire::match_uri(endpoint.operation->shape.uri, request.path, labels)) {
                return &endpoint;
            }
        }
    }
    return nullptr;
}

Router::Router(std::span<const services::Service> services) {
    services_.reserve(services.size());
    for (const services::Service& service : services) {
        by_name_.emplace(service.shape.name, services_.size());
        services_.emplace_back(service);
    }
}

const ServiceRoutes* Router::find_service(std::string_view name) const {
    auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &services_[found->second];
}

const ServiceRoutes* Router::guess_service(const wire::HttpRequest& request) const {
    if (auto target = wire::find_header(request.headers, "x-amz-target")) {
        std::string_view prefix = target->substr(0, target->find('.'));
        for (const ServiceRoutes& service : services_) {
            if (!prefix.empty() && service.shape().target_prefix == prefix) return &service;
        }
        return nullptr;
    }
    if (request.path.starts_with("/snapshots")) return find_service("ebs");
    if (has_action(request)) return guess_by_action(request);
    wire::Labels labels;
    for (const ServiceRoutes& service : services_) {
        if (service.find_path(request, labels) != nullptr) return &service;
    }
    return nullptr;
}

const ServiceRoutes* Router::guess_by_action(const wire::HttpRequest& request) const {
    // Reading the form costs a walk over the body; once is enough, since all query services ask
    // for the action in the same way.
    auto first = std::find_if(services_.begin(), services_.end(), [](const ServiceRoutes& service) {
        return is_query(service.shape().protocol);
    });
    if (first == services_.end()) return nullptr;
    std::string action = wire::requested_action(first->shape(), request);
    std::string version = wire::requested_version(first->shape(), request);

    const ServiceRoutes* by_action = nullptr;
    const ServiceRoutes* by_version = nullptr;
    for (const ServiceRoutes& service : services_) {
        if (!is_query(service.shape().protocol)) continue;
        bool knows_action = service.find_name(action) != nullptr;
        bool same_version = service.shape().api_version == version;
        if (knows_action && same_version) return &service;
        if (knows_action && by_action == nullptr) by_action = &service;
        if (same_version && by_version == nullptr) by_version = &service;
    }
    return by_action != nullptr ? by_action : by_version;
}

std::string Router::service_names() const {
    std::vector<std::string_view> names;
    names.reserve(services_.size());
    for (const ServiceRoutes& service : services_)
        names.push_back(service.shape().name);
    std::sort(names.begin(), names.end());
    std::string joined;
    for (std::string_view name : names)
        joined.append(joined.empty() ? "" : ", ").append(name);
    return joined;
}

const wire::ServiceShape& unknown_service_shape(const wire::HttpRequest& request) {
    static const wire::ServiceShape json{.name = "unknown", .protocol = wire::Protocol::json_1_1};
    static const wire::ServiceShape query{.name = "unknown", .protocol = wire::Protocol::aws_query};
    static const wire::ServiceShape rest{.name = "unknown", .protocol = wire::Protocol::rest_json};
    if (wire::find_header(request.headers, "x-amz-target")) return json;
    return has_action(request) ? query : rest;
}

}  // namespace amicast::gateway
