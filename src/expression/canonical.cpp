// SPDX-License-Identifier: MPL-2.0
// Writes the canonical form, each different function once.
#include "expression/canonical.hpp"

#include <algorithm>

#include <brook/expression/rule.hpp>
#include <brook/expression/traversal.hpp>

#include "expression/index_table.hpp"
#include "expression/registry.hpp"
#include "expression/structural_hash.hpp"
#include "expression/structures.hpp"
#include "expression/walk.hpp"
#include "support/byte_codec.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

enum class operand_kind : std::uint32_t { function, variable, parameter, number };

struct operand {
    operand_kind kind;
    std::uint32_t index; // of a number: the type
    const number *value = nullptr;
};

void write(byte_writer &out, const operand &o) {
    out.varint(4 * std::uint64_t(o.index) + static_cast<std::uint64_t>(o.kind));
    if (o.kind == operand_kind::number) {
        const auto bits = bits_of(*o.value);
        const auto size = fp_value_size(bits.type);
        for (std::size_t i = 0; i < size; ++i)
            out.byte((i < 8 ? bits.low >> 8 * i : bits.high >> 8 * (i - 8)) & 255);
    }
}

// Rules as keys, equal if their names are.
struct rule_name {
    const function_rule *rule;

    friend bool operator==(rule_name a, rule_name b) noexcept { return a.rule->name == b.rule->name; }
};

std::uint64_t place_of(rule_name key) noexcept { return key.rule->name_hash; }

class canonical_writer {
public:
    explicit canonical_writer(std::span<const std::string> variables) {
        for (std::size_t i = 0; i < variables.size(); ++i) {
            const variable_key key{hash_of_variable(variables[i]), &variables[i]};
            if (positions_.find(key) == positions_.none)
                positions_.insert(key, static_cast<std::uint32_t>(i));
        }
    }

    void operator()(std::span<const expression> roots, std::size_t n_variables) {
        out_.byte(canonical_version);
        out_.varint(n_variables);
        out_.varint(roots.size());
        for (const auto &root : roots)
            add(root);
        out_.byte(0);
        for (const auto &o : operands_)
            write(out_, o);
    }

    std::vector<std::byte> take() { return out_.take(); }
    const std::string *unknown_variable() const { return unknown_; }
    bool identified() const { return identified_; }

private:
    struct frame {
        const func_node *node;
        std::size_t next;
    };

    // Leaves the operand that stands for `ex` on top of operands_, having written all functions it needs.
    void add(const expression &ex) {
        add_operand(ex);
        while (!stack_.empty()) {
            auto &[node, next] = stack_.back();
            if (next < node->args().size()) {
                add_operand(node->args()[next++]);
            } else {
                const func_node &done = *node;
                stack_.pop_back();
                write_function(done);
            }
        }
    }

    // Either pushes the operand, or a frame at the end of which write_function() does.
    void add_operand(const expression &ex) {
        switch (ex.value().index()) {
        case 0: {
            const number *x = as_number(ex);
            operands_.push_back({operand_kind::number, static_cast<std::uint32_t>(x->value().index()), x});
            break;
        }
        case 1:
            operands_.push_back({operand_kind::variable, position_of(*as_variable(ex))});
            break;
        case 2: {
            const func_node &node = as_func(ex)->node();
            const auto known = functions_.find(node);
            if (known == structures::none)
                stack_.push_back({&node, 0});
            else
                operands_.push_back({operand_kind::function, known});
            break;
        }
        default:
            operands_.push_back({operand_kind::parameter, as_param(ex)->idx()});
        }
    }

    std::uint32_t position_of(const variable &v) {
        const auto position = positions_.find({v.structural_hash(), &v.name()});
        if (position == positions_.none && unknown_ == nullptr)
            unknown_ = &v.name();
        return position;
    }

    // Replaces the operands that are its arguments.
    void write_function(const func_node &node) {
        const auto n_args = node.args().size();
        const auto index = functions_.add(node, n_functions_);
        if (index == n_functions_) {
            ++n_functions_;
            write_rule(*node.rule);
            out_.varint(n_args);
            for (auto i = operands_.size() - n_args; i < operands_.size(); ++i)
                write(out_, operands_[i]);
        }
        operands_.resize(operands_.size() - n_args, operand{});
        operands_.push_back({operand_kind::function, index});
    }

    void write_rule(const function_rule &rule) {
        const auto known = rule_numbers_.find({&rule});
        const bool is_new = known == rule_numbers_.none;
        out_.varint(1 + std::uint64_t(is_new ? rules_.size() : known));
        if (is_new) {
            rule_numbers_.insert({&rule}, static_cast<std::uint32_t>(rules_.size()));
            rules_.push_back(&rule);
            out_.text(rule.name);
            out_.text(rule.identity);
            identified_ = identified_ && (!rule.identity.empty() || is_built_in(rule));
        } else if (rules_[known] != &rule) {
            throw_invalid_argument("different functions must have different names, but two are called {}", rule.name);
        }
    }

    byte_writer out_;
    index_table<variable_key> positions_;
    structures functions_;
    std::uint32_t n_functions_ = 0;
    index_table<rule_name> rule_numbers_;
    std::vector<const function_rule *> rules_;
    std::vector<operand> operands_;
    std::vector<frame> stack_;
    const std::string *unknown_ = nullptr;
    bool identified_ = true;
};

} // namespace

canonical_graph canonicalise(std::span<const expression> roots, std::span<const std::string> variables) {
    canonical_graph result;
    result.n_pars = param_size_of(roots);
    result.time_dependent =
        std::any_of(roots.begin(), roots.end(), [](const expression &root) { return is_time_dependent(root); });

    canonical_writer writer(variables);
    writer(roots, variables.size());
    result.identified = writer.identified();
    if (writer.unknown_variable() != nullptr)
        result.unknown_variable = *writer.unknown_variable();
    else
        result.bytes = writer.take();
    return result;
}

} // namespace detail
BROOK_END_NAMESPACE
