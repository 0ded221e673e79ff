#include "parameters/labels.h"

#include <algorithm>

#include <fmt/format.h>

#include "images/statement.h"

namespace amicast::parameters {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_label_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           c == '.' || c == '-';
}

bool begins_with_word(std::string_view text, std::string_view lower_word) {
    return text.size() >= lower_word.size() &&
           std::equal(lower_word.begin(), lower_word.end(), text.begin(),
                      [](char wanted, char given) { return (given | 0x20) == wanted; });
}

}  // namespace

bool is_label(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_label_character) &&
           !is_digit(text.front()) && !begins_with_word(text, "aws") &&
           !begins_with_word(text, "ssm");
}

Result<std::vector<std::string>> find_labels(catalog::Transaction& tx, std::string_view account_id,
                                             std::string_view name, std::int64_t version) {
    std::vector<std::string> labels;
    Status read = tx.query(
        "SELECT label FROM parameter_labels WHERE account_id = $1 AND name = $2 AND version = $3 "
        "ORDER BY label",
        {account_id, name, version},
        [&](const catalog::Row& row) { labels.push_back(row.string(0)); });
    if (!read) return failure(read.error());
    return labels;
}

Status attach_labels(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                     std::int64_t version, const std::vector<std::string>& labels) {
    for (const std::string& label : labels) {
        Status attached = images::run(
            tx,
            "INSERT INTO parameter_labels (account_id, name, label, version) "
            "VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, name, label) DO UPDATE SET "
            "version = $4",
            {account_id, name, label, version});
        if (!attached) return attached;
    }
    auto now = find_labels(tx, account_id, name, version);
    if (!now) return failure(now.error());
    if (now->size() <= labels_per_version_max) return {};
    return failure(ErrorKind::limit,
                   fmt::format("A parameter version can have maximum {} labels: version {} of {} "
                               "would have {}. Move one or more labels to another version and try "
                               "again.",
                               labels_per_version_max, version, name, now->size()));
}

Result<bool> detach_label(catalog::Transaction& tx, std::string_view account_id,
                          std::string_view name, std::int64_t version, std::string_view label) {
    auto removed = tx.execute(
        "DELETE FROM parameter_labels "
        "WHERE account_id = $1 AND name = $2 AND label = $3 AND version = $4",
        {account_id, name, label, version});
    if (!removed) return failure(removed.error());
    return *removed > 0;
}

}  // namespace amicast::parameters
