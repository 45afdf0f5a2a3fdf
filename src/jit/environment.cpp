// SPDX-License-Identifier: MPL-2.0
// One list for all kinds of code, because an ingredient that one of them forgets would be wrong code from the cache.
#include "jit/environment.hpp"

#include <string_view>

#include <brook/config.hpp>
#include <brook/number/math_library.hpp>

#include "jit/source_hash.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void add_environment(recipe &r, const target &t, const compile_options &options) {
    r.add("brook", std::string_view(BROOK_VERSION_STRING));
    r.add("sources", codegen_source_hash());
    r.add("llvm", llvm_version());
    r.add("math_library", math_library::version());
    r.add("opt_level", options.opt_level);
    r.add("slp_vectorize", options.slp_vectorize);
    r.add("force_avx512", options.force_avx512);
    r.add("code_model", to_text(options.model));
    r.add("triple", t.triple);
    r.add("cpu", t.cpu);
    r.add("features", t.features);
}

} // namespace detail
BROOK_END_NAMESPACE
