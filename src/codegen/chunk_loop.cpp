// SPDX-License-Identifier: MPL-2.0
// Finds what moves from chunk to chunk.
#include "codegen/chunk_loop.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "math/operations.hpp"
#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class builder {
public:
    builder(const plan &p, std::span<const block> blocks, std::vector<std::size_t> jams)
        : plan_(p), blocks_(blocks), chunk_(std::accumulate(jams.begin(), jams.end(), std::size_t(0))) {
        BROOK_ENSURE(chunk_ != 0 && blocks.size() % chunk_ == 0, "blocks do not fill their chunks");
        loop_.jams = std::move(jams);
        loop_.chunks = blocks.size() / chunk_;
        loop_.first_array = static_cast<std::uint32_t>(p.arrays.size());
    }

    chunk_loop make() {
        for (std::size_t k = 0; k < chunk_; ++k) {
            in_loops_ = at(0, k).convolution;
            loop_.body.push_back(blocks_[k]);
            auto &b = loop_.body.back();
            for (std::size_t a = 0; a < b.args.size(); ++a)
                b.args[a].from = {moving(k, [a](const block &x) { return x.args[a].from; }), 0};
            move(k, &block::results);
            move(k, &block::derived);
            move(k, &block::kept);
            move_constants(k);
        }
        fill_tables();
        return std::move(loop_);
    }

private:
    using column = std::vector<std::uint32_t>;

    const block &at(std::size_t c, std::size_t k) const { return blocks_[c * chunk_ + k]; }

    void move(std::size_t k, std::vector<std::uint32_t> block::*arrays) {
        auto &own = loop_.body[k].*arrays;
        for (std::size_t i = 0; i < own.size(); ++i)
            own[i] = moving(k, [=](const block &x) { return lane_ref{(x.*arrays)[i], 0}; });
    }

    // Where one array or operand of block k lies in each chunk. What keeps its distance to another one shares its
    // pointer.
    template <typename F>
    std::uint32_t moving(std::size_t k, F place) {
        column c;
        bool aligned = true;
        for (std::size_t i = 0; i < loop_.chunks; ++i) {
            const lane_ref l = place(at(i, k));
            c.push_back(static_cast<std::uint32_t>(plan_.arrays[l.array].offset + l.lane));
            aligned = aligned && l.lane == 0;
        }
        auto layout = plan_.arrays[place(at(0, k)).array];
        const auto [known, is_new] = pointers_.try_emplace(steps(c), static_cast<std::uint32_t>(columns_.size()));
        const auto pointer = known->second;
        if (is_new) {
            columns_.push_back(c);
            loop_.in_loops.push_back(false);
        }
        loop_.in_loops[pointer] = loop_.in_loops[pointer] || in_loops_;
        layout.offset = std::size_t(c[0]) - columns_[pointer][0];
        return array(layout, pointer, aligned);
    }

    // From the first place: equal for what keeps its distance.
    static column steps(column c) {
        const auto first = c[0];
        for (auto &x : c)
            x -= first;
        return c;
    }

    std::uint32_t array(const array_layout &layout, std::uint32_t pointer, bool aligned) {
        const auto [known, is_new] = arrays_.try_emplace({pointer, layout.offset, layout.width, layout.history},
                                                         static_cast<std::uint32_t>(loop_.arrays.size()));
        if (is_new)
            loop_.arrays.push_back({layout, pointer, aligned});
        return loop_.first_array + known->second;
    }

    void move_constants(std::size_t k) {
        auto &columns = has_index(loop_.body[k].op) ? loop_.indices : loop_.constants;
        loop_.constant_at.emplace_back();
        for (std::size_t i = 0; i < loop_.body[k].constants.size(); ++i) {
            auto &own = loop_.body[k].constants[i];
            loop_.constant_at[k].push_back(columns);
            bool varies = false;
            for (std::size_t c = 1; c < loop_.chunks && !varies; ++c) {
                const auto &other = at(c, k).constants[i];
                varies = !std::equal(own.begin(), own.end(), other.begin(),
                                     [](const number &x, const number &y) { return identical(x, y); });
            }
            if (varies) {
                columns += own.size();
                own.clear();
            }
        }
    }

    void fill_tables() {
        for (std::size_t c = 0; c < loop_.chunks; ++c) {
            for (const auto &column : columns_)
                loop_.places.push_back(column[c]);
            for (std::size_t k = 0; k < chunk_; ++k) {
                for (std::size_t i = 0; i < loop_.body[k].constants.size(); ++i)
                    if (loop_.body[k].constants[i].empty())
                        add_to_row(loop_.body[k].op, at(c, k).constants[i]);
            }
        }
    }

    void add_to_row(const operation *op, const std::vector<number> &lanes) {
        if (has_index(op))
            std::transform(lanes.begin(), lanes.end(), std::back_inserter(loop_.index_rows), index_from);
        else
            loop_.constant_rows.insert(loop_.constant_rows.end(), lanes.begin(), lanes.end());
    }

    const plan &plan_;
    std::span<const block> blocks_;
    std::size_t chunk_;
    bool in_loops_ = false;       // whether the block at work reads its arrays in the loops of convolutions
    std::vector<column> columns_; // of each pointer
    std::map<column, std::uint32_t> pointers_;                                                    // by steps
    std::map<std::tuple<std::uint32_t, std::size_t, std::uint32_t, bool>, std::uint32_t> arrays_; // of the loop
    chunk_loop loop_;
};

} // namespace

chunk_loop make_chunk_loop(const plan &p, std::span<const block> blocks, std::vector<std::size_t> jams) {
    BROOK_ENSURE(p.scratch_size <= ~std::uint32_t(0), "the memory of a jet is too large for its tables");
    return builder(p, blocks, std::move(jams)).make();
}

} // namespace detail
BROOK_END_NAMESPACE
