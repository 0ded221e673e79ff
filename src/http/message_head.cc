#include "http/message_head.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace amicast::http {
namespace {

struct Phrase {
    int status;
    std::string_view text;
};
constexpr std::array phrases = {
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{411, "Length Required"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
};

bool equals_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
        return lower(a) == lower(b);
    });
}

bool set_by_us(std::string_view name) {
    return equals_ignoring_case(name, "content-length") ||
           equals_ignoring_case(name, "connection") || equals_ignoring_case(name, "date") ||
           equals_ignoring_case(name, "transfer-encoding");
}

bool is_token(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

// Line ends would let a value start a field, or a message, of its own.
bool is_field_value(std::string_view value) {
    return std::none_of(value.begin(), value.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
    });
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

std::string_view reason_phrase(int status) {
    auto found = std::find_if(phrases.begin(), phrases.end(),
                              [&](const Phrase& phrase) { return phrase.status == status; });
    return found == phrases.end() ? "Status" : found->text;
}

std::string response_head(const wire::HttpResponse& response, const HeadOptions& options) {
    fmt::memory_buffer head;
    auto out = fmt::appender(head);
    fmt::format_to(out, "HTTP/1.{} {} {}\r\nDate: {}\r\n", options.http_1_0 ? 0 : 1,
                   response.status, reason_phrase(response.status), options.date);
    for (const auto& [name, value] : response.headers) {
        if (set_by_us(name) || !is_token(name) || !is_field_value(value)) continue;
        head.append(name);
        head.append(std::string_view(": "));
        head.append(value);
        head.append(std::string_view("\r\n"));
    }
    if (response.status != 204 && response.status != 304)
        fmt::format_to(out, "Content-Length: {}\r\n", response.body.size());
    if (!options.keep_alive) {
        head.append(std::string_view("Connection: close\r\n"));
    } else if (options.http_1_0) {
        head.append(std::string_view("Connection: keep-alive\r\n"));
    }
    head.append(std::string_view("\r\n"));
    return fmt::to_string(head);
}

wire::HttpResponse refusal(int status, std::string_view code, std::string_view message,
                           const wire::Headers& request_headers) {
    std::string_view type = wire::find_header(request_headers, "content-type").value_or("");
    wire::HttpResponse response{.status = status};
    if (type.starts_with("application/x-www-form-urlencoded")) {
        response.headers = {{"Content-Type", "text/xml;charset=UTF-8"}};
        response.body = fmt::format(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<Response><Errors><Error><Code>{}</Code><Message>{}</Message></Error></Errors>"
            "</Response>",
            code, xml_escaped(message));
    } else {
        response.headers = {{"Content-Type", "application/json"},
                            {"x-amzn-ErrorType", std::string(code)}};
        // Both spellings of the member are in use among AWS services.
        response.body = fmt::format(R"({{"__type":"{}","message":"{}","Message":"{}"}})", code,
                                    message, message);
    }
    if (status == 503) response.headers.emplace_back("Retry-After", "1");
    return response;
}

std::optional<Target> parse_target(std::string_view target) {
    for (std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(scheme.size());
        std::size_t path = target.find_first_of("/?");
        if (path == std::string_view::npos) return Target{.path = "/"};
        target.remove_prefix(path);
        if (target.front() == '?') return Target{"/", std::string(target.substr(1))};
        break;
    }
    if (target.empty() || target.front() != '/') return std::nullopt;
    std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return Target{.path = std::string(target)};
    return Target{std::string(target.substr(0, mark)), std::string(target.substr(mark + 1))};
}

}  // namespace amicast::http
