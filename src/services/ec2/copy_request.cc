#include "services/ec2/copy_request.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/ec2/errors.h"
#include "services/request_facts.h"

namespace amicast::services::ec2 {
namespace {

constexpr std::int64_t step_minutes = 15;
constexpr std::int64_t longest_minutes = 48 * 60;

Error refused_by_keys(const Error& error) {
    return error.kind == ErrorKind::invalid ? invalid_request(error.message) : error;
}

}  // namespace

bool is_given(const std::optional<std::string>& value) {
    return value && !value->empty();
}

Status check_key_dependency(const std::optional<bool>& encrypted,
                            const std::optional<std::string>& kms_key_id) {
    if (!is_given(kms_key_id) || encrypted == true) return {};
    return failure(needs_parameter("KmsKeyId", "Encrypted"));
}

Status check_destination(std::initializer_list<OtherDestination> destinations) {
    std::vector<std::string_view> given;
    for (const OtherDestination& destination : destinations)
        if (is_given(destination.value)) given.push_back(destination.parameter);
    if (given.size() > 1) return failure(cannot_combine(given[0], given[1]));
    if (given.empty()) return {};
    return failure(unsupported_operation(
        fmt::format("{} is not supported: this server has regions, but no Outposts or Local Zones",
                    given.front())));
}

Status check_copy_duration(const std::optional<std::int64_t>& minutes, std::string_view parameter) {
    bool fits = !minutes || (*minutes >= step_minutes && *minutes <= longest_minutes &&
                             *minutes % step_minutes == 0);
    if (fits) return {};
    return failure(invalid_value(std::to_string(*minutes), parameter,
                                 fmt::format("Expecting a multiple of {} from {} to {}.",
                                             step_minutes, step_minutes, longest_minutes)));
}

Result<transfer::Peer*> find_source_region(Call& call, const std::string& name) {
    transfer::Peer* peer = call.site.peers.find(name);
    if (peer != nullptr) return peer;
    std::vector<std::string> known;
    known.reserve(call.site.regions.size());
    for (const auto& [region, _] : call.site.regions)
        known.push_back(region);
    return failure(region_unknown(name, known));
}

Result<CopyKey> find_key(Call& call, const CopyKeyWish& wish, const std::string& source_region,
                         const images::Snapshot& source) {
    auto facts = gather_facts(call);
    if (!facts) return failure(facts.error());
    auto key = find_copy_key(call.site, {call.caller, *facts}, wish, source_region, source);
    if (!key) return failure(refused_by_keys(key.error()));
    return key;
}

Status choose_keys(Call& call, const CopyKeyWish& wish, distribution::CopyImageOrder& order) {
    auto facts = gather_facts(call);
    if (!facts) return failure(facts.error());
    Status chosen = choose_copy_keys(call.site, {call.caller, *facts}, wish, order);
    if (!chosen) return failure(refused_by_keys(chosen.error()));
    return {};
}

Result<transfer::Requester> requester_of(Call& call) {
    Viewer viewer(call);
    auto arns = viewer.organization_arns();
    if (!arns) return failure(arns.error());
    return transfer::Requester{.account_id = call.account(), .organization_arns = std::move(*arns)};
}

}  // namespace amicast::services::ec2
