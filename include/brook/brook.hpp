// SPDX-License-Identifier: MPL-2.0
// All of brook, floor by floor.
#pragma once

#include <brook/config.hpp>

#include <brook/support/callable.hpp>
#include <brook/support/error.hpp>
#include <brook/support/interrupt.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/logging.hpp>
#include <brook/support/mdspan.hpp>
#include <brook/support/progress_line.hpp>

#include <brook/number/dd.hpp>
#include <brook/number/number.hpp>
#include <brook/number/simd_size.hpp>

#include <brook/expression/expression.hpp>
#include <brook/expression/rule.hpp>
#include <brook/expression/user_function.hpp>

#include <brook/math/constant.hpp>
#include <brook/math/dfun.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>
#include <brook/math/polynomial_table.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include <brook/calculus/diff.hpp>
#include <brook/calculus/diff_tensors.hpp>
#include <brook/calculus/dtens.hpp>

#include <brook/ode/breaks_of.hpp>
#include <brook/ode/mechanics.hpp>

#include <brook/cache/cache_mode.hpp>
#include <brook/cache/cache_settings.hpp>
#include <brook/cache/cache_stats.hpp>
#include <brook/jit/code_model.hpp>
#include <brook/jit/compile_info.hpp>
#include <brook/jit/llvm_multi_state.hpp>
#include <brook/jit/llvm_state.hpp>

#include <brook/cfunc/add_cfunc.hpp>
#include <brook/cfunc/cfunc.hpp>

#include <brook/event/direction.hpp>
#include <brook/event/events.hpp>
#include <brook/event/functions.hpp>

#include <brook/output/continuous_output.hpp>
#include <brook/output/output_file.hpp>

#include <brook/integrator/outcome.hpp>
#include <brook/integrator/propagation_result.hpp>
#include <brook/integrator/start_mode.hpp>
#include <brook/integrator/step_callback.hpp>
#include <brook/integrator/step_callback_set.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/integrator/taylor_map.hpp>

#include <brook/ensemble/ensemble.hpp>

#include <brook/model/ffnn.hpp>
#include <brook/model/fixed_centres.hpp>
#include <brook/model/geodetic.hpp>
#include <brook/model/gfc.hpp>
#include <brook/model/lagrange_prop.hpp>
#include <brook/model/nbody.hpp>
#include <brook/model/pendulum.hpp>
#include <brook/model/restricted.hpp>
#include <brook/model/rsw.hpp>
#include <brook/model/sh_gravity.hpp>

#include <brook/callback/angle_reducer.hpp>
#include <brook/callback/event_recorder.hpp>
#include <brook/callback/poincare_map.hpp>
#include <brook/callback/progress_bar.hpp>
#include <brook/callback/recorder.hpp>

#include <brook/chaos/lyapunov.hpp>
#include <brook/chaos/megno.hpp>

#include <brook/archive/archive.hpp>
#include <brook/archive/checkpoint.hpp>
#include <brook/archive/functions.hpp>

/// Everything of brook. Names in nested namespaces `detail` may change without notice.
namespace brook {}
