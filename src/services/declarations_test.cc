// What no single operation's test sees: the rows of all services are well-formed. A pattern that
// does not compile would stop the process at the first request that meets it.
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/operation.h"
#include "wire/pattern.h"

namespace amicast::services {
namespace {

using wire::Kind;
using wire::Location;
using wire::Member;
using wire::MemberOptions;
using wire::Protocol;
using wire::Shape;

class RowReader {
  public:
    explicit RowReader(Protocol protocol) : protocol_(protocol) {}

    void top(const std::string& place, const Shape* shape) {
        if (shape != nullptr) structure(place, *shape, true);
    }

  private:
    void structure(const std::string& place, const Shape& shape, bool is_top) {
        if (!seen_.insert(&shape).second) return;
        std::set<std::string_view> names;
        for (const Member& member : shape.members()) {
            std::string here = place + "." + std::string(member.name);
            EXPECT_TRUE(names.insert(member.name).second) << here << " is declared twice";
            rules(here, member.options);
            location(here, member, is_top);
            type(here, *member.shape());
        }
    }

    void type(const std::string& place, const Shape& shape) {
        if (shape.kind == Kind::list || shape.kind == Kind::map) type(place, *shape.element());
        if (shape.kind == Kind::structure) structure(place, shape, false);
    }

    static void rules(const std::string& place, const MemberOptions& options) {
        for (std::string_view pattern :
             {options.pattern, options.element_pattern, options.key_pattern}) {
            EXPECT_TRUE(wire::pattern_compiles(pattern)) << place << ": " << pattern;
        }
        EXPECT_LE(options.min, options.max) << place;
        EXPECT_LE(options.element_min, options.element_max) << place;
        EXPECT_LE(options.key_min, options.key_max) << place;
        for (std::string_view words : {options.one_of, options.element_one_of}) {
            bool single_spaces = !words.starts_with(' ') && !words.ends_with(' ') &&
                                 words.find("  ") == std::string_view::npos;
            EXPECT_TRUE(single_spaces) << place << ": " << words;
        }
    }

    void location(const std::string& place, const Member& member, bool is_top) const {
        Location where = member.options.location;
        Kind kind = member.shape()->kind;
        if (where != Location::body) {
            EXPECT_TRUE(is_top && protocol_ == Protocol::rest_json)
                << place << ": only the top of a REST-JSON struct travels outside the body";
        }
        bool is_scalar = kind != Kind::list && kind != Kind::map && kind != Kind::structure &&
                         kind != Kind::payload;
        if (where == Location::uri || where == Location::header) {
            EXPECT_TRUE(is_scalar) << place << ": paths and headers carry scalars";
        }
        if (where == Location::query) {
            EXPECT_TRUE(is_scalar || kind == Kind::list) << place;
        }
        EXPECT_EQ(kind == Kind::payload, where == Location::payload && kind != Kind::structure)
            << place << ": a raw body is a payload";
    }

    Protocol protocol_;
    std::set<const Shape*> seen_;
};

TEST(Declarations, RowsAreWellFormed) {
    for (const Service& service : all_services()) {
        for (const Operation& operation : service.operations) {
            std::string place =
                std::string(service.shape.name) + "." + std::string(operation.shape.name);
            RowReader(service.shape.protocol).top(place + ".input", operation.shape.input);
            RowReader(service.shape.protocol).top(place + ".output", operation.shape.output);
        }
    }
}

TEST(Declarations, LabelsOfAPathAreMembersOfTheInput) {
    for (const Service& service : all_services()) {
        for (const Operation& operation : service.operations) {
            wire::Labels labels;
            bool fits = wire::match_uri(operation.shape.uri, operation.shape.uri, labels);
            ASSERT_TRUE(fits) << operation.shape.uri;  // braces are like any other segment
            for (const auto& [label, unused] : labels) {
                bool found = false;
                for (const Member& member : operation.shape.input->members()) {
                    std::string_view name = member.options.location_name.empty()
                                                ? member.name
                                                : member.options.location_name;
                    found |= name == label && member.options.location == Location::uri;
                }
                EXPECT_TRUE(found) << operation.shape.name << ": " << label;
            }
        }
    }
}

}  // namespace
}  // namespace amicast::services
