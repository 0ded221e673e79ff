// Putting parameters: versions and what they keep, the rules that refuse a put, and that a put
// which fails half-way leaves nothing.
#include "parameters/put.h"

#include "catalog/faulty_database.h"
#include "parameters/labels.h"
#include "parameters/tags.h"
#include "parameters/test_parameters.h"

namespace amicast::parameters {
namespace {

using Rule = Refusal::Rule;

class PutTest : public ParametersTest {};

TEST_F(PutTest, EachPutIsANewVersion) {
    EXPECT_EQ(put_version(order("/a", "one")), 1);
    EXPECT_EQ(put_version(order("/a", "two")), 2);
    EXPECT_EQ(put_version(order("/a", "two")), 3) << "an equal value too";
    EXPECT_EQ(value_of("/a"), "two");
    EXPECT_EQ(value_of("/a:1"), "one");
    EXPECT_EQ(value_of("/a:4"), "(no version)");
    EXPECT_EQ(value_of("/a:label"), "(no version)");
    EXPECT_EQ(value_of("/b"), "(none)");
    EXPECT_EQ(value_of("/a", bob), "(none)");
}

TEST_F(PutTest, KeepsWhatIsLeftOut) {
    PutOrder first = order("/a", "12");
    first.description = "d";
    first.allowed_pattern = "^[0-9]+$";
    first.tags = {{"k", "v"}};
    EXPECT_EQ(put_version(first), 1);
    PutOrder second = order("/a", "34");
    second.type.reset();
    clock_.advance(std::chrono::seconds(1));
    EXPECT_EQ(put_version(second), 2);
    ParameterVersion now = current("/a");
    EXPECT_EQ(now.description, "d");
    EXPECT_EQ(now.allowed_pattern, "^[0-9]+$");
    EXPECT_EQ(now.type, Type::string);
    EXPECT_EQ(now.modified, clock_.now());
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(find_tags(tx, alice, "/a").value(), (images::Tags{{"k", "v"}}));
        return {};
    });
    second.description = "";
    second.allowed_pattern = "";
    second.value = "x";
    EXPECT_EQ(put_version(second), 3);
    EXPECT_EQ(current("/a").description, "");
}

TEST_F(PutTest, PresenceAndType) {
    PutOrder untyped = order("/a");
    untyped.type.reset();
    expect_refused(untyped, Rule::request, "type is required");
    EXPECT_EQ(put_version(order("/a")), 1);
    PutOrder again = order("/a");
    again.overwrite = false;
    expect_refused(again, Rule::already_exists, "already exists");
    PutOrder list = order("/a");
    list.type = Type::string_list;
    expect_refused(list, Rule::type_mismatch, "StringList");
    expect_refused(order("/aws/x"), Rule::reserved_name);
    expect_refused(order("a b"), Rule::request);
}

TEST_F(PutTest, SizesOfBothTiers) {
    EXPECT_EQ(put_version(order("/a", std::string(standard_bytes_max, 'x'))), 1);
    PutOrder large = order("/a", std::string(standard_bytes_max + 1, 'x'));
    expect_refused(large, Rule::request, "4096");
    large.tier = TierChoice::intelligent;
    EXPECT_EQ(put(large).tier, Tier::advanced);
    large.tier = TierChoice::advanced;
    large.value = std::string(advanced_bytes_max, 'x');
    EXPECT_EQ(put_version(large), 3);
    large.value += 'x';
    expect_refused(large, Rule::request, "8192");
    expect_refused(order("/b", ""), Rule::request, "'value'");
    expect_refused(order("/b", "{{ssm:/a}}"), Rule::request, "nest");
    EXPECT_EQ(put_version(order("/b", "}}{{")), 1);
}

TEST_F(PutTest, AnAdvancedParameterStaysOne) {
    PutOrder advanced = order("/a");
    advanced.tier = TierChoice::advanced;
    EXPECT_EQ(put(advanced).tier, Tier::advanced);
    EXPECT_EQ(put(order("/a")).tier, Tier::advanced);
    advanced.tier = TierChoice::intelligent;
    EXPECT_EQ(put(advanced).tier, Tier::advanced);
    advanced.tier = TierChoice::standard;
    expect_refused(advanced, Rule::request, "downgrade");
    PutOrder intelligent = order("/b");
    intelligent.tier = TierChoice::intelligent;
    EXPECT_EQ(put(intelligent).tier, Tier::standard);
}

TEST_F(PutTest, AllowedPattern) {
    PutOrder order = this->order("/a", "abc");
    order.allowed_pattern = "^[a-c]+$";
    EXPECT_EQ(put_version(order), 1);
    order.value = "abd";
    expect_refused(order, Rule::pattern_mismatch, "^[a-c]+$");
    order.allowed_pattern.reset();
    expect_refused(order, Rule::pattern_mismatch);
    order.allowed_pattern = "(";
    expect_refused(order, Rule::pattern_syntax, "offset");
    order.allowed_pattern = "b";  // a search, as it is not bound to the ends
    EXPECT_EQ(put_version(order), 2);
    order.allowed_pattern = "^(a+)+$";
    order.value = std::string(4000, 'a') + "b";
    expect_refused(order, Rule::pattern_mismatch);
    order.allowed_pattern = std::string(51, '(') + std::string(51, ')');
    expect_refused(order, Rule::pattern_syntax);
}

TEST_F(PutTest, DataTypes) {
    PutOrder order = this->order("/a", "ami-0123456789abcdef0");
    order.data_type = "integer";
    expect_refused(order, Rule::request, "aws:ec2:image");
    order.data_type = std::string(image_data);
    order.type = Type::string_list;
    expect_refused(order, Rule::request, "StringList");
    order.type = Type::string;
    order.image_checked = true;
    Put done = put(order);
    EXPECT_FALSE(done.pending);
    EXPECT_EQ(value_of("/a"), order.value);
}

