// SPDX-License-Identifier: MPL-2.0
// Variables and parameters.
#include <brook/expression/leaf.hpp>

#include <ostream>

#include <brook/support/made_once.hpp>

#include "expression/structural_hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

constinit detail::made_once<std::string> no_name; // usable before and after everything else

} // namespace

variable::variable(std::string name) {
    const auto hash = detail::hash_of_variable(name);
    data_ = std::make_shared<const data>(data{std::move(name), hash});
}

const std::string &variable::name() const noexcept {
    return data_ ? data_->name : no_name.get([] { return std::string(); });
}

detail::hash128 variable::structural_hash() const noexcept {
    return data_ ? data_->hash : detail::hash_of_variable({});
}

std::ostream &operator<<(std::ostream &out, const variable &v) { return out << v.name(); }
std::ostream &operator<<(std::ostream &out, const param &p) { return out << 'p' + std::to_string(p.idx()); }

BROOK_END_NAMESPACE
