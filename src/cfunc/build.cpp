// SPDX-License-Identifier: MPL-2.0
// Functions as a unit of code with two entries, for one point and for many.
#include "cfunc/build.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>
#include <vector>

#include "cfunc/function_layout.hpp"
#include "codegen/function.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/split_sums.hpp"
#include "decomposition/usage.hpp"
#include "jit/recipe_options.hpp"
#include "support/error.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr const char *one = "one", *many = "many";

constexpr unit_kind function_kind{"function", 3, "build_function"};

// In instructions of one point, or of as many as there are lanes.
std::uint64_t work_of(const program &p) {
    double work = 0;
    for (const auto &d : p.definitions)
        work += usage_of(p, d).cost.start;
    return static_cast<std::uint64_t>(work);
}

emitted_function emit_one(const program &p, fp_type type, const code_options &options, const target &t) {
    function_shape shape;
    shape.name = one;
    shape.straight = options.compact ? 0 : shape.straight;
    return emit_function(make_plan(p, pack(p, canonical_width(type)), 0), type, machine_of(t, options), shape);
}

emitted_function emit_many(const program &p, fp_type type, const code_options &options, std::uint32_t points,
                           const target &t) {
    function_shape shape;
    shape.name = many;
    shape.points = points;
    shape.strided = true;
    shape.straight = options.compact ? 0 : shape.straight;
    return emit_function(make_plan(p, single_lanes(p), 0), type, machine_of(t, options), shape);
}

void append(std::vector<ir_module> &all, emitted_function &&f) {
    all.insert(all.end(), std::make_move_iterator(f.modules.begin()), std::make_move_iterator(f.modules.end()));
}

// From a recipe and the source of an entry.
std::unique_ptr<const code_unit> read(const recipe &r, std::span<const std::byte> source) {
    const function_options options{options_of(r), positive_number_of(r, "points")};
    const auto type = type_of(r);
    return std::make_unique<owning_unit<function_unit, function_set>>(functions_from(source), type, options);
}

const unit_registrar registrar(function_kind, read);

} // namespace

std::uint32_t points_at_once(fp_type type, std::uint32_t batch_size) {
    const auto most = canonical_width(type);
    return batch_size == 0 ? most : std::bit_floor(std::min(batch_size, most));
}

program program_of(const function_set &functions, fp_type type) {
    return split_sums(decompose(functions.expanded(), functions.names(), type), canonical_width(type));
}

function_unit::function_unit(const function_set &functions, fp_type type, const function_options &options)
    : code_unit(function_kind, {"functions", functions.canonical_bytes(), functions.identified()}, type, options),
      functions_(functions), points_(points_at_once(type, options.batch_size)) {}

void function_unit::add_fields(recipe &r) const { r.add("points", points_); }

emitted_unit function_unit::emit(const target &t) const {
    const pass_log log(function_kind.pipeline);
    const auto p = log(
        "decompose", [&] { return program_of(functions_, type()); },
        [](const auto &x) { return x.definitions.size(); });
    function_layout layout;
    layout.inputs = p.n_states;
    layout.outputs = static_cast<std::uint32_t>(p.outputs.size());
    layout.points = points_;
    layout.work = work_of(p);
    const auto emit_all = [&] {
        auto f = emit_many(p, type(), options(), points_, t);
        layout.scratch_one = layout.scratch_many = f.scratch_size;
        std::vector<ir_module> modules;
        append(modules, std::move(f));
        if (points_ > 1) {
            f = emit_one(p, type(), options(), t);
            layout.scratch_one = f.scratch_size;
            append(modules, std::move(f));
        }
        return modules;
    };
    auto modules = log("emit", emit_all, [](const auto &m) { return m.size(); });
    return {std::move(modules), encode(layout)};
}

std::shared_ptr<const void> function_unit::open(std::span<const std::byte> layout, const linked_code &linked) const {
    auto code = std::make_shared<function_code>();
    const auto &l = code->layout = decode_function(layout);
    if (l.inputs != functions_.names().size() || l.outputs != functions_.functions().size() || l.points != points_)
        throw_runtime_error("The stored layout of functions is that of others");
    code->many = entry_of<function_code::entry>(linked, many);
    // A single point without lanes of operations has no code of its own.
    code->one = points_ == 1 ? code->many : entry_of<function_code::entry>(linked, one);
    return code;
}

std::shared_ptr<const function_code> build_function(const function_set &functions, fp_type type,
                                                    const function_options &options, found_code &origin) {
    return std::static_pointer_cast<const function_code>(
        find_or_make(function_unit(functions, type, options), &origin));
}

} // namespace detail
BROOK_END_NAMESPACE
