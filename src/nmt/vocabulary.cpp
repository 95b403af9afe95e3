// How text becomes pieces.
//
// Normalise: the map's longest entry at each place replaces what it covers (user-defined pieces are
// left as they stand); blanks at both ends go, runs become one; every blank becomes "▁", and one is
// put in front. Then the cut with the highest sum of scores (Viterbi over byte positions): best[e]
// = max over pieces s…e of best[s] + score. A character that no piece covers alone costs 10 below
// the lowest score and becomes <unk>, or its bytes. Example: pieces ▁ca (-3) sa (-4) ▁casa (-5):
//   "▁casa": best at 5 = -3, at 7 = max(-3 - 4, -5) = -5 → ▁casa.
// Ties and roundings follow the reference: scores are added in double where a piece is known and
// stored as float, the first of equals stays.
// Source: Kudo 2018 (Subword Regularization, unigram model); behaviour of SentencePiece 0.1.97.
#include "nmt/vocabulary.h"

#include "base/assert.h"
#include "base/error.h"
#include "base/mapped_file.h"
#include "nmt/vocabulary_tables.h"

#include <fmt/core.h>

#include <algorithm>

namespace clew::nmt {
namespace {

using Tables = Vocabulary::Tables;

constexpr std::string_view blank_mark = "\xE2\x96\x81";   // ▁
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr float unknown_penalty = 10.0f;
// Texts beyond this are taken in parts.
constexpr std::size_t max_part = std::size_t{1} << 20;

// Bytes of the character that begins the text: 1 also for a stray byte.
std::size_t character_length(std::string_view text) {
  static constexpr unsigned char lengths[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4};
  return std::min<std::size_t>(lengths[static_cast<unsigned char>(text[0]) >> 4], text.size());
}

// The same if it is well-formed UTF-8, else 0.
std::size_t valid_character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto trail = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  if (byte(0) < 0x80) return 1;
  if (text.size() >= 2 && (byte(0) & 0xe0) == 0xc0)
    return trail(1) && (byte(0) & 0x1f) >= 2 ? 2 : 0;
  if (text.size() >= 3 && (byte(0) & 0xf0) == 0xe0) {
    const unsigned code = (byte(0) & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    return trail(1) && trail(2) && code >= 0x800 && (code < 0xd800 || code >= 0xe000) ? 3 : 0;
  }
  if (text.size() >= 4 && (byte(0) & 0xf8) == 0xf0) {
    const unsigned code = (byte(0) & 0x07u) << 18 | (byte(1) & 0x3fu) << 12 |
                          (byte(2) & 0x3fu) << 6 | (byte(3) & 0x3fu);
    return trail(1) && trail(2) && trail(3) && code >= 0x10000 && code <= 0x10ffff ? 4 : 0;
  }
  return 0;
}

// The longest user-defined piece that the text begins with: its bytes, or 0.
std::size_t user_defined_length(const Tables& tables, std::string_view text) {
  std::size_t longest = 0;
  auto node = PieceTrie::root;
  for (std::size_t i = 0; i < text.size(); ++i) {
    node = tables.as_written.next(node, static_cast<unsigned char>(text[i]));
    if (node == PieceTrie::none) break;
    if (tables.as_written.value(node) != PieceTrie::none) longest = i + 1;
  }
  return longest;
}

struct Step {
  std::string_view text;     // what comes out
  std::size_t consumed = 0;  // bytes of the input
};

Step normal_prefix(const Tables& tables, std::string_view text) {
  if (tables.has_user_defined)
    if (const auto length = user_defined_length(tables, text))
      return {text.substr(0, length), length};
  if (const auto match = tables.map.longest(text); match.length > 0)
    return {match.replacement, match.length};
  if (const auto length = valid_character_length(text)) return {text.substr(0, length), length};
  return {replacement, 1};
}

}  // namespace

void normalise(const Tables& tables, std::string_view input, NormalText& out) {
  out.text.clear();
  out.origin.clear();
  const bool squeeze = tables.remove_extra_whitespaces;
  const std::string_view blank = tables.escape_whitespaces ? blank_mark : std::string_view(" ");
  std::size_t consumed = 0;
  while (squeeze && consumed < input.size()) {
    const auto step = normal_prefix(tables, input.substr(consumed));
    if (step.text != " ") break;
    consumed += step.consumed;
  }
  if (consumed >= input.size()) return;
  const auto put = [&](std::string_view text) {
    out.text += text;
    out.origin.insert(out.origin.end(), text.size(), static_cast<std::uint32_t>(consumed));
  };
  if (tables.add_dummy_prefix && !tables.whitespace_as_suffix) put(blank);
  bool after_blank = squeeze;
  while (consumed < input.size()) {
    auto [text, length] = normal_prefix(tables, input.substr(consumed));
    while (after_blank && text.starts_with(' '))
      text.remove_prefix(1);
    if (!text.empty()) {
      for (const char c : text)
        put(c == ' ' ? blank : std::string_view(&c, 1));
      after_blank = text.back() == ' ';
    }
    consumed += length;
    if (!squeeze) after_blank = false;
  }
  while (squeeze && out.text.ends_with(blank)) {
    consumed = out.origin[out.text.size() - blank.size()];
    out.text.resize(out.text.size() - blank.size());
    out.origin.resize(out.text.size());
  }
  if (tables.add_dummy_prefix && tables.whitespace_as_suffix) put(blank);
  out.origin.push_back(static_cast<std::uint32_t>(consumed));
}

namespace {

struct Best {
  std::uint32_t id = 0;
  std::uint32_t begin = no_begin;
  float score = 0;
  static constexpr std::uint32_t no_begin = ~std::uint32_t{0};
};

void offer(Best& best, double score, std::size_t begin, std::uint32_t id) {
  if (best.begin != Best::no_begin && !(score > static_cast<double>(best.score))) return;
  best = {id, static_cast<std::uint32_t>(begin), static_cast<float>(score)};
}

// Pieces of the best cut, as byte ranges of the normalised text.
void best_cut(const Tables& tables, std::string_view text, std::vector<Best>& best,
              std::vector<Piece>& out) {
  const float unknown_score = tables.lowest_score - unknown_penalty;
  best.assign(text.size() + 1, {});
  for (std::size_t begin = 0; begin < text.size();) {
    const float before = best[begin].score;
    const std::size_t length = character_length(text.substr(begin));
    bool covered = false;
    auto node = PieceTrie::root;
    for (std::size_t end = begin; end < text.size();) {
      node = tables.trie.next(node, static_cast<unsigned char>(text[end++]));
      if (node == PieceTrie::none) break;
      const auto id = tables.trie.value(node);
      if (id == PieceTrie::none) continue;
      const auto& piece = tables.pieces[id];
      // A user-defined piece wins over everything else.
      const double score =
          piece.type == PieceType::user_defined
              ? static_cast<double>(static_cast<float>(end - begin) * tables.highest_score) - 0.1
              : static_cast<double>(piece.score);
      offer(best[end], score + static_cast<double>(before), begin, id);
      covered |= end - begin == length;
    }
    if (!covered)
      offer(best[begin + length], static_cast<double>(unknown_score + before), begin,
            Vocabulary::unknown);
    begin += length;
  }
  out.clear();
  for (std::size_t end = text.size(); end > 0; end = best[end].begin)
    out.push_back({best[end].id, best[end].begin, static_cast<std::uint32_t>(end)});
  std::reverse(out.begin(), out.end());
}

// Where a part of a long text is best cut: behind a blank, else between characters.
std::size_t part_length(std::string_view text) {
  if (text.size() <= max_part) return text.size();
  const auto blank = text.find_last_of(" \n\t", max_part - 1);
  if (blank != text.npos && blank > 0) return blank;
  std::size_t end = max_part;
  while (end > max_part - 4 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  return end;
}

void encode_part(const Tables& tables, std::string_view text, std::uint32_t offset,
                 std::vector<Piece>& pieces) {
  NormalText normal;
  std::vector<Best> best;
  std::vector<Piece> cut;
  normalise(tables, text, normal);
  if (normal.text.empty()) return;
  best_cut(tables, normal.text, best, cut);
  bool after_unknown = false;
  for (const auto& piece : cut) {
    const std::uint32_t begin = offset + normal.origin[piece.begin];
    const std::uint32_t end = offset + normal.origin[piece.end];
    const bool is_unknown = piece.id == Vocabulary::unknown;
    if (is_unknown && tables.byte_fallback) {
      // The last of its bytes stands for the character, the others for nothing.
      for (std::uint32_t i = piece.begin; i < piece.end; ++i)
        pieces.push_back({tables.byte_piece[static_cast<unsigned char>(normal.text[i])], begin,
                          i + 1 == piece.end ? end : begin});
    } else if (is_unknown && after_unknown) {
      pieces.back().end = end;  // a run of unknown characters is one piece
    } else {
      pieces.push_back({piece.id, begin, end});
    }
    after_unknown = is_unknown;
  }
}

// The text of an ordinary piece: "▁" are blanks; the very first may be left out.
std::string surface(const Tables& tables, std::uint32_t id, bool at_start, bool& took_blank) {
  const auto& piece = tables.pieces[id];
  took_blank = false;
  if (piece.type == PieceType::control) return {};
  if (piece.type == PieceType::unknown) return tables.unknown_surface;
  std::string_view text = piece.text;
  if (at_start && (tables.add_dummy_prefix || tables.remove_extra_whitespaces)) {
    if (text.starts_with(blank_mark)) {
      text.remove_prefix(blank_mark.size());
      took_blank = !tables.remove_extra_whitespaces;  // else all leading blanks go
    }
  }
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(blank_mark)) {
      out.push_back(' ');
      at += blank_mark.size();
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

}  // namespace

Vocabulary::Vocabulary(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Vocabulary::~Vocabulary() = default;
Vocabulary::Vocabulary(Vocabulary&&) noexcept = default;
Vocabulary& Vocabulary::operator=(Vocabulary&&) noexcept = default;

Vocabulary Vocabulary::open(const std::filesystem::path& path) {
  const MappedFile file(path);
  return parse(file.bytes(), path.filename().string());
}

Vocabulary Vocabulary::parse(std::string_view bytes, const std::string& name) {
  auto tables = std::make_unique<Tables>();
  if (const auto fault = read_vocabulary(bytes, *tables); !fault.empty())
    throw Error(ErrorKind::integrity, fmt::format("vocabulary {}: {}", name, fault));
  std::vector<PieceTrie::Entry> all, user_defined;
  all.reserve(tables->pieces.size());
  for (std::uint32_t id = 0; id < tables->pieces.size(); ++id) {
    const auto& piece = tables->pieces[id];
    if (piece.type == PieceType::normal || piece.type == PieceType::user_defined)
      all.push_back({piece.text, id});
    if (piece.type == PieceType::user_defined) user_defined.push_back({piece.text, id});
  }
  tables->trie.build(std::move(all));
  tables->as_written.build(std::move(user_defined));
  return Vocabulary(std::move(tables));
}

std::size_t Vocabulary::size() const { return tables_->pieces.size(); }

const std::string& Vocabulary::written(std::uint32_t id) const { return tables_->pieces[id].text; }

void Vocabulary::encode(std::string_view text, std::uint32_t offset,
                        std::vector<Piece>& pieces) const {
  CLEW_ASSERT(text.size() < (std::size_t{1} << 31));
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = part_length(text.substr(at));
    encode_part(*tables_, text.substr(at, length), offset + static_cast<std::uint32_t>(at), pieces);
    at += length;
  }
}

std::string Vocabulary::decode(const std::vector<std::uint32_t>& ids,
                               std::vector<Piece>* spans) const {
  std::string text;
  std::vector<Piece> made;
  made.reserve(ids.size());
  const auto put = [&](std::uint32_t id, std::string_view surface) {
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += surface;
    made.push_back({id, begin, static_cast<std::uint32_t>(text.size())});
  };
  bool at_start = true, took_blank = false;
  for (std::size_t i = 0; i < ids.size();) {
    CLEW_ASSERT(ids[i] < tables_->pieces.size());
    if (tables_->pieces[ids[i]].type != PieceType::byte) {
      if (took_blank || !text.empty()) at_start = false;
      put(ids[i], surface(*tables_, ids[i], at_start, took_blank));
      ++i;
      continue;
    }
    // A run of bytes: whole characters come with their last byte, other bytes become U+FFFD.
    std::string bytes;
    for (; i < ids.size() && tables_->pieces[ids[i]].type == PieceType::byte; ++i)
      bytes.push_back(static_cast<char>(tables_->pieces[ids[i]].byte));
    const std::size_t first = i - bytes.size();
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t length = valid_character_length(std::string_view(bytes).substr(at));
      if (length == 0) {
        put(ids[first + at++], replacement);
        continue;
      }
      for (std::size_t k = 1; k < length; ++k)
        put(ids[first + at + k - 1], {});
      put(ids[first + at + length - 1], std::string_view(bytes).substr(at, length));
      at += length;
    }
  }
  if (spans) *spans = std::move(made);
  return text;
}

}  // namespace clew::nmt
