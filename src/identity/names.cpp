// Idea: take a name apart into what identifies (words), what is light (particles, initials), what
// is set aside (titles, forms of companies) and what is no name at all (Mum, Taxi 2), in Latin
// letters, so that names of any script meet.
//
//   "Mr. Rami Makhlouf"           → [rami] [makhlouf], title mr
//   "ООО «Байкал»"                → [baikal], legal llc, organisation
//   "Нина Ивановна Петрова"       → [nina] [ivanovna, patronymic] [petrova, stem petrov]
//   "贝拉克·奥巴马"                 → [beilake] [aobama]
//   "S.A.R.L.", "J.-C."           → legal form; two initials
//
// ICU's Any-Latin writes Cyrillic with carons that Latin-ASCII then drops (Ш → š → s), so Cyrillic
// has a table here, as people and passports write it (sh, zh, kh, ts, yu, ya).
#include "identity/names.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "identity/name_sound.h"
#include "identity/name_tables.h"

namespace clew::identity {
namespace {

constexpr std::size_t longest_name = 300;  // code units looked at; what is longer is no name
constexpr std::size_t most_parts = 12;

const char* cyrillic(UChar32 c) {
  static constexpr const char* table[] = {
      "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "i",    "k", "l", "m", "n", "o",  "p",
      "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya"};
  if (c >= 0x0430 && c <= 0x044f) return table[c - 0x0430];
  switch (c) {
    case 0x0451:
      return "e";  // ё
    case 0x0454:
      return "e";  // є
    case 0x0456:
      return "i";  // і
    case 0x0457:
      return "i";  // ї
    case 0x0491:
      return "g";  // ґ
    case 0x045e:
      return "u";  // ў
    case 0x0452:
      return "dj";  // ђ
    case 0x0458:
      return "j";  // ј
    case 0x0459:
      return "lj";  // љ
    case 0x045a:
      return "nj";  // њ
    case 0x045b:
      return "c";  // ћ
    case 0x045f:
      return "dz";  // џ
    case 0x0453:
      return "gj";  // ѓ
    case 0x045c:
      return "kj";  // ќ
    case 0x0455:
      return "dz";  // ѕ
    default:
      return nullptr;
  }
}

Script script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_LATIN:
      return Script::latin;
    case USCRIPT_CYRILLIC:
      return Script::cyrillic;
    case USCRIPT_GREEK:
      return Script::greek;
    case USCRIPT_ARABIC:
      return Script::arabic;
    case USCRIPT_HEBREW:
      return Script::hebrew;
    case USCRIPT_HAN:
      return Script::han;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return Script::kana;
    case USCRIPT_HANGUL:
      return Script::hangul;
    default:
      return Script::other;
  }
}

// Latin-ASCII of anything; ICU's transliterators are not for two threads at once, so each thread
// has its own.
std::string to_ascii(icu::UnicodeString text) {
  thread_local const std::unique_ptr<icu::Transliterator> latin = [] {
    UErrorCode status = U_ZERO_ERROR;
    UParseError parse;
    std::unique_ptr<icu::Transliterator> made(icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII", UTRANS_FORWARD, parse, status));
    return U_FAILURE(status) ? nullptr : std::move(made);
  }();
  if (latin) latin->transliterate(text);
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool apostrophe(UChar32 c) {
  return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x02bb || c == 0x02bc ||
         c == 0x02bf || c == 0x02be || c == 0xb4;
}

struct Piece {
  std::string text;     // a–z, 0–9
  bool dotted = false;  // a letter followed by a full stop: S.A.
  bool upper = false;   // written in capitals
};

// Letters and digits in pieces; apostrophes vanish, everything else parts.
std::vector<Piece> pieces_of(std::string_view ascii) {
  std::vector<Piece> out;
  Piece piece;
  bool any_lower = false;
  auto flush = [&](char next) {
    if (piece.text.empty()) return;
    piece.dotted = next == '.' && piece.text.size() == 1;
    piece.upper = !any_lower;
    out.push_back(std::move(piece));
    piece = {};
    any_lower = false;
  };
  for (char c : ascii) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      any_lower |= c >= 'a';
      piece.text += c;
    } else if (c >= 'A' && c <= 'Z') {
      piece.text += static_cast<char>(c + 32);
    } else if (c == '&') {
      flush(c);
      out.push_back({"and", false, false});
    } else if (c != '\'') {
      flush(c);
    }
  }
  flush(0);
  return out;
}

