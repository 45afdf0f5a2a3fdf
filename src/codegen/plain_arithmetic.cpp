// SPDX-License-Identifier: MPL-2.0
// Instructions of LLVM.
#include "codegen/plain_arithmetic.hpp"

#include <algorithm>

#include <brook/number/math_library.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// What LLVM calls a type.
template <typename T>
struct ir_format;

template <>
struct ir_format<float> {
    static llvm::Type *type(llvm::LLVMContext &c) { return llvm::Type::getFloatTy(c); }
    static const llvm::fltSemantics &semantics() { return llvm::APFloat::IEEEsingle(); }
};

template <>
struct ir_format<double> {
    static llvm::Type *type(llvm::LLVMContext &c) { return llvm::Type::getDoubleTy(c); }
    static const llvm::fltSemantics &semantics() { return llvm::APFloat::IEEEdouble(); }
};

/// Of x87. Where a long double is something else, it has no code.
template <>
struct ir_format<long double> {
    static llvm::Type *type(llvm::LLVMContext &c) { return llvm::Type::getX86_FP80Ty(c); }
    static const llvm::fltSemantics &semantics() { return llvm::APFloat::x87DoubleExtended(); }
};

#ifdef BROOK_HAS_QUADMATH
/// Instructions that become calls of functions of the compiler's (jit/runtime_symbols.cpp).
template <>
struct ir_format<boost::multiprecision::float128> {
    static llvm::Type *type(llvm::LLVMContext &c) { return llvm::Type::getFP128Ty(c); }
    static const llvm::fltSemantics &semantics() { return llvm::APFloat::IEEEquad(); }
};
#endif

template <typename F>
auto visit_plain(fp_type type, F f) {
    switch (type) {
    case fp_type::f32:
        return f.template operator()<float>();
    case fp_type::f64:
        return f.template operator()<double>();
#ifdef BROOK_HAS_QUADMATH
    case fp_type::f128:
        return f.template operator()<boost::multiprecision::float128>();
#endif
    default:
        return f.template operator()<long double>();
    }
}

// 1 or -1 if all lanes of a constant are that, else 0. Multiplying by them is exact, so that an addition or a change of
// sign gives the same bits.
int unit_of(const llvm::Value *x) {
    const auto *c = llvm::dyn_cast<llvm::Constant>(x);
    if (c != nullptr && c->getType()->isVectorTy())
        c = c->getSplatValue();
    const auto *f = llvm::dyn_cast_or_null<llvm::ConstantFP>(c);
    return f == nullptr ? 0 : f->isExactlyValue(1.) ? 1 : f->isExactlyValue(-1.) ? -1 : 0;
}

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

plain_arithmetic::plain_arithmetic(fp_type type, const code_site &where)
    : arithmetic(where), type_(type),
      number_(visit_plain(type, [&]<typename T>() { return ir_format<T>::type(b_.getContext()); })),
      fused_(fp_has_vectors(type) && where.target.fused),
      library_lanes_(fp_has_vectors(type) ? where.target.math_bytes / static_cast<std::uint32_t>(fp_size(type)) : 0) {}

llvm::Type *plain_arithmetic::type_of(std::uint32_t count) const {
    return count == 1 ? number_ : llvm::FixedVectorType::get(number_, count);
}

llvm::Constant *plain_arithmetic::entry(const number &x) const {
    return visit_plain(type_, [&]<typename T>() -> llvm::Constant * {
        const auto &semantics = ir_format<T>::semantics();
        const auto bits = bits_of(number(number_as<T>(x)));
        return llvm::ConstantFP::get(
            b_.getContext(),
            llvm::APFloat(semantics, llvm::APInt(llvm::APFloat::getSizeInBits(semantics), {bits.low, bits.high})));
    });
}

arithmetic::value plain_arithmetic::load(value from, std::uint32_t count, std::uint64_t align) {
    return b_.CreateAlignedLoad(type_of(count), from, llvm::Align(align));
}

