// SPDX-License-Identifier: MPL-2.0
// The key of the one entry of a disk cache.
#pragma once

#include <filesystem>
#include <stdexcept>

#include "cache/code_cache.hpp"
#include "cache/recipe.hpp"
#include "cache/store/sqlite.hpp"

inline brook::detail::cache_key only_key_in(const std::filesystem::path &directory) {
    brook::detail::process_code_cache().finish_writing();
    for (const auto &file : std::filesystem::recursive_directory_iterator(directory)) {
        if (file.path().extension() == ".db" || file.path().extension() == ".sqlite") {
            brook::detail::sqlite_connection db(file.path(), brook::detail::sqlite_connection::mode::read_only);
            auto rows = db.prepare("SELECT recipe FROM entries");
            if (rows.step())
                return brook::detail::recipe::parse(rows.text(0)).key();
        }
    }
    throw std::logic_error("no database with an entry");
}
