// SPDX-License-Identifier: MPL-2.0
// Writes rows of numbers.
#include "callback/record_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "support/error.hpp"
#include "support/write_all.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

using callback::record_format;

constexpr std::size_t large_buffer = std::size_t(1) << 16;

record_format format_of(const std::filesystem::path &path, record_format asked) {
    if (asked != record_format::by_extension)
        return asked;
    const auto extension = path.extension();
    if (extension != ".csv" && extension != ".npy")
        throw_invalid_argument("The format of a recorder's file follows from the extension .csv or .npy, or must be "
                               "given, but the file is '{}'",
                               path.string());
    return extension == ".csv" ? record_format::csv : record_format::npy;
}

/// As RFC 4180 has it.
std::string quoted(const std::string &name) {
    if (name.find_first_of(",\"\r\n") == std::string::npos)
        return name;
    std::string text = "\"";
    for (const char c : name)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + '"';
}

} // namespace

record_file::record_file(std::filesystem::path path, record_format format)
    : path_(std::move(path)), format_(format_of(path_, format)),
      file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)), owner_(getpid()) {
    if (file_ < 0)
        fail("open");
    if (format_ == record_format::npy && lseek(file_, 0, SEEK_CUR) < 0) { // its beginning is written again and again
        const int reason = errno;
        ::close(file_);
        errno = reason;
        fail("write at the beginning of");
    }
}

record_file::~record_file() {
    if (file_ >= 0)
        ::close(file_);
}

void record_file::begin(const std::vector<std::string> &names, std::string_view type) {
    columns_ = names.size();
    type_ = type;
    if (format_ == record_format::npy) {
        if (type_.empty())
            throw_invalid_argument("NumPy has no numbers of the type that '{}' is to hold", path_.string());
        buffer_ = header();
        return;
    }
    for (std::size_t i = 0; i < names.size(); ++i)
        buffer_ += (i == 0 ? "" : ",") + quoted(names[i]);
    buffer_ += '\n';
}

void record_file::end_row() {
    if (format_ == record_format::csv)
        buffer_ += '\n';
    ++rows_;
    if (buffer_.size() >= large_buffer)
        flush();
}

/// Of format 1.0: as long for any number of rows.
std::string record_file::header() const {
    constexpr std::size_t size = 128, before = 10;
    auto text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}), }}", type_, rows_, columns_);
    text.resize(size - before - 1, ' ');
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(size - before) + '\0' + text + '\n';
}

void record_file::write_buffer() {
    const auto done = write_all(file_, buffer_.data(), buffer_.size());
    const int reason = errno;
    buffer_.erase(0, done);
    errno = reason;
    if (!buffer_.empty())
        fail("write to");
}

void record_file::flush() {
    if (file_ < 0 || getpid() != owner_)
        return;
    write_buffer();
    if (format_ == record_format::csv || columns_ == 0)
        return;
    // After the rows: it never tells of more than there are.
    const auto now = header();
    if (write_all_at(file_, now.data(), now.size(), 0) < now.size())
        fail("write to");
}

void record_file::close() {
    flush();
    if (file_ >= 0 && ::close(std::exchange(file_, -1)) != 0)
        fail("close");
}

void record_file::fail(std::string_view what) const {
    const int reason = errno;
    throw std::system_error(reason, std::generic_category(),
                            fmt::format("A recorder cannot {} '{}'", what, path_.string()));
}

} // namespace detail
BROOK_END_NAMESPACE
