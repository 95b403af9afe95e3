#include "nmt/vocabulary.h"

#include "base/assert.h"
#include "base/error.h"
#include "base/mapped_file.h"
#include "nmt/byte_reader.h"

#include <fmt/core.h>
#include <sentencepiece_processor.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

namespace clew::nmt {
namespace {

constexpr std::size_t max_pieces = 1'000'000;
constexpr std::size_t max_piece_bytes = 1'000;

// One field of a protobuf message (protobuf.dev/programming-guides/encoding).
struct Field {
  std::uint64_t number = 0;
  unsigned wire = 0;
  std::uint64_t value = 0;  // varint, or the bits of fixed32/64
  std::string_view bytes;   // length-delimited
};

class Message {
 public:
  explicit Message(std::string_view bytes) : reader_(bytes) {}
  bool bad() const { return bad_; }

  // The next field; nothing at the end or when the frame is broken (then bad()).
  std::optional<Field> next() {
    if (bad_ || reader_.left() == 0) return {};
    Field f;
    std::uint64_t key = 0;
    if (!varint(key)) return fail();
    f.number = key >> 3;
    f.wire = static_cast<unsigned>(key & 7);
    switch (f.wire) {
      case 0:
        if (!varint(f.value)) return fail();
        return f;
      case 1: {
        const auto v = reader_.number<std::uint64_t>();
        if (!v) return fail();
        f.value = *v;
        return f;
      }
      case 2: {
        std::uint64_t length = 0;
        if (!varint(length)) return fail();
        const auto bytes = reader_.take(length);
        if (!bytes) return fail();
        f.bytes = *bytes;
        return f;
      }
      case 5: {
        const auto v = reader_.number<std::uint32_t>();
        if (!v) return fail();
        f.value = *v;
        return f;
      }
      default:
        return fail();
    }
  }

 private:
  bool varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = reader_.number<std::uint8_t>();
      if (!byte) return false;
      value |= static_cast<std::uint64_t>(*byte & 0x7f) << shift;
      if ((*byte & 0x80) == 0) return true;
    }
    return false;
  }
  std::optional<Field> fail() {
    bad_ = true;
    return {};
  }

  ByteReader reader_;
  bool bad_ = false;
};

// The normalisation map: u32 trie bytes, the trie (a Darts double array of u32 units), then the
// replacement texts, each ended by NUL. The library walks the trie without bounds checks, so every
// step that any key could take must stay inside: from unit i, base = i ^ offset(i), next = base ^
// byte.
std::string map_fault(std::string_view map) {
  if (map.empty()) return {};
  ByteReader reader(map);
  const auto trie_bytes = reader.number<std::uint32_t>();
  if (!trie_bytes || *trie_bytes > reader.left() || *trie_bytes % 4 != 0 || *trie_bytes < 1024)
    return "its normalisation map has a wrong length";
  const auto trie = *reader.take(*trie_bytes);
  const auto texts = *reader.take(reader.left());
  if (texts.empty() || texts.back() != '\0') return "its normalisation texts do not end";
  const std::size_t units = trie.size() / 4;
  const auto unit = [&](std::size_t i) {
    std::uint32_t u;
    std::memcpy(&u, trie.data() + i * 4, 4);
    return u;
  };
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint32_t u = unit(i);
    if (u >> 31) continue;  // a value, or never reached by a label
    const std::size_t base = i ^ ((u >> 10) << ((u & (1u << 9)) >> 6));
    if ((base | 0xff) >= units) return "its normalisation trie points outside itself";
    const bool has_leaf = (u >> 8) & 1;
    if (has_leaf && (unit(base) & 0x7fffffffu) >= texts.size())
      return "its normalisation trie points outside its texts";
  }
  return {};
}

}  // namespace

