// SPDX-License-Identifier: MPL-2.0
// Options, keys and code: what changes a key can change the code, and what changes the code changes the key.
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "cfunc/build.hpp"
#include "integrator/build.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/log_capture.hpp"

using namespace brook;
using detail::code_options;
using detail::fp_type;
using detail::target;

namespace {

// Something that code is made of.
struct subject {
    std::string kind, name;
    std::function<detail::cache_key(const code_options &, const target &)> key;
    std::function<std::vector<std::byte>(const code_options &, const target &)> object;
};

subject stepper(std::string name, const problems::equations &equations) {
    const auto system = std::make_shared<const detail::ode_system>(equations);
    const auto all = [](const code_options &options) { return detail::stepper_options{options, 1}; };
    return {"stepper", std::move(name),
            [=](const code_options &o, const target &t) {
                return describe(detail::stepper_unit(*system, fp_type::f64, 10, all(o)), t).key();
            },
            [=](const code_options &o, const target &t) {
                return make_code(detail::stepper_unit(*system, fp_type::f64, 10, all(o)), t).object;
            }};
}

subject functions(std::string name, std::vector<expression> fn, std::vector<expression> variables) {
    const auto set = std::make_shared<const detail::function_set>(std::move(fn), std::move(variables));
    const auto all = [](const code_options &options) { return detail::function_options{options, 0}; };
    return {"functions", std::move(name),
            [=](const code_options &o, const target &t) {
                return describe(detail::function_unit(*set, fp_type::f64, all(o)), t).key();
            },
            [=](const code_options &o, const target &t) {
                return make_code(detail::function_unit(*set, fp_type::f64, all(o)), t).object;
            }};
}

std::vector<subject> all_subjects() {
    const auto [x, y, z, w] = make_vars("x", "y", "z", "w");
    return {stepper("two equations", {prime(x) = sin(x) * y, prime(y) = x / (1. + y * y)}),
            stepper("pendulum", problems::pendulum().system),
            stepper("Henon-Heiles", problems::henon_heiles().system),
            stepper("outer Solar System", problems::outer_solar_system().system),
            functions("four of a kind", {x * y + z, y * z + w, z * w + x, w * x + y}, {x, y, z, w}),
            functions("two", {sin(x) * y, x / (1. + y * y)}, {x, y})};
}

struct toggle {
    const char *keyword;
    void (*set)(code_options &);
};

const toggle toggles[] = {{"fast_math", [](code_options &o) { o.fast_math = true; }},
                          {"force_avx512", [](code_options &o) { o.force_avx512 = true; }},
                          {"slp_vectorize", [](code_options &o) { o.slp_vectorize = true; }},
                          {"compact_mode", [](code_options &o) { o.compact = true; }},
                          {"code_model", [](code_options &o) { o.model = code_model::large; }},
                          {"parjit", [](code_options &o) { o.parjit = false; }},
                          {"mname", [](code_options &o) { o.module_name = "a name"; }}};

std::vector<target> all_targets() {
    std::vector<target> all{detail::find_target("native")};
#if defined(__x86_64__)
    // Compiled for, not run.
    all.push_back({all[0].triple, "skylake-avx512", "", {true, 64, 32, 64}});
#endif
    return all;
}

// What was seen of a keyword, for a kind of code and a level.
struct sightings {
    bool in_key = false, in_code = false;
};

} // namespace

TEST_CASE("a keyword is in the key if it can change the code, and only then", "[options]") {
    std::map<std::string, sightings> seen;
    for (const auto &s : all_subjects())
        for (const auto &t : all_targets())
            for (const unsigned level : {0u, 1u, 2u, 3u}) {
                code_options plain;
                plain.opt_level = level;
                const auto key = s.key(plain, t);
                const auto object = s.object(plain, t);
                for (const auto &[keyword, set] : toggles) {
                    auto other = plain;
                    set(other);
                    const bool in_key = s.key(other, t) != key, in_code = s.object(other, t) != object;
                    INFO(keyword << " at level " << level << ", " << s.name << " for " << t.cpu);
                    CHECK((in_key || !in_code));
                    auto &both = seen[std::string(keyword) + " of " + s.kind + " at level " + std::to_string(level)];
                    both.in_key |= in_key;
                    both.in_code |= in_code;
                }
            }
    for (const auto &[what, both] : seen) {
        INFO(what);
        CHECK(both.in_key == both.in_code);
    }
}

