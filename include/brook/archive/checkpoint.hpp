// SPDX-License-Identifier: MPL-2.0
// Long runs that survive their process: an archive of the integrator every so often, and the way back.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <brook/archive/archive.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// When checkpoints are written: whenever one of these limits is reached since the last one, and how many are kept.
struct checkpoint_options {
    std::size_t steps = 0; ///< after so many steps; 0: not for that reason
    double time = 0;       ///< after so much time of the integration, in its unit; 0: likewise
    double seconds = 0;    ///< after so many seconds of the clock; 0: likewise
    std::size_t keep = 3;  ///< so many of the newest files stay; at least 1
};

namespace detail {

/// Files of checkpoints in a directory.
class BROOK_PUBLIC checkpoint_directory {
public:
    /// Makes the directory, removes what unfinished writes have left there, and goes on with the numbers of its files.
    checkpoint_directory(std::filesystem::path directory, std::size_t keep);
    /// Writes the next file, and removes the oldest beyond those to keep.
    void write(std::string_view archive);
    const std::filesystem::path &path() const noexcept { return directory_; }

private:
    std::filesystem::path directory_;
    std::size_t keep_;
    std::uint64_t next_ = 0;
};

BROOK_PUBLIC void check(const checkpoint_options &options);

/// Calls load(archive) for the files of checkpoints, newest first, until one does not throw std::runtime_error; warns
/// of those that did. False if there is no file. If there are files, but none is sound, the error of the newest one
/// is thrown.
BROOK_PUBLIC bool load_newest(const std::filesystem::path &directory,
                              const std::function<void(std::string_view)> &load);

} // namespace detail

namespace callback {

/// A step callback that writes the integrator to a new file of a directory every so often: `checkpoint-000000000001`
/// and so on, each there as a whole or not at all, and on the disk before an older one is removed. A run that ended in
/// whatever way goes on from newest_checkpoint(), with the bits that it would have had, if it is asked for the same
/// thing: propagate_until() to the same time, with the same max_delta_t and stop_at. (Other callbacks begin anew; their
/// state is theirs to save.) For integrators and batches of any type.
///
///     auto ta = newest_checkpoint<taylor_adaptive<double>>("run7").value_or(beginning);
///     ta.propagate_until(1e9, kw::callback = callback::checkpoint("run7", {.seconds = 60}));
///
/// A copy goes on by itself, with the same directory: it is for one run at a time.
class checkpoint {
public:
    /// Throws std::invalid_argument if none of the limits is set, if one is negative or NaN, or if none is to be kept.
    checkpoint(std::filesystem::path directory, checkpoint_options options)
        : directory_(std::move(directory)), options_(options) {
        detail::check(options_);
    }

    /// Makes the directory. Throws std::system_error.
    template <archivable Integrator>
    void pre_hook(Integrator &ta) {
        files_.emplace(directory_, options_.keep);
        begin(ta);
    }
    /// Writes, if it is time to. Returns true. Throws std::system_error with the path and the reason.
    template <archivable Integrator>
    bool operator()(Integrator &ta) {
        ++steps_;
        if (is_due(ta))
            write(ta);
        return true;
    }
    /// Writes, whether it is time to or not: after a propagation, say.
    template <archivable Integrator>
    void write(const Integrator &ta) {
        if (!files_)
            files_.emplace(directory_, options_.keep);
        files_->write(to_archive(ta));
        begin(ta);
    }

private:
    using clock = std::chrono::steady_clock;

    // Of a batch, the trajectory that was first.
    template <typename Integrator>
    static double time_of(const Integrator &ta) {
        if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(ta.get_time())>>)
            return static_cast<double>(ta.get_time());
        else
            return static_cast<double>(ta.get_time()[0]);
    }
    template <typename Integrator>
    void begin(const Integrator &ta) {
        steps_ = 0;
        time_ = time_of(ta);
        written_ = clock::now();
    }
    template <typename Integrator>
    bool is_due(const Integrator &ta) const {
        if (options_.steps != 0 && steps_ >= options_.steps)
            return true;
        if (options_.time != 0) {
            const double gone = time_of(ta) - time_;
            if (gone >= options_.time || -gone >= options_.time)
                return true;
        }
        return options_.seconds != 0 &&
               std::chrono::duration<double>(clock::now() - written_).count() >= options_.seconds;
    }

    std::filesystem::path directory_;
    checkpoint_options options_;
    std::optional<detail::checkpoint_directory> files_;
    std::size_t steps_ = 0;
    double time_ = 0;
    clock::time_point written_{};
};

} // namespace callback

/// The newest sound checkpoint of a directory; nothing if there is none. Files that are damaged are passed over, with a
/// warning for each. Throws std::runtime_error if there are files, of which none can be read, with the reason of the
/// newest.
template <archivable Integrator>
std::optional<Integrator> newest_checkpoint(const std::filesystem::path &directory) {
    std::optional<Integrator> found;
    detail::load_newest(directory, [&](std::string_view archive) { found.emplace(from_archive<Integrator>(archive)); });
    return found;
}

BROOK_END_NAMESPACE
