// SPDX-License-Identifier: MPL-2.0
// States relative to a reference orbit.
#include <brook/model/rsw.hpp>

#include <cstddef>

#include <brook/math/functions.hpp>

#include "model/vectors.hpp"

BROOK_BEGIN_NAMESPACE
namespace model {
namespace {

using vector = std::array<expression, 3>;
using state = std::array<vector, 2>;

// The axes R, S, W, and the angular velocity around W.
struct rsw_frame {
    std::array<vector, 3> axes;
    expression omega;

    rsw_frame(const vector &r, const vector &v) {
        const auto h = detail::cross(r, v);
        const auto r2 = detail::square_of(r), h2 = detail::square_of(h);
        const auto to_r = pow(r2, -0.5), to_w = pow(h2, -0.5);
        for (std::size_t c = 0; c < 3; ++c) {
            axes[0][c] = r[c] * to_r;
            axes[2][c] = h[c] * to_w;
        }
        axes[1] = detail::cross(axes[2], axes[0]);
        omega = sqrt(h2) / r2;
    }

    vector into(const vector &a) const {
        return {detail::dot(axes[0], a), detail::dot(axes[1], a), detail::dot(axes[2], a)};
    }

    vector out_of(const vector &a) const {
        vector b;
        for (std::size_t c = 0; c < 3; ++c)
            b[c] = sum({axes[0][c] * a[0], axes[1][c] * a[1], axes[2][c] * a[2]});
        return b;
    }
};

vector sum_of(const vector &a, const vector &b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }

} // namespace

state state_to_rsw_inertial(const vector &pos, const vector &vel, const vector &ref_pos, const vector &ref_vel) {
    const rsw_frame frame(ref_pos, ref_vel);
    return {frame.into(detail::difference(pos, ref_pos)), frame.into(detail::difference(vel, ref_vel))};
}

state state_from_rsw_inertial(const vector &pos, const vector &vel, const vector &ref_pos, const vector &ref_vel) {
    const rsw_frame frame(ref_pos, ref_vel);
    return {sum_of(ref_pos, frame.out_of(pos)), sum_of(ref_vel, frame.out_of(vel))};
}

// The frame turns with omega around W: what rests in it moves with omega x r = (-omega S, omega R, 0).
state state_to_rsw(const vector &pos, const vector &vel, const vector &ref_pos, const vector &ref_vel) {
    const auto [r, v] = state_to_rsw_inertial(pos, vel, ref_pos, ref_vel);
    const auto omega = rsw_frame(ref_pos, ref_vel).omega;
    return {r, vector{v[0] + omega * r[1], v[1] - omega * r[0], v[2]}};
}

state state_from_rsw(const vector &pos, const vector &vel, const vector &ref_pos, const vector &ref_vel) {
    const auto omega = rsw_frame(ref_pos, ref_vel).omega;
    const vector inertial{vel[0] - omega * pos[1], vel[1] + omega * pos[0], vel[2]};
    return state_from_rsw_inertial(pos, inertial, ref_pos, ref_vel);
}

} // namespace model
BROOK_END_NAMESPACE
