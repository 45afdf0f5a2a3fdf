// SPDX-License-Identifier: MPL-2.0
// Sums on their way into a program: what can be fused, and what several products have in common.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "decomposition/program_builder.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A product taken apart: coefficient * (above) / (below).
struct factors {
    number coefficient{1.};
    std::vector<value_id> above, below;
};

/// The value of a product without its coefficient. At least one factor.
value_id core_value(program_builder &builder, const factors &f);

/// A sum of values and products. Products that nobody else uses become one operation with others of the same
/// coefficient, and a factor that several of them share is multiplied with the sum of what it multiplies: a y + b y is
/// (a + b) y, however it is written.
class sum_of_terms {
public:
    explicit sum_of_terms(program_builder &builder) : builder_(builder) {}

    void add(const number &offset) { offset_ = offset_ ? *offset_ + offset : offset; }
    void add(const number &c, value_id v) { terms_.push_back({{c, {v}, {}}, false}); }
    /// `alone`: no other term of the program has the value of the product.
    void add(factors product, bool alone);

    value_id value();

private:
    struct summand {
        factors parts;
        bool alone;
        bool factored = false; // as part of a group of terms, which stands in place of the first of them
        bool gone = false;     // one of the others
    };

    // Products and squares that nobody else uses, by coefficient in order of appearance.
    struct fused {
        number coefficient;
        std::vector<value_id> products, squares;
    };

    bool can_share(const summand &s) const;
    void factor_out();
    void factor_out(value_id common, const std::vector<std::size_t> &of);
    void write(const summand &s);
    void write_pair(const number &c, value_id a, value_id b);
    fused &candidate(const number &c);
    void fuse(const fused &c);

    program_builder &builder_;
    std::optional<number> offset_;
    std::vector<summand> terms_;
    std::vector<term> linear_;
    std::vector<fused> candidates_;
    std::map<std::tuple<fp_type, std::uint64_t, std::uint64_t>, std::size_t> places_; // among them, by bits
};

} // namespace detail
BROOK_END_NAMESPACE
