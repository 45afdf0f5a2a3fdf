# Finds what the library stands on. LLVM is found last: its package looks for some of the others by itself.

find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(TBB REQUIRED)
if(BROOK_BUILD_TESTS OR BROOK_BUILD_BENCHMARKS)
    find_package(Boost 1.74 REQUIRED CONFIG) # the library itself does without
endif()
find_package(Sodium REQUIRED)
find_package(Zstandard REQUIRED)
find_package(Sleef REQUIRED)
find_package(XxHash REQUIRED)
include(BrookFindLLVM)
brook_find_llvm("${BROOK_LLVM_VERSION}")

message(STATUS "brook: LLVM ${LLVM_VERSION} in ${LLVM_DIR}")
