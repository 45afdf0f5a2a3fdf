// SPDX-License-Identifier: MPL-2.0
// Finds or makes the machine code of a system. The second construction of a system is a key and a look-up.
#include "integrator/build.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

#include "codegen/jet.hpp"
#include "decomposition/batch.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/split_sums.hpp"
#include "integrator/stepper_record.hpp"
#include "jit/compile_modules.hpp"
#include "jit/environment.hpp"
#include "jit/linker.hpp"
#include "jit/look_up.hpp"
#include "jit/object_files.hpp"
#include "jit/recipe_options.hpp"
#include "jit/state_data.hpp"
#include "jit/target.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

// What the memory cache holds for a batch that has no code of its own.
class turn_taking final : public cached_code {
public:
    std::size_t size() const noexcept override { return sizeof(*this); }
};

// Linked code with the layout that belongs to it: what the memory cache holds for all others.
class stepper_unit final : public cached_code {
public:
    stepper_unit(const std::vector<std::string> &objects, const stepper_record &record, system_domain domain)
        : linked_(std::span(objects)), code_(record.layout), bitcode_(record.bitcode) {
        code_.domain = std::move(domain);
        code_.jet = reinterpret_cast<decltype(code_.jet)>(linked_.find("jet"));
        if (code_.jet == nullptr) {
            throw std::runtime_error("The object code of a stepper has no function 'jet'");
        }
    }
    std::size_t size() const noexcept override { return linked_.size(); }
    const stepper_code &code() const { return code_; }
    const digest &bitcode() const { return bitcode_; }

private:
    linked_code linked_;
    stepper_code code_;
    digest bitcode_;
};

bool in_turn(const cached_code &unit) { return dynamic_cast<const turn_taking *>(&unit) != nullptr; }

// Whether `unit` is what `record` says would be made now.
bool proves(const stepper_record &record, const cached_code &unit) {
    return record.in_turn == in_turn(unit) &&
           (record.in_turn || static_cast<const stepper_unit &>(unit).bitcode() == record.bitcode);
}

std::shared_ptr<const stepper_code> code_of(std::shared_ptr<const cached_code> unit) {
    const auto *code = &static_cast<const stepper_unit &>(*unit).code();
    return {std::move(unit), code};
}

// Below, all code has loops.
bool can_unroll(const stepper_options &options) { return options.opt_level >= 2; }

// What decides the machine code of every system. Data (initial state, time, values of parameters) and names stay out,
// and so does every option that cannot change it.
recipe describe(std::string_view kind, fp_type type, std::uint32_t order, const stepper_options &options,
                const target &t) {
    recipe r(kind, 3);
    add_environment(r, t, compile_options_of(options));
    r.add("type", fp_short_name(type));
    r.add("order", order);
    r.add("trajectories", options.trajectories);
    r.add("fast_math", machine_of(t, options).relaxed);
    r.add("compact", can_unroll(options) && options.compact);
    return r;
}

stepper_code layout_of(const plan &p, fp_type type, std::uint32_t trajectories) {
    stepper_code c;
    c.trajectories = trajectories;
    c.flush_subnormals = fp_has_vectors(type);
    c.order = p.order;
    c.scratch_size = p.scratch_size;
    std::vector<std::uint32_t> block_of_array(p.arrays.size());
    for (const auto &s : p.states) {
        block_of_array[s.array] = static_cast<std::uint32_t>(c.blocks.size());
        c.blocks.push_back({p.arrays[s.array].offset, p.arrays[s.array].width});
    }
    for (const auto &l : p.state_lanes) {
        c.lanes.push_back({block_of_array[l.array], l.lane});
    }
    for (const auto &[lane, equation] : p.state_padding) {
        c.padding.push_back({p.arrays[lane.array].offset + lane.lane, equation});
    }
    for (const auto &[from, constant] : p.outputs) {
        const auto &a = p.arrays[from.array];
        c.outputs.push_back({a.offset + from.lane, a.width, constant});
    }
    return c;
}

// What a system becomes before it is compiled. A batch whose trajectories run in turn becomes a record only.
struct emitted_stepper {
    std::vector<ir_module> modules;
    stepper_record record;
    std::size_t bitcode_size;
};

plan lay_out(const program &p, std::uint32_t trajectories, std::uint32_t lanes, std::uint32_t order) {
    return trajectories == 1 ? make_plan(p, pack(p, lanes), order)
                             : make_plan(replicate(p, trajectories), side_by_side(p, trajectories, lanes), order);
}

// The pipeline, first half. Neither the name of the module nor any other enters what is stored.
emitted_stepper emit_stepper(const ode_system &system, fp_type type, std::uint32_t order,
                             const stepper_options &options, const target &t, const std::string &module_name = "jet",
                             const jet_cut &cut = {}) {
    const pass_log log("build_stepper");
    const auto lanes = canonical_width(type);
    const auto program = log(
        "decompose", [&] { return split_sums(decompose(system, type), lanes); },
        [](const auto &p) { return p.definitions.size(); });
    const auto trajectories = options.trajectories;
    if (trajectories > 1 && choose_batch_shape(program, trajectories, lanes, order) == batch_shape::in_turn) {
        return {{}, {true, {}, {}}, 0};
    }
    const auto blocks = log(
        "lay out", [&] { return lay_out(program, trajectories, lanes, order); },
        [](const auto &p) { return p.scratch_size; });
    const auto shape = can_unroll(options) && !options.compact ? choose_shape(blocks) : jet_shape::loops;
    auto modules = log(
        "emit", [&] { return emit_jet(blocks, type, machine_of(t, options), module_name, shape, cut); },
        [](const auto &m) { return m.size(); });
    const auto bitcode = digest_of(modules);
    return {std::move(modules), {false, layout_of(blocks, type, trajectories), bitcode.hash}, bitcode.size};
}

