// SPDX-License-Identifier: MPL-2.0
// Values and arithmetic of the IR emitter.
#include "codegen/jet_emitter.hpp"

#include <algorithm>

#include "decomposition/usage.hpp"
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

jet_emitter::jet_emitter(const plan &p, fp_type type, const machine &m, const gather_map &inlined, llvm::Module &module,
                         const function_frame *frame)
    : plan_(p), inlined_(inlined), type_(type), module_(module), frame_(frame),
      points_(frame == nullptr ? 1 : frame->points), b_(module.getContext()),
      numbers_(make_arithmetic(type, {module, b_, m})), number_(numbers_->in_memory(1)), n_{this, nullptr, 0} {
    if (m.relaxed) {
        // No more than that: quotients and roots by estimate would make a NaN of 1 / 0, and integrators look for
        // results that are not finite.
        llvm::FastMathFlags flags;
        flags.setAllowReassoc();
        flags.setAllowContract(true);
        flags.setNoSignedZeros();
        b_.setFastMathFlags(flags);
    }
}

usage usage_of(const block &b) {
    std::vector<bool> constant_args;
    for (const auto &a : b.args)
        constant_args.push_back(a.constant);
    return record_usage(*b.op, constant_args, b.attributes, b.constants.size());
}

std::size_t jam_factor(std::span<const block> blocks, fp_type type, const machine &m) {
    std::size_t widest = 1;
    for (const auto &b : blocks)
        widest = std::max<std::size_t>(widest, b.width);
    const auto registers_per_value = (widest * fp_size(type) + m.vector_bytes - 1) / m.vector_bytes;
    // Measured on x86: accumulators may fill three quarters of 16 registers, or half of 32.
    const std::size_t budget = m.registers >= 32 ? 16 : 12;
    const auto in_registers = budget / (usage_of(blocks[0]).accumulators * registers_per_value);
    // Code without a loop is as long as its arguments are many: it must not become much longer.
    const auto terms = blocks[0].convolution ? 1 : blocks[0].args.size() + 1;
    return std::max<std::size_t>(1, std::min(in_registers, std::max<std::size_t>(2, 128 / terms)));
}

// ---- values ----

emitter::value jet_emitter::store_value(group_value v) {
    values_.push_back(std::move(v));
    return {this, static_cast<std::uint32_t>(values_.size() - 1)};
}

jet_emitter::ir_value jet_emitter::part(value v, std::size_t block) {
    if (values_[v.id].load.from == lazy_load::source::none)
        return values_[v.id].parts[block];
    return load_part(values_[v.id].load, block);
}

jet_emitter::ir_value jet_emitter::load_part(const lazy_load &l, std::size_t i) {
    const auto width = blocks_[i].width;
    switch (l.from) {
    case lazy_load::source::weight:
        return read_weight(l.index, l.at, l.column, width);
    case lazy_load::source::kept:
        return read({{blocks_[i].kept[l.index], 0}, false, false}, width, {this, nullptr, 0});
    default:
        return read(place_of(l.seq, i), width, l.at);
    }
}

operand jet_emitter::place_of(sequence s, std::size_t i) const {
    const auto &b = blocks_[i];
    switch (s.kind) {
    case sequence::role::argument:
        return b.args[s.index];
    case sequence::role::result:
        return {{b.results[s.index], 0}, false, false};
    default:
        return {{b.derived[s.index], 0}, false, false};
    }
}

emitter::value jet_emitter::uniform(const number &x) {
    return for_each_block([&](std::size_t i) { return splat(numbers_->constant({&x, 1}), blocks_[i].width); });
}

emitter::value jet_emitter::attribute_value(std::size_t i) { return uniform(attribute(i)); }

int jet_emitter::digits() const {
    return visit_fp(type_, []<typename T>() { return std::numeric_limits<T>::digits; });
}

emitter::value jet_emitter::literal(double x) { return uniform(number(x)); }

emitter::value jet_emitter::constant(std::size_t i) {
    return for_each_block([&](std::size_t k) -> ir_value {
        if (blocks_[k].constants[i].empty()) {
            const auto column = moving_.loop->constant_at[moving_.first_block + k][i];
            auto *at = b_.CreateConstInBoundsGEP1_64(number_, moving_.constants, column);
            const auto lanes = points_ == 1 ? blocks_[k].width : 1;
            return numbers_->splat(numbers_->load(at, lanes, fp_size(type_)), points_);
        }
        return numbers_->splat(numbers_->constant(blocks_[k].constants[i]), points_);
    });
}

emitter::value jet_emitter::load(sequence s, order j) {
    const bool order_zero = j.base == nullptr && j.offset == 0;
    if (s.kind == sequence::role::argument && is_constant(s.index) && !order_zero)
        return literal(0.);
    return store_value({{}, {lazy_load::source::sequence, s, 0, j, {}}});
}