// "s" "a" "r" "l", each with its full stop → "sarl" when that is a form of company.
void join_dotted(std::vector<Piece>& pieces) {
  const auto& legal = name_words().legal;
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    std::size_t end = i;
    std::string joined;
    while (end < pieces.size() && pieces[end].text.size() == 1 && (pieces[end].dotted || end > i))
      joined += pieces[end++].text;
    if (end - i < 2 || !legal.contains(joined)) continue;
    pieces[i] = {joined, false, false};
    pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                 pieces.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

// Figures inside a word stand for letters: Sech1n, I9or.
void read_figures_as_letters(std::string& text) {
  auto letters = std::count_if(text.begin(), text.end(), [](char c) { return c >= 'a'; });
  if (letters < 2 || letters == static_cast<std::ptrdiff_t>(text.size())) return;
  if (static_cast<std::ptrdiff_t>(text.size()) - letters > 2) return;
  static constexpr char reads[] = "oizeasgtbg";
  for (auto& c : text)
    if (c >= '0' && c <= '9') c = reads[c - '0'];
}

NamePart part_of(std::string text) {
  NamePart part;
  part.latin = std::move(text);
  bool digits = std::all_of(part.latin.begin(), part.latin.end(),
                            [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    part.kind = NamePart::Kind::number;
    part.stem = part.sound = part.bones = part.latin;
    return part;
  }
  part.stem = stem_of(part.latin);
  part.sound = sound_of(part.stem);
  part.bones = bones_of(part.latin);
  if (part.latin.size() == 1)
    part.kind = NamePart::Kind::initial;
  else if (name_words().particles.contains(part.latin) || name_words().kin.contains(part.latin))
    part.kind = NamePart::Kind::particle;
  part.patronymic = is_patronymic(part.latin);
  return part;
}

// Takes runs of pieces that are a form of company out: "limited liability company", "gmbh".
void take_legal(Name& name, std::vector<Piece>& pieces) {
  const auto& legal = name_words().legal;
  for (std::size_t i = 0; i < pieces.size();) {
    std::size_t best = 0;
    std::string joined, found;
    for (std::size_t n = 1; n <= 6 && i + n <= pieces.size(); ++n) {
      if (!(n > 1 && pieces[i + n - 1].text == "cu")) joined += pieces[i + n - 1].text;
      if (auto at = legal.find(joined); at != legal.end()) {
        best = n;
        found = at->second;
      }
    }
    // A name is more than its form; a two-letter form stands at an end.
    bool at_end = i == 0 || i + best == pieces.size();
    if (best && pieces.size() > best && (at_end || joined.size() > 3)) {
      name.legal.push_back(found);
      pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i),
                   pieces.begin() + static_cast<std::ptrdiff_t>(i + best));
    } else {
      ++i;
    }
  }
  std::sort(name.legal.begin(), name.legal.end());
}

std::string latin_of(std::string_view utf8, Script& script) {
  bool ascii = std::all_of(utf8.begin(), utf8.end(),
                           [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return std::string(utf8.substr(0, longest_name));
  auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(std::min(utf8.size(), 3 * longest_name))));
  if (source.length() > static_cast<int32_t>(longest_name))
    source.truncate(static_cast<int32_t>(longest_name));
  std::array<int, 9> seen{};
  icu::UnicodeString text;
  for (int32_t i = 0; i < source.length();) {
    auto c = source.char32At(i);
    i += U16_LENGTH(c);
    if (u_isalpha(c)) ++seen[static_cast<std::size_t>(script_of(c))];
    if (apostrophe(c)) {
      text += static_cast<UChar>('\'');
    } else if (const char* letters = cyrillic(u_tolower(c)); letters && (c >= 0x400 && c < 0x500)) {
      text += icu::UnicodeString(letters);
    } else if (c == 0x0629) {  // teh marbuta, a in names
      text += static_cast<UChar>('a');
    } else if (c == 0x00b7 ||
               c == 0x30fb) {  // dots between the parts of foreign names in Chinese and Japanese
      text += static_cast<UChar>('|');
    } else {
      text += c;
    }
  }
  script = static_cast<Script>(std::max_element(seen.begin(), seen.end()) - seen.begin());
  auto out = to_ascii(text);
  // Pinyin comes a syllable at a time. Foreign names have a dot between the parts: each is one
  // word.
  if (script == Script::han && out.find('|') != std::string::npos) std::erase(out, ' ');
  return out;
}

}  // namespace

