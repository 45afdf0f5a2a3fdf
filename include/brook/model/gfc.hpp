// SPDX-License-Identifier: MPL-2.0
// Gravity fields from files in the format of the International Centre for Global Earth Models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace model {

/// How the coefficients of a gravity field are normalised in its file.
enum class gravity_norm : std::uint8_t {
    fully_normalized, ///< the squares of the harmonics have the mean 1 over the sphere
    unnormalized      ///< associated Legendre functions as they are
};

/// A gravity field as sh_gravity_pot and sh_gravity_acc take it: kw::mu = f.mu, kw::a = f.radius, kw::sh_coefficients =
/// f.coefficients.
struct gravity_field {
    std::string name;                                   ///< the name of the model; empty if the file has none
    double mu = 0;                                      ///< G m of the body, in m^3/s^2
    double radius = 0;                                  ///< the radius to which the coefficients belong, in metres
    std::uint32_t max_degree = 0;                       ///< the highest degree among the coefficients
    std::string tide_system;                            ///< "tide_free", "zero_tide", ...; "unknown" if not said
    gravity_norm norm = gravity_norm::fully_normalized; ///< what the file has
    std::vector<double> coefficients; ///< C_00, S_00, C_10, S_10, C_11, S_11, C_20, ..., always fully normalised
    std::size_t n_varying = 0;        ///< coefficients whose change in time was left out
};

/// Reads a file in ICGEM's format (.gfc), with all degrees. F. Barthelmes and C. Foerste, The ICGEM-format (2011).
///
/// Of coefficients that vary in time (gfct) the value at their epoch is taken, and n_varying counts them; trends and
/// periodic terms are passed over. Coefficients that are not listed are 0, but for C_00, which is 1.
///
/// Throws std::runtime_error if the file cannot be read, and std::invalid_argument, with the number of the line, if it
/// is no gravity field in this format: no end of its head, no constants, lines that are cut short or have no numbers,
/// degrees above that of its head, coefficients that are given twice. The intervals of time of format 2.0 would be
/// such.
BROOK_PUBLIC gravity_field read_gfc(const std::string &path);

/// The same up to a degree, which the file must have: others throw std::invalid_argument.
BROOK_PUBLIC gravity_field read_gfc(const std::string &path,
                                    detail::integer_argument<std::uint32_t, "The highest degree of read_gfc()"> degree);

} // namespace model
BROOK_END_NAMESPACE
