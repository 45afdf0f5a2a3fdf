// SPDX-License-Identifier: MPL-2.0
// The pipeline of all generated code.
#include "jit/code_unit.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "jit/compile.hpp"
#include "jit/compile_all.hpp"
#include "jit/environment.hpp"
#include "jit/object_files.hpp"
#include "jit/recipe_options.hpp"
#include "support/byte_codec.hpp"
#include "support/default_arithmetic.hpp"
#include "support/error.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// In recipes of units that are known by what they emit.
std::string name_by_bitcode(const unit_kind &kind) { return std::string(kind.name) + "_bitcode"; }

// Emitted code, with what identifies it: the hash of all bitcode and the layout are what is stored as metadata.
struct identified_emission {
    std::vector<ir_module> modules;
    std::vector<std::byte> metadata;
    std::size_t bitcode_size = 0;
};

identified_emission emit(const code_unit &unit, const target &t) {
    auto emitted = unit.emit(t);
    identified_emission result{std::move(emitted.modules), {}, 0};
    hasher all;
    for (const auto &m : result.modules) {
        const auto bitcode = m.bitcode();
        all.update(std::uint64_t(bitcode.size())).update(bitcode);
        result.bitcode_size += bitcode.size();
    }
    const auto bitcodes = all.finish();
    byte_writer out;
    out.append(std::as_bytes(std::span(bitcodes)));
    out.append(emitted.layout);
    result.metadata = out.take();
    return result;
}

// Linked code with what its callers get: what the memory cache holds.
class linked_unit final : public cached_code {
public:
    linked_unit(const code_unit &unit, const stored_code &stored) : identity_(hash_of(stored.metadata)) {
        byte_reader in(stored.metadata, "layout of code");
        in.take(sizeof(digest)); // of the bitcode
        const auto objects = unpack_objects(stored.object);
        if (objects.empty()) {
            in.end();
            if (unit.instead() == nullptr)
                in.fail("it has no code");
            return;
        }
        code_.emplace(std::span(objects));
        opened_ = unit.open(in.rest(), *code_);
    }

    std::size_t size() const noexcept override { return code_ ? code_->size() : sizeof(*this); }
    /// Null if other code does the work.
    const std::shared_ptr<const void> &opened() const { return opened_; }
    /// The hash of the metadata.
    const digest &identity() const { return identity_; }

private:
    std::optional<linked_code> code_;
    std::shared_ptr<const void> opened_;
    digest identity_;
};

const linked_unit &linked(const cached_code &code) { return static_cast<const linked_unit &>(code); }

// Each module is gone, with its memory, when it is compiled.
stored_code compile(const code_unit &unit, identified_emission emitted, const target &t) {
    const pass_log log(unit.kind().pipeline);
    const auto &options = unit.options();
    const auto compile_one = [&](std::size_t i) {
        auto m = std::move(emitted.modules[i]);
        return compile(m, t, compile_options_of(options));
    };
    stored_code stored;
    stored.object = log(
        "compile", [&] { return pack_objects(compile_all(emitted.modules.size(), options.parjit, compile_one)); },
        [](const auto &o) { return o.size(); });
    stored.metadata = std::move(emitted.metadata);
    if (const auto &[field, bytes, identified] = unit.source(); identified)
        stored.source.assign(bytes.begin(), bytes.end());
    return stored;
}

// What decides the machine code besides what it is made of.
recipe describe_surroundings(const code_unit &unit, std::string_view kind, const target &t) {
    const auto &options = unit.options();
    recipe r(kind, unit.kind().version);
    add_environment(r, t, compile_options_of(options));
    r.add("type", fp_short_name(unit.type()));
    r.add("fast_math", machine_of(t, options).relaxed);
    r.add("compact", options.compact && unit.may_be_compact());
    unit.add_fields(r);
    return r;
}

code_maker maker_of(const code_unit &unit, const std::function<identified_emission()> &emitted, const target &t,
                    std::size_t amount, const std::function<bool(const cached_code &)> &verify) {
    const auto link = [&unit](const stored_code &stored) {
        const pass_log log(unit.kind().pipeline);
        return log("link", [&] { return std::make_shared<const linked_unit>(unit, stored); });
    };
    return {.make = [&unit, emitted, &t] { return compile(unit, emitted(), t); },
            .link = link,
            .verify = verify,
            .amount = amount};
}

