// StartSnapshot's encryption rules, each row of the published table, and what callers are told who
// may not use a key.
#include "images/ebs_settings.h"
#include "services/ebs/test_site.h"

namespace amicast::services::ebs::testing {
namespace {

enum class Expected { plain, default_key, given_key, parents_key, refused };

class StartEncrypted : public EbsTest {
  protected:
    StartEncrypted() : key_(keys::add_key(*keyring_, alice)) {
        plain_parent_ = make_snapshot({{0, 1}});
        const std::string parents_key = use_new_key();
        sealed_parent_ = make_snapshot({{0, 2}});
        parents_key_ = *key_arn_;
        key_arn_.reset();
        EXPECT_NE(parents_key, key_.id);
    }

    void encrypt_by_default(bool on) {
        change([&](catalog::Transaction& tx) {
            return images::set_encryption_by_default(tx, alice, on);
        });
    }
    Reply start_with(const std::string& members) {
        return start(R"({"VolumeSize":1)" + members + "}");
    }
    static std::string parent(const std::string& id) {
        return R"(,"ParentSnapshotId":")" + id + '"';
    }
    static std::string named(const std::string& arn) { return R"(,"KmsKeyArn":")" + arn + '"'; }
    std::string aws_key() { return (*keys::ensure_ebs_key(*keyring_, alice))->arn(); }

    void expect_key(const Reply& reply, Expected expected, const std::string& what) {
        if (expected == Expected::refused) {
            expect_error(reply, "ValidationException", "INVALID_PARAMETER_VALUE");
            return;
        }
        ASSERT_EQ(reply.status(), 201) << what << ' ' << reply.response.body;
        std::string arn;
        if (expected == Expected::default_key) arn = aws_key();
        if (expected == Expected::given_key) arn = key_.arn();
        if (expected == Expected::parents_key) arn = parents_key_;
        EXPECT_EQ(reply.text("KmsKeyArn"), arn) << what;
        EXPECT_EQ(row(reply.text("SnapshotId")).kms_key_arn.value_or(""), arn) << what;
    }

    const keys::Key key_;
    std::string plain_parent_;
    std::string sealed_parent_;
    std::string parents_key_;
    const std::string yes_ = R"(,"Encrypted":true)";
    const std::string no_ = R"(,"Encrypted":false)";
};

TEST_F(StartEncrypted, TheWholeTable) {
    const std::string given = named(key_.arn());
    const std::string on_plain = parent(plain_parent_);
    const std::string on_sealed = parent(sealed_parent_);
    struct Row {
        std::string request;
        Expected with_default, without;
    };
    using enum Expected;
    const std::vector<Row> rows = {
        {"", default_key, Expected::plain},
        {given, given_key, given_key},
        {yes_, default_key, default_key},
        {yes_ + given, given_key, given_key},
        {no_, refused, Expected::plain},
        {no_ + given, refused, refused},
        {on_plain, refused, Expected::plain},
        {on_plain + given, refused, refused},
        {on_plain + yes_, refused, refused},
        {on_plain + no_, refused, refused},
        {on_plain + yes_ + given, refused, refused},
        {on_sealed, parents_key, parents_key},
        {on_sealed + given, refused, refused},
        {on_sealed + yes_, refused, refused},
        {on_sealed + no_, refused, refused},
        {on_sealed + yes_ + given, refused, refused},
    };
    for (bool by_default : {true, false}) {
        encrypt_by_default(by_default);
        for (const Row& row : rows)
            expect_key(start_with(row.request), by_default ? row.with_default : row.without,
                       row.request + (by_default ? " on" : " off"));
    }
}

TEST_F(StartEncrypted, TheChosenDefaultKeyTakesThePlaceOfAws) {
    change(
        [&](catalog::Transaction& tx) { return images::set_default_key(tx, alice, key_.arn()); });
    expect_key(start_with(yes_), Expected::given_key, "chosen");
}

TEST_F(StartEncrypted, AKeyThatCannotBeUsedIsRefusedAtOnce) {
    const std::string known = "arn:aws:kms:us-east-1:111111111111:key/";
    expect_error(start_with(named(known + "00000000-0000-0000-0000-000000000000")),
                 "ResourceNotFoundException", "DEPENDENCY_RESOURCE_NOT_FOUND", "does not exist");
    expect_error(start_with(named("arn:aws:kms:eu-west-1:111111111111:key/" + key_.id)),
                 "ValidationException", "INVALID_CUSTOMER_KEY", "expected a key of this Region");
    expect_error(start_with(named(known + "k")), "ValidationException", "INVALID_CUSTOMER_KEY");
    expect_error(start_with(named("alias/x")), "ValidationException", "INVALID_CUSTOMER_KEY");
    expect_error(start_with(named(keys::add_key(*keyring_, bob).arn())), "AccessDeniedException",
                 "DEPENDENCY_ACCESS_DENIED", "kms:DescribeKey");
    for (keys::KeyState state : {keys::KeyState::disabled, keys::KeyState::pending_deletion}) {
        keys::set_state(*keyring_, key_.id, state);
        expect_error(start_with(named(key_.arn())), "ValidationException", "INVALID_CUSTOMER_KEY",
                     key_.arn());
    }
}

// Whoever may use the snapshot may not use its key for that.
TEST_F(StartEncrypted, TheKeysPolicyDecidesOverBlocks) {
    key_arn_ = key_.arn();
    const std::string done = make_snapshot({{0, 1}});
    const std::string token = items_of(list(done), "Blocks").at(0).token;
    const std::string pending = start_new();
    const std::string policy = key_.policy;
    auto set_policy = [&](const std::string& text) {
        keys::edit_key(*keyring_, key_.id,
                       [&](keys::Key& key) { key.policy = key.bound_policy = text; });
    };
    set_policy(keys::default_key_policy(bob));
    for (const Reply& reply :
         {put(pending, 0, block(2)), complete(pending, 0, ""), list(done), get(done, 0, token),
          changes(done, done), start_with(parent(done)), start_with(named(key_.arn()))})
        expect_error(reply, "AccessDeniedException", "DEPENDENCY_ACCESS_DENIED",
                     "is not authorized to perform: kms:");
    set_policy(policy);
    EXPECT_EQ(put(pending, 0, block(2)).status(), 201);
    expect_content(done, {{0, 1}});
}

TEST_F(StartEncrypted, AConditionOnTheSnapshotHolds) {
    key_arn_ = key_.arn();
    const std::string first = make_snapshot({{0, 1}});
    const std::string second = make_snapshot({{0, 1}});
    keys::edit_key(*keyring_, key_.id, [&](keys::Key& key) {
        key.policy = key.bound_policy =
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:aws:ebs:id":")" +
            first + R"(","kms:ViaService":"ec2.us-east-1.amazonaws.com"}}}]})";
    });
    EXPECT_EQ(list(first).status(), 200);
    expect_error(list(second), "AccessDeniedException", "DEPENDENCY_ACCESS_DENIED");
}

TEST_F(StartEncrypted, ARepeatedRequestIsAnsweredWithoutItsKey) {
    const std::string request = named(key_.arn()) + R"(,"ClientToken":"t")";
    const Reply first = start_with(request);
    ASSERT_EQ(first.status(), 201);
    keys::set_state(*keyring_, key_.id, keys::KeyState::disabled);
    EXPECT_EQ(start_with(request).response.body, first.response.body);
    EXPECT_EQ(start_with(yes_ + R"(,"ClientToken":"t")").error(), "ConflictException");
}

}  // namespace
}  // namespace amicast::services::ebs::testing
