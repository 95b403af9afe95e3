#include "view/places.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace clew::view {
namespace {

constexpr const char* place_rows =
    " FROM mention m JOIN record r ON r.id = m.record_id LEFT JOIN event_group g ON g.record_id = r.id WHERE m.kind IN ('postcode', 'vrm', "
    "'address', 'station', 'coordinates') AND (g.group_id IS NULL OR g.group_id = r.id) AND (?1 = 0 OR m.handle_id = ?1 OR r.id IN (SELECT "
    "p.record_id FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE i.handle_id = ?1))";

const char* place_word(std::string_view kind) {
  if (kind == "vrm") return "number plate";
  if (kind == "postcode") return "postcode";
  if (kind == "address") return "address";
  if (kind == "station") return "station";
  return "coordinates";
}

void put_each_place(AnswerWriter& out, const CaseView& view, std::int64_t handle, std::size_t most, std::size_t& all) {
  out.table("Places and plates that are named", {"what", "sort", "records", "first", "last", "written by", "exhibits", "first record"});
  const auto& db = view.db();
  auto list = db.prepare(std::string("SELECT m.kind, m.normal, count(DISTINCT m.record_id), min(r.utc), max(r.utc), min(m.record_id), count(DISTINCT r.id >> 32), "
                                     "min(m.handle_id)") + place_rows + " GROUP BY m.kind, m.normal ORDER BY 3 DESC, m.kind, m.normal");
  // Each in one pass: there is no index by form, and a look-up for each place would be a pass for each.
  std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>> writers;  // most mentions first, at most four
  for (auto all_writers = db.prepare(
           "SELECT m.kind, m.normal, i.handle_id FROM mention m JOIN participation p ON p.record_id = m.record_id AND p.role IN ('from', 'author') JOIN identifier i ON i.id = "
           "p.identifier_id WHERE m.kind IN ('postcode', 'vrm', 'address', 'station', 'coordinates') GROUP BY 1, 2, 3 ORDER BY 1, 2, count(*) DESC, 3");
       all_writers.step();)
    if (auto& some = writers[{std::string(all_writers.text(0)), std::string(all_writers.text(1))}]; some.size() < 4) some.push_back(all_writers.integer(2));
  // The figure opens all records that hold it, copies too, so it counts them all.
  std::map<std::string, std::int64_t> holding;
  if (handle == 0)
    for (auto counts = db.prepare("SELECT normal, count(DISTINCT record_id) FROM mention WHERE kind IN ('postcode', 'vrm', 'address', 'station', 'coordinates') GROUP BY normal"); counts.step();)
      holding[std::string(counts.text(0))] = counts.integer(1);
  for (list.bind(1, handle); list.step();) {
    if (++all > most) continue;
    const auto kind = list.text(0), normal = list.text(1);
    out.row();
    list.is_null(7) ? out.quote(normal) : out.handle(list.integer(7));
    out.word(place_word(kind));
    const auto records = handle == 0 ? holding[std::string(normal)] : list.integer(2);
    if (handle == 0)
      out.figure(records, {{"mention", view.text(normal).raw_for_analysis()}});
    else
      out.figure(records, {{"mention", view.text(normal).raw_for_analysis()}, {"handle", std::to_string(handle)}});
    out.time(list.optional_integer(3)).time(list.optional_integer(4)).list();
    for (auto writer : writers[{std::string(kind), std::string(normal)}]) out.handle(writer);
    out.end_list().count(list.integer(6)).record(list.integer(5));
  }
}

void put_each_mention(AnswerWriter& out, const CaseView& view, std::int64_t handle, std::size_t most, std::size_t& all) {
  out.table("Each mention, by time", {"time", "as written", "sort", "written by", "read by", "words around it", "English", "record"});
  const auto& db = view.db();
  auto how_many = db.prepare(std::string("SELECT count(*)") + place_rows);
  how_many.bind(1, handle);
  if (how_many.step()) all = static_cast<std::size_t>(how_many.integer(0));
  auto list = db.prepare(std::string("SELECT m.record_id, m.start, m.length, m.kind, m.raw") + place_rows + " ORDER BY r.order_utc, r.id, m.start LIMIT ?2");
  RecordReader reader(view);
  for (list.bind_all(handle, static_cast<std::int64_t>(most)); list.step();) {
    const auto record = reader.load({list.integer(0)});
    if (!record) continue;
    out.row().when(*record).quote(list.text(4)).word(place_word(list.text(3)));
    out.people(*record, true).people(*record, false);
    out.quote(words_around(record->text.raw_for_analysis(), static_cast<std::size_t>(list.integer(1)), static_cast<std::size_t>(list.integer(2))), record->language);
    out.english(*record).record(list.integer(0));
  }
}

// What cards give as an address or town.
void put_cards(AnswerWriter& out, const CaseView& view, std::int64_t handle, std::size_t most, std::size_t& all) {
  out.table("Addresses on contact cards and accounts", {"address", "on the card of", "exhibit", "record"});
  auto list = view.db().prepare(
      "SELECT r.id FROM record r WHERE r.kind IN ('contact', 'account') AND instr(r.fields, '\"address\":') > 0 AND (?1 = 0 OR r.id IN (SELECT p.record_id FROM "
      "participation p JOIN identifier i ON i.id = p.identifier_id WHERE i.handle_id = ?1)) ORDER BY r.id");
  RecordReader reader(view);
  for (list.bind(1, handle); list.step();) {
    if (++all > most) continue;
    const auto record = reader.load({list.integer(0)});
    if (!record) continue;
    for (const auto& field : record->fields) {
      if (field.name != "address") continue;
      out.row().quote(field.value.raw_for_analysis()).list();
      for (const auto& p : record->participants)
        if (p.handle.value) out.handle(p.handle.value);
      for (const auto& name : record->fields)
        if (name.name == "name") out.quote(name.value.raw_for_analysis());
      out.end_list().exhibit(list.integer(0) >> 32).record(list.integer(0));
    }
  }
}

}  // namespace

Answer places(const CaseView& view, std::optional<std::int64_t> handle, std::size_t most) {
  AnswerWriter out(view, "places");
  if (handle) out.parameter("who", fmt::format("H{}", *handle));
  std::size_t each = 0, mentions = 0, cards = 0;
  put_each_place(out, view, handle.value_or(0), most, each);
  put_each_mention(out, view, handle.value_or(0), most, mentions);
  put_cards(out, view, handle.value_or(0), most, cards);
  for (auto [all, what] : {std::pair(each, "places and plates"), std::pair(mentions, "mentions"), std::pair(cards, "cards with an address")})
    if (all > most) out.note(fmt::format("{} of {} {} are given.", most, all, what));
  out.note("Found by their form in the originals: UK postcodes and plates, house number with street, a name with \"station\" or gara, gare, estación, stazione, Bahnhof, dworzec; coordinates. There may be others that have no such form.");
  out.note("That a place is named says nothing about who was there. Where phones were is in the leads and on the Time screen.");
  out.note("A message that several exhibits hold stands once among the mentions, under its first copy.");
  return out.finish();
}

}  // namespace clew::view
