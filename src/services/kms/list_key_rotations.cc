// ListKeyRotations: when a key got new material; asked for all material, its first one, too.
#include <charconv>

#include "base/encoding.h"
#include "keys/materials.h"
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/named_key.h"
#include "services/kms/operations.h"
#include "services/kms/paging.h"

namespace amicast::services::kms {
namespace {

struct ListKeyRotationsInput {
    std::string key_id;
    std::optional<std::string> include_key_material;
    std::optional<std::int64_t> limit;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListKeyRotationsInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::include_key_material>(
                "IncludeKeyMaterial", {.one_of = "ALL_KEY_MATERIAL ROTATIONS_ONLY"}),
            wire::member<&This::limit>("Limit", kms::limit),
            wire::member<&This::marker>("Marker", kms::marker),
        };
        return rows;
    }
};

struct RotationsListEntry {
    std::string key_id;
    std::string key_material_id;
    std::string key_material_state;
    std::optional<Time> rotation_date;
    std::optional<std::string> rotation_type;

    static std::span<const wire::Member> members() {
        using This = RotationsListEntry;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::key_material_id>("KeyMaterialId"),
            wire::member<&This::key_material_state>("KeyMaterialState"),
            wire::member<&This::rotation_date>("RotationDate"),
            wire::member<&This::rotation_type>("RotationType"),
        };
        return rows;
    }
};

struct ListKeyRotationsOutput {
    std::vector<RotationsListEntry> rotations;
    std::optional<std::string> next_marker;
    bool truncated = false;

    static std::span<const wire::Member> members() {
        using This = ListKeyRotationsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::rotations>("Rotations", {.keep_empty = true}),
            wire::member<&This::next_marker>("NextMarker"),
            wire::member<&This::truncated>("Truncated"),
        };
        return rows;
    }
};

RotationsListEntry entry_of(const keys::Key& key, const keys::MaterialRecord& material) {
    RotationsListEntry entry{
        .key_id = key.arn(),
        .key_material_id = to_hex(material.id),
        .key_material_state = material.id == key.material_id ? "CURRENT" : "NON_CURRENT"};
    if (material.rotation.empty()) return entry;
    entry.rotation_date = material.created;
    entry.rotation_type = material.rotation;
    return entry;
}

// Version 1 is what the key was made with; every later one came with a rotation.
Result<std::int64_t> version_before(const Page& page, bool all_material) {
    if (page.after().empty()) return all_material ? 0 : 1;
    std::int64_t version = 0;
    const std::string& text = page.after();
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (problem != std::errc() || end != text.data() + text.size())
        return failure(invalid_marker());
    return version;
}

Result<ListKeyRotationsOutput> list_key_rotations(Call& call, const ListKeyRotationsInput& input) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    const bool all = input.include_key_material == "ALL_KEY_MATERIAL";
    auto page = Page::read(call, {.operation = "ListKeyRotations",
                                  .parameters = (*key)->id + (all ? "/all" : "/rotations"),
                                  .limit = input.limit,
                                  .marker = input.marker});
    if (!page) return failure(page.error());
    auto after = version_before(*page, all);
    if (!after) return failure(after.error());
    auto materials = keyring_of(call).catalog().read_value([&](catalog::Transaction& tx) {
        return keys::select_materials(tx, (*key)->id, *after, page->rows_wanted());
    });
    if (!materials) return failure(materials.error());
    ListKeyRotationsOutput output;
    output.truncated = page->cut(*materials);
    if (output.truncated)
        output.next_marker = page->marker_after(std::to_string(materials->back().version));
    for (const keys::MaterialRecord& material : *materials)
        output.rotations.push_back(entry_of(**key, material));
    return output;
}

AccessRequests list_key_rotations_access(Call& call, const ListKeyRotationsInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "ListKeyRotations"});
}

}  // namespace

Operation list_key_rotations_operation() {
    return operation<&list_key_rotations, &list_key_rotations_access>(
        {.name = "ListKeyRotations",
         .errors = "NotFoundException InvalidArnException InvalidMarkerException "
                   "KMSInternalException KMSInvalidStateException UnsupportedOperationException"});
}

}  // namespace amicast::services::kms
