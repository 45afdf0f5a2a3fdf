// SPDX-License-Identifier: MPL-2.0
// The arithmetic of double-double numbers: the operations of <brook/number/dd.hpp>, in the same order, so that both
// have the same bits. A value is a structure of the two halves of all lanes.
#include <array>
#include <vector>

#include <brook/number/dd.hpp>
#include <brook/number/math_library.hpp>

#include "codegen/plain_arithmetic.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// Computes with upper halves, and stores lower ones that are 0.
class upper_arithmetic final : public plain_arithmetic {
public:
    explicit upper_arithmetic(const code_site &where)
        : plain_arithmetic(fp_type::f64, where), whole_(make_arithmetic(fp_type_of<dd>, where)) {}

    llvm::Type *in_memory(std::uint32_t count) const override { return whole_->in_memory(count); }
    llvm::Constant *entry(const number &x) const override { return whole_->entry(x); }
    value load(value from, std::uint32_t count, std::uint64_t align) override {
        return b_.CreateExtractValue(whole_->load(from, count, align), 0);
    }
    void store(value x, value to, std::uint64_t align) override {
        whole_->store(with_part(with_part(nullptr, 0, 2, x), 1, 2, llvm::Constant::getNullValue(x->getType())), to,
                      align);
    }
    value constant(std::span<const number> lanes) override {
        llvm::SmallVector<llvm::Constant *, 16> entries;
        for (const auto &x : lanes)
            entries.push_back(plain_arithmetic::entry(x));
        return entries.size() == 1 ? entries[0] : llvm::ConstantVector::get(entries);
    }

private:
    std::unique_ptr<arithmetic> whole_;
};

class dd_arithmetic final : public arithmetic {
public:
    explicit dd_arithmetic(const code_site &where) : arithmetic(where), half_(fp_type::f64, where), where_(where) {}

    llvm::Type *type_of(std::uint32_t count) const override { return structure_of(half_.type_of(count)); }
    llvm::Type *in_memory(std::uint32_t count) const override {
        auto *const number = structure_of(half_.type_of(1));
        return count == 1 ? number : static_cast<llvm::Type *>(llvm::ArrayType::get(number, count));
    }
    llvm::Constant *entry(const number &x) const override {
        const auto v = number_as<dd>(x);
        return llvm::ConstantStruct::getAnon({half_.entry(number(v.hi())), half_.entry(number(v.lo()))});
    }

    // The halves of each number lie side by side.
    value load(value from, std::uint32_t count, std::uint64_t align) override {
        auto *const all = half_.load(from, 2 * count, align);
        if (count == 1)
            return made(b_.CreateExtractElement(all, std::uint64_t{0}), b_.CreateExtractElement(all, std::uint64_t{1}));
        const auto every_second = [&](int first) {
            llvm::SmallVector<int, 16> lanes;
            for (std::uint32_t l = 0; l < count; ++l)
                lanes.push_back(first + 2 * static_cast<int>(l));
            return shuffled(all, lanes);
        };
        return made(every_second(0), every_second(1));
    }
    void store(value x, value to, std::uint64_t align) override {
        const auto [high, low] = halves(x);
        const auto *const vector = llvm::dyn_cast<llvm::FixedVectorType>(high->getType());
        if (vector == nullptr)
            return half_.store(joined(std::array{high, low}), to, align);
        const auto count = static_cast<int>(vector->getNumElements());
        llvm::SmallVector<int, 16> lanes;
        for (int l = 0; l < count; ++l) {
            lanes.push_back(l);
            lanes.push_back(count + l);
        }
        half_.store(shuffled(high, low, lanes), to, align);
    }
    value constant(std::span<const number> lanes) override {
        std::vector<number> high, low;
        for (const auto &x : lanes) {
            high.emplace_back(number_as<dd>(x).hi());
            low.emplace_back(number_as<dd>(x).lo());
        }
        return made(half_.constant(high), half_.constant(low));
    }

