#include "language_pack.h"

#include <array>
#include <stdexcept>

#include "output.h"
#include "words.h"

namespace clew::gen {
namespace {

PersonName parse_name(std::string_view line) {
  PersonName name;
  const auto first = line.find('|');
  name.native = line.substr(0, first);
  name.latin = name.native;
  if (first != std::string_view::npos) {
    const auto second = line.find('|', first + 1);
    const auto latin = line.substr(first + 1, second - first - 1);
    if (!latin.empty()) name.latin = latin;
    if (second != std::string_view::npos) name.nick = line.substr(second + 1);
  }
  if (name.nick.empty()) name.nick = name.latin;
  return name;
}

LanguagePack parse_pack(std::string_view text) {
  LanguagePack pack;
  std::string section;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    if (line.front() == '[') {
      section = line.substr(1, line.size() - 2);
      continue;
    }
    if (section == "code")
      pack.code = line;
    else if (section == "name")
      pack.name = line;
    else if (section == "first")
      pack.first.push_back(parse_name(line));
    else if (section == "last")
      pack.last.push_back(parse_name(line));
    else if (section == "days")
      pack.days.push_back(line);
    else if (section == "places")
      pack.places.push_back(line);
    else if (section == "items")
      pack.items.push_back(line);
    else if (section == "brief")
      pack.brief.push_back(line);
    else if (section == "greetings")
      pack.greetings.push_back(line);
    else if (section == "say")
      pack.say.push_back(line);
    else if (section == "broadcast")
      pack.broadcast.push_back(line);
    else if (section == "newnumber")
      pack.new_number.push_back(line);
    else
      throw std::logic_error("word list: no section " + section);
  }
  for (const auto* list : {&pack.days, &pack.places, &pack.items, &pack.brief, &pack.greetings,
                           &pack.say, &pack.broadcast, &pack.new_number})
    if (list->empty()) throw std::logic_error("word list " + pack.code + " has an empty section");
  if (pack.first.empty() || pack.last.empty())
    throw std::logic_error("word list " + pack.code + " has no names");
  pack.latin = pack.code != "ar" && pack.code != "ur" && pack.code != "zh" && pack.code != "ru";
  return pack;
}

// Base letter of a marked Latin letter, 0 when it is none. The ranges are Unicode's Latin-1
// Supplement, Latin Extended-A, the few of Extended-B in use here, and Latin Extended Additional's
// Vietnamese block, each as a string of base letters ('.' = leave as it is).
char base_letter(char32_t c) {
  constexpr std::string_view latin1 =  // U+00C0 … U+00FF
      "AAAAAA.CEEEEIIII.NOOOOO.OUUUUY..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";
  constexpr std::string_view extended_a =  // U+0100 … U+017F
      "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi..JjKk.LlLlLlLlLlNnNnNn...OoOoOo..RrRrRr"
      "SsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZz.";
  constexpr std::string_view vietnamese =  // U+1EA0 … U+1EF9
      "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy";
  char base = '.';
  if (c >= 0xC0 && c <= 0xFF)
    base = latin1[c - 0xC0];
  else if (c >= 0x100 && c <= 0x17F)
    base = extended_a[c - 0x100];
  else if (c >= 0x1EA0 && c <= 0x1EF9)
    base = vietnamese[c - 0x1EA0];
  else if (c == 0x1A0)
    base = 'O';
  else if (c == 0x1A1)
    base = 'o';
  else if (c == 0x1AF)
    base = 'U';
  else if (c == 0x1B0)
    base = 'u';
  else if (c == 0x218)
    base = 'S';
  else if (c == 0x219)
    base = 's';
  else if (c == 0x21A)
    base = 'T';
  else if (c == 0x21B)
    base = 't';
  return base == '.' ? 0 : base;
}

}  // namespace

const std::vector<LanguagePack>& packs() {
  static const std::vector<LanguagePack> all = [] {
    std::vector<LanguagePack> list;
    for (const std::string_view text : word_lists())
      list.push_back(parse_pack(text));
    return list;
  }();
  return all;
}

const LanguagePack* find_pack(std::string_view code) {
  for (const auto& pack : packs())
    if (pack.code == code) return &pack;
  return nullptr;
}

std::vector<std::string> pack_codes() {
  std::vector<std::string> codes;
  for (const auto& pack : packs())
    codes.push_back(pack.code);
  return codes;
}

std::string without_marks(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t from = at;
    const char32_t c = next_code_point(utf8, at);
    if (const char base = c < 0x80 ? 0 : base_letter(c))
      out += base;
    else
      out.append(utf8.substr(from, at - from));
  }
  return out;
}

SlotValues draw_slots(const LanguagePack& pack, Rng& rng) {
  SlotValues v;
  v.hour = 6 + rng.below(17);
  v.quarter = rng.below(4);
  v.count = 2 + rng.below(8);
  v.sum = (1 + rng.below(80)) * 10;
  v.day = rng.below(1u << 20);
  v.place = rng.below(1u << 20);
  v.item = rng.below(1u << 20);
  v.name = pack.first[rng.below(static_cast<std::uint32_t>(pack.first.size()))].native;
  return v;
}

void fill_template(std::string& out, std::string_view form, const LanguagePack& pack,
                   const SlotValues& slots) {
  auto from = [](const std::vector<std::string>& list, std::uint32_t choice) -> const std::string& {
    return list[choice % list.size()];
  };
  for (;;) {
    const auto open = form.find('{');
    out.append(form.substr(0, open));
    if (open == std::string_view::npos) return;
    const auto close = form.find('}', open);
    if (close == std::string_view::npos) throw std::logic_error("word list: slot without an end");
    const auto slot = form.substr(open + 1, close - open - 1);
    form.remove_prefix(close + 1);
    if (slot == "h") {
      out += std::to_string(slots.hour);
      if (slots.quarter != 0) out += std::array{":00", ":15", ":30", ":45"}[slots.quarter];
    } else if (slot == "n") {
      out += std::to_string(slots.count);
    } else if (slot == "sum") {
      out += std::to_string(slots.sum);
    } else if (slot == "day") {
      out += from(pack.days, slots.day);
    } else if (slot == "place") {
      out += from(pack.places, slots.place);
    } else if (slot == "item") {
      out += from(pack.items, slots.item);
    } else if (slot == "name") {
      out += slots.name;
    } else {
      throw std::logic_error("word list: no slot " + std::string(slot));
    }
  }
}

}  // namespace clew::gen
