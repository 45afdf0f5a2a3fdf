// SPDX-License-Identifier: MPL-2.0
// Graphs, node by node: arguments before their functions.
#include "archive/graph.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

#include <brook/expression/rule.hpp>
#include <brook/math/polynomial_table.hpp>

#include "archive/fields.hpp"
#include "expression/registry.hpp"
#include "expression/walk.hpp"
#include "math/polynomial_content.hpp"
#include "ode/stored_system.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

enum class node_kind : std::uint8_t { number, variable, parameter, function, sharing_function, list };

// Behind the name of the rule that has it, which holds its hash.
void write_table(byte_writer &out, const polynomial_content &table) {
    auto copy = table.breaks;
    transfer(out, copy);
    copy = table.coefficients;
    transfer(out, copy);
    out.varint(static_cast<std::uint64_t>(table.basis));
    out.varint(static_cast<std::uint64_t>(table.beyond));
}

polynomial_table read_table(byte_reader &in) {
    std::vector<double> breaks, coefficients;
    transfer(in, breaks);
    transfer(in, coefficients);
    const auto basis = in.varint(), beyond = in.varint();
    if (basis > static_cast<std::uint64_t>(polynomial_basis::chebyshev) ||
        beyond > static_cast<std::uint64_t>(beyond_breaks::extrapolate))
        in.fail("a table of polynomials is of no known kind");
    try {
        return polynomial_access::table(new polynomial_content(std::move(breaks), std::move(coefficients),
                                                               static_cast<polynomial_basis>(basis),
                                                               static_cast<beyond_breaks>(beyond)));
    } catch (const std::invalid_argument &error) {
        in.fail(error.what());
    }
}

class graph_writer {
public:
    /// Writes what `root` needs, and returns its index.
    std::uint64_t add(const expression &root) {
        if (const func *f = as_func(root))
            return walk_(*f, [this](const func &next) { return add_function(next); });
        return add_leaf(root);
    }

    std::uint64_t size() const { return n_nodes_; }
    std::vector<std::byte> take() { return out_.take(); }

private:
    std::uint64_t begin(node_kind kind) {
        out_.byte(static_cast<std::uint64_t>(kind));
        return n_nodes_++;
    }

    std::uint64_t add_leaf(const expression &ex) {
        if (const variable *v = as_variable(ex)) {
            const auto [known, is_new] = variables_.try_emplace(v->name(), n_nodes_);
            if (is_new) {
                begin(node_kind::variable);
                out_.text(v->name());
            }
            return known->second;
        }
        if (const param *p = as_param(ex)) {
            const auto index = begin(node_kind::parameter);
            out_.varint(p->idx());
            return index;
        }
        const auto index = begin(node_kind::number);
        std::visit(
            [this]<typename T>(T x) {
                out_.varint(static_cast<std::uint64_t>(fp_type_of<T>));
                transfer(out_, x);
            },
            as_number(ex)->value());
        return index;
    }

    std::uint64_t index_of(const expression &arg) {
        const func *f = as_func(arg);
        return f != nullptr ? walk_.at(*f) : add_leaf(arg);
    }

    void write_list(const std::vector<std::uint64_t> &indices) {
        out_.varint(indices.size());
        for (const auto i : indices)
            out_.varint(i);
    }

    std::vector<std::uint64_t> indices_of(const std::vector<expression> &args) {
        std::vector<std::uint64_t> indices;
        indices.reserve(args.size());
        for (const auto &arg : args)
            indices.push_back(index_of(arg));
        return indices;
    }

    std::uint64_t add_function(const func &f) {
        if (const auto shared = f.shared_args()) {
            auto known = lists_.find(shared.get());
            if (known == lists_.end()) {
                const auto indices = indices_of(*shared);
                known = lists_.emplace(shared.get(), begin(node_kind::list)).first;
                write_list(indices);
            }
            const auto index = begin(node_kind::sharing_function);
            write_rule(f.rule());
            out_.varint(known->second);
            return index;
        }
        const auto indices = indices_of(f.args());
        const auto index = begin(node_kind::function);
        write_rule(f.rule());
        write_list(indices);
        return index;
    }

    void write_rule(const function_rule &rule) {
        const auto [known, is_new] = rules_.try_emplace(&rule, rules_.size() + 1);
        out_.varint(is_new ? 0 : known->second);
        if (is_new) {
            out_.text(rule.name);
            out_.text(rule.identity);
            if (const auto *table = content_of(rule))
                write_table(out_, *table);
        }
    }

