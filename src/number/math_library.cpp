// SPDX-License-Identifier: MPL-2.0
// The table of math functions: one row for each, from which names and addresses follow.
#include <brook/number/math_library.hpp>

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <vector>

#include <brook/number/fp_functions.hpp>
#include <brook/support/made_once.hpp>

#include "number/kepler.hpp"
#include "support/error.hpp"

// The functions of SLEEF.
#define BROOK_FOR_EACH_UNARY(X)                                                                                        \
    X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) X(exp) X(log) X(erf)
#define BROOK_FOR_EACH_BINARY(X) X(pow) X(atan2)

BROOK_BEGIN_NAMESPACE

namespace detail::math_library {

namespace {

// sleef.h declares some of the scalar variants for some compiler options only; the library always has them.
#define BROOK_DECLARE(f, f32, f64)                                                                                     \
    extern "C" float Sleef_cinz_##f##f1_u10purec f32;                                                                  \
    extern "C" float Sleef_finz_##f##f1_u10purecfma f32;                                                               \
    extern "C" double Sleef_cinz_##f##d1_u10purec f64;                                                                 \
    extern "C" double Sleef_finz_##f##d1_u10purecfma f64;

// The same for vectors. Only their addresses are wanted here, so that their types, which depend on compiler options, do
// not matter; the name of the declaration is not that of sleef.h, which declares some of them.
#if defined(__x86_64__) && defined(__GNUC__)
#define BROOK_FOR_EACH_VECTOR(X, f)                                                                                    \
    X(f, cinz, d2, sse2)                                                                                               \
    X(f, cinz, d4, avx)                                                                                                \
    X(f, finz, d2, avx2128)                                                                                            \
    X(f, finz, d4, avx2)                                                                                               \
    X(f, finz, d8, avx512f)                                                                                            \
    X(f, cinz, f4, sse2) X(f, cinz, f8, avx) X(f, finz, f4, avx2128) X(f, finz, f8, avx2) X(f, finz, f16, avx512f)
#else
#define BROOK_FOR_EACH_VECTOR(X, f)
#endif
#define BROOK_DECLARE_VECTOR(f, family, lanes, isa)                                                                    \
    extern "C" void brook_sleef_##family##_##f##lanes() __asm__("Sleef_" #family "_" #f #lanes "_u10" #isa);
#define BROOK_DECLARE_VECTORS(f) BROOK_FOR_EACH_VECTOR(BROOK_DECLARE_VECTOR, f)
BROOK_FOR_EACH_UNARY(BROOK_DECLARE_VECTORS)
BROOK_FOR_EACH_BINARY(BROOK_DECLARE_VECTORS)

#define BROOK_DECLARE_UNARY(f) BROOK_DECLARE(f, (float), (double))
#define BROOK_DECLARE_BINARY(f) BROOK_DECLARE(f, (float, float), (double, double))
BROOK_FOR_EACH_UNARY(BROOK_DECLARE_UNARY)
BROOK_FOR_EACH_BINARY(BROOK_DECLARE_BINARY)

// As generated code passes a number: Boost's class would go through memory.
template <typename T>
T passed(T x) noexcept {
    return x;
}
template <typename T>
T received(T x) noexcept {
    return x;
}
#ifdef BROOK_HAS_QUADMATH
using boost::multiprecision::float128;
__float128 passed(const float128 &x) noexcept { return x.backend().value(); }
float128 received(__float128 x) noexcept { return x; }
#endif
template <typename T>
using passed_type = decltype(passed(std::declval<T>()));

// Without and with fused multiply-add.
template <typename T>
struct unary_pair {
    using number = passed_type<T>;
    using pointer = number (*)(number);
    pointer functions[2];
};
template <typename T>
struct binary_pair {
    using number = passed_type<T>;
    using pointer = number (*)(number, number);
    pointer functions[2];
};

template <typename T>
struct ternary_pair {
    using number = passed_type<T>;
    using pointer = number (*)(number, number, number);
    pointer functions[2];
};

// A function for each type of the table.
template <template <typename> typename Pair>
struct row {
    const char *name;
    fp_tuple<Pair> of_types;
    bool vectors;
};

template <template <typename> typename Pair, typename F>
constexpr fp_tuple<Pair> for_all_types(F of_type) {
    return [&]<typename... Pairs>(const std::tuple<Pairs...> *) {
        return std::tuple<Pairs...>{of_type(static_cast<const Pairs *>(nullptr))...};
    }(static_cast<const fp_tuple<Pair> *>(nullptr));
}

// SLEEF's, and for other types `Other`, which is generic.
template <template <typename> typename Pair, typename Other>
constexpr row<Pair> make_row(const char *name, Pair<float> f32, Pair<double> f64, Other other) {
    const auto of_type = [&]<typename T>(const Pair<T> *) -> Pair<T> {
        if constexpr (std::is_same_v<T, float>)
            return f32;
        else if constexpr (std::is_same_v<T, double>)
            return f64;
        else
            return {{other, other}};
    };
    return {name, for_all_types<Pair>(of_type), true};
}

// `f`, which is generic, for all types, number by number.
template <template <typename> typename Pair, typename F>
constexpr row<Pair> make_own_row(const char *name, F f) {
    return {name, for_all_types<Pair>([&]<typename T>(const Pair<T> *) { return Pair<T>{{f, f}}; }), false};
}

// The #f would be taken for a directive.
// clang-format off
#define BROOK_ROW(f, kind, other)                                                                                      \
    make_row<kind##_pair>(#f, {{Sleef_cinz_##f##f1_u10purec, Sleef_finz_##f##f1_u10purecfma}},                         \
                          {{Sleef_cinz_##f##d1_u10purec, Sleef_finz_##f##d1_u10purecfma}}, other),
#define BROOK_ROW_UNARY(f) BROOK_ROW(f, unary, [](auto x) { return passed(fp::f(received(x))); })
#define BROOK_ROW_BINARY(f) BROOK_ROW(f, binary, [](auto x, decltype(x) y) { return passed(fp::f(received(x), received(y))); })
// clang-format on

// Roots of numbers that CPUs compute with are instructions.
constinit const row<unary_pair> unary_table[] = {BROOK_FOR_EACH_UNARY(BROOK_ROW_UNARY) make_own_row<unary_pair>(
    "sqrt", [](auto x) { return passed(fp::sqrt(received(x))); })};
constinit const row<binary_pair> binary_table[] = {
    BROOK_FOR_EACH_BINARY(BROOK_ROW_BINARY) make_own_row<binary_pair>("kepE", [](auto e, decltype(e) mean_anomaly) {
        using kepler::kepE; // or what stands beside a type of one's own
        return passed(kepE(received(e), received(mean_anomaly)));
    })};
constinit const row<ternary_pair> ternary_table[] = {
    make_own_row<ternary_pair>("kepF",
                               [](auto h, decltype(h) k, decltype(h) lam) {
                                   using kepler::kepF;
                                   return passed(kepF(received(h), received(k), received(lam)));
                               }),
    make_own_row<ternary_pair>("kepDE", [](auto s0, decltype(s0) c0, decltype(s0) dm) {
        using kepler::kepDE;
        return passed(kepDE(received(s0), received(c0), received(dm)));
    })};

#undef BROOK_ROW_UNARY
#undef BROOK_ROW_BINARY
#undef BROOK_ROW

template <typename Row, std::size_t Size>
const Row *find(const Row (&table)[Size], std::string_view name) {
    const auto *known = std::find_if(table, table + Size, [&](const Row &r) { return name == r.name; });
    return known == table + Size ? nullptr : known;
}

template <typename T, template <typename> typename Pair>
auto function(const row<Pair> &r, bool fused) {
    return std::get<Pair<T>>(r.of_types).functions[fused];
}

std::string full_name(std::string_view name, fp_type type, bool fused) {
    return "brook_" + std::string(name) + "_" + std::string(fp_short_name(type)) + (fused ? "_fma" : "");
}

template <typename Table>
void add_symbols(std::vector<symbol> &out, const Table &table) {
    for (const auto &r : table) {
        for (const bool fused : {false, true}) {
            for_each_fp_type([&]<typename T>() {
                out.push_back(
                    {full_name(r.name, fp_type_of<T>, fused), reinterpret_cast<const void *>(function<T>(r, fused))});
            });
        }
    }
}

void add_vector(std::vector<symbol> &out, const char *name, std::string_view family, std::string_view lanes,
                void (*address)()) {
    const auto type = lanes[0] == 'd' ? fp_type::f64 : fp_type::f32;
    const auto count = static_cast<std::uint32_t>(std::stoul(std::string(lanes.substr(1))));
    out.push_back({symbol_name(name, type, family == "finz", count), reinterpret_cast<const void *>(address)});
}

void add_vectors(std::vector<symbol> &out) {
#define BROOK_ADD_VECTOR(f, family, lanes, isa) add_vector(out, #f, #family, #lanes, brook_sleef_##family##_##f##lanes);
#define BROOK_ADD_VECTORS(f) BROOK_FOR_EACH_VECTOR(BROOK_ADD_VECTOR, f)
    BROOK_FOR_EACH_UNARY(BROOK_ADD_VECTORS)
    BROOK_FOR_EACH_BINARY(BROOK_ADD_VECTORS)
#undef BROOK_ADD_VECTORS
#undef BROOK_ADD_VECTOR
    static_cast<void>(out); // where there are none
}

[[noreturn]] void unknown(std::string_view name) {
    throw_invalid_argument("The math library has no function '{}' with this number of arguments", name);
}

} // namespace

bool has_vectors(std::string_view name) {
    if (const auto *known = find(unary_table, name))
        return known->vectors;
    if (const auto *known = find(binary_table, name))
        return known->vectors;
    if (const auto *known = find(ternary_table, name))
        return known->vectors;
    unknown(name);
}

std::string symbol_name(std::string_view name, fp_type type, bool fused, std::uint32_t lanes) {
    has_vectors(name); // or there is no such function
    return full_name(name, type, fused) + (lanes == 1 ? "" : "_x" + std::to_string(lanes));
}

std::span<const symbol> symbols() {
    static constinit made_once<std::vector<symbol>> all;
    return all.get([] {
        std::vector<symbol> v;
        add_symbols(v, unary_table);
        add_symbols(v, binary_table);
        add_symbols(v, ternary_table);
        add_vectors(v);
        return v;
    });
}

template <typename T>
T call(std::string_view name, bool fused, T x) {
    const auto *known = find(unary_table, name);
    return known != nullptr ? received(function<T>(*known, fused)(passed(x))) : (unknown(name), x);
}

template <typename T>
T call(std::string_view name, bool fused, T x, T y) {
    const auto *known = find(binary_table, name);
    return known != nullptr ? received(function<T>(*known, fused)(passed(x), passed(y))) : (unknown(name), x);
}

template <typename T>
T call(std::string_view name, bool fused, T x, T y, T z) {
    const auto *known = find(ternary_table, name);
    return known != nullptr ? received(function<T>(*known, fused)(passed(x), passed(y), passed(z)))
                            : (unknown(name), x);
}

#define BROOK_FP(type, ...)                                                                                            \
    template BROOK_PUBLIC type call<type>(std::string_view, bool, type);                                               \
    template BROOK_PUBLIC type call<type>(std::string_view, bool, type, type);                                         \
    template BROOK_PUBLIC type call<type>(std::string_view, bool, type, type, type);
#include <brook/number/fp_types.def>
#undef BROOK_FP

} // namespace detail::math_library

BROOK_END_NAMESPACE
