// SPDX-License-Identifier: MPL-2.0
// Gathers of the IR emitter: scattered lanes come together, by shuffles or lane by lane.
#include <algorithm>
#include <numeric>

#include "codegen/block_emitter.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void block_emitter::emit(const gather &g) { write(gathered(g), g.array, n_); }

block_emitter::ir_value block_emitter::gathered(const gather &g) {
    std::vector<std::uint32_t> arrays;
    for (const auto &s : g.sources)
        if (std::find(arrays.begin(), arrays.end(), s.array) == arrays.end())
            arrays.push_back(s.array);
    if (arrays.size() <= 3)
        return permute(g, arrays);
    llvm::SmallVector<ir_value, 16> lanes;
    for (const auto &s : g.sources)
        lanes.push_back(read({s, false, false}, 1, n_));
    return numbers_->joined(lanes);
}

void block_emitter::emit_loop(std::span<const gather> gathers) {
    const auto &to = plan_.arrays[gathers[0].array], &from = plan_.arrays[gathers[0].sources[0].array];
    std::vector<std::uint32_t> places;
    for (const auto &g : gathers) {
        for (const auto &s : g.sources)
            places.push_back(static_cast<std::uint32_t>(plan_.arrays[s.array].offset + s.lane));
        places.push_back(static_cast<std::uint32_t>(plan_.arrays[g.array].offset));
    }
    auto *const place = table(places);
    auto *const at = begin_loop();
    const auto pointer = [&](const array_layout &a, std::uint32_t column) {
        auto *start = entry(place, at, to.width + std::size_t(1), column);
        auto *moved = a.history ? b_.CreateMul(index(n_), b_.getInt64(a.width), "", true, true) : b_.getInt64(0);
        return b_.CreateGEP(number_, b_.CreateGEP(number_, function_->getArg(0), moved), start);
    };
    llvm::SmallVector<ir_value, 16> lanes;
    for (std::uint32_t l = 0; l < to.width; ++l)
        lanes.push_back(numbers_->load(pointer(from, l), 1, fp_size(type_)));
    numbers_->store(numbers_->joined(lanes), pointer(to, to.width),
                    std::min<std::uint64_t>(64, fp_size(type_) * to.width));
    end_loop(at, gathers.size());
}

// One shuffle for each source array beyond the first.
block_emitter::ir_value block_emitter::permute(const gather &g, const std::vector<std::uint32_t> &arrays) {
    const auto width = plan_.arrays[g.array].width;
    std::uint32_t common = width;
    for (const auto a : arrays)
        common = std::max(common, plan_.arrays[a].width);
    const auto whole = [&](std::uint32_t a) -> ir_value {
        const auto w = plan_.arrays[a].width;
        auto *x = read({{a, 0}, false, false}, w, n_);
        if (w == common)
            return x;
        if (w == 1)
            return numbers_->widened(x, common);
        llvm::SmallVector<int, 16> mask(common, -1);
        std::iota(mask.begin(), mask.begin() + w, 0);
        return numbers_->shuffled(x, mask);
    };
    // Lanes of the arrays `first` and `second` go where they are asked for; the others keep what they have.
    const auto mask_for = [&](std::uint32_t first, std::uint32_t second, std::uint32_t size) {
        llvm::SmallVector<int, 16> mask(size, -1);
        for (std::uint32_t l = 0; l < width; ++l) {
            const auto &from = g.sources[l];
            mask[l] = from.array == first ? int(from.lane) : from.array == second ? int(common + from.lane) : -1;
        }
        return mask;
    };
    if (arrays.size() == 1)
        return numbers_->shuffled(whole(arrays[0]), mask_for(arrays[0], arrays[0], width));
    auto *x = whole(arrays[0]), *y = whole(arrays[1]);
    auto *r = numbers_->shuffled(x, y, mask_for(arrays[0], arrays[1], arrays.size() == 2 ? width : common));
    if (arrays.size() == 3) {
        llvm::SmallVector<int, 16> mask(width);
        for (std::uint32_t l = 0; l < width; ++l)
            mask[l] = g.sources[l].array == arrays[2] ? int(common + g.sources[l].lane) : int(l);
        r = numbers_->shuffled(r, whole(arrays[2]), mask);
    }
    return r;
}

} // namespace detail
BROOK_END_NAMESPACE
