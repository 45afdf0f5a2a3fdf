# Finds the header of xxHash and defines the target xxhash::header. The code is in the header; there is nothing to link.
find_path(XxHash_INCLUDE_DIR xxhash.h)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(XxHash REQUIRED_VARS XxHash_INCLUDE_DIR)
if(XxHash_FOUND AND NOT TARGET xxhash::header)
    add_library(xxhash::header INTERFACE IMPORTED)
    set_target_properties(xxhash::header PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${XxHash_INCLUDE_DIR}")
endif()
mark_as_advanced(XxHash_INCLUDE_DIR)
