# amicast_room(name ROOMS lower... LIBRARIES external...)
#
# One static library per folder of src/: every *.cc but tests and main. A room's *_test.cc files make
# one test program, <name>_test. `base` always carries fmt, tl::expected and threads.

function(amicast_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cc$")
  if(NOT sources)
    set(sources ${CMAKE_SOURCE_DIR}/cmake/empty.cc)
  endif()

  add_library(amicast_${name} STATIC ${sources})
  amicast_apply_settings(amicast_${name})
  list(TRANSFORM ARG_ROOMS PREPEND amicast_ OUTPUT_VARIABLE rooms)
  list(TRANSFORM ARG_LIBRARIES PREPEND amicast_lib_ OUTPUT_VARIABLE libraries)
  target_link_libraries(amicast_${name} PUBLIC ${rooms} ${libraries} fmt Threads::Threads)

  if(AMICAST_TESTS AND tests)
    add_executable(${name}_test ${tests})
    amicast_apply_settings(${name}_test)
    if(CMAKE_BUILD_TYPE STREQUAL "Release")
      # What is tested is optimised; optimising the tests themselves would double what they cost to build.
      target_compile_options(${name}_test PRIVATE -O0 -g0)
    endif()
    target_link_libraries(${name}_test PRIVATE amicast_${name} GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
  endif()
endfunction()
