# Script: installs the build tree into an empty prefix, then configures, builds and runs the consumer against it.

cmake_minimum_required(VERSION 3.25)

function(step what)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${what} failed (${result}):\n${output}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${work}/prefix" "${work}/build")
step("installation" "${CMAKE_COMMAND}" --install "${build}" --prefix "${work}/prefix" --config "${config}")
step("configuration" "${CMAKE_COMMAND}" -S "${source}" -B "${work}/build" -G "${generator}"
    "-DCMAKE_PREFIX_PATH=${work}/prefix" "-DCMAKE_CXX_COMPILER=${compiler}" "-DCMAKE_CXX_FLAGS=${flags}"
    "-DCMAKE_BUILD_TYPE=${config}"
    # An installed brook elsewhere on the machine must not be found instead.
    -DCMAKE_FIND_PACKAGE_NO_PACKAGE_REGISTRY=ON "-Dbrook_ROOT=${work}/prefix")
step("build" "${CMAKE_COMMAND}" --build "${work}/build" --config "${config}")
step("run" "${work}/build/consumer")
if(NOT output MATCHES "${version}")
    message(FATAL_ERROR "the consumer should print the version ${version}, but printed:\n${output}")
endif()
message("${output}")
