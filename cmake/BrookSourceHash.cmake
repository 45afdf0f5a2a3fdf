# A hash of the sources that decide which machine code brook generates, baked into the library: machine code that an
# older brook left in a cache on disk must not be taken for that of this one.

# All sources of the library, because what a source decides cannot be seen from outside; but for the caches, which know
# neither LLVM nor mathematics, and whose formats have versions of their own. (test/layout/check_hashed.py)
file(GLOB_RECURSE brook_hashed_files CONFIGURE_DEPENDS LIST_DIRECTORIES FALSE RELATIVE "${PROJECT_SOURCE_DIR}"
    "${PROJECT_SOURCE_DIR}/src/*" "${PROJECT_SOURCE_DIR}/include/brook/*")
list(FILTER brook_hashed_files INCLUDE REGEX "\\.(cpp|hpp|def|h|inc|ipp)$")
list(FILTER brook_hashed_files EXCLUDE REGEX "^src/cache/")
list(TRANSFORM brook_hashed_files PREPEND "${PROJECT_SOURCE_DIR}/")

# The names go through a file, which is written only when they change: command lines have a limited length.
list(JOIN brook_hashed_files "\n" brook_hashed_lines)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/codegen_sources.txt" CONTENT "${brook_hashed_lines}" @ONLY)

set(brook_hash_header "${PROJECT_BINARY_DIR}/generated/brook/codegen_source_hash.hpp")
add_custom_command(
    OUTPUT "${brook_hash_header}"
    COMMAND "${CMAKE_COMMAND}"
        -D "list=${PROJECT_BINARY_DIR}/codegen_sources.txt"
        -D "root=${PROJECT_SOURCE_DIR}"
        -D "output=${brook_hash_header}"
        -P "${PROJECT_SOURCE_DIR}/cmake/hash_sources.cmake"
    DEPENDS ${brook_hashed_files} "${PROJECT_BINARY_DIR}/codegen_sources.txt"
            "${PROJECT_SOURCE_DIR}/cmake/hash_sources.cmake"
    COMMENT "Hashing the sources that generate code"
    VERBATIM)
add_custom_target(brook_codegen_source_hash DEPENDS "${brook_hash_header}")
