// SPDX-License-Identifier: MPL-2.0
// Writes and reads bundles. No size is believed before as many bytes are there.
#include "cache/bundles/bundle.hpp"

#include <array>
#include <utility>

#include "support/byte_codec.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::array<char, 8> magic{'b', 'r', 'o', 'o', 'k', 'b', 'd', 'l'};
constexpr std::uint64_t format_version = 1;

} // namespace

bundle_writer::bundle_writer(std::filesystem::path file) : file_(std::move(file)), unfinished_(file_) {
    unfinished_ += ".unfinished";
    out_.open(unfinished_, std::ios::binary | std::ios::trunc);
    write(std::as_bytes(std::span(magic)));
    write_numbers({format_version, 0}); // the number of entries, until finish()
}

bundle_writer::~bundle_writer() {
    std::error_code ignored;
    std::filesystem::remove(unfinished_, ignored);
}

void bundle_writer::add(const bundle_entry &entry) {
    write(std::as_bytes(std::span(entry.key.bytes)));
    write_numbers({entry.recipe.size(), entry.payload.size()});
    write(std::as_bytes(std::span(entry.recipe)));
    write(entry.payload);
    ++count_;
}

void bundle_writer::finish() {
    out_.seekp(magic.size() + sizeof(format_version));
    write_numbers({count_});
    out_.close();
    if (!out_)
        throw_runtime_error("cannot write \"{}\"", unfinished_.string());
    std::filesystem::rename(unfinished_, file_);
}

void bundle_writer::write_numbers(std::initializer_list<std::uint64_t> numbers) {
    byte_writer out;
    for (const auto x : numbers)
        out.number(x);
    write(out.take());
}

void bundle_writer::write(std::span<const std::byte> bytes) {
    if (!out_.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
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
    return byte_reader(text, "bundle").number();
}

void bundle_reader::bytes(void *data, std::uint64_t size) {
    if (size > left_ || !in_.read(static_cast<char *>(data), static_cast<std::streamsize>(size)))
        throw_runtime_error("\"{}\" is truncated", name_);
    left_ -= size;
}

} // namespace detail
BROOK_END_NAMESPACE
