// SPDX-License-Identifier: MPL-2.0
// Keyword arguments: what they accept, what they refuse to compile, and that ranges are moved through.
#include <list>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <brook/support/kw.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

namespace words {
constexpr detail::keyword<"real"> real;
constexpr detail::keyword<"flag"> flag;
constexpr detail::keyword<"count"> count;
constexpr detail::keyword<"wide"> wide;
constexpr detail::keyword<"values"> values;
constexpr detail::keyword<"label"> label;
constexpr detail::keyword<"colour"> colour;
constexpr detail::keyword<"choice"> choice;
constexpr detail::keyword<"stranger"> stranger;
} // namespace words

enum class colours { red, green };

struct base_options {
    bool flag = false;
};

struct options : base_options {
    double real = 1;
    unsigned char count = 2;
    long long wide = 0;
    std::vector<double> values;
    std::string label = "none";
    colours colour = colours::red;
    std::variant<bool, colours> choice = false;
};

using keywords =
    detail::accepts<options, detail::sets<words::real, &options::real>, detail::sets<words::flag, &options::flag>,
                    detail::sets<words::count, &options::count>, detail::sets<words::wide, &options::wide>,
                    detail::sets<words::values, &options::values>, detail::sets<words::label, &options::label>,
                    detail::sets<words::colour, &options::colour>, detail::sets<words::choice, &options::choice>>;

template <typename... Args>
requires detail::keyword_arguments<keywords, Args...> options made(Args &&...args) {
    return detail::fill<keywords>(std::forward<Args>(args)...);
}

// A number that converts explicitly only.
struct metres {
    double length;
    explicit operator double() const { return length; }
};

struct feet {
    double length;
    operator double() const { return length * 0.3048; }
};

template <typename Keyword, typename Value>
constexpr bool fits =
    detail::keyword_arguments<keywords, detail::keyword_argument<std::remove_const_t<Keyword>, Value>>;

using real_kw = decltype(words::real);
using flag_kw = decltype(words::flag);
using count_kw = decltype(words::count);
using values_kw = decltype(words::values);
using label_kw = decltype(words::label);
using colour_kw = decltype(words::colour);

static_assert(fits<real_kw, double &&> && fits<real_kw, int &&> && fits<real_kw, const float &> &&
              fits<real_kw, feet &&>);
static_assert(!fits<real_kw, metres &&> && !fits<real_kw, std::string &&> && !fits<real_kw, std::nullptr_t &&>);
// What C++ would convert, but nobody means.
static_assert(!fits<real_kw, bool &&> && !fits<real_kw, const bool &> && !fits<real_kw, char &&> &&
              !fits<real_kw, wchar_t &&> && !fits<real_kw, char32_t &> && fits<real_kw, signed char &&>);
static_assert(!fits<count_kw, bool &&> && !fits<count_kw, const bool &> && !fits<count_kw, char &&> &&
              fits<count_kw, unsigned char &&>);
static_assert(!fits<values_kw, std::initializer_list<bool>> && !fits<values_kw, std::vector<bool> &&> &&
              !fits<values_kw, std::list<bool> &> && !fits<values_kw, std::string &&> &&
              !fits<values_kw, const char (&)[4]>);
static_assert(fits<flag_kw, bool &&> && fits<flag_kw, const bool &>);
static_assert(!fits<flag_kw, int &&> && !fits<flag_kw, double &&> && !fits<flag_kw, const char *&&>);
static_assert(fits<count_kw, int &&> && fits<count_kw, unsigned long long &> && !fits<count_kw, double &&> &&
              !fits<count_kw, bool &&> && !fits<count_kw, colours &&>);
static_assert(fits<values_kw, std::vector<double> &&> && fits<values_kw, const std::vector<double> &> &&
              fits<values_kw, std::list<int> &> && fits<values_kw, std::initializer_list<float>> &&
              fits<values_kw, std::vector<metres> &&>); // elements are constructed explicitly
