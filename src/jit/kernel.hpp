// SPDX-License-Identifier: MPL-2.0
// What callers hold of code: a function, and what it works with.
#pragma once

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename Signature>
class kernel;

/// A function together with its context, the last argument of each call: for compiled code the addresses of its data,
/// if it has any, for an interpreter the program. The context is shared by all threads, hence constant (what a call
/// writes to is among its other arguments), and whoever hands the kernel over keeps it alive.
template <typename... Args>
class kernel<void(Args...)> {
public:
    using function = void(Args..., const void *context);

    kernel() = default; ///< must not be called
    kernel(function *code, const void *context = nullptr) : code_(code), context_(context) {}

    /// The same function with another context.
    kernel with(const void *context) const { return {code_, context}; }

    void operator()(Args... args) const { code_(args..., context_); }

private:
    function *code_ = nullptr;
    const void *context_ = nullptr;
};

} // namespace detail
BROOK_END_NAMESPACE
