// SPDX-License-Identifier: MPL-2.0
// The files of a directory of checkpoints.
#include <brook/archive/checkpoint.hpp>

#include <algorithm>
#include <charconv>
#include <exception>
#include <string>
#include <vector>

#include "support/error.hpp"
#include "support/log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::string_view prefix = "checkpoint-", unfinished = ".unfinished";

std::filesystem::path file_of(const std::filesystem::path &directory, std::uint64_t number) {
    return directory / fmt::format("{}{:012}", prefix, number);
}

/// The number in the name of a file; nothing if it is no checkpoint.
std::optional<std::uint64_t> number_of(const std::filesystem::path &file) {
    const auto name = file.filename().string();
    std::uint64_t number = 0;
    if (!name.starts_with(prefix))
        return {};
    const auto *const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + prefix.size(), end, number);
    return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

std::vector<std::uint64_t> numbers_in(const std::filesystem::path &directory) {
    std::vector<std::uint64_t> numbers;
    for (const auto &entry : std::filesystem::directory_iterator(directory))
        if (const auto number = number_of(entry.path()))
            numbers.push_back(*number);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

} // namespace

void check(const checkpoint_options &o) {
    if (!(o.time >= 0 && o.seconds >= 0))
        throw_invalid_argument("The limits of a checkpoint must not be negative, but time = {} and seconds = {}",
                               o.time, o.seconds);
    if (o.steps == 0 && o.time == 0 && o.seconds == 0)
        throw_invalid_argument("A checkpoint needs a limit, steps, time or seconds, but none is set");
    if (o.keep == 0)
        throw_invalid_argument("At least one checkpoint must be kept, but keep = 0");
}

checkpoint_directory::checkpoint_directory(std::filesystem::path directory, std::size_t keep)
    : directory_(std::move(directory)), keep_(keep) {
    std::filesystem::create_directories(directory_);
    for (const auto &entry : std::filesystem::directory_iterator(directory_)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(unfinished))
            std::filesystem::remove(entry.path());
    }
    const auto numbers = numbers_in(directory_);
    next_ = numbers.empty() ? 1 : numbers.back() + 1;
}

void checkpoint_directory::write(std::string_view archive) {
    write_archive(file_of(directory_, next_), archive);
    ++next_;
    const auto numbers = numbers_in(directory_);
    for (std::size_t i = 0; i + keep_ < numbers.size(); ++i)
        std::filesystem::remove(file_of(directory_, numbers[i]));
}

bool load_newest(const std::filesystem::path &directory, const std::function<void(std::string_view)> &load) {
    if (!std::filesystem::exists(directory))
        return false;
    std::exception_ptr first;
    const auto numbers = numbers_in(directory);
    for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
        const auto file = file_of(directory, *number);
        try {
            load(read_archive(file));
            return true;
        } catch (const std::runtime_error &error) {
            if (!first)
                first = std::current_exception();
            warn_once("checkpoint." + file.string(),
                      fmt::format("The checkpoint '{}' is passed over: {}", file.string(), error.what()));
        }
    }
    if (first)
        std::rethrow_exception(first);
    return false;
}

} // namespace detail
BROOK_END_NAMESPACE
