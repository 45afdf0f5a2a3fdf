// SPDX-License-Identifier: MPL-2.0
// The public recorder: shows integrators of one and of several trajectories to the rows.
#include <brook/callback/recorder.hpp>

#include <utility>

#include "callback/recording_rows.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace callback {
namespace {

/// Calls f(what a recorder sees of the integrator). On the way nothing is copied to the heap: it is done in each step.
template <typename T, typename F>
void seen(const taylor_adaptive<T> &ta, F f) {
    const auto [time, low] = ta.get_dtime();
    const T h = ta.get_last_h();
    f(detail::recorded_integrator<T>{ta, {&time, 1}, {&low, 1}, {&h, 1}});
}

template <typename T, typename F>
void seen(const taylor_adaptive_batch<T> &ta, F f) {
    const auto &[times, low] = ta.get_dtime();
    f(detail::recorded_integrator<T>{ta, times, low, ta.get_last_h()});
}

std::size_t checked_steps(std::size_t n) {
    if (n == 0)
        detail::throw_invalid_argument("The number of steps between records must be positive, but it is 0");
    return n;
}

template <typename T>
auto make_rows(detail::record_schedule<T> schedule, const std::optional<std::filesystem::path> &file,
               record_format format) {
    return std::make_shared<detail::recording_rows<T>>(std::move(schedule), file, format);
}

} // namespace

template <typename T>
recorder<T>::recorder(std::shared_ptr<detail::recording_rows<T>> rows) : rows_(std::move(rows)) {}

template <typename T>
recorder<T> recorder<T>::at(std::vector<T> times, std::optional<std::filesystem::path> file, record_format format) {
    return recorder(make_rows<T>(detail::listed_times<T>(std::move(times)), file, format));
}

template <typename T>
recorder<T> recorder<T>::every(T dt, std::optional<std::filesystem::path> file, record_format format) {
    return recorder(make_rows<T>(detail::spaced_times<T>(dt), file, format));
}

template <typename T>
recorder<T> recorder<T>::every_steps(detail::integer_argument<std::size_t, "The number of steps between records"> n,
                                     std::optional<std::filesystem::path> file, record_format format) {
    return recorder(make_rows<T>(detail::counted_steps{checked_steps(n)}, file, format));
}

template <typename T>
bool recorder<T>::needs_tc() const {
    return rows_->needs_tc();
}

template <typename T>
void recorder<T>::pre_hook(taylor_adaptive<T> &ta) {
    seen(ta, [&](const auto &view) { rows_->begin(view); });
}

template <typename T>
void recorder<T>::pre_hook(taylor_adaptive_batch<T> &ta) {
    seen(ta, [&](const auto &view) { rows_->begin(view); });
}

template <typename T>
bool recorder<T>::operator()(taylor_adaptive<T> &ta) {
    const auto dense_output = [&](const std::vector<T> &at) -> const std::vector<T> & {
        return ta.update_d_output(at[0]);
    };
    seen(ta, [&](const auto &view) { rows_->step(view, dense_output); });
    return true;
}

template <typename T>
bool recorder<T>::operator()(taylor_adaptive_batch<T> &ta) {
    const auto dense_output = [&](const std::vector<T> &at) -> const std::vector<T> & {
        return ta.update_d_output(at);
    };
    seen(ta, [&](const auto &view) { rows_->step(view, dense_output); });
    return true;
}

template <typename T>
void recorder<T>::record(const taylor_adaptive<T> &ta) {
    seen(ta, [&](const auto &view) { rows_->record(view); });
}

template <typename T>
void recorder<T>::record(const taylor_adaptive_batch<T> &ta) {
    seen(ta, [&](const auto &view) { rows_->record(view); });
}

template <typename T>
const std::vector<std::string> &recorder<T>::names() const {
    return rows_->rows().names();
}

template <typename T>
std::size_t recorder<T>::n_rows() const {
    return rows_->rows().size();
}

template <typename T>
const std::vector<T> &recorder<T>::times() const {
    return rows_->rows().times();
}

template <typename T>
const std::vector<T> &recorder<T>::states() const {
    return rows_->rows().states();
}

template <typename T>
void recorder<T>::flush() {
    rows_->rows().flush();
}

template <typename T>
void recorder<T>::close() {
    rows_->rows().close();
}

#define BROOK_INSTANCE(type) template class recorder<type>;
#include "number/instances.def"

} // namespace callback
BROOK_END_NAMESPACE
