// SPDX-License-Identifier: MPL-2.0
// Figures as JSON, for programs such as benchmark/compare.py.
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <brook/config.hpp>

#include "benchmark/suite/report.hpp"

namespace suite {

namespace {

std::string cpu() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    return "unknown";
}

std::string quoted(const std::string &text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string machine() {
#ifdef __clang__
    const std::string compiler = "clang " __clang_version__;
#else
    const std::string compiler = "gcc " __VERSION__;
#endif
    return fmt::format(R"({{"cpu": {}, "compiler": {}, "llvm": {}, "brook": {}}})", quoted(cpu()), quoted(compiler),
                       quoted(BENCHMARK_LLVM_VERSION), quoted(BROOK_VERSION_STRING));
}

std::string json(const curve &c) {
    std::vector<std::string> points;
    for (const auto &p : c) {
        points.push_back(fmt::format(R"({{"tolerance": {:g}, "error": {:.3g}, "ms": {:.5g}, "steps": {}}})",
                                     p.tolerance, p.error, p.microseconds / 1e3, p.steps));
    }
    return fmt::format("[{}]", fmt::join(points, ", "));
}

std::string json(const figures &f) {
    std::vector<std::string> curves{fmt::format(R"("brook": {})", json(f.brook))};
    std::vector<std::string> members{
        fmt::format(R"("name": {})", quoted(f.name)),
        fmt::format(R"("equations": {})", f.equations),
        fmt::format(R"("build_cold_ms": {:.5g})", f.build.cold / 1e3),
        fmt::format(R"("build_memory_ms": {:.5g})", f.build.memory / 1e3),
        fmt::format(R"("build_disk_ms": {:.5g})", f.build.disk / 1e3),
        fmt::format(R"("object_bytes": {})", f.object_bytes),
        fmt::format(R"("order": {})", f.order),
        fmt::format(R"("step_us": {:.5g})", f.step_microseconds),
        fmt::format(R"("steps": {})", f.steps),
    };
    for (const auto &c : f.comparisons) {
        // Whatever comes first has no prefix: files of earlier versions compare.
        const auto prefix = &c == &f.comparisons[0] ? "" : c.name + "_";
        members.push_back(fmt::format(R"("{}error": {:.3g})", prefix, c.error));
        members.push_back(fmt::format(R"("{}brook_ms": {:.5g})", prefix, c.brook_microseconds / 1e3));
        members.push_back(fmt::format(R"("{}_ms": {:.5g})", c.name, c.microseconds / 1e3));
        members.push_back(fmt::format(R"("{}ratio": {:.5g})", prefix, c.ratio()));
        curves.push_back(fmt::format(R"("{}": {})", c.name, json(c.points)));
    }
    members.push_back(fmt::format(R"("curves": {{{}}})", fmt::join(curves, ", ")));
    return fmt::format("    {{\n      {}\n    }}", fmt::join(members, ",\n      "));
}

} // namespace

void write_json(const std::string &file, const std::vector<figures> &all) {
    std::vector<std::string> problems;
    for (const auto &f : all)
        problems.push_back(json(f));
    std::ofstream out(file);
    out << fmt::format("{{\n  \"machine\": {},\n  \"problems\": [\n{}\n  ]\n}}\n", machine(),
                       fmt::join(problems, ",\n"));
    if (!out.flush())
        throw std::runtime_error("Cannot write " + file);
}

} // namespace suite
