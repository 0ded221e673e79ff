#include "services/ec2/image_deprecation.h"

#include <chrono>

#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

using std::chrono::floor;
using std::chrono::minutes;

constexpr int years_ahead_max = 10;
constexpr int years_public_max = 2;

// 29 February becomes the 28th where the year has none.
Time years_after(Time time, int years) {
    auto day = floor<std::chrono::days>(time);
    std::chrono::year_month_day date(day);
    date += std::chrono::years(years);
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    return Time(std::chrono::sys_days(date)) + (time - day);
}

}  // namespace

Time latest_public_deprecation(const images::Image& image) {
    return floor<minutes>(years_after(image.creation_time, years_public_max));
}

Result<Time> deprecation_date(const images::Image& image, Time asked, Time now) {
    Time date = floor<minutes>(asked + std::chrono::seconds(30));
    if (asked < now) {
        return failure(invalid_value(to_iso8601(asked), "deprecateAt",
                                     "The deprecation date cannot be in the past."));
    }
    if (date > years_after(now, years_ahead_max)) {
        return failure(invalid_value(to_iso8601(asked), "deprecateAt",
                                     "The deprecation date cannot be more than 10 years ahead."));
    }
    if (image.is_public && date > latest_public_deprecation(image)) {
        return failure(
            invalid_value(to_iso8601(asked), "deprecateAt",
                          "A public image's deprecation date cannot be later than two years after "
                          "its creation."));
    }
    return date;
}

}  // namespace amicast::services::ec2
