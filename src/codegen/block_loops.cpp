// SPDX-License-Identifier: MPL-2.0
// Control flow of the IR emitter: functions, loops over chunks, the loops of convolutions.
#include "codegen/block_emitter.hpp"

#include <algorithm>
#include <iterator>

#include "codegen/long_blocks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// The last argument is the context of the kernel.
llvm::Function *block_emitter::declare(const std::string &name, bool is_part, unsigned pointers, bool has_number) {
    if (auto *known = module_.getFunction(name))
        return known;
    llvm::SmallVector<llvm::Type *, 8> types(pointers, b_.getPtrTy());
    if (has_number)
        types.push_back(b_.getInt64Ty());
    types.push_back(b_.getPtrTy());
    auto *type = llvm::FunctionType::get(b_.getVoidTy(), types, false);
    auto *f = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module_);
    for (unsigned i = 0; i < pointers; ++i)
        f->addParamAttr(i, llvm::Attribute::NoAlias);
    f->setDoesNotThrow();
    if (is_part)
        f->setVisibility(llvm::GlobalValue::HiddenVisibility);
    return f;
}

void block_emitter::define(llvm::Function *f) {
    function_ = f;
    numbers_ = all_digits_.get();
    frames_.clear();
    function_->addFnAttr("no-builtins"); // there is no library to call: loops that store zeros must not become memset
    enter(new_block("entry"));
    n_ = {this, nullptr, 0};
}

void block_emitter::begin_function(const std::string &name) { define(declare(name, false)); }

void block_emitter::begin_part(const std::string &name, bool visible) {
    define(declare(name, true));
    function_->addFnAttr(llvm::Attribute::NoInline);
    if (!visible)
        function_->setLinkage(llvm::GlobalValue::InternalLinkage);
}

void block_emitter::emit_call(const std::string &name, bool with_order) {
    llvm::SmallVector<llvm::Value *, 8> args;
    for (auto &a : function_->args())
        args.push_back(&a);
    if (with_order)
        args.insert(std::prev(args.end()), index(n_));
    b_.CreateCall(declare(name, true), args);
}

void block_emitter::end(unsigned numbers) {
    b_.CreateRetVoid();
    cut_long_blocks(*function_, *function_->getArg(numbers));
}

void block_emitter::emit(std::span<const block> blocks) {
    blocks_ = blocks;
    values_.clear();
    if (blocks[0].op == nullptr) {
        std::for_each(blocks.begin(), blocks.end(), [this](const block &b) { emit_state(b); });
        return;
    }
    (is_next() ? blocks[0].op->code.next : blocks[0].op->code.start)(*this);
}

void block_emitter::emit_state(const block &b) {
    auto *x = splat(numbers_->constant_number(number(0.)), b.width);
    if (!(is_next() && b.args[0].constant)) {
        x = read(b.args[0], b.width, n_);
        if (is_next()) {
            const auto factor = [&](const weights::table &w) {
                return read_weight(table_index(w), n_ + 1, {this, nullptr, 0}, b.width);
            };
            if (numbers_->fused()) {
                auto *const rest = numbers_->multiply(x, factor(weights::inverse_rest()));
                x = numbers_->fma(x, factor(weights::inverse()), rest);
            } else {
                x = numbers_->divide(x, factor(weights::identity()));
            }
        }
    }
    write(x, b.results[0], n_ + 1);
}

// ---- loops over chunks ----

llvm::GlobalVariable *block_emitter::table(const std::vector<std::uint32_t> &entries) {
    llvm::SmallVector<llvm::Constant *, 0> constants;
    for (const auto x : entries)
        constants.push_back(b_.getInt32(x));
    return table(constants, b_.getInt32Ty(), "places");
}

block_emitter::ir_value block_emitter::entry(llvm::GlobalVariable *table, ir_value row, std::size_t columns,
                                             std::size_t column) {
    auto *at =
        b_.CreateAdd(b_.CreateMul(row, b_.getInt64(columns), "", true, true), b_.getInt64(column), "", true, true);
    auto *x = b_.CreateLoad(b_.getInt32Ty(), b_.CreateGEP(b_.getInt32Ty(), table, at));
    return b_.CreateZExt(x, b_.getInt64Ty());
}

llvm::PHINode *block_emitter::begin_loop() {
    auto *before = b_.GetInsertBlock(), *loop = new_block("chunk");
    b_.CreateBr(loop);
    enter(loop);
    auto *counter = b_.CreatePHI(b_.getInt64Ty(), 2);
    counter->addIncoming(b_.getInt64(0), before);
    return counter;
}

