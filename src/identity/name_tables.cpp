#include "identity/name_tables.h"

#include <algorithm>

#include "identity/names.h"

namespace clew::identity {

extern const char nicknames_tsv[];
extern const char words_tsv[];

namespace {

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out;
  while (!text.empty()) {
    auto end = text.find(by);
    if (auto word = text.substr(0, end); !word.empty()) out.emplace_back(word);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string lower_ascii(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

}  // namespace

const NameWords& name_words() {
  static const NameWords words = [] {
    NameWords w;
    each_line(words_tsv, [&](std::string_view line) {
      auto tab = line.find('\t');
      if (tab == std::string_view::npos) return;
      auto kind = line.substr(0, tab);
      auto list = split(line.substr(tab + 1), ' ');
      for (const auto& word : list) {
        if (kind == "role")
          w.roles.insert(word);
        else if (kind == "again")
          w.again.insert(word);
        else if (kind == "title")
          w.titles.insert(word);
        else if (kind == "particle")
          w.particles.insert(word);
        else if (kind == "kin")
          w.kin.insert(word);
        else if (kind == "org")
          w.organisations.insert(word);
        else if (kind == "legal")
          w.legal.try_emplace(word, list.front());
        else if (kind == "number")
          w.numbers.try_emplace(word, list.front());
      }
    });
    return w;
  }();
  return words;
}

Nicknames& Nicknames::shared() {
  static Nicknames table = [] {
    Nicknames made;
    made.add(nicknames_tsv);
    return made;
  }();
  return table;
}

bool Nicknames::add_pair(const std::string& name, const std::string& nick) {
  auto put = [&](const std::string& from) {
    auto& list = names_of_[from];
    auto at = std::lower_bound(list.begin(), list.end(), name);
    if (at != list.end() && *at == name) return false;
    list.insert(at, name);
    return true;
  };
  put(name);
  return put(nick);
}

std::size_t Nicknames::add(std::string_view table) {
  std::size_t added = 0;
  each_line(table, [&](std::string_view line) {
    if (auto tab = line.find('\t'); tab != std::string_view::npos) {
      for (const auto& nick : split(line.substr(tab + 1), ' '))
        added += add_pair(lower_ascii(std::string(line.substr(0, tab))), lower_ascii(nick));
    } else if (auto cells = split(line, ','); cells.size() == 3 && cells[1] == "has_nickname") {
      added += add_pair(lower_ascii(cells[0]), lower_ascii(cells[2]));
    }
  });
  return added;
}

bool Nicknames::related(std::string_view a, std::string_view b) const {
  auto one = names_of_.find(std::string(a)), two = names_of_.find(std::string(b));
  if (one == names_of_.end() || two == names_of_.end()) return false;
  // One stands for the other, or both for one full name.
  std::vector<std::string> common;
  std::set_intersection(one->second.begin(), one->second.end(), two->second.begin(),
                        two->second.end(), std::back_inserter(common));
  return !common.empty();
}

bool is_role_word(std::string_view latin) {
  return name_words().roles.contains(std::string(latin));
}
bool is_again_word(std::string_view latin) {
  return name_words().again.contains(std::string(latin));
}
bool nickname_of(std::string_view a, std::string_view b) {
  return Nicknames::shared().related(a, b);
}
std::size_t add_nicknames(std::string_view table) { return Nicknames::shared().add(table); }

}  // namespace clew::identity
