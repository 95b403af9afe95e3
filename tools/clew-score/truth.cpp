#include "truth.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <utility>

namespace clew::score {
namespace {

constexpr int place_bits = 40;  // of a byte offset, line or row; the file is above

std::vector<std::string> components(std::string_view path) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : path)
    if (c == '/' || c == '!' || c == '\\') {
      if (!part.empty()) parts.push_back(std::exchange(part, {}));
    } else {
      part += c;
    }
  if (!part.empty()) parts.push_back(part);
  return parts;
}

}  // namespace

std::string number_key(std::string_view text) {
  const auto at = text.find('@');
  if (at != std::string_view::npos && text.substr(at).find("whatsapp") == std::string_view::npos &&
      text.substr(at) != "@c.us") {
    std::string mail(text);
    for (char& c : mail)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return mail;
  }
  if (at != std::string_view::npos) text = text.substr(0, at);
  if (const auto colon = text.find(':');
      colon != std::string_view::npos &&
      text.substr(0, colon).find_first_of("0123456789") == std::string_view::npos)
    text.remove_prefix(colon + 1);  // "phone:+44…"
  std::string digits;
  bool letters = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80)
      letters = true;
  }
  if (letters || digits.size() < 3) {
    std::string out(text);
    for (char& c : out)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
  }
  if (digits.size() > 4 && digits.compare(0, 2, "00") == 0)
    digits.erase(0, 2);
  else if (digits.size() == 11 && digits[0] == '0')
    digits = "44" + digits.substr(1);
  return digits;
}

void Truth::add_place(bool corrupt, std::string_view exhibit, std::string_view file,
                      std::uint64_t row, std::uint64_t line, std::uint64_t offset,
                      std::uint32_t event) {
  auto [found, fresh] = file_index_.try_emplace({std::string(exhibit), std::string(file)},
                                                static_cast<std::uint32_t>(files_.size()));
  if (fresh) files_.emplace_back(exhibit, file);
  const std::uint64_t base = std::uint64_t{found->second} << place_bits;
  if (corrupt) {
    corrupt_[0].push_back({base | offset, event});
    corrupt_[1].push_back({base | line, event});
    corrupt_[2].push_back({base | row, event});
    ++corrupt_rows;
  } else {
    places_[0].push_back({base | offset, event});
    places_[1].push_back({base | line, event});
    places_[2].push_back({base | row, event});
  }
}

void Truth::seal() {
  for (auto& lists : {std::ref(places_), std::ref(corrupt_)})
    for (auto& list : lists.get()) {
      std::stable_sort(list.begin(), list.end(), [](const Place& a, const Place& b) { return a.key < b.key; });
      list.shrink_to_fit();
    }
}

std::optional<std::size_t> Truth::look_up(const std::vector<Place>& places, std::uint64_t key) {
  const auto found = std::lower_bound(places.begin(), places.end(), key,
                                      [](const Place& p, std::uint64_t k) { return p.key < k; });
  if (found == places.end() || found->key != key) return std::nullopt;
  return static_cast<std::size_t>(found - places.begin());
}

// The most exact statement decides; a wrong one is not made good by a vaguer one.
std::optional<Truth::Found> Truth::any_at(const std::vector<Place>* lists, std::uint32_t file, std::optional<std::uint64_t> offset,
                                          std::optional<std::uint64_t> line, std::optional<std::uint64_t> row) {
  const auto said = offset ? offset : line ? line : row;
  if (file == none || !said) return std::nullopt;
  const int by = offset ? 0 : line ? 1 : 2;
  const auto place = look_up(lists[by], std::uint64_t{file} << place_bits | *said);
  if (!place) return std::nullopt;
  return Found{by, *place, lists[by][*place].event};
}

std::optional<Truth::Found> Truth::find_place(std::uint32_t file, std::optional<std::uint64_t> offset,
                                              std::optional<std::uint64_t> line, std::optional<std::uint64_t> row) const {
  return any_at(places_, file, offset, line, row);
}

std::uint32_t Truth::event_at(std::uint32_t file, std::optional<std::uint64_t> offset,
                              std::optional<std::uint64_t> line,
                              std::optional<std::uint64_t> row) const {
  const auto found = any_at(places_, file, offset, line, row);
  return found ? found->event : none;
}

std::uint32_t Truth::corrupt_at(std::uint32_t file, std::optional<std::uint64_t> offset,
                                std::optional<std::uint64_t> line,
                                std::optional<std::uint64_t> row) const {
  const auto found = any_at(corrupt_, file, offset, line, row);
  return found ? found->event : none;
}

void EventIds::add(const std::string& id, std::uint32_t event) {
  const auto number = number_of(id);
  // Numbered one after the other, some left out.
  if (!number || *number > 2 * by_number_.size() + 1'000'000) {
    others_.emplace(id, event);
    return;
  }
  if (*number >= by_number_.size()) by_number_.resize(*number + 1, Truth::none);
  if (by_number_[*number] == Truth::none) by_number_[*number] = event;
}

std::optional<std::uint32_t> EventIds::find(const std::string& id) const {
  if (const auto number = number_of(id); number && *number < by_number_.size() && by_number_[*number] != Truth::none)
    return by_number_[*number];
  const auto found = others_.find(id);
  return found == others_.end() ? std::nullopt : std::optional(found->second);
}

// Of "E00000001": nine characters at the most, so that it fits.
std::optional<std::uint32_t> EventIds::number_of(const std::string& id) {
  if (id.size() < 2 || id.size() > 9 || id[0] != 'E') return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : id.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return number;
}

std::uint32_t Truth::find_file(std::string_view exhibit, std::string_view path) const {
  const auto wanted = components(path);
  std::size_t best = 0;
  std::uint32_t found = none;
  bool tie = false;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (files_[i].first != exhibit) continue;
    const auto have = components(files_[i].second);
    std::size_t same = 0;
    while (same < wanted.size() && same < have.size() &&
           wanted[wanted.size() - 1 - same] == have[have.size() - 1 - same])
      ++same;
    if (same > best) {
      best = same;
      found = static_cast<std::uint32_t>(i);
      tie = false;
    } else if (same == best && same > 0) {
      tie = true;
    }
  }
  return tie ? none : found;
}

}  // namespace clew::score
