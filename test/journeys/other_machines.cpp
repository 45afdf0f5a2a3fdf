// SPDX-License-Identifier: MPL-2.0
// Caches that have seen other CPUs, and processes that see numbers otherwise.
#include <cfenv>
#include <locale>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <brook/cfunc/cfunc.hpp>
#include <brook/expression/user_function.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>

#include "cache/store/disk_cache.hpp"
#include "jit/code_unit.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/stored_key.hpp"

using namespace brook;

namespace {

// Quotients and powers, whose recurrences have constants of their own.
const auto &equations() {
    const auto [x, v] = make_vars("x", "v");
    static const std::vector equations{prime(x) = v, prime(v) = -sin(x) / (3. + exp(v)) - pow(2. + x, .3)};
    return equations;
}

taylor_adaptive<double> make(const char *target = "") {
    return taylor_adaptive<double>(equations(), {.05, .025}, kw::target = target);
}

std::vector<double> some_steps(taylor_adaptive<double> ta) {
    for (int i = 0; i < 20; ++i)
        ta.step();
    return ta.get_state();
}

// Decimal commas, and points between thousands.
struct other_punctuation : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

// The locale of the process, for a block.
struct locale_set {
    explicit locale_set(const std::locale &wanted) : before(std::locale::global(wanted)) {}
    locale_set(const locale_set &) = delete;
    locale_set &operator=(const locale_set &) = delete;
    ~locale_set() { std::locale::global(before); }
    std::locale before;
};

// The rounding mode of this thread, for a block.
struct rounding_set {
    explicit rounding_set(int mode) { std::fesetround(mode); }
    rounding_set(const rounding_set &) = delete;
    rounding_set &operator=(const rounding_set &) = delete;
    ~rounding_set() { std::fesetround(before); }
    int before = std::fegetround();
};

// a = 2 b, of a program that does not say which: what it emits is the key, with all constants of the others.
struct twice_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.literal(2.) * e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(2.) * e.arg(0)[e.n()]);
    }
};
constinit const operation twice_operation = make_operation<twice_recurrence>("twice");
constinit const function_rule twice{.name = "twice", .taylor = &twice_operation};

// a = b / 10, by an expansion that computes its constant.
const function_rule tenth{.name = "tenth",
                          .expand = [](const func &f) { return expression(number(1.) / number(10.)) * f.args()[0]; }};

// Whose constants are computed outside of compilations, too.
struct various {
    taylor_adaptive<double> keyed_by_bitcode;
    taylor_adaptive<float> with_hidden_parameter;
    cfunc<double> function;
};

various make_various() {
    const auto [x, v] = make_vars("x", "v");
    const auto unidentified = user_function(twice)(x), expanded = user_function(tenth)(v);
    const auto force = expanded - unidentified - sin(x) / (3. + exp(v)) - pow(2. + x, .3) + erf(v) * pi;
    return {taylor_adaptive<double>({prime(x) = v, prime(v) = force}, {.05, .025}),
            taylor_adaptive<float>({prime(x) = -.1 * x}, {1.f}, kw::lift_constants = true),
            cfunc<double>({force}, {x, v})};
}

// All that is known of them, and what they compute.
std::vector<std::string> described(various all) {
    std::vector<std::string> texts{all.keyed_by_bitcode.get_compile_info().key,
                                   all.with_hidden_parameter.get_compile_info().key,
                                   all.function.get_compile_info().key};
    for (const auto &[ex, hidden] : all.keyed_by_bitcode.get_decomposition())
        texts.push_back(fmt::format("{}", ex));
    for (const auto &ex : all.function.get_dc())
        texts.push_back(fmt::format("{}", ex));
    texts.push_back(std::get<llvm_state>(all.keyed_by_bitcode.get_llvm_state()).get_ir());
    return texts;
}

std::vector<double> computed_by(various all) {
    auto numbers = some_steps(all.keyed_by_bitcode);
    all.with_hidden_parameter.step();
    numbers.push_back(all.with_hidden_parameter.get_state()[0]);
    std::vector<double> out(1), in{.25, .5};
    all.function(out, in);
    numbers.push_back(out[0]);
    return numbers;
}

} // namespace

