// The policy simulator: its decisions, what they rest on, and what was missing; and where
// statements stand in a text, against the published examples.
#include "iam/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "iam/context_keys.h"

namespace amicast::iam {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr auto alice = "arn:aws:iam::111122223333:user/alice";
constexpr auto own_key = "arn:aws:kms:us-east-1:111122223333:key/k";
constexpr auto foreign_key = "arn:aws:kms:us-east-1:444455556666:key/k";

// The example of the command's reference.
constexpr auto after_a_date =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*",)"
    R"("Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}})";

std::string allow(const std::string& action, const std::string& more = "") {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":")" + action +
           R"(","Resource":"*")" + more + "}]}";
}

SimulatedPolicy policy(const std::string& id, const std::string& text) {
    return {.id = id, .type = "none", .text = text};
}

SimulationInput input_with(const std::string& text) {
    SimulationInput input;
    input.caller.account_id = "111122223333";
    input.caller.arn = alice;
    input.identity.push_back(policy("P", text));
    return input;
}

SimulatedDecision run(SimulationInput input, std::string_view action,
                      std::string_view resource = "*") {
    auto simulator = Simulator::make(std::move(input));
    EXPECT_TRUE(simulator) << (simulator ? "" : simulator.error().message);
    return simulator ? simulator->run(action, resource) : SimulatedDecision();
}

TEST(Simulation, AnswersTheReferencesExamples) {
    SimulationInput input = input_with(after_a_date);
    input.context["aws:CurrentTime"] = {"2019-04-25T11:00:00Z"};
    SimulatedDecision decision = run(input, "dynamodb:CreateBackup");
    EXPECT_EQ(decision.effect, Effect::allow);
    ASSERT_EQ(decision.matched.size(), 1U);
    EXPECT_EQ(decision.matched[0].policy_id, "P");
    EXPECT_EQ(decision.matched[0].position.start, (TextPosition{1, 38}));
    EXPECT_EQ(decision.matched[0].position.end, (TextPosition{1, 167}));
    EXPECT_THAT(decision.missing_keys, IsEmpty());

    input.context["aws:CurrentTime"] = {"2014-04-25T11:00:00Z"};
    decision = run(input, "dynamodb:CreateBackup");
    EXPECT_EQ(decision.effect, Effect::implicit_deny);
    EXPECT_THAT(decision.matched, IsEmpty());
}

