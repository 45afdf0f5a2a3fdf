// SPDX-License-Identifier: MPL-2.0
// Archives of continuous outputs: the steps. Their evaluator is found again, or made.
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <brook/output/continuous_output.hpp>

#include "archive/access.hpp"
#include "archive/fields.hpp"
#include "archive/record.hpp"
#include "output/build.hpp"
#include "output/recording.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename T>
struct stored_steps {
    std::uint64_t equations = 0, trajectories = 0;
    std::uint32_t order = 0;
    bool compensated = false;
    std::vector<bool> backward;
    std::vector<T> times;
    std::vector<T> origins; // [step][trajectory][4]: end, as two numbers, size and before
    std::vector<T> coefficients;
    std::vector<T> low_parts; // since version 2, of compensated sums

    template <typename Codec>
    friend void transfer(Codec &c, stored_steps &s) {
        transfer_all(c, s.equations, s.trajectories, s.order, s.compensated, s.backward, s.times, s.origins,
                     s.coefficients);
    }

    /// In steps, or nothing if the sizes do not fit.
    std::size_t steps() const {
        const auto row = backward.size() * 4;
        return trajectories == backward.size() && row != 0 && origins.size() % row == 0 ? origins.size() / row : 0;
    }
    std::size_t size_of_low_parts() const { return coefficients.size() / (std::size_t{order} + 1); }
    bool fits() const {
        const auto n = steps();
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        if (n == 0 || equations == 0 || equations > most || order < 1 || times.size() != (n + 1) * trajectories)
            return false;
        const auto row = coefficients.size() / n;
        return coefficients.size() % n == 0 && row % trajectories == 0 && row / trajectories % equations == 0 &&
               row / trajectories / equations == std::uint64_t{order} + 1 &&
               low_parts.size() == (compensated ? size_of_low_parts() : 0);
    }
};

template <typename T>
stored_steps<T> stored(const recording<T> &r) {
    stored_steps<T> s{
        r.equations, r.trajectories,          r.evaluator.order(), r.evaluator.shape().compensated, r.backward, r.times,
        {},          r.coefficients.joined(), r.low_parts.joined()};
    s.origins.reserve(4 * r.steps() * r.trajectories);
    for (const auto &o : r.origins.joined())
        s.origins.insert(s.origins.end(), {o.end.hi, o.end.lo, o.size, o.before});
    return s;
}

template <typename T>
std::shared_ptr<const recording<T>> recording_of(stored_steps<T> &&s) {
    const dense_shape shape{s.order, static_cast<std::uint32_t>(s.trajectories), s.compensated};
    table_evaluator<T> evaluator(shape);
    evaluator.use(build_dense_output(shape, fp_type_of<T>, {}));
    auto r = std::make_shared<recording<T>>(s.equations, s.trajectories, std::move(evaluator));
    r->times = std::move(s.times);
    r->backward = std::move(s.backward);
    std::vector<step_origin<T>> origins;
    for (auto o = s.origins.begin(); o != s.origins.end(); o += 4)
        origins.push_back({{o[0], o[1]}, o[2], o[3]});
    const auto n = origins.size() / r->trajectories, row = s.coefficients.size() / n;
    for (std::size_t i = 0; i < n; ++i) {
        r->origins.append(origins.data() + i * r->trajectories);
        r->coefficients.append(s.coefficients.data() + i * row);
        if (s.compensated)
            r->low_parts.append(s.low_parts.data() + i * r->equations * r->trajectories);
    }
    return r;
}

} // namespace

/// Output is one of the two class templates, for some T.
template <typename Output>
struct record_of_output {
    using value_type = typename Output::value_type;
    static constexpr std::uint64_t version = 2;
    static void write(byte_writer &out, const Output &output) {
        const auto &steps = archive_access::steps<value_type>(output);
        transfer(out, steps != nullptr);
        if (steps) {
            auto s = stored(*steps);
            transfer_all(out, s, s.low_parts);
        }
    }
    static Output read(byte_reader &in, std::uint64_t written_by) {
        bool has_steps = false;
        transfer(in, has_steps);
        if (!has_steps)
            return Output();
        stored_steps<value_type> s;
        transfer(in, s);
        if (written_by > 1)
            transfer(in, s.low_parts);
        else if (s.compensated)
            s.low_parts.resize(s.size_of_low_parts());
        if (!s.fits())
            in.fail("numbers are missing, or there are too many");
        return Output(recording_of(std::move(s)));
    }
};

template <typename T>
struct record<continuous_output<T>> : record_of_output<continuous_output<T>> {
    static std::string name() { return name_for<T>("continuous_output"); }
};
template <typename T>
struct record<continuous_output_batch<T>> : record_of_output<continuous_output_batch<T>> {
    static std::string name() { return name_for<T>("continuous_output_batch"); }
};

} // namespace detail

#define BROOK_INSTANCE(type)                                                                                           \
    BROOK_ARCHIVE_INSTANCE(continuous_output<type>)                                                                    \
    BROOK_ARCHIVE_INSTANCE(continuous_output_batch<type>)
#include "number/instances.def"

BROOK_END_NAMESPACE