void plain_arithmetic::store(value x, value to, std::uint64_t align) {
    b_.CreateAlignedStore(x, to, llvm::Align(align));
}

arithmetic::value plain_arithmetic::constant(std::span<const number> lanes) {
    if (lanes.size() == 1)
        return entry(lanes[0]);
    llvm::SmallVector<llvm::Constant *, 16> entries;
    for (const auto &x : lanes)
        entries.push_back(entry(x));
    return llvm::ConstantVector::get(entries);
}

arithmetic::value plain_arithmetic::multiply(value x, value y) {
    const int u = unit_of(y);
    return u > 0 ? x : u < 0 ? b_.CreateFNeg(x) : b_.CreateFMul(x, y);
}

// LLVM's name for the root of a number of 128 bits is, in some versions, that of another function.
arithmetic::value plain_arithmetic::sqrt(value x) {
    if (!number_->isFP128Ty())
        return b_.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, x);
    return call("sqrt", {&x, 1}, 1);
}

arithmetic::value plain_arithmetic::fma(value x, value y, value z) {
    if (const int u = unit_of(y); u != 0)
        return u > 0 ? b_.CreateFAdd(z, x) : b_.CreateFSub(z, x);
    if (!fused_)
        return b_.CreateFAdd(b_.CreateFMul(x, y), z);
    return b_.CreateIntrinsic(llvm::Intrinsic::fma, {x->getType()}, {x, y, z});
}

arithmetic::value plain_arithmetic::compare(comparison c, value x, value y) {
    auto *const holds = b_.CreateFCmp(predicate_of(c), x, y);
    return b_.CreateSelect(holds, llvm::ConstantFP::get(x->getType(), 1.), llvm::ConstantFP::get(x->getType(), 0.));
}

arithmetic::value plain_arithmetic::choose(value condition, value a, value b) {
    return b_.CreateSelect(b_.CreateFCmpUNE(condition, llvm::ConstantFP::get(a->getType(), 0.)), a, b);
}

// In vectors as long as the library has them, else number by number; the bits are the same.
arithmetic::value plain_arithmetic::call(std::string_view name, std::span<const value> args, std::uint32_t count) {
    auto lanes = math_library::has_vectors(name) ? std::min(count, library_lanes_) : 1;
    if (lanes * fp_size(type_) < 16)
        lanes = 1;
    auto *const type = type_of(lanes);
    const llvm::SmallVector<llvm::Type *, 3> types(args.size(), type);
    const auto symbol = math_library::symbol_name(name, type_, fused_, lanes);
    auto function = module_.getOrInsertFunction(symbol, llvm::FunctionType::get(type, types, false));
    auto *const callee = llvm::cast<llvm::Function>(function.getCallee());
    callee->setDoesNotThrow();
    callee->setDoesNotAccessMemory(); // one of two results may not be needed
    callee->setWillReturn();
    llvm::SmallVector<value, 16> parts;
    for (std::uint32_t first = 0; first < count; first += lanes) {
        llvm::SmallVector<value, 3> a;
        for (auto *x : args)
            a.push_back(lanes_of(x, first, lanes));
        parts.push_back(b_.CreateCall(function, a));
    }
    return joined(parts);
}

#define BROOK_PLAIN(T)                                                                                                 \
    std::unique_ptr<arithmetic> make_arithmetic(std::type_identity<T>, const code_site &where) {                       \
        return std::make_unique<plain_arithmetic>(fp_type_of<T>, where);                                               \
    }
BROOK_PLAIN(float)
BROOK_PLAIN(double)
BROOK_PLAIN(long double)
#ifdef BROOK_HAS_QUADMATH
BROOK_PLAIN(boost::multiprecision::float128)
#endif
#undef BROOK_PLAIN

} // namespace detail
BROOK_END_NAMESPACE
