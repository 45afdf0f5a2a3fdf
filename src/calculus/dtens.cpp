// SPDX-License-Identifier: MPL-2.0
// Indices of derivatives, in order.
#include <brook/calculus/dtens.hpp>

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <brook/expression/format.hpp>

#include "calculus/tensors.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct tensor_data {
    std::vector<expression> args;
    std::uint32_t n_outs = 0, order = 0;
    std::vector<dtens::value_type> entries;
    std::vector<std::size_t> begins; // of each order, and the end of the last
};

namespace {

using sparse_index = dtens::sv_idx_t;

std::uint64_t total_order(const sparse_index &index) {
    std::uint64_t sum = 0;
    for (const auto &[arg, order] : index.second)
        sum += order;
    return sum;
}

// Larger orders by earlier arguments come first.
bool comes_before(const sparse_index &a, const sparse_index &b) {
    if (const auto x = total_order(a), y = total_order(b); x != y)
        return x < y;
    if (a.first != b.first)
        return a.first < b.first;
    const auto [i, j] = std::mismatch(a.second.begin(), a.second.end(), b.second.begin(), b.second.end());
    if (i == a.second.end() || j == b.second.end())
        return false; // of equal sums, one cannot begin with the other
    return i->first != j->first ? i->first < j->first : i->second > j->second;
}

bool is_well_formed(const sparse_index &index, std::size_t n_args) {
    std::uint64_t next = 0;
    for (const auto &[arg, order] : index.second) {
        if (arg < next || arg >= n_args || order == 0)
            return false;
        next = std::uint64_t(arg) + 1;
    }
    return true;
}

// The orders by the arguments that come next, with the same sum. False behind the last: by the last argument only.
bool advance(std::vector<std::pair<std::uint32_t, std::uint32_t>> &orders, std::size_t n_args) {
    std::uint32_t behind = 1;
    if (!orders.empty() && orders.back().first + 1 == n_args) {
        behind += orders.back().second;
        orders.pop_back();
    }
    if (orders.empty())
        return false;
    const auto arg = orders.back().first;
    if (--orders.back().second == 0)
        orders.pop_back();
    orders.emplace_back(arg + 1, behind);
    return true;
}

dtens::const_iterator found(const tensor_data &data, const sparse_index &index) {
    const auto end = data.entries.end();
    if (!is_well_formed(index, data.args.size()))
        return end;
    const auto place = std::lower_bound(data.entries.begin(), end, index,
                                        [](const auto &entry, const auto &i) { return comes_before(entry.first, i); });
    return place != end && place->first == index ? place : end;
}

void check_order(const char *what, std::uint32_t needed, std::uint32_t order) {
    if (order < needed)
        throw_invalid_argument("{} needs derivatives of order {}, but the highest order is {}", what, needed, order);
}

std::vector<expression> expressions_of(const dtens::subrange &derivatives) {
    std::vector<expression> all;
    all.reserve(derivatives.size());
    for (const auto &[index, ex] : derivatives)
        all.push_back(ex);
    return all;
}

constinit const std::vector<expression> no_args;

} // namespace

dtens make_tensors(std::vector<expression> args, std::uint32_t n_outs, std::uint32_t order,
                   std::vector<expression> &&derivatives) {
    auto data = std::make_shared<tensor_data>();
    data->entries.reserve(derivatives.size());
    auto next = derivatives.begin();
    for (std::uint64_t k = 0; k <= order; ++k) {
        data->begins.push_back(data->entries.size());
        for (std::uint32_t component = 0; component < n_outs; ++component) {
            sparse_index index(component, {});
            if (k > 0)
                index.second.emplace_back(0, static_cast<std::uint32_t>(k));
            do
                data->entries.emplace_back(index, std::move(*next++));
            while (advance(index.second, args.size()));
        }
    }
    data->begins.push_back(data->entries.size());
    data->args = std::move(args);
    data->n_outs = n_outs;
    data->order = order;
    dtens result;
    result.data_ = std::move(data);
    return result;
}

} // namespace detail

