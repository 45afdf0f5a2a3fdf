// SPDX-License-Identifier: MPL-2.0
// Tables of coefficients.
#include "output/table_evaluator.hpp"

#include "output/polynomials.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
void table_evaluator<T>::operator()(const T *table, const T *low, std::size_t rows, T h, T *out) const noexcept {
    // Generated code has no way for steps whose fourth powers overflow or vanish.
    const auto how = summation_for(h, shape_.compensated);
    if (code_ != nullptr && (how == summation::split || how == summation::compensated))
        code_->rows(out, table, low, &h, rows);
    else
        evaluate_rows(table, shape_.compensated ? low : nullptr, rows, shape_.stride, shape_.order, h, out);
}

#define BROOK_INSTANCE(T) template class table_evaluator<T>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
