#include "wire/xml_encode.h"

#include <array>

#include "base/check.h"
#include "wire/member_name.h"
#include "wire/scalar_text.h"

namespace amicast::wire {
namespace {

enum class Treatment : std::uint8_t { plain, escape, drop, maybe_noncharacter };

// XML 1.0, Char: tab, line feed, carriage return, and from U+0020 up except surrogates (never in
// valid UTF-8), U+FFFE and U+FFFF (EF BF BE and EF BF BF).
constexpr std::array<Treatment, 256> make_treatments() {
    std::array<Treatment, 256> table{};
    for (int c = 0; c < 0x20; ++c)
        table[static_cast<std::size_t>(c)] = Treatment::drop;
    for (unsigned char c : {'\t', '\n'})
        table[c] = Treatment::plain;
    // A parser turns a bare carriage return into a line feed, so it must be a reference.
    for (unsigned char c : {'&', '<', '>', '"', '\'', '\r'})
        table[c] = Treatment::escape;
    table[0xEF] = Treatment::maybe_noncharacter;
    return table;
}

constexpr auto treatments = make_treatments();

std::string_view escape_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&apos;";
        default:
            return "&#13;";
    }
}

bool is_noncharacter(std::string_view rest) {
    return rest.size() >= 3 && rest[1] == '\xBF' && (rest[2] == '\xBE' || rest[2] == '\xBF');
}

class XmlEncoder {
  public:
    XmlEncoder(std::string& out, Protocol protocol)
        : out_(out), ec2_(protocol == Protocol::ec2_query) {}

    void members(const Shape& shape, const void* object) {
        for (const Member& member : shape.members()) {
            const void* value = member.read(object);
            if (value == nullptr) continue;
            const Shape& kind = *member.shape();
            bool collection = kind.kind == Kind::list || kind.kind == Kind::map;
            if (collection && !member.options.keep_empty && kind.size(value) == 0) continue;
            element(wire_name(member), kind, value, member.options);
        }
    }

  private:
    void element(std::string_view name, const Shape& shape, const void* value,
                 const MemberOptions& options) {
        open(name);
        std::size_t start = out_.size();
        content(shape, value, options);
        if (out_.size() == start && shape.kind != Kind::text) {
            out_.insert(out_.size() - 1, 1, '/');
        } else {
            close(name);
        }
    }

    void content(const Shape& shape, const void* value, const MemberOptions& options) {
        switch (shape.kind) {
            case Kind::structure:
                members(shape, value);
                return;
            case Kind::list: {
                std::string_view name = ec2_ ? "item" : "member";
                if (!options.element_name.empty()) name = options.element_name;
                for (std::size_t i = 0, size = shape.size(value); i < size; ++i) {
                    element(name, *shape.element(), shape.at(value, i), options);
                }
                return;
            }
            case Kind::map:
                map(shape, value, options);
                return;
            case Kind::text:
                append_xml_text(out_, *static_cast<const std::string*>(value));
                return;
            case Kind::timestamp:
                time(*static_cast<const Time*>(value), shape, options.time_format);
                return;
            default:
                append_scalar_text(out_, shape, value, options.time_format);
        }
    }

    void time(const Time& value, const Shape& shape, TimeFormat format) {
        if (format == TimeFormat::by_protocol && !ec2_) {
            out_ += to_iso8601_seconds(value);
        } else {
            append_scalar_text(out_, shape, &value, format);
        }
    }

    void map(const Shape& shape, const void* value, const MemberOptions& options) {
        struct Context {
            XmlEncoder& encoder;
            const Shape& shape;
            const MemberOptions& options;
        } context{*this, *shape.element(), options};
        shape.each(value, &context, [](void* raw, const std::string& key, const void* item) {
            auto& self = *static_cast<Context*>(raw);
            self.encoder.out_ += "<entry><key>";
            append_xml_text(self.encoder.out_, key);
            self.encoder.out_ += "</key>";
            self.encoder.element("value", self.shape, item, self.options);
            self.encoder.out_ += "</entry>";
        });
    }

    void open(std::string_view name) {
        out_ += '<';
        out_ += name;
        out_ += '>';
    }
    void close(std::string_view name) {
        out_ += "</";
        out_ += name;
        out_ += '>';
    }

    std::string& out_;
    bool ec2_;
};

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
    std::size_t copied = 0;
    std::size_t i = 0;
    while (i < text.size()) {
        Treatment treatment = treatments[static_cast<unsigned char>(text[i])];
        if (treatment == Treatment::plain ||
            (treatment == Treatment::maybe_noncharacter && !is_noncharacter(text.substr(i)))) {
            ++i;
            continue;
        }
        out.append(text, copied, i - copied);
        if (treatment == Treatment::escape) out += escape_of(text[i]);
        i += treatment == Treatment::maybe_noncharacter ? 3 : 1;
        copied = i;
    }
    out.append(text, copied);
}

bool is_xml_text(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        Treatment treatment = treatments[static_cast<unsigned char>(text[i])];
        if (treatment == Treatment::drop) return false;
        if (treatment == Treatment::maybe_noncharacter && is_noncharacter(text.substr(i)))
            return false;
    }
    return true;
}

void append_xml_members(std::string& out, Protocol protocol, const Shape& shape,
                        const void* object) {
    check(shape.kind == Kind::structure, "an output is a structure");
    XmlEncoder(out, protocol).members(shape, object);
}

}  // namespace amicast::wire
