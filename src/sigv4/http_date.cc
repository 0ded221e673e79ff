// Reading the one date form that RFC 9110 lets senders write.
#include "sigv4/http_date.h"

#include <string>

namespace amicast::sigv4 {

std::optional<Time> from_http_date(std::string_view text) {
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static constexpr std::size_t length = std::string_view("Mon, 06 May 2024 07:08:09 GMT").size();
    if (text.size() != length) return std::nullopt;
    std::size_t month_at = months.find(text.substr(8, 3));
    if (month_at == std::string_view::npos || month_at % 3 != 0) return std::nullopt;
    std::string month = std::to_string(month_at / 3 + 1);
    if (month.size() == 1) month.insert(0, 1, '0');

    std::string iso;
    iso.append(text.substr(12, 4)).append("-").append(month).append("-");
    iso.append(text.substr(5, 2)).append("T").append(text.substr(17, 8)).append("Z");
    auto time = from_iso8601(iso);
    // Writing it back proves weekday and punctuation.
    if (!time || to_http_date(*time) != text) return std::nullopt;
    return time;
}

}  // namespace amicast::sigv4