void block_emitter::end_loop(llvm::PHINode *counter, std::size_t turns) {
    auto *next = b_.CreateAdd(counter, b_.getInt64(1), "", true, true);
    auto *after = new_block("chunks");
    counter->addIncoming(next, b_.GetInsertBlock());
    b_.CreateCondBr(b_.CreateICmpULT(next, b_.getInt64(turns)), counter->getParent(), after);
    enter(after);
}

void block_emitter::emit(const chunk_loop &loop) {
    moving_.loop = &loop;
    moving_.places = table(loop.places);
    moving_.chunk = begin_loop();
    const auto rows = [&](std::size_t columns, const auto &entries, llvm::Type *type, const char *name, auto make) {
        llvm::SmallVector<llvm::Constant *, 0> all;
        std::transform(entries.begin(), entries.end(), std::back_inserter(all), make);
        auto *row = b_.CreateMul(moving_.chunk, b_.getInt64(columns), "", true, true);
        return b_.CreateGEP(type, table(all, type, name), row);
    };
    if (loop.constants != 0) {
        moving_.constants = rows(loop.constants, loop.constant_rows, number_, "constants",
                                 [this](const number &x) { return numbers_->entry(x); });
    }
    if (loop.indices != 0) {
        moving_.indices = rows(loop.indices, loop.index_rows, b_.getInt64Ty(), "indices",
                               [this](std::uint64_t i) { return b_.getInt64(i); });
    }
    // Linear forms use each pointer once, convolutions in every turn of their loops.
    const auto pointers = loop.in_loops.size();
    for (std::size_t i = 0; i < pointers; ++i) {
        moving_.pointers.push_back(loop.in_loops[i] ? b_.CreateGEP(numbers_->in_memory(points_), function_->getArg(0),
                                                                   entry(moving_.places, moving_.chunk, pointers, i))
                                                    : nullptr);
    }
    for (const auto n : loop.jams) {
        emit(std::span(loop.body).subspan(moving_.first_block, n));
        moving_.first_block += n;
    }
    end_loop(llvm::cast<llvm::PHINode>(moving_.chunk), loop.chunks);
    moving_ = {};
}

// ---- orders ----

emitter::order block_emitter::half(order n) {
    return n.base == nullptr ? order{this, nullptr, n.offset / 2} : order{this, b_.CreateLShr(index(n), 1), 0};
}

emitter::order block_emitter::difference(order a, order b) {
    if (a.base == b.base)
        return {this, nullptr, a.offset - b.offset};
    if (b.base == nullptr)
        return {this, a.base, a.offset - b.offset};
    auto *&d = differences_[{a.base, b.base}];
    if (d == nullptr)
        d = b_.CreateSub(index({this, a.base, 0}), index({this, b.base, 0}), "", false, true);
    return {this, d, a.offset - b.offset};
}

// ---- branches and loops ----

emitter::value block_emitter::if_even(value r, const std::function<value(order, value)> &body) {
    if (n_.base == nullptr)
        return n_.offset % 2 == 0 ? body(half(n_), r) : r;
    auto *before = b_.GetInsertBlock(), *even = new_block("even"), *after = new_block("after");
    // What is loaded lazily must not be taken for defined in a block that may be skipped.
    r = for_each_block([&](std::size_t i) { return part(r, i); });
    auto *odd_bit = b_.CreateAnd(index(n_), b_.getInt64(1));
    b_.CreateCondBr(b_.CreateICmpEQ(odd_bit, b_.getInt64(0)), even, after);
    enter(even);
    auto changed = body(half(n_), r);
    changed = for_each_block([&](std::size_t i) { return part(changed, i); });
    auto *even_end = b_.GetInsertBlock();
    b_.CreateBr(after);
    enter(after);
    sums merged{r};
    merge(merged, {changed}, before, even_end);
    return merged[0];
}

void block_emitter::merge(sums &into, const sums &from, llvm::BasicBlock *into_from, llvm::BasicBlock *from_from) {
    for (std::size_t s = 0; s < into.size(); ++s) {
        if (into[s].id == from[s].id)
            continue;
        const auto a = into[s], b = from[s];
        into[s] = for_each_block([&](std::size_t i) {
            auto *x = values_[a.id].parts[i], *y = values_[b.id].parts[i];
            auto *phi = b_.CreatePHI(x->getType(), 2);
            phi->addIncoming(x, into_from);
            phi->addIncoming(y, from_from);
            return phi;
        });
    }
}

