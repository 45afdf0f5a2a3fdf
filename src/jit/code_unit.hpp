// SPDX-License-Identifier: MPL-2.0
// A unit of generated code: described, emitted, compiled, stored, found again, linked, made anew for other machines.
//
// Each kind of code (steppers, functions, ...) is one class derived from code_unit, which says what its units are made
// of, what they become, and how they are called. All the rest is here, once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/jit/code_options.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"
#include "codegen/ir_module.hpp"
#include "jit/linker.hpp"
#include "jit/look_up.hpp"
#include "jit/target.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A kind of generated code.
struct unit_kind {
    std::string_view name;     ///< in recipes
    unsigned version;          ///< rises when the same recipe comes to mean other code
    std::string_view pipeline; ///< in traces
};

/// What the code is made of, if equal bytes mean equal code; else functions of the user are in it that nobody vouches
/// for, and the emitted code itself decides.
struct unit_source {
    std::string_view field; ///< of the recipe ("system")
    std::span<const std::byte> bytes;
    bool identified;
};

/// What a unit becomes before it is compiled. Neither names nor data enter it.
struct emitted_unit {
    std::vector<ir_module> modules; ///< none, and no layout, if other code does the work, see code_unit::instead()
    std::vector<std::byte> layout;  ///< how the code is to be called, stored beside it
};

/// A unit of generated code, described. Cheap to make: it refers to what it is made of.
class code_unit {
public:
    code_unit(const unit_kind &kind, const unit_source &source, fp_type type, const code_options &options)
        : kind_(kind), source_(source), type_(type), options_(options) {}
    virtual ~code_unit() = default;
    code_unit(const code_unit &) = delete;
    code_unit &operator=(const code_unit &) = delete;

    const unit_kind &kind() const { return kind_; }
    const unit_source &source() const { return source_; }
    fp_type type() const { return type_; }
    const code_options &options() const { return options_; }

    /// False if code with loops is all there is, so that kw::compact_mode changes nothing.
    virtual bool may_be_compact() const { return true; }

    /// Appends to the recipe what decides the code besides the environment, the type, the options and the source.
    virtual void add_fields(recipe &r) const = 0;

    virtual emitted_unit emit(const target &t) const = 0;

    /// What callers of the code get: made of the stored layout and the linked code. Throws std::runtime_error if that
    /// is not what this unit becomes.
    virtual std::shared_ptr<const void> open(std::span<const std::byte> layout, const linked_code &code) const = 0;

    /// The unit that does the work of one that may emit nothing; null if this one always has code.
    virtual std::unique_ptr<const code_unit> instead() const { return nullptr; }

private:
    const unit_kind &kind_;
    unit_source source_;
    fp_type type_;
    code_options options_;
};

/// The address of an entry of linked code. Throws std::runtime_error if there is none of that name.
void *find_entry(const linked_code &code, const char *name);

/// The same, as a kernel, which the code must outlive.
template <typename Kernel>
Kernel entry_of(const linked_code &code, const char *name) {
    return reinterpret_cast<typename Kernel::function *>(find_entry(code, name));
}

/// Finds or makes the code, and returns what open() made of it; that keeps the code alive. A second time it costs a key
/// and a look-up. `origin`, if not null, is told where the code came from.
std::shared_ptr<const void> find_or_make(const code_unit &unit, found_code *origin = nullptr);

/// The same of an identified unit if a cache has it; else null.
std::shared_ptr<const void> find_made(const code_unit &unit, found_code *origin = nullptr);

/// What find_or_make() looks up for this target, which need not be that of this machine. For identified units only.
recipe describe(const code_unit &unit, const target &t);

/// What find_or_make() would make and store then. No cache is asked.
stored_code make_code(const code_unit &unit, const target &t);

/// The IR of that, as text; of a unit without code, of what does its work.
std::string ir_text(const code_unit &unit, const target &t);

/// The unit that a stored entry is the machine code of, from its recipe and its source. Throws std::runtime_error, with
/// the reason, if the code cannot be made anew: it is a user's own IR, it has functions of the user's (which are only
/// names in the source), or recipe and source are not what this version of brook writes.
std::unique_ptr<const code_unit> stored_unit(const recipe &r, std::span<const std::byte> source);

/// Reads a recipe of one kind, for stored_unit(). Throws std::runtime_error if it cannot.
using unit_reader = std::unique_ptr<const code_unit> (*)(const recipe &r, std::span<const std::byte> source);

/// Makes a kind known to stored_unit(), from a static object.
struct unit_registrar {
    unit_registrar(const unit_kind &the_kind, unit_reader the_reader);

    const unit_kind &kind;
    unit_reader read;
    const unit_registrar *next;
};

template <typename Source>
struct unit_owner {
    Source owned;
};

/// A unit together with what it is made of.
template <typename Unit, typename Source>
class owning_unit final : unit_owner<Source>, public Unit {
public:
    template <typename... Args>
    explicit owning_unit(Source source, const Args &...args)
        : unit_owner<Source>{std::move(source)}, Unit(this->owned, args...) {}
};

} // namespace detail
BROOK_END_NAMESPACE
