#include "wire/rest_json.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "wire/constraints.h"
#include "wire/json_decode.h"
#include "wire/json_encode.h"
#include "wire/member_name.h"
#include "wire/response.h"
#include "wire/scalar_text.h"

namespace amicast::wire {
namespace {

using What = InputProblem::What;
using QueryPairs = std::vector<std::pair<std::string, std::string>>;

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

Problem read_query(std::string_view query, QueryPairs& out) {
    while (!query.empty()) {
        std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.empty()) continue;
        std::size_t equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals));
        auto value =
            percent_decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        if (!name || !value || !is_utf8(*name) || !is_utf8(*value)) {
            return make_problem(What::malformed, {}, "a query string in percent-encoded UTF-8");
        }
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return {};
}

bool travels(const OperationShape& operation, Location location) {
    auto members = operation.input->members();
    return std::any_of(members.begin(), members.end(),
                       [&](const Member& member) { return member.options.location == location; });
}

class RestDecoder {
  public:
    RestDecoder(HttpRequest& request, const Labels& labels, void* input)
        : request_(request), labels_(labels), input_(input) {}

    Problem run(const OperationShape& operation) {
        if (travels(operation, Location::query)) {
            if (Problem problem = read_query(request_.query, query_)) return problem;
        }
        for (const Member& member : operation.input->members()) {
            Problem problem = outside_body(member);
            if (problem) return under(wire_name(member), std::move(*problem));
        }
        if (travels(operation, Location::payload)) return payload(operation);
        if (!travels(operation, Location::body)) return {};
        return decode_json(*operation.input, request_.body, input_, JsonSource::request);
    }

  private:
    Problem outside_body(const Member& member) {
        switch (member.options.location) {
            case Location::uri: {
                auto label = labels_.find(wire_name(member));
                if (label == labels_.end()) return scalar(member, std::nullopt);
                return scalar(member, label->second);
            }
            case Location::header:
                return scalar(member, find_header(request_.headers, lower_case(wire_name(member))));
            case Location::query:
                if (member.shape()->kind == Kind::list) return query_list(member);
                return scalar(member, last_query_value(wire_name(member)));
            default:
                return {};
        }
    }

    std::optional<std::string_view> last_query_value(std::string_view name) const {
        auto found = std::find_if(query_.rbegin(), query_.rend(),
                                  [&](const auto& pair) { return pair.first == name; });
        if (found == query_.rend()) return std::nullopt;
        return found->second;
    }

    Problem scalar(const Member& member, std::optional<std::string_view> text) {
        const Shape& shape = *member.shape();
        Rules rules = rules_of(member.options);
        if (!text) {
            if (!member.options.required) return {};
            return make_problem(What::missing, {}, expected_of(shape.kind, rules));
        }
        if (!is_utf8(*text)) {
            return make_problem(What::wrong_type, {}, "text in UTF-8");
        }
        return decode_scalar_text(shape, *text, member.write(input_), rules,
                                  member.options.time_format);
    }

    Problem query_list(const Member& member) {
        const Shape& shape = *member.shape();
        Rules rules = rules_of(member.options);
        std::size_t count = 0;
        for (const auto& [name, value] : query_) {
            if (name != wire_name(member)) continue;
            ++count;
            Problem problem =
                decode_scalar_text(*shape.element(), value, shape.append(member.write(input_)),
                                   element_rules_of(member.options), member.options.time_format);
            if (problem) return problem;
        }
        if (count > 0) return check_count(Kind::list, count, rules);
        if (!member.options.required) return {};
        return make_problem(What::missing, {}, expected_of(Kind::list, rules));
    }

    Problem payload(const OperationShape& operation) {
        for (const Member& member : operation.input->members()) {
            if (member.options.location != Location::payload) continue;
            const Shape& shape = *member.shape();
            Problem problem;
            if (shape.kind == Kind::structure) {
                if (request_.body.empty() && !member.options.required) return {};
                problem =
                    decode_json(shape, request_.body, member.write(input_), JsonSource::request);
                return problem;
            }
            check(shape.kind == Kind::payload, "a payload is raw or a structure");
            problem = check_bytes(request_.body.size(), rules_of(member.options));
            if (problem) return under(wire_name(member), std::move(*problem));
            static_cast<Payload*>(member.write(input_))->bytes = std::move(request_.body);
        }
        return {};
    }

    HttpRequest& request_;
    const Labels& labels_;
    void* input_;
    QueryPairs query_;
};

void encode_header(const Member& member, const void* value, Headers& headers) {
    std::string text;
    append_scalar_text(text, *member.shape(), value, member.options.time_format);
    headers.emplace_back(lower_case(wire_name(member)), std::move(text));
}

// The body of an output whose model names one member as the whole of it.
void encode_payload(const Member& member, void* output, HttpResponse& response) {
    bool present = member.read(output) != nullptr;
    if (member.shape()->kind == Kind::structure) {
        response.headers.emplace_back("content-type", rest_json_content_type);
        if (present) {
            append_json_object(response.body, *member.shape(), member.read(output),
                               JsonUse::response);
        } else {
            response.body = "{}";
        }
        return;
    }
    check(member.shape()->kind == Kind::payload, "a payload is raw or a structure");
    response.headers.emplace_back("content-type", "application/octet-stream");
    if (present) response.body = std::move(static_cast<Payload*>(member.write(output))->bytes);
}

}  // namespace

Problem decode_rest_json(const OperationShape& operation, HttpRequest& request,
                         const Labels& labels, void* input) {
    return RestDecoder(request, labels, input).run(operation);
}

HttpResponse encode_rest_json(const OperationShape& operation, void* output) {
    HttpResponse response{.status = operation.success_status, .headers = {}, .body = {}};
    bool has_payload = false;
    if (operation.output != nullptr) {
        for (const Member& member : operation.output->members()) {
            if (member.options.location == Location::header) {
                const void* value = member.read(output);
                if (value != nullptr) encode_header(member, value, response.headers);
            } else if (member.options.location == Location::payload) {
                has_payload = true;
                encode_payload(member, output, response);
            }
        }
    }
    if (has_payload) return response;
    response.headers.emplace_back("content-type", rest_json_content_type);
    if (operation.output == nullptr) {
        response.body = "{}";
    } else {
        append_json_object(response.body, *operation.output, output, JsonUse::response);
    }
    return response;
}

}  // namespace amicast::wire
