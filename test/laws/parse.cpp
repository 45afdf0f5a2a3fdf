// SPDX-License-Identifier: MPL-2.0
// A parser by recursive descent. Everything but powers and signs stands in parentheses, and so needs no precedence.
#include "test/laws/parse.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/expression/rule.hpp>
#include <brook/math/functions.hpp>

namespace brook::test {

namespace {

const function_rule *rule_named(std::string_view name) {
    for (const auto *rule : function_registry())
        if (rule->name == name)
            return rule;
    return nullptr;
}

class parser {
public:
    explicit parser(std::string_view text) : rest_(text), size_(text.size()) {}

    expression all() {
        auto ex = signed_power();
        if (!rest_.empty())
            fail("the end");
        return ex;
    }

private:
    // -a**b is -(a**b), and a**b**c is a**(b**c).
    expression signed_power() {
        if (take("-")) {
            const auto ex = signed_power();
            return std::holds_alternative<number>(ex.value()) ? expression(-std::get<number>(ex.value())) : -ex;
        }
        auto base = primary();
        return take("**") ? pow(std::move(base), signed_power()) : base;
    }

    expression primary() {
        if (take("(")) {
            auto ex = chain(signed_power());
            expect(")");
            return ex;
        }
        return !rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_[0])) ? literal() : name();
    }

    // (a + b - c), (a * b) and (a / b); a relation such as (a < b).
    expression chain(expression ex) {
        static const std::pair<std::string_view, std::string_view> relations[] = {
            {" == ", "eq"}, {" != ", "neq"}, {" <= ", "lte"}, {" >= ", "gte"}, {" < ", "lt"}, {" > ", "gt"}};
        for (const auto &[sign, rule] : relations)
            if (take(sign))
                return call(*rule_named(rule), {ex, signed_power()});
        for (;;)
            if (take(" + "))
                ex = ex + signed_power();
            else if (take(" - "))
                ex = ex - signed_power();
            else if (take(" * "))
                ex = ex * signed_power();
            else if (take(" / "))
                ex = ex / signed_power();
            else
                return ex;
    }

    expression literal() {
        double x = 0;
        const auto end = std::from_chars(rest_.data(), rest_.data() + rest_.size(), x).ptr;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return expression(x);
    }

    expression name() {
        const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
        const auto size =
            static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), is_letter) - rest_.begin());
        const std::string word(rest_.substr(0, size));
        if (word.empty())
            fail("an expression");
        rest_.remove_prefix(size);
        if (take("("))
            return function(word);
        if (word == "t")
            return brook::time;
        if (word[0] == 'p' && word.size() > 1)
            return par[static_cast<std::uint32_t>(std::stoul(word.substr(1)))];
        return expression(word);
    }

    expression function(const std::string &name) {
        std::vector<expression> args;
        while (!take(")")) {
            if (!args.empty())
                expect(", ");
            args.push_back(signed_power());
        }
        // The slope of rectifiers is printed where there is one.
        if (name == "relu" || name == "relup")
            args.push_back(expression(0.));
        const auto *rule = rule_named(name.starts_with("leaky_") ? name.substr(6) : name);
        if (rule == nullptr)
            fail("the name of a function");
        return call(*rule, args);
    }

    bool take(std::string_view word) {
        const bool is_next = rest_.starts_with(word);
        rest_.remove_prefix(is_next ? word.size() : 0);
        return is_next;
    }

    void expect(std::string_view word) {
        if (!take(word))
            fail(word);
    }

    [[noreturn]] void fail(std::string_view expected) const {
        throw std::invalid_argument("expected " + std::string(expected) + " at character " +
                                    std::to_string(size_ - rest_.size()));
    }

    std::string_view rest_;
    std::size_t size_;
};

} // namespace

expression parse(std::string_view text) { return parser(text).all(); }

} // namespace brook::test
