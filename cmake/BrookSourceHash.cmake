# A hash of the sources that decide which machine code brook generates, baked into the library: machine code that an
# older brook left in a cache on disk must not be taken for that of this one.

set(brook_hashed_folders number expression math decomposition codegen jit)
set(brook_hashed_globs "")
foreach(folder IN LISTS brook_hashed_folders)
    list(APPEND brook_hashed_globs
        "${PROJECT_SOURCE_DIR}/src/${folder}/*" "${PROJECT_SOURCE_DIR}/include/brook/${folder}/*")
endforeach()
# The pipeline itself, and the layout that is stored beside the code.
list(APPEND brook_hashed_globs "${PROJECT_SOURCE_DIR}/src/integrator/build.cpp"
    "${PROJECT_SOURCE_DIR}/src/integrator/stepper_record.cpp")
file(GLOB brook_hashed_files CONFIGURE_DEPENDS LIST_DIRECTORIES FALSE ${brook_hashed_globs})
list(FILTER brook_hashed_files INCLUDE REGEX "\\.(cpp|hpp|def|h|inc|ipp)$")

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
