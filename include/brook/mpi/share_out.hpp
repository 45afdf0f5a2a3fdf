// SPDX-License-Identifier: MPL-2.0
// Numbered pieces of work, handed out one by one to the processes of an MPI communicator.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/mpi/collectives.hpp>
#include <boost/mpi/communicator.hpp>
#include <boost/serialization/string.hpp>

#include <brook/ensemble/members.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace mpi::detail {

/// Makes the result of number i, as bytes.
using piece_maker = std::function<std::string(std::size_t i)>;

enum tags { ask_tag = 7301, number_tag, result_tag, failure_tag };

inline constexpr std::size_t no_more = static_cast<std::size_t>(-1);

/// The message of what is being thrown.
inline std::string message_in_flight() {
    try {
        throw;
    } catch (const std::exception &error) {
        return error.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

/// Of rank 0: who has what, and what came of it.
class coordinator {
public:
    coordinator(const boost::mpi::communicator &comm, std::size_t n, brook::detail::progress_function &progress)
        : comm_(comm), progress_(progress), results_(n) {}

    /// Until nobody works any more. In the meantime the pieces of this rank are made in a thread, which does not use
    /// MPI: so it answers the others at once, however long its own pieces take.
    void run(const piece_maker &make) {
        std::thread worker([&] { work(make); });
        int others = comm_.size() - 1;
        bool own_work = true;
        while (others > 0 || own_work) {
            const bool answered = answer(others);
            own_work = !is_done();
            tell_progress();
            if (!answered)
                std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        worker.join();
        tell_progress();
    }

    std::vector<std::string> results() { return std::move(results_); }
    const std::string &error() const { return error_; }

private:
    std::size_t next() {
        const std::lock_guard lock(mutex_);
        return error_.empty() && next_ < results_.size() ? next_++ : no_more;
    }
    void keep(std::size_t i, std::string bytes) {
        const std::lock_guard lock(mutex_);
        results_[i] = std::move(bytes);
        ++kept_;
    }
    /// What it throws is as if this rank failed.
    void tell_progress() {
        std::unique_lock lock(mutex_);
        const auto kept = kept_;
        lock.unlock();
        if (!progress_ || told_ == kept)
            return;
        told_ = kept;
        try {
            progress_(kept, results_.size());
        } catch (...) {
            fail(0, message_in_flight());
        }
    }
    void fail(int rank, const std::string &message) {
        const std::lock_guard lock(mutex_);
        if (error_.empty())
            error_ = "Rank " + std::to_string(rank) + " of an ensemble failed: " + message;
    }
    bool is_done() {
        const std::lock_guard lock(mutex_);
        return done_;
    }

    void work(const piece_maker &make) {
        try {
            for (auto i = next(); i != no_more; i = next())
                keep(i, make(i));
        } catch (...) {
            fail(0, message_in_flight());
        }
        const std::lock_guard lock(mutex_);
        done_ = true;
    }

    /// A message from another rank, if there is one. Each ends with being told that there is no more.
    bool answer(int &others) {
        const auto status = comm_.iprobe(boost::mpi::any_source, boost::mpi::any_tag);
        if (!status)
            return false;
        const int rank = status->source(), tag = status->tag();
        std::size_t of = 0;
        std::string bytes;
        comm_.recv(rank, tag, of);
        if (tag != ask_tag)
            comm_.recv(rank, tag, bytes);
        if (tag == failure_tag) {
            fail(rank, bytes);
            --others;
            return true;
        }
        if (tag == result_tag)
            keep(of, std::move(bytes));
        const auto i = next();
        comm_.send(rank, number_tag, i);
        others -= i == no_more ? 1 : 0;
        return true;
    }

    const boost::mpi::communicator &comm_;
    brook::detail::progress_function &progress_;
    std::mutex mutex_; // of this call only: a process that forks in the midst of MPI calls is lost anyway
    std::vector<std::string> results_;
    std::string error_;
    std::size_t next_ = 0, kept_ = 0, told_ = no_more;
    bool done_ = false;
};

/// Of the other ranks.
inline void work_for_coordinator(const boost::mpi::communicator &comm, const piece_maker &make) {
    comm.send(0, ask_tag, std::size_t(0));
    try {
        for (;;) {
            std::size_t i = 0;
            comm.recv(0, number_tag, i);
            if (i == no_more)
                return;
            const auto bytes = make(i);
            comm.send(0, result_tag, i);
            comm.send(0, result_tag, bytes);
        }
    } catch (const boost::mpi::exception &) {
        throw;
    } catch (...) {
        comm.send(0, failure_tag, std::size_t(0));
        comm.send(0, failure_tag, message_in_flight());
    }
}

/// The results of make(i) for all i < n, in order, on rank 0; nothing on the others. To be called by all ranks of the
/// communicator. `progress` hears on rank 0 how many are done. If one throws, all throw std::runtime_error with its
/// message.
inline std::vector<std::string> share_out(const boost::mpi::communicator &comm, std::size_t n, const piece_maker &make,
                                          brook::detail::progress_function &progress) {
    std::vector<std::string> results;
    std::string error;
    if (comm.rank() == 0) {
        coordinator c(comm, n, progress);
        c.run(make);
        results = c.results();
        error = c.error();
    } else {
        work_for_coordinator(comm, make);
    }
    boost::mpi::broadcast(comm, error, 0);
    if (!error.empty())
        throw std::runtime_error(error);
    return results;
}

} // namespace mpi::detail
BROOK_END_NAMESPACE
