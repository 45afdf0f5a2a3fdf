// SPDX-License-Identifier: MPL-2.0
// Numbers, parameters and the time as operations.
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct number_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.constant(0));
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(0.));
    }
};

struct parameter_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.parameter(0));
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(0.));
    }
};

// t[0] = t, t[1] = 1, and nothing beyond.
struct time_recurrence {
    static constexpr bool time_dependent = true;

    struct slope {
        template <typename T>
        T operator()(T, T n, T) const {
            return n == T(1) ? T(1) : T(0);
        }
    };
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.constants() == 0 ? e.time() : e.time(0));
    }
    template <typename E>
    static void next(E &e) {
        const auto &w = weights::table_of<slope>("time", number(0.), true);
        e.set(e.result(0), e.weight(e.n(), e.n(), w));
    }
};

} // namespace

constinit const operation number_operation = make_operation<number_recurrence>({
    .name = "number",
    .constants = constant_role::value,
    .text = [](const applied_operation &o) { return std::vector{expression(o.constants[0])}; },
});
constinit const operation parameter_operation = make_operation<parameter_recurrence>({
    .name = "parameter",
    .constants = constant_role::parameter,
    .text =
        [](const applied_operation &o) {
            return std::vector{par[static_cast<std::uint32_t>(index_from(o.constants[0]))]};
        },
});
constinit const operation time_operation = make_operation<time_recurrence>({
    .name = "time",
    .constants = constant_role::trajectory,
    .text = [](const applied_operation &) { return std::vector{brook::time}; },
});

} // namespace detail
BROOK_END_NAMESPACE
