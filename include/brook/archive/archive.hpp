// SPDX-License-Identifier: MPL-2.0
// Objects as bytes, and back, on another day or another machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <brook/calculus/dtens.hpp>
#include <brook/callback/angle_reducer.hpp>
#include <brook/cfunc/cfunc.hpp>
#include <brook/expression/expression.hpp>
#include <brook/expression/func_args.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/number/number.hpp>
#include <brook/output/continuous_output.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True for the types that archives know by themselves.
template <typename X>
inline constexpr bool is_archivable = false;
template <>
inline constexpr bool is_archivable<number> = true;
template <>
inline constexpr bool is_archivable<variable> = true;
template <>
inline constexpr bool is_archivable<param> = true;
template <>
inline constexpr bool is_archivable<func> = true;
template <>
inline constexpr bool is_archivable<func_args> = true;
template <>
inline constexpr bool is_archivable<expression> = true;
template <>
inline constexpr bool is_archivable<std::vector<expression>> = true;
template <>
inline constexpr bool is_archivable<dtens> = true;
template <typename T>
inline constexpr bool is_archivable<taylor_adaptive<T>> = true;
template <typename T>
inline constexpr bool is_archivable<taylor_adaptive_batch<T>> = true;
template <typename T>
inline constexpr bool is_archivable<continuous_output<T>> = true;
template <typename T>
inline constexpr bool is_archivable<continuous_output_batch<T>> = true;
template <typename T>
inline constexpr bool is_archivable<cfunc<T>> = true;
template <>
inline constexpr bool is_archivable<llvm_state> = true;
template <>
inline constexpr bool is_archivable<llvm_multi_state> = true;
template <>
inline constexpr bool is_archivable<callback::angle_reducer> = true;

} // namespace detail

/// What to_archive() and from_archive() know: number, variable, param, func, func_args, expression, vectors of
/// expressions, dtens, integrators and batches, continuous outputs, compiled functions, llvm_state and
/// llvm_multi_state, and callback::angle_reducer. Step callbacks and callables have to_archive() and from_archive() of
/// their own (archive/functions.hpp), and brook/s11n.hpp brings all of them to Boost.Serialization.
template <typename X>
concept archivable = detail::is_archivable<X>;

/// The archive of an object: its kind, a version, what it consists of, and a check sum. It is data and no machine code:
/// whoever reads it finds the code in the caches, or makes it for the processor at hand. (Only those of llvm_state and
/// llvm_multi_state are programs, in LLVM's bitcode: read none that comes from a stranger.)
///
/// What is one object within expressions is one object again; names and bits are kept. An integrator goes on with the
/// bits with which the saved one would have gone on, where the same brook runs on an equal processor. Functions of
/// one's own are kept by their names: make the user_function before the archive is read. The bytes are the same on all
/// machines.
///
/// Throws std::runtime_error for an llvm_state whose IR is invalid.
template <archivable X>
BROOK_PUBLIC std::string to_archive(const X &x);

/// The object that was archived. Any bytes are allowed: throws std::runtime_error if they are no archive, damaged, the
/// archive of something else, written by a newer brook (older versions are read), or have functions that are not
/// there; and as the constructors, where code must be made.
template <archivable X>
BROOK_PUBLIC X from_archive(std::string_view archive);

/// Writes an archive, or other bytes, to a file, as a whole or not at all: a file of this name is replaced once the new
/// one is on the disk. Throws std::system_error with the path and the reason.
BROOK_PUBLIC void write_archive(const std::filesystem::path &file, std::string_view archive);
/// The content of a file. Throws std::system_error.
BROOK_PUBLIC std::string read_archive(const std::filesystem::path &file);

/// The archive of an object, into a file: write_archive().
template <typename X>
void save_to_file(const std::filesystem::path &file, const X &x) {
    write_archive(file, to_archive(x));
}
/// The object that was saved. Throws as read_archive() and from_archive().
template <typename X>
X load_from_file(const std::filesystem::path &file) {
    return from_archive<X>(read_archive(file));
}

BROOK_END_NAMESPACE
