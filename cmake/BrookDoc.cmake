# The target `doc`: the API reference as HTML, in the folder doc/html of the build directory. Needs Doxygen.

find_package(Doxygen QUIET)
if(DOXYGEN_FOUND)
    configure_file(doc/Doxyfile.in "${PROJECT_BINARY_DIR}/Doxyfile" @ONLY)
    add_custom_target(doc
        COMMAND "${DOXYGEN_EXECUTABLE}" "${PROJECT_BINARY_DIR}/Doxyfile"
        COMMENT "Writing the API reference to ${PROJECT_BINARY_DIR}/doc/html"
        VERBATIM)
else()
    message(STATUS "brook: no Doxygen, so neither the target doc nor the test of the API reference")
endif()
