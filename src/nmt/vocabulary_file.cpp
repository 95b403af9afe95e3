// The SentencePiece ModelProto (sentencepiece_model.proto of 0.1.97):
//   1 pieces {1 piece, 2 score, 3 type}
//   2 trainer {3 model_type, 24 treat_whitespace_as_suffix, 35 byte_fallback, 44 unk_surface, 47
//   eos_piece} 3 normaliser {2 precompiled_charsmap, 3 add_dummy_prefix, 4
//   remove_extra_whitespaces, 5 escape_whitespaces} 5 denormaliser (as 3)
#include "nmt/protobuf.h"
#include "nmt/vocabulary_tables.h"

#include <fmt/core.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <unordered_set>

namespace clew::nmt {
namespace {

constexpr std::size_t max_pieces = 1'000'000;
constexpr std::size_t max_piece_bytes = 1'000;

using Entry = Vocabulary::Tables::Entry;

// The N of "<0xN>", or -1.
int byte_of(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return -1;
  const auto high = digits.find(text[3]), low = digits.find(text[4]);
  if (high == digits.npos || low == digits.npos) return -1;
  return static_cast<int>(high * 16 + low);
}

std::string read_piece(std::string_view bytes, std::size_t id, Entry& piece) {
  ProtobufMessage message(bytes);
  std::uint64_t type = 1;
  while (const auto f = message.next()) {
    if (f->is_bytes(1)) piece.text = f->bytes;
    if (f->is_fixed32(2)) piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(f->value));
    if (f->is_number(3)) type = f->value;
  }
  if (message.bad()) return "its protobuf frame is broken";
  if (piece.text.empty() || piece.text.size() > max_piece_bytes)
    return fmt::format("piece {} has {} bytes", id, piece.text.size());
  if (piece.text.find('\0') != std::string::npos)
    return fmt::format("piece {} holds a NUL byte", id);
  if (!std::isfinite(piece.score) || std::abs(piece.score) > 1e6f)
    return fmt::format("the score of piece {} is not a number of a sensible size", id);
  if (type < 1 || type > 6) return fmt::format("piece {} has the unknown type {}", id, type);
  piece.type = static_cast<PieceType>(type);
  const bool is_unknown = piece.type == PieceType::unknown;
  if (id == Vocabulary::unknown && !is_unknown) return "piece 1 is not <unk>";
  if (id != Vocabulary::unknown && is_unknown) return "another piece than 1 is <unk>";
  if (piece.type == PieceType::byte) {
    const int byte = byte_of(piece.text);
    if (byte < 0) return fmt::format("piece {} is called a byte and names none", id);
    piece.byte = static_cast<std::uint8_t>(byte);
  }
  return {};
}

std::string read_trainer(std::string_view bytes, Vocabulary::Tables& tables, std::string& eos) {
  ProtobufMessage message(bytes);
  std::uint64_t type = 1;
  while (const auto f = message.next()) {
    if (f->is_number(3)) type = f->value;
    if (f->is_number(24)) tables.whitespace_as_suffix = f->value != 0;
    if (f->is_number(35)) tables.byte_fallback = f->value != 0;
    if (f->is_bytes(44)) tables.unknown_surface = f->bytes.substr(0, f->bytes.find('\0'));
    if (f->is_bytes(47) && !f->bytes.empty()) eos = f->bytes;
  }
  if (message.bad()) return "its protobuf frame is broken";
  if (tables.unknown_surface.size() > max_piece_bytes) return "its text for <unk> is too long";
  static constexpr const char* names[] = {"", "", "BPE", "word", "character"};
  if (type != 1)
    return fmt::format("a {} vocabulary; only unigram vocabularies are read",
                       type < std::size(names) && type > 0 ? names[type] : "strange");
  return {};
}

std::string read_normaliser(std::string_view bytes, Vocabulary::Tables& tables) {
  ProtobufMessage message(bytes);
  std::string_view map;
  while (const auto f = message.next()) {
    if (f->is_bytes(2)) map = f->bytes;
    if (f->is_number(3)) tables.add_dummy_prefix = f->value != 0;
    if (f->is_number(4)) tables.remove_extra_whitespaces = f->value != 0;
    if (f->is_number(5)) tables.escape_whitespaces = f->value != 0;
  }
  if (message.bad()) return "its protobuf frame is broken";
  if (auto fault = CharsMap::fault(map); !fault.empty()) return fault;
  if (!map.empty()) tables.map = CharsMap(map);
  return {};
}

std::string read_denormaliser(std::string_view bytes) {
  ProtobufMessage message(bytes);
  bool empty = true;
  while (const auto f = message.next())
    if (f->is_bytes(2)) empty &= f->bytes.empty();
  if (message.bad()) return "its protobuf frame is broken";
  return empty ? ""
               : "it changes text after decoding (a denormalisation map), which is not supported";
}

// What only all pieces together show.
std::string check_pieces(Vocabulary::Tables& tables, const std::string& eos) {
  auto& pieces = tables.pieces;
  if (pieces.size() < 3) return "fewer than 3 pieces";
  std::unordered_set<std::string_view> seen;
  seen.reserve(pieces.size());
  std::size_t bytes = 0;
  tables.lowest_score = FLT_MAX;
  tables.highest_score = FLT_MIN;  // not the lowest float: as the reference has it
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    const auto& piece = pieces[id];
    if (!seen.insert(piece.text).second) return fmt::format("piece {} is there twice", id);
    if (piece.type == PieceType::byte) {
      tables.byte_piece[piece.byte] = static_cast<std::uint32_t>(id);
      ++bytes;
    }
    if (piece.type == PieceType::normal) {
      tables.lowest_score = std::min(tables.lowest_score, piece.score);
      tables.highest_score = std::max(tables.highest_score, piece.score);
    }
    tables.has_user_defined |= piece.type == PieceType::user_defined;
  }
  if (tables.lowest_score == FLT_MAX) return "no ordinary pieces";
  if (tables.byte_fallback && bytes != 256)
    return fmt::format("it falls back to bytes and has {} of 256", bytes);
  if (!tables.byte_fallback && bytes != 0)
    return "it has byte pieces and does not fall back to bytes";
  if (pieces[Vocabulary::end_of_sentence].text != eos ||
      pieces[Vocabulary::end_of_sentence].type != PieceType::control)
    return fmt::format("piece 0 is not the end of sentence, {}", eos);
  return {};
}

}  // namespace

std::string read_vocabulary(std::string_view bytes, Vocabulary::Tables& tables) {
  ProtobufMessage proto(bytes);
  std::string eos = "</s>";
  while (const auto field = proto.next()) {
    if (field->wire != 2) continue;
    std::string fault;
    if (field->number == 1) {
      if (tables.pieces.size() == max_pieces) return fmt::format("more than {} pieces", max_pieces);
      Entry piece;
      fault = read_piece(field->bytes, tables.pieces.size(), piece);
      tables.pieces.push_back(std::move(piece));
    } else if (field->number == 2) {
      fault = read_trainer(field->bytes, tables, eos);
    } else if (field->number == 3) {
      fault = read_normaliser(field->bytes, tables);
    } else if (field->number == 5) {
      fault = read_denormaliser(field->bytes);
    }
    if (!fault.empty()) return fault;
  }
  if (proto.bad()) return "its protobuf frame is broken";
  return check_pieces(tables, eos);
}

std::string vocabulary_fault(std::string_view bytes) {
  Vocabulary::Tables tables;
  return read_vocabulary(bytes, tables);
}

}  // namespace clew::nmt
