// The variables of AMI names and tag values: {{imagebuilder:buildDate}}, with an optional format,
// and {{imagebuilder:buildVersion}}; spaces inside the braces do not matter.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace amicast::distribution {

// The same for every destination of one image.
struct TemplateFacts {
    Time build_date{};
    std::int64_t build_version = 1;
};

// What to do with a variable that is none of ours: names refuse it, tag values are free text.
enum class UnknownVariable { refuse, keep };

// `invalid` names the variable that is not known. Without a format, buildDate is the ISO-8601
// instant with `-` for `:`; a format is made of yyyy MM dd HH mm ss SSS and punctuation.
Result<std::string> expand_template(std::string_view text, const TemplateFacts& facts,
                                    UnknownVariable unknown);

// Puts what `read` says of each name in the place of {{ssm:<name>}}; its first error ends it.
Result<std::string> expand_parameters(
    std::string_view text, const std::function<Result<std::string>(std::string_view)>& read);

// True when {{imagebuilder:buildDate}} is in it: what makes an AMI name unique.
bool names_build_date(std::string_view text);
// True when {{ssm:…}} is in it.
bool names_parameter(std::string_view text);

}  // namespace amicast::distribution
