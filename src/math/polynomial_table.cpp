// SPDX-License-Identifier: MPL-2.0
// Tables of polynomials, and the functions that have them. Each table has a rule of its own, whose name holds a hash of
// the data, because functions are compared and archived by the names of their rules.
#include <brook/math/polynomial_table.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <ostream>
#include <stdexcept>
#include <utility>

#include "math/polynomial_content.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::string_view name_prefix = "piecewise_polynomial ";

std::vector<expression> gradient_of(const func &f) {
    const auto &content = static_cast<const polynomial_content &>(f.rule());
    if (content.degree() == 0)
        return {expression(0.)};
    return {piecewise_polynomial(f.args()[0], polynomial_access::sharing(content).derivative())};
}

void print_table(std::ostream &out, const func &f) {
    const auto &content = static_cast<const polynomial_content &>(f.rule());
    out << "piecewise_polynomial(" << f.args()[0] << ", " << content.breaks.size() - 1 << " pieces of degree "
        << content.degree() << ')';
}

void check_breaks(const std::vector<double> &breaks) {
    if (breaks.size() < 2)
        throw_invalid_argument("A piecewise polynomial must have two breaks or more, but {} were given", breaks.size());
    for (std::size_t i = 0; i < breaks.size(); ++i) {
        if (!std::isfinite(breaks[i]))
            throw_invalid_argument("The breaks of a piecewise polynomial must be finite, but break {} is {}", i,
                                   breaks[i]);
        if (i > 0 && !(breaks[i - 1] < breaks[i]))
            throw_invalid_argument(
                "The breaks of a piecewise polynomial must be ascending, but break {} is {}, and the "
                "one before is {}",
                i, breaks[i], breaks[i - 1]);
    }
}

void check_coefficients(const std::vector<double> &breaks, const std::vector<double> &coefficients) {
    const auto pieces = breaks.size() - 1;
    if (coefficients.empty() || coefficients.size() % pieces != 0)
        throw_invalid_argument("All {} pieces of a piecewise polynomial must have the same number of coefficients, but "
                               "there are {} in all",
                               pieces, coefficients.size());
    const auto infinite =
        std::find_if_not(coefficients.begin(), coefficients.end(), [](double c) { return std::isfinite(c); });
    if (infinite != coefficients.end()) {
        const auto place = static_cast<std::size_t>(infinite - coefficients.begin()), n = coefficients.size() / pieces;
        throw_invalid_argument("The coefficients of a piecewise polynomial must be finite, but coefficient {} of piece "
                               "{} is {}",
                               place % n, place / n, *infinite);
    }
}

std::string name_of(const polynomial_content &c) {
    hasher h;
    const auto add = [&](const std::vector<double> &numbers) {
        h.update(std::uint64_t(numbers.size()));
        for (const auto x : numbers)
            h.update(std::bit_cast<std::uint64_t>(x));
    };
    add(c.breaks);
    add(c.coefficients);
    h.update(static_cast<std::uint64_t>(c.basis)).update(static_cast<std::uint64_t>(c.beyond));
    return std::string(name_prefix) + to_hex(h.finish());
}

void delete_content(const counted_rule *rule) noexcept { delete static_cast<const polynomial_content *>(rule); }

// In a row, if there is a list for each piece, and all have one length.
std::vector<double> joined(const std::vector<double> &breaks, const std::vector<std::vector<double>> &coefficients) {
    check_breaks(breaks);
    if (coefficients.size() != breaks.size() - 1)
        throw_invalid_argument("A piecewise polynomial with {} breaks must have the coefficients of {} pieces, but got "
                               "those of {}",
                               breaks.size(), breaks.size() - 1, coefficients.size());
    std::vector<double> all;
    all.reserve(coefficients.size() * coefficients[0].size());
    for (std::size_t i = 0; i < coefficients.size(); ++i) {
        if (coefficients[i].empty())
            throw_invalid_argument("A piece of a piecewise polynomial must have a coefficient, but piece {} has none",
                                   i);
        if (coefficients[i].size() != coefficients[0].size())
            throw_invalid_argument(
                "All pieces of a piecewise polynomial must have the same number of coefficients, but "
                "piece 0 has {}, and piece {} has {}",
                coefficients[0].size(), i, coefficients[i].size());
        all.insert(all.end(), coefficients[i].begin(), coefficients[i].end());
    }
    return all;
}

// Of a polynomial of degree d >= 1, with respect to its own argument; d coefficients.
void differentiate_powers(const double *c, std::size_t d, double *out) {
    for (std::size_t j = 1; j <= d; ++j)
        out[j - 1] = static_cast<double>(j) * c[j];
}

