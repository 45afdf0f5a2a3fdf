// SPDX-License-Identifier: MPL-2.0
// What does nothing says so, once.
#include "jit/idle_options.hpp"

#include <stdexcept>

#include "test/support/catch.hpp"
#include "test/support/log_capture.hpp"

using namespace brook::detail;

TEST_CASE("an option without effect warns once for each reason, if it was given", "[idle_options]") {
    const log_capture log;
    warn_if_idle(false, "nothing", "of this test");
    CHECK(log.lines().empty());
    for (int i = 0; i < 3; ++i) {
        warn_if_idle(true, "nothing", "of this test");
        warn_if_idle(true, "nothing", "of this test either");
    }
    CHECK(log.lines().size() == 2);
    CHECK(log.count("kw::nothing changes nothing: of this test") == 2);
    CHECK(log.lines()[0].first == brook::log_level::warn);
}

TEST_CASE("options of code that change no code are told, others are not", "[idle_options]") {
    const log_capture log;
    code_options options;
    options.opt_level = 3;
    options.slp_vectorize = options.compact = options.force_avx512 = options.fast_math = true;
    check_code_options(options, fp_type::f64);
    CHECK(log.lines().empty());
    options.opt_level = 2;
    check_code_options(options, fp_type::f64);
    CHECK(log.count("kw::slp_vectorize changes nothing") == 1);
    CHECK(log.lines().size() == 1);
    options.opt_level = 0;
    check_code_options(options, fp_type::f64);
    CHECK(log.count("kw::fast_math changes nothing: at opt_level 0") == 1);
    CHECK_THROWS_AS(check_code_options(options, fp_type::dd), std::invalid_argument);
    options.fast_math = false;
    CHECK_NOTHROW(check_code_options(options, fp_type::dd));
}

TEST_CASE("a precision is a number of bits", "[idle_options]") {
    const log_capture log;
    check_precision(0);
    CHECK(log.lines().empty());
    check_precision(113);
    CHECK(log.count("kw::prec changes nothing") == 1);
    CHECK_THROWS_AS(check_precision(-1), std::invalid_argument);
}
