#include "view/only_in.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <unordered_map>

#include "base/error.h"
#include "job/case_rows.h"
#include "view/escape.h"
#include "view/records.h"

namespace clew::view {
namespace {

struct Said {
  std::int64_t id = 0, order = 0;
  std::uint32_t kind = 0;
  bool grouped = false;    // some other exhibit has a copy of the event
  bool in_both = false;
  std::uint64_t hash = 0;  // of what it says
};

class SaidHash {
 public:
  SaidHash() : state_(XXH3_createState()) {
    if (!state_) throw Error(ErrorKind::resource, "not enough memory");
    XXH3_64bits_reset(state_);
  }
  ~SaidHash() { XXH3_freeState(state_); }
  SaidHash(const SaidHash&) = delete;
  SaidHash& operator=(const SaidHash&) = delete;

  void add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    XXH3_64bits_update(state_, text.data(), text.size());
  }
  void add(std::int64_t number) { XXH3_64bits_update(state_, &number, sizeof number); }
  std::uint64_t take() const { return XXH3_64bits_digest(state_); }

 private:
  XXH3_state_t* state_;
};

// Of the standard fields those that say what the thing is; all of them for kinds that consist of fields.
std::string name_in(std::string_view kind, std::string_view fields) {
  if (kind == "location" || kind == "message" || kind == "call" || kind == "file" || fields.empty()) return {};
  if (kind != "contact" && kind != "chat") return std::string(fields);
  const auto parsed = nlohmann::json::parse(fields, nullptr, false);
  for (const char* name : {"name", "title"})
    if (parsed.is_object() && parsed.contains(name) && parsed[name].is_string()) return parsed[name].get<std::string>();
  return {};
}

std::int64_t place(double degrees) { return std::llround(degrees * 1e4); }

std::string_view without_folders(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

class OnlyInReader {
 public:
  explicit OnlyInReader(const casefile::Db& db) : db_(db) {}

  std::vector<Said> read(const job::RecordRange& mine, const job::RecordRange& other) {
    auto records = db_.prepare(
        "SELECT id, kind, text, utc, time_raw, latitude, longitude, fields, coalesce(order_utc, 0) FROM record WHERE id >= ?1 AND id < ?2 ORDER BY id");
    auto parties = db_.prepare(
        "SELECT p.record_id, h.kind, h.normal FROM participation p JOIN identifier i ON i.id = p.identifier_id JOIN handle h ON h.id = i.handle_id "
        "WHERE p.record_id >= ?1 AND p.record_id < ?2 AND p.role <> 'owner' ORDER BY p.record_id, h.kind, h.normal");  // names are numbered by exhibit
    auto media = db_.prepare("SELECT record_id, sha256, path FROM media WHERE record_id >= ?1 AND record_id < ?2 ORDER BY record_id, sha256, path");
    auto groups = db_.prepare(
        "SELECT record_id FROM event_group g WHERE record_id >= ?1 AND record_id < ?2 AND EXISTS (SELECT 1 FROM event_group o WHERE o.group_id = "
        "g.group_id AND o.record_id >= ?3 AND o.record_id < ?4) ORDER BY record_id");
    records.bind_all(mine.begin, mine.end);
    parties.bind_all(mine.begin, mine.end);
    media.bind_all(mine.begin, mine.end);
    groups.bind_all(mine.begin, mine.end, other.begin, other.end);
    bool party = parties.step(), file = media.step(), group = groups.step();
    std::vector<Said> rows;
    while (records.step()) {
      Said row;
      row.id = records.integer(0);
      row.order = records.integer(8);
      const std::string_view kind = records.text(1);
      row.kind = number(kind);
      SaidHash said;
      said.add(kind);
      said.add(records.text(2));
      if (records.is_null(3))
        said.add(records.text(4));
      else
        said.add(records.integer(3));
      if (!records.is_null(5) && !records.is_null(6)) {
        said.add(place(records.real(5)));
        said.add(place(records.real(6)));
      }
      said.add(name_in(kind, records.text(7)));
      for (; party && parties.integer(0) <= row.id; party = parties.step())
        if (parties.integer(0) == row.id) {
          said.add(parties.text(1));
          said.add(parties.text(2));
        }
      for (; file && media.integer(0) <= row.id; file = media.step())
        if (media.integer(0) == row.id) said.add(media.text(1).empty() ? without_folders(media.text(2)) : media.text(1));
      for (; group && groups.integer(0) <= row.id; group = groups.step())
        if (groups.integer(0) == row.id) row.grouped = row.in_both = true;
      row.hash = said.take();
      rows.push_back(row);
    }
    return rows;
  }
  std::uint32_t number(std::string_view kind) {
    return kinds_.try_emplace(std::string(kind), static_cast<std::uint32_t>(kinds_.size())).first->second;
  }
  const std::map<std::string, std::uint32_t>& kinds() const { return kinds_; }

 private:
  const casefile::Db& db_;
  std::map<std::string, std::uint32_t> kinds_;
};

// "ABC/2#778  2025-05-02 17:00:13  message  +447700900653  the words"
std::string line_of(const RecordView& record) {
  std::string out = fmt::format("{}  {}  {}", record.id, record.times.empty() ? "no time" : for_terminal(record.times.front().raw), record.kind);
  for (const auto& party : record.participants)
    if (!party.normal.empty() && party.role != "owner") out += "  " + for_terminal(party.normal);
  for (const auto& field : record.fields)
    if (field.name == "name" || field.name == "title") out += "  " + for_terminal(field.value);
  if (record.latitude && record.longitude) out += fmt::format("  {:.5f} {:.5f}", *record.latitude, *record.longitude);
  if (!record.text.empty()) out += "  " + for_terminal(record.text);
  return out;
}

// Those that no group holds: the first n of a content here with the first n of it there.
void pair_equal(std::vector<Said>& a, std::vector<Said>& b) {
  std::unordered_map<std::uint64_t, std::uint32_t> there;
  for (const Said& row : b)
    if (!row.grouped) ++there[row.hash];
  std::unordered_map<std::uint64_t, std::uint32_t> taken;
  for (Said& row : a) {
    if (row.grouped) continue;
    auto found = there.find(row.hash);
    if (found == there.end() || found->second == 0) continue;
    --found->second;
    ++taken[row.hash];
    row.in_both = true;
  }
  for (Said& row : b) {
    if (row.grouped) continue;
    auto found = taken.find(row.hash);
    if (found == taken.end() || found->second == 0) continue;
    --found->second;
    row.in_both = true;
  }
}

}  // namespace

OnlyIn only_in(const CaseView& view, const std::string& a, const std::string& b) {
  const auto& db = view.db();
  const std::int64_t one = view.exhibit(a), other = view.exhibit(b);
  if (one == other) throw Error(ErrorKind::usage, "an exhibit has nothing that it has not itself: name two");
  OnlyInReader reader(db);
  const auto of_a = job::RecordRange::of_exhibit(one), of_b = job::RecordRange::of_exhibit(other);
  auto rows_a = reader.read(of_a, of_b), rows_b = reader.read(of_b, of_a);
  pair_equal(rows_a, rows_b);

  OnlyIn out;
  out.exhibit_a = a;
  out.exhibit_b = b;
  std::vector<std::size_t> at(reader.kinds().size());
  for (const auto& [kind, number] : reader.kinds()) {
    at[number] = out.kinds.size();
    out.kinds.push_back({kind, 0, 0, 0, 0});
  }
  auto gather = [&](std::vector<Said>& rows, std::int64_t OnlyIn::Kind::*all, std::int64_t OnlyIn::Kind::*only, std::vector<std::int64_t>& ids) {
    std::sort(rows.begin(), rows.end(), [&](const Said& x, const Said& y) {
      return std::tuple(at[x.kind], x.order, x.id) < std::tuple(at[y.kind], y.order, y.id);
    });
    for (const Said& row : rows) {
      auto& kind = out.kinds[at[row.kind]];
      ++(kind.*all);
      if (row.in_both) continue;
      ++(kind.*only);
      ids.push_back(row.id);
    }
  };
  gather(rows_a, &OnlyIn::Kind::a, &OnlyIn::Kind::only_a, out.only_a);
  gather(rows_b, &OnlyIn::Kind::b, &OnlyIn::Kind::only_b, out.only_b);
  return out;
}

void write_json(JsonWriter& out, const OnlyIn& found, std::size_t most) {
  out.begin_object().field("v", 1).field("a", found.exhibit_a).field("b", found.exhibit_b).key("kinds").begin_array();
  for (const auto& kind : found.kinds)
    out.begin_object()
        .field("kind", kind.kind)
        .field("a", kind.a)
        .field("b", kind.b)
        .field("only_a", kind.only_a)
        .field("only_b", kind.only_b)
        .end();
  out.end();
  for (const auto& [name, ref, ids] : {std::tuple("only_a", &found.exhibit_a, &found.only_a), std::tuple("only_b", &found.exhibit_b, &found.only_b)}) {
    out.key(name).begin_array();
    for (std::size_t i = 0; i < std::min(most, ids->size()); ++i) out.value(fmt::format("{}#{}", *ref, (*ids)[i] & 0xffffffff));
    out.end();
  }
  out.end();
}

std::string describe(const CaseView& view, const OnlyIn& found, std::size_t most) {
  std::string out;
  RecordReader reader(view);
  for (const auto& [ref, ids] : {std::pair(&found.exhibit_a, &found.only_a), std::pair(&found.exhibit_b, &found.only_b)}) {
    if (ids->empty()) continue;
    out += fmt::format("Only in {}\n", for_terminal(view.text(*ref)));
    for (std::size_t i = 0; i < std::min(most, ids->size()); ++i)
      if (auto record = reader.load(model::RecordId{(*ids)[i]})) out += "  " + line_of(*record) + "\n";
    if (ids->size() > most) out += fmt::format("  … and {} more\n", ids->size() - most);
    out += "\n";
  }
  return out;
}

}  // namespace clew::view
