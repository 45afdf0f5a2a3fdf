// SPDX-License-Identifier: MPL-2.0
// The one thing about keyword arguments that happens at run time. Here, so that no public header includes Boost.
#include <brook/support/kw.hpp>

#include <boost/numeric/conversion/cast.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

void throw_bad_integer(bool negative) {
    if (negative)
        throw boost::numeric::negative_overflow();
    throw boost::numeric::positive_overflow();
}

} // namespace detail
BROOK_END_NAMESPACE