static_assert(!fits<values_kw, double &&> && !fits<values_kw, std::vector<std::string> &&>);
static_assert(fits<label_kw, const char (&)[4]> && fits<label_kw, std::string &&> &&
              fits<label_kw, std::string_view &&> && !fits<label_kw, int &&>);
static_assert(fits<colour_kw, colours &&> && !fits<colour_kw, int &&>);

// Unknown, repeated, unnamed.
static_assert(detail::keyword_arguments<keywords>);
static_assert(!fits<decltype(words::stranger), double &&>);
static_assert(!detail::keyword_arguments<keywords, double>);
static_assert(!detail::keyword_arguments<keywords, decltype(words::real = 1.), double>);
static_assert(!detail::keyword_arguments<keywords, decltype(words::real = 1.), decltype(words::real = 2)>);
static_assert(detail::keyword_arguments<keywords, decltype(words::real = 1.), decltype(words::flag = true)>);
static_assert(!detail::keyword_arguments<keywords, real_kw>);

} // namespace

TEST_CASE("an option that is one of several things takes each of them", "[kw]") {
    CHECK(std::get<bool>(made(words::choice = true).choice));
    CHECK(std::get<colours>(made(words::choice = colours::green).choice) == colours::green);
    const std::variant<bool, colours> of_its_type = colours::red;
    CHECK(made(words::choice = of_its_type).choice == of_its_type);
    STATIC_REQUIRE(detail::keyword_arguments<keywords, decltype(words::choice = false)>);
    STATIC_REQUIRE(!detail::keyword_arguments<keywords, decltype(words::choice = 1)>);
    STATIC_REQUIRE(!detail::keyword_arguments<keywords, decltype(words::choice = "true")>);
}

TEST_CASE("keywords set members and leave the others alone") {
    const auto none = made();
    CHECK(none.real == 1.);
    CHECK(none.label == "none");
    const auto some =
        made(words::flag = true, words::label = "a name", words::real = 3, words::colour = colours::green);
    CHECK(some.flag);
    CHECK(some.label == "a name");
    CHECK(some.real == 3.);
    CHECK(some.colour == colours::green);
    CHECK(some.count == 2);
    CHECK(made(words::label = std::string_view("view")).label == "view");
}

TEST_CASE("keywords take lvalues, constants and lists") {
    const double constant = 5;
    double variable = 6;
    CHECK(made(words::real = constant).real == 5.);
    CHECK(made(words::real = variable).real == 6.);
    CHECK(made(words::values = {1., 2., 3.}).values == std::vector{1., 2., 3.});
    CHECK(made(words::values = {1, 2}).values == std::vector{1., 2.});
    const std::list<float> list{1, 2};
    CHECK(made(words::values = list).values == std::vector{1., 2.});
    CHECK(made(words::values = std::views::iota(0, 3)).values == std::vector{0., 1., 2.});
    CHECK(made(words::values = std::vector{metres{2}}).values == std::vector{2.});
    std::vector kept{4., 5.};
    CHECK(made(words::values = kept).values == kept);
    CHECK(kept.size() == 2u);
}

TEST_CASE("a vector that is moved in keeps its memory") {
    std::vector values{1., 2., 3.};
    const auto *place = values.data();
    CHECK(made(words::values = std::move(values)).values.data() == place);
}

TEST_CASE("integers are checked when they are given") {
    CHECK(made(words::count = 255).count == 255);
    CHECK(made(words::count = 255ull).count == 255);
    CHECK_THROWS_AS(made(words::count = 256), std::invalid_argument);
    CHECK_THROWS_AS(made(words::count = -1), std::invalid_argument);
    CHECK_THROWS_AS(made(words::count = -1ll), std::invalid_argument);
    CHECK_THROWS_AS(made(words::wide = ~0ull), std::invalid_argument);
    CHECK(made(words::wide = -1).wide == -1);
}
