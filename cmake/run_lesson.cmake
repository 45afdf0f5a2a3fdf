# Script: runs `program`, by way of `starter`, if there is one, and compares what it prints, byte for byte, with the file `expected`, where there is one.

cmake_minimum_required(VERSION 3.25)

separate_arguments(starter UNIX_COMMAND "${starter}")
execute_process(COMMAND ${starter} "${program}" RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${program} failed (${result}):\n${output}${errors}")
endif()
if(EXISTS "${expected}")
    file(READ "${expected}" wanted)
    if(NOT "x${output}" STREQUAL "x${wanted}")
        message(FATAL_ERROR "the output is not what ${expected} holds; it is:\n${output}")
    endif()
endif()
