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
endfunction()

# fortify_test(name LABEL unit SOURCES a.cpp … DEPENDS policy … [LINK other libraries])
# makes one doctest program and one CTest of that label. Test programs share their main.
function(fortify_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS;LINK" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set(target test_${ARG_LABEL}_${name})
    add_executable(${target} ${ARG_SOURCES})
    target_link_libraries(${target} PRIVATE fortify_standard fortify_test_main ${ARG_LINK})
    foreach(dependency ${ARG_DEPENDS})
        target_link_libraries(${target} PRIVATE fortify_${dependency})
    endforeach()
    # Test code runs once and is compiled often; what it tests is optimised as the preset says.
    target_compile_options(${target} PRIVATE -U_FORTIFY_SOURCE -O0)
    if(CMAKE_CXX_FLAGS MATCHES "undefined")
        # A third of the time that compiling a test takes; the libraries under test keep their checks.
        target_compile_options(${target} PRIVATE -fno-sanitize=undefined)
    endif()
    target_compile_definitions(${target} PRIVATE FORTIFY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${ARG_LABEL}.${name} COMMAND ${target})
    set_tests_properties(${ARG_LABEL}.${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()
