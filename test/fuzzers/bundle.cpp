// SPDX-License-Identifier: MPL-2.0
// The framing of bundles: what is read is written as it was, and a file that is refused is refused as a whole.
#include "cache/bundles/bundle.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "test/fuzzers/fuzzer.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;

namespace fuzzers {
namespace {

using entries = std::vector<bundle_entry>;

const std::filesystem::path &file() {
    static const temporary_directory directory;
    static const auto path = directory.path() / "bundle";
    return path;
}

input content() {
    std::ifstream in(file(), std::ios::binary);
    return bytes_of(std::string(std::istreambuf_iterator<char>(in), {}));
}

// Before a file is written anew: some file systems wait for the disk where one is replaced.
void remove_file() { std::filesystem::remove(file()); }

input written(const entries &all) {
    remove_file();
    bundle_writer out(file());
    for (const auto &entry : all)
        out.add(entry);
    out.finish();
    return content();
}

void write(std::span<const std::byte> bytes) {
    remove_file();
    std::ofstream out(file(), std::ios::binary);
    out.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

entries read(bundle_reader in) {
    entries all;
    while (all.size() < in.size())
        all.push_back(in.next());
    const auto more = unless_refused<std::runtime_error>([&] { return in.next(); });
    expect(!more, "behind the last entry there is none");
    return all;
}

} // namespace

std::vector<input> examples() {
    const bundle_entry empty{}, small{{hash_of("small")}, "recipe: k\nformat: 1\n", bytes_of("payload")};
    return {written({}), written({empty}), written({small}), written({small, empty, small})};
}

bool accepted(std::span<const std::byte> bytes) {
    write(bytes);
    auto reader = unless_refused<std::runtime_error>([] { return bundle_reader(file()); });
    if (!reader)
        return false;
    expect(std::ranges::equal(written(read(std::move(*reader))), bytes), "a bundle is written as it was read");
    return true;
}

} // namespace fuzzers
