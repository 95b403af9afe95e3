// Word-by-word glosses out of FreeDict dictionaries (Debian packages dict-freedict-*) and Clew's own word lists, for the
// languages that no translation engine knows. Always shown as a gloss, never as a translation.
//
//   pl "Stary dom nad rzeką"  →  "old house above river~"      (~: found by its stem)
//
// A word not found is tried by its stems (stems.h, where the spelling dictionary is there), then by the
// headword that shares the longest beginning, if only endings differ. A stem loses what its ending or
// beginning denied: "neturiu" (I do not have) is "not have~", "gelmiyorum" "not come~". A word with a
// capital inside a sentence is a name unless the dictionary has it as one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/engine.h"
#include "language/word_list.h"

namespace clew::language {

// Dictionaries are read at the first use of their language (0.1 to 2 s) and stay: 10 to 150 MB.
class GlossEngine final : public Engine {
 public:
  explicit GlossEngine(std::filesystem::path folder = "/usr/share/dictd",
                       std::filesystem::path stems = "/usr/share/hunspell", std::span<const WordListText> lists = word_lists());
  ~GlossEngine() override;
  std::string_view name() const override { return "gloss"; }
  std::vector<std::string> languages() const override;
  std::string route(std::string_view language) const override;
  std::string version(std::string_view language) const override;
  bool is_gloss() const override { return true; }
  bool has_words(std::string_view language) const override;
  std::string english_of(std::string_view language, std::string_view word, bool as_written) override;
  std::vector<Rendering> translate(std::string_view language, std::span<const std::string> segments,
                                   std::stop_token stop) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Debian packages that bring dictionaries for `language`; empty if there are none.
std::vector<std::string> gloss_packages_for(std::string_view language);

}  // namespace clew::language
