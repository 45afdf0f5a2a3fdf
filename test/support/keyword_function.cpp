// SPDX-License-Identifier: MPL-2.0
// Functions with positional arguments and keywords, and keywords that must be given.
#include <brook/support/keyword_function.hpp>

#include <array>
#include <concepts>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

namespace words {
constexpr detail::keyword<"height"> height;
constexpr detail::keyword<"widths"> widths;
constexpr detail::keyword<"depth"> depth;
} // namespace words

struct hill_options {
    double height = 1;
    std::optional<std::vector<double>> widths;
    int depth = 0;
};

using hill_keywords = detail::accepts<hill_options, detail::sets<words::height, &hill_options::height>,
                                      detail::sets<words::widths, &hill_options::widths>>;
using deep_keywords = detail::also_accepts<hill_keywords, detail::needs<words::depth, &hill_options::depth>>::type;

double make_hill(const hill_options &options, const std::array<double, 2> &x) {
    return options.height * x[0] + x[1] + (options.widths ? double(options.widths->size()) : 0.5);
}
int make_deep(const hill_options &options) { return options.depth; }

constexpr detail::keyword_function<"hill", hill_keywords, make_hill> hill;
constexpr detail::keyword_function<"deep", deep_keywords, make_deep> deep;

template <typename Function, typename... Args>
constexpr bool can_be_called = requires(Function f, Args... args) {
    f(args...);
};

template <typename Keyword, typename Value>
using argument = detail::keyword_argument<std::remove_const_t<Keyword>, Value>;

static_assert(can_be_called<decltype(deep), argument<decltype(words::depth), int>>);
static_assert(!can_be_called<decltype(deep)>);
static_assert(!can_be_called<decltype(deep), argument<decltype(words::height), double>>);
static_assert(
    !can_be_called<decltype(deep), argument<decltype(words::depth), int>, argument<decltype(words::depth), int>>);
static_assert(can_be_called<decltype(hill), std::array<double, 2>>);
static_assert(!can_be_called<decltype(hill)>);
static_assert(!can_be_called<decltype(hill), std::array<double, 2>, argument<decltype(words::depth), int>>);

template <typename... Args>
constexpr auto reason = detail::refusal<"deep", deep_keywords, Args...>();
template <typename... Args>
constexpr std::string_view why = reason<Args...>.text;

static_assert(why<> == "kw::depth is missing in a call of deep");
static_assert(why<argument<decltype(words::height), double>> == "kw::depth is missing in a call of deep");
static_assert(why<argument<decltype(words::height), const char *>> == "kw::height of deep takes a number");
static_assert(why<argument<decltype(words::depth), int>>.empty());

} // namespace

TEST_CASE("functions take positional arguments and keywords", "[keyword_function]") {
    REQUIRE(hill({2., 3.}) == 5.5);
    REQUIRE(hill({2., 3.}, words::height = 2) == 7.5);
    REQUIRE(hill({2., 3.}, words::widths = {1., 2.}, words::height = 2) == 9.);
    REQUIRE(hill({2., 3.}, words::widths = std::vector<float>(3)) == 8.);
    REQUIRE(deep(words::depth = 4) == 4);
    REQUIRE(deep(words::widths = {1., 2.}, words::depth = 4) == 4);
}
