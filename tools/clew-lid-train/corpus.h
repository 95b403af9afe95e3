// The texts the detector learns from, read from a directory of unpacked inputs.
//
// A manifest (sources.tsv) names for each language where its text lies:
//
//   code  script  weight  key=value …
//   ro    latin   1.5     ntrex=ron mo=ro,ro_RO dic=ro_RO
//
// ntrex  NTREX-128/newstest2019-ref.VALUE.txt (or a whole file name); every fifth line is held out
// mo     compiled message catalogues, any …/VALUE/LC_MESSAGES/*.mo below the root; the English of
//        the catalogues (msgid) where VALUE is "msgid"
// dic    usr/share/hunspell/VALUE.dic or usr/share/myspell/dicts/VALUE.dic: single words
// freq   FrequencyWords/VALUE.txt: lines "word count" of film subtitles
// flores flores/VALUE.txt, ud ud/VALUE.txt: running text, a sentence a line
// typed  ru,uk,…: NTREX lines, word counts and phrases of Cyrillic script in Latin letters, as people type them
// roman  NTREX lines in an Indic script (and Hindi word counts), written in Latin letters as chatters do
// The file phrases/CODE.txt beside the manifest, if there is one, adds short everyday lines.
//
// Reading is in sorted order and drawing is by hash, so the same inputs give the same corpus.
#pragma once

#include "language/lid_text.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace clew::lid_train {

struct Source {
  std::string kind;
  double share = 0;  // how often a training line is drawn from here, within the language
  std::vector<std::string> lines;
  std::vector<double> counts;  // of word lists: how often each word was seen; else empty
};

struct Language {
  std::string code;
  language::lid::Script script = language::lid::Script::none;
  double weight = 1;
  std::size_t listed_words = 0;  // how many of its words the file lists; 0: as the settings say
  std::vector<Source> sources;
  std::vector<std::string> held_out;       // NTREX, every fifth line: never trained on
  std::vector<std::string> held_out_chat;  // every tenth catalogue line and phrase, likewise
};

// Throws clew::Error when the manifest or a file it names cannot be read.
std::vector<Language> read_corpus(const std::filesystem::path& manifest,
                                  const std::filesystem::path& root);

// Hashes of given and family names (usr/lib/python3/dist-packages/faker/providers/person/*) that
// are not everyday words, too: those that the corpus writes in lower case twice or more are left
// out. Ascending; Latin and Cyrillic, with and without diacritics. Empty if there are no such
// files.
std::vector<std::uint32_t> read_names(const std::filesystem::path& root,
                                      const std::vector<Language>& languages);

// Letters without their diacritics, as on a keyboard that has none: "să știi" → "sa stii".
std::string strip_diacritics(const std::string& text);

}  // namespace clew::lid_train
