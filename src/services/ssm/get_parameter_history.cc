// GetParameterHistory: the versions that are kept, oldest first, page by page.
#include "parameters/labels.h"
#include "services/page_token.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/errors.h"
#include "services/ssm/operations.h"
#include "services/ssm/values.h"

namespace amicast::services::ssm {
namespace {

struct GetParameterHistoryInput {
    std::string name;
    std::optional<bool> with_decryption;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = GetParameterHistoryInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("Name", {.required = true, .min = 1, .max = name_length_max}),
            wire::member<&This::with_decryption>("WithDecryption"),
            wire::member<&This::max_results>("MaxResults", {.min = 1, .max = 50}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

struct ParameterHistory {
    std::string name;
    std::string type;
    std::optional<std::string> key_id;
    Time last_modified_date{};
    std::string last_modified_user;
    std::optional<std::string> description;
    std::string value;
    std::optional<std::string> allowed_pattern;
    std::int64_t version = 0;
    std::vector<std::string> labels;
    std::string tier;
    std::string data_type;

    static std::span<const wire::Member> members() {
        using This = ParameterHistory;
        static const wire::Member rows[] = {
            wire::member<&This::name>("Name"),
            wire::member<&This::type>("Type"),
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::last_modified_date>("LastModifiedDate"),
            wire::member<&This::last_modified_user>("LastModifiedUser"),
            wire::member<&This::description>("Description"),
            wire::member<&This::value>("Value"),
            wire::member<&This::allowed_pattern>("AllowedPattern"),
            wire::member<&This::version>("Version"),
            wire::member<&This::labels>("Labels", {.keep_empty = true}),
            wire::member<&This::tier>("Tier"),
            wire::member<&This::data_type>("DataType"),
        };
        return rows;
    }
};

struct GetParameterHistoryOutput {
    std::vector<ParameterHistory> parameters;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = GetParameterHistoryOutput;
        static const wire::Member rows[] = {
            wire::member<&This::parameters>("Parameters", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

constexpr std::int64_t page_size_default = 50;

struct LabelledVersion {
    parameters::ParameterVersion version;
    std::vector<std::string> labels;
};

// One more than a page, when there is one.
Result<std::vector<LabelledVersion>> read_history(const Call& call, catalog::Transaction& tx,
                                                  std::string_view text, std::int64_t after,
                                                  std::size_t limit) {
    auto current = find_by_name(call, tx, text);
    if (!current) return failure(current.error());
    auto versions = parameters::list_versions(tx, call.account(), current->name, after, limit + 1);
    if (!versions) return failure(versions.error());
    std::vector<LabelledVersion> history;
    for (parameters::ParameterVersion& version : *versions) {
        auto labels = parameters::find_labels(tx, call.account(), version.name, version.version);
        if (!labels) return failure(labels.error());
        history.push_back({std::move(version), std::move(*labels)});
    }
    return history;
}

std::optional<std::string> unless_empty(std::string& text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

Result<ParameterHistory> show_version(Call& call, LabelledVersion& row, bool with_decryption) {
    parameters::ParameterVersion& version = row.version;
    auto value = value_for(call, version, with_decryption);
    if (!value) return failure(value.error());
    return ParameterHistory{.name = version.name,
                            .type = std::string(parameters::to_string(version.type)),
                            .key_id = unless_empty(version.key_id),
                            .last_modified_date = version.modified,
                            .last_modified_user = version.modified_by,
                            .description = unless_empty(version.description),
                            .value = std::move(*value),
                            .allowed_pattern = unless_empty(version.allowed_pattern),
                            .version = version.version,
                            .labels = std::move(row.labels),
                            .tier = std::string(parameters::to_string(version.tier)),
                            .data_type = version.data_type};
}

// The version number behind which to go on.
Result<std::int64_t> read_token(const std::string& binding,
                                const std::optional<std::string>& token) {
    if (!token) return 0;
    auto key = read_page_token(binding, *token);
    auto version = key ? parameters::version_of_selector(*key) : std::nullopt;
    if (!version) return failure(invalid_next_token());
    return *version;
}

Result<GetParameterHistoryOutput> get_parameter_history(Call& call,
                                                        const GetParameterHistoryInput& input) {
    const auto limit = static_cast<std::size_t>(input.max_results.value_or(page_size_default));
    const std::string binding = page_binding(call, "GetParameterHistory", input.name);
    auto after = read_token(binding, input.next_token);
    if (!after) return failure(after.error());
    auto rows = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return read_history(call, tx, input.name, *after, limit);
    });
    if (!rows) return failure(rows.error());
    const bool more = rows->size() > limit;
    if (more) rows->pop_back();
    GetParameterHistoryOutput output;
    for (LabelledVersion& row : *rows) {
        auto shown = show_version(call, row, input.with_decryption.value_or(false));
        if (!shown) return failure(shown.error());
        output.parameters.push_back(std::move(*shown));
    }
    if (more) {
        output.next_token =
            make_page_token(binding, std::to_string(output.parameters.back().version));
    }
    return output;
}

AccessRequests get_parameter_history_access(Call& call, const GetParameterHistoryInput& input) {
    return {on_parameter(call, "GetParameterHistory", input.name)};
}

}  // namespace

Operation get_parameter_history_operation() {
    return operation<&get_parameter_history, &get_parameter_history_access>(
        {.name = "GetParameterHistory",
         .errors = "InternalServerError ParameterNotFound InvalidNextToken InvalidKeyId"});
}

}  // namespace amicast::services::ssm
