// SPDX-License-Identifier: MPL-2.0
// Writes and reads bundles. No size is believed before as many bytes are there.
#include "cache/bundle.hpp"

#include <array>
#include <cstring>
#include <utility>

#include "support/error.hpp"
#include "support/little_endian.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::array<char, 8> magic{'b', 'r', 'o', 'o', 'k', 'b', 'd', 'l'};
constexpr std::uint64_t format_version = 1;

} // namespace

bundle_writer::bundle_writer(std::filesystem::path file) : file_(std::move(file)), unfinished_(file_) {
    unfinished_ += ".unfinished";
    out_.open(unfinished_, std::ios::binary | std::ios::trunc);
    bytes(magic.data(), magic.size());
    number(format_version);
    number(0); // until finish()
}

bundle_writer::~bundle_writer() {
    std::error_code ignored;
    std::filesystem::remove(unfinished_, ignored);
}

void bundle_writer::add(const bundle_entry &entry) {
    bytes(entry.key.bytes.data(), entry.key.bytes.size());
    number(entry.recipe.size());
    number(entry.payload.size());
    bytes(entry.recipe.data(), entry.recipe.size());
    bytes(entry.payload.data(), entry.payload.size());
    ++count_;
}

void bundle_writer::finish() {
    out_.seekp(magic.size() + sizeof(format_version));
    number(count_);
    out_.close();
    if (!out_)
        throw_runtime_error("cannot write \"{}\"", unfinished_.string());
    std::filesystem::rename(unfinished_, file_);
}

void bundle_writer::number(std::uint64_t value) {
    const auto text = to_little_endian(value);
    bytes(text.data(), text.size());
}

void bundle_writer::bytes(const void *data, std::size_t size) {
    if (!out_.write(static_cast<const char *>(data), static_cast<std::streamsize>(size)))
        throw_runtime_error("cannot write \"{}\"", unfinished_.string());
}

bundle_reader::bundle_reader(const std::filesystem::path &file) : name_(file.string()) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) // a FIFO would wait for a writer
        throw_runtime_error("\"{}\" is not a regular file", name_);
    left_ = std::filesystem::file_size(file);
    in_.open(file, std::ios::binary);
    std::array<char, 8> start{};
    if (left_ >= start.size())
        bytes(start.data(), start.size());
    if (start != magic)
        throw_runtime_error("\"{}\" is not a bundle of brook", name_);
    if (const auto version = number(); version != format_version)
        throw_runtime_error("\"{}\" is a bundle of version {}, but {} was expected", name_, version, format_version);
    count_ = number();
    const auto first = in_.tellg();
    const auto all = left_;
    for (std::uint64_t i = 0; i < count_; ++i) {
        const auto [key, recipe_size, payload_size] = read_frame();
        left_ -= recipe_size + payload_size;
        in_.seekg(static_cast<std::streamoff>(recipe_size + payload_size), std::ios::cur);
    }
    if (left_ != 0)
        throw_runtime_error("\"{}\" has {} bytes behind its last entry", name_, left_);
    in_.seekg(first);
    left_ = all;
}

bundle_entry bundle_reader::next() {
    const auto [key, recipe_size, payload_size] = read_frame();
    bundle_entry entry{key, std::string(recipe_size, '\0'), std::vector<std::byte>(payload_size)};
    bytes(entry.recipe.data(), recipe_size);
    bytes(entry.payload.data(), payload_size);
    return entry;
}

bundle_reader::frame bundle_reader::read_frame() {
    frame f{};
    bytes(f.key.bytes.data(), f.key.bytes.size());
    f.recipe_size = number();
    f.payload_size = number();
    if (f.recipe_size > left_ || f.payload_size > left_ - f.recipe_size)
        throw_runtime_error("\"{}\" is truncated", name_);
    return f;
}

std::uint64_t bundle_reader::number() {
    std::array<std::byte, 8> text;
    bytes(text.data(), text.size());
    return from_little_endian(text);
}

void bundle_reader::bytes(void *data, std::uint64_t size) {
    if (size > left_ || !in_.read(static_cast<char *>(data), static_cast<std::streamsize>(size)))
        throw_runtime_error("\"{}\" is truncated", name_);
    left_ -= size;
}

} // namespace detail
BROOK_END_NAMESPACE
