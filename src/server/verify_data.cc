#include "server/verify_data.h"

#include <filesystem>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/encoding.h"
#include "distribution/copy_snapshot.h"
#include "images/consistency.h"
#include "images/contents.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "keys/root_key.h"
#include "launch_templates/consistency.h"
#include "server/data_directory.h"
#include "server/open_region.h"
#include "snapshots/manifest.h"
#include "snapshots/upload.h"

namespace amicast::server {
namespace {

// Blocks asked for at once.
constexpr std::size_t batch_blocks = 4096;
// Snapshots in memory at once.
constexpr std::size_t batch_snapshots = 256;
// Sentences of a kind per region: enough to see what is going on.
constexpr std::size_t sentences_max = 1000;

void say(std::vector<std::string>& sentences, std::string sentence) {
    if (sentences.size() < sentences_max) sentences.push_back(std::move(sentence));
}

// Sealed frames say only by their ids whose they are, so what refers to them is read first:
// manifests and uploads tell which key opens which frame. Costs some 50 bytes of memory for each
// sealed block.
class RegionVerification {
  public:
    RegionVerification(OpenRegion& open, const OnVerified& on_verified)
        : open_(open), on_verified_(on_verified) {
        report_.region = open.region->name;
    }

    Result<RegionReport> run() {
        Status done = check_snapshots();
        if (done) done = check_uploads();
        if (done) done = count_images();
        if (done) done = check_rows();
        if (done) done = check_frames();
        if (!done) return failure(done.error());
        return std::move(report_);
    }

  private:
    using Key = std::optional<std::string>;  // its ARN; none: not encrypted

    void damaged(std::string what) { say(report_.damage, std::move(what)); }

    Status check_frames() {
        auto statistics = open_.blocks->statistics();
        if (!statistics) return failure(statistics.error());
        report_.frames = statistics->frames;
        report_.stored_bytes = statistics->stored_bytes;
        auto found = open_.blocks->verify(
            [this](std::uint64_t done, std::uint64_t all) {
                if (on_verified_) on_verified_(report_.region, done, all);
            },
            [this](const blocks::Frame& frame) { return check_sealed(frame); });
        if (!found) return failure(found.error());
        for (const blocks::Damage& each : *found) {
            damaged(fmt::format("segment {} at byte {}, block {}: {}", each.segment, each.offset,
                                to_hex(each.id), each.what));
        }
        return {};
    }

    // A frame that nothing refers to is garbage, whatever is in it; nodes were opened on the way.
    Status check_sealed(const blocks::Frame& frame) {
        auto owner = sealed_blocks_.find(frame.id);
        if (owner == sealed_blocks_.end()) return {};
        auto digest = owner->second->seal().prove(frame);
        if (!digest) return failure(digest.error());
        return {};
    }

    // The domain of a key, opened once; null when it cannot be opened.
    Result<const images::Domain*> domain_of(const Key& key) {
        auto known = domains_.find(key);
        if (known == domains_.end()) {
            auto opened = images::open_domain_for_upkeep(*open_.region, key);
            const bool locked = !opened && opened.error().kind == ErrorKind::denied;
            if (!opened && !locked) return failure(opened.error());
            if (locked) why_locked_ = opened.error().message;
            known = domains_.emplace(key, locked ? std::nullopt : std::move(*opened)).first;
        }
        return known->second ? &*known->second : nullptr;
    }

    Result<std::vector<images::Snapshot>> snapshots_after(const std::string& id) {
        return open_.catalog->read_value(
            [&](catalog::Transaction& tx) -> Result<std::vector<images::Snapshot>> {
                std::vector<images::Snapshot> page;
                Status read = images::each_snapshot(tx, {.after_id = id, .limit = batch_snapshots},
                                                    [&](const images::Snapshot& snapshot) {
                                                        page.push_back(snapshot);
                                                        return true;
                                                    });
                if (!read) return failure(read.error());
                return page;
            });
    }

    Status check_snapshots() {
        std::string last;
        while (true) {
            auto page = snapshots_after(last);
            if (!page) return failure(page.error());
            if (page->empty()) return {};
            for (const images::Snapshot& snapshot : *page) {
                if (snapshot.state != images::SnapshotState::completed) continue;
                Status checked = check_snapshot(snapshot);
                if (!checked) return checked;
            }
            last = page->back().id;
        }
    }

    std::string why_unread(const images::Snapshot& snapshot) const {
        if (!why_locked_.empty()) return why_locked_;
        return fmt::format("its key {} was destroyed, so nobody can", *snapshot.kms_key_arn);
    }

