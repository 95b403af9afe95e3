#include "words.h"

namespace clew::gen {

std::vector<std::string_view> word_lists() {
  return {words_ro, words_sq, words_vi, words_pl, words_ar, words_en};
}

}  // namespace clew::gen
