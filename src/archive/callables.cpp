// SPDX-License-Identifier: MPL-2.0
// The types of functions that archives know.
#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <brook/archive/archive.hpp>
#include <brook/archive/functions.hpp>
#include <brook/support/made_once.hpp>

#include "archive/fields.hpp"
#include "archive/frame.hpp"
#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr archive_kind kind_of_functions{"callable"}, kind_of_sets{"step_callback_set"};

// Guarded by the lock of callables.
std::deque<function_type> &known_types() { // addresses stay
    static constinit made_once<std::deque<function_type>> instance;
    return instance.get([] { return std::deque<function_type>(); });
}

/// The first type that is_wanted(type), or null. To be called with the lock.
template <typename F>
const function_type *first_type(F is_wanted) {
    const auto &all = known_types();
    const auto found = std::find_if(all.begin(), all.end(), is_wanted);
    return found != all.end() ? &*found : nullptr;
}

/// The same, for whoever has no lock.
template <typename F>
const function_type *find_type(F is_wanted) {
    const global_lock lock(global_mutex::callables);
    return first_type(is_wanted);
}

} // namespace

void register_function_type(function_type type) {
    if (type.name.empty())
        throw_invalid_argument("A type of functions is archived by its name, but that is empty");
    const global_lock lock(global_mutex::callables);
    const auto *known =
        first_type([&](const auto &other) { return other.holder == type.holder && other.name == type.name; });
    if (known != nullptr && known->target != type.target)
        throw_invalid_argument("Types of functions are archived by different names, but two are called '{}'",
                               type.name);
    if (known == nullptr)
        known_types().push_back(std::move(type));
}

std::string archive_of_function(std::type_index holder, std::type_index target, const void *object) {
    byte_writer out;
    if (target == typeid(void)) {
        out.text({});
        return framed(kind_of_functions, std::move(out));
    }
    const auto *type = find_type([&](const auto &known) { return known.holder == holder && known.target == target; });
    if (type == nullptr)
        throw_invalid_argument("A function of the type '{}' cannot be archived: no archived_function tells how (see "
                               "also BROOK_S11N_CALLABLE_EXPORT and BROOK_S11N_STEP_CALLBACK_EXPORT)",
                               target.name());
    out.text(type->name);
    out.text(type->save(object));
    return framed(kind_of_functions, std::move(out));
}

void function_from_archive(std::type_index holder, void *object, std::string_view archive) {
    read_archive(archive, kind_of_functions, [&](byte_reader &in, std::uint64_t) {
        const auto name = in.text();
        if (name.empty())
            return true;
        const auto *type = find_type([&](const auto &known) { return known.holder == holder && known.name == name; });
        if (type == nullptr)
            throw_runtime_error("The archive has a function of the type '{}', which no archived_function of this "
                                "program knows",
                                name);
        type->load(object, in.text());
        return true;
    });
}

std::string archive_of_parts(const std::vector<std::string> &parts) {
    byte_writer out;
    auto copy = parts;
    transfer(out, copy);
    return framed(kind_of_sets, std::move(out));
}

std::vector<std::string> parts_of_archive(std::string_view archive) {
    return read_archive(archive, kind_of_sets, [](byte_reader &in, std::uint64_t) {
        std::vector<std::string> parts;
        transfer(in, parts);
        return parts;
    });
}

namespace {

/// What brook itself has to put into step callbacks.
template <typename Callback, typename Set>
struct known_callbacks {
    archived_function<Callback, callback::angle_reducer> reducer{
        "brook.angle_reducer", [](const callback::angle_reducer &r) { return to_archive(r); },
        from_archive<callback::angle_reducer>};
    archived_function<Callback, Set> set{"brook.step_callback_set", [](const Set &s) { return to_archive(s); },
                                         [](std::string_view bytes) { return from_archive<Set>(bytes); }};
};

template <typename T>
struct known_callbacks_of {
    known_callbacks<step_callback<T>, step_callback_set<T>> single;
    known_callbacks<step_callback_batch<T>, step_callback_batch_set<T>> batch;
};

template <typename T>
const known_callbacks_of<T> callbacks_of;

#define BROOK_INSTANCE(type) template const known_callbacks_of<type> callbacks_of<type>;
#include "number/instances.def"

} // namespace
} // namespace detail
BROOK_END_NAMESPACE
