// SPDX-License-Identifier: MPL-2.0
// What follows from each way in which the disk cache can fail.
#pragma once

#include <stdexcept>
#include <string>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The refusal of a file that was told already, met again.
class still_refused : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// An attempt to write where one can only read.
class only_readable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A failure and its consequences.
struct disk_failure {
    const char *cause = "";   // identifies the message; empty if there is nothing to say
    const char *what = "";    // completes the sentence "the disk cache in ... "
    std::string reason = {};  // in the words of who failed
    bool error = true;        // counts as one
    bool locked = false;      // another process is in the way: do not wait for it again
    bool close = false;       // the connection is of no more use
    bool leave_alone = false; // the file must not be touched any more
};

/// Judges the exception that is being handled. Must be called in a catch block.
disk_failure judge_current_exception() noexcept;

} // namespace detail
BROOK_END_NAMESPACE
