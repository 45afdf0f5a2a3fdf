# Installation, and the package that find_package(brook) of other projects reads.

include(CMakePackageConfigHelpers)
set(brook_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/brook")

install(TARGETS brook EXPORT brook-targets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(BROOK_WITH_MPI)
    install(TARGETS brook_mpi EXPORT brook-targets)
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/brook" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*.def")
install(FILES "${PROJECT_BINARY_DIR}/include/brook/config.hpp" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/brook")
install(EXPORT brook-targets NAMESPACE brook:: DESTINATION "${brook_package_dir}")

configure_package_config_file(cmake/brook-config.cmake.in "${PROJECT_BINARY_DIR}/brook-config.cmake"
    INSTALL_DESTINATION "${brook_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/brook-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/brook-config.cmake" "${PROJECT_BINARY_DIR}/brook-config-version.cmake"
    DESTINATION "${brook_package_dir}")
if(NOT BROOK_BUILD_SHARED)
    # Whoever links a static library has to find what stands below it.
    install(FILES cmake/BrookFindLLVM.cmake cmake/FindSodium.cmake cmake/FindZstandard.cmake cmake/FindSleef.cmake
        DESTINATION "${brook_package_dir}")
endif()
