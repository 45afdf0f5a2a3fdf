// SPDX-License-Identifier: MPL-2.0
// Values and arithmetic of the IR emitter.
#include "codegen/block_emitter.hpp"

#include <algorithm>

#include "decomposition/usage.hpp"
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

block_emitter::block_emitter(const plan &p, fp_type type, const machine &m, const gather_map &inlined,
                             llvm::Module &module, std::uint32_t points)
    : plan_(p), type_(type), module_(module), points_(points), b_(module.getContext()),
      all_digits_(make_arithmetic(type, {module, b_, m})), fewer_digits_(all_digits_->for_short_orders()),
      numbers_(all_digits_.get()), number_(numbers_->in_memory(1)), n_{this, nullptr, 0}, inlined_(inlined) {
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

emitter::value block_emitter::store_value(group_value v) {
    values_.push_back(std::move(v));
    return {this, static_cast<std::uint32_t>(values_.size() - 1)};
}

block_emitter::ir_value block_emitter::part(value v, std::size_t block) {
    if (values_[v.id].load.from == lazy_load::source::none)
        return values_[v.id].parts[block];
    return load_part(values_[v.id].load, block);
}

block_emitter::ir_value block_emitter::load_part(const lazy_load &l, std::size_t i) {
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

operand block_emitter::place_of(sequence s, std::size_t i) const {
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

emitter::value block_emitter::uniform(const number &x) {
    return for_each_block([&](std::size_t i) { return splat(numbers_->constant_number(x), blocks_[i].width); });
}

emitter::value block_emitter::attribute_value(std::size_t i) { return uniform(attribute(i)); }

int block_emitter::digits() const {
    return visit_fp(type_, []<typename T>() { return std::numeric_limits<T>::digits; });
}

emitter::value block_emitter::literal(double x) { return uniform(number(x)); }

emitter::value block_emitter::constant(std::size_t i) {
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

emitter::value block_emitter::load(sequence s, order j) {
    const bool order_zero = j.base == nullptr && j.offset == 0;
    if (s.kind == sequence::role::argument && is_constant(s.index) && !order_zero)
        return literal(0.);
    return store_value({{}, {lazy_load::source::sequence, s, 0, j, {}}});
}

emitter::value block_emitter::kept(std::size_t i) {
    return store_value({{}, {lazy_load::source::kept, {}, std::uint32_t(i), {}, {}}});
}

emitter::value block_emitter::weight(order n, order j, const weights::table &w) {
    return store_value(
        {{}, {lazy_load::source::weight, {}, table_index(w), n, w.by_order_only ? order{this, nullptr, 0} : j}});
}

void block_emitter::set(sequence s, value v) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        write(part(v, i), place_of(s, i).from.array, n_, s.kind == sequence::role::result);
}

void block_emitter::keep(std::size_t k, value v) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        write(part(v, i), blocks_[i].kept[k], {this, nullptr, 0}, false);
}

// ---- arithmetic ----

emitter::value block_emitter::fma(value x, value y, value z) {
    return for_each_block([&](std::size_t i) { return numbers_->fma(part(x, i), part(y, i), part(z, i)); });
}

emitter::value block_emitter::sqrt(value x) {
    return for_each_block([&](std::size_t i) { return numbers_->sqrt(part(x, i)); });
}

emitter::value block_emitter::compare(comparison c, value x, value y) {
    return for_each_block([&](std::size_t i) { return numbers_->compare(c, part(x, i), part(y, i)); });
}

emitter::value block_emitter::choose(value condition, value a, value b) {
    return for_each_block([&](std::size_t i) {
        auto *holds = part(condition, i);
        return numbers_->choose(holds, part(a, i), part(b, i));
    });
}

emitter::value block_emitter::negate(value a) {
    return for_each_block([&](std::size_t i) { return numbers_->negate(part(a, i)); });
}

emitter::value block_emitter::binary(char op, value a, value b) {
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

template <std::size_t Count>
emitter::value block_emitter::called(std::string_view name, const std::array<value, Count> &args) {
    return for_each_block([&](std::size_t i) {
        std::array<ir_value, Count> parts{};
        for (std::size_t a = 0; a < Count; ++a)
            parts[a] = part(args[a], i);
        return numbers_->call(name, parts, blocks_[i].width * points_);
    });
}

emitter::value block_emitter::call(std::string_view name, value x) { return called<1>(name, {x}); }
emitter::value block_emitter::call(std::string_view name, value x, value y) { return called<2>(name, {x, y}); }
emitter::value block_emitter::call(std::string_view name, value x, value y, value z) {
    return called<3>(name, {x, y, z});
}

// Lane l of constant i of block k, which is an index.
block_emitter::ir_value block_emitter::lane_index(std::size_t k, std::size_t i, std::uint32_t l) {
    if (const auto &lanes = blocks_[k].constants[i]; !lanes.empty())
        return b_.getInt64(index_from(lanes[l]));
    const auto column = moving_.loop->constant_at[moving_.first_block + k][i] + l;
    auto *const type = b_.getInt64Ty();
    return b_.CreateAlignedLoad(type, b_.CreateConstInBoundsGEP1_64(type, moving_.indices, column), llvm::Align(8));
}

block_emitter::ir_value block_emitter::given(unsigned argument, ir_value index) {
    return load(b_.CreateInBoundsGEP(number_, function_->getArg(argument), index), 1, fp_size(type_));
}

// Of an array that the code is given, the elements whose indices are constant i: each lane has its own.
emitter::value block_emitter::elements(unsigned argument, std::size_t i) {
    return for_each_block([&](std::size_t k) {
        llvm::SmallVector<ir_value, 16> lanes;
        for (std::uint32_t l = 0; l < blocks_[k].width; ++l)
            lanes.push_back(given(argument, lane_index(k, i, l)));
        return numbers_->joined(lanes);
    });
}

emitter::value block_emitter::parameter(std::size_t i) { return elements(pars_argument, i); }

// ---- data ----

block_emitter::ir_value block_emitter::datum(std::size_t k, std::size_t i, std::uint32_t l) {
    auto *const data = function_->getArg(static_cast<unsigned>(function_->arg_size() - 1));
    return b_.CreateLoad(b_.getPtrTy(), b_.CreateInBoundsGEP(b_.getPtrTy(), data, lane_index(k, i, l)));
}

// Memory for all points of so many lanes, three times, which all look-ups of the function share.
const std::array<block_emitter::ir_value, 3> &block_emitter::frames_of(std::uint32_t width) {
    const auto [known, is_new] = frames_.try_emplace(width);
    if (is_new) {
        const llvm::IRBuilder<>::InsertPointGuard guard(b_);
        auto &begin = function_->getEntryBlock();
        b_.SetInsertPoint(&begin, begin.begin());
        for (auto &frame : known->second) {
            auto *const memory = b_.CreateAlloca(llvm::ArrayType::get(number_, width * points_));
            memory->setAlignment(llvm::Align(64));
            frame = memory;
        }
    }
    return known->second;
}

// Through memory, number by number: no convention of calls has to know the type.
emitter::value block_emitter::row(std::size_t i, value x, value direction) {
    auto *const type =
        llvm::FunctionType::get(b_.getVoidTy(), llvm::SmallVector<llvm::Type *, 4>(4, b_.getPtrTy()), false);
    return for_each_block([&](std::size_t k) {
        const auto width = blocks_[k].width;
        const auto [from, towards, rows] = frames_of(width);
        numbers_->store(part(x, k), from, fp_size(type_));
        numbers_->store(part(direction, k), towards, fp_size(type_));
        for (std::uint32_t l = 0; l < width; ++l) {
            auto *const table = datum(k, i, l);
            auto *const find = b_.CreateLoad(b_.getPtrTy(), table);
            for (std::uint32_t p = l * points_; p < (l + 1) * points_; ++p) {
                const auto at = [this, p](ir_value frame) { return b_.CreateConstInBoundsGEP1_64(number_, frame, p); };
                b_.CreateCall(type, find, {table, at(from), at(towards), at(rows)})->setDoesNotThrow();
            }
        }
        return load(rows, width, fp_size(type_));
    });
}

emitter::value block_emitter::entry(std::size_t i, value row) {
    return for_each_block([&](std::size_t k) {
        auto *const rows = part(row, k);
        llvm::SmallVector<ir_value, 16> numbers;
        for (std::uint32_t l = 0; l < blocks_[k].width; ++l) {
            auto *const column = datum(k, i, l);
            for (std::uint32_t p = l * points_; p < (l + 1) * points_; ++p) {
                auto *const index = numbers_->index_from(numbers_->lanes_of(rows, p, 1));
                numbers.push_back(numbers_->load(b_.CreateInBoundsGEP(number_, column, index), 1, fp_size(type_)));
            }
        }
        return numbers_->joined(numbers);
    });
}

emitter::value block_emitter::time(std::size_t i) { return elements(time_argument, i); }

emitter::value block_emitter::time() {
    auto *x = given(time_argument, b_.getInt64(0));
    return for_each_block([&](std::size_t k) { return blocks_[k].width == 1 ? x : splat(x, blocks_[k].width); });
}

} // namespace detail
BROOK_END_NAMESPACE
