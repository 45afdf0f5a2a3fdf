# Finds the library zstd and defines the target zstandard::zstandard.
find_path(Zstandard_INCLUDE_DIR zstd.h)
find_library(Zstandard_LIBRARY zstd)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Zstandard REQUIRED_VARS Zstandard_LIBRARY Zstandard_INCLUDE_DIR)
if(Zstandard_FOUND AND NOT TARGET zstandard::zstandard)
    add_library(zstandard::zstandard UNKNOWN IMPORTED)
    set_target_properties(zstandard::zstandard PROPERTIES
        IMPORTED_LOCATION "${Zstandard_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${Zstandard_INCLUDE_DIR}")
endif()
mark_as_advanced(Zstandard_INCLUDE_DIR Zstandard_LIBRARY)
