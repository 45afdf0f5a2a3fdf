# brook_floor(name [LLVM]): compiles the folder src/<name> into objects and adds them to the list brook_objects.
# A floor sees the public headers, the private headers and the libraries; LLVM only where it says so. That it includes
# only floors below it is checked by test/layout.

set(brook_private_libraries
    SQLite::SQLite3 TBB::tbb sodium::sodium zstandard::zstandard sleef::sleef Threads::Threads
    ${CMAKE_DL_LIBS})
# What public headers need: of Boost the type float128, whose functions are those of libquadmath.
set(brook_public_libraries fmt::fmt)
if(BROOK_HAS_QUADMATH)
    list(APPEND brook_public_libraries Boost::headers quadmath)
endif()

function(brook_floor name)
    # An empty folder is no error: the glob is repeated at every build and finds its first file.
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp")
    if(NOT sources)
        return()
    endif()
    brook_object_library(brook_${name} ${ARGN} ${sources})
    set_property(GLOBAL APPEND PROPERTY brook_floors brook_${name})
endfunction()

# brook_object_library(target [LLVM] sources...): compiles them as a floor is compiled.
function(brook_object_library target)
    cmake_parse_arguments(PARSE_ARGV 1 floor "LLVM" "" "")
    add_library(${target} OBJECT ${floor_UNPARSED_ARGUMENTS})
    brook_compile_options(${target})
    set_target_properties(${target} PROPERTIES
        POSITION_INDEPENDENT_CODE ON
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON)
    target_include_directories(${target} PRIVATE
        "${PROJECT_SOURCE_DIR}/include"
        "${PROJECT_SOURCE_DIR}/src"
        "${PROJECT_BINARY_DIR}/include"
        "${PROJECT_BINARY_DIR}/generated")
    target_link_libraries(${target} PRIVATE ${brook_public_libraries} xxhash::header ${brook_private_libraries})
    if(floor_LLVM)
        separate_arguments(definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
        target_compile_definitions(${target} PRIVATE ${definitions})
        target_include_directories(${target} SYSTEM PRIVATE ${LLVM_INCLUDE_DIRS})
    endif()
    add_dependencies(${target} brook_codegen_source_hash)
endfunction()
