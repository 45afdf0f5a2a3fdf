// SPDX-License-Identifier: MPL-2.0
// Machine code from IR of one's own, and the settings of the compilation caches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>

#include <brook/cache/cache_settings.hpp>
#include <brook/jit/code_model.hpp>
#include <brook/jit/keywords.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

namespace llvm {
class ConstantFolder;
class IRBuilderDefaultInserter;
class LLVMContext;
class Module;
template <typename, typename>
class IRBuilder;
} // namespace llvm

BROOK_BEGIN_NAMESPACE

/// `llvm::IRBuilder<>`, for headers that do not include LLVM's.
using ir_builder = llvm::IRBuilder<llvm::ConstantFolder, llvm::IRBuilderDefaultInserter>;

namespace detail {

struct state_data;
struct state_access;

/// What the keyword arguments of an llvm_state fill.
struct llvm_state_options {
    std::string module_name;
    unsigned opt_level = 3;
    bool fast_math = false;
    bool force_avx512 = false;
    bool slp_vectorize = false;
    code_model model = code_model::small;
    std::string target; ///< empty: BROOK_TARGET, or the host
};

using llvm_state_keywords =
    accepts<llvm_state_options, sets<kw::mname, &llvm_state_options::module_name>,
            sets<kw::opt_level, &llvm_state_options::opt_level>, sets<kw::fast_math, &llvm_state_options::fast_math>,
            sets<kw::force_avx512, &llvm_state_options::force_avx512>,
            sets<kw::slp_vectorize, &llvm_state_options::slp_vectorize>,
            sets<kw::code_model, &llvm_state_options::model>, sets<kw::target, &llvm_state_options::target>>;

} // namespace detail

/// A module of LLVM IR on its way to machine code: filled through module(), builder() and context(), which need LLVM's
/// own headers, compiled once, and then asked for the addresses of its functions. A second state with equal IR and
/// settings, in this process or another one, finds the code in the caches.
///
/// The IR may call the functions of libm, memcpy and its like, what LLVM's intrinsics need, and functions whose
/// addresses it is given; other symbols of the process are not searched. Constructors of globals do not run.
///
/// A value: a copy of a compiled state shares its code; a copy of another one has a module and a context of its own,
/// read from the bitcode of the first, and a builder without a place. The code lives as long as one of the copies.
/// Different states may be used in different threads; one state by one thread at a time, or by several that only call
/// const functions. (LLVM asks for one thread where one reads from module(), builder() or context(), too.)
///
/// A moved-from state can be assigned to and destroyed; everything else throws std::invalid_argument.
///
/// The static functions are those of cache_settings.
class BROOK_PUBLIC llvm_state {
public:
    /// An empty module with the default settings.
    llvm_state();

    /// An empty module. Keywords: mname, opt_level (0: LLVM's passes do not run; 1, 2, 3: its pipelines O1, O2, O3, the
    /// default), fast_math, force_avx512, slp_vectorize, code_model, target (see keywords.hpp).
    ///
    /// Throws std::invalid_argument if the machine does not know the code model or the target, or if opt_level is
    /// negative or too large for an unsigned. Other keywords, and values of other types, do not compile.
    template <typename First, typename... Rest>
    requires detail::keyword_arguments<detail::llvm_state_keywords, First, Rest...>
    explicit llvm_state(First &&first, Rest &&...rest)
        : llvm_state(from_options(), detail::fill<detail::llvm_state_keywords>(std::forward<First>(first),
                                                                               std::forward<Rest>(rest)...)) {}
    template <typename First, typename... Rest,
              auto Reason = detail::refusal<"llvm_state", detail::llvm_state_keywords, First, Rest...>()>
    requires detail::wrong_keywords<detail::llvm_state_keywords, First, Rest...>
    explicit llvm_state(First &&, Rest &&...) = delete;

    /// Throws std::runtime_error if `other` is not compiled and its IR is invalid, such as a function that is not
    /// finished.
    llvm_state(const llvm_state &other);
    llvm_state(llvm_state &&other) noexcept;
    llvm_state &operator=(const llvm_state &other);
    llvm_state &operator=(llvm_state &&other) noexcept;
    ~llvm_state();

    /// The module. Its triple and data layout are those of the target. Throws std::invalid_argument once compiled.
    llvm::Module &module();
    const llvm::Module &module() const;
    /// A builder in the context of the module; with fast_math, its instructions have all fast-math flags but nnan and
    /// ninf, otherwise none. Throws std::invalid_argument once compiled.
    ir_builder &builder();
    const ir_builder &builder() const;
    /// The context of the module. Throws std::invalid_argument once compiled.
    llvm::LLVMContext &context();
    const llvm::LLVMContext &context() const;

