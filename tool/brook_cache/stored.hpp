// SPDX-License-Identifier: MPL-2.0
// What a stored entry is the machine code of, whatever its kind.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include "cfunc/remake.hpp"
#include "integrator/remake.hpp"

namespace brook_cache {

/// A system or functions, from the recipe and the source of an entry.
class stored_unit {
public:
    /// Throws std::runtime_error, with the reason, if the code cannot be made anew.
    stored_unit(const brook::detail::recipe &r, std::span<const std::byte> source) : unit_(read(r, source)) {}

    /// The target of the entry; null if this version of brook knows none like it.
    const brook::detail::target *own_target() const {
        return std::visit([](const auto &u) { return u.own_target(); }, unit_);
    }
    /// What this version of brook looks up for the target.
    brook::detail::recipe recipe_for(const brook::detail::target &t) const {
        return std::visit([&](const auto &u) { return u.recipe_for(t); }, unit_);
    }
    /// The IR for the target, as text.
    std::string ir_for(const brook::detail::target &t) const {
        return std::visit([&](const auto &u) { return u.ir_for(t); }, unit_);
    }
    /// Compiles for the target.
    brook::detail::stored_code make_for(const brook::detail::target &t) const {
        return std::visit([&](const auto &u) { return u.make_for(t); }, unit_);
    }

private:
    using any_unit = std::variant<brook::detail::stored_stepper, brook::detail::stored_function>;

    static any_unit read(const brook::detail::recipe &r, std::span<const std::byte> source) {
        if (brook::detail::is_kind_of_function(r.fields().front().value))
            return brook::detail::stored_function(r, source);
        return brook::detail::stored_stepper(r, source);
    }

    any_unit unit_;
};

} // namespace brook_cache
