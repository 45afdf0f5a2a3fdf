// SPDX-License-Identifier: MPL-2.0
// Steppers as units of code.
#include "integrator/build.hpp"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "codegen/jet.hpp"
#include "decomposition/batch.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/split_sums.hpp"
#include "decomposition/state_memory.hpp"
#include "integrator/faster_code.hpp"
#include "jit/recipe_options.hpp"
#include "jit/state_data.hpp"
#include "jit/target.hpp"
#include "ode/stored_system.hpp"
#include "support/error.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr unit_kind stepper_kind{"taylor_jet", 6, "build_stepper"};

// Below, all code has loops.
bool can_unroll(const code_options &options) { return options.opt_level >= 2; }

plan lay_out(const program &p, std::uint32_t trajectories, std::uint32_t lanes, std::uint32_t order) {
    return trajectories == 1 ? make_plan(p, pack(p, lanes), order)
                             : make_plan(replicate(p, trajectories), side_by_side(p, trajectories, lanes), order);
}

// From a recipe and the source of an entry.
std::unique_ptr<const code_unit> read(const recipe &r, std::span<const std::byte> source) {
    const stepper_options options{options_of(r), positive_number_of(r, "trajectories")};
    const auto type = type_of(r);
    const auto order = number_of(r, "order");
    return std::make_unique<owning_unit<stepper_unit, ode_system>>(system_from(source), type, order, options);
}

const unit_registrar registrar(stepper_kind, read);

} // namespace

std::uint32_t trajectories_at_once(fp_type type, std::size_t batch_size) {
    const std::size_t most = canonical_width(type);
    return static_cast<std::uint32_t>(std::min(most, std::bit_ceil(std::min(most, batch_size))));
}

stepper_unit::stepper_unit(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options)
    : code_unit(stepper_kind, {"system", system.canonical_bytes(), system.identified()}, type, options),
      system_(system), order_(order), trajectories_(options.trajectories) {}

bool stepper_unit::may_be_compact() const { return can_unroll(options()); }

// Data (initial state, time, values of parameters) and names stay out.
void stepper_unit::add_fields(recipe &r) const {
    r.add("order", order_);
    r.add("trajectories", trajectories_);
}

emitted_unit stepper_unit::emit(const target &t) const { return emit(t, "jet", {}); }

emitted_unit stepper_unit::emit(const target &t, const std::string &module_name, const jet_cut &cut) const {
    const pass_log log(stepper_kind.pipeline);
    const auto lanes = canonical_width(type());
    const auto program = log(
        "decompose", [&] { return split_sums(decompose(system_, type()), lanes); },
        [](const auto &p) { return p.definitions.size(); });
    if (trajectories_ > 1 && choose_batch_shape(program, trajectories_, lanes, order_) == batch_shape::in_turn)
        return {};
    const auto blocks = log(
        "lay out", [&] { return lay_out(program, trajectories_, lanes, order_); },
        [](const auto &p) { return p.scratch_size; });
    const auto shape = can_unroll(options()) && !options().compact ? choose_shape(blocks) : jet_shape::loops;
    auto modules = log(
        "emit", [&] { return emit_jet(blocks, type(), machine_of(t, options()), module_name, shape, cut); },
        [](const auto &m) { return m.size(); });
    return {std::move(modules), encode(memory_of(blocks, trajectories_))};
}

std::shared_ptr<const void> stepper_unit::open(std::span<const std::byte> layout, const linked_code &linked) const {
    auto code = std::make_shared<stepper_code>(stepper_code{decode_state_memory(layout)});
    if (code->states.size() != system_.size() * trajectories_ ||
        code->outputs.size() != system_.events().size() * trajectories_ || code->order != order_ ||
        code->trajectories != trajectories_)
        throw_runtime_error("The stored layout of a stepper is that of another system");
    code->jet = entry_of<decltype(code->jet)>(linked, "jet");
    code->domain = study_domain(system_.right_hand_sides());
    code->faster = faster();
    return code;
}

namespace {

// Whether unrolled code would be other code.
bool is_unrolled(const ode_system &system, fp_type type, std::uint32_t order, std::uint32_t trajectories) {
    const auto lanes = canonical_width(type);
    return choose_shape(lay_out(split_sums(decompose(system, type), lanes), trajectories, lanes, order)) ==
           jet_shape::unrolled;
}

} // namespace

// At the default level, of what may be small and has equal bits at all levels. Data, which would have to be bound, are
// left out, and types whose arithmetic is long.
std::shared_ptr<faster_code> stepper_unit::faster() const {
    constexpr std::size_t most_bytes = 1 << 14;
    const bool is_native = visit_fp(type(), []<typename T>() { return fp_has_native_vectors<T>; });
    if (options().opt_level != 1 || options().compact || options().fast_math || !source().identified ||
        source().bytes.size() > most_bytes || !system_.tables().empty() || !is_native)
        return nullptr;
    const auto bytes = source().bytes;
    stepper_options of_faster{options(), trajectories_};
    of_faster.opt_level = 2;
    return std::make_shared<faster_code>(
        [source = std::vector(bytes.begin(), bytes.end()), of_faster, type = type(), order = order_](bool make) {
            const auto system = system_from(source);
            found_stepper found;
            if (make && !is_unrolled(system, type, order, of_faster.trajectories))
                return found;
            const stepper_unit unit(system, type, order, of_faster);
            found.code = std::static_pointer_cast<const stepper_code>(make ? find_or_make(unit, &found.origin)
                                                                           : find_made(unit, &found.origin));
            return found;
        });
}

std::unique_ptr<const code_unit> stepper_unit::instead() const {
    if (trajectories_ == 1)
        return nullptr;
    return std::make_unique<stepper_unit>(system_, type(), order_, stepper_options{options(), 1});
}

std::shared_ptr<const stepper_code> build_stepper(const ode_system &system, fp_type type, std::uint32_t order,
                                                  const stepper_options &options, found_code *origin) {
    return std::static_pointer_cast<const stepper_code>(
        find_or_make(stepper_unit(system, type, order, options), origin));
}

std::variant<llvm_state, llvm_multi_state> build_state(const ode_system &system, fp_type type, std::uint32_t order,
                                                       const stepper_options &options) {
    const auto &t = find_target(options.target);
    const auto cut = options.compact ? jet_cut() : jet_cut().one_module();
    const auto modules = stepper_unit(system, type, order, options).emit(t, options.module_name, cut).modules;
    if (modules.empty())
        return build_state(system, type, order, {options, 1});
    const code_settings settings{&t, compile_options_of(options), options.fast_math};
    if (options.compact)
        return state_access::compiled_multi_state(modules, settings, options.parjit);
    return state_access::compiled_state(modules[0], settings, options.module_name);
}

} // namespace detail
BROOK_END_NAMESPACE
