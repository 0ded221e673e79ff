#include "wire/query_decode.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/limits.h"
#include "wire/constraints.h"
#include "wire/member_name.h"
#include "wire/scalar_text.h"
#include "wire/xml_encode.h"

namespace amicast::wire {
namespace {

using What = InputProblem::What;

class QueryDecoder {
  public:
    explicit QueryDecoder(Protocol protocol) : ec2_(protocol == Protocol::ec2_query) {}

    Problem structure(const Shape& shape, const FormNode& node, void* object, std::size_t depth) {
        if (depth > limits::json_depth_max) {
            return make_problem(What::malformed, {},
                                fmt::format("at most {} levels", limits::json_depth_max));
        }
        for (const Member& member : shape.members()) {
            std::string name = ec2_ ? ec2_input_name(member) : std::string(wire_name(member));
            const Shape& kind = *member.shape();
            FormNode child = node.child(name);
            if (!is_given(kind, child)) {
                if (!member.options.required) continue;
                Rules rules = rules_of(member.options);
                return under(name, make_problem(What::missing, {}, expected_of(kind.kind, rules)));
            }
            Problem problem = value(kind, child, member.write(object), rules_of(member.options),
                                    member.options, depth);
            if (problem) return under(name, std::move(*problem));
        }
        return {};
    }

  private:
    // An empty value says nothing about a structure; for anything else it is a value.
    static bool is_given(const Shape& shape, const FormNode& node) {
        if (shape.kind != Kind::structure || node.has_children()) return node.present();
        return !node.value().value_or("").empty();
    }

    Problem value(const Shape& shape, const FormNode& node, void* out, const Rules& rules,
                  const MemberOptions& options, std::size_t depth) {
        switch (shape.kind) {
            case Kind::structure:
                if (Problem problem = refuse_own_value(shape, node)) return problem;
                return structure(shape, node, out, depth + 1);
            case Kind::list:
                return list(shape, node, out, rules, options, depth);
            case Kind::map:
                return map(shape, node, out, rules, options, depth);
            case Kind::payload:
                check(false, "query protocols have no payload");
                return {};
            default: {
                auto text = node.value();
                if (!text) {
                    return make_problem(What::wrong_type, {}, expected_of(shape.kind, rules));
                }
                if (shape.kind == Kind::text && !is_xml_text(*text)) {
                    return make_problem(What::pattern, {},
                                        "characters that XML can carry: of control characters only "
                                        "tab, line feed and carriage return");
                }
                return decode_scalar_text(shape, *text, out, rules, options.time_format);
            }
        }
    }

    // `Tag=x` where only `Tag.1.Key=x` makes sense. SDKs do send `Tag=` for an empty list.
    static Problem refuse_own_value(const Shape& shape, const FormNode& node) {
        std::string_view text = node.value().value_or("");
        if (text.empty()) return {};
        return make_problem(What::wrong_type, text,
                            shape.kind == Kind::structure ? "its members, each as NAME.MEMBER=VALUE"
                                                          : "its elements, each as NAME.N=VALUE");
    }

    Problem list(const Shape& shape, const FormNode& node, void* out, const Rules& rules,
                 const MemberOptions& options, std::size_t depth) {
        if (Problem problem = refuse_own_value(shape, node)) return problem;
        std::string_view wrapper;
        if (!ec2_) wrapper = options.element_name.empty() ? "member" : options.element_name;
        std::vector<FormElement> elements;
        Problem problem = (ec2_ ? node : node.child(wrapper)).elements(elements);
        if (!problem) {
            // Before the elements, so that a list far too long costs nothing more.
            if (Problem count = check_count(Kind::list, elements.size(), rules)) return count;
        }
        for (std::size_t i = 0; !problem && i < elements.size(); ++i) {
            problem = value(*shape.element(), elements[i].node, shape.append(out),
                            element_rules_of(options), options, depth + 1);
            if (problem) problem = under(std::to_string(elements[i].index), std::move(*problem));
        }
        if (!problem) return {};
        return ec2_ ? std::move(*problem) : under(wrapper, std::move(*problem));
    }

    Problem map(const Shape& shape, const FormNode& node, void* out, const Rules& rules,
                const MemberOptions& options, std::size_t depth) {
        if (Problem problem = refuse_own_value(shape, node)) return problem;
        std::vector<FormElement> entries;
        Problem problem = node.child("entry").elements(entries);
        for (std::size_t i = 0; !problem && i < entries.size(); ++i) {
            problem = entry(shape, entries[i].node, out, options, depth);
            if (problem) problem = under(std::to_string(entries[i].index), std::move(*problem));
        }
        if (problem) return under("entry", std::move(*problem));
        return check_count(Kind::map, shape.size(out), rules);
    }

    Problem entry(const Shape& shape, const FormNode& node, void* out, const MemberOptions& options,
                  std::size_t depth) {
        auto key = node.child("key").value();
        if (!key) return under("key", make_problem(What::missing, {}, "the entry's key"));
        if (!is_xml_text(*key)) {
            return under("key", make_problem(What::pattern, {}, "characters that XML can carry"));
        }
        if (Problem problem = check_key(*key, key_rules_of(options))) {
            return under("key", std::move(*problem));
        }
        FormNode child = node.child("value");
        if (!child.present()) {
            return under("value", make_problem(What::missing, {}, "the entry's value"));
        }
        Problem problem = value(*shape.element(), child, shape.insert(out, std::string(*key)),
                                element_rules_of(options), options, depth + 1);
        if (problem) return under("value", std::move(*problem));
        return {};
    }

    bool ec2_;
};

}  // namespace

Problem decode_query(Protocol protocol, const Shape& shape, const FormNode& form, void* object) {
    return QueryDecoder(protocol).structure(shape, form, object, 0);
}

}  // namespace amicast::wire