TEST_F(PutTest, ASecureStringIsStoredSealed) {
    PutOrder order = this->order("/s", "secret");
    order.type = Type::secure_string;
    expect_refused(order, Rule::raced, "try again");
    order.sealed = Sealed{.ciphertext = std::string("\0\xff", 2), .key_id = "alias/aws/ssm"};
    EXPECT_EQ(put_version(order), 1);
    EXPECT_EQ(current("/s").value, std::string("\0\xff", 2));
    EXPECT_EQ(current("/s").key_id, "alias/aws/ssm");
}

TEST_F(PutTest, AHundredVersionsAreKept) {
    for (int i = 1; i <= versions_max; ++i)
        put_version(order("/a", std::to_string(i)));
    EXPECT_EQ(value_of("/a:1"), "1");
    EXPECT_EQ(put_version(order("/a", "101")), 101);
    EXPECT_EQ(value_of("/a:1"), "(no version)");
    write([](catalog::Transaction& tx) { return attach_labels(tx, alice, "/a", 2, {"keep"}); });
    expect_refused(order("/a"), Rule::oldest_version_labelled, "Version 2");
    EXPECT_EQ(value_of("/a:keep"), "2");
    write([](catalog::Transaction& tx) { return attach_labels(tx, alice, "/a", 9, {"keep"}); });
    EXPECT_EQ(put_version(order("/a")), 102);
}

TEST_F(PutTest, QuotasOfBothTiers) {
    const Quotas quotas{.standard_max = 2, .advanced_max = 1};
    EXPECT_FALSE(put(order("/a"), quotas).refusal);
    EXPECT_FALSE(put(order("/b"), quotas).refusal);
    expect_refused(order("/c"), Rule::quota, "2 parameters", quotas);
    EXPECT_FALSE(put(order("/a"), quotas).refusal) << "a new version is no new parameter";
    PutOrder advanced = order("/a");
    advanced.tier = TierChoice::advanced;
    EXPECT_FALSE(put(advanced, quotas).refusal);
    EXPECT_FALSE(put(order("/c"), quotas).refusal) << "/a left room";
    advanced.name = "/b";
    expect_refused(advanced, Rule::quota, "Advanced", quotas);
    PutOrder of_bob = order("/a");
    of_bob.account_id = bob;
    EXPECT_FALSE(put(of_bob, quotas).refusal);
}

TEST_F(PutTest, IsErasedWithAllThatHangsOnIt) {
    PutOrder first = order("/a");
    first.tags = {{"k", "v"}};
    put_version(first);
    write([](catalog::Transaction& tx) { return attach_labels(tx, alice, "/a", 1, {"l"}); });
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(erase(tx, bob, "/a").value(), false);
        EXPECT_EQ(erase(tx, alice, "/a").value(), true);
        EXPECT_EQ(erase(tx, alice, "/a").value(), false);
        return {};
    });
    EXPECT_EQ(value_of("/a"), "(none)");
    EXPECT_EQ(put_version(order("/a")), 1);
    EXPECT_EQ(value_of("/a:l"), "(no version)");
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(find_tags(tx, alice, "/a").value().empty());
        return {};
    });
}

TEST_F(PutTest, ResolvesForTheHouse) {
    put_version(order("/golden/ami", "ami-1"));
    put_version(order("flat", "ami-2"));
    put_version(order("/slashed", "ami-3"));
    auto resolved = [&](const std::string& text) {
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return resolve(tx, alice, region, text); });
        return found ? found->value : std::string(to_string(found.error().kind));
    };
    const std::string arn = "arn:aws:ssm:us-east-1:111111111111:parameter/";
    EXPECT_EQ(resolved("/golden/ami"), "ami-1");
    EXPECT_EQ(resolved("/golden/ami:1"), "ami-1");
    EXPECT_EQ(resolved(arn + "golden/ami"), "ami-1");
    EXPECT_EQ(resolved(arn + "flat"), "ami-2");
    EXPECT_EQ(resolved(arn + "slashed"), "ami-3");
    EXPECT_EQ(resolved("/golden/ami:2"), to_string(ErrorKind::not_found));
    EXPECT_EQ(resolved("/golden"), to_string(ErrorKind::not_found));
    EXPECT_EQ(resolved("a:b:c"), to_string(ErrorKind::not_found));
}

// Whatever statement or commit fails, the parameter is as before or as after, and the same put
// works once the failure is over.
TEST_F(PutTest, FailuresLeaveItWhole) {
    for (int i = 1; i <= versions_max; ++i)
        put_version(order("/a", std::to_string(i)));
    catalog::FaultyDatabase faulty(*catalog_);
    std::int64_t last = versions_max;
    bool failed = true;
    for (std::int64_t n = 1; failed; ++n) {
        faulty.fail_at(n);
        auto done = faulty.write_value([&](catalog::Transaction& tx) {
            return parameters::put(tx, order("/a", std::to_string(last + 1)), {}, clock_.now());
        });
        failed = faulty.failed();
        const std::int64_t now = current("/a").version;
        EXPECT_TRUE(now == last || now == last + 1) << "event " << n;
        EXPECT_EQ(current("/a").value, std::to_string(now)) << "event " << n;
        EXPECT_EQ(value_of("/a:" + std::to_string(now - versions_max)), "(no version)");
        EXPECT_EQ(value_of("/a:" + std::to_string(now - versions_max + 1)),
                  std::to_string(now - versions_max + 1));
        if (!failed) {
            EXPECT_EQ(done->version, last + 1);
        }
        last = now;
    }
    EXPECT_GT(last, versions_max);
}

}  // namespace
}  // namespace amicast::parameters
