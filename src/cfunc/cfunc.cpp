// SPDX-License-Identifier: MPL-2.0
// The public class: checks what the caller passed, and leaves the work to build and evaluate.
#include <brook/cfunc/cfunc.hpp>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <brook/support/made_once.hpp>

#include "cfunc/build.hpp"
#include "cfunc/evaluate.hpp"
#include "cfunc/function_set.hpp"
#include "cfunc/overlap.hpp"
#include "jit/idle_options.hpp"
#include "ode/bind_tables.hpp"
#include "support/default_arithmetic.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct cfunc_data {
    cfunc_data(std::vector<expression> &&fn, std::vector<expression> &&vars, cfunc_options &&o)
        : functions(std::move(fn), std::move(vars)), options(std::move(o)) {
        if (options.compact && options.parallel_mode)
            throw_invalid_argument("A function with compact_mode = true cannot have parallel_mode = true; see "
                                   "kw::batch_parallel");
        check_precision(options.prec);
        check_code_options(options, fp_type_of<T>);
        warn_if_idle(options.parallel_mode, "parallel_mode", "a function has kw::batch_parallel instead");
        warn_if_idle(options.high_accuracy, "high_accuracy", "a function has no sums to compensate");
        options.opt_level = std::min(options.opt_level, 3u);
        code = with_data<T>(build_function(functions, fp_type_of<T>, options, origin), functions.tables(),
                            &function_code::one, &function_code::many);
    }

    function_set functions;
    cfunc_options options;
    found_code origin;
    std::shared_ptr<const function_code> code;
    mutable made_once_in_object<function_states> states;
};

namespace {

void check_count(std::string_view what, std::size_t expected, std::size_t got, std::string_view whose) {
    if (expected != got)
        throw_invalid_argument("There must be {} {}, one for each {}, but {} were given", expected, what, whose, got);
}

template <typename T>
void check_rows(std::string_view what, std::size_t rows, std::size_t points,
                const mdspan<T, dextents<std::size_t, 2>> &array) {
    if (array.extent(0) != rows || array.extent(1) != points)
        throw_invalid_argument("The {} of {} points must be an array of {} x {} numbers, but it is one of {} x {}",
                               what, points, rows, points, array.extent(0), array.extent(1));
}

void check_given(bool pars, bool time, const function_set &functions) {
    if (functions.n_pars() > 0 && !pars)
        throw_invalid_argument("The functions have {} parameters, but kw::pars was not given", functions.n_pars());
    if (functions.time_dependent() && !time)
        throw_invalid_argument("The functions depend on the time, but kw::time was not given");
}

template <typename T>
std::string text_of(const cfunc<T> &f) {
    auto text = fmt::format("C++ datatype: {}\n", fp_row<T>::printed_name);
    if (!f.is_valid())
        return text + "Default-constructed state.\n";
    text += fmt::format("Variables: [{}]\n", fmt::join(f.get_vars(), ", "));
    for (std::size_t i = 0; i < f.get_fn().size(); ++i)
        text += fmt::format("Output #{}: {}\n", i, f.get_fn()[i]);
    return text;
}

} // namespace
} // namespace detail

template <typename T>
cfunc<T>::cfunc() noexcept = default;
template <typename T>
cfunc<T>::cfunc(const cfunc &) noexcept = default;
template <typename T>
cfunc<T>::cfunc(cfunc &&) noexcept = default;
template <typename T>
cfunc<T> &cfunc<T>::operator=(const cfunc &) noexcept = default;
template <typename T>
cfunc<T> &cfunc<T>::operator=(cfunc &&) noexcept = default;
template <typename T>
cfunc<T>::~cfunc() = default;

template <typename T>
cfunc<T>::cfunc(std::vector<expression> &&fn, std::vector<expression> &&vars, detail::cfunc_options &&options) {
    const detail::default_arithmetic arithmetic;
    data_ = std::make_shared<const detail::cfunc_data<T>>(std::move(fn), std::move(vars), std::move(options));
}

template <typename T>
const detail::cfunc_data<T> &cfunc<T>::data() const {
    if (!data_)
        detail::throw_invalid_argument("A compiled function was used that is default-constructed or moved from");
    return *data_;
}

template <typename T>
const detail::cfunc_options &cfunc<T>::options() const {
    return data().options;
}

template <typename T>
bool cfunc<T>::is_valid() const noexcept {
    return data_ != nullptr;
}

template <typename T>
const std::vector<expression> &cfunc<T>::get_fn() const {
    return data().functions.functions();
}

