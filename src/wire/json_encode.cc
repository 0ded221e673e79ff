#include "wire/json_encode.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "base/encoding.h"
#include "wire/member_name.h"
#include "wire/time_text.h"

namespace amicast::wire {
namespace {

constexpr std::array<bool, 256> make_escaped() {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c)
        table[c] = true;
    table['"'] = table['\\'] = true;
    return table;
}

constexpr auto escaped = make_escaped();

void append_escape(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    }
}

class JsonEncoder {
  public:
    JsonEncoder(std::string& out, JsonUse use) : out_(out), use_(use) {}

    void object(const Shape& shape, const void* object, bool body_only) {
        out_ += '{';
        bool first = true;
        for (const Member& member : shape.members()) {
            if (body_only && member.options.location != Location::body) continue;
            const void* value = member.read(object);
            if (value == nullptr) continue;
            const Shape& kind = *member.shape();
            bool collection = kind.kind == Kind::list || kind.kind == Kind::map;
            if (collection && !member.options.keep_empty && kind.size(value) == 0) continue;
            out_ += first ? "\"" : ",\"";
            first = false;
            out_ += wire_name(member);
            out_ += "\":";
            item(kind, value, member.options);
        }
        out_ += '}';
    }

  private:
    void item(const Shape& shape, const void* value, const MemberOptions& options) {
        switch (shape.kind) {
            case Kind::boolean:
                out_ += *static_cast<const bool*>(value) ? "true" : "false";
                return;
            case Kind::integer: {
                fmt::format_int digits(*static_cast<const std::int64_t*>(value));
                out_.append(digits.data(), digits.size());
                return;
            }
            case Kind::real:
                real(*static_cast<const double*>(value));
                return;
            case Kind::text:
                append_json_string(out_, *static_cast<const std::string*>(value));
                return;
            case Kind::timestamp:
                time(*static_cast<const Time*>(value), options.time_format);
                return;
            case Kind::blob:
                base64(*static_cast<const Bytes*>(value));
                return;
            case Kind::payload:
                base64(as_bytes(static_cast<const Payload*>(value)->bytes));
                return;
            case Kind::list:
                list(shape, value, options);
                return;
            case Kind::map:
                map(shape, value, options);
                return;
            case Kind::structure:
                object(shape, value, false);
        }
    }

    void real(double value) {
        check(std::isfinite(value), "numbers we write are finite");
        fmt::format_to(std::back_inserter(out_), "{}", value);
    }

    void base64(ByteView bytes) {
        out_ += '"';
        out_ += to_base64(bytes);
        out_ += '"';
    }

    void time(Time value, TimeFormat format) {
        if (use_ == JsonUse::storage) {
            out_ += '"';
            append_exact_seconds(out_, value);
            out_ += '"';
        } else if (format == TimeFormat::iso8601) {
            out_ += '"';
            out_ += to_iso8601(value);
            out_ += '"';
        } else if (format == TimeFormat::epoch_milliseconds) {
            fmt::format_to(std::back_inserter(out_), "{}", to_epoch_milliseconds(value));
        } else {
            append_epoch_seconds(out_, value);
        }
    }

    void list(const Shape& shape, const void* value, const MemberOptions& options) {
        out_ += '[';
        for (std::size_t i = 0, size = shape.size(value); i < size; ++i) {
            if (i > 0) out_ += ',';
            item(*shape.element(), shape.at(value, i), options);
        }
        out_ += ']';
    }

    void map(const Shape& shape, const void* value, const MemberOptions& options) {
        struct Context {
            JsonEncoder& encoder;
            const Shape& shape;
            const MemberOptions& options;
            bool first = true;
        } context{*this, *shape.element(), options};
        out_ += '{';
        shape.each(value, &context, [](void* raw, const std::string& key, const void* entry) {
            auto& self = *static_cast<Context*>(raw);
            if (!self.first) self.encoder.out_ += ',';
            self.first = false;
            append_json_string(self.encoder.out_, key);
            self.encoder.out_ += ':';
            self.encoder.item(self.shape, entry, self.options);
        });
        out_ += '}';
    }

    std::string& out_;
    JsonUse use_;
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!escaped[static_cast<unsigned char>(text[i])]) continue;
        out.append(text, copied, i - copied);
        append_escape(out, text[i]);
        copied = i + 1;
    }
    out.append(text, copied);
    out += '"';
}

void append_json_object(std::string& out, const Shape& shape, const void* object, JsonUse use) {
    check(shape.kind == Kind::structure, "only structures are written as documents");
    JsonEncoder(out, use).object(shape, object, use == JsonUse::response);
}

}  // namespace amicast::wire
