#include "words.h"

namespace clew::gen {

std::vector<std::string_view> word_lists() {
  return {words_ro, words_sq, words_vi, words_pl, words_ar, words_en, words_es,
          words_pt, words_fr, words_ur, words_zh, words_ru, words_tr};
}

}  // namespace clew::gen
