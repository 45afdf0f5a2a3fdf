// SPDX-License-Identifier: MPL-2.0
// Archives of integrators: the equations, the options, and all numbers. The code is found again, or made.
#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>

#include "archive/access.hpp"
#include "archive/events.hpp"
#include "archive/fields.hpp"
#include "archive/graph.hpp"
#include "archive/options.hpp"
#include "archive/record.hpp"
#include "expression/walk.hpp"
#include "integrator/make_integrator.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// What is stored beside the numbers of the trajectories.
template <typename T>
struct stored_integrator {
    bool is_batch = false, high_accuracy = false, lifts_constants = false;
    code_options code;
    T tolerance = 0;
    std::vector<T> scales;
    std::vector<std::string> variables;
    std::vector<expression> right_hand_sides;

    template <typename Codec>
    friend void transfer(Codec &c, stored_integrator &s) {
        transfer_all(c, s.is_batch, s.high_accuracy, s.lifts_constants, s.code, s.tolerance, s.scales, s.variables,
                     s.right_hand_sides);
    }
};

/// Calls f with all of the trajectories that users see or that decides how they go on. State, parameters and
/// times come first: what an integrator is made of. Version 1 had an array more, which was empty; those of low parts
/// came with version 4.
template <typename Trajectories, typename F>
void for_each_array(Trajectories &b, std::uint64_t version, F f) {
    f(b.state), f(b.pars), f(b.time), f(b.time_low), f(b.last_h), f(b.failed_state), f(b.failed_h);
    f(b.tc_written), f(b.tc);
    if (decltype(b.tc) none{}; version == 1)
        f(none);
    f(b.tc_low), f(b.d_output), f(b.step_results), f(b.propagation_results);
    if (version > 3)
        f(b.tc_state_low);
}

template <typename T>
stored_integrator<T> stored(const integrator_data<T> &d) {
    stored_integrator<T> s{
        d.is_batch, d.batch.high_accuracy, !d.system->hidden_pars().empty(), d.code, d.tolerance, d.scales, {}, {}};
    for (const auto &[left, right_hand_side] : d.system->equations()) {
        s.variables.push_back(as_variable(left)->name());
        s.right_hand_sides.push_back(right_hand_side);
    }
    return s;
}

template <typename T>
std::vector<ode_system::equation> equations_of(stored_integrator<T> &s, const byte_reader &in) {
    if (s.variables.size() != s.right_hand_sides.size())
        in.fail("there are more variables or fewer than equations");
    std::vector<ode_system::equation> equations;
    for (std::size_t i = 0; i < s.variables.size(); ++i)
        equations.emplace_back(expression(variable(std::move(s.variables[i]))), std::move(s.right_hand_sides[i]));
    return equations;
}

/// What variational equations differentiate by, and the order; 0 where there are none.
struct stored_variations {
    std::vector<expression> args;
    std::uint64_t order = 0;

    template <typename Codec>
    friend void transfer(Codec &c, stored_variations &v) {
        transfer_all(c, v.args, v.order);
    }
    // How many state variables there are for each equation. Too many for what there are become 0.
    double states_each() const {
        return order == 0 ? 1
                          : multi_indices::count(args.size(),
                                                 static_cast<std::uint32_t>(std::min<std::uint64_t>(order, 1u << 20)));
    }
};

template <typename T, typename Lists>
void write_lists(byte_writer &out, const Lists &events) {
    write_events<T>(out, events.terminal);
    write_events<T>(out, events.non_terminal);
}
template <typename T, typename Lists>
void read_lists(byte_reader &in, Lists &events) {
    read_events<T>(in, events.terminal);
    read_events<T>(in, events.non_terminal);
}

// Sizes are compared before anything is made of them: missing values would be filled in, however many they are.
template <typename T>
std::unique_ptr<integrator_data<T>> made_again(byte_reader &in, std::uint64_t version) {
    stored_integrator<T> s;
    transfer(in, s);
    event_lists<T, false> events;
    event_lists<T, true> batch_events;
    if (version > 1 && s.is_batch)
        read_lists<T>(in, batch_events);
    else if (version > 1)
        read_lists<T>(in, events);
    stored_variations variations;
    if (version > 2)
        transfer(in, variations);
    std::vector<T> state, pars, times;
    transfer_all(in, state, pars, times);
    auto functions = s.right_hand_sides;
    for (auto &list : {functions_of(events), functions_of(batch_events)})
        functions.insert(functions.end(), list.begin(), list.end());
    const auto n_pars = param_size_of(functions);
    if (s.variables.empty() || times.empty() || state.size() % times.size() != 0 ||
        static_cast<double>(state.size() / times.size()) !=
            static_cast<double>(s.variables.size()) * variations.states_each() ||
        pars.size() % times.size() != 0 || pars.size() / times.size() != n_pars)
        in.fail("numbers are missing, or there are too many");
    integrator_options<T> options;
    static_cast<code_options &>(options) = std::move(s.code);
    options.tolerance = s.tolerance;
    options.scale.each = std::move(s.scales);
    options.pars = std::move(pars);
    options.high_accuracy = s.high_accuracy;
    options.lift_constants = s.lifts_constants;
    auto equations = equations_of(s, in);
    if (variations.order != 0)
        options = with_variations(
            std::move(options), var_ode_sys(equations, variations.args, static_cast<std::uint32_t>(variations.order)));
    if (s.is_batch)
        return make_integrator(std::move(equations), std::move(state), std::move(times), options,
                               std::move(batch_events));
    return make_integrator(std::move(equations), std::move(state), std::move(times), options, std::move(events));
}

