// For the tests of readers: a sink that keeps what it is given, items made of text, and the checks
// that hold for every reader on every input.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "exhibit/locator.h"
#include "readers/reader.h"

namespace clew::readers::testing {

struct Collected : Sink {
  std::vector<model::Record> records, extra;
  std::vector<model::Finding> findings;
  std::vector<model::Question> questions;
  std::map<std::string, std::string> decisions;
  std::map<std::string, std::uint64_t> skips;
  std::uint64_t seen = 0, duplicates = 0, skipped = 0;

  void rows(std::string_view, std::uint64_t count) override { seen += count; }
  void record(model::Record record) override { records.push_back(std::move(record)); }
  void extra_record(model::Record record) override { extra.push_back(std::move(record)); }
  void duplicate(std::string_view, std::string_view) override { ++duplicates; }
  void skip(std::string_view, std::string_view reason, std::string_view) override {
    ++skipped;
    ++skips[std::string(reason)];
  }
  void finding(model::Finding finding) override { findings.push_back(std::move(finding)); }
  void question(model::Question question) override { questions.push_back(std::move(question)); }
  void decided(std::string_view key, std::string_view value) override {
    decisions[std::string(key)] = std::string(value);
  }
  void claims(std::string_view) override {}

  bool has_finding(std::string_view what) const {
    for (const auto& f : findings)
      if (f.what == what) return true;
    return false;
  }
};

// "2024-03-04T09:30:11Z", "no instant", "no time".
inline std::string instant(const model::Record& r, std::size_t i = 0) {
  if (i >= r.times.size()) return "no time";
  return r.times[i].utc ? to_iso_utc(*r.times[i].utc).substr(0, 19) + "Z" : "no instant";
}

// The names beside an item; the files themselves are empty.
struct NamesOnly : exhibit::Tree {
  explicit NamesOnly(std::vector<std::string> names) : names_(std::move(names)) {}
  const std::vector<std::string>& names() const override { return names_; }
  std::optional<exhibit::Item> open(std::string_view) const override { return std::nullopt; }
  std::vector<std::string> names_;
};

inline exhibit::Item item_of(std::string bytes, std::vector<std::string> path) {
  exhibit::Item item;
  item.path = std::move(path);
  item.size = bytes.size();
  item.source = exhibit::bytes_in_memory(std::move(bytes));
  return item;
}

// Reads and checks what must hold for any input: every row has one fate, and every record lies
// inside the file.
inline Collected read(const Reader& reader, const exhibit::Item& item,
                      const Options& options = {}) {
  Collected out;
  reader.read(item, options, out);
  CHECK(out.seen == out.records.size() + out.duplicates + out.skipped);
  const auto inside = [&](const model::Record& r) {
    const auto range = exhibit::locator_bytes(r.locator);
    return range && range->offset <= item.bytes().size() &&
           range->length <= item.bytes().size() - range->offset;
  };
  bool all_inside = true;
  for (const auto& r : out.records)
    all_inside = all_inside && inside(r);
  for (const auto& r : out.extra)
    all_inside = all_inside && inside(r);
  CHECK(all_inside);
  return out;
}
inline Collected read(const Reader& reader, std::string bytes, std::vector<std::string> path,
                      const Options& options = {}) {
  return read(reader, item_of(std::move(bytes), std::move(path)), options);
}

inline std::string bytes_at(const exhibit::Item& item, const model::Record& record) {
  const auto range = exhibit::locator_bytes(record.locator);
  return std::string(item.bytes().substr(range->offset, range->length));
}

inline std::string field(const model::Record& record, std::string_view name) {
  for (const auto& f : record.fields)
    if (f.name == name) return f.value;
  return "";
}
inline std::string extra_of(const model::Record& record, std::string_view name) {
  for (const auto& f : record.extras)
    if (f.name == name) return f.value;
  return "";
}

inline std::string local_of(const model::Record& record) {
  return record.times.empty() || !record.times[0].local ? "" : to_iso_local(*record.times[0].local);
}
inline std::string who(const model::Record& record, model::Role role) {
  for (const auto& p : record.participants)
    if (p.role == role) return p.identifier.raw;
  return "";
}

// Every cut and some flipped bits of `bytes`: nothing crashes, every row is accounted for, and the
// records that end before the damage are there as in the whole file. `same` compares two records.
template <typename Same>
void damage(const Reader& reader, const std::string& bytes, const std::vector<std::string>& path,
            Same same, std::size_t step = 1) {
  const Collected whole = read(reader, bytes, path);
  for (std::size_t cut = 0; cut < bytes.size(); cut += step) {
    const Collected part = read(reader, bytes.substr(0, cut), path);
    std::size_t intact = 0;
    for (const auto& r : whole.records) {
      const auto range = exhibit::locator_bytes(r.locator);
      if (range->offset + range->length >= cut) continue;
      bool found = false;
      for (const auto& p : part.records)
        found = found || same(r, p);
      intact += !found;
    }
    CHECK_MESSAGE(intact == 0, "cut at " << cut);
  }
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    read(reader, flipped, path);
    flipped[at] = '\0';
    read(reader, flipped, path);
    flipped[at] = '\xFF';
    const Collected part = read(reader, flipped, path);
    std::size_t lost = 0;
    for (const auto& r : whole.records) {
      const auto range = exhibit::locator_bytes(r.locator);
      if (range->offset + range->length >= at) continue;
      bool found = false;
      for (const auto& p : part.records)
        found = found || same(r, p);
      lost += !found;
    }
    CHECK_MESSAGE(lost == 0, "byte " << at << " spoilt");
  }
}

// The folder of shared sample data, if this machine has it.
inline std::optional<std::filesystem::path> shared_data() {
  const char* set = std::getenv("CLEW_SHARED_DATA");
  const std::filesystem::path path =
      set ? std::filesystem::path(set)
          : std::filesystem::path(CLEW_SOURCE_DIR).parent_path() / "shared" / "data";
  if (!std::filesystem::exists(path / "formats")) return std::nullopt;
  return path / "formats";
}
inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace clew::readers::testing
