// Words of one language: names, places, message templates with slots. Made up for this project;
// innocuous by rule (transport, meetings, money, keys, weather, food, work shifts).
//
// A pack is a text in words_XX.cpp: sections in brackets, one entry a line. Slots:
//   {h} clock time   {n} small number   {sum} amount   {day} {place} {item} {name}
// Names are written "native|Latin|nickname"; a missing part is the one before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "random.h"

namespace clew::gen {

struct PersonName {
  std::string native, latin, nick;
};

struct LanguagePack {
  std::string code;  // ISO 639-1
  std::string name;
  std::vector<PersonName> first, last;
  std::vector<std::string> days, places, items, brief, greetings, say, broadcast, new_number;
  bool latin = true;  // script has letters that can lose their marks
};

const std::vector<LanguagePack>& packs();
const LanguagePack* find_pack(std::string_view code);  // nullptr when there is none
std::vector<std::string> pack_codes();

// Latin letters without their marks ("știu" → "stiu"); everything else unchanged.
std::string without_marks(std::string_view utf8);

// What goes into the slots of one message. Drawn once, so the same message can be told in another
// language: the packs' lists of places, items, days and templates run in parallel.
struct SlotValues {
  std::uint32_t hour, quarter, count, sum, day, place, item;
  std::string_view name;
};
SlotValues draw_slots(const LanguagePack& pack, Rng& rng);

// Fills the slots of one template and appends it.
void fill_template(std::string& out, std::string_view form, const LanguagePack& pack,
                   const SlotValues& slots);

}  // namespace clew::gen