template <typename T>
void read_memory(byte_reader &in, event_detector<T> &detector) {
    std::vector<event_history<T>> histories;
    event_memory<T> m;
    transfer_all(in, histories, m);
    const auto &made = detector.memory();
    if (histories.size() != detector.record().all().size() || m.sides.size() != made.sides.size() ||
        m.values.size() != made.values.size() || m.errors.size() != made.errors.size())
        in.fail("what events remember has another size than the integrator needs");
    detector.restore(std::move(histories), std::move(m));
}

// Beside the state that was read.
template <typename T>
void read_low_parts(byte_reader &in, trajectories<T> &all) {
    std::vector<T> low;
    transfer(in, low);
    if (low.size() != (all.high_accuracy ? all.state.size() : 0))
        in.fail("the low parts of the state are fewer or more than its numbers");
    if (all.high_accuracy)
        all.set_state_low(low);
}

template <typename T>
std::shared_ptr<integrator_data<T>> read_integrator(byte_reader &in, std::uint64_t version) {
    bool has_data = false;
    transfer(in, has_data);
    if (!has_data)
        return nullptr;
    std::shared_ptr<integrator_data<T>> data = made_again<T>(in, version);
    std::size_t number = 0;
    for_each_array(data->batch, version, [&](auto &values) {
        if (number++ < 3)
            return;
        std::remove_reference_t<decltype(values)> read{};
        transfer(in, read);
        if constexpr (!std::is_same_v<decltype(read), bool>)
            if (read.size() != values.size())
                in.fail("an array has another size than the integrator needs");
        values = std::move(read);
    });
    if (version > 3)
        read_low_parts(in, data->batch);
    if (version > 1 && data->has_events())
        read_memory(in, data->detector);
    return data;
}

template <typename T>
void write_integrator(byte_writer &out, const integrator_data<T> *data) {
    transfer(out, data != nullptr);
    if (data == nullptr)
        return;
    auto s = stored(*data);
    transfer(out, s);
    if (s.is_batch)
        write_lists<T>(out, data->batch_events);
    else
        write_lists<T>(out, data->events);
    stored_variations variations;
    if (data->variational != nullptr)
        variations = {data->variational->args, data->variational->order()};
    transfer(out, variations);
    for_each_array(data->batch, 4, [&](const auto &values) {
        auto copy = values;
        transfer(out, copy);
    });
    auto low = data->batch.high_accuracy ? data->batch.state_low() : std::vector<T>();
    transfer(out, low);
    if (data->has_events()) {
        auto histories = data->detector.record().all();
        auto memory = data->detector.memory();
        transfer_all(out, histories, memory);
    }
}

} // namespace

/// Integrator is one of the two class templates, for some T.
template <typename Integrator>
struct record_of_integrator {
    using value_type = typename Integrator::value_type;
    static constexpr std::uint64_t version = 4;
    static void write(byte_writer &out, const Integrator &ta) {
        write_integrator(out, archive_access::data<value_type>(ta).get());
    }
    static Integrator read(byte_reader &in, std::uint64_t written_by) {
        Integrator ta;
        auto &data = archive_access::data<value_type>(ta);
        data = read_integrator<value_type>(in, written_by);
        if (data && data->is_batch != std::is_same_v<Integrator, taylor_adaptive_batch<value_type>>)
            in.fail("a batch stands where an integrator is expected, or the other way round");
        return ta;
    }
};

template <typename T>
struct record<taylor_adaptive<T>> : record_of_integrator<taylor_adaptive<T>> {
    static std::string name() { return name_for<T>("taylor_adaptive"); }
};
template <typename T>
struct record<taylor_adaptive_batch<T>> : record_of_integrator<taylor_adaptive_batch<T>> {
    static std::string name() { return name_for<T>("taylor_adaptive_batch"); }
};

} // namespace detail

#define BROOK_INSTANCE(type)                                                                                           \
    BROOK_ARCHIVE_INSTANCE(taylor_adaptive<type>)                                                                      \
    BROOK_ARCHIVE_INSTANCE(taylor_adaptive_batch<type>)
#include "number/instances.def"

BROOK_END_NAMESPACE