// ModelProto: 1 pieces {1 piece, 2 score, 3 type}, 2 trainer {3 model_type, 1 = unigram},
// 3 normaliser {2 precompiled_charsmap}, 5 denormaliser (the same).
std::string vocabulary_fault(std::string_view bytes) {
  Message proto(bytes);
  std::size_t pieces = 0;
  std::uint64_t model_type = 1;
  std::unordered_set<std::string_view> seen;
  while (const auto field = proto.next()) {
    if (field->wire != 2) continue;
    Message message(field->bytes);
    if (field->number == 1) {
      std::string_view text;
      std::uint64_t type = 1;
      float score = 0;
      while (const auto f = message.next()) {
        if (f->number == 1 && f->wire == 2) text = f->bytes;
        if (f->number == 2 && f->wire == 5)
          score = std::bit_cast<float>(static_cast<std::uint32_t>(f->value));
        if (f->number == 3 && f->wire == 0) type = f->value;
      }
      if (text.empty() || text.size() > max_piece_bytes)
        return fmt::format("piece {} has {} bytes", pieces, text.size());
      if (text.find('\0') != text.npos) return fmt::format("piece {} holds a NUL byte", pieces);
      if (!std::isfinite(score) || std::abs(score) > 1e6f)
        return fmt::format("the score of piece {} is not a number of a sensible size", pieces);
      if (type < 1 || type > 6)
        return fmt::format("piece {} has the unknown type {}", pieces, type);
      if (pieces == Vocabulary::unknown && type != 2) return "piece 1 is not <unk>";
      if (pieces != Vocabulary::unknown && type == 2) return "another piece than 1 is <unk>";
      if (!seen.insert(text).second) return fmt::format("piece {} is there twice", pieces);
      if (++pieces > max_pieces) return fmt::format("more than {} pieces", max_pieces);
    } else if (field->number == 2) {
      while (const auto f = message.next())
        if (f->number == 3 && f->wire == 0) model_type = f->value;
    } else if (field->number == 3 || field->number == 5) {
      while (const auto f = message.next())
        if (f->number == 2 && f->wire == 2)
          if (auto fault = map_fault(f->bytes); !fault.empty()) return fault;
    }
    if (message.bad()) return "its protobuf frame is broken";
  }
  if (proto.bad()) return "its protobuf frame is broken";
  if (pieces < 3) return "fewer than 3 pieces";
  if (model_type != 1) return "not a unigram vocabulary";
  return {};
}

Vocabulary::Vocabulary() : processor_(std::make_unique<sentencepiece::SentencePieceProcessor>()) {}
Vocabulary::~Vocabulary() = default;
Vocabulary::Vocabulary(Vocabulary&&) noexcept = default;
Vocabulary& Vocabulary::operator=(Vocabulary&&) noexcept = default;

Vocabulary Vocabulary::open(const std::filesystem::path& path) {
  const MappedFile file(path);
  return parse(file.bytes(), path.filename().string());
}

Vocabulary Vocabulary::parse(std::string_view bytes, const std::string& name) {
  if (const auto fault = vocabulary_fault(bytes); !fault.empty())
    throw Error(ErrorKind::integrity, fmt::format("vocabulary {}: {}", name, fault));
  Vocabulary v;
  const auto status = v.processor_->LoadFromSerializedProto({bytes.data(), bytes.size()});
  if (!status.ok())
    throw Error(ErrorKind::integrity,
                fmt::format("vocabulary {}: the library refuses it: {}", name, status.message()));
  if (v.processor_->unk_id() != static_cast<int>(unknown) ||
      v.processor_->eos_id() != static_cast<int>(end_of_sentence))
    throw Error(ErrorKind::integrity,
                fmt::format("vocabulary {}: </s> is not piece 0 or <unk> not piece 1", name));
  return v;
}

std::size_t Vocabulary::size() const {
  return static_cast<std::size_t>(processor_->GetPieceSize());
}

const std::string& Vocabulary::written(std::uint32_t id) const {
  return processor_->IdToPiece(static_cast<int>(id));
}

void Vocabulary::encode(std::string_view text, std::uint32_t offset,
                        std::vector<Piece>& pieces) const {
  CLEW_ASSERT(text.size() < (std::size_t{1} << 31));
  const auto encoded = processor_->EncodeAsImmutableProto({text.data(), text.size()});
  const auto size = static_cast<std::uint32_t>(text.size());
  for (const auto& piece : encoded.pieces()) {
    // A strange vocabulary must not make spans that lead outside the text.
    const auto end = std::min(piece.end(), size), begin = std::min(piece.begin(), end);
    pieces.push_back({piece.id(), offset + begin, offset + end});
  }
}

std::string Vocabulary::decode(const std::vector<std::uint32_t>& ids,
                               std::vector<Piece>* spans) const {
  std::vector<int> list(ids.begin(), ids.end());
  if (!spans) return processor_->DecodeIds(list);
  const auto decoded = processor_->DecodeIdsAsImmutableProto(list);
  spans->clear();
  for (const auto& piece : decoded.pieces())
    spans->push_back({piece.id(), piece.begin(), piece.end()});
  return decoded.text();
}

}  // namespace clew::nmt
