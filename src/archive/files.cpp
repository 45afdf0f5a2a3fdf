// SPDX-License-Identifier: MPL-2.0
// Archives in files, which are there as a whole or not at all.
#include <brook/archive/archive.hpp>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "support/write_all.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

[[noreturn]] void fail(std::string_view what, const std::filesystem::path &file) {
    throw std::system_error(errno, std::generic_category(), fmt::format("Cannot {} '{}'", what, file.string()));
}

/// A descriptor that is closed.
class open_file {
public:
    open_file(std::filesystem::path file, int flags) : file_(std::move(file)), id_(::open(file_.c_str(), flags, 0666)) {
        if (id_ < 0)
            fail("open", file_);
    }
    ~open_file() {
        if (id_ >= 0)
            ::close(id_);
    }
    open_file(const open_file &) = delete;
    open_file &operator=(const open_file &) = delete;

    void write(std::string_view bytes) {
        if (write_all(id_, bytes.data(), bytes.size()) < bytes.size())
            fail("write to", file_);
    }

    std::string read() {
        std::string content;
        char part[65536];
        for (;;) {
            const auto n = ::read(id_, part, sizeof part);
            if (n == 0)
                return content;
            if (n < 0 && errno != EINTR)
                fail("read", file_);
            content.append(part, n < 0 ? 0 : static_cast<std::size_t>(n));
        }
    }

    // What cannot be synchronised, such as a pipe, is none the worse for it.
    void synchronise() {
        if (::fsync(id_) != 0 && errno != EINVAL && errno != EROFS)
            fail("write to", file_);
    }

    void close() {
        const int id = id_;
        id_ = -1;
        if (::close(id) != 0)
            fail("write to", file_);
    }

private:
    std::filesystem::path file_;
    int id_;
};

} // namespace
} // namespace detail

// The name of the unfinished file is one that no other process, and no other thread of this one, uses.
void write_archive(const std::filesystem::path &file, std::string_view archive) {
    auto unfinished = file;
    unfinished += fmt::format(".{}.{}.unfinished", ::getpid(), fmt::ptr(&unfinished));
    try {
        detail::open_file out(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        out.write(archive);
        out.synchronise();
        out.close();
        if (::rename(unfinished.c_str(), file.c_str()) != 0)
            detail::fail("make", file);
    } catch (...) {
        ::unlink(unfinished.c_str());
        throw;
    }
    // The name is on the disk once the directory is.
    const auto directory = file.parent_path();
    detail::open_file(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC).synchronise();
}

std::string read_archive(const std::filesystem::path &file) {
    return detail::open_file(file, O_RDONLY | O_CLOEXEC).read();
}

BROOK_END_NAMESPACE
