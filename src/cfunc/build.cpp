// SPDX-License-Identifier: MPL-2.0
// Finds or makes the machine code of functions: one unit of code with two entries, for one point and for many.
#include "cfunc/build.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include "codegen/function.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/plan.hpp"
#include "decomposition/split_sums.hpp"
#include "jit/compile_modules.hpp"
#include "jit/environment.hpp"
#include "jit/linker.hpp"
#include "jit/object_files.hpp"
#include "jit/recipe_options.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr const char *one = "one", *many = "many";

// Linked code with what is known about it: what the memory cache holds.
class function_unit final : public cached_code {
public:
    function_unit(const std::vector<std::string> &objects, const function_record &record)
        : linked_(std::span(objects)), bitcode_(record.bitcode) {
        code_.layout = record.layout;
        code_.many = find(many);
        // A single point without lanes of operations has no code of its own.
        code_.one = record.layout.points == 1 ? code_.many : find(one);
    }
    std::size_t size() const noexcept override { return linked_.size(); }
    const function_code &code() const { return code_; }
    const digest &bitcode() const { return bitcode_; }

private:
    function_code::entry find(const char *name) const {
        auto *const f = reinterpret_cast<function_code::entry>(linked_.find(name));
        if (f == nullptr)
            throw std::runtime_error(std::string("The object code of functions has no function '") + name + "'");
        return f;
    }

    linked_code linked_;
    function_code code_;
    digest bitcode_;
};

// What decides the machine code of all functions.
recipe describe(std::string_view kind, fp_type type, const function_options &options, const target &t) {
    recipe r(kind, 2);
    add_environment(r, t, compile_options_of(options));
    r.add("type", fp_short_name(type));
    r.add("points", points_at_once(type, options.batch_size));
    r.add("fast_math", machine_of(t, options).relaxed);
    r.add("compact", options.compact);
    return r;
}

// About how many operations: calls of elementary functions take as long as ten others.
std::uint64_t work_of(const program &p) {
    std::uint64_t work = 0;
    for (const auto &d : p.definitions)
        work += d.args.size() == 1 ? 10 : 1 + d.args.size();
    return work;
}

// What functions become before they are compiled.
struct emitted_functions {
    std::vector<ir_module> modules;
    function_record record;
    std::size_t bitcode_size = 0;
};

emitted_function emit_one(const program &p, fp_type type, const function_options &options, const target &t) {
    function_shape shape;
    shape.name = one;
    shape.straight = options.compact ? 0 : shape.straight;
    return emit_function(make_plan(p, pack(p, canonical_width(type)), 0), type, machine_of(t, options), shape);
}

emitted_function emit_many(const program &p, fp_type type, const function_options &options, const target &t) {
    function_shape shape;
    shape.name = many;
    shape.points = points_at_once(type, options.batch_size);
    shape.strided = true;
    shape.straight = options.compact ? 0 : shape.straight;
    return emit_function(make_plan(p, single_lanes(p), 0), type, machine_of(t, options), shape);
}

void append(emitted_functions &all, emitted_function &&f) {
    all.modules.insert(all.modules.end(), std::make_move_iterator(f.modules.begin()),
                       std::make_move_iterator(f.modules.end()));
}

// The pipeline, first half. No name enters what is stored.
emitted_functions emit(const function_set &functions, fp_type type, const function_options &options, const target &t) {
    const pass_log log("build_function");
    const auto p = log(
        "decompose", [&] { return program_of(functions, type); }, [](const auto &x) { return x.definitions.size(); });
    emitted_functions all;
    auto &layout = all.record.layout;
    layout.inputs = p.n_states;
    layout.outputs = static_cast<std::uint32_t>(p.outputs.size());
    layout.points = points_at_once(type, options.batch_size);
    layout.work = work_of(p);
    const auto emit_all = [&] {
        auto f = emit_many(p, type, options, t);
        layout.scratch_one = layout.scratch_many = f.scratch_size;
        append(all, std::move(f));
        if (layout.points > 1) {
            f = emit_one(p, type, options, t);
            layout.scratch_one = f.scratch_size;
            append(all, std::move(f));
        }
        return all.modules.size();
    };
    log("emit", emit_all, [](auto n) { return n; });
    const auto bitcode = digest_of(all.modules);
    all.record.bitcode = bitcode.hash;
    all.bitcode_size = bitcode.size;
    return all;
}

// The second half.
stored_code compile_functions(emitted_functions emitted, const function_set &functions, const function_options &options,
                              const target &t) {
    return compile_modules("build_function", std::move(emitted.modules), options, t, encode(emitted.record),
                           functions.identified() ? functions.canonical_bytes() : std::span<const std::byte>());
}

std::shared_ptr<const cached_code> link(const stored_code &stored, const function_set &functions,
                                        std::uint32_t points) {
    const auto record = decode_function(stored.metadata);
    const auto &l = record.layout;
    if (l.inputs != functions.names().size() || l.outputs != functions.functions().size() || l.points != points)
        throw std::runtime_error("The stored layout of functions is that of others");
    const pass_log log("build_function");
    return log("link", [&] { return std::make_shared<const function_unit>(unpack_objects(stored.object), record); });
}

std::shared_ptr<const function_code> code_of(std::shared_ptr<const cached_code> unit) {
    const auto *code = &static_cast<const function_unit &>(*unit).code();
    return {std::move(unit), code};
}

} // namespace

std::uint32_t points_at_once(fp_type type, std::uint32_t batch_size) {
    const auto most = canonical_width(type);
    return batch_size == 0 ? most : std::bit_floor(std::min(batch_size, most));
}

program program_of(const function_set &functions, fp_type type) {
    return split_sums(decompose(functions.expanded(), functions.names(), type), canonical_width(type));
}

std::shared_ptr<const function_code> build_function(const function_set &functions, fp_type type,
                                                    const function_options &options, found_code &origin) {
    const auto &t = find_target(options.target);
    const auto emit_now = [&] { return emit(functions, type, options, t); };
    const auto find = [&](const recipe &r, auto emitted, std::size_t amount, auto verify) {
        const auto points = points_at_once(type, options.batch_size);
        origin = find_or_make(r, {.make = [&] { return compile_functions(emitted(), functions, options, t); },
                                  .link = [&](const stored_code &stored) { return link(stored, functions, points); },
                                  .verify = verify,
                                  .amount = amount});
        return code_of(origin.code);
    };
    if (functions.identified())
        return find(describe_function(functions, type, options, t), emit_now, functions.canonical_bytes().size(),
                    [&](const cached_code &code) {
                        return static_cast<const function_unit &>(code).bitcode() == emit_now().record.bitcode;
                    });
    // Nobody vouches for the functions of the user: what they emit decides.
    auto emitted = emit_now();
    auto r = describe("function_bitcode", type, options, t);
    r.add_digest("layout", encode(emitted.record));
    const auto size = emitted.bitcode_size;
    return find(
        r, [&] { return std::move(emitted); }, size, nullptr);
}

recipe describe_function(const function_set &functions, fp_type type, const function_options &options,
                         const target &t) {
    auto r = describe("function", type, options, t);
    r.add_digest("functions", functions.canonical_bytes());
    return r;
}

stored_code make_function(const function_set &functions, fp_type type, const function_options &options,
                          const target &t) {
    return compile_functions(emit(functions, type, options, t), functions, options, t);
}

std::string function_ir(const function_set &functions, fp_type type, const function_options &options, const target &t) {
    std::string text;
    for (const auto &m : emit(functions, type, options, t).modules)
        text += m.text();
    return text;
}

} // namespace detail
BROOK_END_NAMESPACE
