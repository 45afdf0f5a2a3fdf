// SPDX-License-Identifier: MPL-2.0
// Runs the functions of a program through generated code and through the reference, for tests that compare them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codegen/function.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "jit/code_unit.hpp"
#include "jit/compile.hpp"
#include "jit/compile_all.hpp"
#include "jit/kernel.hpp"
#include "jit/linker.hpp"
#include "jit/target.hpp"
#include "support/aligned_buffer.hpp"
#include "test/support/reference_jet.hpp"

namespace brook::test {

template <typename T>
class compiled_function {
public:
    compiled_function(const detail::program &p, const detail::bundles &b, const detail::target &t,
                      detail::function_shape shape, unsigned opt_level = 1)
        : plan_(detail::make_plan(p, b, 0)), shape_(std::move(shape)) {
        shape_.name = "f";
        auto emitted = detail::emit_function(plan_, detail::fp_type_of<T>, t.vectors, shape_);
        scratch_ = detail::aligned_buffer<T>(emitted.scratch_size);
        scratch_size_ = emitted.scratch_size;
        for (const auto &m : emitted.modules)
            text_ += m.text();
        modules_ = emitted.modules.size();
        objects_ = detail::compile_all(modules_, true, [&](std::size_t i) {
            return detail::compile(emitted.modules[i], t, {opt_level, false});
        });
        code_.emplace(std::span<const std::string>(objects_));
        function_ = detail::entry_of<function>(*code_, "f");
    }

    void operator()(T *out, const T *in, const T *pars, const T *time, std::size_t stride = 1) {
        function_(scratch_.data(), pars, time, out, in, stride);
    }

    const std::string &text() const { return text_; }
    std::size_t modules() const { return modules_; }
    std::size_t scratch_size() const { return scratch_size_; }

private:
    using function = detail::kernel<void(T *, const T *, const T *, T *, const T *, std::size_t)>;

    detail::plan plan_;
    detail::function_shape shape_;
    std::string text_;
    std::size_t modules_ = 0, scratch_size_ = 0;
    std::vector<std::string> objects_;
    std::optional<detail::linked_code> code_;
    detail::aligned_buffer<T> scratch_;
    function function_;
};

/// The outputs of a program at a point.
template <typename T>
std::vector<T> reference_outputs(const detail::program &p, bool fused, const std::vector<T> &in,
                                 const std::vector<T> &pars, T time) {
    const detail::reference_jet<T> jet(p, 0, fused, in, pars, time);
    std::vector<T> out;
    for (const auto v : p.outputs)
        out.push_back(jet[v][0]);
    return out;
}

} // namespace brook::test
