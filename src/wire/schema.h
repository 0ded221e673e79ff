// How a C++ struct looks on the wire, as rows of data.
//
// An operation's file declares its input and output as plain structs and gives each a table with
// one row per member, in the words of the AWS service models: member name, locationName, queryName,
// where it travels, required, length or range, pattern, enum. One walker per protocol reads the
// rows; nothing is generated and nothing is instantiated per protocol.
//
//     struct CreateTagsInput {
//         std::vector<std::string> resources;
//         std::vector<Tag> tags;
//         std::optional<bool> dry_run;
//
//         static std::span<const wire::Member> members() {
//             static const wire::Member rows[] = {
//                 wire::member<&CreateTagsInput::dry_run>("DryRun", {.location_name = "dryRun"}),
//                 wire::member<&CreateTagsInput::resources>(
//                     "Resources", {.location_name = "ResourceId", .required = true}),
//                 wire::member<&CreateTagsInput::tags>("Tags", {.location_name = "Tag", .required =
//                 true}),
//             };
//             return rows;
//         }
//     };
//
// Member types: bool, std::int64_t, double, std::string, Time, Bytes (a base64 blob), wire::Payload
// (the raw body), std::vector<T>, std::map<std::string, T>, a struct with members(), and
// std::optional of any of these. A plain (not optional) scalar or struct is always written; an
// absent optional, and an empty list or map without `keep_empty`, is left out.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"

