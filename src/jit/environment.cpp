// SPDX-License-Identifier: MPL-2.0
// One list for all kinds of code, because an ingredient that one of them forgets would be wrong code from the cache.
#include "jit/environment.hpp"

#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <brook/config.hpp>
#include <brook/number/math_library.hpp>
#include <brook/support/made_once.hpp>

#include "jit/source_hash.hpp"
#include "support/build_id.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The builds of all libraries that generated code calls.
std::string math_library_builds() {
    std::set<std::string> builds;
    for (const auto &symbol : math_library::symbols())
        builds.insert(build_id_of(symbol.address));
    return fmt::format("{}", fmt::join(builds, " "));
}

// Of a static LLVM it says nothing.
const std::string &llvm_build() {
    static constinit made_once<std::string> build;
#if defined(BROOK_LLVM_NAME)
    return build.get([] { return build_id_of_library(BROOK_LLVM_NAME, BROOK_LLVM_FILE); });
#else
    return build.get([] { return std::string(); });
#endif
}

} // namespace

void add_versions(recipe &r) {
    r.add("brook", std::string_view(BROOK_VERSION_STRING));
    r.add("sources", codegen_source_hash());
    r.add("llvm", llvm_version());
    r.add("llvm_build", llvm_build());
    r.add("math_library", math_library::version());
    static constinit made_once<std::string> math_builds;
    r.add("math_library_builds", math_builds.get(math_library_builds));
}

void add_environment(recipe &r, const target &t, const compile_options &options) {
    const auto o = effective(options, t);
    add_versions(r);
    r.add("opt_level", o.opt_level);
    r.add("slp_vectorize", o.slp_vectorize);
    if (o.passes == pipeline::llvm)
        r.add("force_avx512", o.force_avx512);
    r.add("code_model", to_text(o.model));
    r.add("triple", t.triple);
    r.add("cpu", t.cpu);
    r.add("features", t.features);
}

} // namespace detail
BROOK_END_NAMESPACE
