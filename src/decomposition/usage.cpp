// SPDX-License-Identifier: MPL-2.0
// The recording emitter.
#include "decomposition/usage.hpp"

#include <algorithm>
#include <utility>

#include <brook/number/math_library.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Loads count half, because about every other one is part of the instruction that uses it, and so do stores, which wait
// for nothing. Measured (benchmark_lanes): a division or square root takes as long as five products, and a function of
// the library as ten or more, and one that works number by number, as Kepler's equation, as more than a hundred.
constexpr double plain = 1, memory = .5, division = 5, library = 10, number_by_number = 100;

// Every value is the same handle; loads, keeps and loops matter, and the number of all. The order at work in `next` is
// the base &here with offset zero; whatever differs from it is history.
class recording_emitter final : public emitter {
public:
    recording_emitter(const std::vector<bool> &constant_args, const std::vector<number> &attributes,
                      std::size_t n_constants, usage &out)
        : constant_args_(constant_args), attributes_(attributes), n_constants_(n_constants), out_(out) {}

    void enter_next() { next_ = true; }

    std::size_t arity() const override { return constant_args_.size(); }
    bool is_constant(std::size_t i) const override { return constant_args_[i]; }
    number attribute(std::size_t i) const override { return attributes_[i]; }
    value attribute_value(std::size_t) override { return any(); }
    value constant(std::size_t) override { return any(memory); }
    std::size_t constants() const override { return n_constants_; }
    order n() override { return next_ ? order{this, &here_, 0} : order{this, nullptr, 0}; }
    bool is_next() const override { return next_; }
    void set(sequence s, value) override {
        grow(s);
        any(memory);
    }
    void keep(std::size_t i, value) override {
        out_.kept = std::max(out_.kept, i + 1);
        any(memory);
    }
    value kept(std::size_t) override { return any(memory); }
    int digits() const override { return 53; } // what is used does not depend on the type
    value literal(double) override { return any(); }
    value fma(value, value, value) override { return any(plain); }
    value sqrt(value) override { return any(division); }
    value compare(comparison, value, value) override { return any(plain); }
    value choose(value, value, value) override { return any(plain); }
    value call(std::string_view name, value) override {
        if (std::find(out_.calls.begin(), out_.calls.end(), name) == out_.calls.end())
            out_.calls.emplace_back(name);
        return any(math_library::has_vectors(name) ? library : number_by_number);
    }
    value call(std::string_view name, value x, value) override { return call(name, x); }
    value call(std::string_view name, value x, value, value) override { return call(name, x); }
    value parameter(std::size_t) override { return any(memory); }
    value row(std::size_t, value, value) override { return any(library); }
    value entry(std::size_t, value) override { return any(plain + memory); }
    value time() override { return any(memory); }
    value time(std::size_t) override { return any(memory); }
    value weight(order, order, const weights::table &w) override {
        const auto is_this = [&](const auto &known) {
            return known.entry == w.entry && identical(known.parameter, w.parameter);
        };
        if (std::none_of(out_.weights.begin(), out_.weights.end(), is_this))
            out_.weights.push_back(w);
        return any(memory);
    }
    order half(order) override { return {this, &halfway_, 0}; }
    value if_even(value r, const std::function<value(order, value)> &body) override {
        return body({this, &halfway_, 0}, r);
    }
    order difference(order, order) override { return {this, &elsewhere_, 0}; }
    value binary(char op, value, value) override { return any(op == '/' ? division : plain); }
    value negate(value) override { return any(plain); }

    value load(sequence s, order j) override {
        auto &flags = grow(s);
        if (next_ && !(j.base == &here_ && j.offset == 0))
            flags[s.index] = true;
        return any(memory);
    }

    sums accumulate(order, order last, std::size_t count, std::size_t directions,
                    const std::function<void(order, sums &)> &body) override {
        sums acc(count, any());
        const auto before = std::exchange(out_.cost.loop, 0);
        looping_ = true;
        body({this, &elsewhere_, 0}, acc);
        looping_ = false;
        out_.cost.per_order += last.base == &halfway_ ? out_.cost.loop / 2 : out_.cost.loop;
        out_.cost.loop += before;
        out_.convolution = true;
        out_.accumulators = std::max(out_.accumulators, count * directions);
        return sums(count * directions, any());
    }

private:
    value any(double instructions = 0) {
        (looping_ ? out_.cost.loop : next_ ? out_.cost.next : out_.cost.start) += instructions;
        out_.cost.start_code += next_ ? 0 : std::min(instructions, plain);
        return {this, 0};
    }
    std::vector<bool> &grow(sequence s) {
        auto &flags = s.kind == sequence::role::argument ? out_.args_history
                      : s.kind == sequence::role::result ? out_.results_history
                                                         : out_.derived_history;
        if (flags.size() <= s.index)
            flags.resize(s.index + 1, false);
        return flags;
    }

    const std::vector<bool> &constant_args_;
    const std::vector<number> &attributes_;
    std::size_t n_constants_;
    usage &out_;
    bool next_ = false, looping_ = false;
    char here_ = 0, halfway_ = 0, elsewhere_ = 0;
};

} // namespace

usage record_usage(const operation &op, const std::vector<bool> &constant_args, const std::vector<number> &attributes,
                   std::size_t n_constants) {
    usage u;
    u.args_history.resize(constant_args.size());
    u.results_history.resize(op.results);
    recording_emitter e(constant_args, attributes, n_constants, u);
    op.code.start(e);
    const bool all_constant = std::all_of(constant_args.begin(), constant_args.end(), [](bool c) { return c; });
    if (!constant_args.empty() && all_constant && !op.time_dependent)
        return u;
    e.enter_next();
    op.code.next(e);
    for (std::size_t i = 0; i < constant_args.size(); ++i)
        u.args_history[i] = u.args_history[i] && !constant_args[i];
    return u;
}

usage usage_of(const program &p, const definition &d) {
    std::vector<bool> constant_args;
    for (const auto v : d.args)
        constant_args.push_back(p.is_constant(v));
    return record_usage(*d.op, constant_args, d.attributes, d.constants.size());
}

} // namespace detail
BROOK_END_NAMESPACE
