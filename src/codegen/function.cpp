// SPDX-License-Identifier: MPL-2.0
// The function of a plan: what the outputs need, each piece before the first that reads it.
#include "codegen/function.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

#include "codegen/function_emitter.hpp"
#include "codegen/llvm_module.hpp"
#include "codegen/pieces.hpp"
#include "support/contract.hpp"
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The input that each lane of an array holds.
std::vector<std::vector<std::uint32_t>> inputs_of(const plan &p) {
    std::vector<std::vector<std::uint32_t>> inputs(p.arrays.size());
    for (const auto &s : p.states)
        inputs[s.array].resize(p.arrays[s.array].width);
    for (std::uint32_t i = 0; i < p.state_lanes.size(); ++i)
        inputs[p.state_lanes[i].array][p.state_lanes[i].lane] = i;
    for (const auto &[lane, variable] : p.state_padding)
        inputs[lane.array][lane.lane] = variable;
    return inputs;
}

// From this many equal outputs on, such as the zeros of a sparse Jacobian, a loop stores them.
constexpr std::uint32_t least_equal_outputs = 16;

// Consecutive outputs in consecutive lanes, in powers of two, and those that are equal.
std::vector<output_run> runs_of_outputs(const plan &p) {
    std::vector<output_run> runs;
    const auto &o = p.outputs;
    for (std::uint32_t i = 0; i < o.size(); i += runs.back().width * runs.back().equal) {
        const auto from = o[i].from;
        const auto length = [&](std::uint32_t lanes_further) {
            std::uint32_t k = 1;
            while (i + k < o.size() && o[i + k].from == lane_ref{from.array, from.lane + k * lanes_further})
                ++k;
            return k;
        };
        const auto equal = length(0);
        const bool loop = equal >= least_equal_outputs;
        runs.push_back({i, loop ? 1 : std::bit_floor(length(1)), loop ? equal : 1, from});
    }
    return runs;
}

// Pieces in the order in which the outputs need them, which keeps few values alive. What no output needs is left out.
class by_need {
public:
    explicit by_need(std::vector<piece> all) : all_(std::move(all)), state_(all_.size(), unseen) {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            for (const auto a : all_[i].writes) {
                written_by_.resize(std::max<std::size_t>(written_by_.size(), a + std::size_t(1)), all_.size());
                written_by_[a] = i;
            }
        }
    }

    // Those without results come in their order, each after what it reads.
    std::vector<piece> order() {
        for (std::size_t i = 0; i < all_.size(); ++i)
            if (all_[i].writes.empty())
                visit(i);
        return std::move(out_);
    }

private:
    enum : char { unseen, entered, done };

    void visit(std::size_t root) {
        stack_.push_back(root);
        while (!stack_.empty()) {
            const auto i = stack_.back();
            if (state_[i] == unseen) {
                state_[i] = entered;
                // The first argument comes first.
                for (auto a = all_[i].reads.rbegin(); a != all_[i].reads.rend(); ++a)
                    if (*a < written_by_.size() && written_by_[*a] != all_.size() && state_[written_by_[*a]] == unseen)
                        stack_.push_back(written_by_[*a]);
                continue;
            }
            stack_.pop_back();
            if (state_[i] == entered) {
                state_[i] = done;
                out_.push_back(std::move(all_[i]));
            }
        }
    }

    std::vector<piece> all_, out_;
    std::vector<char> state_;
    std::vector<std::size_t> written_by_; // of each array
    std::vector<std::size_t> stack_;
};

// Pieces of a function are emitted by nothing else.
function_emitter &of_function(block_emitter &e) { return static_cast<function_emitter &>(e); }

class function_maker {
public:
    function_maker(const plan &p, fp_type type, const machine &m, const function_shape &shape)
        : plan_(p), type_(type), machine_(m),
          shape_(shape), frame_{shape.points, shape.strided, std::vector<bool>(p.arrays.size()), inputs_of(p)} {}

    emitted_function make() {
        lay_out(true);
        if (size_of(pieces_.in_order) > shape_.straight)
            lay_out(false);
        const bool whole = size_of(pieces_.in_order) <= shape_.whole;
        const auto parts = cut_up(span_of_pieces(pieces_.in_order), whole ? ~std::size_t(0) : shape_.part,
                                  [](const piece &x) { return x.size; });
        find_memory(parts);
        emitted_function out;
        emit(parts, out.modules);
        const auto &used = frame_.in_memory;
        out.scratch_size =
            std::find(used.begin(), used.end(), true) != used.end() ? plan_.scratch_size * shape_.points : 0;
        return out;
    }

private:
    void lay_out(bool straight) {
        pieces_ = make_pieces(plan_, type_, machine_, straight);
        auto &all = pieces_.in_order;
        const auto registers = registers_of_value();
        for (auto &p : all) {
            p.size *= registers;
            read_through_gathers(p);
        }
        add_inputs_of_loops(all);
        for (const auto &run : runs_of_outputs(plan_)) {
            auto &p = all.emplace_back();
            p.size = 1;
            p.reads = {run.from.array};
            p.emit = [run](block_emitter &e) { of_function(e).emit_output(run); };
            read_through_gathers(p);
        }
        all = by_need(std::move(all)).order();
    }

