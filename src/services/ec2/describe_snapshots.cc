// DescribeSnapshots: the snapshots of this region that the caller may see: owned, shared by
// createVolumePermission, or public.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "images/permissions.h"
#include "images/snapshot.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/filters.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/owners.h"
#include "services/ec2/paging.h"
#include "services/ec2/snapshot_item.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using images::Snapshot;

struct DescribeSnapshotsInput {
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
    std::vector<std::string> owner_ids;
    std::vector<std::string> restorable_by_user_ids;
    std::vector<std::string> snapshot_ids;
    std::optional<bool> dry_run;
    std::vector<Filter> filters;

    static std::span<const wire::Member> members() {
        using This = DescribeSnapshotsInput;
        static const wire::Member rows[] = {
            wire::member<&This::max_results>("MaxResults"),
            wire::member<&This::next_token>("NextToken"),
            wire::member<&This::owner_ids>("OwnerIds", {.location_name = "Owner"}),
            wire::member<&This::restorable_by_user_ids>("RestorableByUserIds",
                                                        {.location_name = "RestorableBy"}),
            wire::member<&This::snapshot_ids>("SnapshotIds", {.location_name = "SnapshotId"}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
            wire::member<&This::filters>("Filters", {.location_name = "Filter"}),
        };
        return rows;
    }
};

struct DescribeSnapshotsOutput {
    std::optional<std::string> next_token;
    std::vector<SnapshotItem> snapshots;

    static std::span<const wire::Member> members() {
        using This = DescribeSnapshotsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::next_token>("NextToken", {.location_name = "nextToken"}),
            wire::member<&This::snapshots>("Snapshots",
                                           {.location_name = "snapshotSet", .keep_empty = true}),
        };
        return rows;
    }
};

constexpr FilterField<Snapshot> filter_fields[] = {
    {"description", [](const Snapshot& s, FilterTexts& out) { out.push_back(s.description); }},
    {"encrypted", [](const Snapshot& s, FilterTexts& out) { add_flag(out, s.is_encrypted()); }},
    {"owner-alias", [](const Snapshot&, FilterTexts&) {}},
    {"owner-id", [](const Snapshot& s, FilterTexts& out) { out.push_back(s.owner_id); }},
    {"progress", [](const Snapshot& s, FilterTexts& out) { out.push_back(progress_text(s)); }},
    {"snapshot-id", [](const Snapshot& s, FilterTexts& out) { out.push_back(s.id); }},
    {"start-time",
     [](const Snapshot& s, FilterTexts& out) { out.push_back(to_iso8601(s.start_time)); }},
    {"status",
     [](const Snapshot& s, FilterTexts& out) { out.emplace_back(images::to_string(s.state)); }},
    {"storage-tier", [](const Snapshot&, FilterTexts& out) { out.emplace_back("standard"); }},
    {"transfer-type",
     [](const Snapshot& s, FilterTexts& out) {
         if (!s.transfer_type.empty()) out.push_back(s.transfer_type);
     }},
    {"volume-id", [](const Snapshot& s, FilterTexts& out) { out.push_back(s.volume_id); }},
    {"volume-size",
     [](const Snapshot& s, FilterTexts& out) { out.push_back(std::to_string(s.volume_size_gib)); }},
};

// The request after its checks: decides snapshot by snapshot.
class Selection {
  public:
    static Result<Selection> read(Call& call, const DescribeSnapshotsInput& input);

    images::SnapshotSelection narrowed() const;
    Result<std::optional<SnapshotItem>> keep(catalog::Transaction& tx, const Snapshot& snapshot);

    const std::vector<std::string>& ids() const { return ids_; }
    bool is_void() const { return owners_.is_void(); }

  private:
    explicit Selection(Call& call) : viewer_(call) {}

    Viewer viewer_;
    std::vector<std::string> ids_;
    OwnerSelection owners_;
    SharingSelection sharing_;
    FilterSet<Snapshot> filters_;
};

Result<Selection> Selection::read(Call& call, const DescribeSnapshotsInput& input) {
    Selection selection(call);
    for (const std::string& id : input.snapshot_ids) {
        Status checked = check_snapshot_id(id);
        if (!checked) return failure(checked.error());
    }
    selection.ids_ = input.snapshot_ids;
    std::sort(selection.ids_.begin(), selection.ids_.end());
    selection.ids_.erase(std::unique(selection.ids_.begin(), selection.ids_.end()),
                         selection.ids_.end());
    auto owners = OwnerSelection::read(input.owner_ids, call.account());
    if (!owners) return failure(owners.error());
    selection.owners_ = std::move(*owners);
    auto sharing = SharingSelection::read(input.restorable_by_user_ids, call.account());
    if (!sharing) return failure(sharing.error());
    selection.sharing_ = std::move(*sharing);
    auto filters = FilterSet<Snapshot>::compile(input.filters, filter_fields);
    if (!filters) return failure(filters.error());
    selection.filters_ = std::move(*filters);
    return selection;
}

