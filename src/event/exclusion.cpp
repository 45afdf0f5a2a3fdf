// SPDX-License-Identifier: MPL-2.0
// Instances of the exclusion test. Templates cannot be cloned for instruction sets, so a macro writes each type out.
#include "event/exclusion.hpp"

#include <brook/number/fp_type.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

#define BROOK_EXCLUSION(T, clones)                                                                                     \
    template <>                                                                                                        \
    clones void exclude_zeros<T>(const exclusion_test<T> &test, std::size_t count) noexcept {                          \
        test.run(count);                                                                                               \
    }

#define BROOK_EXCLUSION_vector(T) BROOK_EXCLUSION(T, BROOK_TARGET_CLONES)
#define BROOK_EXCLUSION_scalar(T) BROOK_EXCLUSION(T, )
#define BROOK_EXCLUSION_none(T)
#define BROOK_FP(type, name, printed, code) BROOK_EXCLUSION_##code(type)
#include <brook/number/fp_types.def>
#undef BROOK_FP

} // namespace detail
BROOK_END_NAMESPACE
