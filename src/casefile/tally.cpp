#include "casefile/tally.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::casefile {
namespace {

// "lines 12;message 10;call 2". What does not read so is no tally.
std::optional<ExhibitTally> read(std::string_view text) {
  ExhibitTally out;
  while (!text.empty()) {
    auto part = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    auto blank = part.find(' ');
    std::int64_t count = 0;
    if (blank == std::string_view::npos) return std::nullopt;
    auto [end, error] = std::from_chars(part.data() + blank + 1, part.data() + part.size(), count);
    if (error != std::errc() || end != part.data() + part.size()) return std::nullopt;
    auto name = part.substr(0, blank);
    if (name == "lines")
      out.lines = count;
    else
      out.kinds.emplace(name, count);
  }
  return out;
}

ExhibitTally count(const Db& db, std::int64_t exhibit) {
  ExhibitTally out;
  auto rows = db.prepare("SELECT kind, text_hash <> 0 FROM record WHERE id >= ?1 << 32 AND id < (?1 + 1) << 32");
  std::int64_t* last = nullptr;
  std::string kind;
  for (rows.bind(1, exhibit); rows.step();) {
    if (!last || rows.text(0) != kind) {
      kind = rows.text(0);
      last = &out.kinds[kind];
    }
    ++*last;
    out.lines += rows.integer(1);
  }
  return out;
}

}  // namespace

std::int64_t ExhibitTally::records() const {
  std::int64_t sum = 0;
  for (const auto& [kind, number] : kinds) sum += number;
  return sum;
}

ExhibitTally Tally::all() const {
  ExhibitTally out;
  for (const auto& [exhibit, one] : exhibits) {
    for (const auto& [kind, number] : one.kinds) out.kinds[kind] += number;
    out.lines += one.lines;
  }
  return out;
}

Tally tally(const Db& db) {
  Tally out;
  auto stored = db.prepare("SELECT done_through, settings FROM stage WHERE name = ?1");
  for (auto list = db.prepare("SELECT id, (SELECT max(r.id) FROM record r WHERE r.id >= e.id << 32 AND r.id < (e.id + 1) << 32) "
                              "FROM exhibit e ORDER BY id");
       list.step();) {
    auto exhibit = list.integer(0);
    stored.reset();
    std::optional<ExhibitTally> known;
    if (stored.bind_all(fmt::format("tally {}", exhibit)).step() && stored.integer(0) == list.integer(1)) known = read(stored.text(1));
    out.exhibits.emplace(exhibit, known ? *known : count(db, exhibit));
  }
  return out;
}

void store_tally(Db& db, std::int64_t exhibit, std::int64_t last, const ExhibitTally& tally) {
  auto text = fmt::format("lines {}", tally.lines);
  for (const auto& [kind, number] : tally.kinds) text += fmt::format(";{} {}", kind, number);
  db.prepare("INSERT INTO stage VALUES (?1, ?2, ?3) ON CONFLICT(name) DO UPDATE SET done_through = excluded.done_through, "
             "settings = excluded.settings")
      .bind_all(fmt::format("tally {}", exhibit), last, text)
      .run();
}

std::map<std::pair<std::string, std::string>, std::int64_t> count_languages(const Db& db) {
  struct Seen {
    std::string code, status;
    std::int64_t lines = 0;
  };
  std::vector<Seen> seen;  // what is met often moves to the front
  for (auto rows = db.prepare("SELECT code, status FROM record_language"); rows.step();) {
    const auto code = rows.text(0), status = rows.text(1);
    std::size_t at = 0;
    while (at < seen.size() && (seen[at].code != code || seen[at].status != status)) ++at;
    if (at == seen.size()) seen.push_back({std::string(code), std::string(status), 0});
    ++seen[at].lines;
    if (at > 0 && seen[at].lines > seen[at - 1].lines) std::swap(seen[at], seen[at - 1]);
  }
  std::map<std::pair<std::string, std::string>, std::int64_t> out;
  for (const auto& one : seen) out[{one.code, one.status}] = one.lines;
  return out;
}

}  // namespace clew::casefile
