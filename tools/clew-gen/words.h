// The texts of the language packs, one file a language; see language_pack.h for their form.
#pragma once

#include <string_view>
#include <vector>

namespace clew::gen {

extern const std::string_view words_ar, words_en, words_es, words_fr, words_pl, words_pt, words_ro,
    words_ru, words_sq, words_tr, words_ur, words_vi, words_zh;

std::vector<std::string_view> word_lists();

}  // namespace clew::gen
