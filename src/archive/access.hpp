// SPDX-License-Identifier: MPL-2.0
// The way into objects whose inside is private.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/integrator/integrator_base.hpp>
#include <brook/output/continuous_output.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct archive_access {
    template <typename T>
    static const auto &data(const integrator_base<T> &ta) {
        return ta.data_;
    }
    template <typename T>
    static auto &data(integrator_base<T> &ta) {
        return ta.data_;
    }
    template <typename T>
    static const auto &steps(const recorded_solution<T> &solution) {
        return solution.steps_;
    }
    template <typename T>
    static cfunc<T> make(std::vector<expression> &&fn, std::vector<expression> &&vars, cfunc_options &&options) {
        return cfunc<T>(std::move(fn), std::move(vars), std::move(options));
    }
    template <typename T>
    static const cfunc_options &options(const cfunc<T> &f) {
        return f.options();
    }
};

} // namespace detail
BROOK_END_NAMESPACE
