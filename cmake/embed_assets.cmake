# Writes an assembler file that includes every file of DIST, and a table of them in C++.
file(GLOB_RECURSE files RELATIVE ${DIST} ${DIST}/*)
list(SORT files)
set(asm "  .section .rodata\n")
set(declarations "")
set(rows "")
set(n 0)
foreach(file ${files})
  string(APPEND asm "  .balign 16\nclew_asset_${n}:\n  .incbin \"${DIST}/${file}\"\nclew_asset_${n}_end:\n  .byte 0\n"
    "  .global clew_asset_${n}\n  .global clew_asset_${n}_end\n")
  string(APPEND declarations "extern const char clew_asset_${n}[], clew_asset_${n}_end[];\n")
  string(APPEND rows "    {\"/${file}\", {clew_asset_${n}, static_cast<std::size_t>(clew_asset_${n}_end - clew_asset_${n})}},\n")
  math(EXPR n "${n}+1")
endforeach()
string(APPEND asm "  .section .note.GNU-stack,\"\",%progbits\n")
file(WRITE ${ASM} "${asm}")
file(WRITE ${CPP} "#include \"http/assets.h\"\n\nextern \"C\" {\n${declarations}}\n\nnamespace clew::http {\n\n"
  "const std::vector<Asset>& assets() {\n  static const std::vector<Asset> list = {\n${rows}  };\n  return list;\n}\n\n}  // namespace clew::http\n")
