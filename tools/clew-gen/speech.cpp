#include "speech.h"

#include <array>

#include "output.h"

namespace clew::gen {
namespace {

constexpr std::array<std::string_view, 10> emoji{"👍", "😂", "🙏",    "😊",        "❤️",
                                                 "🚗", "☔", "🥖", "👋🏽", "😴"};

const LanguagePack& pack_at(int index) { return packs()[static_cast<std::size_t>(index)]; }

bool ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// One slip of the thumb among plain letters: swap, drop or double.
void make_typo(std::string& text, Rng& rng) {
  for (int tries = 0; tries < 8; ++tries) {
    if (text.size() < 6) return;
    const std::size_t at = 1 + rng.below(static_cast<std::uint32_t>(text.size() - 2));
    if (!ascii_letter(text[at]) || !ascii_letter(text[at + 1]) || text[at] == text[at + 1])
      continue;
    switch (rng.below(3)) {
      case 0:
        std::swap(text[at], text[at + 1]);
        break;
      case 1:
        text.erase(at, 1);
        break;
      default:
        text.insert(at, 1, text[at]);
        break;
    }
    return;
  }
}

}  // namespace

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8)
    count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

Details draw_details(Rng& rng) {
  static constexpr std::array<std::string_view, 24> streets{
      "Lime Walk",   "Harrow Mews",  "Tanner Row",   "Orchard Steps", "Fennel Close", "Gull Terrace", "Mill Cut",      "Ropery Lane",
      "Brook Bank",  "Cooper Yard",  "Willow Drove", "Saddler Court", "Heron Way",    "Barley Croft", "Chandler Hill", "Ferry Dock",
      "Copper Gate", "Juniper Rise", "Kiln Green",   "Larch Parade",  "Nettle Path",  "Osier Bend",   "Quarry View",   "Sorrel Place"};
  constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTVWXY";
  Details d;
  const std::string hour = std::to_string(7 + rng.below(15));
  std::string minute;
  append_padded(minute, 5 * rng.below(12), 2);
  d.heard[0] = hour + ":" + minute;
  d.told[0] = hour + (rng.percent(50) ? ":" : ".") + minute;
  const std::string house = std::to_string(1 + rng.below(90)), street(streets[rng.below(streets.size())]);
  d.heard[1] = house + " " + street;
  d.told[1] = rng.percent(50) ? d.heard[1] : street + " " + house;
  const std::string sum = std::to_string(20 + 5 * rng.below(196));
  d.heard[2] = "£" + sum;
  d.told[2] = rng.percent(50) ? d.heard[2] : sum;
  std::string& registration = d.heard[3] = "QX";
  append_padded(registration, 2 + rng.below(73), 2);
  registration += ' ';
  for (int i = 0; i < 3; ++i) registration += letters[rng.below(letters.size())];
  d.told[3] = registration;
  if (rng.percent(40))
    for (char& c : d.told[3])
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return d;
}

int Speech::common_pack(int from, int to, std::int64_t t, Rng& rng) const {
  auto person = [&](int line) -> const Person* {
    const int p = line < 0 ? -1 : world_.person_at(line, t);
    return p < 0 ? nullptr : &world_.people[static_cast<std::size_t>(p)];
  };
  const Person* a = person(from);
  const Person* b = person(to);
  if (a == nullptr) return b == nullptr ? 0 : b->second_pack;
  if (b == nullptr) return rng.percent(85) ? a->pack : a->second_pack;
  if (a->pack == b->pack) return a->pack;
  if (a->second_pack == b->pack) return b->pack;
  if (b->second_pack == a->pack) return a->pack;
  if (a->second_pack == b->second_pack) return a->second_pack;
  return a->pack;
}

