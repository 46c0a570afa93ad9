# What every target of ours is built with. Warnings become errors in the presets only, never for
# those who package fortify with another compiler.
add_library(fortify_standard INTERFACE)
target_include_directories(fortify_standard INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(fortify_standard INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wcast-qual
    -Wno-missing-field-initializers -Wnon-virtual-dtor -Woverloaded-virtual -Wdouble-promotion -Wformat=2
    -Wimplicit-fallthrough -Wextra-semi -Wswitch-enum -Wredundant-decls -Wmissing-declarations -Wundef
    # -Wrestrict of GCC 12 is wrong about std::string (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wduplicated-cond;-Wduplicated-branches;-Wlogical-op;-Wsuggest-override>)

# The standard headers that most files include, compiled once, where waiting counts (presets asan and release).
# That each file includes what it uses of them is tested in tests/tidy/includes.cpp, and by preset dev.
set(fortify_common_headers
    <algorithm> <array> <chrono> <cmath> <functional> <map> <memory> <optional> <string> <string_view> <variant>
    <vector> <fmt/format.h>)
if(FORTIFY_PRECOMPILE)
    file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp "// Only what it is compiled with counts.\n")
    add_library(fortify_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(fortify_precompiled PRIVATE fortify_standard fmt::fmt)
    target_precompile_headers(fortify_precompiled PRIVATE ${fortify_common_headers})
endif()

# fortify_library(name SOURCES a.cpp … DEPENDS core … [LINK other libraries])
# makes the static library fortify_<name> of the folder it is called in.
function(fortify_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
    add_library(fortify_${name} STATIC ${ARG_SOURCES})
    add_library(fortify::${name} ALIAS fortify_${name})
    target_link_libraries(fortify_${name} PUBLIC fortify_standard fmt::fmt)
    foreach(dependency ${ARG_DEPENDS})
        target_link_libraries(fortify_${name} PUBLIC fortify_${dependency})
    endforeach()
    target_link_libraries(fortify_${name} PRIVATE ${ARG_LINK})
    if(FORTIFY_PRECOMPILE)
        target_precompile_headers(fortify_${name} REUSE_FROM fortify_precompiled)
    endif()
endfunction()

# Test code runs once and is compiled often; what it tests is optimised as the preset says.
set(fortify_test_options -U_FORTIFY_SOURCE -O0)
if(CMAKE_CXX_FLAGS MATCHES "undefined")
    # A third of the time that compiling a test takes; the libraries under test keep their checks.
    list(APPEND fortify_test_options -fno-sanitize=undefined)
endif()

# fortify_test(name LABEL unit SOURCES a.cpp … DEPENDS policy … [LINK other libraries])
# makes one doctest program and one CTest of that label. Test programs share their main, and where headers are
# precompiled those of fortify_test_precompiled, which is compiled like a test.
function(fortify_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS;LINK" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set(target test_${ARG_LABEL}_${name})
    add_executable(${target} ${ARG_SOURCES})
    target_link_libraries(${target} PRIVATE fortify_standard fortify_test_main fmt::fmt ${ARG_LINK})
    foreach(dependency ${ARG_DEPENDS})
        target_link_libraries(${target} PRIVATE fortify_${dependency})
    endforeach()
    target_compile_options(${target} PRIVATE ${fortify_test_options})
    if(FORTIFY_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM fortify_test_precompiled)
    endif()
    target_compile_definitions(${target} PRIVATE FORTIFY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${ARG_LABEL}.${name} COMMAND ${target})
    set_tests_properties(${ARG_LABEL}.${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()
