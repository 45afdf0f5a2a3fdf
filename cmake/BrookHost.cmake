# src/jit/host.cpp asks LLVM about this machine, which is in every key. So that a look-up need not call libLLVM, it is
# linked in advance with the static libraries that have the answer, and all names but its own become local: the rest of
# brook, and whoever links brook, must not meet them. What is not reached is left out (130 kB stay). Where the libraries
# or GNU's tools are missing, and with sanitizers, host.cpp is compiled like any other file.
#
# Sets brook_host_objects: what is to be linked besides the floors.

set(brook_host_objects "")
set(brook_host_linked FALSE)
if(TARGET LLVM AND TARGET LLVMTargetParser AND TARGET LLVMSupport AND TARGET LLVMDemangle AND LINUX
   AND CMAKE_OBJCOPY AND NOT BROOK_SANITIZE AND NOT BROOK_LIBFUZZER)
    execute_process(COMMAND "${CMAKE_LINKER}" --version OUTPUT_VARIABLE brook_linker ERROR_QUIET)
    execute_process(COMMAND "${CMAKE_OBJCOPY}" --version OUTPUT_VARIABLE brook_objcopy ERROR_QUIET)
    if(brook_linker MATCHES "^GNU ld" AND brook_objcopy MATCHES "^GNU objcopy")
        set(brook_host_linked TRUE)
    endif()
endif()
if(brook_host_linked)
    get_target_property(sources brook_jit SOURCES)
    list(REMOVE_ITEM sources "${PROJECT_SOURCE_DIR}/src/jit/host.cpp")
    set_target_properties(brook_jit PROPERTIES SOURCES "${sources}")
    brook_object_library(brook_host LLVM "${PROJECT_SOURCE_DIR}/src/jit/host.cpp")
    # The linker is not told of compilers' plug-ins; and objcopy keeps names that are unique in a process global.
    target_compile_options(brook_host PRIVATE -fno-lto -ffunction-sections
        $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    set(brook_host_objects "${CMAKE_CURRENT_BINARY_DIR}/host.o")
    set(name brook_describe_host)
    add_custom_command(
        OUTPUT "${brook_host_objects}"
        COMMAND "${CMAKE_LINKER}" -r --gc-sections --force-group-allocation -u ${name} -o "${brook_host_objects}.all"
            $<TARGET_OBJECTS:brook_host> --start-group
            $<TARGET_FILE:LLVMTargetParser> $<TARGET_FILE:LLVMSupport> $<TARGET_FILE:LLVMDemangle> --end-group
        COMMAND "${CMAKE_OBJCOPY}" --keep-global-symbol=${name} "${brook_host_objects}.all" "${brook_host_objects}"
        DEPENDS brook_host $<TARGET_OBJECTS:brook_host> LLVMTargetParser LLVMSupport LLVMDemangle
        COMMENT "Linking what asks LLVM about this machine"
        COMMAND_EXPAND_LISTS
        VERBATIM)
    set_source_files_properties("${brook_host_objects}" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
    add_custom_target(brook_host_linked DEPENDS "${brook_host_objects}")
else()
    message(STATUS "brook: without LLVM's static TargetParser, a look-up of code calls libLLVM")
endif()