    /// The name of the module.
    const std::string &module_name() const;
    /// What the keyword fast_math said.
    bool fast_math() const;
    /// What the keyword force_avx512 said.
    bool force_avx512() const;
    /// The level of optimisation, 0 to 3.
    unsigned get_opt_level() const;
    /// What the keyword slp_vectorize said.
    bool get_slp_vectorize() const;
    /// The code model.
    code_model get_code_model() const;

    /// The IR as text; once compiled, after LLVM's passes, which run again for each call.
    std::string get_ir() const;
    /// The IR as bitcode; otherwise as get_ir().
    std::string get_bc() const;
    /// The object file. Throws std::invalid_argument before compilation.
    const std::string &get_object_code() const;

    /// True after compile().
    bool is_compiled() const;
    /// Finds the code in the caches, or compiles it; either way it is linked afterwards, and the module is gone.
    ///
    /// Throws std::invalid_argument if the state is compiled already; std::runtime_error if the IR is invalid, with
    /// LLVM's reasons, if it cannot be compiled, calls functions that are not there, or if the system forbids
    /// executable memory. The state is then what it was before.
    void compile();
    /// The address of a function or variable of the module. Throws std::invalid_argument before compilation, and if
    /// there is no external symbol of that name.
    std::uintptr_t jit_lookup(const std::string &name) const;

    /// A state with the same settings and module name, and an empty module.
    llvm_state make_similar() const;

    /// cache_settings::get_memcache_size().
    static std::size_t get_memcache_size() { return cache_settings::get_memcache_size(); }
    /// cache_settings::get_memcache_limit().
    static std::size_t get_memcache_limit() { return cache_settings::get_memcache_limit(); }
    /// cache_settings::set_memcache_limit().
    static void set_memcache_limit(detail::integer_argument<std::size_t, "The limit of the memory cache"> limit) {
        cache_settings::set_memcache_limit(limit);
    }
    /// cache_settings::clear_memcache().
    static void clear_memcache() { cache_settings::clear_memcache(); }
    /// cache_settings::get_diskcache_size().
    static std::int64_t get_diskcache_size() { return cache_settings::get_diskcache_size(); }
    /// cache_settings::get_diskcache_limit().
    static std::int64_t get_diskcache_limit() { return cache_settings::get_diskcache_limit(); }
    /// cache_settings::set_diskcache_limit().
    static void set_diskcache_limit(detail::integer_argument<std::int64_t, "The limit of the disk cache"> limit) {
        cache_settings::set_diskcache_limit(limit);
    }
    /// cache_settings::clear_diskcache().
    static void clear_diskcache() { cache_settings::clear_diskcache(); }
    /// cache_settings::get_diskcache_path().
    static std::filesystem::path get_diskcache_path() { return cache_settings::get_diskcache_path(); }
    /// cache_settings::set_diskcache_path().
    static void set_diskcache_path(const std::filesystem::path &directory) {
        cache_settings::set_diskcache_path(directory);
    }
    /// cache_settings::get_diskcache_enabled().
    static bool get_diskcache_enabled() { return cache_settings::get_diskcache_enabled(); }
    /// cache_settings::set_diskcache_enabled().
    static void set_diskcache_enabled(bool enabled) { cache_settings::set_diskcache_enabled(enabled); }
    /// cache_settings::get_diskcache_mode().
    static cache_mode get_diskcache_mode() { return cache_settings::get_diskcache_mode(); }
    /// cache_settings::set_diskcache_mode().
    static void set_diskcache_mode(cache_mode mode) { cache_settings::set_diskcache_mode(mode); }
    /// cache_settings::get_cache_stats().
    static cache_stats get_cache_stats() { return cache_settings::get_cache_stats(); }

private:
    friend struct detail::state_access;
    // Constructors that are not for everybody begin with a word of their own: {} is not meant for them.
    struct from_options {};
    struct from_data {};
    llvm_state(from_options, detail::llvm_state_options &&options);
    llvm_state(from_data, std::unique_ptr<detail::state_data> data) noexcept;
    detail::state_data &data();
    const detail::state_data &data() const;

    std::unique_ptr<detail::state_data> data_;
};

/// Prints labelled lines: name, settings, target, and the size of the bitcode.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const llvm_state &state);

BROOK_END_NAMESPACE
