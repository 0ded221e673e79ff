// Page tokens and filters.
#include "services/imagebuilder/paging.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/page_token.h"

namespace amicast::services::imagebuilder {
namespace {

constexpr char separator = '|';

// Takes the number before the next separator off the front.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t value = 0;
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty() && text.front() != separator) return std::nullopt;
    if (!text.empty()) text.remove_prefix(1);
    return value;
}

bool holds(const Filter& filter, std::string_view value) {
    return std::find(filter.values.begin(), filter.values.end(), value) != filter.values.end();
}

}  // namespace

Pager::Pager(const Call& call, std::string_view operation, std::string_view parameters,
             const std::optional<std::int64_t>& max_results)
    : binding_(page_binding(call, operation, parameters)),
      page_size_(static_cast<std::size_t>(max_results.value_or(page_size_max))) {}

Result<std::string> Pager::key_of(const std::optional<std::string>& token) const {
    if (!token) return std::string();
    auto key = read_page_token(binding_, *token);
    if (!key) return failure(invalid_page_token());
    return std::move(*key);
}

std::string Pager::token_for(std::string_view key) const {
    return make_page_token(binding_, key);
}

std::string key_of(const distribution::BuildCursor& cursor) {
    return fmt::format("{}|{}|{}|{}|{}|{}", to_microseconds(cursor.created), cursor.version.major,
                       cursor.version.minor, cursor.version.patch, cursor.build, cursor.slug);
}

Result<std::optional<distribution::BuildCursor>> build_cursor_of(std::string_view key) {
    if (key.empty()) return std::optional<distribution::BuildCursor>();
    auto created = take_number(key);
    auto major = created ? take_number(key) : std::nullopt;
    auto minor = major ? take_number(key) : std::nullopt;
    auto patch = minor ? take_number(key) : std::nullopt;
    auto build = patch ? take_number(key) : std::nullopt;
    if (!build || key.empty()) return failure(invalid_page_token());
    return std::optional(
        distribution::BuildCursor{.created = from_microseconds(*created),
                                  .slug = std::string(key),
                                  .version = {.major = *major, .minor = *minor, .patch = *patch},
                                  .build = *build});
}

Status check_filters(const std::vector<Filter>& filters,
                     std::initializer_list<std::string_view> names) {
    for (std::size_t i = 0; i < filters.size(); ++i) {
        bool known = filters[i].name &&
                     std::find(names.begin(), names.end(), *filters[i].name) != names.end();
        if (!known) {
            return failure(invalid_request(
                fmt::format("The value supplied for parameter 'filters[{}].name' is not valid. "
                            "Expected one of {}.",
                            i, fmt::join(names, ", "))));
        }
        if (filters[i].values.empty()) {
            return failure(invalid_request(
                fmt::format("The value supplied for parameter 'filters[{}].values' is not valid. "
                            "Expected at least one value.",
                            i)));
        }
    }
    return {};
}

bool passes(const std::vector<Filter>& filters, const distribution::ImageBuild& image) {
    return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
        if (*filter.name == "name") return holds(filter, image.name);
        if (*filter.name == "osVersion") return holds(filter, image.os_version.value_or(""));
        if (*filter.name == "platform") return holds(filter, image.platform);
        if (*filter.name == "type") return holds(filter, "AMI");
        return holds(filter, distribution::to_string(image.version));
    });
}

}  // namespace amicast::services::imagebuilder
