// SPDX-License-Identifier: MPL-2.0
// Splits linear forms with many terms.
#include "decomposition/split_sums.hpp"

#include <map>
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
        for (std::size_t i = 0; i < p.definitions.size(); ++i) {
            if (is_long(p.definitions[i])) {
                ++members_[kind_of(p, p.definitions[i], level_[i])];
            }
        }
    }

    program run() {
        if (members_.empty()) {
            return program_;
        }
        out_.n_states = program_.n_states;
        for (value_id s = 0; s < program_.n_states; ++s) {
            moved_.push_back(s);
        }
        for (std::size_t i = 0; i < program_.definitions.size(); ++i) {
            add(i);
        }
        for (const auto v : program_.derivatives) {
            out_.derivatives.push_back(moved_[v]);
        }
        return std::move(out_);
    }

private:
    // Partial sums of fewer than four terms would not be worth the sum of sums.
    bool is_long(const definition &d) const {
        return d.op == &linear_operation && !d.constant && d.args.size() >= 4 * std::size_t(width_);
    }

    bool to_split(std::size_t i) const {
        const auto &d = program_.definitions[i];
        return is_long(d) && 2 * members_.at(kind_of(program_, d, level_[i])) <= width_;
    }

    void add(std::size_t i) {
        auto d = program_.definitions[i];
        for (auto &v : d.args) {
            v = moved_[v];
        }
        const auto first = to_split(i) ? split(d) : out_.add(d);
        for (std::uint32_t r = 0; r < d.op->results; ++r) {
            moved_.push_back(first + r);
        }
    }

    // Terms k, k + width, k + 2 width, ... are partial sum k; what is left over joins the sum of the partial sums.
    value_id split(const definition &d) {
        const auto rounds = d.args.size() / width_;
        definition total{&linear_operation, {}, {}, {}, 0, false};
        for (std::uint32_t k = 0; k < width_; ++k) {
            definition partial{&linear_operation, {}, {}, {}, 0, false};
            for (std::size_t t = 0; t < rounds; ++t) {
                partial.args.push_back(d.args[t * width_ + k]);
                partial.constants.push_back(d.constants[t * width_ + k]);
            }
            total.args.push_back(out_.add(std::move(partial)));
            total.constants.emplace_back(1.);
        }
        const auto left = static_cast<std::ptrdiff_t>(rounds * width_);
        total.args.insert(total.args.end(), d.args.begin() + left, d.args.end());
        total.constants.insert(total.constants.end(), d.constants.begin() + left, d.constants.end());
        return out_.add(std::move(total));
    }

    const program &program_;
    std::uint32_t width_;
    std::vector<std::uint32_t> level_;
    std::map<kind, std::size_t> members_; // of the kinds of long sums
    std::vector<value_id> moved_;         // new number of each value
    program out_;
};

} // namespace

program split_sums(const program &p, std::uint32_t width) { return width <= 1 ? p : splitter(p, width).run(); }

} // namespace detail

BROOK_END_NAMESPACE
