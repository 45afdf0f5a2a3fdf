# brook_find_llvm(preferred): finds one of the LLVM versions that brook knows, the preferred one or else the newest.
# Distributions keep several side by side in places that CMake does not search, hence the list of prefixes.
# A macro, because LLVM's package sets variables in the scope of the caller.

set(brook_llvm_versions 22 21 20 19)

macro(brook_find_llvm preferred)
    if(LLVM_DIR)
        find_package(LLVM CONFIG QUIET)
        if("${preferred}" AND NOT "${LLVM_VERSION_MAJOR}" STREQUAL "${preferred}")
            unset(LLVM_DIR CACHE)
            unset(LLVM_DIR)
            set(LLVM_FOUND FALSE)
        endif()
    endif()
    if("${preferred}" STREQUAL "")
        set(brook_llvm_wanted ${brook_llvm_versions})
    else()
        set(brook_llvm_wanted ${preferred})
    endif()
    foreach(brook_llvm_version IN LISTS brook_llvm_wanted)
        if(NOT LLVM_FOUND)
            find_package(LLVM CONFIG QUIET NO_DEFAULT_PATH
                PATHS
                    /usr/lib/llvm-${brook_llvm_version}
                    /usr/lib/llvm/${brook_llvm_version}
                    /usr/lib64/llvm${brook_llvm_version}
                    /opt/homebrew/opt/llvm@${brook_llvm_version}
                    /usr/local/opt/llvm@${brook_llvm_version}
                    /usr/local/llvm${brook_llvm_version})
        endif()
    endforeach()
    if(NOT LLVM_FOUND)
        find_package(LLVM CONFIG QUIET)
    endif()
    if(NOT LLVM_FOUND OR NOT "${LLVM_VERSION_MAJOR}" IN_LIST brook_llvm_wanted)
        message(FATAL_ERROR "brook needs LLVM, one of the versions ${brook_llvm_wanted}; "
            "found: \"${LLVM_VERSION}\". Set LLVM_DIR to the folder of LLVMConfig.cmake, or BROOK_LLVM_VERSION.")
    endif()
    if(NOT LLVM_ENABLE_RTTI)
        message(WARNING "LLVM in ${LLVM_DIR} was built without run-time type information; linking may fail")
    endif()
    if(TARGET LLVM)
        set(brook_llvm_libraries LLVM)
    else()
        llvm_map_components_to_libnames(brook_llvm_libraries
            core analysis passes orcjit jitlink native mcdisassembler object linker bitreader bitwriter target targetparser)
    endif()
endmacro()
