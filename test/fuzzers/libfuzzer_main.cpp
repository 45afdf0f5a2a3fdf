// SPDX-License-Identifier: MPL-2.0
// The entry point of libFuzzer, which has a main program of its own. A broken law ends in std::terminate().
#include <cstdint>

#include "test/fuzzers/fuzzer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    fuzzers::accepted(std::as_bytes(std::span(data, size)));
    return 0;
}