images::SnapshotSelection Selection::narrowed() const {
    images::SnapshotSelection narrow;
    if (const CompiledFilter* filter = filters_.find("snapshot-id"))
        narrow.ids = filter->literals().value_or(std::vector<std::string>());
    narrow.owner_ids = owners_.ids();
    if (const CompiledFilter* filter = filters_.find("owner-id");
        narrow.owner_ids.empty() && filter) {
        narrow.owner_ids = filter->literals().value_or(std::vector<std::string>());
    }
    narrow.visible_to = viewer_.account();
    narrow.tag = filters_.exact_tag();
    return narrow;
}

Result<std::optional<SnapshotItem>> Selection::keep(catalog::Transaction& tx,
                                                    const Snapshot& snapshot) {
    std::optional<SnapshotItem> none;
    if (!owners_.includes(snapshot.owner_id) || !filters_.matches(snapshot)) return none;
    if (!ids_.empty()) {
        Result<bool> seen = viewer_.may_see(tx, snapshot);
        if (!seen) return failure(seen.error());
        if (!*seen) return none;
    }
    if (sharing_.asked()) {
        auto grantees = images::find_grantees(tx, snapshot.id);
        if (!grantees) return failure(grantees.error());
        if (!sharing_.includes(snapshot.owner_id, *grantees, {})) return none;
    }
    auto tags = images::find_tags(tx, viewer_.account(), snapshot.id);
    if (!tags) return failure(tags.error());
    if (!filters_.matches_tags(*tags)) return none;
    return std::optional(to_item(snapshot, *tags));
}

// An id that does not exist fails the whole call; those of others are left out.
Status collect_by_id(catalog::Transaction& tx, Selection& selection,
                     std::vector<SnapshotItem>& items) {
    for (const std::string& id : selection.ids()) {
        auto snapshot = images::find_snapshot(tx, id);
        if (!snapshot && snapshot.error().kind == ErrorKind::not_found)
            return failure(snapshot_not_found(id));
        if (!snapshot) return failure(snapshot.error());
        auto item = selection.keep(tx, *snapshot);
        if (!item) return failure(item.error());
        if (*item) items.push_back(std::move(**item));
    }
    return {};
}

std::string binding_of(const Call& call, const DescribeSnapshotsInput& input) {
    DescribeSnapshotsInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    same.dry_run.reset();
    return page_binding(call, "DescribeSnapshots", wire::to_json(same));
}

Result<DescribeSnapshotsOutput> describe_page(Call& call, const DescribeSnapshotsInput& input,
                                              Selection& selection,
                                              std::optional<std::size_t> limit) {
    bool paged = limit || (input.next_token && !input.next_token->empty());
    std::string binding = paged ? binding_of(call, input) : std::string();
    Result<std::string> after = decode_page_token(binding, input.next_token);
    if (!after) return failure(after.error());
    images::SnapshotSelection narrow = selection.narrowed();
    auto page = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        auto list = [&](const std::string& from,
                        const std::function<bool(const Snapshot&)>& visit) {
            narrow.after_id = from;
            return images::each_snapshot(tx, narrow, visit);
        };
        return collect_page<Snapshot, SnapshotItem>(
            *after, limit, list,
            [&](const Snapshot& snapshot) { return selection.keep(tx, snapshot); },
            [](const Snapshot& snapshot) { return snapshot.id; });
    });
    if (!page) return failure(page.error());
    DescribeSnapshotsOutput output{.snapshots = std::move(page->items)};
    if (page->last_key) output.next_token = encode_page_token(binding, *page->last_key);
    return output;
}

Result<DescribeSnapshotsOutput> describe_snapshots(Call& call,
                                                   const DescribeSnapshotsInput& input) {
    if (!input.snapshot_ids.empty() && input.max_results)
        return failure(cannot_combine("snapshotSet", "maxResults"));
    auto limit = page_size(input.max_results, {});
    if (!limit) return failure(limit.error());
    auto selection = Selection::read(call, input);
    if (!selection) return failure(selection.error());
    if (selection->ids().empty()) {
        if (selection->is_void()) return DescribeSnapshotsOutput();
        return describe_page(call, input, *selection, *limit);
    }
    DescribeSnapshotsOutput output;
    Status read = call.region.catalog.read(
        [&](catalog::Transaction& tx) { return collect_by_id(tx, *selection, output.snapshots); });
    if (!read) return failure(read.error());
    return output;
}

std::vector<iam::AccessRequest> describe_snapshots_access(Call& call,
                                                          const DescribeSnapshotsInput&) {
    return unscoped_access(call, "ec2:DescribeSnapshots");
}

}  // namespace

Operation describe_snapshots_operation() {
    return operation<&describe_snapshots, &describe_snapshots_access>(
        {.name = "DescribeSnapshots"});
}

}  // namespace amicast::services::ec2
