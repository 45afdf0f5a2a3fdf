// SPDX-License-Identifier: MPL-2.0
// Faster code in the place of that which steps began with.
#include <memory>

#include "integrator/state_loops.hpp"
#include "integrator/trajectories.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

namespace {

bool has_room_for(const state_memory &memory, state_memory of_other) {
    if (of_other.scratch_size > memory.scratch_size)
        return false;
    of_other.scratch_size = memory.scratch_size;
    return of_other == memory;
}

} // namespace

template <typename T>
void trajectories<T>::count_steps() {
    const auto counted = code->steps_to_count;
    if (may_be_replaced_ && code->faster != nullptr) {
        code->faster->count(counted);
        take_faster_code();
    }
    steps_until_count_ = code->steps_to_count;
}

// The memory of a plan does not depend on how its code is written; an interpreter needs more of it. The layout points
// to the description in its code.
template <typename T>
void trajectories<T>::take_faster_code() {
    const auto *found = code->faster == nullptr ? nullptr : code->faster->get();
    if (found == nullptr || !has_room_for(*code, *found->code))
        return;
    auto new_layout = std::make_shared<state_layout>(best_state_layout<T>(*found->code));
    origin_of_faster_ = found->origin;
    layout = std::move(new_layout);
    code = found->code;
}

#define BROOK_INSTANCE(type)                                                                                           \
    template void trajectories<type>::count_steps();                                                                   \
    template void trajectories<type>::take_faster_code();
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
