#include "language/normalise.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

#include <algorithm>

#include "base/assert.h"
#include "language/engine.h"

namespace clew::language {
namespace {

constexpr std::int32_t elongated = 3;  // no language here writes a letter three times; but see ro
constexpr int min_capitals = 6;

bool is_invisible(UChar32 c) {
  // Not the joiners U+200C and U+200D: Persian and the Indic scripts spell with them.
  return c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0x61C;
}
bool is_compatibility_form(UChar32 c) {
  return (c >= 0xFB00 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFE) ||
         (c >= 0xFF01 && c <= 0xFFEE) || (c >= 0x1D400 && c <= 0x1D7FF);
}
bool is_alphabetic(UChar32 c) {
  return u_isalpha(c) && !(c >= 0x2E80 && c <= 0x9FFF) && !(c >= 0xAC00 && c <= 0xD7AF) &&
         !(c >= 0x0E00 && c <= 0x0EFF);
}

const icu::Normalizer2& form(bool compatible) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* n = compatible ? icu::Normalizer2::getNFKCInstance(error)
                             : icu::Normalizer2::getNFCInstance(error);
  CLEW_ASSERT(U_SUCCESS(error));
  return *n;
}

UChar32 respelled(UChar32 c, std::string_view language) {
  if (language == "ro") {
    switch (c) {
      case 0x15F:
        return 0x219;  // ş → ș
      case 0x15E:
        return 0x218;
      case 0x163:
        return 0x21B;  // ţ → ț
      case 0x162:
        return 0x21A;
      default:
        return c;
    }
  }
  if (language == "fa" || language == "ur") {
    if (c == 0x64A || c == 0x649) return 0x6CC;
    if (c == 0x643) return 0x6A9;
  } else if (language == "ar") {
    if (c == 0x6CC) return 0x64A;
    if (c == 0x6A9) return 0x643;
  }
  return c;
}

UChar32 lower(UChar32 c, bool turkic) {
  if (turkic && c == 'I') return 0x131;
  if (c == 0x130) return 'i';
  return u_tolower(c);
}

// Pieces between blanks and punctuation that are chat shorthand, written out.
std::string expand(const std::string& text, std::string_view language, bool& changed) {
  std::string out;
  std::size_t at = 0;
  const auto is_letter = [](char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? true : static_cast<unsigned char>(c) >= 0x80;
  };
  while (at < text.size()) {
    if (!is_letter(text[at]) || mark_at(text, at)) {
      const std::size_t step = mark_at(text, at) ? mark_bytes : 1;
      out.append(text, at, step);
      at += step;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end]) && !mark_at(text, end))
      ++end;
    const std::string_view token(text.data() + at, end - at);
    std::string small(token);
    for (char& c : small)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    const auto full = shorthand(language, small);
    // "d'" and "q-" are parts of words.
    const bool part = (end < text.size() && (text[end] == '\'' || text[end] == '-')) ||
                      (at > 0 && (text[at - 1] == '\'' || text[at - 1] == '-'));
    // "50 k" is a sum.
    std::size_t before = at;
    while (before > 0 && text[before - 1] == ' ')
      --before;
    const bool sum = small == "k" && before > 0 &&
                     ((text[before - 1] >= '0' && text[before - 1] <= '9') ||
                      (before >= mark_bytes && mark_at(text, before - mark_bytes)));
    if (!full.empty() && !part && !sum) {
      out += full;
      changed = true;
    } else {
      out += token;
    }
    at = end;
  }
  return out;
}

}  // namespace

Normalised normalise_letters(std::string_view text, std::string_view language) {
  Normalised result;
  const auto note = [&](Change change) { result.changes |= static_cast<std::uint8_t>(change); };
  const auto original = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString composed = form(false).normalize(original, error);
  CLEW_ASSERT(U_SUCCESS(error));
  if (composed != original) note(Change::composed);

  // Is it a line in capitals? At least two words, or one long one, and no small letter.
  int capitals = 0, small = 0;
  for (std::int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
    const auto c = composed.char32At(i);
    if (u_isupper(c)) ++capitals;
    if (u_islower(c)) ++small;
  }
  const bool shouting = small == 0 && capitals >= min_capitals;
  const bool turkic = language == "tr" || language == "az";
  if (shouting) note(Change::capitals);

  icu::UnicodeString out;
  UChar32 last = -1;
  std::int32_t run = 0, run_start = 0;
  bool first_letter = true;
  const auto end_run = [&] {
    const bool plural = language == "ro" && run == elongated && u_tolower(last) == 'i';  // copiii
    if (run >= elongated && is_alphabetic(last) && !plural) {
      out.truncate(run_start);
      out.append(last);
      note(Change::elongation);
    }
    run = 0;
  };
  const auto append = [&](UChar32 c) {
    if (shouting && u_isupper(c)) {
      if (!first_letter) c = lower(c, turkic);
      first_letter = false;
    }
    if (u_tolower(c) == u_tolower(last) && last >= 0) {
      ++run;
    } else {
      end_run();
      run = 1;
      run_start = out.length();
      last = c;
    }
    out.append(c);
  };
  for (std::int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
    auto c = composed.char32At(i);
    if (is_invisible(c)) {
      note(Change::invisible);
      continue;
    }
    if (c == 0x640) {  // tatweel
      note(Change::elongation);
      continue;
    }
    if (c != ' ' && (u_isblank(c) || u_charType(c) == U_SPACE_SEPARATOR)) {
      note(Change::composed);
      c = ' ';
    }
    if (const auto r = respelled(c, language); r != c) {
      note(Change::spelling);
      c = r;
    }
    if (is_compatibility_form(c)) {
      const auto plain = form(true).normalize(icu::UnicodeString(c), error);
      note(Change::composed);
      for (std::int32_t k = 0; k < plain.length(); k = plain.moveIndex32(k, 1))
        append(plain.char32At(k));
      continue;
    }
    append(c);
  }
  end_run();
  out.toUTF8String(result.text);
  return result;
}

void write_out_shorthand(Normalised& text, std::string_view language) {
  bool expanded = false;
  text.text = expand(text.text, language, expanded);
  if (auto spelled = chat_spelling(text.text, language); spelled != text.text) {
    text.text = std::move(spelled);
    expanded = true;
  }
  if (expanded) text.changes |= static_cast<std::uint8_t>(Change::spelling);
}

Normalised normalise(std::string_view text, std::string_view language) {
  auto result = normalise_letters(text, language);
  write_out_shorthand(result, language);
  return result;
}

}  // namespace clew::language
