# Flags that every target shares. Options: OL_TESTS, OL_FUZZ, OL_SANITIZE (a -fsanitize= list).
option(OL_TESTS "build the unit tests" OFF)
option(OL_UNITY "compile several files of a room at once: half the CPU of a build from nothing" OFF)
set(OL_UNITY_FILES 8 CACHE STRING "so many files of a room at once")
option(OL_FUZZ "build the libFuzzer targets (clang)" OFF)
set(OL_SANITIZE "" CACHE STRING "list for -fsanitize=")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(OL_CCACHE ccache)
if(OL_CCACHE)
  # The PCH needs these two sloppinesses (ccache manual, "Precompiled headers"); base_dir lets several build trees share. Clang's
  # precompiled header names the folder it was made in, so that no other tree could share what is compiled with it: its presets
  # have none.
  set(OL_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${OL_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${OL_LAUNCHER})
  set(CMAKE_C_COMPILER_LAUNCHER ${OL_LAUNCHER})
endif()

add_library(ol_flags INTERFACE)
target_include_directories(ol_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(ol_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
target_compile_options(ol_flags INTERFACE -Wall -Wextra -Wno-missing-field-initializers -Werror=switch -Werror=return-type)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ol_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  target_link_options(ol_flags INTERFACE -fuse-ld=mold)
else()
  # Read as text where it is not precompiled: files are written with it in mind.
  if(CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_compile_options(ol_flags INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include ${CMAKE_SOURCE_DIR}/src/platform/base/pch.hpp>")
  endif()
  target_link_options(ol_flags INTERFACE -fuse-ld=lld)
endif()
if(OL_SANITIZE)
  target_compile_options(ol_flags INTERFACE -fsanitize=${OL_SANITIZE} -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(ol_flags INTERFACE -fsanitize=${OL_SANITIZE})
endif()
# A room links what another room found; pkg_check_modules needs its own word for that: IMPORTED_TARGET GLOBAL.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(PkgConfig REQUIRED)
if(OL_FUZZ)  # without it libFuzzer sees no coverage and only throws dice
  target_compile_options(ol_flags INTERFACE -fsanitize=fuzzer-no-link)
  # A room that reads nobody's bytes is watched less, and compiled a third quicker: without coverage, and without the checks
  # of every access whose breach the address sanitizer tells too.
  # Linked after ol_flags, so that its -fno comes later. The list's path is relative: clones share what is compiled with it.
  file(RELATIVE_PATH unwatched ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/cmake/no_coverage.txt)
  add_library(ol_unwatched INTERFACE)
  target_compile_options(ol_unwatched INTERFACE -fsanitize-coverage-ignorelist=${unwatched}
    -fno-sanitize=null,alignment,vptr,object-size)
endif()
find_package(Threads REQUIRED)
target_link_libraries(ol_flags INTERFACE Threads::Threads)

if(OL_TESTS)
  find_package(GTest REQUIRED)
  enable_testing()
endif()
