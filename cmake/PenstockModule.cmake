# penstock_module(NAME [SOURCES file...] [DEPENDS module...] [QT component...] [LIBRARIES target...]
#                 [PRIVATE_LIBRARIES target...])
#
# One static library per folder. DEPENDS names other modules of ours and is public, as their types
# stand in our headers. Headers are included as "NAME/file.h". A module without QT never sees Qt's
# include paths, so that the Qt-free core stays free by construction; a module without SOURCES is a
# room that nobody has moved into yet.
function(penstock_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;QT;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  list(TRANSFORM arg_DEPENDS PREPEND penstock_)
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH include_root)

  if(NOT arg_SOURCES)
    add_library(penstock_${name} INTERFACE)
    target_include_directories(penstock_${name} INTERFACE ${include_root})
    target_link_libraries(penstock_${name} INTERFACE ${arg_DEPENDS})
    return()
  endif()

  add_library(penstock_${name} STATIC ${arg_SOURCES})
  target_include_directories(penstock_${name} PUBLIC ${include_root})
  target_link_libraries(penstock_${name} PUBLIC ${arg_DEPENDS} ${arg_LIBRARIES} PRIVATE ${arg_PRIVATE_LIBRARIES})
  penstock_use_qt(penstock_${name} ${arg_QT})
endfunction()

# One precompiled <QtCore/QtCore> for everything that uses Qt. It takes 8 s and 200 MB: one a target
# would cost more than it saves. <QtTest/QtTest> on top of it is read in under a second.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/qtcorepch.cpp
  CONTENT "// Here only because a precompiled header belongs to a target, and a target has a source.\n")
add_library(penstock_qtcore_pch OBJECT ${CMAKE_BINARY_DIR}/qtcorepch.cpp)
target_link_libraries(penstock_qtcore_pch PRIVATE Qt6::Core penstock_qt_options)
target_precompile_headers(penstock_qtcore_pch PRIVATE <QtCore/QtCore>)

# penstock_use_qt(TARGET [component...])
#
# Options, moc and the precompiled Qt header for a target that names Qt components; only the plain
# options for one that names none.
function(penstock_use_qt target)
  if(NOT ARGN)
    target_link_libraries(${target} PRIVATE penstock_options)
    return()
  endif()
  list(TRANSFORM ARGN PREPEND Qt6:: OUTPUT_VARIABLE components)
  target_link_libraries(${target} PUBLIC ${components} PRIVATE penstock_qt_options)
  set_target_properties(${target} PROPERTIES AUTOMOC ON)
  target_precompile_headers(${target} REUSE_FROM penstock_qtcore_pch)
endfunction()
