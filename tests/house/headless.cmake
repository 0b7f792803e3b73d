# Proof of the layering: without the console no program of ours needs Qt Gui, Widgets or Charts, not
# even through a library. With the console the check itself is checked, on a planted program.
set(no_gui ${CMAKE_CURRENT_SOURCE_DIR}/nogui.sh)

if(NOT PENSTOCK_BUILD_UI)
  add_test(NAME headless_links_no_gui COMMAND bash ${no_gui} ${CMAKE_BINARY_DIR}/bin)
  set_tests_properties(headless_links_no_gui PROPERTIES LABELS house TIMEOUT 120)
  return()
endif()

set(planted ${CMAKE_CURRENT_BINARY_DIR}/planted)
add_library(plantedgui_library SHARED plantedgui/library.cpp)
target_link_libraries(plantedgui_library PRIVATE Qt6::Gui penstock_qt_options)
add_executable(plantedgui plantedgui/main.cpp)
target_link_libraries(plantedgui PRIVATE plantedgui_library penstock_options)
set_target_properties(plantedgui plantedgui_library PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${planted}
  LIBRARY_OUTPUT_DIRECTORY ${planted}/lib)

add_test(NAME headless_check_finds_planted_gui COMMAND bash ${no_gui} ${planted})
set_tests_properties(headless_check_finds_planted_gui PROPERTIES
  LABELS house
  TIMEOUT 60
  PASS_REGULAR_EXPRESSION
    "Qt GUI library needed: plantedgui > libplantedgui_library.so > libQt6Gui.so")
add_test(NAME headless_check_wants_programs COMMAND bash ${no_gui} ${CMAKE_CURRENT_BINARY_DIR})
set_tests_properties(headless_check_wants_programs PROPERTIES
  LABELS house
  TIMEOUT 60
  PASS_REGULAR_EXPRESSION "There is no program in")
add_dependencies(penstock_house_tests plantedgui)