dtens::const_iterator dtens::begin() const noexcept {
    return data_ != nullptr ? data_->entries.begin() : const_iterator();
}
dtens::const_iterator dtens::end() const noexcept { return data_ != nullptr ? data_->entries.end() : const_iterator(); }
dtens::size_type dtens::size() const noexcept { return data_ != nullptr ? data_->entries.size() : 0; }

std::uint32_t dtens::get_order() const noexcept { return data_ != nullptr ? data_->order : 0; }
std::uint32_t dtens::get_nargs() const noexcept { return static_cast<std::uint32_t>(get_args().size()); }
std::uint32_t dtens::get_nouts() const noexcept { return data_ != nullptr ? data_->n_outs : 0; }
const std::vector<expression> &dtens::get_args() const noexcept {
    return data_ != nullptr ? data_->args : detail::no_args;
}

dtens::const_iterator dtens::find(const v_idx_t &index) const {
    if (index.size() != std::size_t(get_nargs()) + 1)
        return end();
    sv_idx_t sparse(index[0], {});
    for (std::uint32_t arg = 0; arg < get_nargs(); ++arg)
        if (const auto order = index[std::size_t(arg) + 1]; order > 0)
            sparse.second.emplace_back(arg, order);
    return find(sparse);
}
dtens::const_iterator dtens::find(const sv_idx_t &index) const {
    return data_ != nullptr ? detail::found(*data_, index) : end();
}

const expression &dtens::operator[](const v_idx_t &index) const {
    const auto place = find(index);
    if (place == end())
        detail::throw_error<std::out_of_range>("There is no derivative with the index [{}]", fmt::join(index, ", "));
    return place->second;
}
const expression &dtens::operator[](const sv_idx_t &index) const {
    const auto place = find(index);
    if (place == end())
        detail::throw_error<std::out_of_range>("There is no derivative with the index {}", index);
    return place->second;
}

dtens::size_type dtens::index_of(const v_idx_t &index) const { return index_of(find(index)); }
dtens::size_type dtens::index_of(const sv_idx_t &index) const { return index_of(find(index)); }
dtens::size_type dtens::index_of(const_iterator position) const noexcept {
    return static_cast<size_type>(position - begin());
}

dtens::subrange dtens::get_derivatives(std::uint32_t order) const noexcept {
    if (data_ == nullptr || order > data_->order)
        return {end(), end()};
    const auto at = [&](std::size_t i) { return begin() + static_cast<std::ptrdiff_t>(data_->begins[i]); };
    return {at(order), at(std::size_t(order) + 1)};
}

dtens::subrange dtens::get_derivatives(std::uint32_t component, std::uint32_t order) const noexcept {
    if (component >= get_nouts())
        return {end(), end()};
    const auto all = get_derivatives(order);
    const auto count = static_cast<std::ptrdiff_t>(all.size() / get_nouts());
    return {all.begin() + component * count, all.begin() + (component + 1) * count};
}

std::vector<expression> dtens::get_gradient() const {
    if (get_nouts() != 1)
        detail::throw_invalid_argument("A gradient is that of one function, but there are {}", get_nouts());
    detail::check_order("A gradient", 1, get_order());
    return detail::expressions_of(get_derivatives(1));
}

std::vector<expression> dtens::get_jacobian() const {
    detail::check_order("A Jacobian", 1, get_order());
    return detail::expressions_of(get_derivatives(1));
}

std::vector<expression> dtens::get_hessian(std::uint32_t component) const {
    detail::check_order("A Hessian", 2, get_order());
    if (component >= get_nouts())
        detail::throw_invalid_argument("There is no Hessian of component {}: the components are {}", component,
                                       get_nouts());
    return detail::expressions_of(get_derivatives(component, 2));
}

std::ostream &operator<<(std::ostream &out, const dtens &tensors) {
    return out << fmt::format("Highest order     : {}\nNumber of outputs : {}\nArguments         : [{}]\n",
                              tensors.get_order(), tensors.get_nouts(), fmt::join(tensors.get_args(), ", "));
}

BROOK_END_NAMESPACE
