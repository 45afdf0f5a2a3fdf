// SPDX-License-Identifier: MPL-2.0
// Whose signatures are believed, and what follows for a layer that an administrator provides.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/trust/seal.hpp"
#include "cache/trust/trusted_path.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The keys in a text: one a line, 64 lower-case hexadecimal digits; '#' begins a comment. Other lines are left out,
/// with a warning that names `origin`.
std::vector<public_key> parse_keys(std::string_view text, std::string_view origin);

/// The keys in the file `trusted_keys` of `state_directory`; none if the directory's path is empty or there is no file.
/// A file that is not a regular one, has no trusted owner, can be written by strangers or is larger than a mebibyte is
/// not believed, with a warning. Never throws but std::bad_alloc.
std::vector<public_key> keys_in(const std::filesystem::path &state_directory, const trusted_users &users);

/// The keys of this process: those in its state directory, and those in BROOK_CACHE_TRUSTED_KEYS, a list with commas.
/// Warns as above, so that a caller must not hold a mutex that a user's sink could ask for.
std::vector<public_key> listed_keys();

/// What a read-only layer in `directory` is believed: signatures with listed keys, and digests if check_ownership()
/// finds that only trusted users could have written it. Throws what that throws for other reasons than trust.
layer_trust trust_in_site_layer(const std::filesystem::path &directory, const trusted_users &users,
                                std::vector<public_key> keys);

} // namespace detail
BROOK_END_NAMESPACE
