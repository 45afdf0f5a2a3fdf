// SPDX-License-Identifier: MPL-2.0
// People at the command line, each with a cache and a state directory of their own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <sys/wait.h>

#include <brook/cache/cache_settings.hpp>
#include <brook/cfunc/cfunc.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "cache/code_cache.hpp"
#include "cache/store/disk_session.hpp"
#include "cache/trust/secret.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/temporary_directory.hpp"

namespace tool_test {

using namespace brook;

inline std::string quoted(const std::string &text) {
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? "'\\''" : std::string(1, c);
    return result + "'";
}

inline std::string content_of(const std::filesystem::path &file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write(const std::filesystem::path &file, const std::string &content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

struct answer {
    int code;
    std::string out, errors;

    bool says(const std::string &text) const { return (out + errors).find(text) != std::string::npos; }

    /// The value of a Python expression about the JSON that was printed, `d`. Fails if that is not valid.
    std::string json(const std::string &expression = "d") const {
        const temporary_directory place;
        write(place.path() / "in", out);
        const auto command = "python3 -c " +
                             quoted("import json; d = json.load(open('" + (place.path() / "in").string() +
                                    "')); print(" + expression + ")") +
                             " > " + (place.path() / "out").string();
        INFO(out);
        REQUIRE(std::system(command.c_str()) == 0);
        auto text = content_of(place.path() / "out");
        text.pop_back();
        return text;
    }
};

/// A pendulum, whose code depends on `length`.
inline void build(double length, double tolerance = 0) {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double>({prime(x) = v, prime(v) = -9.8 / length * sin(x)}, {.1, 0.}, kw::tol = tolerance);
}

class person {
public:
    person() {
        std::filesystem::create_directory(home());
        std::filesystem::permissions(home(), std::filesystem::perms::owner_all);
    }

    std::filesystem::path home() const { return place_.path() / "home"; }
    std::filesystem::path cache() const { return home() / "cache"; }
    std::filesystem::path state() const { return home() / "state"; }

    /// Runs `work` as if this process were the person's.
    template <typename Work>
    auto doing(Work &&work) const {
        const environment_guard directory("BROOK_CACHE_DIR", cache().c_str()),
            secret("XDG_STATE_HOME", state().c_str()), mode("BROOK_CACHE", nullptr);
        const cache_settings_guard settings;
        llvm_state::clear_memcache();
        llvm_state::set_diskcache_path(cache());
        llvm_state::set_diskcache_enabled(true);
        struct finisher {
            ~finisher() {
                detail::process_code_cache().finish_writing();
                llvm_state::clear_memcache();
            }
        } const at_end;
        return work();
    }

    /// Fills the cache with `count` pendulums.
    void fill(int count) const {
        doing([&] {
            for (int i = 0; i < count; ++i)
                build(i + 1);
        });
    }

    /// `brook-cache ARGUMENTS`, with nothing on the standard input.
    answer run(const std::vector<std::string> &arguments, const std::string &environment = "") const {
        std::string command = "env -u BROOK_CACHE BROOK_CACHE_DIR=" + quoted(cache().string()) +
                              " XDG_STATE_HOME=" + quoted(state().string()) + " " + environment + " " +
                              quoted(BROOK_CACHE_TOOL);
        for (const auto &a : arguments)
            command += " " + quoted(a);
        const auto out = place_.path() / "out", errors = place_.path() / "errors";
        command += " < /dev/null > " + quoted(out.string()) + " 2> " + quoted(errors.string());
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(out), content_of(errors)};
    }

    /// The keys of the entries, the last used first.
    std::vector<std::string> keys() const {
        std::vector<std::string> result;
        if (const auto database = detail::disk_session::open(cache(), detail::if_missing::give_up, 1000))
            for (auto rows = database->db().prepare("SELECT lower(hex(e.key)) FROM entries AS e JOIN usage AS u "
                                                    "ON u.key = e.key ORDER BY u.last_use DESC");
                 rows.step();)
                result.push_back(rows.text(0));
        return result;
    }

    /// Changes the database behind brook's back.
    void change(const char *sql) const {
        detail::disk_session::open(cache(), detail::if_missing::create, 1000)->db().execute(sql);
    }

    detail::secret secret() const { return detail::read_or_make_secret(state() / "brook", {}); }

private:
    temporary_directory place_;
};

} // namespace tool_test
