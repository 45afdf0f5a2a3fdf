// SPDX-License-Identifier: MPL-2.0
// Splits linear forms, sums of products and sums of squares with many terms.
#include "decomposition/split_sums.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "decomposition/kind.hpp"
#include "decomposition/plan.hpp"
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class splitter {
public:
    splitter(const program &p, std::uint32_t width) : program_(p), width_(width), level_(levels(p)) {
        for (std::size_t i = 0; i < p.definitions.size(); ++i)
            if (is_long(p.definitions[i]))
                ++members_[kind_of(p, p.definitions[i], level_[i])][p.definitions[i].args.size()];
    }

    program run() {
        if (members_.empty())
            return program_;
        out_.n_states = program_.n_states;
        for (value_id s = 0; s < program_.n_states; ++s)
            moved_.push_back(s);
        for (std::size_t i = 0; i < program_.definitions.size(); ++i)
            add(i);
        const auto moved = [this](value_id v) { return moved_[v]; };
        const auto &[derivatives, outputs] = std::tie(program_.derivatives, program_.outputs);
        std::transform(derivatives.begin(), derivatives.end(), std::back_inserter(out_.derivatives), moved);
        std::transform(outputs.begin(), outputs.end(), std::back_inserter(out_.outputs), moved);
        return std::move(out_);
    }

private:
    // Partial sums of fewer than four terms would not be worth the sum of sums.
    bool is_long(const definition &d) const {
        return d.op->args_per_term != 0 && !d.constant && d.n_terms() >= 4 * std::size_t(width_);
    }

    bool to_split(std::size_t i) const {
        const auto &d = program_.definitions[i];
        return is_long(d) && 2 * like(d, level_[i]) <= width_;
    }

    // How many could share a block with it.
    std::size_t like(const definition &d, std::uint32_t level) const {
        std::size_t sum = 0;
        for (const auto &[length, count] : members_.at(kind_of(program_, d, level))) {
            const auto [shorter, longer] = std::minmax({length, d.args.size()});
            sum += of_like_lengths(shorter, longer, 1) ? count : 0;
        }
        return sum;
    }

    void add(std::size_t i) {
        auto d = program_.definitions[i];
        for (auto &v : d.args)
            v = moved_[v];
        const auto first = to_split(i) ? split(d) : out_.add(d);
        for (std::uint32_t r = 0; r < d.op->results; ++r)
            moved_.push_back(first + r);
    }

    // The sum of the terms first, first + step, ... below end, with their coefficients where there are any.
    definition part(const definition &d, std::size_t first, std::size_t step, std::size_t end) const {
        definition sum{d.op, {}, {}, {}, 0, false};
        for (auto t = first; t < end; t += step) {
            for (std::size_t a = 0; a < d.op->args_per_term; ++a)
                sum.args.push_back(d.args[t * d.op->args_per_term + a]);
            if (d.op->constants == constant_role::coefficients)
                sum.constants.push_back(d.constants[t]);
        }
        return sum;
    }

    // Terms k, k + width, k + 2 width, ... are partial sum k; what is left over is one more.
    value_id split(const definition &d) {
        const auto terms = d.n_terms(), even = terms / width_ * width_;
        definition total{&linear_operation, {}, {}, {}, 0, false};
        const auto add_part = [&](definition sum) {
            total.args.push_back(out_.add(std::move(sum)));
            total.constants.emplace_back(1.);
        };
        for (std::uint32_t k = 0; k < width_; ++k)
            add_part(part(d, k, width_, even));
        if (even != terms)
            add_part(part(d, even, 1, terms));
        if (d.op->constants == constant_role::coefficients && d.constants.size() > terms)
            total.constants.push_back(d.constants.back());
        return out_.add(std::move(total));
    }

    const program &program_;
    std::uint32_t width_;
    std::vector<std::uint32_t> level_;
    std::map<kind, std::map<std::size_t, std::size_t>> members_; // of long sums: number of each kind and length
    std::vector<value_id> moved_;                                // new number of each value
    program out_;
};

} // namespace

program split_sums(const program &p, std::uint32_t width) { return width <= 1 ? p : splitter(p, width).run(); }

} // namespace detail
BROOK_END_NAMESPACE
