#include "services/ssm/lookups.h"

#include "services/ssm/errors.h"

namespace amicast::services::ssm {

Result<Found> find_parameter(const Call& call, catalog::Transaction& tx, std::string_view text) {
    auto reference = parameters::parse_reference(text, call.region.name, call.account());
    if (!reference) return failure(parameter_not_found(text));
    auto found = parameters::look_up(tx, call.account(), *reference);
    if (!found) return failure(found.error());
    if (!found->exists) return failure(parameter_not_found(text));
    if (!found->version) return failure(version_not_found(reference->name, reference->selector));
    return Found{std::move(*found->version), std::move(reference->selector)};
}

Result<parameters::ParameterVersion> find_by_name(const Call& call, catalog::Transaction& tx,
                                                  std::string_view text) {
    auto found = find_parameter(call, tx, text);
    if (!found && !is_missing(found.error())) return failure(found.error());
    if (!found || !found->selector.empty()) return failure(parameter_not_found(text));
    return std::move(found->version);
}

Result<std::string> find_tagged(const Call& call, catalog::Transaction& tx,
                                std::string_view resource_type, std::string_view resource_id) {
    if (resource_type != "Parameter") return failure(invalid_resource_type(resource_type));
    auto found = find_by_name(call, tx, resource_id);
    if (!found && is_missing(found.error())) return failure(invalid_resource_id(resource_id));
    if (!found) return failure(found.error());
    return std::move(found->name);
}

bool is_missing(const Error& error) {
    return error.kind == ErrorKind::not_found;
}

}  // namespace amicast::services::ssm
