# Options that every target of this project is compiled with.

if(BROOK_SANITIZE)
    string(REPLACE ";" "," brook_sanitize_list "${BROOK_SANITIZE}")
    if(NOT brook_sanitize_list MATCHES "^(address|undefined|thread)(,(address|undefined|thread))*$")
        message(FATAL_ERROR "BROOK_SANITIZE is \"${BROOK_SANITIZE}\"; known are address, undefined and thread")
    endif()
    set(brook_sanitize_flags -fsanitize=${brook_sanitize_list} -fno-omit-frame-pointer)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # With instrumentation, GCC takes the standard library's own std::function for uninitialised.
        list(APPEND brook_sanitize_flags -Wno-maybe-uninitialized)
    endif()
    if(brook_sanitize_list MATCHES "undefined")
        # A report that does not fail the test would not be read.
        list(APPEND brook_sanitize_flags -fno-sanitize-recover=undefined)
    endif()
endif()

if(BROOK_LIBFUZZER)
    # Counts which branches an input takes. What links libFuzzer itself says so in addition.
    list(APPEND brook_sanitize_flags -fsanitize=fuzzer-no-link)
endif()

function(brook_compile_options target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    # Only with GNU's extensions is __float128 a number to the C++ library, and to Boost.
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS "${BROOK_HAS_QUADMATH}")
    # Contraction by the compiler would make results depend on compiler and level. Fused operations are written out.
    target_compile_options(${target} PRIVATE -Wall -Wextra -ffp-contract=off ${brook_sanitize_flags})
    target_link_options(${target} PRIVATE ${brook_sanitize_flags})
    target_compile_definitions(${target} PRIVATE $<$<CONFIG:Debug>:BROOK_CONTRACTS>)
endfunction()
