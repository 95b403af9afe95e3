// clew-known-words OUT FOLDER: makes data/language/known_words.bits of FOLDER/LANGUAGE.txt, a word a line.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "language/known_words.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "clew-known-words OUT FOLDER\n");
    return 2;
  }
  std::vector<clew::language::KnownWords> languages;
  for (const auto& entry : std::filesystem::directory_iterator(argv[2])) {
    if (entry.path().extension() != ".txt") continue;
    auto& list = languages.emplace_back();
    list.language = entry.path().stem().string();
    std::ifstream file(entry.path());
    for (std::string word; std::getline(file, word);)
      list.words.push_back(word);
  }
  std::sort(languages.begin(), languages.end(), [](const auto& a, const auto& b) { return a.language < b.language; });
  const auto bytes = clew::language::known_words_file(languages);
  std::ofstream out(argv[1], std::ios::binary);
  out << bytes;
  out.close();
  if (!out) {
    fmt::print(stderr, "cannot write {}\n", argv[1]);
    return 1;
  }
  fmt::print("{} languages, {} bytes\n", languages.size(), bytes.size());
}