    std::size_t registers_of_value() const {
        const auto widest = std::max_element(plan_.arrays.begin(), plan_.arrays.end(),
                                             [](const auto &a, const auto &b) { return a.width < b.width; });
        const auto lanes = widest == plan_.arrays.end() ? 1 : widest->width;
        const auto bytes = std::size_t(lanes) * shape_.points * fp_size(type_);
        return (bytes + machine_.vector_bytes - 1) / machine_.vector_bytes;
    }

    // What gathers itself reads the sources.
    void read_through_gathers(piece &p) const {
        std::vector<std::uint32_t> reads;
        for (const auto a : p.reads) {
            if (const auto g = pieces_.inlined.find(a); g != pieces_.inlined.end())
                for (const auto &s : g->second.sources)
                    reads.push_back(s.array);
            else
                reads.push_back(a);
        }
        p.reads = std::move(reads);
    }

    // Loops read the scratch memory.
    void add_inputs_of_loops(std::vector<piece> &all) const {
        std::vector<bool> read(plan_.arrays.size());
        for (const auto &p : all)
            for (std::size_t i = 0; i < p.reads.size() && p.looped; ++i)
                read[p.reads[i]] = true;
        for (std::uint32_t a = 0; a < read.size(); ++a) {
            if (read[a] && !frame_.inputs[a].empty()) {
                auto &p = all.emplace_back();
                p.size = plan_.arrays[a].width + std::size_t(1);
                p.writes = {a};
                p.emit = [a](block_emitter &e) { of_function(e).emit_input(a); };
            }
        }
    }

    // What loops write or read, and what is read by another part than computes it.
    void find_memory(std::span<const span_of_pieces> parts) {
        std::vector<std::size_t> home(plan_.arrays.size(), parts.size());
        for (std::size_t i = 0; i < parts.size(); ++i) {
            for (const auto &p : parts[i]) {
                for (const auto a : p.reads) {
                    const bool is_input = !frame_.inputs[a].empty();
                    frame_.in_memory[a] = frame_.in_memory[a] || p.looped || (home[a] != i && !is_input);
                }
                for (const auto a : p.writes) {
                    home[a] = i;
                    frame_.in_memory[a] = frame_.in_memory[a] || p.looped;
                }
            }
        }
    }

    std::string name_of_part(std::size_t i) const { return shape_.name + ".part" + std::to_string(i); }

    static void emit_pieces(block_emitter &e, span_of_pieces pieces) {
        for (const auto &p : pieces)
            p.emit(e);
        e.end_function();
    }

    void emit(std::span<const span_of_pieces> parts, std::vector<ir_module> &modules) const {
        const auto start_module = [&] {
            modules.emplace_back(shape_.name + (modules.empty() ? "" : "." + std::to_string(modules.size())));
            return function_emitter(plan_, type_, machine_, pieces_.inlined, *modules.back().get().module, frame_);
        };
        if (parts.size() < 2) {
            auto e = start_module();
            e.begin_function(shape_.name);
            emit_pieces(e, parts.empty() ? span_of_pieces() : parts[0]);
            return;
        }
        const auto shares = cut_up(parts, shape_.module, size_of);
        std::size_t part = 0;
        for (std::size_t i = 0; i < shares.size(); ++i) {
            auto e = start_module();
            if (i == 0) {
                e.begin_function(shape_.name);
                for (std::size_t k = 0; k < parts.size(); ++k)
                    e.emit_call(name_of_part(k));
                e.end_function();
            }
            for (const auto pieces : shares[i]) {
                e.begin_part(name_of_part(part++), shares.size() > 1);
                emit_pieces(e, pieces);
            }
        }
    }

    const plan &plan_;
    fp_type type_;
    machine machine_;
    function_shape shape_;
    function_frame frame_;
    pieces pieces_;
};

} // namespace

emitted_function emit_function(const plan &p, fp_type type, const machine &m, const function_shape &shape) {
    BROOK_ENSURE(p.order == 0, "a function has no orders above zero");
    BROOK_ENSURE(!(shape.strided || shape.points > 1) ||
                     std::all_of(p.arrays.begin(), p.arrays.end(), [](const auto &a) { return a.width == 1; }),
                 "points side by side need a plan of single lanes");
    ++process_counters().ir_builds;
    return function_maker(p, type, m, shape).make();
}

} // namespace detail
BROOK_END_NAMESPACE
