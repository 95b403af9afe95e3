// Idea: what differs between languages' spellings of one name is mostly how a sound is written.
// Consonants are read as classes of sounds, runs of vowels as one place; so one name falls to one
// skeleton, whoever wrote it down.
//
//   Sergei, Sergey, Sergej, Siergiej → s.rg.       Cheung, Čeung → C.ng
//   Shevchenko, Ševčenko, Szewczenko → S.vC.nk.    Mohammed, Muhammad → m.h.m.t
//   bones (wider classes, no vowels): بيريز "byryz", Pérez → 1r3;   דוד "dwd", David → t1t;   כהן
//   "khn", Cohen → 2n
//
// Soundex and Double Metaphone were not taken: both are made for English spellings of names in
// America and read "cz", "sz", "gj", "ll", "x" wrongly for Polish, Hungarian, Albanian, Spanish;
// Beider–Morse knows these languages but its tables are not free. Classes here: l r m n are kept
// apart; voiced and unvoiced dental stops fall together, as do k, q and hard c; f, ph, v, w; s, z,
// soft c; sh, ch, zh, j, cz, sz. Bones also join b, p and the f class, g with k, and drop h and y,
// which some scripts write and others do not.
#include "identity/name_sound.h"

#include <array>

namespace clew::identity {
namespace {

struct Spelling {
  std::string_view letters;
  std::string_view sound;
};

// Longest first; the first that fits is taken.
constexpr std::array<Spelling, 45> spellings{{
    {"tsch", "C"}, {"dsch", "C"}, {"shch", "C"}, {"szcz", "C"}, {"dzh", "C"}, {"sch", "S"},
    {"tch", "C"},  {"cch", "C"},  {"ssh", "S"},  {"ph", "v"},   {"sh", "S"},  {"ch", "C"},
    {"cz", "C"},   {"sz", "S"},   {"zh", "S"},   {"rz", "S"},   {"dj", "C"},  {"jj", "C"},
    {"gj", "C"},   {"xh", "C"},   {"th", "t"},   {"dh", "t"},   {"kh", "h"},  {"gh", "g"},
    {"ck", "k"},   {"ks", "ks"},  {"ts", "s"},   {"tz", "s"},   {"ce", "s."}, {"ci", "s."},
    {"cy", "s."},  {"qu", "k"},   {"wh", "v"},   {"ng", "ng"},  {"x", "ks"},  {"c", "k"},
    {"q", "k"},    {"w", "v"},    {"f", "v"},    {"z", "s"},    {"d", "t"},   {"j", "C"},
    {"ll", "l"},   {"rh", "r"},   {"nh", "n"},
}};

bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

void put(std::string& out, std::string_view sound) {
  for (char c : sound)
    if (out.empty() || out.back() != c) out += c;  // doubled sounds are one
}

bool ends(std::string_view text, std::string_view with) {
  return text.size() > with.size() && text.ends_with(with);
}

}  // namespace

std::string sound_of(std::string_view latin) {
  std::string out;
  for (std::size_t i = 0; i < latin.size();) {
    auto rest = latin.substr(i);
    // j between or after vowels, or before one at the end, is a vowel (Sergej, Maja).
    if (rest[0] == 'j' && !out.empty() && out.back() == '.') {
      ++i;
      continue;
    }
    if (vowel(rest[0])) {
      put(out, ".");
      ++i;
      continue;
    }
    bool taken = false;
    for (const auto& s : spellings)
      if (rest.starts_with(s.letters)) {
        put(out, s.sound);
        i += s.letters.size();
        taken = true;
        break;
      }
    if (taken) continue;
    if (rest[0] == 'h' && !out.empty() && out.back() != '.') {  // a silent h after a consonant
      ++i;
      continue;
    }
    put(out, rest.substr(0, 1));
    ++i;
  }
  return out;
}

// From the letters, not from the sound: Arabic and Hebrew come without vowels, so "khn" is k-h-n
// there and a digraph elsewhere; both are read as k here.
std::string bones_of(std::string_view latin) {
  std::string out;
  auto bone = [](char c) -> char {
    switch (c) {
      case 'b':
      case 'p':
      case 'v':
      case 'f':
      case 'w':
        return '1';
      case 'k':
      case 'g':
      case 'q':
      case 'c':
        return '2';
      case 's':
      case 'z':
      case 'x':
      case 'j':
        return '3';
      case 'd':
      case 't':
        return 't';
      case 'l':
      case 'r':
      case 'm':
      case 'n':
        return c;
      default:
        return c >= '0' && c <= '9' ? c : 0;  // vowels, h, y: written here, not there
    }
  };
  for (std::size_t i = 0; i < latin.size(); ++i) {
    char next = i + 1 < latin.size() ? latin[i + 1] : 0;
    char b = bone(latin[i]);
    if (latin[i] == 'p' && next == 'h') b = '1';
    if ((latin[i] == 'c' || latin[i] == 's' || latin[i] == 'z') && (next == 'h' || next == 'z'))
      b = '3';
    if (latin[i] == 'c' && (next == 'e' || next == 'i')) b = '3';
    if (b && (out.empty() || out.back() != b)) out += b;
  }
  return out;
}

std::string stem_of(std::string_view t) {
  auto cut = [&](std::size_t n) { return std::string(t.substr(0, t.size() - n)); };
  if (t.size() < 5) return std::string(t);
  // Slavic surnames of women, and adjectives: Petrova, Ivanova, Dostoevskaya, Kowalska, Novákova.
  for (std::string_view end : {"ova", "eva", "ina", "yna"})
    if (ends(t, end) && t.size() > 6) return cut(1);
  for (std::string_view end : {"skaya", "skaia", "skaja", "tskaya", "ckaya"})
    if (ends(t, end)) return cut(3) + "i";
  for (std::string_view end : {"ska", "cka", "zka"})
    if (ends(t, end)) return cut(1) + "i";
  for (std::string_view end : {"skiy", "skij", "skyi", "skyy"})
    if (ends(t, end)) return cut(2) + "i";
  for (std::string_view end : {"sky", "cky", "zky", "tsky"})
    if (ends(t, end)) return cut(1) + "i";
  // Lithuanian and Latvian endings (Lavrovs, Jonaitis).
  if (ends(t, "ovs") || ends(t, "evs") || ends(t, "ins")) return cut(1);
  // Romanian with the article (Popescul, Doctorul), Albanian definite (Hoxhaj, Arbeni is left: -i
  // is too common).
  if (ends(t, "escul")) return cut(1);
  if (ends(t, "ului") && t.size() > 7) return cut(4);
  if (ends(t, "aj") && t.size() > 5) return cut(1);
  // Transliterated soft signs and y-endings: Andriy, Dmitrij, Yurii.
  for (std::string_view end : {"iy", "ij", "yi", "yy", "ii", "ey", "ej"})
    if (ends(t, end)) return cut(1) == "" ? std::string(t) : cut(2) + (end[0] == 'e' ? "ei" : "i");
  return std::string(t);
}

bool is_patronymic(std::string_view t) {
  for (std::string_view end :
       {"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "ichna", "ovitch", "evitch"})
    if (ends(t, end) && t.size() >= end.size() + 3) return true;
  return false;
}

}  // namespace clew::identity