namespace amicast::wire {

enum class Kind { boolean, integer, real, text, timestamp, blob, payload, list, map, structure };

// Where a member of a top-level input or output travels. Only REST-JSON uses anything but `body`.
enum class Location { body, uri, query, header, payload };

enum class TimeFormat { by_protocol, iso8601, epoch_seconds, epoch_milliseconds };

// The whole HTTP body as it is, moved rather than copied.
struct Payload {
    std::string bytes;
};

struct Shape;

struct MemberOptions {
    std::string_view location_name = {};  // the model's locationName; empty: the member name
    std::string_view query_name = {};     // the model's queryName (EC2 input only)
    Location location = Location::body;
    bool required = false;
    // Bounds of a text's length in characters, a list's or map's count, a number's value, a blob's
    // bytes.
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    std::string_view pattern = {};  // as AWS writes it; matched as a search, so anchor it
    std::string_view one_of = {};   // enum values, separated by single spaces
    // Rules for each element of a list, or each value of a map.
    std::int64_t element_min = std::numeric_limits<std::int64_t>::min();
    std::int64_t element_max = std::numeric_limits<std::int64_t>::max();
    std::string_view element_pattern = {};
    std::string_view element_one_of = {};
    // Rules for each key of a map.
    std::int64_t key_min = std::numeric_limits<std::int64_t>::min();
    std::int64_t key_max = std::numeric_limits<std::int64_t>::max();
    std::string_view key_pattern = {};
    TimeFormat time_format = TimeFormat::by_protocol;
    bool keep_empty = false;  // write an empty list or map instead of leaving it out
    std::string_view element_name =
        {};  // XML name of a list's elements; empty: `item` (EC2), `member` (query)
    bool idempotency_token = false;  // SDKs fill it; the model's idempotencyToken trait
};

struct Member {
    std::string_view name;  // the member name in the model
    const Shape* (*shape)();
    // The value inside its struct, or null when it is absent.
    const void* (*read)(const void* object);
    // The value inside its struct, made first when it is absent.
    void* (*write)(void* object);
    MemberOptions options;
};

// What a type is and how to walk it. One constant per C++ type; the fields that fit its kind are
// set.
struct Shape {
    Kind kind;
    std::span<const Member> (*members)() = nullptr;  // structure
    const Shape* (*element)() = nullptr;             // list, map (of the values)
    std::size_t (*size)(const void*) = nullptr;      // list, map
    const void* (*at)(const void* list, std::size_t index) = nullptr;
    void* (*append)(void* list) = nullptr;
    void* (*insert)(void* map, std::string key) = nullptr;
    // Calls `visit(context, key, value)` for each entry in key order.
    void (*each)(const void* map, void* context,
                 void (*visit)(void* context, const std::string& key, const void* value)) = nullptr;
};

template <class T>
const Shape* shape_of();

namespace detail {

template <class T>
struct Unwrapped {
    using Type = T;
    static const void* read(const T& value) { return &value; }
    static void* write(T& value) { return &value; }
};

template <class T>
struct Unwrapped<std::optional<T>> {
    using Type = T;
    static const void* read(const std::optional<T>& value) { return value ? &*value : nullptr; }
    static void* write(std::optional<T>& value) { return value ? &*value : &value.emplace(); }
};

template <class T>
struct PointerTraits;
template <class C, class V>
struct PointerTraits<V C::*> {
    using Class = C;
    using Value = V;
};

template <class T>
struct ShapeMaker {  // any struct with members()
    static constexpr Shape shape{.kind = Kind::structure, .members = &T::members};
};

template <Kind K>
struct ScalarMaker {
    static constexpr Shape shape{.kind = K};
};
template <>
struct ShapeMaker<bool> : ScalarMaker<Kind::boolean> {};
template <>
struct ShapeMaker<std::int64_t> : ScalarMaker<Kind::integer> {};
template <>
struct ShapeMaker<double> : ScalarMaker<Kind::real> {};
template <>
struct ShapeMaker<std::string> : ScalarMaker<Kind::text> {};
template <>
struct ShapeMaker<Time> : ScalarMaker<Kind::timestamp> {};
template <>
struct ShapeMaker<Bytes> : ScalarMaker<Kind::blob> {};
template <>
struct ShapeMaker<Payload> : ScalarMaker<Kind::payload> {};

template <class T>
struct ShapeMaker<std::vector<T>> {
    using List = std::vector<T>;
    static std::size_t size(const void* list) { return static_cast<const List*>(list)->size(); }
    static const void* at(const void* list, std::size_t index) {
        return &(*static_cast<const List*>(list))[index];
    }
    static void* append(void* list) { return &static_cast<List*>(list)->emplace_back(); }
    static constexpr Shape shape{
        .kind = Kind::list, .element = &shape_of<T>, .size = &size, .at = &at, .append = &append};
};

template <class T>
struct ShapeMaker<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static std::size_t size(const void* map) { return static_cast<const Map*>(map)->size(); }
    static void* insert(void* map, std::string key) {
        return &(*static_cast<Map*>(map))[std::move(key)];
    }
    static void each(const void* map, void* context,
                     void (*visit)(void*, const std::string&, const void*)) {
        for (const auto& [key, value] : *static_cast<const Map*>(map))
            visit(context, key, &value);
    }
    static constexpr Shape shape{.kind = Kind::map,
                                 .element = &shape_of<T>,
                                 .size = &size,
                                 .insert = &insert,
                                 .each = &each};
};

template <auto Pointer>
struct Access {
    using Class = typename PointerTraits<decltype(Pointer)>::Class;
    using Value = typename PointerTraits<decltype(Pointer)>::Value;
    static const void* read(const void* object) {
        return Unwrapped<Value>::read(static_cast<const Class*>(object)->*Pointer);
    }
    static void* write(void* object) {
        return Unwrapped<Value>::write(static_cast<Class*>(object)->*Pointer);
    }
};

}  // namespace detail

template <class T>
const Shape* shape_of() {
    return &detail::ShapeMaker<T>::shape;
}

// One row: which member of the struct, its name in the model, and its rules.
template <auto Pointer>
constexpr Member member(std::string_view name, MemberOptions options = {}) {
    using Access = detail::Access<Pointer>;
    return Member{.name = name,
                  .shape = &shape_of<typename detail::Unwrapped<typename Access::Value>::Type>,
                  .read = &Access::read,
                  .write = &Access::write,
                  .options = options};
}

}  // namespace amicast::wire
