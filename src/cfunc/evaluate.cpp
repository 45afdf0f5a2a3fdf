// SPDX-License-Identifier: MPL-2.0
// Batches, the points that are left over, and threads.
#include "cfunc/evaluate.hpp"

#include <algorithm>

#include "support/aligned_buffer.hpp"
#include "support/parallel.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Memory of this thread, kept for its next call: the code calls nothing that could evaluate another function meanwhile.
template <typename T>
T *thread_memory(std::size_t size) {
    if (size == 0)
        return nullptr;
    thread_local aligned_buffer<T> memory;
    if (memory.size() < size)
        memory = aligned_buffer<T>(size);
    return memory.data();
}

} // namespace

template <typename T>
T *moved(T *row, std::size_t k) {
    return row == nullptr ? nullptr : row + k;
}

template <typename T>
class batches {
public:
    batches(const function_code &code, std::size_t n_pars, const point_set<T> &points)
        : code_(code), points_(points), n_pars_(n_pars), at_once_(code.layout.points) {}

    // Every point is computed in lanes, and a lane knows nothing of the others: it does not matter how points are cut.
    void run(std::size_t begin, std::size_t end) const {
        auto *const scratch = thread_memory<T>(code_.layout.scratch_many + staging());
        auto k = begin;
        for (; k + at_once_ <= end; k += at_once_)
            call(scratch, k);
        if (k == end)
            return;
        if (end - begin >= at_once_)
            call(scratch, end - at_once_); // some of them once more
        else
            run_few(scratch, k, end);
    }

private:
    std::size_t rows() const { return code_.layout.inputs + n_pars_ + 1 + code_.layout.outputs; }
    std::size_t staging() const { return points_.n < at_once_ ? rows() * at_once_ : 0; }

    void call(T *scratch, std::size_t k) const {
        code_.many(scratch, moved(points_.pars, k), moved(points_.time, k), points_.out + k, moved(points_.in, k),
                   points_.n);
    }

    // Fewer points than lanes: through a copy, in which the last point fills the lanes that are left.
    void run_few(T *scratch, std::size_t begin, std::size_t end) const {
        auto *const in = scratch + code_.layout.scratch_many;
        auto *const pars = copy(points_.in, code_.layout.inputs, in, begin, end);
        auto *const time = copy(points_.pars, n_pars_, pars, begin, end);
        auto *const out = copy(points_.time, points_.time == nullptr ? 0 : 1, time, begin, end);
        code_.many(scratch, pars, time, out, in, at_once_);
        for (std::size_t i = 0; i < code_.layout.outputs; ++i)
            std::copy_n(out + i * at_once_, end - begin, points_.out + i * points_.n + begin);
    }

    // Returns the end of what it wrote.
    T *copy(const T *rows, std::size_t n_rows, T *to, std::size_t begin, std::size_t end) const {
        for (std::size_t i = 0; i < n_rows; ++i) {
            const auto *const row = rows + i * points_.n;
            to = std::copy(row + begin, row + end, to);
            to = std::fill_n(to, at_once_ - (end - begin), row[end - 1]);
        }
        return to;
    }

    const function_code &code_;
    const point_set<T> &points_;
    std::size_t n_pars_, at_once_;
};

// Measured: with `points` at once an instruction takes 0.3 to 1 ns.
std::size_t least_share(const function_layout &layout) {
    constexpr std::size_t instructions = 50000;
    const auto batches = instructions / std::max<std::size_t>(1, layout.work);
    return std::max<std::size_t>(1, batches) * layout.points;
}

template <typename T>
void evaluate_one(const function_code &code, T *out, const T *in, const T *pars, const T *time) {
    code.one(thread_memory<T>(code.layout.scratch_one), pars, time, out, in, 1);
}

template <typename T>
void evaluate_many(const function_code &code, std::size_t n_pars, const point_set<T> &points,
                   std::optional<bool> parallel) {
    const batches<T> all(code, n_pars, points);
    const auto share = least_share(code.layout);
    if (!parallel.value_or(points.n >= 2 * share) || !tbb_is_usable()) {
        all.run(0, points.n);
        return;
    }
    // Shares begin at multiples of the number of points at once; the last one has what is left over.
    const auto at_once = code.layout.points;
    const auto n_batches = std::max<std::size_t>(1, points.n / at_once);
    shares_in_threads(n_batches, share / at_once, [&](std::size_t begin, std::size_t end) {
        all.run(begin * at_once, end == n_batches ? points.n : end * at_once);
    });
}

#define BROOK_INSTANCE(type)                                                                                           \
    template void evaluate_one(const function_code &, type *, const type *, const type *, const type *);               \
    template void evaluate_many(const function_code &, std::size_t, const point_set<type> &, std::optional<bool>);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
