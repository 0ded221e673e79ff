// amicast verify: proves that images in several regions are the same bits, by what the servers say
// of each block, or that a data directory is whole.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/ebs_calls.h"
#include "cli/ec2_calls.h"
#include "cli/session.h"
#include "crypto/digest.h"

namespace amicast::cli {
namespace {

struct Content {
    std::string region;
    std::string id;
    std::string snapshot_id;
    std::int64_t volume_gib = 0;
    std::size_t blocks = 0;  // that hold anything but zeroes
    std::string sha256;      // over index and digest of each of them, and the size of the volume
};

Digest zero_digest() {
    static const Digest digest = crypto::sha256(Bytes(limits::block_bytes));
    return digest;
}

// A present block of zeroes and an absent one read the same, so neither counts.
Result<Content> fingerprint(const BlockList& list) {
    Content content{.volume_gib = list.volume_gib};
    crypto::Sha256 hash;
    hash.update(as_bytes(fmt::format("{}\n", list.volume_gib)));
    for (const ListedBlock& block : list.blocks) {
        if (!block.digest) {
            return failure(ErrorKind::unsupported,
                           "This server does not tell the SHA-256 of blocks in listings; export "
                           "the images with --sha256 and compare those.");
        }
        if (*block.digest == zero_digest()) continue;
        hash.update(as_bytes(fmt::format("{} ", block.index)));
        hash.update(*block.digest);
        ++content.blocks;
    }
    content.sha256 = to_hex(hash.finish());
    return content;
}

// "region:ami-…", or "ami-…" in the profile's region.
Result<Content> read_content(Session& session, const std::string& text) {
    std::size_t colon = text.rfind(':');
    std::string region = colon == std::string::npos ? session.region : text.substr(0, colon);
    std::string id = colon == std::string::npos ? text : text.substr(colon + 1);
    auto snapshot = snapshot_of(*session.api, region, id);
    if (!snapshot) return failure(snapshot.error());
    auto blocks = list_all_blocks(*session.api, region, *snapshot);
    if (!blocks) return failure(blocks.error());
    auto content = fingerprint(*blocks);
    if (!content) return content;
    content->region = region;
    content->id = id;
    content->snapshot_id = *snapshot;
    return content;
}

void print_text(const std::vector<Content>& contents, bool equal) {
    for (const Content& content : contents) {
        fmt::print("{:<16} {:<22} {:>6} GiB {:>9} blocks  {}\n", content.region, content.id,
                   content.volume_gib, content.blocks, content.sha256);
    }
    fmt::print("{}\n", equal ? "the same bits" : "NOT the same bits");
}

void print_json(const std::vector<Content>& contents, bool equal) {
    boost::json::array images;
    for (const Content& content : contents) {
        images.push_back(boost::json::object{{"Region", content.region},
                                             {"Id", content.id},
                                             {"SnapshotId", content.snapshot_id},
                                             {"VolumeSizeGiB", content.volume_gib},
                                             {"DataBlocks", content.blocks},
                                             {"ContentSha256", content.sha256}});
    }
    boost::json::object answer{{"Equal", equal}, {"Images", std::move(images)}};
    fmt::print("{}\n", boost::json::serialize(answer));
}

}  // namespace

int run_verify_images(const ClientOptions& client, const VerifyOptions& options) {
    auto session = open_session(client, false);
    if (!session) return report(session.error());
    std::vector<Content> contents;
    bool equal = true;
    for (const std::string& text : options.images) {
        auto content = read_content(**session, text);
        if (!content) return report(content.error());
        equal = equal && (contents.empty() || content->sha256 == contents.front().sha256);
        contents.push_back(std::move(*content));
    }
    client.json ? print_json(contents, equal) : print_text(contents, equal);
    return equal ? exit_ok : exit_failure;
}

}  // namespace amicast::cli
