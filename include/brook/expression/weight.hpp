// SPDX-License-Identifier: MPL-2.0
// Tables of weights w(n, j) that recurrences use, such as j (a + 1) / n - 1 for a power with exponent a.
#pragma once

#include <string>
#include <utility>

#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/number/number.hpp>
#include <brook/support/made_once.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail::weights {

/// A weight as a function of the order n >= 1 and the index j, with at most one number as parameter. The name, the
/// parameter and the callable identify the table: equal ones are stored once.
struct table {
    std::string name;
    number parameter{0.};
    bool by_order_only = false; ///< w does not depend on j: the table has one column
    number (*entry)(fp_type, const number &parameter, int n, int j) = nullptr;

    /// The entry in type T.
    template <typename T>
    T at(int n, int j) const {
        return number_as<T>(entry(fp_type_of<T>, parameter, n, j));
    }
};

/// Makes a table from a generic callable `f(T parameter, T n, T j)`, evaluated in the type T of the integration.
template <typename F>
table make_table(std::string name, number parameter, bool by_order_only = false) {
    return {std::move(name), std::move(parameter), by_order_only, [](fp_type type, const number &p, int n, int j) {
                return visit_fp(type, [&]<typename T>() {
                    const auto a = number_as<T>(p);
                    return number(F{}(a, static_cast<T>(n), static_cast<T>(j)));
                });
            }};
}

/// The table of `F`, made at the first call: the arguments are to be the same in every call with this `F`. (A local
/// `static` table would do, but for children of a process that forks while another thread makes it.)
template <typename F>
const table &table_of(const char *name, number parameter, bool by_order_only = false) {
    static constinit made_once<table> t;
    return t.get([&] { return make_table<F>(name, std::move(parameter), by_order_only); });
}

struct inverse_entry {
    template <typename T>
    T operator()(T, T n, T) const {
        return T(1) / n;
    }
};

// What 1 / n, rounded, leaves over; exact up to its own rounding, because fma rounds once.
struct inverse_rest_entry {
    template <typename T>
    T operator()(T, T n, T) const {
        return fp::fma(-n, T(1) / n, T(1)) / n;
    }
};

struct identity_entry {
    template <typename T>
    T operator()(T, T n, T) const {
        return n;
    }
};

/// 1 / n.
inline const table &inverse() { return table_of<inverse_entry>("1/n", number(0.), true); }

/// 1 / n minus its value in inverse().
inline const table &inverse_rest() { return table_of<inverse_rest_entry>("1/n rest", number(0.), true); }

/// n.
inline const table &identity() { return table_of<identity_entry>("n", number(0.), true); }

} // namespace detail::weights

BROOK_END_NAMESPACE