void block_emitter::run_body(order j, sums &acc, std::size_t set, std::size_t count,
                             const std::function<void(order, sums &)> &body) {
    const auto begin = acc.begin() + static_cast<std::ptrdiff_t>(set * count);
    sums part_of(begin, begin + static_cast<std::ptrdiff_t>(count));
    body(j, part_of);
    for (auto &v : part_of)
        v = for_each_block([&](std::size_t i) { return part(v, i); });
    std::copy(part_of.begin(), part_of.end(), begin);
}

// first + i
emitter::order block_emitter::down_from(order first, ir_value i) {
    auto *base = first.base == nullptr ? i : b_.CreateAdd(index({this, first.base, 0}), i, "", true, true);
    return {this, base, first.offset};
}

// last - i. What is as far below the end as that is above the beginning is i again, which spares a register.
emitter::order block_emitter::up_to(order last, ir_value i) {
    const auto j = difference(last, {this, i, 0});
    if (last.base != nullptr)
        differences_[{last.base, j.base}] = i;
    return j;
}

void block_emitter::middle_term(order first, ir_value terms, ir_value pairs, sums &acc, std::size_t count,
                                const std::function<void(order, sums &)> &body) {
    auto *before = b_.GetInsertBlock(), *odd = new_block("middle"), *after = new_block("pairs");
    b_.CreateCondBr(b_.CreateICmpNE(b_.CreateAnd(terms, b_.getInt64(1)), b_.getInt64(0)), odd, after);
    enter(odd);
    auto with_middle = acc;
    run_body(down_from(first, pairs), with_middle, 0, count, body);
    auto *end = b_.GetInsertBlock();
    b_.CreateBr(after);
    enter(after);
    merge(acc, with_middle, before, end);
}

// Two terms in each turn, one for each direction.
void block_emitter::pair_loop(order first, order last, ir_value pairs, sums &acc, std::size_t directions,
                              std::size_t count, const std::function<void(order, sums &)> &body) {
    auto *before = b_.GetInsertBlock(), *loop = new_block("terms"), *after = new_block("summed");
    b_.CreateCondBr(b_.CreateICmpNE(pairs, b_.getInt64(0)), loop, after);
    enter(loop);
    auto *left = b_.CreatePHI(b_.getInt64Ty(), 2);
    left->addIncoming(pairs, before);
    sums in_loop;
    for (const auto a : acc) {
        in_loop.push_back(for_each_block([&](std::size_t k) {
            auto *phi = b_.CreatePHI(type_of(blocks_[k].width), 2);
            phi->addIncoming(values_[a.id].parts[k], before);
            return phi;
        }));
    }
    const auto phis = in_loop;
    auto *i = b_.CreateSub(left, b_.getInt64(1), "", true, true);
    run_body(down_from(first, i), in_loop, 0, count, body);
    run_body(up_to(last, i), in_loop, 1 % directions, count, body);
    auto *end = b_.GetInsertBlock();
    left->addIncoming(i, end);
    for (std::size_t s = 0; s < phis.size(); ++s)
        for (std::size_t k = 0; k < blocks_.size(); ++k)
            llvm::cast<llvm::PHINode>(values_[phis[s].id].parts[k])->addIncoming(values_[in_loop[s].id].parts[k], end);
    b_.CreateCondBr(b_.CreateICmpNE(i, b_.getInt64(0)), loop, after);
    enter(after);
    merge(acc, in_loop, before, end);
}

emitter::sums block_emitter::accumulate(order first, order last, std::size_t count, std::size_t directions,
                                        const std::function<void(order, sums &)> &body) {
    sums acc(count * directions);
    std::generate(acc.begin(), acc.end(), [this] { return literal(0.); });
    if (first.base == nullptr && last.base == nullptr) {
        from_the_middle(first.offset, last.offset, [&](std::int64_t j, std::size_t direction) {
            run_body({this, nullptr, j}, acc, direction % directions, count, body);
        });
        return acc;
    }
    auto *terms = index(difference(last, first) + 1), *pairs = b_.CreateLShr(terms, 1);
    middle_term(first, terms, pairs, acc, count, body);
    pair_loop(first, last, pairs, acc, directions, count, body);
    return acc;
}

} // namespace detail
BROOK_END_NAMESPACE
