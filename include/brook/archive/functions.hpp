// SPDX-License-Identifier: MPL-2.0
// Archives of functions as values: by the name that their type was registered under, and what they hold.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include <brook/integrator/step_callback_set.hpp>
#include <brook/support/callable.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True for the types that hold functions of types of the user's.
template <typename H>
inline constexpr bool is_function_holder = false;
template <typename Signature>
inline constexpr bool is_function_holder<callable<Signature>> = true;
template <typename Integrator>
inline constexpr bool is_function_holder<basic_step_callback<Integrator>> = true;

template <typename H>
concept function_holder = is_function_holder<H>;

/// A type of functions that archives know, within a holder.
struct function_type {
    std::type_index holder, target;
    std::string name;
    std::function<std::string(const void *holder)> save;
    std::function<void(void *holder, std::string_view bytes)> load;
};

/// Keeps it until the end of the process. Throws std::invalid_argument if the holder knows another type by this name.
BROOK_PUBLIC void register_function_type(function_type type);
BROOK_PUBLIC std::string archive_of_function(std::type_index holder, std::type_index target, const void *object);
BROOK_PUBLIC void function_from_archive(std::type_index holder, void *object, std::string_view archive);

BROOK_PUBLIC std::string archive_of_parts(const std::vector<std::string> &parts);
BROOK_PUBLIC std::vector<std::string> parts_of_archive(std::string_view archive);

} // namespace detail

/// Tells archives how a function of type F is saved and loaded where a Holder has it: a callable<Signature>, a
/// step_callback<T> or a step_callback_batch<T>. Objects of this class are global variables of the program, which must
/// have them wherever it reads such an archive. (The macros of brook/s11n.hpp make them for types that
/// Boost.Serialization knows.)
template <detail::function_holder Holder, typename F>
class archived_function {
public:
    /// `name` stands for the type in archives. `save` gives bytes from which `load` makes an equal function. Throws
    /// std::invalid_argument if the holder knows another type by this name.
    archived_function(std::string name, std::function<std::string(const F &)> save,
                      std::function<F(std::string_view)> load) {
        detail::register_function_type(
            {typeid(Holder), typeid(F), std::move(name),
             [save](const void *holder) { return save(value_ref<F>(*static_cast<const Holder *>(holder))); },
             [load](void *holder, std::string_view bytes) { *static_cast<Holder *>(holder) = Holder(load(bytes)); }});
    }
};

/// The archive of what holds a function, or none. Throws std::invalid_argument if no archived_function tells how a
/// function of that type is saved. callback::angle_reducer and sets of step callbacks are known within step callbacks.
template <detail::function_holder Holder>
std::string to_archive(const Holder &holder) {
    return detail::archive_of_function(typeid(Holder), value_type_index(holder), &holder);
}
/// The inverse. Throws std::runtime_error as from_archive() of other types, and for a name that is not known here.
template <detail::function_holder Holder>
Holder from_archive(std::string_view archive) {
    Holder holder;
    detail::function_from_archive(typeid(Holder), &holder, archive);
    return holder;
}

/// The archive of several step callbacks.
template <typename Integrator>
std::string to_archive(const basic_step_callback_set<Integrator> &set) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < set.size(); ++i)
        parts.push_back(to_archive(set[i]));
    return detail::archive_of_parts(parts);
}
/// The inverse, as for one.
template <typename Set>
requires std::same_as<Set, basic_step_callback_set<typename Set::integrator_type>>
    Set from_archive(std::string_view archive) {
    std::vector<typename Set::value_type> callbacks;
    for (const auto &part : detail::parts_of_archive(archive))
        callbacks.push_back(from_archive<typename Set::value_type>(part));
    return Set(std::move(callbacks));
}

BROOK_END_NAMESPACE
