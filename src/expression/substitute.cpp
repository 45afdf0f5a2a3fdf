// SPDX-License-Identifier: MPL-2.0
// New expressions from old ones: copy, rename_variables and subs.
#include <brook/expression/traversal.hpp>

#include <memory>
#include <utility>

#include "expression/builders.hpp"
#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

using detail::as_func;

// What becomes of functions whose arguments change.
enum class remake { as_it_is, simplified };

// Remakes functions where one of their arguments changes, and keeps them elsewhere. `replacement(ex)` is what stands
// for ex, or null; `unchanged(summary)` tells functions below which nothing is replaced.
template <typename Replacement, typename Unchanged>
class rewriter {
public:
    rewriter(Replacement replacement, Unchanged unchanged, remake how, bool rebuild_all = false)
        : replacement_(replacement), unchanged_(unchanged), how_(how), rebuild_all_(rebuild_all) {}

    expression operator()(const expression &ex) {
        const func *f = as_func(ex);
        if (f == nullptr) {
            const expression *r = replacement_(ex);
            return r != nullptr ? *r : ex;
        }
        return walk_(
            *f, [this](const func &g) { return enter(g); }, [this](const func &g) { return rebuild(g); });
    }

    std::vector<expression> operator()(const std::vector<expression> &exs) { return detail::of_each(exs, *this); }

private:
    std::optional<expression> enter(const func &f) {
        if (unchanged_(f.node().summary))
            return expression(f);
        const expression *r = replacement_(expression(f));
        return r != nullptr ? std::optional(*r) : std::nullopt;
    }

    expression rebuild(const func &f) {
        if (const auto shared = f.shared_args()) {
            const auto made = rebuild_shared(shared);
            return made != shared ? with_shared_args(f, made) : expression(f);
        }
        auto [args, changed] = rebuild_args(f.args());
        return !changed                     ? expression(f)
               : how_ == remake::simplified ? detail::build(f.rule(), std::move(args))
                                            : expression(f.make_copy_with_new_args(std::move(args)));
    }

    // What does not become simpler goes on sharing its arguments.
    expression with_shared_args(const func &f, const shared_args_t &args) {
        if (how_ == remake::simplified && detail::may_simplify(f.rule(), *args)) {
            auto built = detail::build(f.rule(), *args);
            const func *g = as_func(built);
            if (g == nullptr || &g->rule() != &f.rule() || g->args() != *args)
                return built;
        }
        return expression(f.make_copy_with_new_args(args));
    }

    // Once for all functions that share the arguments.
    shared_args_t rebuild_shared(const shared_args_t &args) {
        auto &made = shared_[args.get()];
        if (made == nullptr) {
            auto [fresh, changed] = rebuild_args(*args);
            made = changed ? std::make_shared<const std::vector<expression>>(std::move(fresh)) : args;
        }
        return made;
    }

    // The new arguments, and whether one of them is new.
    std::pair<std::vector<expression>, bool> rebuild_args(const std::vector<expression> &old) {
        std::vector<expression> args;
        args.reserve(old.size());
        bool changed = rebuild_all_;
        for (const auto &arg : old) {
            if (const func *g = as_func(arg)) {
                args.push_back(walk_.at(*g));
                const func *made = as_func(args.back());
                changed |= made == nullptr || made->get_ptr() != g->get_ptr();
            } else {
                const expression *r = replacement_(arg);
                args.push_back(r != nullptr ? *r : arg);
                changed |= r != nullptr && detail::structural_hash(*r) != detail::structural_hash(arg);
            }
        }
        return {std::move(args), changed};
    }

    Replacement replacement_;
    Unchanged unchanged_;
    remake how_;
    bool rebuild_all_;
    detail::walk<expression> walk_;
    std::unordered_map<const std::vector<expression> *, shared_args_t> shared_;
};

template <typename Expressions>
Expressions copy_all(const Expressions &exs) {
    return rewriter([](const expression &) -> const expression * { return nullptr; },
                    [](const detail::graph_summary &) { return false; }, remake::as_it_is, true)(exs);
}

template <typename Expressions>
Expressions substitute_variables(const Expressions &exs, const std::unordered_map<std::string, expression> &values,
                                 remake how = remake::simplified) {
    return rewriter(
        [&values](const expression &ex) -> const expression * {
            const auto *v = detail::as_variable(ex);
            const auto found = v != nullptr ? values.find(v->name()) : values.end();
            return found != values.end() ? &found->second : nullptr;
        },
        [](const detail::graph_summary &s) { return !s.has_variables; }, how)(exs);
}

template <typename Expressions>
Expressions rename(const Expressions &exs, const std::unordered_map<std::string, std::string> &names) {
    std::unordered_map<std::string, expression> values;
    for (const auto &[from, to] : names)
        values.emplace(from, expression(to));
    return substitute_variables(exs, values, remake::as_it_is);
}

// The ordered map would compare along the whole depth of a graph at each look-up; hashes do not.
template <typename Expressions>
Expressions substitute(const Expressions &exs, const std::map<expression, expression> &values) {
    std::unordered_map<expression, const expression *> by_hash;
    for (const auto &[from, to] : values)
        by_hash.emplace(from, &to);
    return rewriter(
        [&by_hash](const expression &ex) -> const expression * {
            const auto found = by_hash.find(ex);
            return found != by_hash.end() ? found->second : nullptr;
        },
        [](const detail::graph_summary &) { return false; }, remake::simplified)(exs);
}

} // namespace

expression copy(const expression &ex) { return copy_all(ex); }
std::vector<expression> copy(const std::vector<expression> &exs) { return copy_all(exs); }

expression rename_variables(const expression &ex, const std::unordered_map<std::string, std::string> &names) {
    return rename(ex, names);
}
std::vector<expression> rename_variables(const std::vector<expression> &exs,
                                         const std::unordered_map<std::string, std::string> &names) {
    return rename(exs, names);
}

expression subs(const expression &ex, const std::unordered_map<std::string, expression> &values) {
    return substitute_variables(ex, values);
}
std::vector<expression> subs(const std::vector<expression> &exs,
                             const std::unordered_map<std::string, expression> &values) {
    return substitute_variables(exs, values);
}

expression subs(const expression &ex, const std::map<expression, expression> &values) { return substitute(ex, values); }
std::vector<expression> subs(const std::vector<expression> &exs, const std::map<expression, expression> &values) {
    return substitute(exs, values);
}

BROOK_END_NAMESPACE
