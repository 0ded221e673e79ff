// A SELECT as values: for rows that may turn out to be unreadable.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::catalog {

// Every row of `sql` as `read` understands it, in the query's order. Fails with the error of a row
// that `read` does not understand, or with the query's own.
template <class T>
Result<std::vector<T>> select(Transaction& tx, std::string_view sql,
                              std::initializer_list<Parameter> parameters,
                              Result<T> (*read)(const Row&)) {
    std::vector<T> found;
    Status sound;
    Status ran = tx.query(sql, parameters, [&](const Row& row) {
        auto each = read(row);
        if (each) {
            found.push_back(std::move(*each));
        } else {
            sound = failure(each.error());
        }
    });
    if (!ran) return failure(ran.error());
    if (!sound) return failure(sound.error());
    return found;
}

}  // namespace amicast::catalog
