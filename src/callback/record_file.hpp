// SPDX-License-Identifier: MPL-2.0
// Files of rows of numbers: comma-separated text, and matrices of NumPy.
#pragma once

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/types.h>

#include <brook/callback/recorder.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A file that is made or replaced. What could not be written is kept, and written by the next flush(). A child of
/// fork() writes nothing.
class record_file {
public:
    /// Throws std::invalid_argument if the format follows from nothing, std::system_error if there is no such file.
    record_file(std::filesystem::path path, callback::record_format format);
    /// Closes it as it is.
    ~record_file();
    record_file(const record_file &) = delete;
    record_file &operator=(const record_file &) = delete;

    /// The first call: how the columns are called, and the type of their numbers as NumPy calls it.
    void begin(const std::vector<std::string> &names, std::string_view type);

    /// The numbers of a row: first some, then others.
    template <typename T>
    void append(std::span<T> first, std::span<T> others) {
        bool is_first = true;
        for (const auto &part : {first, others})
            for (const T &x : part)
                append_number(x, std::exchange(is_first, false));
        end_row();
    }

    /// Throw std::system_error, with the path and the reason.
    void flush();
    void close();

private:
    template <typename T>
    void append_number(const T &x, bool first) {
        if (format_ == callback::record_format::csv) {
            fmt::format_to(std::back_inserter(buffer_), "{}{}", first ? "" : ",",
                           x); // the shortest text of this number
        } else {
            char bytes[sizeof(T)] = {}; // long double has six without a meaning
            std::memcpy(bytes, &x, fp_value_size(fp_type_of<T>));
            buffer_.append(bytes, sizeof(T));
        }
    }
    void end_row();
    void write_buffer();
    std::string header() const;
    [[noreturn]] void fail(std::string_view what) const;

    std::filesystem::path path_;
    callback::record_format format_;
    int file_;
    pid_t owner_;
    std::string buffer_, type_;
    std::size_t rows_ = 0, columns_ = 0;
};

/// The type of numbers as NumPy calls it; empty if it has no such type.
template <typename T>
std::string numpy_type() {
    return std::is_floating_point_v<T> ? fmt::format("<f{}", sizeof(T)) : std::string();
}

} // namespace detail
BROOK_END_NAMESPACE
