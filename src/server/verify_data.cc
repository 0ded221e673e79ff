#include "server/verify_data.h"

#include <filesystem>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "base/encoding.h"
#include "distribution/copy_snapshot.h"
#include "images/consistency.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "keys/root_key.h"
#include "server/data_directory.h"
#include "server/open_region.h"
#include "snapshots/manifest.h"
#include "snapshots/upload.h"

namespace amicast::server {
namespace {

// Blocks asked for at once.
constexpr std::size_t batch_blocks = 4096;
// Sentences of damage per region: enough to see what is going on.
constexpr std::size_t damage_max = 1000;

class RegionVerification {
  public:
    RegionVerification(OpenRegion& open, const OnVerified& on_verified)
        : open_(open), on_verified_(on_verified) {
        report_.region = open.region->name;
    }

    Result<RegionReport> run() {
        Status done = check_frames();
        if (done) done = check_snapshots();
        if (done) done = count_images();
        if (done) done = check_rows();
        if (done) done = check_uploads();
        if (!done) return failure(done.error());
        return std::move(report_);
    }

  private:
    void damaged(std::string what) {
        if (report_.damage.size() < damage_max) report_.damage.push_back(std::move(what));
    }

    Status check_frames() {
        auto statistics = open_.blocks->statistics();
        if (!statistics) return failure(statistics.error());
        report_.frames = statistics->frames;
        report_.stored_bytes = statistics->stored_bytes;
        auto found = open_.blocks->verify([this](std::uint64_t done, std::uint64_t all) {
            if (on_verified_) on_verified_(report_.region, done, all);
        });
        if (!found) return failure(found.error());
        for (const blocks::Damage& each : *found)
            damaged(fmt::format("segment {} at byte {}, block {}: {}", each.segment, each.offset,
                                to_hex(each.id), each.what));
        return {};
    }

    Status check_snapshots() {
        std::vector<images::Snapshot> snapshots;
        Status read = open_.catalog->read([&](catalog::Transaction& tx) {
            snapshots.clear();
            return images::each_snapshot(tx, {}, [&](const images::Snapshot& snapshot) {
                snapshots.push_back(snapshot);
                return true;
            });
        });
        if (!read) return read;
        for (const images::Snapshot& snapshot : snapshots) {
            if (snapshot.state != images::SnapshotState::completed) continue;
            Status checked = check_manifest(snapshot);
            if (!checked) return checked;
            ++report_.snapshots;
        }
        return {};
    }

    // Every node can be read, every entry lies inside the volume, every block is there.
    Status check_manifest(const images::Snapshot& snapshot) {
        if (!snapshot.root) {
            damaged(fmt::format("{} is completed and has no manifest", snapshot.id));
            return {};
        }
        std::vector<blocks::BlockId> wanted;
        std::int64_t entries = 0;
        Status looked_up;
        snapshots::Manifests manifests(*open_.blocks);
        Status walked = manifests.each(*snapshot.root, [&](const snapshots::Entry& entry) {
            ++entries;
            if (entry.index < 0 || entry.index >= snapshot.block_count())
                damaged(
                    fmt::format("{}: block {} lies outside the volume", snapshot.id, entry.index));
            if (!entry.is_zero()) wanted.push_back(entry.digest);
            if (wanted.size() >= batch_blocks) looked_up = look_up(snapshot.id, wanted);
            return looked_up.has_value();
        });
        if (looked_up) looked_up = look_up(snapshot.id, wanted);
        if (!looked_up) return looked_up;
        if (!walked)
            damaged(fmt::format("{}: its manifest cannot be read: {}", snapshot.id,
                                walked.error().message));
        else if (entries != snapshot.present_blocks)
            damaged(fmt::format("{}: its manifest has {} blocks, the catalog says {}", snapshot.id,
                                entries, snapshot.present_blocks));
        return {};
    }

    Status look_up(const std::string& owner, std::vector<blocks::BlockId>& wanted) {
        auto present = open_.blocks->contains(wanted);
        if (!present) return failure(present.error());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (!(*present)[i])
                damaged(fmt::format("{}: block {} is missing", owner, to_hex(wanted[i])));
        }
        wanted.clear();
        return {};
    }

    Status count_images() {
        return open_.catalog->read([&](catalog::Transaction& tx) {
            report_.images = 0;
            return images::each_image(tx, {}, [&](const images::Image&) {
                ++report_.images;
                return true;
            });
        });
    }

    Status check_rows() {
        return open_.catalog->read([&](catalog::Transaction& tx) -> Status {
            Status checked =
                images::check_consistency(tx, [&](std::string what) { damaged(std::move(what)); });
            if (!checked) return checked;
            return distribution::each_abandoned_copy(tx, [&](std::string_view snapshot_id) {
                damaged(fmt::format("the copy {} is pending and has no job", snapshot_id));
            });
        });
    }

    // What was acknowledged to an upload that is not complete yet.
    Status check_uploads() {
        std::vector<blocks::BlockId> wanted;
        Status read = open_.catalog->read([&](catalog::Transaction& tx) {
            wanted.clear();
            return snapshots::each_pending_digest(tx, [&](const Digest& digest) {
                if (digest != snapshots::zero_block_digest()) wanted.push_back(digest);
            });
        });
        return read ? look_up("an unfinished upload", wanted) : read;
    }

    OpenRegion& open_;
    const OnVerified& on_verified_;
    RegionReport report_;
};

// The root key where the server puts it when it is not told otherwise. A verification makes none.
Result<std::optional<keys::RootKey>> existing_root_key(const std::string& directory,
                                                       Random& random) {
    const std::string path = directory + "/root.key";
    if (!std::filesystem::exists(path)) return std::optional<keys::RootKey>();
    auto key = keys::open_root_key(path, random);
    if (!key) return failure(key.error());
    return std::optional(*key);
}

}  // namespace

Result<std::vector<RegionReport>> verify_data(const std::string& directory,
                                              const OnVerified& on_verified) {
    auto data = DataDirectory::open(directory, true);
    if (!data) return failure(data.error());
    SystemClock clock;
    SystemRandom random;
    auto root_key = existing_root_key(directory, random);
    if (!root_key) return failure(root_key.error());
    const SiteParts site{*root_key ? &**root_key : nullptr, clock, random};
    std::vector<RegionReport> reports;
    for (const std::string& name : data->region_names()) {
        auto open = open_region(*data, name, {}, site);
        if (!open) return failure(open.error());
        auto report = RegionVerification(*open, on_verified).run();
        if (!report) return failure(report.error());
        reports.push_back(std::move(*report));
    }
    return reports;
}

}  // namespace amicast::server
