# bigroom_embed(TARGET SYMBOL FILE...): builds the files into TARGET and generates
#   const struct br_file *SYMBOL(size_t *count);
# with names relative to the current folder.
function(bigroom_embed target symbol)
  set(stem ${CMAKE_CURRENT_BINARY_DIR}/${symbol})
  set(paths "")
  foreach(file IN LISTS ARGN)
    get_filename_component(path ${file} ABSOLUTE)
    list(APPEND paths ${path})
  endforeach()
  bigroom_embed_write(${stem} ${symbol} ${CMAKE_CURRENT_SOURCE_DIR} ${paths})
  set_property(SOURCE ${stem}.S APPEND PROPERTY OBJECT_DEPENDS "${paths}")
  target_sources(${target} PRIVATE ${stem}.S ${stem}.c)
endfunction()

# Writes STEM.S and STEM.c. The table lies in the assembly (64-bit pointers), so it is constant and
# needs no initialisation.
function(bigroom_embed_write stem symbol folder)
  set(bytes ".section .rodata\n")
  set(table ".section .data.rel.ro,\"aw\"\n.balign 8\n.global ${symbol}_table\n${symbol}_table:\n")
  set(index 0)
  foreach(path IN LISTS ARGN)
    file(RELATIVE_PATH name ${folder} ${path})
    set(label "${symbol}_${index}")
    string(APPEND bytes
      "${label}_name:\n.asciz \"${name}\"\n"
      "${label}:\n.incbin \"${path}\"\n${label}_end:\n.byte 0\n")
    string(APPEND table ".quad ${label}_name, ${label}, ${label}_end - ${label}\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${stem}.S @ONLY CONTENT
    "${bytes}${table}.section .note.GNU-stack,\"\",@progbits\n")
  file(CONFIGURE OUTPUT ${stem}.c @ONLY CONTENT
"#include \"base/embed.h\"
extern const struct br_file ${symbol}_table[];
const struct br_file *${symbol}(size_t *count);
const struct br_file *${symbol}(size_t *count)
{
    *count = ${index};
    return ${symbol}_table;
}
")
endfunction()

# cmake -DSTEM=... -DSYMBOL=... -DFOLDER=... -P BigroomEmbed.cmake: the same while building, for
# files whose names are only known then.
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  file(GLOB paths ${FOLDER}/*)
  bigroom_embed_write(${STEM} ${SYMBOL} ${FOLDER} ${paths})
  # Changed or not, this is what the build waited for.
  file(TOUCH ${STEM}.S ${STEM}.c)
endif()
