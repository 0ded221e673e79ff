// Pure: looks at rows and the time, changes nothing.
#include "lifecycle/choose.h"

#include <algorithm>

namespace amicast::lifecycle {
namespace {

using distribution::ImageBuild;
using distribution::ImageStatus;

bool is_of_use(ImageStatus status) {
    return status == ImageStatus::available || status == ImageStatus::deprecated ||
           status == ImageStatus::disabled;
}

// `rank` counts from 0 for the newest.
bool means(const Rule& rule, const ImageBuild& image, std::int64_t rank, Time now) {
    if (rule.count) return rank >= *rule.count;
    if (!rule.age || rank < rule.retain_at_least) return false;
    return image.created <= moment_before(now, *rule.age);
}

}  // namespace

bool has_any_tag(const images::Tags& tags, const images::Tags& wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const images::Tag& tag) {
        return std::find(tags.begin(), tags.end(), tag) != tags.end();
    });
}

bool has_all_tags(const images::Tags& tags, const images::Tags& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const images::Tag& tag) {
        return std::find(tags.begin(), tags.end(), tag) != tags.end();
    });
}

bool applies_to(Action action, ImageStatus status) {
    switch (action) {
        case Action::make_available:
            return status == ImageStatus::deprecated || status == ImageStatus::disabled;
        case Action::deprecate:
            return status == ImageStatus::available;
        case Action::disable:
            return status == ImageStatus::available || status == ImageStatus::deprecated;
        case Action::erase:
            return distribution::is_final(status);
    }
    return false;
}

std::vector<Choice> choose(const std::vector<Rule>& rules, const std::vector<ImageBuild>& images,
                           Time now) {
    std::vector<std::optional<std::size_t>> chosen(images.size());
    for (std::size_t r = 0; r < rules.size(); ++r) {
        const Rule& rule = rules[r];
        std::int64_t rank = 0;
        for (std::size_t i = 0; i < images.size(); ++i) {
            const ImageBuild& image = images[i];
            if (!is_of_use(image.status) || has_any_tag(image.tags, rule.excluded_tags)) continue;
            bool meant = means(rule, image, rank++, now) && applies_to(rule.action, image.status);
            if (meant && (!chosen[i] || rules[*chosen[i]].action < rule.action)) chosen[i] = r;
        }
    }
    std::vector<Choice> choices;
    for (std::size_t i = images.size(); i-- > 0;)
        if (chosen[i]) choices.push_back({.image = i, .rule = *chosen[i]});
    return choices;
}

}  // namespace amicast::lifecycle
