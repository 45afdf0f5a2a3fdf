// SPDX-License-Identifier: MPL-2.0
// Angles between 0 and a turn.
#include <brook/callback/angle_reducer.hpp>

#include <algorithm>
#include <ostream>
#include <variant>

#include <brook/expression/format.hpp>
#include <brook/number/fp_functions.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace callback {

angle_reducer::angle_reducer(std::vector<expression> angles) : angles_(std::move(angles)) {
    if (angles_.empty())
        detail::throw_invalid_argument("An angle_reducer needs at least one variable, but got none");
    for (const auto &angle : angles_)
        if (!std::holds_alternative<variable>(angle.value()))
            detail::throw_invalid_argument("An angle_reducer reduces variables, but got '{}'", angle);
}

void angle_reducer::find(const std::vector<std::pair<expression, expression>> &equations) {
    prepared_ = true;
    indices_.clear();
    for (std::size_t i = 0; i < equations.size(); ++i)
        if (std::find(angles_.begin(), angles_.end(), equations[i].first) != angles_.end())
            indices_.push_back(i);
}

void angle_reducer::check(std::size_t equations) const {
    if (angles_.empty())
        detail::throw_invalid_argument("This angle_reducer has no variables: it was default-constructed or moved from");
    if (!indices_.empty() && indices_.back() >= equations)
        detail::throw_invalid_argument("An angle_reducer was prepared for a system with a variable number {}, but is "
                                       "called for one of {} equations: call pre_hook() first",
                                       indices_.back(), equations);
}

template <typename T>
void angle_reducer::reduce(T *x, std::size_t n) {
    const T turn = 2 * detail::fp::pi<T>;
    for (std::size_t k = 0; k < n; ++k) {
        if (x[k] >= 0 && x[k] < turn)
            continue;
        T r = detail::fp::fmod(x[k], turn);
        if (r < 0)
            r += turn;
        x[k] = r >= turn ? T(0) : r; // a tiny negative angle rounds to a turn
    }
}

std::ostream &operator<<(std::ostream &out, const angle_reducer &reducer) {
    if (reducer.angles_.empty())
        return out << "Angle reducer (default constructed)";
    out << "Angle reducer: {";
    for (std::size_t i = 0; i < reducer.angles_.size(); ++i)
        out << (i == 0 ? "" : ", ") << reducer.angles_[i];
    return out << "}";
}

#define BROOK_INSTANCE(type) template void angle_reducer::reduce(type *, std::size_t);
#include "number/instances.def"

} // namespace callback
BROOK_END_NAMESPACE
