// SPDX-License-Identifier: MPL-2.0
// Step callbacks that show how far a propagation has come, and the same for ensembles.
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/support/progress_line.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace callback {

/// Shows on the terminal how much of the way to a time is done, the number of steps, the time that has passed, and an
/// estimate of the rest: a line that is rewritten ten times a second at most. Silent if the standard error stream is no
/// terminal. For integrators and batches of any floating-point type, forward and backward; of a batch it shows the
/// trajectory that is farthest from the end.
///
/// A callback does not know where a propagation goes, so it must be told. The way begins where the first propagation,
/// or the first step, does, and may consist of several propagations. At its end the line is completed with 100 %, and
/// the next propagation begins another one. If it ends before, finish() completes the line, or the end of the last
/// copy.
///
/// Copies, such as that which a propagation returns, show the same line. They are for one thread at a time: ensembles
/// have kw::progress and ensemble_progress.
class BROOK_PUBLIC progress_bar {
public:
    /// Of a propagation that goes to the time `end`. Throws std::invalid_argument if that is not finite.
    explicit progress_bar(long double end, progress_options options = {});
    explicit progress_bar(std::same_as<bool> auto, progress_options = {}) = delete;

    progress_bar(const progress_bar &) = default;            ///< shows the same line
    progress_bar &operator=(const progress_bar &) = default; ///< shows the same line
    ~progress_bar() = default;

    /// Where the way begins.
    template <typename T>
    void pre_hook(taylor_adaptive<T> &ta) {
        begin_at(static_cast<long double>(ta.get_time()));
    }
    /// Likewise, of the trajectories of a batch.
    template <typename T>
    void pre_hook(taylor_adaptive_batch<T> &ta) {
        begin_at(farthest(ta.get_time()));
    }

    /// Counts a step, and shows that if it is time to. Returns true.
    template <typename T>
    bool operator()(taylor_adaptive<T> &ta) {
        const auto t = static_cast<long double>(ta.get_time());
        if (counts(t, static_cast<long double>(ta.get_last_h()), epsilon<T>))
            show(t);
        return true;
    }
    /// Likewise, of the trajectories of a batch.
    template <typename T>
    bool operator()(taylor_adaptive_batch<T> &ta) {
        const auto t = farthest(ta.get_time());
        if (counts(t, static_cast<long double>(ta.get_last_h()[0]), epsilon<T>))
            show(t);
        return true;
    }

    /// Completes a line that was begun, of a propagation that ended before its time.
    void finish();
    /// The number of steps that it has counted since the way began.
    std::size_t n_steps() const;

private:
    struct shared;

    template <typename T>
    static constexpr auto epsilon = static_cast<long double>(std::numeric_limits<T>::epsilon());

    void begin_at(long double t);
    // True if it is time to show something.
    bool counts(long double t, long double h, long double epsilon_of_time);
    void show(long double t);
    long double end() const;
    template <typename T>
    long double farthest(const std::vector<T> &times) const {
        const auto distance = [goal = end()](T t) {
            const auto d = static_cast<long double>(t) - goal;
            return d < 0 ? -d : d;
        };
        T found = times[0];
        for (const T &t : times)
            if (distance(t) > distance(found))
                found = t;
        return static_cast<long double>(found);
    }

    std::shared_ptr<shared> shared_;
};

/// Shows on the terminal how many members of an ensemble are done, how many are in a second, and an estimate of the
/// rest: `kw::progress = callback::ensemble_progress()`. A line that is rewritten ten times a second at most; silent if
/// the standard error stream is no terminal. Copies show the same line.
class BROOK_PUBLIC ensemble_progress {
public:
    /// Nothing is shown before the ensemble begins.
    explicit ensemble_progress(progress_options options = {});
    ensemble_progress(const ensemble_progress &) = default;            ///< shows the same line
    ensemble_progress &operator=(const ensemble_progress &) = default; ///< shows the same line
    ~ensemble_progress() = default;

    /// So many of `n` are done. With 0 a new line begins.
    void operator()(std::size_t done, std::size_t n);

private:
    std::shared_ptr<progress_line> line_;
};

} // namespace callback
BROOK_END_NAMESPACE
