// StartSnapshot, PutSnapshotBlock and CompleteSnapshot: rules, refusals, and that what was answered
// is durable whatever fails.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "images/tags.h"
#include "services/ebs/test_site.h"
#include "snapshots/upload.h"

namespace amicast::services::ebs::testing {
namespace {

class Start : public EbsTest {};
class Put : public EbsTest {};
class Complete : public EbsTest {};

TEST_F(Start, AnswersWithThePendingSnapshot) {
    Reply reply = start(R"({"VolumeSize":8,"Description":"disk.raw","Timeout":10,
                           "Tags":[{"Key":"a","Value":"b"},{"Key":"c"}]})");
    ASSERT_EQ(reply.status(), 201) << reply.response.body;
    EXPECT_EQ(reply.text("SnapshotId").size(), 22U);
    EXPECT_EQ(reply.text("OwnerId"), alice);
    EXPECT_EQ(reply.text("Status"), "pending");
    EXPECT_EQ(reply.number("VolumeSize"), 8);
    EXPECT_EQ(reply.number("BlockSize"), 524'288);
    EXPECT_EQ(reply.text("Description"), "disk.raw");
    EXPECT_EQ(reply.text("Tags"), R"([{"Key":"a","Value":"b"},{"Key":"c"}])");
    EXPECT_FALSE(reply.has("ParentSnapshotId"));
    const images::Snapshot snapshot = row(reply.text("SnapshotId"));
    EXPECT_EQ(snapshot.lineage_id, snapshot.id);
    EXPECT_EQ(snapshot.upload_deadline, clock().now() + std::chrono::minutes(10));
    EXPECT_EQ(row(start_new()).upload_deadline, clock().now() + std::chrono::minutes(60));
    change([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(images::find_tags(tx, alice, snapshot.id).value(),
                  (images::Tags{{"a", "b"}, {"c", ""}}));
        return {};
    });
}

TEST_F(Start, RefusesVolumesThatCannotBe) {
    EXPECT_EQ(start(R"({"VolumeSize":65536})").status(), 201);
    for (const char* size : {"0", "-1", "65537"})
        expect_error(start(std::string(R"({"VolumeSize":)") + size + "}"), "ValidationException",
                     "INVALID_VOLUME_SIZE", "VolumeSize");
    expect_error(start("{}"), "ValidationException", "INVALID_VOLUME_SIZE", "required");
    expect_error(start(R"({"VolumeSize":"x"})"), "ValidationException", "INVALID_VOLUME_SIZE");
    expect_error(start("{"), "ValidationException", "INVALID_PARAMETER_VALUE");
}

TEST_F(Start, RefusesWhatIsOutOfBounds) {
    auto with = [&](const std::string& member) {
        return start(R"({"VolumeSize":1,)" + member + "}");
    };
    for (const char* good : {R"("Timeout":10)", R"("Timeout":4320)"})
        EXPECT_EQ(with(good).status(), 201);
    for (const char* bad : {R"("Timeout":9)", R"("Timeout":4321)", R"("ClientToken":"a b")"})
        expect_error(with(bad), "ValidationException", "INVALID_PARAMETER_VALUE");
    EXPECT_EQ(with(R"("Description":")" + std::string(255, 'd') + '"').status(), 201);
    expect_error(with(R"("Description":")" + std::string(256, 'd') + '"'), "ValidationException",
                 "INVALID_PARAMETER_VALUE");
    expect_error(with(R"("ParentSnapshotId":"snap-XYZ")"), "ValidationException",
                 "INVALID_SNAPSHOT_ID");
    auto tags = [&](const std::string& list) { return with(R"("Tags":[)" + list + "]"); };
    expect_error(tags(R"({"Key":"aws:x","Value":""})"), "ValidationException", "INVALID_TAG");
    expect_error(tags(R"({"Value":"x"})"), "ValidationException", "INVALID_TAG");
    expect_error(tags(R"({"Key":"a"},{"Key":"a"})"), "ValidationException", "INVALID_TAG");
    expect_error(tags(R"({"Key":")" + std::string(128, 'k') + R"("})"), "ValidationException",
                 "INVALID_TAG");
    std::string many = R"({"Key":"0"})";
    for (int i = 1; i < 50; ++i)
        many += R"(,{"Key":")" + std::to_string(i) + R"("})";
    EXPECT_EQ(tags(many).status(), 201);
    expect_error(tags(many + R"(,{"Key":"50"})"), "ValidationException", "INVALID_TAG");
}

TEST_F(Start, AClientTokenGivesOneSnapshot) {
    const std::string body = R"({"VolumeSize":1,"ClientToken":"t","Description":"d"})";
    Reply first = start(body);
    clock().advance(std::chrono::hours(1));
    Reply second = start(body);
    EXPECT_EQ(second.status(), 201);
    EXPECT_EQ(second.response.body, first.response.body);
    Reply other = start(R"({"VolumeSize":2,"ClientToken":"t","Description":"d"})");
    EXPECT_EQ(other.error(), "ConflictException");
    EXPECT_EQ(other.status(), 409);
    account_ = bob;
    EXPECT_NE(start(body).text("SnapshotId"), first.text("SnapshotId"));
}

TEST_F(Start, AParentMustBeCompletedVisibleAndNotLarger) {
    const std::string pending = start_new();
    auto on = [&](const std::string& parent, int size) {
        return start(R"({"VolumeSize":)" + std::to_string(size) + R"(,"ParentSnapshotId":")" +
                     parent + R"("})");
    };
    expect_error(on(pending, 1), "ValidationException", "INVALID_SNAPSHOT_ID", "pending");
    expect_error(on("snap-0123456789abcdef0", 1), "ResourceNotFoundException",
                 "SNAPSHOT_NOT_FOUND");
    Reply large = start(R"({"VolumeSize":3})");
    ASSERT_EQ(complete(large.text("SnapshotId"), 0, "").status(), 202);
    expect_error(on(large.text("SnapshotId"), 2), "ValidationException", "INVALID_VOLUME_SIZE");
    Reply child = on(large.text("SnapshotId"), 4);
    EXPECT_EQ(child.status(), 201);
    EXPECT_EQ(child.text("ParentSnapshotId"), large.text("SnapshotId"));
    EXPECT_EQ(row(child.text("SnapshotId")).lineage_id, large.text("SnapshotId"));
    account_ = bob;
    Reply foreign = on(large.text("SnapshotId"), 4);
    expect_error(foreign, "AccessDeniedException", "UNAUTHORIZED_ACCOUNT");
    EXPECT_EQ(foreign.status(), 403);
}

TEST_F(Start, AsksIamForTheSnapshotAndItsTags) {
    auto asked = access({.method = "POST",
                         .path = "/snapshots",
                         .body = R"({"VolumeSize":5,"Description":"d","ParentSnapshotId":"snap-1",
                                    "Tags":[{"Key":"k","Value":"v"}]})"});
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].action, "ebs:StartSnapshot");
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:us-east-1::snapshot/*");
    EXPECT_EQ(asked[0].context["ebs:VolumeSize"].front(), "5");
    EXPECT_EQ(asked[0].context["ebs:Description"].front(), "d");
    EXPECT_EQ(asked[0].context["ebs:ParentSnapshot"].front(),
              "arn:aws:ec2:us-east-1::snapshot/snap-1");
    EXPECT_EQ(asked[0].context["aws:RequestTag/k"].front(), "v");
    EXPECT_EQ(asked[1].action, "ec2:CreateTags");
    EXPECT_EQ(asked[1].context["ec2:CreateAction"].front(), "StartSnapshot");
    EXPECT_EQ(asked[1].context["aws:TagKeys"].front(), "k");
    asked = access({.method = "POST", .path = "/snapshots", .body = R"({"VolumeSize":5})"});
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_FALSE(asked[0].context.contains("ebs:ParentSnapshot"));
}

TEST_F(Put, AnswersWithTheChecksum) {
    const std::string id = start_new();
    Reply reply = put(id, 0, block(7));
    EXPECT_EQ(reply.status(), 201);
    EXPECT_EQ(reply.header("x-amz-checksum"), checksum_of(block(7)));
    EXPECT_EQ(reply.header("x-amz-checksum-algorithm"), "SHA256");
    EXPECT_EQ(reply.response.body, "{}");
}

TEST_F(Put, BlocksOfZeroesStoreNothing) {
    const std::string id = start_new();
    ASSERT_EQ(put(id, 3, block(0)).status(), 201);
    EXPECT_EQ(store_.store->statistics()->frames, 0U);
    ASSERT_EQ(complete(id, 1, aggregate_of({block(0)})).status(), 202);
    expect_content(id, {{3, 0}});
}

TEST_F(Put, RefusesBodiesThatAreNotWhatTheySay) {
    const std::string id = start_new();
    auto changed = [&](const std::function<void(wire::HttpRequest&)>& change_request) {
        wire::HttpRequest request = put_request(id, 0, block(7));
        change_request(request);
        return send(std::move(request));
    };
    expect_error(changed([](auto& r) { r.body.pop_back(); }), "ValidationException",
                 "INVALID_PARAMETER_VALUE", "Failed to read block data");
    expect_error(changed([](auto& r) { r.body += 'x'; }), "ValidationException",
                 "INVALID_PARAMETER_VALUE", "524289");
    expect_error(put(id, 0, block(7).substr(1)), "ValidationException", "INVALID_PARAMETER_VALUE",
                 "x-amz-Data-Length");
    expect_error(changed([](auto& r) { r.body[1000] ^= 1; }), "ValidationException",
                 "INVALID_BLOCK", "SHA-256");
    for (const char* checksum : {"", "!", "AAAA", "B4VNL+8pega6gWheZgwzLeNtXRjVRpJ9MNqtbX/aFUE"})
        expect_error(changed([&](auto& r) { r.headers[1].second = checksum; }),
                     "ValidationException", "INVALID_PARAMETER_VALUE", "x-amz-Checksum");
    expect_error(changed([](auto& r) { r.headers[2].second = "SHA1"; }), "ValidationException",
                 "INVALID_PARAMETER_VALUE", "SHA256");
    for (std::size_t i = 0; i < 3; ++i)
        expect_error(changed([&](auto& r) { r.headers.erase(r.headers.begin() + long(i)); }),
                     "ValidationException", "INVALID_PARAMETER_VALUE", "required");
    expect_error(changed([](auto& r) { r.headers.emplace_back("content-encoding", "gzip"); }),
                 "ValidationException", "INVALID_CONTENT_ENCODING");
    expect_error(changed([](auto& r) { r.headers.emplace_back("x-amz-progress", "101"); }),
                 "ValidationException", "INVALID_PARAMETER_VALUE");
    change([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(snapshots::count_entries(tx, id).value(), 0);
        return {};
    });
    EXPECT_EQ(store_.store->statistics()->frames, 0U);
}

TEST_F(Put, RefusesBlocksOutsideTheVolume) {
    const std::string id = start_new();
    EXPECT_EQ(put(id, 2047, block(1)).status(), 201);
    expect_error(put(id, 2048, block(1)), "ValidationException", "INVALID_BLOCK", "0 to 2047");
    expect_error(put(id, -1, block(1)), "ValidationException", "INVALID_BLOCK");
    wire::HttpRequest absurd = put_request(id, 0, block(1));
    absurd.path = "/snapshots/" + id + "/blocks/99999999999999999999";
    expect_error(send(absurd), "ValidationException", "INVALID_BLOCK");
    absurd = put_request(id, 0, block(1));
    absurd.path = "/snapshots/" + id + "/blocks/x";
    expect_error(send(absurd), "ValidationException", "INVALID_BLOCK");
}

TEST_F(Put, RefusesSnapshotsThatTakeNoBlocks) {
    const std::string completed = make_snapshot({});
    expect_error(put(completed, 0, block(1)), "ValidationException", "INVALID_SNAPSHOT_ID",
                 "completed");
    expect_error(put("snap-0123456789abcdef0", 0, block(1)), "ResourceNotFoundException",
                 "SNAPSHOT_NOT_FOUND");
    expect_error(put("vol-1", 0, block(1)), "ValidationException", "INVALID_SNAPSHOT_ID");
    const std::string mine = start_new();
    account_ = bob;
    expect_error(put(mine, 0, block(1)), "AccessDeniedException", "UNAUTHORIZED_ACCOUNT");
}

TEST_F(Put, EachBlockRestartsTheTimeout) {
    const std::string id = start(R"({"VolumeSize":1,"Timeout":10})").text("SnapshotId");
    for (int i = 0; i < 5; ++i) {
        clock().advance(std::chrono::minutes(9));
        ASSERT_EQ(put(id, i, block(1)).status(), 201);
        EXPECT_GE(row(id).upload_deadline, clock().now() + std::chrono::minutes(10));
    }
    clock().advance(std::chrono::minutes(11));
    expect_error(put(id, 9, block(1)), "ValidationException", "WRITE_REQUEST_TIMEOUT");
    expect_error(complete(id, 5, ""), "ValidationException", "WRITE_REQUEST_TIMEOUT");
    change([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(images::expire_uploads(tx, clock().now()).value(), 1);
        return {};
    });
    expect_error(put(id, 9, block(1)), "ValidationException", "INVALID_SNAPSHOT_ID", "error");
    expect_error(list(id), "ValidationException", "INVALID_SNAPSHOT_ID", "error");
}

TEST_F(Put, ProgressIsTheLargestSeenAndNeverWhole) {
    const std::string id = start_new();
    auto put_with = [&](const char* progress) {
        wire::HttpRequest request = put_request(id, 0, block(1));
        request.headers.emplace_back("x-amz-progress", progress);
        EXPECT_EQ(send(std::move(request)).status(), 201);
        return row(id).progress_percent;
    };
    EXPECT_EQ(put_with("40"), 40);
    EXPECT_EQ(put_with("20"), 40);
    EXPECT_EQ(put_with("100"), 99);
    ASSERT_EQ(complete(id, 1, "").status(), 202);
    EXPECT_EQ(row(id).progress_percent, 100);
}

TEST_F(Put, AsksIamWithTheTagsOfTheSnapshot) {
    const std::string id =
        start(R"({"VolumeSize":1,"Tags":[{"Key":"k","Value":"v"}]})").text("SnapshotId");
    auto asked = access(put_request(id, 0, block(1)));
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].action, "ebs:PutSnapshotBlock");
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:us-east-1::snapshot/" + id);
    EXPECT_EQ(asked[0].context["aws:ResourceTag/k"].front(), "v");
}

// The vectors of the specification.
TEST_F(Complete, AggregateChecksums) {
    const std::string a(limits::block_bytes, 'A');
    const std::string b(limits::block_bytes, 'B');
    const std::string zero = block(0);
    struct Case {
        std::vector<std::string> blocks;
        const char* aggregate;
    };
    for (const Case& c : {Case{{}, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
                          Case{{zero}, "3QyamIjs9/uk1ge+ZPpwA6Yo7YmArJ8I121qDaF+DcI="},
                          Case{{a}, "l8cmU1ymV93Imrc5g4fF0Uj3Hi5fj/KWrb04gZRJDPM="},
                          Case{{a, b}, "y70dliekiWXwOuHPNk95FPMloOXDcF2KlCJ45WXZyH4="},
                          Case{{a, zero, b}, "674e4dnNzz7UCdkVsWlb7bmKd4rpW8aEngI6g0m+rLk="}}) {
        const std::string id = start_new();
        // In descending order, with gaps: only the index decides.
        for (std::size_t i = c.blocks.size(); i-- > 0;)
            ASSERT_EQ(put(id, std::int64_t(i) * 5, c.blocks[i]).status(), 201);
        const std::int64_t count = std::ssize(c.blocks);
        expect_error(complete(id, count, "0pCz/+tXKEkEkZzaqEucQ0JvEtUK8Ay9fnYpMkCo95U="),
                     "ValidationException", "INVALID_PARAMETER_VALUE", "x-amz-Checksum");
        expect_error(complete(id, count + 1, c.aggregate), "ValidationException",
                     "INVALID_PARAMETER_VALUE", "x-amz-ChangedBlocksCount");
        EXPECT_EQ(row(id).state, images::SnapshotState::pending);
        Reply reply = complete(id, count, c.aggregate);
        EXPECT_EQ(reply.status(), 202) << reply.response.body;
        EXPECT_EQ(reply.text("Status"), "completed");
        const images::Snapshot snapshot = row(id);
        EXPECT_EQ(snapshot.state, images::SnapshotState::completed);
        EXPECT_EQ(snapshot.present_blocks, count);
        EXPECT_EQ(snapshot.completion_time, clock().now());
        EXPECT_FALSE(snapshot.upload_deadline);
    }
}

TEST_F(Complete, TheChecksumTrioGoesTogether) {
    const std::string id = start_new();
    const std::vector<std::pair<std::string, std::string>> trio = {
        {"x-amz-checksum", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
        {"x-amz-checksum-algorithm", "SHA256"},
        {"x-amz-checksum-aggregation-method", "LINEAR"}};
    for (unsigned given = 1; given < 7; ++given) {
        wire::HttpRequest request{.method = "POST",
                                  .path = "/snapshots/completion/" + id,
                                  .headers = {{"x-amz-changedblockscount", "0"}}};
        for (std::size_t i = 0; i < 3; ++i) {
            if ((given >> i & 1U) != 0) request.headers.push_back(trio[i]);
        }
        expect_error(send(std::move(request)), "ValidationException", "INVALID_PARAMETER_VALUE",
                     "go together");
    }
    EXPECT_EQ(complete(id, 0, "").status(), 202);
}

TEST_F(Complete, CountsIndexesOnceAndTheLastPutWins) {
    const std::string id = start_new();
    ASSERT_EQ(put(id, 4, block(1)).status(), 201);
    ASSERT_EQ(put(id, 4, block(2)).status(), 201);
    ASSERT_EQ(put(id, 9, block(3)).status(), 201);
    EXPECT_EQ(complete(id, 3, "").status(), 400);
    EXPECT_EQ(complete(id, 2, aggregate_of({block(2), block(3)})).status(), 202);
    expect_content(id, {{4, 2}, {9, 3}});
}

TEST_F(Complete, MayBeRepeatedWithTheSameNumbers) {
    const std::string id = make_snapshot({{0, 1}});
    EXPECT_EQ(complete(id, 1, aggregate_of({block(1)})).status(), 202);
    expect_error(complete(id, 1, ""), "ValidationException", "INVALID_SNAPSHOT_ID", "already");
    expect_error(complete(id, 2, ""), "ValidationException", "INVALID_SNAPSHOT_ID", "already");
    expect_error(complete("snap-0123456789abcdef0", 0, ""), "ResourceNotFoundException",
                 "SNAPSHOT_NOT_FOUND");
    account_ = bob;
    expect_error(complete(id, 1, ""), "AccessDeniedException", "UNAUTHORIZED_ACCOUNT");
}

TEST_F(Complete, AChildIsItsParentOverlaid) {
    const std::string parent = make_snapshot({{0, 1}, {5, 2}, {9, 3}});
    const std::string child = make_snapshot({{5, 0}, {700, 4}}, parent);
    expect_content(child, {{0, 1}, {5, 0}, {9, 3}, {700, 4}});
    EXPECT_EQ(row(child).present_blocks, 4);
    EXPECT_EQ(row(child).lineage_id, parent);
    const std::string grandchild = make_snapshot({{0, 9}}, child);
    expect_content(grandchild, {{0, 9}, {5, 0}, {9, 3}, {700, 4}});
    EXPECT_EQ(row(grandchild).lineage_id, parent);
    expect_content(parent, {{0, 1}, {5, 2}, {9, 3}});
}

TEST_F(Complete, DeletingTheParentMeanwhileDoesNotMatter) {
    const std::string parent = make_snapshot({{0, 1}});
    const std::string child = start_new(parent);
    change([&](catalog::Transaction& tx) { return images::erase_snapshot(tx, parent); });
    ASSERT_EQ(put(child, 1, block(2)).status(), 201);
    ASSERT_EQ(complete(child, 1, "").status(), 202);
    expect_content(child, {{0, 1}, {1, 2}});
}

// The n-th call of storage or database fails, once or for good, while a snapshot is uploaded. What
// was answered with success is there; going on after the failure ends in the right snapshot.
class Upload : public Complete, public ::testing::WithParamInterface<bool> {
  protected:
    Upload() {
        if (GetParam()) use_new_key();
    }
};
INSTANTIATE_TEST_SUITE_P(PlainAndEncrypted, Upload, ::testing::Bool());

TEST_P(Upload, FailureAtAnyPointLosesNothingAnswered) {
    const Blocks blocks = {{0, 1}, {3, 0}, {1000, 2}};
    for (const bool database : {false, true}) {
        for (const bool for_good : {false, true}) {
            bool reached = true;
            for (std::int64_t n = 1; reached; ++n) {
                SCOPED_TRACE(n);
                ASSERT_LT(n, 400);
                const std::string id = start_new();
                if (database && for_good) store_.catalog->fail_from(n);
                if (database && !for_good) store_.catalog->fail_at(n);
                if (!database)
                    store_.objects.arm({.at_call = static_cast<std::uint64_t>(n),
                                        .from_then_on = for_good,
                                        .torn_bytes = 200});
                std::vector<bool> answered;
                for (const auto& [index, number] : blocks) {
                    // Other blocks each time, so that each has to be stored.
                    const std::uint64_t content = number == 0 ? 0 : number + 10 * std::uint64_t(n);
                    Reply reply = put(id, index, block(content));
                    answered.push_back(reply.ok());
                    if (!reply.ok()) {
                        EXPECT_EQ(reply.status(), 500) << reply.response.body;
                    }
                }
                Reply completed = complete(id, 3, "");
                reached = database ? store_.catalog->failed() : store_.objects.fired();
                store_.catalog->fail_at(0);
                store_.objects.disarm();
                if (!reached) {
                    EXPECT_TRUE(completed.ok());
                }
                Blocks expected;
                for (std::size_t i = 0; i < blocks.size(); ++i) {
                    const auto [index, number] = blocks[i];
                    const std::uint64_t content = number == 0 ? 0 : number + 10 * std::uint64_t(n);
                    expected.emplace_back(index, content);
                    if (!answered[i]) {
                        Reply again = put(id, index, block(content));
                        // It may have happened after all, and the completion with it.
                        EXPECT_TRUE(again.ok() || completed.ok()) << again.response.body;
                    }
                }
                if (!completed.ok()) completed = complete(id, 3, "");
                ASSERT_TRUE(completed.ok()) << completed.response.body;
                expect_content(id, expected);
            }
            store_.expect_sound();
        }
    }
}

}  // namespace
}  // namespace amicast::services::ebs::testing
