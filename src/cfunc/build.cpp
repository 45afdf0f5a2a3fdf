// SPDX-License-Identifier: MPL-2.0
// Functions as a unit of code with two entries, for one point and for many.
#include "cfunc/build.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "cfunc/function_layout.hpp"
#include "codegen/function.hpp"
#include "codegen/plain_entry.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/split_sums.hpp"
#include "decomposition/usage.hpp"
#include "decomposition/view.hpp"
#include "jit/recipe_options.hpp"
#include "jit/state_data.hpp"
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

// With lanes of operations at one point, or if strided with a point in each lane.
emitted_function emit_shape(const program &p, fp_type type, const code_options &options, const target &t,
                            function_shape shape) {
    shape.straight = options.compact ? 0 : shape.straight;
    const auto bundles = shape.strided ? single_lanes(p) : pack(p, canonical_width(type));
    return emit_function(make_plan(p, bundles, 0), type, machine_of(t, options), shape);
}

function_shape shape_called(const std::string &name) {
    function_shape shape;
    shape.name = name;
    return shape;
}

function_shape strided_shape(const std::string &name, std::uint32_t points) {
    auto shape = shape_called(name);
    shape.points = points;
    shape.strided = true;
    return shape;
}

void append(std::vector<ir_module> &all, std::vector<ir_module> &&more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Nobody hands data to an entry of a user's own module.
void check_without_data(const program &p) {
    if (std::any_of(p.definitions.begin(), p.definitions.end(),
                    [](const definition &d) { return d.op->constants == constant_role::data; }))
        throw_not_implemented("A piecewise polynomial has data, which functions in modules of one's own are not given");
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

std::vector<expression> decomposition_of(const function_set &functions, fp_type type) {
    std::vector<expression> all;
    for (auto &[ex, hidden] : view(decompose(functions.expanded(), functions.names(), type), functions.names()))
        all.push_back(std::move(ex));
    return all;
}

std::vector<ir_module> emit_entry(const program &p, fp_type type, const code_options &options, const target &t,
                                  const entry_shape &wanted) {
    check_without_data(p);
    const bool one_point = wanted.batch == 1 && !wanted.strided;
    const auto code = wanted.name + ".code";
    auto shape = one_point ? shape_called(code) : strided_shape(code, points_at_once(type, wanted.batch));
    if (wanted.one_module)
        shape.module = std::numeric_limits<std::size_t>::max();
    auto emitted = emit_shape(p, type, options, t, shape);
    add_plain_entry(emitted.modules[0], type,
                    {wanted.name, code, shape.points, wanted.batch, wanted.strided, emitted.scratch_size});
    return std::move(emitted.modules);
}

function_states build_states(const function_set &functions, fp_type type, const function_options &options) {
    const auto &t = find_target(options.target);
    const auto p = program_of(functions, type);
    const code_settings settings{&t, compile_options_of(options), options.fast_math};
    const std::array<entry_shape, 3> shapes{
        {{"cfunc", 1, false, !options.compact},
         {"cfunc_strided", 1, true, !options.compact},
         {"cfunc_batch", points_at_once(type, options.batch_size), true, !options.compact}}};
    if (options.compact) {
        std::vector<ir_module> modules;
        for (const auto &shape : shapes)
            append(modules, emit_entry(p, type, options, t, shape));
        return state_access::compiled_multi_state(modules, settings, options.parjit);
    }
    const auto state = [&](const entry_shape &shape) {
        return state_access::compiled_state(emit_entry(p, type, options, t, shape)[0], settings, options.module_name);
    };
    return std::array{state(shapes[0]), state(shapes[1]), state(shapes[2])};
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
        auto f = emit_shape(p, type(), options(), t, strided_shape(many, points_));
        layout.scratch_one = layout.scratch_many = f.scratch_size;
        std::vector<ir_module> modules;
        append(modules, std::move(f.modules));
        if (points_ > 1) {
            f = emit_shape(p, type(), options(), t, shape_called(one));
            layout.scratch_one = f.scratch_size;
            append(modules, std::move(f.modules));
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