template <typename T>
const std::vector<expression> &cfunc<T>::get_vars() const {
    return data().functions.variables();
}

template <typename T>
std::vector<expression> cfunc<T>::get_dc() const {
    const auto &functions = data().functions;
    const detail::default_arithmetic arithmetic;
    return detail::decomposition_of(functions, detail::fp_type_of<T>);
}

template <typename T>
const std::variant<std::array<llvm_state, 3>, llvm_multi_state> &cfunc<T>::get_llvm_states() const {
    const auto &d = data();
    const detail::default_arithmetic arithmetic;
    return d.states.get([&] { return detail::build_states(d.functions, detail::fp_type_of<T>, d.options); });
}

template <typename T>
bool cfunc<T>::get_high_accuracy() const {
    return data().options.high_accuracy;
}

template <typename T>
bool cfunc<T>::get_compact_mode() const {
    return data().options.compact;
}

template <typename T>
bool cfunc<T>::get_parallel_mode() const {
    return data().options.parallel_mode;
}

template <typename T>
std::uint32_t cfunc<T>::get_batch_size() const {
    return data().code->layout.points;
}

template <typename T>
std::uint32_t cfunc<T>::get_nparams() const {
    return data().functions.n_pars();
}

template <typename T>
std::uint32_t cfunc<T>::get_nvars() const {
    return static_cast<std::uint32_t>(data().functions.variables().size());
}

template <typename T>
std::uint32_t cfunc<T>::get_nouts() const {
    return static_cast<std::uint32_t>(data().functions.functions().size());
}

template <typename T>
bool cfunc<T>::is_time_dependent() const {
    return data().functions.time_dependent();
}

template <typename T>
compile_info cfunc<T>::get_compile_info() const {
    return data().origin.info();
}

template <typename T>
void cfunc<T>::evaluate(out_1d out, in_1d in, const detail::point_options<T> &options) const {
    const auto &d = data();
    detail::check_count("outputs", d.functions.functions().size(), out.size(), "function");
    detail::check_count("inputs", d.functions.variables().size(), in.size(), "variable");
    detail::check_given(options.pars.has_value(), options.time.has_value(), d.functions);
    const auto pars = options.pars.value_or(detail::row_view<const T>());
    if (options.pars)
        detail::check_count("parameters", d.functions.n_pars(), pars.size(), "parameter of the functions");
    const T time = options.time.value_or(T(0));
    const detail::apart_from_outputs<T> own_in(in, out), own_pars(pars, out);
    detail::evaluate_one(*d.code, out.data_handle(), own_in.data(), own_pars.data(), &time);
}

template <typename T>
void cfunc<T>::evaluate(out_2d out, in_2d in, const detail::points_options<T> &options) const {
    const auto &d = data();
    const auto n = out.extent(1);
    detail::check_rows("outputs", d.functions.functions().size(), n, out);
    detail::check_rows("inputs", d.functions.variables().size(), n, in);
    detail::check_given(options.pars.has_value(), options.time.has_value(), d.functions);
    const auto pars = options.pars.value_or(in_2d());
    if (options.pars && !(pars.size() == 0 && d.functions.n_pars() == 0))
        detail::check_rows("parameters", d.functions.n_pars(), n, pars);
    const auto time = options.time.value_or(detail::row_view<const T>());
    if (options.time)
        detail::check_count("times", n, time.size(), "point");
    if (n == 0)
        return;
    const detail::apart_from_outputs<T> own_in(in, out), own_pars(pars, out), own_time(time, out);
    detail::evaluate_many<T>(*d.code, d.functions.n_pars(),
                             {out.data_handle(), own_in.data(), own_pars.data(), own_time.data(), n},
                             options.batch_parallel);
}

// The friend declaration exports nothing, because it is one for each instance of the class.
template <typename T>
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const cfunc<T> &f) {
    return out << detail::text_of(f);
}

#define BROOK_INSTANCE(type)                                                                                           \
    template class cfunc<type>;                                                                                        \
    template std::ostream &operator<<(std::ostream &, const cfunc<type> &);
#include "number/instances.def"

BROOK_END_NAMESPACE

template <typename T>
auto fmt::formatter<brook::cfunc<T>>::format(const brook::cfunc<T> &f, fmt::format_context &context) const
    -> fmt::format_context::iterator {
    const auto text = brook::detail::text_of(f);
    return fmt::formatter<fmt::string_view>::format(std::string_view(text), context);
}

#define BROOK_INSTANCE(type) template struct fmt::formatter<brook::cfunc<type>>;
#include "number/instances.def"
