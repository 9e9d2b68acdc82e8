# Flags that all of our code is compiled with; generated code gets none of the warnings.
add_library(bigroom_flags INTERFACE)
target_compile_definitions(bigroom_flags INTERFACE _GNU_SOURCE)
target_compile_options(bigroom_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
  -Wundef -Wformat=2 -Wimplicit-fallthrough -Wswitch-enum -Werror
  -fstack-protector-strong -fno-common)
target_link_options(bigroom_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # _FORTIFY_SOURCE needs optimisation; BR_ASSERT does not depend on NDEBUG and stays on.
  target_compile_definitions(bigroom_flags INTERFACE _FORTIFY_SOURCE=2)
endif()

set(BIGROOM_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
if(BIGROOM_SANITIZE)
  add_compile_options(-fsanitize=${BIGROOM_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BIGROOM_SANITIZE})
endif()
option(BIGROOM_FAILPOINTS "Places at which tests kill the programs: see base/failpoint.h" OFF)
if(BIGROOM_FAILPOINTS)
  target_compile_definitions(bigroom_flags INTERFACE BIGROOM_FAILPOINTS)
endif()
option(BIGROOM_COVERAGE "Count which lines and branches run" OFF)
if(BIGROOM_COVERAGE)
  add_compile_options(--coverage -O0)
  add_link_options(--coverage)
endif()
