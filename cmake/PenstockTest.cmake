# The QTRY_ macros of Qt 6.8 narrow a duration, in our own lines; the Qt 6.4 build keeps the warning.
add_library(penstock_qttest_options INTERFACE)
if(Qt6_VERSION VERSION_GREATER_EQUAL 6.5 AND NOT MSVC)
  target_compile_options(penstock_qttest_options INTERFACE -Wno-conversion)
endif()

# penstock_test(NAME [DEPENDS module...] [SOURCES file...] [QT component...] [LABELS label...]
#               [KEYRING mode...])
#
# NAME.cpp plus SOURCES as one Qt Test executable, registered with CTest. Labels: `core` for tests of
# the Qt-free modules (they run under the thread sanitizer), `qt` for what touches Qt (it also runs in
# the Qt 6.8 lane), `house` for the rules of the tree, `keyring` for what needs a Secret Service. With
# KEYRING it runs as NAME_mode once for each mode of tests/support/withkeyring.sh.
function(penstock_test name)
  cmake_parse_arguments(arg "" "" "DEPENDS;SOURCES;QT;LABELS;LIBRARIES;KEYRING" ${ARGN})
  list(TRANSFORM arg_DEPENDS PREPEND penstock_)

  add_executable(${name} ${name}.cpp ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} penstock_testsupport ${arg_LIBRARIES})
  target_compile_definitions(${name} PRIVATE PENSTOCK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  penstock_use_qt(${name} Core Test ${arg_QT})
  target_link_libraries(${name} PRIVATE penstock_qttest_options)
  # Qt Test compiles this path in; the build folder's would make every preset's tests new to ccache.
  set_target_properties(${name} PROPERTIES QT_TESTCASE_BUILDDIR ${PROJECT_SOURCE_DIR})

  if(arg_KEYRING)
    set(tests)
    foreach(mode IN LISTS arg_KEYRING)
      list(APPEND tests ${name}_${mode})
      add_test(NAME ${name}_${mode}
        COMMAND ${PROJECT_SOURCE_DIR}/tests/support/withkeyring.sh ${mode} $<TARGET_FILE:${name}>)
    endforeach()
    set_tests_properties(${tests} PROPERTIES SKIP_RETURN_CODE 77)
  else()
    set(tests ${name})
    add_test(NAME ${name} COMMAND ${name})
  endif()
  set_tests_properties(${tests} PROPERTIES
    LABELS "${arg_LABELS}"
    TIMEOUT 120
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
  foreach(label IN LISTS arg_LABELS)
    if(NOT TARGET penstock_${label}_tests)
      add_custom_target(penstock_${label}_tests)
    endif()
    add_dependencies(penstock_${label}_tests ${name})
  endforeach()
endfunction()
