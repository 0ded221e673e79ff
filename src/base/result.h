// Result<T>: a T, or the Error that says why there is none. Every call that can fail returns one;
// nothing in the house throws on purpose.
//
//     Result<Image> find(...);
//     auto image = find(...);
//     if (!image) return failure(image.error());
//     use(*image);
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "base/error.h"

namespace amicast {

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  public:
    using Base = tl::expected<T, Error>;
    using Base::Base;
    Result() = default;
    Result(Base other) : Base(std::move(other)) {}  // NOLINT: chaining returns the base type
};

using Status = Result<void>;

// The failing side of a Result, to be returned.
inline tl::unexpected<Error> failure(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> failure(ErrorKind kind, std::string message, std::string detail = {}) {
    return tl::unexpected<Error>(
        Error{.kind = kind, .message = std::move(message), .detail = std::move(detail)});
}

}  // namespace amicast
