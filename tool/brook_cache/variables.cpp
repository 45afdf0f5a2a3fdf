// SPDX-License-Identifier: MPL-2.0
// The words are those of the README, which a test compares.
#include "tool/brook_cache/variables.hpp"

#include <algorithm>

namespace brook_cache {

namespace {

std::string nothing(const std::string &) { return {}; }

std::string unless_one(const std::string &value) { return value == "1" ? "" : "the only value with an effect is 1"; }

std::string of_directory(const std::string &value) {
    return value.starts_with('/') ? "" : "a relative path is another directory wherever a program is started";
}

std::string of_base_directory(const std::string &value) {
    return value.starts_with('/') ? "" : "a relative path is ignored";
}

std::string of_cache(const std::string &value) {
    if (value == "off")
        return "unset it to use the disk";
    return value == "ro" || value == "refresh" ? "" : "the only values with an effect are off, ro and refresh";
}

std::string of_start(const std::string &value) {
    return value == "compiled" || value == "behind" || value == "interpreted"
               ? ""
               : "it must be compiled, behind or interpreted";
}

std::string of_witness(const std::string &value) {
    return value == "0" || value == "1" || value == "sampled" ? "" : "the values with a meaning are 0, 1 and sampled";
}

std::string of_stats(const std::string &value) {
    return value == "1" || value == "json" ? "" : "the only values with an effect are 1 and json";
}

std::string of_threads(const std::string &value) {
    const bool digits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && value.find_first_not_of('0') != value.npos
               ? ""
               : "programs that compile long code stop with an error: it must be a positive number";
}

} // namespace

const std::vector<known_variable> &known_variables() {
    static const std::vector<known_variable> table{
        {"BROOK_CACHE_DIR", "directory of the cache on disk", of_directory},
        {"BROOK_CACHE",
         "off: no cache on disk; ro: it is read, not written; refresh: it is not read, and what is made replaces what "
         "is "
         "there",
         of_cache},
        {"BROOK_CACHE_PATH_RO",
         "read-only layers, asked after the user's own cache: directories with colons between them", nothing},
        {"BROOK_CACHE_GROUP", "1: members of your groups are trusted, so that a group can share a cache", unless_one},
        {"BROOK_CACHE_TRUSTED_UIDS", "users whose files are trusted: numbers with commas between them", nothing},
        {"BROOK_CACHE_TRUSTED_KEYS", "public keys whose signatures are trusted, with commas between them", nothing},
        {"BROOK_CACHE_STATS", "1 or json: programs print statistics of the caches when they exit", of_stats},
        {"BROOK_CACHE_VERIFY", "1: every hit is verified, which costs as much as half a miss", unless_one},
        {"BROOK_CACHE_WITNESS",
         "1 (as if unset): code that is loaded is tried at one point, with what an interpreter came to there; 0: it is "
         "not; sampled: one time out of sixteen",
         of_witness},
        {"BROOK_TARGET", "instruction set of generated code where a program does not say; unset: that of the host",
         nothing},
        {"BROOK_START",
         "compiled: integrators keep the code that they began with; behind (as if unset): faster code of small systems "
         "takes over; interpreted: what no cache has is interpreted until it is compiled",
         of_start},
        {"BROOK_COMPILE_THREADS", "most threads that compile long code, in the whole process; unset: all processors",
         of_threads},
        {"BROOK_TRACE", "1: programs print the stages of constructions with their times", unless_one},
        {"BROOK_PERF", "1: the names of generated code are written for perf", unless_one},
        {"BROOK_GDB", "1: debuggers are told about generated code", unless_one},
        {"XDG_CACHE_HOME", "holds the cache, in brook, where BROOK_CACHE_DIR is unset", of_base_directory},
        {"XDG_STATE_HOME", "holds secret and trusted keys, in brook", of_base_directory},
        {"HOME", "holds both, in .cache/brook and .local/state/brook, where the others are unset", of_base_directory},
    };
    return table;
}

} // namespace brook_cache
