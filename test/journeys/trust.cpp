// SPDX-License-Identifier: MPL-2.0
// Nothing foreign is executed, and nothing private is stored.
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/math/functions.hpp>

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_cache.hpp"
#include "cache/store/entry_format.hpp"
#include "cache/store/sqlite.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/stored_key.hpp"

using namespace brook;

namespace {

constexpr double private_position = 0.123456789012345, private_velocity = -0.98765432109876, private_time = 1234.56789,
                 private_parameter = 9.87654321;

taylor_adaptive<double> make_private_pendulum() {
    const auto [x, v] = make_vars("dissertation_x", "dissertation_v");
    return taylor_adaptive<double>({prime(x) = v, prime(v) = -par[0] * sin(x)}, {private_position, private_velocity},
                                   kw::time = private_time, kw::pars = {private_parameter},
                                   kw::mname = "dissertation_module");
}

double ten_steps(taylor_adaptive<double> ta) {
    for (int i = 0; i < 10; ++i)
        ta.step();
    return ta.get_state()[0];
}

std::string all_files_in(const std::filesystem::path &directory) {
    std::string text;
    for (const auto &file : std::filesystem::directory_iterator(directory)) {
        std::ifstream in(file.path(), std::ios::binary);
        text.append(std::istreambuf_iterator<char>(in), {});
    }
    return text;
}

std::string text_of(const std::vector<std::byte> &bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

std::string bits_of(double value) {
    char bytes[sizeof(value)];
    std::memcpy(bytes, &value, sizeof(value));
    return {bytes, sizeof(value)};
}

unsigned mode_of(const std::filesystem::path &path) {
    struct stat about;
    return lstat(path.c_str(), &about) == 0 ? about.st_mode & 07777u : 0;
}

} // namespace

TEST_CASE("the cache on disk holds neither names nor paths nor data", "[trust]") {
    const fresh_caches fresh;
    const auto &directory = fresh.directory.path();
    (void)make_private_pendulum();
    const auto code = detail::disk_cache(directory).find(only_key_in(directory));
    REQUIRE(code);
    // The files as they are, and what is compressed in them.
    const auto dump = all_files_in(directory) + text_of(code->object) + text_of(code->source) +
                      text_of(code->metadata) + code->recipe;
    CHECK(dump.find("recipe: ") != dump.npos);
    std::vector<std::string> secrets = {"dissertation", directory.string(), std::filesystem::current_path().string()};
    for (const auto &known : {std::getenv("HOME"), std::getenv("USER"), std::getenv("XDG_STATE_HOME")})
        if (known != nullptr && std::strlen(known) > 5)
            secrets.emplace_back(known);
    for (const double value : {private_position, private_velocity, private_time, private_parameter}) {
        secrets.push_back(bits_of(value));
        secrets.push_back(fmt::format("{}", value).substr(0, 8));
    }
    for (const auto &secret : secrets) {
        INFO(secret);
        CHECK(dump.find(secret) == dump.npos);
    }
}

TEST_CASE("code that somebody else puts into the database is never run", "[trust]") {
    log_capture capture;
    const auto [x, v] = make_vars("x", "v");
    std::vector<std::byte> planted;
    detail::stored_code code_of_another_system;
    {
        const fresh_caches fresh;
        (void)taylor_adaptive<double>({prime(x) = v, prime(v) = par[0] * cos(x)}, {0., 0.});
        const auto &directory = fresh.directory.path();
        code_of_another_system = *detail::disk_cache(directory).find(only_key_in(directory));
    }
    const fresh_caches fresh;
    const auto &directory = fresh.directory.path();
    const auto right = ten_steps(make_private_pendulum());
    const auto key = only_key_in(directory);
    code_of_another_system.recipe = detail::disk_cache(directory).find(key)->recipe;
    for (const auto kind : {detail::seal_kind::digest, detail::seal_kind::mac, detail::seal_kind::signature}) {
        planted = detail::encode_entry(key, code_of_another_system, {kind, {}});
        {
            detail::sqlite_connection db(detail::cache_file_in(directory), detail::sqlite_connection::mode::read_write);
            db.run("UPDATE entries SET payload = ?1", planted);
        }
        llvm_state::clear_memcache();
        double result = 0;
        const auto counted = during([&] { result = ten_steps(make_private_pendulum()); });
        CHECK(counted.compilations == 1);
        CHECK(counted.disk_hits == 0);
        CHECK(counted.disk_errors == 1);
        CHECK(counted.disk_stores == 1);
        CHECK(result == right);
        llvm_state::clear_memcache();
        CHECK(during([&] { result = ten_steps(make_private_pendulum()); }).disk_hits == 1);
        CHECK(result == right);
    }
    CHECK(capture.lines().size() == 1);
}

TEST_CASE("two processes that start at once share what they store, whatever their umask", "[trust]") {
    for (const mode_t mask : {0000, 0077}) {
        const fresh_caches fresh;
        const auto cache = fresh.directory.path() / "cache", state = fresh.directory.path() / "state";
        const environment_guard directory("BROOK_CACHE_DIR", cache.c_str()), home("XDG_STATE_HOME", state.c_str()),
            enabled("BROOK_CACHE", nullptr);
        pid_t children[2];
        for (auto &child : children) {
            child = fork();
            if (child == 0) {
                umask(mask);
                execl("/proc/self/exe", "test", "[trust-child]", static_cast<char *>(nullptr));
                _exit(127);
            }
        }
        for (const auto child : children) {
            int status = 1;
            waitpid(child, &status, 0);
            CHECK(status == 0);
        }
        for (const auto &[path, mode] : {std::pair{cache, 0700u},
                                         {state / "brook", 0700u},
                                         {state / "brook" / "secret", 0600u},
                                         {detail::cache_file_in(cache), 0600u}})
            CHECK(mode_of(path) == mode);
        // Only who has the same secret finds what they stored.
        llvm_state::set_diskcache_path(cache);
        CHECK(during([] { (void)make_private_pendulum(); }).disk_hits == 1);
        // A secret that vanishes makes no difference to those who know it.
        std::filesystem::remove(state / "brook" / "secret");
        llvm_state::clear_memcache();
        CHECK(during([] { (void)make_private_pendulum(); }).disk_hits == 1);
    }
}

TEST_CASE("one of the two processes of the test above", "[.][trust-child]") {
    log_capture capture;
    (void)make_private_pendulum();
    CHECK(capture.count("secret") == 0);
}
