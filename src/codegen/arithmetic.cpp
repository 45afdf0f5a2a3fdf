// SPDX-License-Identifier: MPL-2.0
// What all arithmetics have in common: lanes are moved without looking at the numbers in them.
#include "codegen/arithmetic.hpp"

#include <numeric>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

llvm::ArrayRef<int> mask_of(std::span<const int> lanes) { return {lanes.data(), lanes.size()}; }

} // namespace

arithmetic::value arithmetic::with_part(value structure, unsigned i, unsigned parts, value part) {
    if (structure == nullptr) {
        const llvm::SmallVector<llvm::Type *, 4> types(parts, part->getType());
        structure = llvm::PoisonValue::get(llvm::StructType::get(b_.getContext(), types));
    }
    return b_.CreateInsertValue(structure, part, i);
}

arithmetic::value arithmetic::splat(value x, std::uint32_t count) {
    if (count == 1)
        return x;
    return by_parts([&](value part) { return b_.CreateVectorSplat(count, part); }, x);
}

arithmetic::value arithmetic::lanes_of(value x, std::uint32_t first, std::uint32_t count) {
    llvm::SmallVector<int, 16> mask(count);
    std::iota(mask.begin(), mask.end(), static_cast<int>(first));
    const auto of_part = [&](value part) -> value {
        const auto *type = llvm::dyn_cast<llvm::FixedVectorType>(part->getType());
        if (type == nullptr || type->getNumElements() == count)
            return part;
        return count == 1 ? b_.CreateExtractElement(part, first) : b_.CreateShuffleVector(part, mask);
    };
    return by_parts(of_part, x);
}

arithmetic::value arithmetic::joined(std::span<const value> parts) {
    if (parts.size() == 1)
        return parts[0];
    if (const auto *structure = llvm::dyn_cast<llvm::StructType>(parts[0]->getType())) {
        value result = nullptr;
        llvm::SmallVector<value, 16> of_one_index(parts.size());
        for (unsigned i = 0; i < structure->getNumElements(); ++i) {
            for (std::size_t k = 0; k < parts.size(); ++k)
                of_one_index[k] = b_.CreateExtractValue(parts[k], i);
            result = with_part(result, i, structure->getNumElements(), joined(of_one_index));
        }
        return result;
    }
    auto *const type = parts[0]->getType();
    if (type->isVectorTy())
        return llvm::concatenateVectors(b_, {parts.data(), parts.size()});
    value r = llvm::PoisonValue::get(llvm::FixedVectorType::get(type, static_cast<unsigned>(parts.size())));
    for (std::size_t l = 0; l < parts.size(); ++l)
        r = b_.CreateInsertElement(r, parts[l], l);
    return r;
}

arithmetic::value arithmetic::widened(value x, std::uint32_t count) {
    const auto of_part = [&](value part) {
        auto *const type = llvm::FixedVectorType::get(part->getType(), count);
        return b_.CreateInsertElement(llvm::PoisonValue::get(type), part, std::uint64_t(0));
    };
    return by_parts(of_part, x);
}

arithmetic::value arithmetic::shuffled(value x, std::span<const int> lanes) {
    return by_parts([&](value part) { return b_.CreateShuffleVector(part, mask_of(lanes)); }, x);
}

arithmetic::value arithmetic::shuffled(value x, value y, std::span<const int> lanes) {
    return by_parts([&](value a, value b) { return b_.CreateShuffleVector(a, b, mask_of(lanes)); }, x, y);
}

std::unique_ptr<arithmetic> make_arithmetic(fp_type type, const code_site &where) {
    return visit_fp(type, [&]<typename T>() -> std::unique_ptr<arithmetic> {
        if constexpr (fp_row<T>::generated != fp_code::none)
            return make_arithmetic(std::type_identity<T>(), where);
        else
            throw_invalid_argument("There is no code for numbers of the type '{}'", fp_printed_name(type));
    });
}

} // namespace detail
BROOK_END_NAMESPACE
