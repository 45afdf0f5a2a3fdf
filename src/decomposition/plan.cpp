// SPDX-License-Identifier: MPL-2.0
// Lays out a program in blocks: places values in lanes, finds how each block reads its operands, and assigns memory.
#include "decomposition/plan.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <optional>

#include "decomposition/kind.hpp"
#include "decomposition/tile.hpp"
#include "decomposition/usage.hpp"
#include "math/operations.hpp"
#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

std::vector<std::uint32_t> levels(const program &p) {
    std::vector<std::uint32_t> level(p.definitions.size());
    for (std::size_t i = 0; i < level.size(); ++i) {
        std::uint32_t highest = 0;
        for (const auto v : p.definitions[i].args)
            highest = std::max(highest, p.is_state(v) ? 0 : level[p.defined_by[v - p.n_states]]);
        level[i] = highest + 1;
    }
    return level;
}

bundles single_lanes(const program &p) {
    bundles b;
    for (std::uint32_t i = 0; i < p.definitions.size(); ++i)
        b.definitions.push_back({i});
    for (std::uint32_t i = 0; i < p.n_states; ++i)
        b.states.push_back({i});
    return b;
}

namespace {

class planner {
public:
    planner(const program &p, const bundles &b, std::uint32_t order) : program_(p), bundles_(b), level_(levels(p)) {
        out_.order = order;
    }

    plan make(tiling t) {
        check_bundles();
        place_states();
        place_definitions();
        for (const auto i : definitions_by_level())
            add_block(i);
        for (std::size_t i = 0; i < bundles_.states.size() && program_.has_derivatives(); ++i)
            add_state(i);
        add_outputs();
        order_groups();
        if (t == tiling::where_possible)
            make_tiles(out_);
        assign_memory();
        return std::move(out_);
    }

private:
    // Groups of one level: gathers first, then operations in order of appearance.
    struct level_groups {
        group constant_gathers{true, {}, {}, {}}, gathers{false, {}, {}, {}};
        std::map<std::pair<kind, std::size_t>, std::size_t> kinds; ///< of each kind and length: place among the blocks
        std::vector<group> blocks;
    };

    std::uint32_t new_array(std::uint32_t width, bool history) {
        out_.arrays.push_back({width, history, 0});
        return static_cast<std::uint32_t>(out_.arrays.size() - 1);
    }

    static std::uint32_t block_width(std::size_t n) { return static_cast<std::uint32_t>(std::bit_ceil(n)); }

    void check_bundles() const {
        for (const auto &bundle : bundles_.definitions)
            BROOK_ENSURE(std::all_of(bundle.begin(), bundle.end(),
                                     [&](std::uint32_t i) { return kind_of(i) == kind_of(bundle[0]); }),
                         "the definitions of a bundle differ in kind");
    }

    void place_states() {
        where_.resize(program_.n_values());
        out_.state_lanes.resize(program_.n_states);
        for (const auto &bundle : bundles_.states) {
            const auto width = block_width(bundle.size());
            const auto array = new_array(width, program_.has_derivatives());
            for (std::uint32_t l = 0; l < width; ++l)
                if (l < bundle.size())
                    where_[bundle[l]] = out_.state_lanes[bundle[l]] = {array, l};
                else
                    out_.state_padding.push_back({{array, l}, bundle[0]});
            out_.states.push_back({array, {}});
        }
    }

    void place_definitions() {
        results_.resize(bundles_.definitions.size());
        for (std::size_t i = 0; i < results_.size(); ++i) {
            const auto &bundle = bundles_.definitions[i];
            const auto *op = program_.definitions[bundle[0]].op;
            for (std::uint32_t r = 0; r < op->results; ++r) {
                const auto array = new_array(block_width(bundle.size()), false);
                results_[i].push_back(array);
                for (std::uint32_t l = 0; l < bundle.size(); ++l)
                    where_[program_.definitions[bundle[l]].first_result + r] = {array, l};
            }
        }
    }

