# penstock_options: what every target of ours compiles with. Warnings, sanitizers, hardening.
# penstock_qt_options: the strict Qt defines on top, for the modules that use Qt at all.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers are cached only when their time stamps do not count. NOHASHDIR: an object of
  # one preset's build folder serves the others too; debuggers find sources by their absolute paths.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true ${CCACHE})
endif()

add_library(penstock_options INTERFACE)
if(MSVC)
  target_compile_options(penstock_options INTERFACE /W4 /utf-8 /permissive- /Zc:__cplusplus)
  target_compile_definitions(penstock_options INTERFACE NOMINMAX WIN32_LEAN_AND_MEAN)
else()
  target_compile_options(penstock_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wextra-semi -Wformat=2 -Wimplicit-fallthrough
    # g++ 12 means designated initialisers too, which leave out members on purpose.
    -Wno-missing-field-initializers
    -fstack-protector-strong
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -fpch-preprocess>)
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_definitions(penstock_options INTERFACE _GLIBCXX_ASSERTIONS)
  endif()
endif()
if(PENSTOCK_WERROR)
  target_compile_options(penstock_options INTERFACE $<IF:$<BOOL:${MSVC}>,/WX,-Werror>)
endif()

if(PENSTOCK_SANITIZER STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
elseif(PENSTOCK_SANITIZER STREQUAL "thread")
  set(sanitize -fsanitize=thread -fno-omit-frame-pointer)
elseif(PENSTOCK_SANITIZER)
  message(FATAL_ERROR "PENSTOCK_SANITIZER is '${PENSTOCK_SANITIZER}'; it can be empty, address or thread")
endif()
if(PENSTOCK_SANITIZER OR NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # With optimisation or sanitizers these of gcc cry wolf, inside the standard library's own headers
  # (std::string and operator+); the plain debug build, where they are right, keeps them.
  target_compile_options(penstock_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:
    -Wno-maybe-uninitialized -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND UNIX AND NOT APPLE)
  # std::stable_sort of libstdc++ 12 calls what libstdc++ 12 has deprecated.
  target_compile_options(penstock_options INTERFACE -Wno-deprecated-declarations)
endif()
if(PENSTOCK_LIBFUZZER)
  list(APPEND sanitize -fsanitize=fuzzer-no-link)
endif()
target_compile_options(penstock_options INTERFACE ${sanitize})
target_link_options(penstock_options INTERFACE ${sanitize})

add_library(penstock_qt_options INTERFACE)
target_link_libraries(penstock_qt_options INTERFACE penstock_options)
if(NOT MSVC)
  # Programs and libraries share one precompiled header, and gcc wants it built exactly as it is used.
  # Qt 6.4 asks for -fPIC in programs by itself, later versions do not.
  target_compile_options(penstock_qt_options INTERFACE -fPIC)
endif()
target_compile_definitions(penstock_qt_options INTERFACE
  QT_NO_CAST_FROM_ASCII
  QT_NO_CAST_TO_ASCII
  QT_NO_CAST_FROM_BYTEARRAY
  QT_NO_URL_CAST_FROM_STRING
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  QT_NO_CONTEXTLESS_CONNECT
  QT_NO_FOREACH
  QT_NO_KEYWORDS
  QT_STRICT_ITERATORS
  QT_USE_QSTRINGBUILDER
  QT_DISABLE_DEPRECATED_BEFORE=0x060400)
