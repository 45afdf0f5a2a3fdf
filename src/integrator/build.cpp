// SPDX-License-Identifier: MPL-2.0
// Steppers as units of code.
#include "integrator/build.hpp"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "codegen/jet.hpp"
#include "decomposition/batch.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/split_sums.hpp"
#include "decomposition/state_memory.hpp"
#include "expression/registry.hpp"
#include "expression/walk.hpp"
#include "integrator/faster_code.hpp"
#include "integrator/interpreted_stepper.hpp"
#include "integrator/stepper_interpreter.hpp"
#include "integrator/witness.hpp"
#include "jit/recipe_options.hpp"
#include "jit/state_data.hpp"
#include "jit/target.hpp"
#include "ode/stored_system.hpp"
#include "support/byte_codec.hpp"
#include "support/error.hpp"
#include "support/log.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr unit_kind stepper_kind{"taylor_jet", 7, "build_stepper"};

// Below, all code has loops.
bool can_unroll(const code_options &options) { return options.opt_level >= 2; }

plan plan_for(const program &p, std::uint32_t trajectories, std::uint32_t lanes, std::uint32_t order) {
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
    auto program = decompose(log);
    if (runs_in_turn(program))
        return {};
    const auto blocks = log(
        "lay out", [&] { return plan_for(program, trajectories_, lanes, order_); },
        [](const auto &p) { return p.scratch_size; });
    const auto shape = can_unroll(options()) && !options().compact ? choose_shape(blocks) : jet_shape::loops;
    auto modules = log(
        "emit", [&] { return emit_jet(blocks, type(), machine_of(t, options()), module_name, shape, cut); },
        [](const auto &m) { return m.size(); });
    const auto memory = memory_of(blocks, trajectories_);
    byte_writer layout;
    const auto proof = witness({std::move(program), memory}, t.vectors.fused);
    layout.number(proof.size());
    layout.append(proof);
    layout.append(encode(memory));
    return {std::move(modules), layout.take()};
}

program stepper_unit::decompose(const pass_log &log) const {
    return log(
        "decompose", [&] { return split_sums(detail::decompose(system_, type()), canonical_width(type())); },
        [](const auto &p) { return p.definitions.size(); });
}

bool stepper_unit::runs_in_turn(const program &p) const {
    return trajectories_ > 1 &&
           choose_batch_shape(p, trajectories_, canonical_width(type()), order_) == batch_shape::in_turn;
}

laid_out_stepper stepper_unit::lay_out() const {
    const pass_log log(stepper_kind.pipeline);
    auto program = decompose(log);
    const auto trajectories = runs_in_turn(program) ? 1 : trajectories_;
    auto memory = log("lay out", [&] {
        return memory_of(plan_for(program, trajectories, canonical_width(type()), order_), trajectories);
    });
    return {std::move(program), std::move(memory)};
}

std::shared_ptr<const void> stepper_unit::open(std::span<const std::byte> layout, const linked_code &linked) const {
    byte_reader in(layout, "layout of a stepper");
    const auto size = in.number();
    if (size != 0 && size != sizeof(digest))
        in.fail("its witness is no digest");
    const auto witness = in.take(size);
    auto code = std::make_shared<stepper_code>(stepper_code{decode_state_memory(in.rest())});
    if (code->states.size() != system_.size() * trajectories_ ||
        code->outputs.size() != system_.events().size() * trajectories_ || code->order != order_ ||
        code->trajectories != trajectories_)
        throw_runtime_error("The stored layout of a stepper is that of another system");
    code->jet = entry_of<decltype(code->jet)>(linked, "jet");
    code->domain = study_domain(system_.right_hand_sides());
    code->faster = faster();
    if (!witness.empty() && is_to_be_tried())
        try_out(*code, witness);
    return code;
}

namespace {

bool has_functions_of_users(const ode_system &system) {
    walk<char> seen;
    bool found = false;
    const auto look = [&found](const func &f) {
        found = found || !is_built_in(f.rule());
        return char();
    };
    for (const auto *exs : {&system.right_hand_sides(), &system.events()})
        for (const auto &ex : *exs)
            if (const func *f = as_func(ex))
                seen(*f, look);
    return found;
}

} // namespace

// Code for double-double numbers computes the highest orders in double (arithmetic::for_short_orders).
bool stepper_unit::is_plain() const {
    const bool has_short_orders =
        visit_fp(type(), []<typename T>() { return fp_has_vectors(fp_type_of<T>) && !fp_has_native_vectors<T>; });
    return !has_short_orders && !is_relaxed(options()) && source().identified && system_.tables().empty() &&
           !has_functions_of_users(system_);
}

std::size_t stepper_unit::n_pars() const { return system_.n_pars() + system_.hidden_pars().size(); }

// What the interpreter comes to, which takes a hundredth of the time of the compilation, or less. Fused functions of
// the library cannot be called everywhere.
std::vector<std::byte> stepper_unit::witness(laid_out_stepper laid_out, bool fused) const {
    if (!is_plain() || (fused && !find_target({}).vectors.fused))
        return {};
    const pass_log log(stepper_kind.pipeline);
    return log("witness", [&] {
        return visit_fp(type(), [&]<typename T>() {
            stepper_interpreter<T> right(std::move(laid_out), n_pars(), fused);
            const auto found = witness_of(right.code(), type(), n_pars());
            const auto bytes = std::as_bytes(std::span(found));
            return std::vector<std::byte>(bytes.begin(), bytes.end());
        });
    });
}

void stepper_unit::try_out(const stepper_code &code, std::span<const std::byte> witness) const {
    const auto found = witness_of(code, type(), n_pars());
    if (std::ranges::equal(std::as_bytes(std::span(found)), witness))
        return;
    const auto difference = visit_fp(type(), [&]<typename T>() {
        const auto &t = find_target(options().target);
        stepper_interpreter<T> right(lay_out(), n_pars(), t.vectors.fused);
        return first_difference(code, right.code(), type(), n_pars());
    });
    throw wrong_code(fmt::format("The machine code of a stepper does not do what its equations say: {}",
                                 difference.empty() ? "its witness is that of other code" : difference));
}

namespace {

// Whether unrolled code would be other code.
bool is_unrolled(const ode_system &system, fp_type type, std::uint32_t order, std::uint32_t trajectories) {
    const auto lanes = canonical_width(type);
    return choose_shape(plan_for(split_sums(decompose(system, type), lanes), trajectories, lanes, order)) ==
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
    const stepper_unit unit(system, type, order, options);
    try {
        return std::static_pointer_cast<const stepper_code>(find_or_make(unit, origin));
    } catch (const wrong_code &error) {
        warn_once("wrong code", fmt::format("{}. Its steps are interpreted instead.", error.what()));
        return build_interpreter(unit, origin);
    }
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
