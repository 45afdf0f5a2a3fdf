// SPDX-License-Identifier: MPL-2.0
// What is no sound archive is refused, whatever it is.
// covers: frame, record, options
#include "archive/frame.hpp"

#include <brook/archive/archive.hpp>

#include <random>
#include <stdexcept>
#include <string>

#include <brook/math/functions.hpp>

#include "archive/graph.hpp"
#include "support/hash.hpp"
#include "test/support/catch.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

expression example() {
    const auto [x, y] = make_vars("x", "y");
    return sin(x * y) + pow(x, par[3]) * 2.5;
}

/// With the digest that belongs to it.
std::string sealed(std::string content) {
    const auto check = detail::hash_of(std::string_view(content));
    return content.append(reinterpret_cast<const char *>(check.data()), check.size());
}

template <typename X>
bool is_refused(const std::string &archive) {
    try {
        from_archive<X>(archive);
        return false;
    } catch (const std::runtime_error &) {
        return true;
    }
}

} // namespace

TEST_CASE("an archive with any byte changed, or cut anywhere, is refused") {
    const auto archive = to_archive(example());
    for (std::size_t i = 0; i < archive.size(); ++i) {
        auto damaged = archive;
        damaged[i] = static_cast<char>(damaged[i] ^ 4);
        CHECK(is_refused<expression>(damaged));
        CHECK(is_refused<expression>(archive.substr(0, i)));
    }
    CHECK(is_refused<expression>(archive + "x"));
}

TEST_CASE("errors of archives say what was expected and what was got") {
    CHECK_THROWS_WITH(from_archive<expression>(""), ContainsSubstring("'expression'") && ContainsSubstring("nothing"));
    CHECK_THROWS_WITH(from_archive<expression>("no archive of that kind, but a longer text"),
                      ContainsSubstring("no archive"));
    CHECK_THROWS_WITH(from_archive<number>(to_archive(example())),
                      ContainsSubstring("has a 'expression'") && ContainsSubstring("'number' was to be read"));
    auto damaged = to_archive(example());
    damaged[20] = 'x';
    CHECK_THROWS_WITH(from_archive<expression>(damaged), ContainsSubstring("damaged"));
    detail::byte_writer out;
    detail::write_graph(out, {});
    CHECK_THROWS_WITH(from_archive<expression>(detail::framed({"expression", 1000}, std::move(out))),
                      ContainsSubstring("version 1000") && ContainsSubstring("newer brook"));
    CHECK_THROWS_WITH(from_archive<number>(detail::framed({"number"},
                                                          [] {
                                                              detail::byte_writer graph;
                                                              const expression x("x");
                                                              detail::write_graph(graph, {&x, 1});
                                                              return graph;
                                                          }())),
                      ContainsSubstring("another kind"));
}

// As the fuzzer does, of which there is no trace where there is no Clang: contents that nobody wrote, with sound
// digests.
TEST_CASE("any content is read or refused") {
    std::mt19937 random(1);
    const auto below = [&](std::size_t n) { return random() % n; };
    std::size_t read = 0;
    for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
        test::random_expressions expressions(seed);
        const auto archive = to_archive(expressions(1 + below(10)));
        auto content = archive.substr(0, archive.size() - 32);
        for (auto changes = 1 + below(3); changes != 0; --changes)
            content[below(content.size())] = static_cast<char>(below(3) == 0 ? below(256) : below(8));
        read += is_refused<expression>(sealed(content)) ? 0 : 1;
    }
    CHECK(read > 0);
    CHECK(read < 3000);
}