    value add(value x, value y) override {
        const auto [xh, xl] = halves(x);
        const auto [yh, yl] = halves(y);
        const auto high = two_sum(xh, yh), low = two_sum(xl, yl);
        const auto sum = normalised(high.hi, half_.add(high.lo, low.hi));
        return made(normalised(sum.hi, half_.add(sum.lo, low.lo)));
    }
    value subtract(value x, value y) override { return add(x, negate(y)); }
    value multiply(value x, value y) override {
        const auto [xh, xl] = halves(x);
        const auto [yh, yl] = halves(y);
        const auto product = two_product(xh, yh);
        auto *const cross = half_.add(half_.multiply(xh, yl), half_.multiply(xl, yh));
        return made(normalised(product.hi, half_.add(product.lo, cross)));
    }
    value divide(value x, value y) override {
        const auto [xh, xl] = halves(x);
        const auto [yh, yl] = halves(y);
        auto *const high = half_.divide(xh, yh);
        const auto product = two_product(high, yh);
        const auto back = normalised(product.hi, half_.add(product.lo, half_.multiply(high, yl)));
        auto *const rest = half_.add(half_.subtract(xh, back.hi), half_.subtract(xl, back.lo));
        return unless_nan(normalised(high, half_.divide(rest, yh)), high);
    }
    value negate(value x) override {
        return by_parts([&](value a) { return half_.negate(a); }, x);
    }
    value sqrt(value x) override {
        const auto [xh, xl] = halves(x);
        auto *const root = half_.sqrt(xh);
        const auto square = two_product(root, root);
        auto *const rest = half_.add(half_.subtract(half_.subtract(xh, square.hi), square.lo), xl);
        return unless_nan(normalised(root, half_.divide(rest, half_.add(root, root))), root);
    }
    bool fused() const override { return half_.fused(); }
    // Where it is not fused, it is what numeric_emitter does there.
    value fma(value x, value y, value z) override {
        if (!fused())
            return add(multiply(x, y), z);
        const auto [xh, xl] = halves(x);
        const auto [yh, yl] = halves(y);
        const auto [zh, zl] = halves(z);
        const auto product = two_product(xh, yh);
        const auto sum = two_sum(zh, product.hi);
        auto *const low = half_.fma(xl, yh, half_.fma(xh, yl, product.lo));
        return made(normalised(sum.hi, half_.add(half_.add(low, zl), sum.lo)));
    }
    // By the upper halves, or the lower ones where those are equal.
    value compare(comparison c, value x, value y) override {
        const auto [xh, xl] = halves(x);
        const auto [yh, yl] = halves(y);
        auto *const equal = half_.compare(comparison::eq, xh, yh);
        auto *const holds = half_.choose(equal, half_.compare(c, xl, yl), half_.compare(c, xh, yh));
        return made(holds, llvm::Constant::getNullValue(holds->getType()));
    }
    value choose(value condition, value a, value b) override {
        auto *const c = halves(condition).hi;
        return by_parts([&](value x, value y) { return half_.choose(c, x, y); }, a, b);
    }
    // Number by number.
    value call(std::string_view name, std::span<const value> args, std::uint32_t count) override {
        auto *const number = type_of(1);
        const llvm::SmallVector<llvm::Type *, 4> types(2 * args.size(), half_.type_of(1));
        auto function = module_.getOrInsertFunction(math_library::symbol_name(name, fp_type_of<dd>, fused()),
                                                    llvm::FunctionType::get(number, types, false));
        auto *const callee = llvm::cast<llvm::Function>(function.getCallee());
        callee->setDoesNotThrow();
        callee->setDoesNotAccessMemory();
        callee->setWillReturn();
        llvm::SmallVector<value, 16> high, low;
        for (std::uint32_t l = 0; l < count; ++l) {
            llvm::SmallVector<value, 4> a;
            for (auto *x : args) {
                const auto lane = halves(lanes_of(x, l, 1));
                a.append({lane.hi, lane.lo});
            }
            const auto result = halves(b_.CreateCall(function, a));
            high.push_back(result.hi);
            low.push_back(result.lo);
        }
        return made(joined(high), joined(low));
    }

    value index_from(value x) override { return half_.index_from(halves(x).hi); }

    // At order 38 the term of order 28 is e^-56 of the state where the radius of convergence is finite, and e^-49 of a
    // sine: terms of entire functions fall later. 2^-53 of that leaves five digits for what may amplify it.
    std::uint32_t first_short_order() const override { return 28; }
    std::unique_ptr<arithmetic> for_short_orders() const override { return std::make_unique<upper_arithmetic>(where_); }

private:
    struct pair {
        value hi, lo;
    };

    static llvm::Type *structure_of(llvm::Type *half) { return llvm::StructType::get(half, half); }
    pair halves(value x) { return {b_.CreateExtractValue(x, 0), b_.CreateExtractValue(x, 1)}; }
    value made(value high, value low) { return with_part(with_part(nullptr, 0, 2, high), 1, 2, low); }
    value made(pair p) { return made(p.hi, p.lo); }

    // As those of dd.
    pair two_sum(value a, value b) {
        auto *const sum = half_.add(a, b), *const b_in_sum = half_.subtract(sum, a);
        return {sum, half_.add(half_.subtract(a, half_.subtract(sum, b_in_sum)), half_.subtract(b, b_in_sum))};
    }
    pair normalised(value a, value b) {
        auto *const sum = half_.add(a, b);
        return {sum, half_.subtract(b, half_.subtract(sum, a))};
    }
    // Without error, also where the machine has no such operation and calls a function.
    pair two_product(value a, value b) {
        auto *const product = half_.multiply(a, b);
        return {product, b_.CreateIntrinsic(llvm::Intrinsic::fma, {a->getType()}, {a, b, half_.negate(product)})};
    }
    value unless_nan(pair p, value otherwise) {
        auto *const is_number = half_.compare(comparison::eq, p.hi, p.hi);
        return made(half_.choose(is_number, p.hi, otherwise),
                    half_.choose(is_number, p.lo, llvm::Constant::getNullValue(otherwise->getType())));
    }

    plain_arithmetic half_;
    code_site where_;
};

} // namespace

std::unique_ptr<arithmetic> make_arithmetic(std::type_identity<dd>, const code_site &where) {
    return std::make_unique<dd_arithmetic>(where);
}

} // namespace detail
BROOK_END_NAMESPACE