TEST_CASE("code for a richer CPU that somehow comes under our key is not run", "[ends]") {
    const fresh_caches fresh;
    const auto &directory = fresh.directory.path();
    const auto right = some_steps(make());
    const auto key = only_key_in(directory);
    detail::disk_cache cache(directory);
    const auto own = cache.find(key);
    REQUIRE(own);
    const auto system = detail::stored_unit(detail::recipe::parse(own->recipe), own->source);
    auto richer = detail::find_target_of_any_machine("native");
    richer.features += ",+avx10.2-512";
    const auto with_recipe_for = [&](const detail::target &t) {
        auto code = *own;
        code.recipe = describe(*system, t).text();
        return code;
    };
    std::vector<detail::stored_code> forged{with_recipe_for(richer)};
    if (detail::find_target("native").triple.starts_with("x86_64"))
        forged.push_back(make_code(*system, detail::find_target_of_any_machine("x86-64-v4")));
    log_capture capture;
    for (const auto &code : forged) {
        cache.erase(key);
        REQUIRE(cache.store(key, code)); // with our secret, and a seal that fits
        llvm_state::clear_memcache();
        std::vector<double> steps;
        const auto counted = during([&] { steps = some_steps(make()); });
        CHECK(counted.misses_rejected == 1);
        CHECK((counted.compilations == 1 && counted.disk_hits == 0 && counted.disk_stores == 1));
        CHECK(test::same_bits(steps, right));
    }
    CHECK(capture.lines().size() == 1);
    CHECK(capture.count("does not hash to its key") == 1);
}

TEST_CASE("a cache that came from a richer CPU is a cache without entries for this one", "[ends]") {
    const auto &native = detail::find_target("native");
    if (!native.triple.starts_with("x86_64"))
        return;
    const fresh_caches fresh;
    const auto right = some_steps(make());
    const auto own = *detail::disk_cache(fresh.directory.path()).find(only_key_in(fresh.directory.path()));
    const auto system = detail::stored_unit(detail::recipe::parse(own.recipe), own.source);
    // What such a machine stores: for the level by name, and as its native code.
    auto richer = native;
    richer.features += ",+avx10.2-512";
    auto code = own;
    code.recipe = describe(*system, richer).text();
    const auto &v4 = detail::find_target_of_any_machine("x86-64-v4");
    llvm_state::clear_diskcache();
    llvm_state::clear_memcache();
    {
        detail::disk_cache cache(fresh.directory.path());
        REQUIRE(cache.store(describe(*system, v4).key(), make_code(*system, v4)));
        REQUIRE(cache.store(describe(*system, richer).key(), code));
    }
    std::vector<double> steps;
    const auto counted = during([&] { steps = some_steps(make()); });
    CHECK((counted.misses_absent == 1 && counted.compilations == 1 && counted.disk_hits == 0));
    CHECK(test::same_bits(steps, right));
    // Asked for by name, it runs where the machine can run it, and is refused before any look-up where it cannot.
    std::optional<std::string> refusal;
    try {
        detail::find_target("x86-64-v4");
    } catch (const std::invalid_argument &error) {
        refusal = error.what();
    }
    if (refusal) {
        CHECK(during([] { CHECK_THROWS_AS(make("x86-64-v4"), std::invalid_argument); }) == detail::counter_values{});
        CHECK(refusal->find("which this machine lacks") != std::string::npos);
    } else {
        CHECK(during([] { make("x86-64-v4"); }).disk_hits == 1);
    }
}

TEST_CASE("other CPUs of the same level share the code of the level", "[ends]") {
    const fresh_caches fresh;
    if (!detail::find_target("native").triple.starts_with("x86_64"))
        return;
    (void)make("x86-64-v2");
    const auto code = detail::disk_cache(fresh.directory.path()).find(only_key_in(fresh.directory.path()));
    REQUIRE(code);
    const auto recipe = detail::recipe::parse(code->recipe);
    CHECK(*recipe.find("cpu") == "x86-64-v2"); // nothing else in a recipe depends on the CPU
    CHECK(recipe.find("features")->empty());
}

TEST_CASE("neither the locale nor the rounding mode changes key or code", "[ends]") {
    const auto key_and_code = [] {
        const fresh_caches fresh;
        const auto ta = make();
        const auto code = detail::disk_cache(fresh.directory.path()).find(only_key_in(fresh.directory.path()));
        return std::pair(ta.get_compile_info().key, code ? code->object : std::vector<std::byte>());
    };
    const auto [key, code] = key_and_code();
    CHECK(!code.empty());
    const auto check_equal = [&] {
        const auto [other_key, other_code] = key_and_code();
        CHECK(other_key == key);
        CHECK((other_code == code)); // bytes are no message
    };
    {
        const locale_set other(std::locale(std::locale::classic(), new other_punctuation));
        check_equal();
    }
    for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
        const rounding_set other(mode);
        check_equal();
    }
}

TEST_CASE("constants do not depend on the rounding mode of whoever constructs", "[ends]") {
    const fresh_caches fresh;
    const auto expected = described(make_various());
    const auto numbers = computed_by(make_various());
    for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
        llvm_state::clear_memcache();
        llvm_state::clear_diskcache();
        std::optional<various> made;
        {
            const rounding_set other(mode);
            made = make_various();
            CHECK(described(*made) == expected);
        }
        CHECK(test::same_bits(computed_by(*made), numbers));
    }
}