stepper_options one_trajectory(stepper_options options) {
    options.trajectories = 1;
    return options;
}

// Of a batch that runs in turn, the code of one trajectory.
template <typename... Names>
emitted_stepper emit_what_runs(const ode_system &system, fp_type type, std::uint32_t order,
                               const stepper_options &options, const target &t, const Names &...names) {
    auto emitted = emit_stepper(system, type, order, options, t, names...);
    return emitted.record.in_turn ? emit_stepper(system, type, order, one_trajectory(options), t, names...)
                                  : std::move(emitted);
}

// The second half.
stored_code compile_stepper(emitted_stepper emitted, const ode_system &system, const stepper_options &options,
                            const target &t) {
    return compile_modules("build_stepper", std::move(emitted.modules), options, t, encode(emitted.record),
                           system.identified() ? system.canonical_bytes() : std::span<const std::byte>());
}

// A layout that would not fit the state of such a batch, or its events.
bool is_of_another_system(const stepper_code &layout, const ode_system &system, std::uint32_t order,
                          std::uint32_t trajectories) {
    return layout.lanes.size() != system.size() * trajectories ||
           layout.outputs.size() != system.events().size() * trajectories || layout.order != order ||
           layout.trajectories != trajectories;
}

std::shared_ptr<const cached_code> link(const stored_code &stored, const ode_system &system, std::uint32_t order,
                                        std::uint32_t trajectories) {
    const auto record = decode(stored.metadata);
    if (record.in_turn && trajectories > 1) {
        return std::make_shared<const turn_taking>();
    }
    if (is_of_another_system(record.layout, system, order, trajectories)) {
        throw std::runtime_error("The stored layout of a stepper is that of another system");
    }
    const pass_log log("build_stepper");
    return log("link", [&] {
        return std::make_shared<const stepper_unit>(unpack_objects(stored.object), record,
                                                    study_domain(system.right_hand_sides()));
    });
}

} // namespace

std::uint32_t trajectories_at_once(fp_type type, std::size_t batch_size) {
    const std::size_t most = canonical_width(type);
    return static_cast<std::uint32_t>(std::min(most, std::bit_ceil(std::min(most, batch_size))));
}

std::shared_ptr<const stepper_code> build_stepper(const ode_system &system, fp_type type, std::uint32_t order,
                                                  const stepper_options &options, found_code *origin) {
    const auto &t = find_target(options.target);
    const auto emit = [&] { return emit_stepper(system, type, order, options, t); };
    const auto find = [&](const recipe &r, auto emitted, std::size_t amount, auto verify) {
        const auto link_it = [&](const auto &stored) { return link(stored, system, order, options.trajectories); };
        auto found = find_or_make(r, {.make = [&] { return compile_stepper(emitted(), system, options, t); },
                                      .link = link_it,
                                      .verify = verify,
                                      .amount = amount});
        if (in_turn(*found.code)) {
            return build_stepper(system, type, order, one_trajectory(options), origin);
        }
        if (origin != nullptr) {
            *origin = found;
        }
        return code_of(std::move(found.code));
    };
    if (system.identified()) {
        const auto r = describe_stepper(system, type, order, options, t);
        return find(r, emit, system.canonical_bytes().size(),
                    [&](const cached_code &code) { return proves(emit().record, code); });
    }
    // Nobody vouches for the functions of the user: what they emit decides.
    auto emitted = emit();
    auto r = describe("taylor_jet_bitcode", type, order, options, t);
    r.add_digest("layout", encode(emitted.record));
    const auto size = emitted.bitcode_size;
    return find(
        r, [&] { return std::move(emitted); }, size, nullptr);
}

recipe describe_stepper(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options,
                        const target &t) {
    auto r = describe("taylor_jet", type, order, options, t);
    r.add_digest("system", system.canonical_bytes());
    return r;
}

stored_code make_stepper(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options,
                         const target &t) {
    return compile_stepper(emit_stepper(system, type, order, options, t), system, options, t);
}

std::string stepper_ir(const ode_system &system, fp_type type, std::uint32_t order, const stepper_options &options,
                       const target &t) {
    std::string text;
    for (const auto &m : emit_what_runs(system, type, order, options, t).modules) {
        text += m.text();
    }
    return text;
}

std::variant<llvm_state, llvm_multi_state> build_state(const ode_system &system, fp_type type, std::uint32_t order,
                                                       const stepper_options &options) {
    const auto &t = find_target(options.target);
    const auto cut = options.compact ? jet_cut() : jet_cut().one_module();
    const auto modules = emit_what_runs(system, type, order, options, t, options.module_name, cut).modules;
    const code_settings settings{&t, compile_options_of(options), options.fast_math};
    if (options.compact) {
        return state_access::compiled_multi_state(modules, settings, options.parjit);
    }
    return state_access::compiled_state(modules[0], settings, options.module_name);
}

} // namespace detail

BROOK_END_NAMESPACE
