// For the tests of the delimited reader: items from text, and a sink that keeps everything.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "readers/delimited_reader.h"
#include "readers/utf16_maker.h"

namespace clew::readers::testing {

struct Kept final : Sink {
  std::map<std::string, std::uint64_t> seen;  // rows by table
  std::vector<model::Record> records, extra;
  std::vector<std::pair<std::string, std::string>> skipped;  // reason, locator
  std::vector<model::Finding> findings;
  std::vector<model::Question> questions;
  std::map<std::string, std::string> decisions;

  void rows(std::string_view table, std::uint64_t count) override {
    seen[std::string(table)] += count;
  }
  void record(model::Record record) override { records.push_back(std::move(record)); }
  void extra_record(model::Record record) override { extra.push_back(std::move(record)); }
  void duplicate(std::string_view, std::string_view) override {}
  void skip(std::string_view, std::string_view reason, std::string_view locator) override {
    skipped.emplace_back(reason, locator);
  }
  void finding(model::Finding finding) override { findings.push_back(std::move(finding)); }
  void question(model::Question question) override { questions.push_back(std::move(question)); }
  void decided(std::string_view key, std::string_view value) override {
    decisions[std::string(key)] = value;
  }
  void claims(std::string_view) override {}

  std::uint64_t rows_seen() const {
    std::uint64_t n = 0;
    for (const auto& [table, count] : seen)
      n += count;
    return n;
  }
  bool reconciles() const { return rows_seen() == records.size() + skipped.size(); }
  std::size_t count(model::RecordKind kind) const {
    std::size_t n = 0;
    for (const auto& r : records)
      n += r.kind == kind;
    return n;
  }
  std::size_t skips(std::string_view reason) const {
    std::size_t n = 0;
    for (const auto& [r, where] : skipped)
      n += r == reason;
    return n;
  }
  std::size_t found(std::string_view what) const {
    std::size_t n = 0;
    for (const auto& f : findings)
      n += f.what == what;
    return n;
  }
};

inline exhibit::Item item_of(std::string bytes, std::string name = "export.csv") {
  exhibit::Item item;
  item.path = {std::move(name)};
  item.size = bytes.size();
  item.source = exhibit::bytes_in_memory(std::move(bytes));
  return item;
}

inline Kept read(std::string bytes, const Options& options = {}, std::string name = "export.csv") {
  Kept kept;
  make_delimited_reader()->read(item_of(std::move(bytes), std::move(name)), options, kept);
  return kept;
}

inline const std::string* field(const std::vector<model::Field>& fields, std::string_view name) {
  for (const auto& f : fields)
    if (f.name == name) return &f.value;
  return nullptr;
}

// "from=+447700900001 to=+447700900002", in the record's order.
inline std::string who(const model::Record& r) {
  std::string out;
  for (const auto& p : r.participants)
    out += (out.empty() ? "" : " ") + std::string(model::word(p.role)) + "=" + p.identifier.raw;
  return out;
}

inline std::string utc(const model::Record& r, std::size_t i = 0) {
  if (i >= r.times.size()) return "no time";
  if (r.times[i].utc) return to_iso_utc(*r.times[i].utc).substr(0, 19) + "Z";
  if (r.times[i].local) return to_iso_local(*r.times[i].local);
  return std::string(model::word(r.times[i].certainty));
}

}  // namespace clew::readers::testing
