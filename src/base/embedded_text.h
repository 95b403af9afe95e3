// A text file that the build put into the program (clew_embed_folder of cmake/clew.cmake).
#pragma once

namespace clew {

// A folder of them is an array that ends with {nullptr, nullptr}.
struct EmbeddedText {
  const char* name;  // of the file: "vi.tsv"
  const char* text;
};

}  // namespace clew
