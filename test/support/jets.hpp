// SPDX-License-Identifier: MPL-2.0
// Runs the jet of a program through generated code and through the reference, for tests that compare them.
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "codegen/jet.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "jit/code_unit.hpp"
#include "jit/compile.hpp"
#include "jit/compile_all.hpp"
#include "jit/kernel.hpp"
#include "jit/linker.hpp"
#include "jit/target.hpp"
#include "support/aligned_buffer.hpp"
#include "support/flush_subnormals.hpp"
#include "test/support/reference_jet.hpp"
#include "test/support/same_bits.hpp"

namespace brook::test {

/// Coefficients of the state variables, [variable][order].
template <typename T>
using jet_coefficients = std::vector<std::vector<T>>;

static_assert(detail::canonical_width(detail::fp_type::f64) == 8);
static_assert(detail::canonical_width(detail::fp_type::f32) == 16);

/// Widths of blocks to try: the powers of two up to the canonical width.
template <typename T>
std::vector<std::uint32_t> block_widths() {
    std::vector<std::uint32_t> widths;
    for (std::uint32_t w = 1; w <= detail::canonical_width(detail::fp_type_of<T>); w *= 2)
        widths.push_back(w);
    return widths;
}

/// How many equal operations fill a block of the largest width; eight of types without vectors.
template <typename T>
constexpr std::uint32_t full_block = std::max(8u, detail::canonical_width(detail::fp_type_of<T>));

/// Subnormal numbers as the integrator treats them.
template <typename T>
class subnormal_mode {
    std::optional<detail::flush_subnormals> guard_;

public:
    subnormal_mode() {
        if constexpr (detail::fp_has_native_vectors<T>)
            guard_.emplace();
    }
};

template <typename T>
class compiled_jet {
public:
    compiled_jet(const detail::program &p, const detail::bundles &b, std::uint32_t order, const detail::target &t,
                 unsigned opt_level = 1, detail::jet_shape shape = detail::jet_shape::loops,
                 const detail::jet_cut &cut = {})
        : compiled_jet(detail::make_plan(p, b, order), t, opt_level, shape, cut) {}

    compiled_jet(detail::plan p, const detail::target &t, unsigned opt_level = 1,
                 detail::jet_shape shape = detail::jet_shape::loops, const detail::jet_cut &cut = {})
        : plan_(std::move(p)), modules_(detail::emit_jet(plan_, detail::fp_type_of<T>, t.vectors, "test", shape, cut)),
          objects_(compile(t, {opt_level, false})), code_(std::span<const std::string>(objects_)),
          scratch_(plan_.scratch_size) {
        function_ = detail::entry_of<function>(code_, "jet");
    }

    jet_coefficients<T> operator()(const std::vector<T> &state, const std::vector<T> &pars, T time) {
        load(state);
        run(pars.data(), &time);
        return coefficients();
    }

    /// What tables of the program refer to.
    void use_data(const void *const *data) { function_ = function_.with(data); }

    void load(const std::vector<T> &state) {
        for (std::size_t i = 0; i < state.size(); ++i)
            scratch_.data()[position(plan_.state_lanes[i], 0)] = state[i];
        for (const auto &[lane, variable] : plan_.state_padding)
            scratch_.data()[position(lane, 0)] = state[variable];
    }

    void run(const T *pars, T time) { run(pars, &time); }

    /// `times` has one for each trajectory.
    void run(const T *pars, const T *times) {
        const subnormal_mode<T> mode;
        function_(scratch_.data(), pars, times);
    }

    jet_coefficients<T> coefficients() const {
        jet_coefficients<T> c;
        for (const auto &lane : plan_.state_lanes) {
            c.emplace_back();
            for (std::uint32_t k = 0; k <= plan_.order; ++k)
                c.back().push_back(scratch_.data()[position(lane, k)]);
        }
        return c;
    }

    /// [output][order]; constants have order zero only.
    jet_coefficients<T> outputs() const {
        jet_coefficients<T> c;
        for (const auto &[lane, constant] : plan_.outputs) {
            c.emplace_back();
            for (std::uint32_t k = 0; k <= (constant ? 0 : plan_.order); ++k)
                c.back().push_back(scratch_.data()[position(lane, k)]);
        }
        return c;
    }

    const detail::plan &plan() const { return plan_; }
    std::size_t modules() const { return modules_.size(); }
    /// Lines of IR, where a table is one line.
    std::size_t code_size() const { return code_size_; }
    const std::string &bitcode() const { return bitcode_; }

private:
    using function = detail::kernel<void(T *, const T *, const T *)>;

    std::vector<std::string> compile(const detail::target &t, const detail::compile_options &options) {
        for (const auto &m : modules_) {
            bitcode_ += m.bitcode();
            code_size_ += lines(m.text());
        }
        return detail::compile_all(modules_.size(), true,
                                   [&](std::size_t i) { return detail::compile(modules_[i], t, options); });
    }
    static std::size_t lines(const std::string &text) {
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }
    std::size_t position(detail::lane_ref l, std::uint32_t k) const {
        const auto &a = plan_.arrays[l.array];
        return a.offset + std::size_t(k) * a.width + l.lane;
    }

    detail::plan plan_;
    std::vector<detail::ir_module> modules_;
    std::string bitcode_;
    std::size_t code_size_ = 0;
    std::vector<std::string> objects_;
    detail::linked_code code_;
    detail::aligned_buffer<T> scratch_;
    function function_;
};

template <typename T>
jet_coefficients<T> reference_coefficients(const detail::program &p, std::uint32_t order, bool fused,
                                           const std::vector<T> &state, const std::vector<T> &pars, T time,
                                           const void *const *data = nullptr) {
    const subnormal_mode<T> mode;
    const detail::reference_jet<T> jet(p, order, fused, state, pars, time, data);
    jet_coefficients<T> c;
    for (std::uint32_t i = 0; i < p.n_states; ++i)
        c.push_back(jet[i]);
    return c;
}

/// The same of the outputs.
template <typename T>
jet_coefficients<T> reference_outputs(const detail::program &p, std::uint32_t order, bool fused,
                                      const std::vector<T> &state, const std::vector<T> &pars, T time) {
    const subnormal_mode<T> mode;
    const detail::reference_jet<T> jet(p, order, fused, state, pars, time);
    jet_coefficients<T> c;
    for (const auto v : p.outputs) {
        c.push_back(jet[v]);
        c.back().resize(p.is_constant(v) ? 1 : order + 1);
    }
    return c;
}

/// Number of coefficients whose bits differ; a NaN equals every NaN.
template <typename T>
std::size_t different_bits(const jet_coefficients<T> &a, const jet_coefficients<T> &b) {
    std::size_t n = a.size() != b.size();
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        n += a[i].size() != b[i].size();
        for (std::size_t k = 0; k < a[i].size() && k < b[i].size(); ++k) {
            const bool both_nan = a[i][k] != a[i][k] && b[i][k] != b[i][k];
            n += !both_nan && !same_bits(a[i][k], b[i][k]);
        }
    }
    return n;
}

} // namespace brook::test
