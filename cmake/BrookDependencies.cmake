# Finds what the library stands on. LLVM is found last: its package looks for some of the others by itself.

find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(TBB REQUIRED)
find_package(Boost 1.74 REQUIRED CONFIG) # headers, of which public ones include one: that of float128
if(BROOK_WITH_MPI)
    find_package(MPI REQUIRED COMPONENTS CXX)
    find_package(Boost 1.74 REQUIRED CONFIG COMPONENTS mpi serialization)
    # Where there is no network at all, not even within the machine, OpenMPI starts nothing.
    execute_process(COMMAND "${CMAKE_COMMAND}" -E env OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
        "${MPIEXEC_EXECUTABLE}" --oversubscribe "${MPIEXEC_NUMPROC_FLAG}" 2 true
        RESULT_VARIABLE brook_mpi_result OUTPUT_QUIET ERROR_QUIET TIMEOUT 60)
    if(brook_mpi_result EQUAL 0)
        set(BROOK_MPI_STARTS TRUE)
    else()
        message(STATUS "brook: ${MPIEXEC_EXECUTABLE} starts no processes here: brook::mpi is built, but not tested")
    endif()
endif()
if(BROOK_BUILD_TESTS)
    find_package(Boost 1.74 CONFIG OPTIONAL_COMPONENTS serialization)
endif()
find_package(Sodium REQUIRED)
find_package(Zstandard REQUIRED)
find_package(Sleef REQUIRED)
find_package(XxHash REQUIRED)
set(BROOK_HAS_QUADMATH OFF)
if(BROOK_WITH_QUADMATH)
    include(CheckCXXSourceCompiles)
    set(CMAKE_REQUIRED_LIBRARIES quadmath)
    check_cxx_source_compiles("#include <boost/multiprecision/float128.hpp>
        int main(int n, char **) { return sin(boost::multiprecision::float128(n)) > 2; }"
        BROOK_QUADMATH_WORKS)
    unset(CMAKE_REQUIRED_LIBRARIES)
    if(BROOK_QUADMATH_WORKS)
        set(BROOK_HAS_QUADMATH ON)
    endif()
endif()
include(BrookFindLLVM)
brook_find_llvm("${BROOK_LLVM_VERSION}")

message(STATUS "brook: LLVM ${LLVM_VERSION} in ${LLVM_DIR}")
