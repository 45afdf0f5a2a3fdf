// SPDX-License-Identifier: MPL-2.0
// Code and functions of twins: a structure of two values, each as for double.
#include "twin/twin.hpp"

#include <brook/number/math_library.hpp>

#include "codegen/plain_arithmetic.hpp"
#include "number/kepler.hpp"
#include "number/portable_powers.hpp"

namespace brook_test {

twin exp2(twin x) noexcept { return {brook::detail::portable_exp2(x.first), brook::detail::portable_exp2(x.second)}; }
twin log2(twin x) noexcept { return {brook::detail::portable_log2(x.first), brook::detail::portable_log2(x.second)}; }

namespace kepler = brook::detail::kepler;
twin kepE(twin e, twin m) noexcept { return {kepler::kepE(e.first, m.first), kepler::kepE(e.second, m.second)}; }
twin kepF(twin h, twin k, twin lam) noexcept {
    return {kepler::kepF(h.first, k.first, lam.first), kepler::kepF(h.second, k.second, lam.second)};
}
twin kepDE(twin s0, twin c0, twin dm) noexcept {
    return {kepler::kepDE(s0.first, c0.first, dm.first), kepler::kepDE(s0.second, c0.second, dm.second)};
}

} // namespace brook_test

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class twin_arithmetic final : public arithmetic {
public:
    explicit twin_arithmetic(const code_site &where) : arithmetic(where), half_(fp_type::f64, where) {}

    llvm::Type *type_of(std::uint32_t count) const override { return structure_of(half_.type_of(count)); }
    llvm::Type *in_memory(std::uint32_t count) const override {
        auto *const number = structure_of(half_.type_of(1));
        return count == 1 ? number : static_cast<llvm::Type *>(llvm::ArrayType::get(number, count));
    }
    llvm::Constant *entry(const number &x) const override {
        const auto [first, second] = number_as<brook_test::twin>(x);
        return llvm::ConstantStruct::getAnon({half_.entry(number(first)), half_.entry(number(second))});
    }
    // The halves of each number lie side by side.
    value load(value from, std::uint32_t count, std::uint64_t align) override {
        auto *const all = half_.load(from, 2 * count, align);
        const auto half = [&](int which) -> value {
            if (count == 1)
                return b_.CreateExtractElement(all, std::uint64_t(which));
            llvm::SmallVector<int, 16> lanes(count);
            for (std::uint32_t l = 0; l < count; ++l)
                lanes[l] = 2 * static_cast<int>(l) + which;
            return b_.CreateShuffleVector(all, lanes);
        };
        return with_part(with_part(nullptr, 0, 2, half(0)), 1, 2, half(1));
    }
    void store(value x, value to, std::uint64_t align) override {
        auto *const first = b_.CreateExtractValue(x, 0), *const second = b_.CreateExtractValue(x, 1);
        llvm::SmallVector<value, 16> numbers;
        const auto count =
            first->getType()->isVectorTy() ? llvm::cast<llvm::FixedVectorType>(first->getType())->getNumElements() : 1;
        for (std::uint32_t l = 0; l < count; ++l)
            for (auto *half : {first, second})
                numbers.push_back(lanes_of(half, l, 1));
        half_.store(joined(numbers), to, align);
    }
    value constant(std::span<const number> lanes) override {
        std::vector<number> first, second;
        for (const auto &x : lanes) {
            first.emplace_back(number_as<brook_test::twin>(x).first);
            second.emplace_back(number_as<brook_test::twin>(x).second);
        }
        return with_part(with_part(nullptr, 0, 2, half_.constant(first)), 1, 2, half_.constant(second));
    }
    value add(value x, value y) override {
        return by_parts([&](value a, value b) { return half_.add(a, b); }, x, y);
    }
    value subtract(value x, value y) override {
        return by_parts([&](value a, value b) { return half_.subtract(a, b); }, x, y);
    }
    value multiply(value x, value y) override {
        return by_parts([&](value a, value b) { return half_.multiply(a, b); }, x, y);
    }
    value divide(value x, value y) override {
        return by_parts([&](value a, value b) { return half_.divide(a, b); }, x, y);
    }
    value negate(value x) override {
        return by_parts([&](value a) { return half_.negate(a); }, x);
    }
    value sqrt(value x) override {
        return by_parts([&](value a) { return half_.sqrt(a); }, x);
    }
    value fma(value x, value y, value z) override {
        return by_parts([&](value a, value b, value c) { return half_.fma(a, b, c); }, x, y, z);
    }
    bool fused() const override { return half_.fused(); }
    value compare(comparison c, value x, value y) override {
        return by_parts([&](value a, value b) { return half_.compare(c, a, b); }, x, y);
    }
    value choose(value condition, value a, value b) override {
        return by_parts([&](value c, value x, value y) { return half_.choose(c, x, y); }, condition, a, b);
    }
    value index_from(value x) override { return half_.index_from(b_.CreateExtractValue(x, 0)); }
    value call(std::string_view name, std::span<const value> args, std::uint32_t count) override {
        value result = nullptr;
        for (unsigned half = 0; half < 2; ++half) {
            llvm::SmallVector<value, 2> halves;
            for (auto *x : args)
                halves.push_back(b_.CreateExtractValue(x, half));
            result = with_part(result, half, 2, half_.call(name, halves, count));
        }
        return result;
    }

private:
    static llvm::Type *structure_of(llvm::Type *half) { return llvm::StructType::get(half, half); }

    plain_arithmetic half_;
};

} // namespace

std::unique_ptr<arithmetic> make_arithmetic(std::type_identity<brook_test::twin>, const code_site &where) {
    return std::make_unique<twin_arithmetic>(where);
}

} // namespace detail
BROOK_END_NAMESPACE
