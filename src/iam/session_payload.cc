// Order of fields: see encode_session(). Integers are big-endian; a text is its length (4 bytes)
// and its bytes; a list is its count (4 bytes) and its elements.
#include "iam/session_payload.h"

#include <cstdint>
#include <string_view>
#include <utility>

namespace amicast::iam {
namespace {

// More elements than any session can have; a damaged count must not make us allocate.
constexpr std::uint32_t elements_max = 1024;

class Writer {
  public:
    void number(std::uint64_t value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
            out_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    void text(std::string_view value) {
        number(value.size(), 4);
        out_.insert(out_.end(), value.begin(), value.end());
    }
    void texts(const std::vector<std::string>& values) {
        number(values.size(), 4);
        for (const std::string& value : values)
            text(value);
    }
    void time(Time value) { number(static_cast<std::uint64_t>(to_microseconds(value)), 8); }
    Bytes take() { return std::move(out_); }

  private:
    Bytes out_;
};

// Reads what Writer wrote. After the first mismatch everything reads as empty and ok() is false.
class Reader {
  public:
    explicit Reader(ByteView bytes) : rest_(bytes) {}

    std::uint64_t number(std::size_t bytes) {
        ByteView taken = take(bytes);
        std::uint64_t value = 0;
        for (std::uint8_t byte : taken)
            value = value << 8 | byte;
        return value;
    }
    std::string text() { return to_text(take(number(4))); }
    std::uint32_t count() {
        std::uint64_t value = number(4);
        if (value > elements_max) ok_ = false;
        return ok_ ? static_cast<std::uint32_t>(value) : 0;
    }
    std::vector<std::string> texts() {
        std::vector<std::string> values;
        for (std::uint32_t left = count(); left > 0 && ok_; --left)
            values.push_back(text());
        return values;
    }
    Time time() { return from_microseconds(static_cast<std::int64_t>(number(8))); }
    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }

  private:
    ByteView take(std::size_t count) {
        if (count > rest_.size()) ok_ = false;
        if (!ok_) return {};
        ByteView taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

    ByteView rest_;
    bool ok_ = true;
};

}  // namespace

Bytes encode_session(const SessionPayload& payload) {
    const Principal& who = payload.principal;
    Writer out;
    out.number(static_cast<std::uint64_t>(who.kind), 1);
    for (const std::string* field :
         {&who.account_id, &who.arn, &who.user_id, &who.name, &who.role_arn, &who.session_name})
        out.text(*field);
    out.texts(who.session_policies);
    out.texts(who.session_policy_arns);
    out.number(who.tags.size(), 4);
    for (const auto& [key, value] : who.tags) {
        out.text(key);
        out.text(value);
    }
    out.texts(who.transitive_tag_keys);
    out.number(who.source_identity ? 1 : 0, 1);
    out.text(who.source_identity.value_or(""));
    out.number(static_cast<std::uint64_t>(who.chain_depth), 4);
    out.text(payload.secret);
    out.time(payload.issued);
    out.time(payload.expires);
    return out.take();
}

std::optional<SessionPayload> decode_session(ByteView bytes) {
    Reader in(bytes);
    SessionPayload payload;
    Principal& who = payload.principal;
    std::uint64_t kind = in.number(1);
    // A service needs no token, and none may make its bearer one: services are allowed everything.
    if (kind > static_cast<std::uint64_t>(PrincipalKind::role_session)) return std::nullopt;
    who.kind = static_cast<PrincipalKind>(kind);
    for (std::string* field :
         {&who.account_id, &who.arn, &who.user_id, &who.name, &who.role_arn, &who.session_name})
        *field = in.text();
    who.session_policies = in.texts();
    who.session_policy_arns = in.texts();
    for (std::uint32_t left = in.count(); left > 0 && in.ok(); --left) {
        std::string key = in.text();
        who.tags[std::move(key)] = in.text();
    }
    who.transitive_tag_keys = in.texts();
    bool has_source_identity = in.number(1) != 0;
    std::string source_identity = in.text();
    if (has_source_identity) who.source_identity = std::move(source_identity);
    who.chain_depth = static_cast<int>(in.number(4));
    payload.secret = in.text();
    payload.issued = in.time();
    payload.expires = in.time();
    if (!in.ok() || !in.at_end()) return std::nullopt;
    return payload;
}

}  // namespace amicast::iam