    std::vector<std::size_t> definitions_by_level() const {
        std::vector<std::size_t> order(bundles_.definitions.size());
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
            return level_[bundles_.definitions[a][0]] < level_[bundles_.definitions[b][0]];
        });
        return order;
    }

    kind kind_of(std::uint32_t i) const { return detail::kind_of(program_, program_.definitions[i], level_[i]); }

    // How lanes are read: in a row, as a broadcast, or through a gather that is shared by all who need the same lanes.
    operand read(std::vector<lane_ref> lanes, bool constant, std::uint32_t width, std::uint32_t level, bool history) {
        auto o = read_in_place(lanes, width);
        if (!o) {
            lanes.resize(width, lanes[0]);
            auto [it, is_new] = gathered_.try_emplace(lanes, 0);
            if (is_new) {
                it->second = new_array(width, false);
                auto &g = constant ? groups_[level].constant_gathers : groups_[level].gathers;
                g.gathers.push_back({it->second, lanes});
            }
            o = operand{{it->second, 0}, false, false};
        }
        o->constant = constant;
        out_.arrays[o->from.array].history |= history;
        return *o;
    }

    std::optional<operand> read_in_place(const std::vector<lane_ref> &lanes, std::uint32_t width) const {
        const auto first = lanes[0];
        bool row = first.lane + width <= out_.arrays[first.array].width, same = true;
        for (std::uint32_t l = 0; l < lanes.size(); ++l) {
            row = row && lanes[l] == lane_ref{first.array, first.lane + l};
            same = same && lanes[l] == first;
        }
        if (row || same)
            return operand{first, !row, false};
        return {};
    }

    // A lane that holds 0 or -0.
    lane_ref zero_lane(bool negative) {
        auto &zero = zeros_[negative];
        if (!zero) {
            zero = {new_array(1, false), 0};
            auto &blocks = groups_[0].blocks;
            blocks.resize(1, {true, {}, {}, {}});
            const number x(negative ? -0. : 0.);
            blocks[0].blocks.push_back({&number_operation, 1, {}, {zero->array}, {}, {}, {}, {{x}}, false});
        }
        return *zero;
    }

    // Of a bundle of sums, the longest shapes the block.
    const definition &longest(const std::vector<std::uint32_t> &bundle) const {
        return program_.definitions[*std::max_element(bundle.begin(), bundle.end(), [this](auto a, auto b) {
            return program_.definitions[a].args.size() < program_.definitions[b].args.size();
        })];
    }

    // Argument a of all lanes. Shorter sums end in terms of -0 times 0, which change no sum, not even -0 or infinity.
    std::vector<lane_ref> lanes_of_argument(const std::vector<std::uint32_t> &bundle, std::size_t a, bool constant) {
        std::vector<lane_ref> lanes;
        for (const auto i : bundle) {
            const auto &args = program_.definitions[i].args;
            lanes.push_back(a < args.size() ? where_[args[a]] : zero_lane(constant));
        }
        return lanes;
    }

    // Constant c of a definition in a block of sums of `length` arguments. The coefficients of a linear form come
    // first; it may have one constant more.
    static number constant_of(const definition &d, std::size_t c, std::size_t length) {
        if (d.args.size() == length)
            return d.constants[c];
        return c < d.args.size() ? d.constants[c] : c < length ? number(-0.) : d.constants.back();
    }

    // `first` is the longest definition of the bundle.
    block make_block(std::size_t bundle_index, const definition &first, std::uint32_t level) {
        const auto &bundle = bundles_.definitions[bundle_index];
        const auto use = usage_of(program_, first);
        block b{first.op, block_width(bundle.size()), {}, results_[bundle_index], {},
                {},       first.attributes,           {}, use.convolution};
        for (std::size_t a = 0; a < first.args.size(); ++a) {
            const bool constant = program_.is_constant(first.args[a]);
            b.args.push_back(
                read(lanes_of_argument(bundle, a, constant), constant, b.width, level, use.args_history[a]));
        }
        for (std::size_t r = 0; r < b.results.size(); ++r)
            out_.arrays[b.results[r]].history |= use.results_history[r];
        for (const bool history : use.derived_history)
            b.derived.push_back(new_array(b.width, history));
        for (std::size_t i = 0; i < use.kept; ++i)
            b.kept.push_back(new_array(b.width, false));
        for (std::size_t c = 0; c < first.constants.size(); ++c) {
            b.constants.emplace_back();
            for (std::uint32_t l = 0; l < b.width; ++l) {
                const auto &d = program_.definitions[bundle[l < bundle.size() ? l : 0]];
                b.constants.back().push_back(constant_of(d, c, first.args.size()));
            }
        }
        return b;
    }

    void add_block(std::size_t bundle_index) {
        const auto k = kind_of(bundles_.definitions[bundle_index][0]);
        auto &level = groups_[k.level];
        const auto &first = longest(bundles_.definitions[bundle_index]);
        const auto [it, is_new] = level.kinds.try_emplace({k, first.args.size()}, level.blocks.size());
        if (is_new)
            level.blocks.push_back({k.constant, {}, {}, {}});
        level.blocks[it->second].blocks.push_back(make_block(bundle_index, first, k.level));
    }

    void add_state(std::size_t bundle_index) {
        const auto &bundle = bundles_.states[bundle_index];
        const bool constant = program_.is_constant(program_.derivatives[bundle[0]]);
        std::vector<lane_ref> derivatives;
        for (const auto i : bundle) {
            derivatives.push_back(where_[program_.derivatives[i]]);
            BROOK_ENSURE(program_.is_constant(program_.derivatives[i]) == constant,
                         "constant and changing derivatives share a block");
        }
        constexpr std::uint32_t last = ~std::uint32_t(0);
        const auto array = out_.states[bundle_index].array;
        out_.states[bundle_index].derivative =
            read(std::move(derivatives), constant, out_.arrays[array].width, last, false);
    }

    void add_outputs() {
        for (const auto v : program_.outputs) {
            const bool constant = program_.is_constant(v);
            out_.outputs.push_back({where_[v], constant});
            out_.arrays[where_[v].array].history |= !constant && out_.order > 0;
        }
    }

    void order_groups() {
        for (auto &[level, g] : groups_) {
            for (auto *gathers : {&g.constant_gathers, &g.gathers})
                if (!gathers->gathers.empty())
                    out_.groups.push_back(std::move(*gathers));
            std::move(g.blocks.begin(), g.blocks.end(), std::back_inserter(out_.groups));
        }
    }

    void assign_memory() {
        std::size_t size = 0;
        for (const auto i : placement(out_)) {
            auto &a = out_.arrays[i];
            size = (size + a.width - 1) / a.width * a.width;
            a.offset = size;
            size += a.width * (a.history ? out_.order + std::size_t(1) : 1);
        }
        out_.scratch_size = size;
    }

    const program &program_;
    const bundles &bundles_;
    std::vector<std::uint32_t> level_;
    std::vector<lane_ref> where_;                     // of each value
    std::vector<std::vector<std::uint32_t>> results_; // arrays of each bundle
    std::map<std::vector<lane_ref>, std::uint32_t> gathered_;
    std::optional<lane_ref> zeros_[2];             // 0 and -0
    std::map<std::uint32_t, level_groups> groups_; // by level
    plan out_;
};

} // namespace

std::vector<std::uint32_t> shape_of(const plan &p, const block &b) {
    const auto of_layout = [&](std::uint32_t array) { return 2 * p.arrays[array].width + p.arrays[array].history; };
    std::vector<std::uint32_t> shape{b.width};
    for (const auto &a : b.args)
        shape.push_back(4 * of_layout(a.from.array) + 2 * a.broadcast + a.constant);
    for (const auto *arrays : {&b.results, &b.derived, &b.kept}) {
        shape.push_back(0); // ends a list: no layout has width 0
        std::transform(arrays->begin(), arrays->end(), std::back_inserter(shape), of_layout);
    }
    return shape;
}

plan make_plan(const program &p, const bundles &b, std::uint32_t order, tiling t) {
    return planner(p, b, order).make(t);
}

} // namespace detail
BROOK_END_NAMESPACE
