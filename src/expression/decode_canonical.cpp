// SPDX-License-Identifier: MPL-2.0
// Reads the canonical form. What has been read is written again and compared, so that only what canonicalise() writes
// is accepted: no function twice, no number with needless bytes, nothing left over.
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <utility>

#include <brook/expression/rule.hpp>

#include "expression/canonical.hpp"
#include "support/byte_codec.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::string_view subject = "form of a system";

// The inverse of bits_of().
number number_from(const number_bits &bits) {
    return visit_fp(bits.type, [&]<typename T>() {
        if constexpr (sizeof(T) == sizeof(std::uint32_t)) {
            return number(std::bit_cast<T>(static_cast<std::uint32_t>(bits.low)));
        } else {
            const std::uint64_t words[2] = {bits.low, bits.high};
            T value = 0;
            std::memcpy(static_cast<void *>(&value), words, fp_value_size(fp_type_of<T>));
            return number(value);
        }
    });
}

class canonical_reader {
public:
    canonical_reader(std::span<const std::byte> bytes, const rule_finder &find) : in_(bytes, subject), find_(find) {}

    decoded_graph operator()() {
        if (in_.byte() != canonical_version)
            in_.fail("its version is unknown");
        decoded_graph graph;
        graph.n_variables = in_.varint();
        n_variables_ = graph.n_variables;
        const auto n_roots = in_.varint_count();
        for (auto rule = in_.varint(); rule != 0; rule = in_.varint())
            functions_.push_back(function(rule - 1));
        for (std::size_t i = 0; i < n_roots; ++i)
            graph.roots.push_back(operand());
        return graph;
    }

private:
    expression function(std::uint64_t rule_index) {
        if (rule_index > rules_.size())
            in_.fail("a function is used before it is named");
        if (rule_index == rules_.size())
            rules_.push_back(&new_rule());
        const auto &rule = *rules_[static_cast<std::size_t>(rule_index)];
        std::vector<expression> args;
        for (auto n = in_.varint_count(); n != 0; --n)
            args.push_back(operand());
        return expression(func(rule, std::move(args)));
    }

    const function_rule &new_rule() {
        const auto name = in_.text(), identity = in_.text();
        const auto *rule = find_(name);
        if (rule == nullptr)
            throw_runtime_error("The system uses the function '{}', which is not one of brook's own", name);
        if (rule->identity != identity)
            throw_runtime_error("The system uses another version of the function '{}'", name);
        return *rule;
    }

    expression operand() {
        const auto x = in_.varint();
        const auto index = x / 4;
        switch (x % 4) {
        case 0:
            if (index >= functions_.size())
                in_.fail("a function is used before it is there");
            return functions_[static_cast<std::size_t>(index)];
        case 1:
            if (index >= n_variables_)
                in_.fail("a variable has no position");
            return expression(decoded_name(static_cast<std::size_t>(index)));
        case 2:
            if (index > std::numeric_limits<std::uint32_t>::max())
                in_.fail("the index of a parameter has more than 32 bits");
            return expression(param(static_cast<std::uint32_t>(index)));
        default:
            return expression(number_of(index));
        }
    }

    number number_of(std::uint64_t type) {
        if (type >= std::variant_size_v<number::value_type>)
            in_.fail("the type of a number is unknown");
        number_bits bits{static_cast<fp_type>(type)};
        for (std::size_t i = 0; i < fp_value_size(bits.type); ++i)
            (i < 8 ? bits.low : bits.high) |= in_.byte() << (i % 8 * 8);
        return number_from(bits);
    }

    byte_reader in_;
    const rule_finder &find_;
    std::uint64_t n_variables_ = 0;
    std::vector<const function_rule *> rules_;
    std::vector<expression> functions_;
};

bool is_canonical(const decoded_graph &graph, std::span<const std::byte> bytes) {
    if (graph.n_variables > bytes.size())
        return false; // each has a name below, which could be more memory than there is
    std::vector<std::string> names;
    for (std::size_t i = 0; i < graph.n_variables; ++i)
        names.push_back(decoded_name(i));
    return std::ranges::equal(canonicalise(graph.roots, names).bytes, bytes);
}

} // namespace

std::string decoded_name(std::size_t position) { return "x" + std::to_string(position); }

decoded_graph decode_canonical(std::span<const std::byte> bytes, const rule_finder &find) {
    try {
        auto graph = canonical_reader(bytes, find)();
        if (!is_canonical(graph, bytes))
            byte_reader(bytes, subject).fail("it is not canonical");
        return graph;
    } catch (const std::invalid_argument &error) { // a wrong number of arguments, or one name of two functions
        byte_reader(bytes, subject).fail(error.what());
    }
}

} // namespace detail
BROOK_END_NAMESPACE
