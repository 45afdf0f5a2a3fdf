// SPDX-License-Identifier: MPL-2.0
// Rebuilds every function around the tables below it.
#include "ode/bind_tables.hpp"

#include <unordered_map>
#include <utility>

#include <brook/math/functions.hpp>

#include "expression/builders.hpp"
#include "expression/walk.hpp"
#include "math/polynomial_rows.hpp"
#include "ode/time_derivative.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class binder {
public:
    explicit binder(std::optional<std::uint32_t> direction) : direction_(direction) {}

    expression operator()(const expression &ex) {
        const func *f = as_func(ex);
        return f == nullptr ? ex : walk_(*f, [this](const func &g) { return rebuilt(g); }).ex;
    }

    bound_expressions take(std::vector<expression> exs) {
        return {std::move(exs), std::move(tables_), reads_direction_};
    }

private:
    struct bound {
        expression ex;
        bool has_table = false;
    };

    bound rebuilt(const func &f) {
        bool has_table = false;
        auto args = of_each(f.args(), [&](const expression &arg) {
            const func *g = as_func(arg);
            if (g == nullptr)
                return arg;
            has_table = has_table || walk_.at(*g).has_table;
            return walk_.at(*g).ex;
        });
        if (const auto *table = content_of(f.rule()))
            return {of_table(*table, f.args()[0], args[0], has_table), true};
        return {has_table ? expression(func(f.rule(), std::move(args))) : expression(f), has_table};
    }

    // What lies behind another table is not looked at.
    expression of_table(const polynomial_content &table, const expression &x, const expression &bound_x,
                        bool has_table) {
        const auto s = summary_of(x);
        const bool of_time = !has_table && !s.has_variables && s.time_dependent;
        const auto slope = of_time ? slope_of(x) : std::nullopt;
        const bool is_line = slope && as_number(*slope) != nullptr && s.param_end == 0;
        return polynomial_of_row(table, bound_x, ahead_of(slope), is_line, first_of(table));
    }

    // Where the argument of a table goes.
    expression ahead_of(const std::optional<expression> &slope) {
        if (!direction_ || !slope || is_number_zero(*slope))
            return expression(0.);
        reads_direction_ = true;
        return *slope * expression(param(*direction_));
    }

    static std::optional<expression> slope_of(const expression &x) {
        try {
            return diff_by_time(x, "A piecewise polynomial", "argument");
        } catch (const not_implemented_error &) {
            return std::nullopt; // a function of the user's
        }
    }

    // Of the data.
    std::size_t first_of(const polynomial_content &table) {
        const auto [known, is_new] = firsts_.try_emplace(&table, n_data_);
        if (is_new) {
            tables_.push_back(polynomial_access::sharing(table));
            n_data_ += data_size(table);
        }
        return known->second;
    }

    std::optional<std::uint32_t> direction_;
    walk<bound> walk_;
    std::vector<polynomial_table> tables_;
    std::unordered_map<const polynomial_content *, std::size_t> firsts_;
    std::size_t n_data_ = 0;
    bool reads_direction_ = false;
};

} // namespace

bound_expressions bind_tables(std::vector<expression> exs, std::optional<std::uint32_t> direction) {
    binder bind(direction);
    auto bound = of_each(exs, [&](const expression &ex) { return bind(ex); });
    return bind.take(std::move(bound));
}

template <typename T>
std::shared_ptr<const void *const> data_of(const std::vector<polynomial_table> &tables) {
    if (tables.empty())
        return nullptr;
    struct data {
        std::vector<polynomial_table> tables;
        std::vector<const void *> addresses;
    };
    auto made = std::make_shared<data>(data{tables, {}});
    for (const auto &table : tables) {
        const auto &content = polynomial_access::content(table);
        const auto &rows = content.rows<T>();
        made->addresses.push_back(static_cast<const row_finder<T> *>(&rows));
        for (std::size_t j = 0; j < content.row_size(); ++j)
            made->addresses.push_back(rows.column(j));
    }
    return {made, made->addresses.data()};
}

#define BROOK_INSTANCE(type)                                                                                           \
    template std::shared_ptr<const void *const> data_of<type>(const std::vector<polynomial_table> &);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