    Status check_snapshot(const images::Snapshot& snapshot) {
        ++report_.snapshots;
        if (!snapshot.root) {
            damaged(fmt::format("{} is completed and has no manifest", snapshot.id));
            return {};
        }
        auto domain = domain_of(snapshot.kms_key_arn);
        if (!domain) return failure(domain.error());
        if (*domain == nullptr) {
            say(report_.unread,
                fmt::format("{} was not read: {}", snapshot.id, why_unread(snapshot)));
            return {};
        }
        auto root = (*domain)->frames().digest_of(*snapshot.root);
        if (root) return check_manifest(snapshot, **domain, *root);
        damaged(fmt::format("{}: its row is not one of its key {}", snapshot.id,
                            snapshot.kms_key_arn.value_or("none")));
        return {};
    }

    // Every node can be read, every entry lies inside the volume, every block is there.
    Status check_manifest(const images::Snapshot& snapshot, const images::Domain& domain,
                          const snapshots::Root& root) {
        std::vector<Digest> wanted;
        std::int64_t entries = 0;
        Status looked_up;
        snapshots::Manifests manifests(domain.frames());
        Status walked = manifests.each(root, [&](const snapshots::Entry& entry) {
            ++entries;
            if (entry.index < 0 || entry.index >= snapshot.block_count()) {
                damaged(
                    fmt::format("{}: block {} lies outside the volume", snapshot.id, entry.index));
            }
            if (!entry.is_zero()) wanted.push_back(entry.digest);
            if (wanted.size() >= batch_blocks) looked_up = look_up(snapshot.id, domain, wanted);
            return looked_up.has_value();
        });
        if (looked_up) looked_up = look_up(snapshot.id, domain, wanted);
        if (!looked_up) return looked_up;
        if (!walked) {
            damaged(fmt::format("{}: its manifest cannot be read: {}", snapshot.id,
                                walked.error().message));
        } else if (entries != snapshot.present_blocks) {
            damaged(fmt::format("{}: its manifest has {} blocks, the catalog says {}", snapshot.id,
                                entries, snapshot.present_blocks));
        }
        return {};
    }

    Status look_up(const std::string& owner, const images::Domain& domain,
                   std::vector<Digest>& wanted) {
        auto present = domain.frames().contains(wanted);
        if (!present) return failure(present.error());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const blocks::BlockId id = domain.frames().id_of(wanted[i]);
            if (!(*present)[i]) damaged(fmt::format("{}: block {} is missing", owner, to_hex(id)));
            if (domain.sealed() != nullptr) sealed_blocks_.emplace(id, domain.sealed());
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
            auto found = [&](std::string what) { damaged(std::move(what)); };
            Status checked = images::check_consistency(tx, found);
            if (checked) checked = launch_templates::check_consistency(tx, found);
            if (!checked) return checked;
            return distribution::each_abandoned_copy(tx, [&](std::string_view snapshot_id) {
                damaged(fmt::format("the copy {} is pending and has no job", snapshot_id));
            });
        });
    }

    // What was acknowledged to uploads that are not complete yet.
    Status check_uploads() {
        using Blocks = std::vector<blocks::Reference>;
        auto uploads = open_.catalog->read_value(
            [&](catalog::Transaction& tx) -> Result<std::map<std::string, Blocks>> {
                std::map<std::string, Blocks> found;
                Status read = snapshots::each_pending_block(
                    tx, [&](std::string_view snapshot_id, const blocks::Reference& block) {
                        found[std::string(snapshot_id)].push_back(block);
                    });
                if (!read) return failure(read.error());
                return found;
            });
        if (!uploads) return failure(uploads.error());
        for (const auto& [snapshot_id, blocks] : *uploads) {
            Status checked = check_upload(snapshot_id, blocks);
            if (!checked) return checked;
        }
        return {};
    }

    Status check_upload(const std::string& snapshot_id,
                        const std::vector<blocks::Reference>& blocks) {
        auto snapshot = open_.catalog->read_value(
            [&](catalog::Transaction& tx) { return images::find_snapshot(tx, snapshot_id); });
        if (!snapshot && snapshot.error().kind == ErrorKind::not_found) {
            damaged(fmt::format("an upload to {}, which does not exist", snapshot_id));
            return {};
        }
        if (!snapshot) return failure(snapshot.error());
        auto domain = domain_of(snapshot->kms_key_arn);
        if (!domain) return failure(domain.error());
        if (*domain == nullptr) return {};
        std::vector<Digest> wanted;
        for (const blocks::Reference& block : blocks) {
            auto digest = (*domain)->frames().digest_of(block);
            if (!digest) {
                damaged(fmt::format("{}: a block of its upload: {}", snapshot_id,
                                    digest.error().detail));
            } else if (*digest != snapshots::zero_block_digest()) {
                wanted.push_back(*digest);
            }
        }
        return look_up(snapshot_id, **domain, wanted);
    }

    OpenRegion& open_;
    const OnVerified& on_verified_;
    RegionReport report_;
    std::map<Key, std::optional<images::Domain>> domains_;
    std::string why_locked_;  // why no key at all can be opened; empty: they can
    std::unordered_map<blocks::BlockId, const blocks::SealedFrames*, DigestHash> sealed_blocks_;
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
