// The condition keys every request has, whatever the service.
#include "iam/authorizer.h"

namespace amicast::iam {
namespace {

std::string_view principal_type(PrincipalKind kind) {
    switch (kind) {
        case PrincipalKind::root:
            return "Account";
        case PrincipalKind::user:
            return "User";
        case PrincipalKind::role_session:
            return "AssumedRole";
        case PrincipalKind::service:
            return "Service";
    }
    return "User";
}

class Adder {
  public:
    explicit Adder(ConditionContext& context) : context_(context) {}
    void operator()(std::string_view key, std::string value) {
        std::vector<std::string>& values = context_[std::string(key)];
        values.clear();
        values.push_back(std::move(value));
    }
    void flag(std::string_view key, bool value) { (*this)(key, value ? "true" : "false"); }

  private:
    ConditionContext& context_;
};

void add_principal(const Principal& who, Adder& add) {
    bool is_service = who.kind == PrincipalKind::service;
    add.flag("aws:PrincipalIsAWSService", is_service);
    add("aws:PrincipalType", std::string(principal_type(who.kind)));
    if (is_service) {
        add("aws:PrincipalServiceName", who.name);
        return;
    }
    add("aws:PrincipalAccount", who.account_id);
    // Conditions name the role, never one of its sessions.
    add("aws:PrincipalArn", who.kind == PrincipalKind::role_session ? who.role_arn : who.arn);
    add("aws:userid", who.user_id);
    if (who.kind == PrincipalKind::user) add("aws:username", who.name);
    for (const auto& [key, value] : who.tags)
        add("aws:PrincipalTag/" + key, value);
    if (who.source_identity) add("aws:SourceIdentity", *who.source_identity);
    if (who.token_issued) {
        add("aws:TokenIssueTime", to_iso8601_seconds(*who.token_issued));
        add.flag("aws:MultiFactorAuthPresent", false);
    }
}

void add_organization(const RequestFacts& facts, Adder& add, ConditionContext& context) {
    for (const std::string& arn : facts.organization_arns) {
        std::size_t at = arn.find(":organization/");
        if (at == std::string::npos) continue;
        add("aws:PrincipalOrgID", arn.substr(at + std::string_view(":organization/").size()));
    }
    if (!facts.organization_paths.empty())
        context["aws:PrincipalOrgPaths"] = facts.organization_paths;
}

}  // namespace

void add_global_context(const Principal& principal, const RequestFacts& facts,
                        ConditionContext& context) {
    Adder add(context);
    add("aws:CurrentTime", to_iso8601_seconds(facts.now));
    add("aws:EpochTime", std::to_string(to_microseconds(facts.now) / 1'000'000));
    add.flag("aws:SecureTransport", facts.secure);
    add.flag("aws:ViaAWSService", false);
    if (!facts.source_ip.empty()) add("aws:SourceIp", facts.source_ip);
    if (!facts.user_agent.empty()) add("aws:UserAgent", facts.user_agent);
    if (!facts.region.empty()) add("aws:RequestedRegion", facts.region);
    add_principal(principal, add);
    add_organization(facts, add, context);
}

}  // namespace amicast::iam