std::size_t Name::words() const {
  return static_cast<std::size_t>(std::count_if(parts.begin(), parts.end(), [](const NamePart& p) {
    return p.kind == NamePart::Kind::word;
  }));
}

std::string Name::key() const {
  std::vector<std::string_view> sorted;
  for (const auto& part : parts)
    sorted.push_back(part.latin);
  std::sort(sorted.begin(), sorted.end());
  std::string out;
  for (auto part : sorted) {
    if (!out.empty()) out += ' ';
    out += part;
  }
  return out;
}

Name read_name(std::string_view utf8) {
  const auto& words = name_words();
  Name name;
  auto pieces = pieces_of(latin_of(utf8, name.script));
  join_dotted(pieces);
  take_legal(name, pieces);
  bool all_upper =
      std::all_of(pieces.begin(), pieces.end(), [](const Piece& p) { return p.upper; });
  std::size_t roles = 0, others = 0;
  for (const auto& piece : pieces) {
    if (words.roles.contains(piece.text))
      ++roles;
    else if (piece.text[0] >= 'a' && !words.particles.contains(piece.text))
      ++others;
  }
  name.role = roles > 0 && others == 0;
  std::size_t titles = 0;
  for (const auto& piece : pieces)
    titles += words.titles.contains(piece.text);
  for (auto& piece : pieces) {
    if (name.parts.size() >= most_parts) break;
    if (words.titles.contains(piece.text) && titles < pieces.size() && !piece.dotted) {
      name.titles.push_back(piece.text);
      continue;
    }
    if (auto figure = words.numbers.find(piece.text);
        figure != words.numbers.end() && piece.text.size() > 1) {
      name.parts.push_back(part_of(figure->second));
      continue;
    }
    read_figures_as_letters(piece.text);
    name.organisation |= words.organisations.contains(piece.text);
    // Two capitals without a vowel among ordinary words are initials: JC Juncker.
    if (piece.upper && !all_upper && piece.text.size() == 2 &&
        piece.text.find_first_of("aeiouy0123456789") == std::string::npos) {
      name.parts.push_back(part_of(piece.text.substr(0, 1)));
      name.parts.push_back(part_of(piece.text.substr(1)));
      continue;
    }
    name.parts.push_back(part_of(std::move(piece.text)));
  }
  if (name.parts.size() < 3)
    for (auto& part : name.parts)
      part.patronymic = false;  // Petrovich alone with a given name is a surname
  name.organisation |= !name.legal.empty();
  return name;
}

void PartFrequencies::add(const Name& name) {
  ++names_;
  std::vector<std::string_view> seen;
  for (const auto& part : name.parts)
    if (std::find(seen.begin(), seen.end(), part.stem) == seen.end()) {
      seen.push_back(part.stem);
      ++bearers_[part.stem];
    }
}

double PartFrequencies::share(const NamePart& part) const {
  auto found = bearers_.find(part.stem);
  double bearers = found == bearers_.end() ? 1 : static_cast<double>(found->second);
  return bearers / static_cast<double>(names_ + 1);
}

double PartFrequencies::bits(const NamePart& part) const {
  if (names_ == 0) return 8;
  return std::clamp(-std::log2(share(part)), 1.0, 16.0);
}

}  // namespace clew::identity