emitter::value jet_emitter::kept(std::size_t i) {
    return store_value({{}, {lazy_load::source::kept, {}, std::uint32_t(i), {}, {}}});
}

emitter::value jet_emitter::weight(order n, order j, const weights::table &w) {
    return store_value(
        {{}, {lazy_load::source::weight, {}, table_index(w), n, w.by_order_only ? order{this, nullptr, 0} : j}});
}

void jet_emitter::set(sequence s, value v) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        write(part(v, i), place_of(s, i).from.array, n_, is_read_elsewhere(s));
}

void jet_emitter::keep(std::size_t k, value v) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        write(part(v, i), blocks_[i].kept[k], {this, nullptr, 0}, is_jet());
}

// ---- arithmetic ----

emitter::value jet_emitter::fma(value x, value y, value z) {
    return for_each_block([&](std::size_t i) { return numbers_->fma(part(x, i), part(y, i), part(z, i)); });
}

emitter::value jet_emitter::sqrt(value x) {
    return for_each_block([&](std::size_t i) { return numbers_->sqrt(part(x, i)); });
}

emitter::value jet_emitter::compare(comparison c, value x, value y) {
    return for_each_block([&](std::size_t i) { return numbers_->compare(c, part(x, i), part(y, i)); });
}

emitter::value jet_emitter::choose(value condition, value a, value b) {
    return for_each_block([&](std::size_t i) {
        auto *holds = part(condition, i);
        return numbers_->choose(holds, part(a, i), part(b, i));
    });
}

emitter::value jet_emitter::negate(value a) {
    return for_each_block([&](std::size_t i) { return numbers_->negate(part(a, i)); });
}

emitter::value jet_emitter::binary(char op, value a, value b) {
    return for_each_block([&](std::size_t i) {
        auto *x = part(a, i), *y = part(b, i);
        switch (op) {
        case '+':
            return numbers_->add(x, y);
        case '-':
            return numbers_->subtract(x, y);
        case '/':
            return numbers_->divide(x, y);
        default:
            return numbers_->multiply(x, y);
        }
    });
}

emitter::value jet_emitter::call(std::string_view name, value x) {
    return for_each_block([&](std::size_t i) {
        auto *a = part(x, i);
        return numbers_->call(name, {&a, 1}, blocks_[i].width * points_);
    });
}

emitter::value jet_emitter::call(std::string_view name, value x, value y) {
    return for_each_block([&](std::size_t i) {
        const std::array<ir_value, 2> args{part(x, i), part(y, i)};
        return numbers_->call(name, args, blocks_[i].width * points_);
    });
}

// Lane l of constant i of block k, which is an index.
jet_emitter::ir_value jet_emitter::lane_index(std::size_t k, std::size_t i, std::uint32_t l) {
    if (const auto &lanes = blocks_[k].constants[i]; !lanes.empty())
        return b_.getInt64(index_from(lanes[l]));
    const auto column = moving_.loop->constant_at[moving_.first_block + k][i] + l;
    auto *const type = b_.getInt64Ty();
    return b_.CreateAlignedLoad(type, b_.CreateConstInBoundsGEP1_64(type, moving_.indices, column), llvm::Align(8));
}

// Of an array that the code is given, the elements whose indices are constant i: each lane has its own.
emitter::value jet_emitter::elements(unsigned argument, std::size_t i) {
    return for_each_block([&](std::size_t k) -> ir_value {
        if (!is_jet() && frame_->strided) {
            auto *place = caller_place(argument, lane_index(k, i, 0));
            return load(place, 1, fp_size(type_));
        }
        llvm::SmallVector<llvm::Value *, 16> lanes;
        for (std::uint32_t l = 0; l < blocks_[k].width; ++l) {
            auto *place = b_.CreateInBoundsGEP(number_, function_->getArg(argument), lane_index(k, i, l));
            lanes.push_back(numbers_->load(place, 1, fp_size(type_)));
        }
        return numbers_->joined(lanes);
    });
}

emitter::value jet_emitter::parameter(std::size_t i) { return elements(1, i); }

emitter::value jet_emitter::time(std::size_t i) { return elements(2, i); }

emitter::value jet_emitter::time() {
    if (!is_jet() && frame_->strided) {
        auto *x = load(function_->getArg(2), 1, fp_size(type_));
        return for_each_block([&](std::size_t) { return x; });
    }
    auto *x = numbers_->load(function_->getArg(2), 1, fp_size(type_));
    return for_each_block([&](std::size_t k) { return splat(x, blocks_[k].width); });
}

} // namespace detail

BROOK_END_NAMESPACE
