// SPDX-License-Identifier: MPL-2.0
// Generated code writes outputs while it still reads inputs: what it reads must be memory of its own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True if the two arrays have an element in common.
template <typename T>
bool overlap(const T *a, std::size_t size_a, const T *b, std::size_t size_b) {
    const std::less<const T *> before; // orders pointers into different arrays, too
    return size_a != 0 && size_b != 0 && before(a, b + size_b) && before(b, a + size_a);
}

/// The elements of `in`, or a copy of them if they overlap with `out`.
template <typename T>
class apart_from_outputs {
public:
    template <typename In, typename Out>
    apart_from_outputs(const In &in, const Out &out) : data_(in.data_handle()) {
        if (overlap<T>(data_, in.size(), out.data_handle(), out.size())) {
            copy_ = std::make_unique_for_overwrite<T[]>(in.size());
            std::copy_n(data_, in.size(), copy_.get());
            data_ = copy_.get();
        }
    }

    const T *data() const { return data_; }

private:
    std::unique_ptr<T[]> copy_;
    const T *data_;
};

} // namespace detail
BROOK_END_NAMESPACE
