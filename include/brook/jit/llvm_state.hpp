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

#include <brook/cache/cache_mode.hpp>
#include <brook/cache/cache_stats.hpp>
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
/// The static functions look after the caches of compiled code: one in memory, shared by the whole process, and one on
/// disk, shared by all processes that use the same directory. Any thread may call them at any time. The directory is
/// BROOK_CACHE_DIR if that is set, else brook in $XDG_CACHE_HOME, else ~/.cache/brook. BROOK_CACHE=off in the
/// environment disables the disk cache; see doc/cache.md for the rest.
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

    /// Bytes of memory that cached code occupies.
    static std::size_t get_memcache_size();
    /// The limit of that size in bytes; 2 GiB by default.
    static std::size_t get_memcache_limit();
    /// Takes effect at once: what was used least recently goes. Code that an integrator uses lives on until it is gone.
    /// Throws std::invalid_argument for a negative limit.
    static void set_memcache_limit(detail::integer_argument<std::size_t, "The limit of the memory cache"> limit);
    /// Forgets all code in memory, except what an integrator uses.
    static void clear_memcache();

    /// Bytes stored in the disk cache: the sum of its entries. Throws std::runtime_error if the database cannot be
    /// read, std::invalid_argument if there is no directory.
    static std::int64_t get_diskcache_size();
    /// The limit of that size in bytes; 20 GiB by default. It is stored in the database and holds for all processes.
    /// Throws as get_diskcache_size().
    static std::int64_t get_diskcache_limit();
    /// Takes effect at once. Throws std::invalid_argument for a negative limit, else as get_diskcache_size().
    static void set_diskcache_limit(detail::integer_argument<std::int64_t, "The limit of the disk cache"> limit);
    /// Removes all entries, for all processes. Throws as get_diskcache_size().
    static void clear_diskcache();

    /// The directory of the disk cache; empty if there is none.
    static std::filesystem::path get_diskcache_path();
    /// Uses another directory from now on, in this process. Nothing is touched on disk before the next use.
    static void set_diskcache_path(const std::filesystem::path &directory);
    /// True unless disabled here or by BROOK_CACHE=off.
    static bool get_diskcache_enabled();
    /// Switches the disk cache on or off, in this process.
    static void set_diskcache_enabled(bool enabled);
    /// What the disk cache is used for while it is enabled, in this process.
    static cache_mode get_diskcache_mode();
    /// Uses it otherwise from now on, in this process.
    static void set_diskcache_mode(cache_mode mode);

    /// What the caches have done for this process.
    static cache_stats get_cache_stats();

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