TEST_CASE("every level has a key of its own, and code of its own", "[options]") {
    for (const auto &kind : {"stepper", "functions"}) {
        std::map<std::string, std::pair<bool, bool>> differ; // key, code
        for (const auto &s : all_subjects()) {
            if (s.kind != kind)
                continue;
            for (const unsigned level : {1u, 2u, 3u}) {
                code_options lower, higher;
                lower.opt_level = level - 1;
                higher.opt_level = level;
                const auto &t = detail::find_target("native");
                auto &[key, code] = differ[std::to_string(level - 1) + " and " + std::to_string(level)];
                key |= s.key(lower, t) != s.key(higher, t);
                code |= s.object(lower, t) != s.object(higher, t);
            }
        }
        for (const auto &[levels, which] : differ) {
            INFO("levels " << levels << " of " << kind);
            CHECK((which.first && which.second));
        }
    }
}

TEST_CASE("keywords that do nothing say so, once", "[options]") {
    const auto x = make_vars("x");
    const log_capture log;
    for (int i = 0; i < 2; ++i) {
        taylor_adaptive<double>({prime(x) = -x}, {1.}, kw::compact_mode = true, kw::parallel_mode = true, kw::prec = 53,
                                kw::fast_math = true, kw::slp_vectorize = true, kw::high_accuracy = true);
        cfunc<double>({x}, {x}, kw::parallel_mode = true, kw::prec = 53, kw::high_accuracy = true, kw::fast_math = true,
                      kw::check_prec = false);
    }
    for (const char *keyword : {"prec", "slp_vectorize", "high_accuracy"}) {
        INFO(keyword);
        CHECK(log.count("kw::" + std::string(keyword) + " changes nothing") == 1);
    }
    CHECK(log.count("kw::parallel_mode changes nothing") == 2); // for different reasons
    CHECK(log.lines().size() == 5);
}

TEST_CASE("fast_math changes roundings, and nothing else", "[options]") {
    const auto [x, v] = make_vars("x", "v");
    const auto end = [&](bool fast, unsigned level) {
        taylor_adaptive<double> ta({prime(x) = v, prime(v) = -9.8 * sin(x) - .1 * v + cos(brook::time)}, {.05, .025},
                                   kw::fast_math = fast, kw::opt_level = level);
        CHECK(std::get<0>(ta.propagate_until(10.)) == taylor_outcome::time_limit);
        return ta.get_state();
    };
    const cfunc<double> f({x / v, log(x), x * v + x * 3. + v, sqrt(x)}, {x, v}, kw::fast_math = true);
    std::vector<double> out(4);
    for (const unsigned level : {0u, 1u, 2u, 3u}) {
        const auto plain = end(false, level), fast = end(true, level);
        CHECK(plain == end(false, 1));
        // Errors of 2^-53 in each step grow by much less than a thousand in this time.
        CHECK_THAT(fast[0], Catch::Matchers::WithinAbs(plain[0], 1e-13));
        CHECK_THAT(fast[1], Catch::Matchers::WithinAbs(plain[1], 1e-13));
    }
    f(out, std::vector{1., 0.});
    CHECK((out[0] == std::numeric_limits<double>::infinity() && out[1] == 0 && out[2] == 3 && out[3] == 1));
    f(out, std::vector{-1., 2.});
    CHECK((out[0] == -.5 && std::isnan(out[1]) && out[2] == -3 && std::isnan(out[3])));
}
