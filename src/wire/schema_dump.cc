#include "wire/schema_dump.h"

#include <algorithm>
#include <vector>

#include "wire/json_encode.h"

namespace amicast::wire {
namespace {

std::string_view text_of(Kind kind) {
    switch (kind) {
        case Kind::boolean:
            return "boolean";
        case Kind::integer:
            return "integer";
        case Kind::real:
            return "real";
        case Kind::text:
            return "text";
        case Kind::timestamp:
            return "timestamp";
        case Kind::blob:
            return "blob";
        case Kind::payload:
            return "payload";
        case Kind::list:
            return "list";
        case Kind::map:
            return "map";
        case Kind::structure:
            break;
    }
    return "structure";
}

std::string_view text_of(Location location) {
    switch (location) {
        case Location::uri:
            return "uri";
        case Location::query:
            return "query";
        case Location::header:
            return "header";
        case Location::payload:
            return "payload";
        case Location::body:
            break;
    }
    return "body";
}

std::string_view text_of(TimeFormat format) {
    switch (format) {
        case TimeFormat::iso8601:
            return "iso8601";
        case TimeFormat::epoch_seconds:
            return "epochSeconds";
        case TimeFormat::epoch_milliseconds:
            return "epochMilliseconds";
        case TimeFormat::by_protocol:
            break;
    }
    return "byProtocol";
}

std::string_view text_of(Protocol protocol) {
    switch (protocol) {
        case Protocol::ec2_query:
            return "ec2";
        case Protocol::aws_query:
            return "query";
        case Protocol::rest_json:
            return "rest-json";
        case Protocol::json_1_1:
            break;
    }
    return "json";
}

class SchemaDumper {
  public:
    std::string service(const ServiceShape& shape,
                        std::span<const OperationShape* const> operations) {
        out_ = "{";
        text("name", shape.name);
        text("protocol", text_of(shape.protocol));
        text("apiVersion", shape.api_version);
        text("targetPrefix", shape.target_prefix);
        text("xmlNamespace", shape.xml_namespace);
        key("operations");
        out_ += '[';
        for (const OperationShape* each : operations) {
            separate();
            operation(*each);
        }
        out_ += "]}";
        return std::move(out_);
    }

  private:
    void operation(const OperationShape& shape) {
        out_ += '{';
        text("name", shape.name);
        text("method", shape.method);
        text("uri", shape.uri);
        number("status", shape.success_status);
        flag("unsignedPayload", shape.unsigned_payload);
        key("errors");
        words(shape.errors);
        if (shape.input != nullptr) tree("input", *shape.input);
        if (shape.output != nullptr) tree("output", *shape.output);
        out_ += '}';
    }

    void tree(std::string_view name, const Shape& shape) {
        key(name);
        type(shape);
    }

    void type(const Shape& shape) {
        out_ += '{';
        text("kind", text_of(shape.kind));
        if (shape.kind == Kind::list || shape.kind == Kind::map) tree("element", *shape.element());
        if (shape.kind == Kind::structure) structure(shape);
        out_ += '}';
    }

    void structure(const Shape& shape) {
        if (std::find(open_.begin(), open_.end(), &shape) != open_.end()) {
            flag("recursive", true);
            return;
        }
        open_.push_back(&shape);
        key("members");
        out_ += '[';
        for (const Member& each : shape.members()) {
            separate();
            member(each);
        }
        out_ += ']';
        open_.pop_back();
    }

    void member(const Member& row) {
        const MemberOptions& options = row.options;
        const MemberOptions usual;
        out_ += '{';
        text("name", row.name);
        text("locationName", options.location_name);
        text("queryName", options.query_name);
        text("location", text_of(options.location));
        flag("required", options.required);
        if (options.min != usual.min) number("min", options.min);
        if (options.max != usual.max) number("max", options.max);
        text("pattern", options.pattern);
        text("oneOf", options.one_of);
        if (options.element_min != usual.min) number("elementMin", options.element_min);
        if (options.element_max != usual.max) number("elementMax", options.element_max);
        text("elementPattern", options.element_pattern);
        text("elementOneOf", options.element_one_of);
        if (options.key_min != usual.min) number("keyMin", options.key_min);
        if (options.key_max != usual.max) number("keyMax", options.key_max);
        text("keyPattern", options.key_pattern);
        if (options.time_format != usual.time_format) {
            text("timeFormat", text_of(options.time_format));
        }
        flag("keepEmpty", options.keep_empty);
        text("elementName", options.element_name);
        flag("idempotencyToken", options.idempotency_token);
        tree("shape", *row.shape());
        out_ += '}';
    }

    void separate() {
        if (out_.back() != '{' && out_.back() != '[') out_ += ',';
    }
    void key(std::string_view name) {
        separate();
        append_json_string(out_, name);
        out_ += ':';
    }
    void text(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        key(name);
        append_json_string(out_, value);
    }
    void number(std::string_view name, std::int64_t value) {
        key(name);
        out_ += std::to_string(value);
    }
    void flag(std::string_view name, bool value) {
        if (!value) return;
        key(name);
        out_ += "true";
    }
    void words(std::string_view words) {
        out_ += '[';
        while (!words.empty()) {
            std::string_view word = words.substr(0, words.find(' '));
            words.remove_prefix(std::min(words.size(), word.size() + 1));
            if (word.empty()) continue;
            separate();
            append_json_string(out_, word);
        }
        out_ += ']';
    }

    std::string out_;
    std::vector<const Shape*> open_;
};

}  // namespace

std::string dump_schema(const ServiceShape& service,
                        std::span<const OperationShape* const> operations) {
    return SchemaDumper().service(service, operations);
}

}  // namespace amicast::wire