    byte_writer out_;
    std::uint64_t n_nodes_ = 0;
    walk<std::uint64_t> walk_;
    std::unordered_map<std::string, std::uint64_t> variables_;
    std::unordered_map<const void *, std::uint64_t> lists_;
    std::unordered_map<const function_rule *, std::uint64_t> rules_;
};

class graph_reader {
public:
    explicit graph_reader(byte_reader &in) : in_(in) {}

    void read_node() { nodes_.push_back(node()); }

    const expression &read_operand() {
        const auto *ex = std::get_if<expression>(&earlier());
        if (ex == nullptr)
            in_.fail("a list stands where an expression is expected");
        return *ex;
    }

private:
    using any_node = std::variant<expression, shared_args_t>;

    any_node node() {
        switch (static_cast<node_kind>(in_.byte())) {
        case node_kind::number:
            return number_node();
        case node_kind::variable:
            return expression(variable(std::string(in_.text())));
        case node_kind::parameter: {
            const auto index = in_.varint();
            if (index > std::numeric_limits<std::uint32_t>::max())
                in_.fail("the index of a parameter has more than 32 bits");
            return expression(param(static_cast<std::uint32_t>(index)));
        }
        case node_kind::function: {
            const auto &rule = read_rule();
            return expression(func(rule, operands()));
        }
        case node_kind::sharing_function: {
            const auto &rule = read_rule();
            const auto *list = std::get_if<shared_args_t>(&earlier());
            if (list == nullptr)
                in_.fail("an expression stands where a list is expected");
            return expression(func(rule, func_args(*list)));
        }
        case node_kind::list:
            return std::make_shared<const std::vector<expression>>(operands());
        }
        in_.fail("a node is of no kind");
    }

    any_node number_node() {
        const auto type = in_.varint();
        if (type >= std::variant_size_v<fp_variant>)
            in_.fail("the type of a number is unknown");
        return visit_fp(static_cast<fp_type>(type), [this]<typename T>() {
            T x = 0;
            transfer(in_, x);
            return any_node(expression(number(x)));
        });
    }

    const any_node &earlier() {
        const auto index = in_.varint();
        if (index >= nodes_.size())
            in_.fail("a node is used before it is there");
        return nodes_[static_cast<std::size_t>(index)];
    }

    std::vector<expression> operands() {
        std::vector<expression> all;
        for (auto n = in_.varint_count(); n != 0; --n)
            all.push_back(read_operand());
        return all;
    }

    const function_rule &read_rule() {
        const auto index = in_.varint();
        if (index > rules_.size())
            in_.fail("a function is used before it is named");
        if (index == 0)
            rules_.push_back(&named_rule());
        return *rules_[static_cast<std::size_t>(index == 0 ? rules_.size() - 1 : index - 1)];
    }

    const function_rule &named_rule() {
        const auto name = in_.text(), identity = in_.text();
        if (is_name_of_table(name))
            return table_rule(name, identity);
        const auto *rule = rule_called(name);
        if (rule == nullptr)
            rule = find_user_rule(name);
        if (rule == nullptr)
            throw_runtime_error("The archive has the function '{}', which is none of brook's: make its user_function "
                                "before the archive is read",
                                name);
        if (rule->identity != identity)
            throw_runtime_error("The archive has the function '{}' with the identity '{}', but here it has '{}'", name,
                                identity, rule->identity);
        return *rule;
    }

    const function_rule &table_rule(std::string_view name, std::string_view identity) {
        tables_.push_back(read_table(in_));
        const function_rule &rule = polynomial_access::content(tables_.back());
        if (rule.name != name || rule.identity != identity)
            in_.fail("the name of a piecewise polynomial is not that of its table");
        return rule;
    }

    byte_reader &in_;
    std::vector<any_node> nodes_;
    std::vector<const function_rule *> rules_;
    std::vector<polynomial_table> tables_; // whose rules are among them
};

} // namespace

void write_graph(byte_writer &out, std::span<const expression> roots) {
    graph_writer writer;
    std::vector<std::uint64_t> indices;
    for (const auto &root : roots)
        indices.push_back(writer.add(root));
    out.number(writer.size());
    out.append(writer.take());
    out.number(indices.size());
    for (const auto i : indices)
        out.varint(i);
}

std::vector<expression> read_graph(byte_reader &in) {
    graph_reader reader(in);
    for (auto n = in.number(); n != 0; --n)
        reader.read_node();
    std::vector<expression> roots;
    for (auto n = in.number(); n != 0; --n)
        roots.push_back(reader.read_operand());
    return roots;
}

} // namespace detail
BROOK_END_NAMESPACE