code_maker maker_of_identified(const code_unit &unit, const target &t) {
    const auto emit_now = [&] { return emit(unit, t); };
    const auto verify = [emit_now](const cached_code &code) {
        return linked(code).identity() == hash_of(emit_now().metadata);
    };
    return maker_of(unit, emit_now, t, unit.source().bytes.size(), verify);
}

// Nobody vouches for the functions of the user: what they emit decides.
found_code find_by_bitcode(const code_unit &unit, const target &t) {
    const default_arithmetic arithmetic;
    auto emitted = emit(unit, t);
    auto r = describe_surroundings(unit, name_by_bitcode(unit.kind()), t);
    r.add_digest("code", emitted.metadata);
    const auto size = emitted.bitcode_size;
    return find_or_make(r, maker_of(unit, [&] { return std::move(emitted); }, t, size, {}));
}

// What callers get of what was found; null if other code does the work.
std::shared_ptr<const void> opened_of(found_code &&found, found_code *origin) {
    std::shared_ptr<const void> opened(found.code, linked(*found.code).opened().get());
    if (opened != nullptr && origin != nullptr)
        *origin = std::move(found);
    return opened;
}

// Filled before main(), or when a library is loaded.
constinit const unit_registrar *known_kinds = nullptr;

} // namespace

std::shared_ptr<const void> find_or_make(const code_unit &unit, found_code *origin) {
    const auto &t = find_target(unit.options().target);
    auto found = unit.source().identified ? find_or_make(describe(unit, t), maker_of_identified(unit, t))
                                          : find_by_bitcode(unit, t);
    if (auto opened = opened_of(std::move(found), origin); opened != nullptr)
        return opened;
    return find_or_make(*unit.instead(), origin);
}

std::shared_ptr<const void> find_made(const code_unit &unit, found_code *origin) {
    const auto &t = find_target(unit.options().target);
    auto found = find_made(describe(unit, t), maker_of_identified(unit, t));
    if (!found)
        return nullptr;
    if (auto opened = opened_of(std::move(*found), origin); opened != nullptr)
        return opened;
    return find_made(*unit.instead(), origin);
}

recipe describe(const code_unit &unit, const target &t) {
    auto r = describe_surroundings(unit, unit.kind().name, t);
    r.add_digest(unit.source().field, unit.source().bytes);
    return r;
}

stored_code make_code(const code_unit &unit, const target &t) {
    return make_stored(describe(unit, t), [&] { return compile(unit, emit(unit, t), t); });
}

std::string ir_text(const code_unit &unit, const target &t) {
    const auto emitted = unit.emit(t);
    if (emitted.modules.empty())
        return ir_text(*unit.instead(), t);
    std::string text;
    for (const auto &m : emitted.modules)
        text += m.text();
    return text;
}

std::unique_ptr<const code_unit> stored_unit(const recipe &r, std::span<const std::byte> source) {
    const std::string_view kind = r.fields().front().value;
    if (kind == "user_code")
        throw_runtime_error("it was compiled from a user's own IR, which is not stored");
    for (const auto *known = known_kinds; known != nullptr; known = known->next) {
        if (kind == name_by_bitcode(known->kind))
            throw_runtime_error("it has functions of the user's, of which only the names are stored");
        if (kind == known->kind.name && !source.empty())
            return known->read(r, source);
    }
    throw_runtime_error("what it was made of is not stored (kind '{}')", kind);
}

unit_registrar::unit_registrar(const unit_kind &the_kind, unit_reader the_reader)
    : kind(the_kind), read(the_reader), next(std::exchange(known_kinds, this)) {}

void *find_entry(const linked_code &code, const char *name) {
    void *const entry = code.find(name);
    if (entry == nullptr)
        throw_runtime_error("The stored code has no function '{}'", name);
    return entry;
}

} // namespace detail
BROOK_END_NAMESPACE
