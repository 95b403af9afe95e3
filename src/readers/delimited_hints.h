// Words about a table: its title and the name of the file. They speak for a kind of table where its columns alone do not.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "readers/header_meaning.h"

namespace clew::readers {

class Hints {
 public:
  // Folded, and as written too: folding takes "WhatsApp" apart.
  Hints(std::string_view file_name, std::string_view title) : file_(both(file_name)), words_(file_ + " " + both(title)) {}

  const std::string& words() const { return words_; }
  const std::string& file() const { return file_; }
  bool any(std::initializer_list<std::string_view> words) const {
    return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return words_.find(w) != std::string::npos; });
  }
  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
  }

 private:
  static std::string both(std::string_view text) { return fold_header(text) + " " + lower(text); }

  std::string file_, words_;
};

}  // namespace clew::readers
