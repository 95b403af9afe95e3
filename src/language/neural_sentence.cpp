#include "language/neural_sentence.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "language/engine.h"

namespace clew::language {

std::vector<std::pair<std::size_t, std::size_t>> split_sentences(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> parts;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    std::size_t b = begin, e = end;
    while (b < e && text[b] == ' ')
      ++b;
    while (e > b && text[e - 1] == ' ')
      --e;
    if (e > b) parts.emplace_back(b, e);
    begin = end;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    UChar32 c;
    auto at = static_cast<std::int32_t>(i);
    const auto size = static_cast<std::int32_t>(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    i = static_cast<std::size_t>(at);
    if (c == 0x3002 || c == 0xFF01 || c == 0xFF1F) {  // CJK ends need no blank
      add(i);
      continue;
    }
    if (c != '.' && c != '!' && c != '?' && c != 0x2026 && c != 0x61F && c != 0x6D4) continue;
    while (i < text.size() && (text[i] == '.' || text[i] == '!' || text[i] == '?' ||
                               text[i] == '"' || text[i] == ')')) {
      ++i;
    }
    if (i >= text.size() || text[i] != ' ') continue;
    std::size_t next = i;
    while (next < text.size() && text[next] == ' ')
      ++next;
    if (next >= text.size()) continue;
    at = static_cast<std::int32_t>(next);
    UChar32 following;
    U8_NEXT_OR_FFFD(bytes, at, size, following);
    if (c == '.' && u_islower(following)) continue;
    if (c == '.' && start >= 1 && i == start + 1) {
      const bool digit = text[start - 1] >= '0' && text[start - 1] <= '9';
      const bool initial = start == 1 || text[start - 2] == ' ' || text[start - 2] == '.';
      if (digit || initial) continue;
    }
    add(i);
  }
  add(text.size());
  return parts;
}

Sentence take_out_marks(std::string_view segment, std::size_t begin, std::size_t end) {
  Sentence s;
  const auto put = [&](std::size_t i) {
    s.text.push_back(segment[i]);
    s.origin.push_back(static_cast<std::uint32_t>(i));
  };
  for (std::size_t i = begin; i < end;) {
    const auto mark = mark_at(segment.substr(0, end), i);
    if (!mark) {
      put(i++);
      continue;
    }
    s.marks.push_back({*mark, s.text.size()});
    i += mark_bytes;
    // "al ⟨0⟩ por" leaves one blank, not two.
    if (s.text.ends_with(' ') && i < end && segment[i] == ' ') ++i;
  }
  s.origin.push_back(static_cast<std::uint32_t>(end));
  return s;
}

namespace {

// Where in the English the mark belongs: behind the word that the source piece before it became.
std::size_t position_of(const nmt::Translation& t, std::size_t at) {
  if (at == 0) return 0;
  std::size_t piece = t.source.size();
  for (std::size_t i = 0; i < t.source.size() && t.source[i].begin < at; ++i)
    piece = i;
  if (piece == t.source.size()) return 0;
  if (piece + 1 == t.source.size()) return t.text.size();
  for (const auto& segment : t.segments) {
    if (piece < segment.source_begin || piece >= segment.source_end) continue;
    const std::size_t columns = segment.source_end - segment.source_begin + 1;
    const std::size_t rows = segment.target_end - segment.target_begin;
    float best = -1;
    std::size_t row = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto index = r * columns + (piece - segment.source_begin);
      if (index < segment.alignment.size() && segment.alignment[index] > best) {
        best = segment.alignment[index];
        row = r;
      }
    }
    if (best < 0) break;
    std::size_t end = t.target[segment.target_begin + row].end;
    while (end < t.text.size() && t.text[end] != ' ')
      ++end;
    return end;
  }
  return t.text.size();
}

// For each word of the English the word of the source that it looked at most: the weights of its
// pieces, added up by source word.
std::vector<WordLink> word_links(const nmt::Translation& t, std::string_view source) {
  std::vector<WordLink> out;
  const auto source_words = words_of(source), words = words_of(t.text);
  if (source_words.empty()) return out;
  // The word of each source piece; pieces that are blanks only belong to none.
  std::vector<std::size_t> word_of(t.source.size(), source_words.size());
  for (std::size_t i = 0, w = 0; i < t.source.size(); ++i) {
    const auto& piece = t.source[i];
    while (w < source_words.size() && source_words[w].second <= piece.begin)
      ++w;
    // A piece often begins with the blank before its word.
    if (w < source_words.size() && source_words[w].first < piece.end) word_of[i] = w;
  }
  std::vector<double> weights(source_words.size());
  std::size_t segment = 0, target = 0;
  for (const auto& [begin, end] : words) {
    std::fill(weights.begin(), weights.end(), 0.0);
    bool any = false;
    while (target < t.target.size() && t.target[target].end <= begin)
      ++target;
    for (std::size_t i = target; i < t.target.size() && t.target[i].begin < end; ++i) {
      while (segment < t.segments.size() && i >= t.segments[segment].target_end)
        ++segment;
      if (segment == t.segments.size()) break;
      const auto& part = t.segments[segment];
      const std::size_t columns = part.source_end - part.source_begin + 1;
      const float* row = part.alignment.data() + (i - part.target_begin) * columns;
      if ((i - part.target_begin + 1) * columns > part.alignment.size()) break;
      for (std::size_t c = 0; c + 1 < columns; ++c) {
        const auto w = word_of[part.source_begin + c];
        if (w == source_words.size()) continue;
        weights[w] += static_cast<double>(row[c]);
        any = true;
      }
    }
    if (!any) continue;
    const auto best = static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) -
                                               weights.begin());
    out.push_back({source_words[best].first, source_words[best].second, begin, end});
  }
  return out;
}

}  // namespace

void put_back(const nmt::Translation& t, const Sentence& sentence, std::string& text,
              std::vector<WordLink>& links) {
  if (!text.empty()) text += ' ';
  const auto start = static_cast<std::uint32_t>(text.size());
  // By position, equal ones in the order of the source.
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (const auto& taken : sentence.marks)
    places.emplace_back(position_of(t, taken.at), taken.mark);
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  // Where each byte of the English (and its end) comes to stand.
  std::vector<std::uint32_t> place_of(t.text.size() + 1);
  std::string out;
  std::size_t from = 0;
  const auto copy_to = [&](std::size_t at) {
    for (; from < at; ++from) {
      place_of[from] = start + static_cast<std::uint32_t>(out.size());
      out.push_back(t.text[from]);
    }
  };
  for (const auto& [at, mark] : places) {
    copy_to(at);
    if (!out.empty() && out.back() != ' ') out += ' ';
    out += mark_text(mark);
    if (at == 0 || (at < t.text.size() && t.text[at] != ' ')) out += ' ';
  }
  copy_to(t.text.size());
  for (const auto& link : word_links(t, sentence.text)) {
    // Words hold no marks inside: they stand at their borders.
    const auto last = place_of[link.end - 1] + 1;
    const auto source_last = sentence.origin[link.source_end - 1] + 1;
    links.push_back({sentence.origin[link.source_begin], source_last, place_of[link.begin], last});
  }
  text += out;
}

}  // namespace clew::language