TEST(Simulation, TellsWhatIsMissing) {
    SimulationInput input = input_with(after_a_date);
    EXPECT_THAT(run(input, "dynamodb:CreateBackup").missing_keys, ElementsAre("aws:CurrentTime"));
    EXPECT_THAT(run(input, "s3:GetObject").missing_keys, IsEmpty()) << "no statement is about it";
    input = input_with(
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",)"
        R"("Resource":"arn:aws:s3:::b/${aws:username}/*"},{"Effect":"Deny","Action":"s3:*",)"
        R"("Resource":"arn:aws:s3:::other/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]})");
    EXPECT_THAT(run(input, "s3:GetObject", "arn:aws:s3:::b/alice/x").missing_keys,
                ElementsAre("aws:username"));
    input.context["AWS:UserName"] = {"alice"};
    SimulatedDecision decision = run(input, "s3:GetObject", "arn:aws:s3:::b/alice/x");
    EXPECT_EQ(decision.effect, Effect::allow);
    EXPECT_THAT(decision.missing_keys, IsEmpty());
}

TEST(Simulation, NamesTheDenyingStatementsOnly) {
    SimulationInput input = input_with(allow("ec2:*"));
    input.identity.push_back(
        policy("D",
               "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [\n  {\"Effect\": \"Deny\",\n"
               "   \"Action\": \"ec2:Copy*\", \"Resource\": \"*\"}\n ]\n}"));
    SimulatedDecision decision = run(input, "ec2:CopyImage");
    EXPECT_EQ(decision.effect, Effect::explicit_deny);
    ASSERT_EQ(decision.matched.size(), 1U);
    EXPECT_EQ(decision.matched[0].policy_id, "D");
    EXPECT_EQ(decision.matched[0].position.start, (TextPosition{4, 4}));
    EXPECT_EQ(decision.matched[0].position.end, (TextPosition{5, 43}));
}

TEST(Simulation, AsksTheBoundaryAndTheOrganization) {
    SimulationInput input = input_with(allow("ec2:*"));
    SimulatedDecision decision = run(input, "ec2:CopyImage");
    EXPECT_FALSE(decision.allowed_by_boundary);
    EXPECT_FALSE(decision.allowed_by_organizations);
    input.boundary = policy("B", allow("kms:*"));
    input.control.emplace();
    decision = run(input, "ec2:CopyImage");
    EXPECT_EQ(decision.effect, Effect::implicit_deny);
    EXPECT_EQ(decision.allowed_by_boundary, false);
    EXPECT_EQ(decision.allowed_by_organizations, true) << "no policy is in force";
    input.boundary.reset();
    input.control->push_back({policy("L1", allow("*"))});
    input.control->push_back({policy("L2", allow("kms:*"))});
    decision = run(input, "ec2:CopyImage");
    EXPECT_EQ(decision.effect, Effect::implicit_deny);
    EXPECT_EQ(decision.allowed_by_organizations, false);
}

TEST(Simulation, TakesTheResourcesPolicyAsASecondWay) {
    auto resource_policy = [](const std::string& effect, const std::string& principal) {
        return policy("ResourcePolicy", R"({"Statement":{"Effect":")" + effect +
                                            R"(","Action":"kms:*","Principal":{"AWS":")" +
                                            principal + R"("}}})");
    };
    SimulationInput input = input_with(allow("ec2:*"));
    input.resource_policy = resource_policy("Allow", alice);
    EXPECT_EQ(run(input, "kms:Decrypt", own_key).effect, Effect::allow);
    EXPECT_THAT(run(input, "kms:Decrypt", own_key).by_side, IsEmpty());
    SimulatedDecision abroad = run(input, "kms:Decrypt", foreign_key);
    EXPECT_EQ(abroad.effect, Effect::implicit_deny);
    EXPECT_THAT(abroad.by_side, UnorderedElementsAre(Pair("IAM Policy", Effect::implicit_deny),
                                                     Pair("Resource Policy", Effect::allow)));
    input.identity = {policy("P", allow("kms:*"))};
    EXPECT_EQ(run(input, "kms:Decrypt", foreign_key).effect, Effect::allow);
    input.resource_policy = resource_policy("Allow", "arn:aws:iam::111122223333:user/bob");
    EXPECT_EQ(run(input, "kms:Decrypt", own_key).effect, Effect::allow);
    EXPECT_EQ(run(input, "kms:Decrypt", foreign_key).effect, Effect::implicit_deny);
    input.resource_policy = resource_policy("Deny", "*");
    EXPECT_EQ(run(input, "kms:Decrypt", own_key).effect, Effect::explicit_deny);
    input.resource_policy = resource_policy("Allow", alice);
    input.resource_owner = "444455556666";
    EXPECT_FALSE(run(input, "kms:Decrypt", "arn:aws:s3:::b/x").by_side.empty());
}

TEST(Simulation, NamesThePolicyThatCannotBeRead) {
    SimulationInput input = input_with("{}");
    auto simulator = Simulator::make(input);
    ASSERT_FALSE(simulator);
    EXPECT_EQ(simulator.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(simulator.error().message.starts_with("P: "));
}

TEST(StatementPositions, FindEveryStatementAndNothingElse) {
    auto at = statement_positions(
        R"({"Id":"{[\"Statement\"","Statement":[{"Sid":"}]","Effect":"Allow"},{"Condition":{}}]})");
    ASSERT_EQ(at.size(), 2U);
    EXPECT_EQ(at[0].start.column, 39);
    EXPECT_EQ(at[0].end.column, 67);
    EXPECT_EQ(at[1].start.column, 69);
    at = statement_positions("{\"Statement\":{\"Sid\":\"\xC3\xA9\"}}");
    ASSERT_EQ(at.size(), 1U);
    EXPECT_EQ(at[0].end.column, 25) << "characters count, not bytes";
}

TEST(ContextKeys, AreThoseOfVariablesAndConditions) {
    auto keys = context_keys(
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":)"
        R"("arn:aws:dynamodb:us-west-2:1:table/${aws:username}${*}","Condition":{"DateGreaterThan":)"
        R"({"aws:CurrentTime":"2015-08-16T12:00:00Z"},"StringLike":{"AWS:username":)"
        R"(["${aws:PrincipalTag/a, 'x'}"]}}},{"Effect":"Deny","Action":"*","Resource":"*"}]})");
    ASSERT_TRUE(keys);
    EXPECT_THAT(*keys,
                ElementsAre(ElementsAre("aws:username", "aws:PrincipalTag/a", "aws:CurrentTime"),
                            IsEmpty()));
    keys =
        context_keys(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"${aws:userid}"}})");
    EXPECT_THAT(*keys, ElementsAre(IsEmpty())) << "the old version knows no variables";
}

}  // namespace
}  // namespace amicast::iam
