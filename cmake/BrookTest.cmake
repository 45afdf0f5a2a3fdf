# brook_add_test(name COMMAND ...): a test that never touches the user's cache, home or terminal settings.

function(brook_add_test name)
    add_test(NAME ${name} ${ARGN} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_property(TEST ${name} PROPERTY ENVIRONMENT
        "BROOK_CACHE_DIR=${PROJECT_BINARY_DIR}/test_cache/${name}"
        "XDG_STATE_HOME=${PROJECT_BINARY_DIR}/test_state"
        # OpenMPI asks twice whether it may.
        "OMPI_ALLOW_RUN_AS_ROOT=1" "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
        # TBB and LLVM are not instrumented, and the sanitizer sees their synchronisation as races. In a child of fork()
        # the threads of its parent are leaks to it.
        "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/tsan.supp:report_thread_leaks=0:$ENV{TSAN_OPTIONS}")
endfunction()
