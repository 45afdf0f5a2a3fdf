// SPDX-License-Identifier: MPL-2.0
// Archives of expressions: what is read is read again from what it is written as.
#include <algorithm>
#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>

#include "archive/graph.hpp"
#include "test/fuzzers/fuzzer.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace fuzzers {
namespace {

input written(const std::vector<expression> &all) {
    detail::byte_writer out;
    detail::write_graph(out, all);
    return out.take();
}

std::vector<expression> read(std::span<const std::byte> bytes) {
    detail::byte_reader in(bytes, "expression");
    try {
        auto all = detail::read_graph(in);
        in.end();
        return all;
    } catch (const std::invalid_argument &error) {
        in.fail(error.what());
    }
}

} // namespace

std::vector<input> examples() {
    std::vector<input> all{written({}), written({expression("x")})};
    for (std::uint32_t seed = 1; seed <= 10; ++seed)
        all.push_back(written(test::random_expressions(seed).several(2, 4)));
    const auto sine = sin(expression("x"));
    const auto &rule = std::get<func>(sine.value()).rule();
    const func_args shared({expression("x")}, true);
    all.push_back(written({expression(func(rule, shared)), expression(func(rule, shared))}));
    return all;
}

bool accepted(std::span<const std::byte> bytes) {
    const auto all = unless_refused<std::runtime_error>([&] { return read(bytes); });
    if (!all)
        return false;
    // Nodes that nothing refers to are gone.
    const auto once = written(*all);
    expect(written(read(once)) == once, "what was written is read, and written as it was");
    return true;
}

} // namespace fuzzers
