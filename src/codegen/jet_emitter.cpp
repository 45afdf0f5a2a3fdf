// SPDX-License-Identifier: MPL-2.0
// Values and arithmetic of the IR emitter.
#include "codegen/jet_emitter.hpp"

#include <algorithm>
#include <numeric>

#include <brook/number/math_library.hpp>

#include "codegen/fp_ir.hpp"
#include "decomposition/usage.hpp"
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

jet_emitter::jet_emitter(const plan &p, fp_type type, const machine &m, const gather_map &inlined, llvm::Module &module,
                         const function_frame *frame)
    : plan_(p), inlined_(inlined), type_(type), machine_(m), module_(module), frame_(frame),
      points_(frame == nullptr ? 1 : frame->points), b_(module.getContext()),
      fp_(ir_type(type, module.getContext())), n_{this, nullptr, 0} {
    if (!fp_has_vectors(type)) {
        machine_.fused = false;
        machine_.math_bytes = 0;
    }
    if (machine_.relaxed) {
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
    return for_each_block([&](std::size_t i) { return splat(constant_of(x), blocks_[i].width); });
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
            auto *at = b_.CreateConstInBoundsGEP1_64(fp_, moving_.constants, column);
            const auto align = llvm::Align(fp_size(type_));
            return points_ == 1 ? b_.CreateAlignedLoad(type_of(blocks_[k].width), at, align)
                                : splat(b_.CreateAlignedLoad(fp_, at, align), 1);
        }
        llvm::SmallVector<llvm::Constant *, 16> lanes;
        for (const auto &x : blocks_[k].constants[i])
            lanes.push_back(constant_of(x));
        return lanes.size() == 1 ? splat(lanes[0], 1) : llvm::ConstantVector::get(lanes);
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

namespace {

// 1 or -1 if all lanes of a constant are that, else 0. Multiplying by them is exact, so that an addition or a change of
// sign gives the same bits.
int unit_of(const llvm::Value *x) {
    const auto *c = llvm::dyn_cast<llvm::Constant>(x);
    if (c != nullptr && c->getType()->isVectorTy())
        c = c->getSplatValue();
    const auto *f = llvm::dyn_cast_or_null<llvm::ConstantFP>(c);
    return f == nullptr ? 0 : f->isExactlyValue(1.) ? 1 : f->isExactlyValue(-1.) ? -1 : 0;
}

} // namespace

jet_emitter::ir_value jet_emitter::fused_part(ir_value x, ir_value y, ir_value z) {
    if (const int u = unit_of(y); u != 0)
        return u > 0 ? b_.CreateFAdd(z, x) : b_.CreateFSub(z, x);
    if (!machine_.fused)
        return b_.CreateFAdd(b_.CreateFMul(x, y), z);
    return b_.CreateIntrinsic(llvm::Intrinsic::fma, {x->getType()}, {x, y, z});
}

emitter::value jet_emitter::fma(value x, value y, value z) {
    return for_each_block([&](std::size_t i) { return fused_part(part(x, i), part(y, i), part(z, i)); });
}

emitter::value jet_emitter::sqrt(value x) {
    return for_each_block(
        [&](std::size_t i) -> ir_value { return b_.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, part(x, i)); });
}

namespace {

llvm::CmpInst::Predicate predicate_of(comparison c) {
    switch (c) {
    case comparison::eq:
        return llvm::CmpInst::FCMP_OEQ;
    case comparison::neq:
        return llvm::CmpInst::FCMP_ONE;
    case comparison::lt:
        return llvm::CmpInst::FCMP_OLT;
    case comparison::gt:
        return llvm::CmpInst::FCMP_OGT;
    case comparison::lte:
        return llvm::CmpInst::FCMP_OLE;
    default:
        return llvm::CmpInst::FCMP_OGE;
    }
}

} // namespace

emitter::value jet_emitter::compare(comparison c, value x, value y) {
    return for_each_block([&](std::size_t i) {
        auto *type = type_of(blocks_[i].width);
        auto *holds = b_.CreateFCmp(predicate_of(c), part(x, i), part(y, i));
        return b_.CreateSelect(holds, llvm::ConstantFP::get(type, 1.), llvm::ConstantFP::get(type, 0.));
    });
}

emitter::value jet_emitter::choose(value condition, value a, value b) {
    return for_each_block([&](std::size_t i) {
        auto *zero = llvm::ConstantFP::get(type_of(blocks_[i].width), 0.);
        auto *holds = b_.CreateFCmpUNE(part(condition, i), zero);
        return b_.CreateSelect(holds, part(a, i), part(b, i));
    });
}

emitter::value jet_emitter::negate(value a) {
    return for_each_block([&](std::size_t i) { return b_.CreateFNeg(part(a, i)); });
}

