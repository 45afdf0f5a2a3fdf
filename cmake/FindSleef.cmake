# Finds the library sleef and defines the target sleef::sleef.
find_path(Sleef_INCLUDE_DIR sleef.h)
find_library(Sleef_LIBRARY sleef)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Sleef REQUIRED_VARS Sleef_LIBRARY Sleef_INCLUDE_DIR)
if(Sleef_FOUND AND NOT TARGET sleef::sleef)
    add_library(sleef::sleef UNKNOWN IMPORTED)
    set_target_properties(sleef::sleef PROPERTIES
        IMPORTED_LOCATION "${Sleef_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${Sleef_INCLUDE_DIR}")
endif()
mark_as_advanced(Sleef_INCLUDE_DIR Sleef_LIBRARY)
