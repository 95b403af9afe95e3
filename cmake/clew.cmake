# One static library per folder of src/, one test binary beside it.
#
#   clew_library(language DEPENDS base text LIBRARIES ICU::uc)
#
# takes every *.cpp of the folder: files ending in _test.cpp become the test program test_language, files
# named *_main.cpp are left for clew_program(), the rest becomes the library clew_language. DEPENDS names
# other folders of src/, LIBRARIES names anything that target_link_libraries() takes.
# UNITY_BY_NAME merges only files whose names begin with the same word; NO_UNITY merges none.
function(clew_library name)
  cmake_parse_arguments(ARG "NO_UNITY;UNITY_BY_NAME" "" "DEPENDS;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|_main)\\.cpp$")
  if(sources)
    add_library(clew_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(clew_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_link_libraries(clew_${name} ${scope} clew_options fmt::fmt Threads::Threads ${ARG_LIBRARIES})
  foreach(dep ${ARG_DEPENDS})
    target_link_libraries(clew_${name} ${scope} clew_${dep})
  endforeach()
  if(sources AND CLEW_UNITY AND NOT ARG_NO_UNITY AND NOT name IN_LIST CLEW_SEPARATE)
    set_target_properties(clew_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    # Files of one family ("delimited_map.cpp", "delimited_scan.cpp") are merged with each other only.
    if(ARG_UNITY_BY_NAME)
      set_target_properties(clew_${name} PROPERTIES UNITY_BUILD_MODE GROUP)
      foreach(source ${sources})
        get_filename_component(family ${source} NAME)
        string(REGEX REPLACE "[_.].*" "" family ${family})
        set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${family})
      endforeach()
    endif()
  endif()
  if(tests)
    clew_test(${name} SOURCES ${tests} DEPENDS ${name} LIBRARIES ${ARG_TEST_LIBRARIES})
  endif()
endfunction()

# A doctest program test_NAME, registered with ctest. Its main() is cmake/test_main.cpp.
# Tests find the project's own files under CLEW_SOURCE_DIR and programs under CLEW_BINARY_DIR.
function(clew_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_executable(test_${name} ${PROJECT_SOURCE_DIR}/cmake/test_main.cpp ${ARG_SOURCES})
  foreach(dep ${ARG_DEPENDS})
    target_link_libraries(test_${name} PRIVATE clew_${dep})
  endforeach()
  target_link_libraries(test_${name} PRIVATE clew_options doctest::doctest ${ARG_LIBRARIES})
  # Tests are compiled once and run once: less optimised, so that a clean build stays short.
  target_compile_options(test_${name} PRIVATE -O1 -g0)
  target_compile_definitions(test_${name} PRIVATE
    CLEW_SOURCE_DIR="${PROJECT_SOURCE_DIR}" CLEW_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()

# A program: clew_program(clew-gen SOURCES a.cpp DEPENDS base text)
function(clew_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  foreach(dep ${ARG_DEPENDS})
    target_link_libraries(${name} PRIVATE clew_${dep})
  endforeach()
  target_link_libraries(${name} PRIVATE clew_options ${ARG_LIBRARIES})
endfunction()

# Puts the files of `folder` that match `glob` into clew_LIBRARY as `const EmbeddedText clew::SPACE::NAME[]` (base/embedded_text.h).
function(clew_embed_folder library folder glob space name)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/${glob})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_folder.cmake)
  string(SHA256 names "${files}")  # in the command, so that a file that goes or is renamed makes it anew
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DIN=${folder} -DGLOB=${glob} -DOUT=${out} -DSPACE=${space} -DNAME=${name} -DNAMES=${names} -P ${script}
    DEPENDS ${files} ${script} VERBATIM)
  target_sources(clew_${library} PRIVATE ${out})
  set_source_files_properties(${out} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
