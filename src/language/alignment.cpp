#include "language/alignment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "language/engine.h"

namespace clew::language {
namespace {

using Bytes = std::pair<std::uint32_t, std::uint32_t>;

bool is_gap(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void put_words(std::string_view text, std::uint32_t offset, std::vector<Bytes>& out) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_gap(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && !is_gap(text[at]))
      ++at;
    out.emplace_back(offset + static_cast<std::uint32_t>(begin),
                     offset + static_cast<std::uint32_t>(at));
  }
}

void put_characters(std::string_view text, std::uint32_t offset, std::vector<Bytes>& out) {
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
    out.emplace_back(offset + static_cast<std::uint32_t>(begin), offset + static_cast<std::uint32_t>(at));
  }
}

// A stretch without marks, or one mark, on both sides.
struct Stretch {
  Bytes with_marks, with_items;
  bool is_mark = false;
};

// Walks both sides from mark to mark; nothing when the items are not where the marks are.
std::optional<std::vector<Stretch>> stretches(std::string_view with_marks,
                                              std::string_view with_items,
                                              std::span<const std::string> items) {
  std::vector<Stretch> out;
  std::size_t from = 0, at = 0, item_from = 0;
  const auto range = [](std::size_t begin, std::size_t end) {
    return Bytes{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  };
  for (; at < with_marks.size();) {
    const auto mark = mark_at(with_marks, at);
    if (!mark) {
      ++at;
      continue;
    }
    if (*mark >= items.size()) return {};
    const auto place = with_items.find(items[*mark], item_from);
    if (place == with_items.npos) return {};
    out.push_back({range(from, at), range(item_from, place), false});
    out.push_back({range(at, at + mark_bytes), range(place, place + items[*mark].size()), true});
    at += mark_bytes;
    from = at;
    item_from = place + items[*mark].size();
  }
  out.push_back({range(from, at), range(item_from, with_items.size()), false});
  return out;
}

// For each word of the side with marks the bytes on the other side.
std::vector<std::pair<Bytes, Bytes>> word_map(std::string_view with_marks,
                                              std::string_view with_items,
                                              std::span<const std::string> items) {
  std::vector<std::pair<Bytes, Bytes>> out;
  const auto parts = stretches(with_marks, with_items, items);
  if (!parts) return out;
  std::vector<Bytes> here, there;
  for (const auto& part : *parts) {
    if (part.is_mark) {
      out.emplace_back(part.with_marks, part.with_items);
      continue;
    }
    here.clear(), there.clear();
    const auto a = with_marks.substr(part.with_marks.first, part.with_marks.second - part.with_marks.first);
    const auto b = with_items.substr(part.with_items.first, part.with_items.second - part.with_items.first);
    // Where both are the same, character by character: not every script parts its words with blanks.
    const auto put = a == b ? put_characters : put_words;
    put(a, part.with_marks.first, here);
    put(b, part.with_items.first, there);
    if (here.size() != there.size()) continue;  // words were joined or split: nothing is said
    for (std::size_t i = 0; i < here.size(); ++i)
      out.emplace_back(here[i], there[i]);
  }
  return out;
}

// The hull of what overlaps [begin, end).
std::optional<Bytes> carried(const std::vector<std::pair<Bytes, Bytes>>& map, std::uint32_t begin,
                             std::uint32_t end) {
  auto it = std::partition_point(map.begin(), map.end(),
                                 [&](const auto& m) { return m.first.second <= begin; });
  std::optional<Bytes> hull;
  for (; it != map.end() && it->first.first < end; ++it) {
    if (!hull) hull = it->second;
    hull->first = std::min(hull->first, it->second.first);
    hull->second = std::max(hull->second, it->second.second);
  }
  return hull;
}

}  // namespace

std::vector<Bytes> words_of(std::string_view text) {
  std::vector<Bytes> out;
  put_words(text, 0, out);
  return out;
}

std::vector<WordLink> carry(std::span<const WordLink> links, std::string_view form,
                            std::string_view rendered, std::string_view raw,
                            std::string_view restored, std::span<const std::string> items) {
  std::vector<WordLink> out;
  if (links.empty()) return out;
  const auto source = word_map(form, raw, items), target = word_map(rendered, restored, items);
  for (const auto& link : links) {
    const auto from = carried(source, link.source_begin, link.source_end);
    const auto to = carried(target, link.begin, link.end);
    if (from && to) out.push_back({from->first, from->second, to->first, to->second});
  }
  std::sort(out.begin(), out.end(), [](const WordLink& a, const WordLink& b) {
    return std::pair(a.begin, a.source_begin) < std::pair(b.begin, b.source_begin);
  });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string alignment_text(std::span<const WordLink> links) {
  std::string out;
  for (const auto& l : links)
    fmt::format_to(std::back_inserter(out), "{}{}-{}:{}-{}", out.empty() ? "" : " ", l.source_begin,
                   l.source_end, l.begin, l.end);
  return out;
}

std::vector<WordLink> alignment_from(std::string_view text) {
  std::vector<WordLink> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto number = [&](std::uint32_t& value, char behind) {
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc()) return false;
    at = next;
    if (behind == 0) return true;
    if (at == end || *at != behind) return false;
    ++at;
    return true;
  };
  while (at != end) {
    WordLink link;
    if (!number(link.source_begin, '-') || !number(link.source_end, ':') ||
        !number(link.begin, '-') || !number(link.end, 0) || link.source_begin > link.source_end ||
        link.begin > link.end)
      return {};
    out.push_back(link);
    if (at != end && *at++ != ' ') return {};
  }
  return out;
}

}  // namespace clew::language
