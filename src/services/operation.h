// An operation: its shape on the wire, what a caller must be allowed, and the function that does
// it.
//
// Everything that is the same for every operation (routing, signature, decoding, authorisation, dry
// run, metrics, encoding) is done by gateway/ from this declaration. Adding an operation = one file
// with its structs, rows, access rule and function; one line in its service's table; one test.
#pragma once

#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "iam/access.h"
#include "services/call.h"
#include "wire/operation.h"

namespace amicast::services {

struct Operation {
    wire::OperationShape shape;

    std::shared_ptr<void> (*make_input)();
    // What the input alone can tell, beyond the bounds of its rows: members that exclude each other
    // or need each other. Runs before anything is asked or looked up, so that a dry run reports it
    // too; null when there is nothing to check.
    Status (*check)(const void* input) = nullptr;
    // What must be allowed before the function runs; each entry is checked by itself and all must
    // pass. Looks things up only to fill condition keys (tags, owner); what does not exist is the
    // function's to report.
    std::vector<iam::AccessRequest> (*access)(Call& call, const void* input);
    // The output struct, or null for an operation without one.
    Result<std::shared_ptr<void>> (*run)(Call& call, const void* input);
};

struct Service {
    wire::ServiceShape shape;
    std::span<const Operation> operations;
};

struct NoOutput {
    static std::span<const wire::Member> members() { return {}; }
};

namespace detail {

template <class T>
struct HandlerTraits;
template <class In, class Out>
struct HandlerTraits<Result<Out> (*)(Call&, const In&)> {
    using Input = In;
    using Output = Out;
};

template <class Input, auto Check>
constexpr Status (*checker())(const void*) {
    if constexpr (std::is_same_v<decltype(Check), std::nullptr_t>) {
        return nullptr;
    } else {
        return [](const void* input) -> Status { return Check(*static_cast<const Input*>(input)); };
    }
}

}  // namespace detail

// Ties a function `Result<Output>(Call&, const Input&)` and an access rule
// `std::vector<iam::AccessRequest>(Call&, const Input&)` to their shape. Input and output shapes
// are filled in; NoOutput means that the model has none. `Check`, if any, is a
// `Status(const Input&)`.
template <auto Handler, auto Access, auto Check = nullptr>
Operation operation(wire::OperationShape shape) {
    using Traits = detail::HandlerTraits<decltype(Handler)>;
    using Input = typename Traits::Input;
    using Output = typename Traits::Output;
    shape.input = wire::shape_of<Input>();
    if constexpr (!std::is_same_v<Output, NoOutput>) shape.output = wire::shape_of<Output>();
    return Operation{
        .shape = shape,
        .make_input = []() -> std::shared_ptr<void> { return std::make_shared<Input>(); },
        .check = detail::checker<Input, Check>(),
        .access = [](Call& call,
                     const void* input) { return Access(call, *static_cast<const Input*>(input)); },
        .run = [](Call& call, const void* input) -> Result<std::shared_ptr<void>> {
            Result<Output> output = Handler(call, *static_cast<const Input*>(input));
            if (!output) return failure(output.error());
            return std::shared_ptr<void>(std::make_shared<Output>(std::move(*output)));
        }};
}

// Every service this program speaks, for the gateway, docs/api-coverage.md and the model
// comparison.
std::span<const Service> all_services();

}  // namespace amicast::services