void Speech::say(Said& out, int from, int to, std::int64_t t, std::uint64_t serial) {
  const Settings& s = world_.settings();
  Rng rng(s.seed, Stream::text, serial);
  out.text.clear();
  out.english.clear();
  out.also_language = {};
  out.style = "";
  const int chosen = common_pack(from, to, t, rng);
  const LanguagePack& pack = pack_at(chosen);
  out.language = pack.code;
  static const LanguagePack* const english = find_pack("en");
  auto pick = [&](const std::vector<std::string>& list) -> const std::string& {
    return list[rng.below(static_cast<std::uint32_t>(list.size()))];
  };
  bool plain = false, typo = false, mixed = false;
  if (rng.percent(s.repeats)) {
    out.text = rng.percent(65) ? pick(pack.brief) : pick(pack.greetings);
    out.style = "brief";
  } else {
    const auto lengths = rng.below(100);
    int sentences = lengths < 72 ? 1 : lengths < 93 ? 2 : 3;
    if (s.chars_a_line > 0) sentences = 1;
    const bool on_lines = sentences == 3;
    for (int n = 0; n < sentences; ++n) {
      const SlotValues slots = draw_slots(pack, rng);
      const auto which = rng.below(static_cast<std::uint32_t>(pack.say.size()));
      if (n > 0) {
        const char* const joint = on_lines ? "\n" : pack.code == "zh" ? "。" : ". ";
        out.text += joint;
        out.english += on_lines ? "\n" : ". ";
      }
      fill_template(out.text, pack.say[which], pack, slots);
      if (which < english->say.size())
        fill_template(out.english, english->say[which], *english, slots);
      // With a mean length asked for, go on until this line has made up for the ones before.
      if (s.chars_a_line > 0 && sentences < 7 &&
          characters_ + count_characters(out.text) + 20 <
              static_cast<std::uint64_t>(s.chars_a_line) * (lines_ + 1))
        ++sentences;
    }
    const int person = world_.person_at(from, t);
    const int second =
        person < 0 ? chosen : world_.people[static_cast<std::size_t>(person)].second_pack;
    if (second != chosen && rng.percent(s.code_switch)) {
      const LanguagePack& other = pack_at(second);
      const SlotValues slots = draw_slots(other, rng);
      const auto which = rng.below(static_cast<std::uint32_t>(other.say.size()));
      out.text += ", ";
      fill_template(out.text, other.say[which], other, slots);
      out.english += ", ";
      fill_template(out.english, english->say[which % english->say.size()], *english, slots);
      out.also_language = other.code;
      mixed = true;
    }
    // Leaving out the marks is a habit of a person more than of a line.
    const bool habit =
        person >= 0 &&
        Rng(s.seed, Stream::look, static_cast<std::uint64_t>(person)).percent(s.plain_letters);
    if (pack.latin && pack.code != "en" &&
        (habit ? rng.percent(95) : rng.permille(s.plain_letters))) {
      std::string bare = without_marks(out.text);
      plain = bare != out.text;
      out.text = std::move(bare);
    }
    if (rng.percent(s.typos)) {
      const std::string before = out.text;
      make_typo(out.text, rng);
      typo = before != out.text;
    }
    if (rng.percent(30) && out.text[0] >= 'a' && out.text[0] <= 'z')
      out.text[0] = static_cast<char>(out.text[0] - 'a' + 'A');
    static constexpr std::array styles{"",      "plain",       "typo",       "plain typo",
                                       "mixed", "plain mixed", "typo mixed", "plain typo mixed"};
    out.style = styles[static_cast<std::size_t>(plain) + 2 * static_cast<std::size_t>(typo) +
                       4 * static_cast<std::size_t>(mixed)];
  }
  if (s.details > 0 && !out.text.empty() && out.style != std::string_view("brief")) {
    Rng more(s.seed, Stream::text, serial, 3);
    if (more.percent(s.details)) {
      const Details details = draw_details(more);
      const std::string& said = details.told[more.below(Details::kinds)];
      out.text += ", " + said;
      out.english += ", " + said;
    }
  }
  if (rng.percent(s.emoji)) {
    if (!out.text.empty()) out.text += ' ';
    out.text += emoji[rng.below(emoji.size())];
  }
  ++lines_;
  characters_ += count_characters(out.text);
}

void Speech::say_details(Said& out, int from, int to, std::int64_t t, std::uint64_t key, const Details& details, unsigned mask,
                         bool told) {
  say(out, from, to, t, key);
  for (int kind = 0; kind < Details::kinds; ++kind)
    if (mask >> kind & 1) {
      const std::string& said = (told ? details.told : details.heard)[static_cast<std::size_t>(kind)];
      out.text += ", " + said;
      out.english += ", " + said;
    }
}

void Speech::say_section(Said& out, char section, int person, std::uint64_t key,
                         std::uint64_t variant, int sum) {
  const Settings& s = world_.settings();
  Rng rng(s.seed, Stream::text, key, 77);
  out.text.clear();
  out.english.clear();
  out.also_language = {};
  out.style = "";
  int index = person < 0 ? -1 : world_.people[static_cast<std::size_t>(person)].pack;
  if (index < 0) {
    for (std::size_t i = 0; i < packs().size(); ++i)
      if (packs()[i].code == "en") index = static_cast<int>(i);
  }
  const LanguagePack& pack = pack_at(index);
  out.language = pack.code;
  SlotValues slots = draw_slots(pack, rng);
  if (person >= 0) slots.name = world_.people[static_cast<std::size_t>(person)].first.native;
  if (sum > 0) slots.sum = static_cast<std::uint32_t>(sum);
  const std::vector<std::string>& list = section == 'b'   ? pack.broadcast
                                         : section == 'n' ? pack.new_number
                                                          : pack.say;
  auto which = rng.below(static_cast<std::uint32_t>(list.size()));
  if (section == 's')
    for (std::size_t n = 0; n < list.size(); ++n, which = (which + 1) % list.size())
      if (list[which].find("{sum}") != std::string::npos) break;
  fill_template(out.text, list[which], pack, slots);
  const LanguagePack& english = *find_pack("en");
  const auto& same = section == 'b'   ? english.broadcast
                     : section == 'n' ? english.new_number
                                      : english.say;
  if (which < same.size()) fill_template(out.english, same[which], english, slots);
  // Versions of one text: a mark more, a letter changed at the end.
  if (variant % 5 == 3) out.text += "!";
  if (variant % 5 == 4) out.text += " " + std::string(emoji[0]);
}

void Speech::say_hub(Said& out, std::string_view label, std::uint64_t serial) {
  Rng rng(world_.settings().seed, Stream::hub, serial);
  out.english.clear();
  out.also_language = {};
  out.style = "";
  out.language = "en";
  if (label == "one-time codes") {
    out.text = "Your code is ";
    append_padded(out.text, rng.below(1'000'000), 6);
    out.text += ". Do not share it.";
  } else if (label == "taxi") {
    static constexpr std::array texts{"Your taxi is outside", "Your taxi arrives in 5 minutes",
                                      "Thank you for travelling with us"};
    out.text = texts[rng.below(texts.size())];
  } else if (label == "delivery") {
    out.text = "Your parcel comes today between ";
    out.text +=
        std::to_string(8 + rng.below(9)) + ":00 and " + std::to_string(18 + rng.below(3)) + ":00";
  } else {
    out.text = "You have a new voice message";
  }
  out.english = out.text;
}

}  // namespace clew::gen