emitter::value jet_emitter::binary(char op, value a, value b) {
    return for_each_block([&](std::size_t i) -> ir_value {
        auto *x = part(a, i), *y = part(b, i);
        switch (op) {
        case '+':
            return b_.CreateFAdd(x, y);
        case '-':
            return b_.CreateFSub(x, y);
        case '/':
            return b_.CreateFDiv(x, y);
        default:
            break;
        }
        const int u = unit_of(y);
        return u > 0 ? x : u < 0 ? b_.CreateFNeg(x) : b_.CreateFMul(x, y);
    });
}

emitter::value jet_emitter::call(std::string_view name, value x) {
    return for_each_block([&](std::size_t i) {
        auto *a = part(x, i);
        return call_part(name, {&a, 1}, blocks_[i].width * points_);
    });
}

emitter::value jet_emitter::call(std::string_view name, value x, value y) {
    return for_each_block([&](std::size_t i) {
        const std::array<ir_value, 2> args{part(x, i), part(y, i)};
        return call_part(name, args, blocks_[i].width * points_);
    });
}

// In vectors as long as the library has them, else number by number; the bits are the same.
jet_emitter::ir_value jet_emitter::call_part(std::string_view name, std::span<const ir_value> args,
                                             std::uint32_t width) {
    const auto most = static_cast<std::uint32_t>(machine_.math_bytes / fp_size(type_));
    auto lanes = std::min(width, most);
    if (lanes * fp_size(type_) < 16)
        lanes = 1;
    auto *const type = type_of_numbers(lanes);
    const llvm::SmallVector<llvm::Type *, 2> types(args.size(), type);
    const auto symbol = math_library::symbol_name(name, type_, machine_.fused, lanes);
    auto function = module_.getOrInsertFunction(symbol, llvm::FunctionType::get(type, types, false));
    auto *const callee = llvm::cast<llvm::Function>(function.getCallee());
    callee->setDoesNotThrow();
    if (!is_jet()) { // a function may need one of two results only
        callee->setDoesNotAccessMemory();
        callee->setWillReturn();
    }
    llvm::SmallVector<llvm::Value *, 16> parts;
    for (std::uint32_t first = 0; first < width; first += lanes) {
        llvm::SmallVector<llvm::Value *, 2> a;
        for (auto *x : args)
            a.push_back(lanes_of(x, first, lanes));
        parts.push_back(b_.CreateCall(function, a));
    }
    return joined(parts);
}

// Lanes of a vector of any length; one lane is a number.
jet_emitter::ir_value jet_emitter::lanes_of(ir_value x, std::uint32_t first, std::uint32_t count) {
    const auto *type = llvm::dyn_cast<llvm::FixedVectorType>(x->getType());
    if (type == nullptr || type->getNumElements() == count)
        return x;
    if (count == 1)
        return b_.CreateExtractElement(x, first);
    llvm::SmallVector<int, 16> mask(count);
    std::iota(mask.begin(), mask.end(), static_cast<int>(first));
    return b_.CreateShuffleVector(x, mask);
}

jet_emitter::ir_value jet_emitter::joined(llvm::ArrayRef<llvm::Value *> parts) {
    if (parts.size() == 1)
        return parts[0];
    if (parts[0]->getType()->isVectorTy())
        return llvm::concatenateVectors(b_, parts);
    ir_value r = llvm::PoisonValue::get(type_of_numbers(static_cast<std::uint32_t>(parts.size())));
    for (std::size_t l = 0; l < parts.size(); ++l)
        r = b_.CreateInsertElement(r, parts[l], l);
    return r;
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
            return b_.CreateAlignedLoad(type_of(1), place, llvm::Align(fp_size(type_)));
        }
        llvm::SmallVector<llvm::Value *, 16> lanes;
        for (std::uint32_t l = 0; l < blocks_[k].width; ++l) {
            auto *place = b_.CreateInBoundsGEP(fp_, function_->getArg(argument), lane_index(k, i, l));
            lanes.push_back(b_.CreateLoad(fp_, place));
        }
        return joined(lanes);
    });
}

emitter::value jet_emitter::parameter(std::size_t i) { return elements(1, i); }

emitter::value jet_emitter::time(std::size_t i) { return elements(2, i); }

emitter::value jet_emitter::time() {
    if (!is_jet() && frame_->strided) {
        auto *x = b_.CreateAlignedLoad(type_of(1), function_->getArg(2), llvm::Align(fp_size(type_)));
        return for_each_block([&](std::size_t) { return x; });
    }
    auto *x = b_.CreateLoad(fp_, function_->getArg(2));
    return for_each_block([&](std::size_t k) { return splat(x, blocks_[k].width); });
}

} // namespace detail

BROOK_END_NAMESPACE
