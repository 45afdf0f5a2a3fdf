# Script: runs `program`, by way of `starter`, if there is one, and compares what it prints, byte for byte, with the
# file `expected`, where there is one, but for lines of it that begin with a word of the list `without`: what this build
# lacks. A lesson that draws is given `picture`, the file that it shall write, where
# gnuplot is installed.

cmake_minimum_required(VERSION 3.25)

separate_arguments(starter UNIX_COMMAND "${starter}")
if(picture)
    file(REMOVE "${picture}")
    execute_process(COMMAND gnuplot --version RESULT_VARIABLE no_gnuplot OUTPUT_QUIET ERROR_QUIET)
    if(NOT no_gnuplot EQUAL 0)
        set(picture "")
    endif()
endif()
execute_process(COMMAND ${starter} "${program}" ${picture}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${program} failed (${result}):\n${output}${errors}")
endif()
if(EXISTS "${expected}")
    file(READ "${expected}" wanted)
    foreach(word IN LISTS without)
        string(REGEX REPLACE "(^|\n)${word} [^\n]*" "" wanted "${wanted}")
    endforeach()
    if(NOT "x${output}" STREQUAL "x${wanted}")
        message(FATAL_ERROR "the output is not what ${expected} holds; it is:\n${output}")
    endif()
endif()
if(picture)
    file(READ "${picture}" drawn)
    if(NOT drawn MATCHES "<svg.*</svg>")
        message(FATAL_ERROR "${picture} is no picture; ${program} printed:\n${errors}")
    endif()
endif()
