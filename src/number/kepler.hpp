// SPDX-License-Identifier: MPL-2.0
// Kepler's equation, solved for numbers: to the last bits or nearly so, for all elliptic arguments, in a bounded number
// of steps.
//
// Nothing of the C++ library but square roots, and no fused operations: the bits are the same on all machines.
#pragma once

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail::kepler {

/// E with E - e sin E = M; a NaN unless 0 <= e < 1. Infinite if M is.
BROOK_PUBLIC float kepE(float e, float mean_anomaly) noexcept;
BROOK_PUBLIC double kepE(double e, double mean_anomaly) noexcept;
BROOK_PUBLIC long double kepE(long double e, long double mean_anomaly) noexcept;

/// F with F + h cos F - k sin F = lam; a NaN unless h^2 + k^2 < 1, which is decided without rounding. Infinite if lam
/// is.
BROOK_PUBLIC float kepF(float h, float k, float lam) noexcept;
BROOK_PUBLIC double kepF(double h, double k, double lam) noexcept;
BROOK_PUBLIC long double kepF(long double h, long double k, long double lam) noexcept;

/// x with x + s0 (1 - cos x) - c0 sin x = dm; a NaN unless s0^2 + c0^2 < 1, which is decided without rounding. Infinite
/// if dm is.
BROOK_PUBLIC float kepDE(float s0, float c0, float dm) noexcept;
BROOK_PUBLIC double kepDE(double s0, double c0, double dm) noexcept;
BROOK_PUBLIC long double kepDE(long double s0, long double c0, long double dm) noexcept;

// Those of longer types, number/long_kepler.cpp; those of dd stand beside it.
#ifdef BROOK_HAS_QUADMATH
BROOK_PUBLIC boost::multiprecision::float128 kepE(const boost::multiprecision::float128 &e,
                                                  const boost::multiprecision::float128 &mean_anomaly) noexcept;
BROOK_PUBLIC boost::multiprecision::float128 kepF(const boost::multiprecision::float128 &h,
                                                  const boost::multiprecision::float128 &k,
                                                  const boost::multiprecision::float128 &lam) noexcept;
BROOK_PUBLIC boost::multiprecision::float128 kepDE(const boost::multiprecision::float128 &s0,
                                                   const boost::multiprecision::float128 &c0,
                                                   const boost::multiprecision::float128 &dm) noexcept;
#endif

} // namespace detail::kepler
BROOK_END_NAMESPACE
