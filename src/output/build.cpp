// SPDX-License-Identifier: MPL-2.0
// Dense output as a unit of code.
#include "output/build.hpp"

#include <algorithm>
#include <utility>

#include "jit/recipe_options.hpp"
#include "jit/state_data.hpp"
#include "support/byte_codec.hpp"
#include "support/error.hpp"
#include "support/pass_log.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr unit_kind dense_kind{"dense_output", 2, "build_dense_output"};

// From a recipe and the source of an entry.
std::unique_ptr<const code_unit> read(const recipe &r, std::span<const std::byte> source) {
    const dense_shape shape{positive_number_of(r, "order"), positive_number_of(r, "stride"), flag_of(r, "compensated")};
    auto unit = std::make_unique<dense_unit>(shape, type_of(r), options_of(r));
    if (!std::ranges::equal(unit->source().bytes, source))
        throw_runtime_error("The stored shape of dense output is not that of its recipe");
    return unit;
}

const unit_registrar registrar(dense_kind, read);

} // namespace

dense_source::dense_source(const dense_shape &the_shape) : shape(the_shape) {
    byte_writer out;
    out.number(shape.order);
    out.number(shape.stride);
    out.flag(shape.compensated);
    bytes = out.take();
}

dense_unit::dense_unit(const dense_shape &the_shape, fp_type type, const code_options &options)
    : dense_source(the_shape), code_unit(dense_kind, {"shape", bytes, true}, type, options) {}

void dense_unit::add_fields(recipe &r) const {
    r.add("order", shape.order);
    r.add("stride", shape.stride);
    r.add("compensated", shape.compensated);
}

emitted_unit dense_unit::emit(const target &t) const {
    const pass_log log(dense_kind.pipeline);
    emitted_unit unit;
    unit.modules.push_back(log("emit", [&] { return emit_dense_output(shape, type(), machine_of(t, options())); }));
    return unit;
}

std::shared_ptr<const void> dense_unit::open(std::span<const std::byte> layout, const linked_code &linked) const {
    byte_reader(layout, "layout of dense output").end();
    auto code = std::make_shared<dense_code>();
    code->rows = entry_of<decltype(code->rows)>(linked, "dense");
    return code;
}

std::shared_ptr<const dense_code> build_dense_output(const dense_shape &shape, fp_type type, const std::string &target,
                                                     found_code *origin) {
    code_options options;
    options.target = target;
    return std::static_pointer_cast<const dense_code>(find_or_make(dense_unit(shape, type, options), origin));
}

llvm_state build_dense_state(const dense_shape &shape, fp_type type, const std::string &target) {
    code_options options;
    options.target = target;
    const auto &t = find_target(target);
    const code_settings settings{&t, compile_options_of(options), options.fast_math};
    return state_access::compiled_state(emit_dense_output(shape, type, machine_of(t, options)), settings,
                                        "dense_output");
}

} // namespace detail
BROOK_END_NAMESPACE
