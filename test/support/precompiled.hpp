// SPDX-License-Identifier: MPL-2.0
// What most tests include, compiled once for all of them. Each still includes what it uses itself.
#ifndef BROOK_TEST_SUPPORT_PRECOMPILED_HPP
#define BROOK_TEST_SUPPORT_PRECOMPILED_HPP

#include "test/support/catch.hpp"

#include <brook/brook.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#endif
