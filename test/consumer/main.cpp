// SPDX-License-Identifier: MPL-2.0
// What a user of an installed brook does.
#include <brook/config.hpp>

#include <cstdio>

int main() {
    std::puts(BROOK_VERSION_STRING);
}
