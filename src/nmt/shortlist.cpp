#include "nmt/shortlist.h"

#include "base/error.h"
#include "nmt/byte_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace clew::nmt {

std::uint64_t shortlist_checksum(std::string_view bytes) {
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t v;
    std::memcpy(&v, bytes.data() + i, 8);
    seed ^= v + 0x9e3779b9 + (seed << 6) + (seed >> 2);
  }
  return seed;
}

Shortlist Shortlist::open(const std::filesystem::path& path, std::size_t source_vocab,
                          std::size_t target_vocab, bool shared) {
  MappedFile file(path);
  auto shortlist =
      parse(file.bytes(), path.filename().string(), source_vocab, target_vocab, shared);
  shortlist.file_ = std::move(file);
  return shortlist;
}

Shortlist Shortlist::parse(std::string_view bytes, std::string name, std::size_t source_vocab,
                           std::size_t target_vocab, bool shared) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::integrity, fmt::format("shortlist {}: {}", name, what));
  };
  ByteReader reader(bytes);
  const auto magic = reader.number<std::uint64_t>();
  const auto checksum = reader.number<std::uint64_t>();
  const auto body = bytes.substr(reader.at());
  const auto first = reader.number<std::uint64_t>();
  const auto best = reader.number<std::uint64_t>();
  const auto offset_count = reader.number<std::uint64_t>();
  const auto list_count = reader.number<std::uint64_t>();
  if (!magic || *magic != shortlist_magic) refuse("not a binary shortlist (wrong first 8 bytes)");
  if (!list_count) refuse("shorter than its header");
  if (shortlist_checksum(body) != *checksum) refuse("damaged: its checksum does not match");
  if (!best || *offset_count != source_vocab + 1)
    refuse(fmt::format("made for a vocabulary of {} source pieces, the model has {}",
                       *offset_count - 1, source_vocab));
  if (*first > target_vocab) refuse("its list of most frequent pieces exceeds the vocabulary");
  if (*offset_count > reader.left() / 8) refuse("cut off in its offsets");
  const auto offsets = reader.take(*offset_count * 8);
  if (*list_count > reader.left() / 4) refuse("cut off in its lists");
  const auto lists = reader.take(*list_count * 4);

  Shortlist s;
  s.offsets_ = offsets->data();
  s.lists_ = lists->data();
  s.source_vocab_ = source_vocab;
  s.target_vocab_ = target_vocab;
  s.first_ = static_cast<std::size_t>(*first);
  s.shared_ = shared;
  // A list may be empty, also the last ones: an offset may equal the length.
  for (std::size_t w = 0; w < source_vocab; ++w)
    if (s.offset(w) > s.offset(w + 1))
      refuse(fmt::format("the list of piece {} ends before it starts", w));
  if (s.offset(source_vocab) > *list_count) refuse("its offsets exceed its lists");
  for (std::size_t i = 0; i < *list_count; ++i) {
    std::uint32_t id;
    std::memcpy(&id, lists->data() + i * 4, 4);
    if (id >= target_vocab) refuse(fmt::format("names piece {} of {}", id, target_vocab));
  }
  return s;
}

std::uint64_t Shortlist::offset(std::size_t word) const {
  std::uint64_t v;
  std::memcpy(&v, offsets_ + word * 8, 8);
  return v;
}

void Shortlist::select(std::span<const std::uint32_t> source, std::vector<std::uint64_t>& marks,
                       std::vector<std::uint32_t>& ids) const {
  // A bit per target piece; reading the bits in order sorts the set.
  marks.assign((target_vocab_ + 63) / 64, 0);
  const auto mark = [&](std::size_t id) { marks[id / 64] |= std::uint64_t{1} << (id % 64); };
  for (std::size_t id = 0; id < first_; ++id)
    mark(id);
  for (const auto word : source) {
    if (word >= source_vocab_) continue;
    for (auto i = offset(word), end = offset(word + 1); i < end; ++i) {
      std::uint32_t id;
      std::memcpy(&id, lists_ + i * 4, 4);
      mark(id);
    }
    if (shared_ && word < target_vocab_) mark(word);
  }
  std::size_t count = 0;
  for (const auto bits : marks)
    count += static_cast<std::size_t>(std::popcount(bits));
  for (std::size_t id = first_; count % 8 != 0 && id < target_vocab_; ++id) {
    if (marks[id / 64] >> (id % 64) & 1) continue;
    mark(id);
    ++count;
  }
  ids.clear();
  ids.reserve(count);
  for (std::size_t word = 0; word < marks.size(); ++word)
    for (auto bits = marks[word]; bits != 0; bits &= bits - 1)
      ids.push_back(
          static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
}

}  // namespace clew::nmt
