// SPDX-License-Identifier: MPL-2.0
// Archives of expressions and what they consist of: all are graphs.
#include <utility>
#include <variant>
#include <vector>

#include <brook/callback/angle_reducer.hpp>
#include <brook/expression/expression.hpp>
#include <brook/expression/func_args.hpp>

#include "archive/fields.hpp"
#include "archive/graph.hpp"
#include "archive/record.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

expression read_one(byte_reader &in) {
    auto roots = read_graph(in);
    if (roots.size() != 1)
        in.fail("there must be one expression");
    return std::move(roots[0]);
}

} // namespace

template <>
struct record<std::vector<expression>> {
    static std::string name() { return "std::vector<expression>"; }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const std::vector<expression> &all) { write_graph(out, all); }
    static std::vector<expression> read(byte_reader &in, std::uint64_t) { return read_graph(in); }
};

template <>
struct record<expression> {
    static std::string name() { return "expression"; }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const expression &ex) { write_graph(out, {&ex, 1}); }
    static expression read(byte_reader &in, std::uint64_t) { return read_one(in); }
};

/// What an expression may be.
template <typename Alternative>
struct record_of_alternative {
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const Alternative &x) { record<expression>::write(out, expression(x)); }
    static Alternative read(byte_reader &in, std::uint64_t) {
        const auto ex = read_one(in);
        const auto *x = std::get_if<Alternative>(&ex.value());
        if (x == nullptr)
            in.fail("the expression is of another kind");
        return *x;
    }
};

template <>
struct record<number> : record_of_alternative<number> {
    static std::string name() { return "number"; }
};
template <>
struct record<variable> : record_of_alternative<variable> {
    static std::string name() { return "variable"; }
};
template <>
struct record<param> : record_of_alternative<param> {
    static std::string name() { return "param"; }
};
template <>
struct record<func> : record_of_alternative<func> {
    static std::string name() { return "func"; }
};

template <>
struct record<func_args> {
    static std::string name() { return "func_args"; }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const func_args &args) {
        transfer(out, args.get_shared_args() != nullptr);
        write_graph(out, args.get_args());
    }
    static func_args read(byte_reader &in, std::uint64_t) {
        bool shared = false;
        transfer(in, shared);
        return func_args(read_graph(in), shared);
    }
};

// Where the variables are in a system, pre_hook() finds out again.
template <>
struct record<callback::angle_reducer> {
    static std::string name() { return "callback::angle_reducer"; }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const callback::angle_reducer &reducer) { write_graph(out, reducer.angles()); }
    static callback::angle_reducer read(byte_reader &in, std::uint64_t) {
        auto angles = read_graph(in);
        return angles.empty() ? callback::angle_reducer() : callback::angle_reducer(std::move(angles));
    }
};

} // namespace detail

BROOK_ARCHIVE_INSTANCE(number)
BROOK_ARCHIVE_INSTANCE(variable)
BROOK_ARCHIVE_INSTANCE(param)
BROOK_ARCHIVE_INSTANCE(func)
BROOK_ARCHIVE_INSTANCE(func_args)
BROOK_ARCHIVE_INSTANCE(expression)
BROOK_ARCHIVE_INSTANCE(std::vector<expression>)
BROOK_ARCHIVE_INSTANCE(callback::angle_reducer)

BROOK_END_NAMESPACE
