// SPDX-License-Identifier: MPL-2.0
// Archives of derivatives: the arguments and the expressions are one graph, the indices follow from their numbers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/calculus/dtens.hpp>

#include "archive/fields.hpp"
#include "archive/graph.hpp"
#include "archive/record.hpp"
#include "calculus/tensors.hpp"
#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool can_be_arguments(std::vector<expression> args) {
    std::sort(args.begin(), args.end(), std::less<expression>());
    return std::all_of(args.begin(), args.end(),
                       [](const expression &ex) { return as_variable(ex) != nullptr || as_param(ex) != nullptr; }) &&
           std::adjacent_find(args.begin(), args.end()) == args.end();
}

// The number of derivatives is checked against what was read before there is anything of that size.
dtens with_indices(byte_reader &in, std::uint32_t n_outs, std::uint32_t n_args, std::uint32_t order,
                   std::vector<expression> all) {
    if (n_outs == 0 && n_args == 0 && order == 0 && all.empty())
        return {};
    if (n_outs == 0 || n_args == 0 || n_args > all.size() ||
        number_of_derivatives(n_outs, n_args, order) != all.size() - n_args)
        in.fail("the number of derivatives is wrong");
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(n_args);
    std::vector<expression> args(all.begin(), middle), derivatives(middle, all.end());
    if (!can_be_arguments(args))
        in.fail("derivatives are taken by what is no argument");
    return make_tensors(std::move(args), n_outs, order, std::move(derivatives));
}

} // namespace

template <>
struct record<dtens> {
    static std::string name() { return "dtens"; }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const dtens &tensors) {
        out.number(tensors.get_nouts());
        out.number(tensors.get_nargs());
        out.number(tensors.get_order());
        auto all = tensors.get_args();
        std::transform(tensors.begin(), tensors.end(), std::back_inserter(all),
                       [](const auto &entry) { return entry.second; });
        write_graph(out, all);
    }
    static dtens read(byte_reader &in, std::uint64_t) {
        std::uint32_t n_outs = 0, n_args = 0, order = 0;
        transfer_all(in, n_outs, n_args, order);
        auto all = read_graph(in);
        try {
            return with_indices(in, n_outs, n_args, order, std::move(all));
        } catch (const std::overflow_error &error) {
            in.fail(error.what());
        }
    }
};

} // namespace detail

BROOK_ARCHIVE_INSTANCE(dtens)

BROOK_END_NAMESPACE
