# Everything comes from the system; nothing is fetched at configure time.

set(PENSTOCK_QT_FLOOR 6.4.2)
find_package(Qt6 ${PENSTOCK_QT_FLOOR} REQUIRED COMPONENTS Core Network Sql HttpServer)
if(UNIX AND NOT APPLE)
  find_package(Qt6 ${PENSTOCK_QT_FLOOR} REQUIRED COMPONENTS DBus)
endif()
if(PENSTOCK_BUILD_TESTS)
  find_package(Qt6 ${PENSTOCK_QT_FLOOR} REQUIRED COMPONENTS Test)
endif()
if(PENSTOCK_BUILD_UI)
  find_package(Qt6 ${PENSTOCK_QT_FLOOR} REQUIRED COMPONENTS Gui Widgets Charts Svg)
  find_package(Qt6Keychain REQUIRED)
endif()

find_package(Threads REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)
  # Before 0.8 the package names its target without a namespace.
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
