// Small structs with a member of every kind and a rule of every sort, for the tests of this room
// and the fuzzers. No service uses them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wire/operation.h"
#include "wire/schema.h"

namespace amicast::wire::sample {

struct Tag {
    std::string key;
    std::optional<std::string> value;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Tag::key>("Key",
                              {.location_name = "key", .required = true, .min = 1, .max = 128}),
            member<&Tag::value>("Value", {.location_name = "value", .max = 8}),
        };
        return rows;
    }
};

struct Filter {
    std::string name;
    std::vector<std::string> values;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Filter::name>("Name", {.required = true}),
            member<&Filter::values>("Values", {.location_name = "Value", .max = 3}),
        };
        return rows;
    }
};

struct Nested {
    std::optional<std::string> text;
    std::vector<Nested> children;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Nested::text>("Text", {.location_name = "text"}),
            member<&Nested::children>("Children", {.location_name = "child"}),
        };
        return rows;
    }
};

struct Everything {
    std::optional<bool> flag;
    std::optional<std::int64_t> count;
    std::optional<double> ratio;
    std::optional<std::string> name;
    std::optional<std::string> colour;
    std::optional<Time> when;
    std::optional<Time> exactly_when;
    std::optional<Time> written_when;
    std::optional<Bytes> data;
    std::vector<std::string> ids;
    std::vector<Filter> filters;
    std::vector<Tag> tags;
    std::map<std::string, std::string> labels;
    std::optional<Nested> nested;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Everything::flag>("Flag", {.location_name = "flag"}),
            member<&Everything::count>("Count", {.location_name = "count", .min = 5, .max = 1000}),
            member<&Everything::ratio>("Ratio", {.location_name = "ratio", .max = 100}),
            member<&Everything::name>("Name", {.location_name = "name", .min = 3, .max = 12}),
            member<&Everything::colour>("Colour",
                                        {.location_name = "colour", .one_of = "red dark-green"}),
            member<&Everything::when>("When", {.location_name = "when"}),
            member<&Everything::exactly_when>(
                "ExactlyWhen",
                {.location_name = "exactlyWhen", .time_format = TimeFormat::epoch_milliseconds}),
            member<&Everything::written_when>("WrittenWhen", {.location_name = "writtenWhen",
                                                              .time_format = TimeFormat::iso8601}),
            member<&Everything::data>("Data", {.location_name = "data", .max = 4}),
            member<&Everything::ids>("Ids", {.location_name = "id",
                                             .query_name = "SampleId",
                                             .min = 1,
                                             .max = 20,
                                             .element_min = 1,
                                             .element_max = 10,
                                             .element_pattern = "^x-[0-9a-f]+$"}),
            member<&Everything::filters>("Filters", {.location_name = "Filter"}),
            member<&Everything::tags>("Tags", {.location_name = "tagSet", .query_name = "Tag"}),
            member<&Everything::labels>("Labels", {.location_name = "labels",
                                                   .max = 3,
                                                   .element_max = 5,
                                                   .key_min = 1,
                                                   .key_max = 6,
                                                   .key_pattern = "^(?!aws:)[a-z:]+$"}),
            member<&Everything::nested>("Nested", {.location_name = "nested"}),
        };
        return rows;
    }
};

// Parts of a REST request outside a JSON body.
struct Upload {
    std::string id;
    std::int64_t index = 0;
    std::optional<std::string> token;
    std::vector<std::string> tag_keys;
    std::int64_t length = 0;
    std::optional<bool> last;
    Payload body;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Upload::id>("Id", {.location_name = "id",
                                       .location = Location::uri,
                                       .required = true,
                                       .max = 24,
                                       .pattern = "^x-[0-9a-f]+$"}),
            member<&Upload::index>(
                "Index",
                {.location_name = "index", .location = Location::uri, .required = true, .min = 0}),
            member<&Upload::token>(
                "Token", {.location_name = "pageToken", .location = Location::query, .max = 9}),
            member<&Upload::tag_keys>("TagKeys", {.location_name = "tagKeys",
                                                  .location = Location::query,
                                                  .max = 3,
                                                  .element_min = 1,
                                                  .element_max = 8}),
            member<&Upload::length>("Length", {.location_name = "x-amz-Data-Length",
                                               .location = Location::header,
                                               .required = true,
                                               .min = 1,
                                               .max = 16}),
            member<&Upload::last>("Last",
                                  {.location_name = "x-amz-Last", .location = Location::header}),
            member<&Upload::body>("Body", {.location = Location::payload, .max = 16}),
        };
        return rows;
    }
};

struct Nothing {
    static std::span<const Member> members() { return {}; }
};

inline Error name_problem(const OperationShape& operation, const InputProblem& problem) {
    return Error{.kind = ErrorKind::invalid,
                 .message = std::string(operation.name) + "|" + problem.path + "|" + problem.value +
                            "|" + problem.expected,
                 .detail = {},
                 .code = std::to_string(static_cast<int>(problem.what)),
                 .members = {}};
}

inline Error name_error(Error error) {
    error.code = error.kind == ErrorKind::not_found ? "Missing" : "Failure";
    return error;
}

inline ServiceShape service(Protocol protocol, std::string_view name) {
    static constexpr ErrorCode codes[] = {{"Missing", 404}, {"Full", 402}};
    return ServiceShape{.name = name,
                        .protocol = protocol,
                        .api_version = "2016-11-15",
                        .target_prefix = "Sample_2016",
                        .xml_namespace = "https://sample.example/doc/2016-11-15/",
                        .error_codes = codes,
                        .name_input_problem = &name_problem,
                        .name_error = &name_error};
}

}  // namespace amicast::wire::sample
