// SPDX-License-Identifier: MPL-2.0
// A step callback that keeps states, in memory or in a file.
#pragma once

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
class recording_rows;

} // namespace detail

namespace callback {

/// The format of a file of records.
enum class record_format {
    by_extension, ///< .csv or .npy
    csv,          ///< text: a row of names, then rows of numbers that are read back bit for bit
    npy           ///< NumPy's, version 1.0: a matrix of numbers of the integrator's type
};

/// Keeps the state at chosen times, or after every so many steps, while a propagation runs. Rows have the time, then
/// the state variables; of a batch the time of each trajectory, then each variable of all trajectories, side by side
/// (time[0], time[1], x[0], x[1], ...). They go to memory; or to a file that is named, which is made or replaced when
/// the recorder is.
///
/// States at chosen times have the bits of update_d_output(), and do not change the steps; steps write the coefficients
/// that this needs (see step_callback), and get_d_output() holds the last of them. A time is recorded in the step that
/// reaches it, rounded to T: the begin and the end of a propagation are reached, too. In a batch each trajectory
/// reaches it by itself, and the row number i has the i-th time that each reached; where a propagation ends before, it
/// has NaN. Of a step that fails nothing is recorded.
///
/// It may be called by hand, too, after each step: `rec(ta)`, after `ta.step(true)` where times are chosen. Several
/// propagations, one after the other, are recorded like one; backward ones, too. Where the time was set meanwhile, a
/// new one begins. In a set of callbacks it stands before those that change the state, unless that is to be seen.
///
/// Copies, such as that which a propagation returns, share rows and file. They are for one thread at a time, and so not
/// for the members of an ensemble.
///
/// What cannot be written throws std::system_error, with the path and the reason. It ends the propagation; rows that
/// were written before stay, the others are kept, and flush() tries again.
template <typename T>
class BROOK_PUBLIC recorder {
public:
    /// At these times, in any order, in either direction. Throws std::invalid_argument unless they are finite, or if
    /// the file's extension is neither .csv nor .npy; std::system_error if the file cannot be made.
    static recorder at(std::vector<T> times, std::optional<std::filesystem::path> file = std::nullopt,
                       record_format format = record_format::by_extension);
    /// Where a propagation begins, at t, and then at t + dt, t + 2 * dt, ... as T computes them (backward at t - dt,
    /// ...). Throws as at(), and std::invalid_argument unless `dt` is positive and finite.
    static recorder every(T dt, std::optional<std::filesystem::path> file = std::nullopt,
                          record_format format = record_format::by_extension);
    static recorder every(std::same_as<bool> auto, std::optional<std::filesystem::path> = std::nullopt,
                          record_format = record_format::by_extension) = delete;
    /// After the step number n, 2 n, ... that the recorder sees. (Steps of size 0 do not count.) Throws as at(), and
    /// std::invalid_argument if n is 0 or negative.
    static recorder every_steps(detail::integer_argument<std::size_t, "The number of steps between records"> n,
                                std::optional<std::filesystem::path> file = std::nullopt,
                                record_format format = record_format::by_extension);

    recorder(const recorder &) = default;            ///< shares rows and file
    recorder &operator=(const recorder &) = default; ///< shares rows and file
    /// That of the last copy writes what is not written yet, as close(), but cannot say that this failed.
    ~recorder() = default;

    /// True if times are chosen, so that steps must write their coefficients.
    bool needs_tc() const;
    /// A propagation begins.
    void pre_hook(taylor_adaptive<T> &ta);
    void pre_hook(taylor_adaptive_batch<T> &ta); ///< likewise
    /// Records what was reached in the last step. Returns true. Throws std::invalid_argument if times are chosen and
    /// the step did not write its coefficients; if the number of equations or trajectories changed; after close().
    bool operator()(taylor_adaptive<T> &ta);
    bool operator()(taylor_adaptive_batch<T> &ta); ///< likewise
    /// Records the state as it is, whatever was chosen: of the begin, for example.
    void record(const taylor_adaptive<T> &ta);
    void record(const taylor_adaptive_batch<T> &ta); ///< likewise

    /// The names of the columns; none before the first call.
    const std::vector<std::string> &names() const;
    /// How many rows there are, of which the last ones may still have NaN for trajectories that did not reach them.
    std::size_t n_rows() const;
    /// The times of the rows, in a batch [row][trajectory]. Throws std::invalid_argument if there is a file.
    const std::vector<T> &times() const;
    /// The states of the rows: [row][equation], in a batch [row][equation][trajectory]. Throws likewise.
    const std::vector<T> &states() const;
    /// Writes what is complete to the file, which can be read then. Throws std::system_error.
    void flush();
    /// Writes all rows, and closes the file: nothing more is recorded. Throws std::system_error.
    void close();

private:
    explicit recorder(std::shared_ptr<detail::recording_rows<T>> rows);

    std::shared_ptr<detail::recording_rows<T>> rows_;
};

} // namespace callback
BROOK_END_NAMESPACE
