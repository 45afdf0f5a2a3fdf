// SPDX-License-Identifier: MPL-2.0
// Caches that have seen other CPUs, and processes that see numbers otherwise.
#include <cfenv>
#include <locale>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "cache/disk_cache.hpp"
#include "integrator/remake.hpp"
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

} // namespace

TEST_CASE("code for a richer CPU that somehow comes under our key is not run", "[ends]") {
    const fresh_caches fresh;
    const auto &directory = fresh.directory.path();
    const auto right = some_steps(make());
    const auto key = only_key_in(directory);
    detail::disk_cache cache(directory);
    const auto own = cache.find(key);
    REQUIRE(own);
    const detail::stored_stepper system(detail::recipe::parse(own->recipe), own->source);
    auto richer = detail::find_target_of_any_machine("native");
    richer.features += ",+avx10.2-512";
    const auto with_recipe_for = [&](const detail::target &t) {
        auto code = *own;
        code.recipe = system.recipe_for(t).text();
        return code;
    };
    std::vector<detail::stored_code> forged{with_recipe_for(richer)};
    if (detail::find_target("native").triple.starts_with("x86_64"))
        forged.push_back(system.make_for(detail::find_target_of_any_machine("x86-64-v4")));
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
    const detail::stored_stepper system(detail::recipe::parse(own.recipe), own.source);
    // What such a machine stores: for the level by name, and as its native code.
    auto richer = native;
    richer.features += ",+avx10.2-512";
    auto code = own;
    code.recipe = system.recipe_for(richer).text();
    const auto &v4 = detail::find_target_of_any_machine("x86-64-v4");
    llvm_state::clear_diskcache();
    llvm_state::clear_memcache();
    {
        detail::disk_cache cache(fresh.directory.path());
        REQUIRE(cache.store(system.recipe_for(v4).key(), system.make_for(v4)));
        REQUIRE(cache.store(system.recipe_for(richer).key(), code));
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
