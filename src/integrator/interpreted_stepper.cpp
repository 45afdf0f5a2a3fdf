// SPDX-License-Identifier: MPL-2.0
// The program of a system between the memory of its code and an interpreter.
#include "integrator/interpreted_stepper.hpp"

#include <map>
#include <utility>
#include <vector>

#include <brook/support/made_once.hpp>

#include "decomposition/kind.hpp"
#include "decomposition/usage.hpp"
#include "integrator/faster_code.hpp"
#include "integrator/stepper_interpreter.hpp"
#include "jit/target.hpp"
#include "ode/domain.hpp"
#include "support/default_arithmetic.hpp"
#include "support/forks.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Those that are in use, by the keys of the code that they stand for.
class interpreted_steppers {
public:
    static interpreted_steppers &instance() {
        static constinit made_once<interpreted_steppers> the_one;
        return the_one.get([] { return interpreted_steppers(); });
    }

    template <typename Make>
    std::shared_ptr<const stepper_code> find_or_make(const cache_key &key, Make make) {
        if (auto known = find(key))
            return known;
        std::shared_ptr<const stepper_code> fresh = make();
        const global_lock lock(global_mutex::interpreted);
        std::erase_if(known_, [](const auto &entry) { return entry.second.expired(); });
        auto &place = known_[key];
        if (auto other = place.lock())
            return other;
        place = fresh;
        return fresh;
    }

private:
    std::shared_ptr<const stepper_code> find(const cache_key &key) {
        const global_lock lock(global_mutex::interpreted);
        const auto at = known_.find(key);
        return at == known_.end() ? nullptr : at->second.lock();
    }

    std::map<cache_key, std::weak_ptr<const stepper_code>> known_;
};

// As many steps as take about as long as the compilation: whoever rents for as long as that and then buys pays at most
// twice what would have been best. Loops are compiled once for each kind of operation, and what is interpreted is each
// operation, at each order, in each step.
std::uint64_t steps_until_code(const program &p, std::uint32_t order) {
    constexpr double us_to_begin = 3000, us_a_kind = 250, us_a_definition = 10, us_an_instruction = 2e-3;
    std::map<kind, double> kinds;
    double us_a_step = .1;
    for (const auto &d : p.definitions) {
        auto k = kind_of(p, d, 0);
        k.arity = d.args.size();
        auto &us = kinds.try_emplace(std::move(k), -1).first->second;
        if (us < 0)
            us = us_an_instruction * usage_of(p, d).cost.of_jet(order);
        us_a_step += us;
    }
    const double us_to_compile = us_to_begin + us_a_kind * static_cast<double>(kinds.size()) +
                                 us_a_definition * static_cast<double>(p.definitions.size());
    return static_cast<std::uint64_t>(us_to_compile / us_a_step) + 1;
}

// `prepare` fills in the rest.
template <typename Prepare>
std::shared_ptr<const stepper_code> interpreter_of(const stepper_unit &unit, Prepare prepare) {
    const default_arithmetic arithmetic;
    auto laid_out = unit.lay_out();
    const auto steps = steps_until_code(laid_out.of_one, laid_out.memory.order);
    const bool fused = find_target(unit.options().target).vectors.fused;
    return visit_fp(unit.type(), [&]<typename T>() -> std::shared_ptr<const stepper_code> {
        const auto made = std::make_shared<stepper_interpreter<T>>(std::move(laid_out), unit.n_pars(), fused);
        auto &code = made->code();
        code.domain = study_domain(unit.system().right_hand_sides());
        prepare(code, steps);
        return {made, &code};
    });
}

cache_key key_of(const stepper_unit &unit) { return describe(unit, find_target(unit.options().target)).key(); }

std::shared_ptr<faster_code> code_to_come(const ode_system &system, fp_type type, std::uint32_t order,
                                          const stepper_options &options, std::uint64_t steps) {
    return std::make_shared<faster_code>(
        [own = std::make_shared<const ode_system>(system), options, type, order](bool make) {
            const stepper_unit unit(*own, type, order, options);
            found_stepper found;
            found.code = std::static_pointer_cast<const stepper_code>(make ? find_or_make(unit, &found.origin)
                                                                           : find_made(unit, &found.origin));
            return found;
        },
        steps);
}

} // namespace

std::shared_ptr<const stepper_code> build_interpreter(const stepper_unit &unit, found_code *origin) {
    if (origin != nullptr)
        *origin = {nullptr, code_source::interpreter, key_of(unit), {}, {}};
    return interpreter_of(unit, [](stepper_code &, std::uint64_t) {});
}

std::shared_ptr<const stepper_code> build_interpreted_stepper(const ode_system &system, fp_type type,
                                                              std::uint32_t order, const stepper_options &options,
                                                              found_code *origin) {
    const stepper_unit unit(system, type, order, options);
    if (auto code = system.identified() ? find_made(unit, origin) : nullptr)
        return std::static_pointer_cast<const stepper_code>(code);
    if (!unit.is_plain())
        return build_stepper(system, type, order, options, origin);
    *origin = {nullptr, code_source::interpreter, key_of(unit), {}, {}};
    return interpreted_steppers::instance().find_or_make(origin->key, [&] {
        return interpreter_of(unit, [&](stepper_code &code, std::uint64_t steps) {
            code.faster = code_to_come(system, type, order, options, steps);
            code.steps_to_count = 1;
        });
    });
}

} // namespace detail
BROOK_END_NAMESPACE
