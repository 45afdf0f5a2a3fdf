// SPDX-License-Identifier: MPL-2.0
// The main program of a fuzzer where there is no libFuzzer: examples, corpus, and the same mutations of both on every
// machine.
//
//     fuzzer_NAME CORPUS [MUTATIONS]          checks all of them
//     fuzzer_NAME --write-examples DIRECTORY  begins a corpus
//
// An input that breaks a law is left beside the program as fuzzer_NAME.broken.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include "test/fuzzers/fuzzer.hpp"

namespace {

using fuzzers::input;
namespace fs = std::filesystem;

input read(const fs::path &file) {
    std::ifstream in(file, std::ios::binary);
    return fuzzers::bytes_of(std::string(std::istreambuf_iterator<char>(in), {}));
}

void write(const fs::path &file, const input &bytes) {
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::vector<input> files_in(const fs::path &directory) {
    std::vector<fs::path> files(fs::directory_iterator(directory), {});
    std::sort(files.begin(), files.end());
    std::vector<input> inputs;
    for (const auto &file : files)
        inputs.push_back(read(file));
    return inputs;
}

// Modulo rather than a distribution of the standard library, which differs between libraries.
class mutations {
public:
    explicit mutations(const std::vector<input> &inputs) : inputs_(inputs) {}

    input next() {
        auto bytes = any();
        for (auto n = 1 + below(4); n != 0; --n)
            change(bytes);
        return bytes;
    }

private:
    std::size_t below(std::size_t n) { return random_() % n; }
    const input &any() { return inputs_[below(inputs_.size())]; }

    void change(input &bytes) {
        const auto at = static_cast<std::ptrdiff_t>(below(bytes.size() + 1));
        const auto size = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(bytes.size()) - at,
                                                   static_cast<std::ptrdiff_t>(1 + below(16)));
        const auto place = bytes.begin() + at;
        switch (below(6)) {
        case 0:
            bytes.erase(place, place + size);
            break;
        case 1:
            bytes.insert(place, 1 + below(8), static_cast<std::byte>(below(256)));
            break;
        case 2: {
            const input copy(place, place + size);
            bytes.insert(place, copy.begin(), copy.end());
            break;
        }
        case 3: {
            const auto &other = any();
            const auto from = below(other.size() + 1);
            bytes.resize(static_cast<std::size_t>(at));
            bytes.insert(bytes.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
            break;
        }
        case 4:
            std::fill(place, place + size, static_cast<std::byte>(below(2) * 255));
            break;
        default:
            if (size > 0)
                *place ^= static_cast<std::byte>(1 << below(8));
        }
    }

    const std::vector<input> &inputs_;
    std::mt19937 random_;
};

class checker {
public:
    explicit checker(fs::path broken) : broken_(std::move(broken)) {}

    bool operator()(const input &bytes) {
        try {
            return fuzzers::accepted(bytes);
        } catch (...) {
            write(broken_, bytes);
            throw;
        }
    }

private:
    fs::path broken_;
};

void check_all(const fs::path &corpus, unsigned long n_mutations, checker check) {
    auto inputs = files_in(corpus);
    const auto n_accepted = std::count_if(inputs.begin(), inputs.end(), check);
    std::printf("%zu inputs in the corpus, of which %td are accepted\n", inputs.size(), n_accepted);
    if (n_accepted == 0)
        throw std::runtime_error("no input in the corpus is accepted: test/fuzzers/README.md tells how to renew it");
    for (auto &example : fuzzers::examples()) {
        fuzzers::expect(check(example), "what the library writes is accepted");
        inputs.push_back(std::move(example));
    }
    mutations random(inputs);
    unsigned long n_mutations_accepted = 0;
    for (auto n = n_mutations; n != 0; --n)
        n_mutations_accepted += check(random.next());
    std::printf("%lu mutations, of which %lu are accepted\n", n_mutations, n_mutations_accepted);
}

void write_examples(const fs::path &directory) {
    fs::create_directories(directory);
    std::size_t n = 0;
    for (const auto &example : fuzzers::examples())
        write(directory / ("example_" + std::to_string(n++)), example);
}

} // namespace

int main(int argc, char **argv) try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 2 && arguments[0] == "--write-examples")
        write_examples(arguments[1]);
    else if (arguments.size() == 1 || arguments.size() == 2)
        check_all(arguments[0], arguments.size() == 2 ? std::stoul(arguments[1]) : 5000,
                  checker(std::string(argv[0]) + ".broken"));
    else
        throw std::runtime_error("arguments: CORPUS [MUTATIONS], or --write-examples DIRECTORY");
    return EXIT_SUCCESS;
} catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
}
