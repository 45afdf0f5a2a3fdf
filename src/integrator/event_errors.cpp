// SPDX-License-Identifier: MPL-2.0
#include "integrator/event_errors.hpp"

#include <stdexcept>
#include <typeinfo>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename Error>
void throw_if_same(const std::string &where, const std::exception &e) {
    if (typeid(e) == typeid(Error))
        throw Error(where + e.what());
}

template <typename... Errors>
void throw_if_one_of(const std::string &where, const std::exception &e) {
    (throw_if_same<Errors>(where, e), ...);
}

} // namespace

void rethrow_from(const std::string &where, std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &e) {
        throw_if_one_of<std::runtime_error, std::range_error, std::overflow_error, std::underflow_error,
                        std::logic_error, std::invalid_argument, std::domain_error, std::length_error,
                        std::out_of_range>(where, e);
    } catch (...) {
    }
    std::rethrow_exception(error);
}

} // namespace detail
BROOK_END_NAMESPACE
