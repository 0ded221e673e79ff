// JSON form of a copy job's payload.
#include "distribution/copy_snapshot_job.h"

#include <boost/json.hpp>

#include "base/encoding.h"

namespace amicast::distribution {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
    const json::value* found = object.if_contains(key);
    if (found == nullptr || !found->is_string()) return {};
    return std::string(found->get_string());
}

}  // namespace

std::string to_payload(const CopySnapshotJob& job) {
    json::object object;
    object["image"] = job.image_id;
    object["snapshot"] = job.snapshot_id;
    object["source_region"] = job.source_region;
    object["root"] = to_hex(job.root.bytes());
    if (job.source_key_arn) object["source_key"] = *job.source_key_arn;
    object["present_blocks"] = job.present_blocks;
    if (!job.refusal.empty()) object["refusal"] = job.refusal;
    return json::serialize(object);
}

Result<CopySnapshotJob> from_payload(std::string_view payload) {
    auto broken = [&] {
        return failure(ErrorKind::corrupt, "a copy job's payload cannot be read",
                       std::string(payload.substr(0, 200)));
    };
    boost::system::error_code error;
    json::value value = json::parse(payload, error);
    if (error || !value.is_object()) return broken();
    const json::object& object = value.get_object();

    std::optional<Bytes> root_bytes = from_hex(text_at(object, "root"));
    std::optional<blocks::Reference> root;
    if (root_bytes) root = blocks::Reference::from_bytes(*root_bytes);
    const json::value* present = object.if_contains("present_blocks");
    if (!root || present == nullptr || !present->is_int64()) return broken();
    CopySnapshotJob job{.image_id = text_at(object, "image"),
                        .snapshot_id = text_at(object, "snapshot"),
                        .source_region = text_at(object, "source_region"),
                        .root = *root,
                        .present_blocks = present->get_int64(),
                        .refusal = text_at(object, "refusal")};
    if (std::string key = text_at(object, "source_key"); !key.empty())
        job.source_key_arn = std::move(key);
    if (job.snapshot_id.empty() || job.source_region.empty()) return broken();
    return job;
}

}  // namespace amicast::distribution