// c'[j-1] = c'[j+1] + 2 j c[j], and c'[0] is half of that. J. C. Mason and D. C. Handscomb, Chebyshev Polynomials
// (2003), section 2.4.5.
void differentiate_chebyshev(const double *c, std::size_t d, double *out) {
    for (auto j = d; j >= 1; --j)
        out[j - 1] = (j + 1 < d ? out[j + 1] : 0.) + 2. * static_cast<double>(j) * c[j];
    out[0] /= 2;
}

polynomial_table derivative_of(const polynomial_content &c) {
    const auto d = c.degree(), pieces = c.breaks.size() - 1;
    std::vector<double> all(pieces * std::max<std::size_t>(d, 1));
    for (std::size_t i = 0; d > 0 && i < pieces; ++i) {
        const double *const from = &c.coefficients[i * (d + 1)];
        double *const to = &all[i * d];
        if (c.basis == polynomial_basis::power) {
            differentiate_powers(from, d, to);
        } else {
            differentiate_chebyshev(from, d, to);
            std::for_each(to, to + d, [&](double &x) { x *= 2. / (c.breaks[i + 1] - c.breaks[i]); });
        }
    }
    return polynomial_access::table(new polynomial_content(c.breaks, std::move(all), c.basis, c.beyond));
}

} // namespace

polynomial_content::polynomial_content(std::vector<double> the_breaks, std::vector<double> the_coefficients,
                                       polynomial_basis basis_of_all, beyond_breaks the_beyond)
    : breaks(std::move(the_breaks)), coefficients(std::move(the_coefficients)), basis(basis_of_all),
      beyond(the_beyond) {
    check_breaks(breaks);
    check_coefficients(breaks, coefficients);
    full_name = name_of(*this);
    name = full_name;
    name_hash = hash_of_name(name);
    arity = 1;
    gradient = gradient_of;
    print = print_table;
    identity = "named"; // the name decides everything
    has_edge = true;
    may_jump = true;
    count = this;
    destroy = delete_content;
}

const polynomial_content *content_of(const function_rule &rule) noexcept {
    return rule.gradient == gradient_of ? static_cast<const polynomial_content *>(&rule) : nullptr;
}

bool is_name_of_table(std::string_view rule_name) noexcept {
    return rule_name.starts_with(name_prefix) && digest_from_hex(rule_name.substr(name_prefix.size())).has_value();
}

} // namespace detail

polynomial_table::polynomial_table(std::vector<double> breaks, std::vector<std::vector<double>> coefficients,
                                   polynomial_basis basis, beyond_breaks beyond) {
    auto all = detail::joined(breaks, coefficients);
    content_ = new detail::polynomial_content(std::move(breaks), std::move(all), basis, beyond);
}

polynomial_table::polynomial_table(const polynomial_table &other) noexcept : content_(other.content_) {
    content_->retain();
}

polynomial_table &polynomial_table::operator=(const polynomial_table &other) noexcept {
    polynomial_table copy(other);
    std::swap(content_, copy.content_);
    return *this;
}

polynomial_table::~polynomial_table() { content_->release(); }

const std::vector<double> &polynomial_table::breaks() const noexcept { return content_->breaks; }
std::size_t polynomial_table::degree() const noexcept { return content_->degree(); }
polynomial_basis polynomial_table::basis() const noexcept { return content_->basis; }
beyond_breaks polynomial_table::beyond() const noexcept { return content_->beyond; }

std::span<const double> polynomial_table::coefficients(std::size_t piece) const {
    if (piece >= size())
        detail::throw_error<std::out_of_range>("A table of {} polynomials has no piece {}", size(), piece);
    return std::span(content_->coefficients).subspan(piece * (degree() + 1), degree() + 1);
}

const polynomial_table &polynomial_table::derivative() const {
    return content_->derivative.get([this] { return detail::derivative_of(*content_); });
}

bool polynomial_table::equals(const polynomial_table &other) const noexcept {
    return content_ == other.content_ || content_->full_name == other.content_->full_name;
}

expression piecewise_polynomial(expression x, const polynomial_table &table) {
    std::vector<expression> args;
    args.push_back(std::move(x));
    return expression(func(detail::polynomial_access::content(table), std::move(args)));
}

expression piecewise_polynomial(expression x, std::vector<double> breaks, std::vector<std::vector<double>> coefficients,
                                polynomial_basis basis, beyond_breaks beyond) {
    return piecewise_polynomial(std::move(x),
                                polynomial_table(std::move(breaks), std::move(coefficients), basis, beyond));
}

BROOK_END_NAMESPACE
