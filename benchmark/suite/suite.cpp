// SPDX-License-Identifier: MPL-2.0
// Construction, steps, and time against error for problems of many kinds, beside Boost.odeint and, where it is there,
// SUNDIALS. Answers are checked before anything is timed.
//
// benchmark_suite [--only NAME] [--json FILE] [--plot FILE.svg] [--quick] [--check]
//
// --quick repeats next to nothing, so that the times mean little. --spoil METHOD, for a test, makes the answers of a
// method wrong, which must be noticed.
#include <cstdio>
#include <exception>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "benchmark/suite/report.hpp"

namespace {

using namespace suite;

struct arguments {
    std::string only, json, plot; // empty: not given
    bool check = false;
    settings how;
};

std::optional<arguments> parse(int argc, char **argv) {
    arguments a;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        std::string *const value = name == "--only"    ? &a.only
                                   : name == "--json"  ? &a.json
                                   : name == "--plot"  ? &a.plot
                                   : name == "--spoil" ? &a.how.spoilt
                                                       : nullptr;
        if (name == "--check")
            a.check = true;
        else if (name == "--quick")
            a.how.quick = true;
        else if (value != nullptr && i + 1 < argc)
            *value = argv[++i];
        else
            return std::nullopt;
    }
    return a;
}

std::vector<entry> all_entries() {
    std::vector<entry> all;
    for (auto family : {oscillators(), few_bodies(), many_bodies(), fields()})
        std::move(family.begin(), family.end(), std::back_inserter(all));
    return all;
}

std::vector<entry> selected(const std::string &only) {
    auto all = all_entries();
    if (only.empty())
        return all;
    std::string names;
    for (auto &e : all) {
        if (e.problem.name == only)
            return {std::move(e)};
        names += "\n    " + e.problem.name;
    }
    throw std::invalid_argument("There is no problem \"" + only + "\"; there are" + names);
}

void measure_all(const std::vector<entry> &entries, const arguments &a) {
    std::vector<figures> all;
    print_head(entries[0].peers);
    for (const auto &e : entries) {
        all.push_back(measure(e, a.how));
        print_row(all.back());
    }
    if (!a.json.empty())
        write_json(a.json, all);
    if (!a.plot.empty())
        write_plot(a.plot, all);
}

void check_all(const std::vector<entry> &entries, const settings &how) {
    check_curves();
    for (const auto &e : entries)
        check(e, how);
}

} // namespace

int main(int argc, char **argv) try {
    const auto a = parse(argc, argv);
    if (!a) {
        fmt::print(stderr, "usage: {} [--only NAME] [--json FILE] [--plot FILE.svg] [--quick] [--check]\n", argv[0]);
        return 2;
    }
    const building::own_disk_cache cache;
    const auto entries = selected(a->only);
    if (a->check)
        check_all(entries, a->how);
    else
        measure_all(entries, *a);
    return 0;
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
