# What the plugin and the sample host build on, and how every target of this project is compiled.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(SOCI 4.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED)

# Boost.JSON from its headers, compiled once. A plugin must not depend on a shared library of Boost: its host may have
# loaded another version of it.
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/boost_json.cpp" CONTENT "#include <boost/json/src.hpp>\n")
add_library(suasor_boost_json STATIC "${PROJECT_BINARY_DIR}/boost_json.cpp")
target_compile_features(suasor_boost_json PUBLIC cxx_std_20)
target_link_libraries(suasor_boost_json PUBLIC Boost::headers)
set_target_properties(suasor_boost_json PROPERTIES
  POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

# suasor_target(NAME): language level, warnings, visibility and sanitizers of a target of this project.
function(suasor_target name)
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_compile_options(${name} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    # GCC 12 takes the concatenation of strings for an overlap when it optimises: https://gcc.gnu.org/PR105651
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique> $<$<BOOL:${SUASOR_WARNINGS_AS_ERRORS}>:-Werror>)
  set_target_properties(${name} PROPERTIES
    CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()

if(SUASOR_SANITIZE)
  add_compile_options(-fsanitize=${SUASOR_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SUASOR_SANITIZE})
  if(SUASOR_SANITIZE MATCHES "undefined")
    # It asks for type information of classes that SOCI hides in its library.
    add_compile_options(-fno-sanitize=vptr)
  endif()
  if(SUASOR_SANITIZE MATCHES "thread")
    # Boost.Asio has fences, which GCC warns that it cannot instrument.
    add_compile_options(-Wno-tsan)
  endif()
endif()
