#include "view/conversations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/error.h"
#include "text/zone.h"
#include "view/coverage.h"

namespace clew::view {
namespace {

// Names of who takes part: the name beside a number where there is one. Whoever sends from the device itself is in all its
// threads and is left out where others are named, as are handsets and cards. `names`: number, name, whether it sends from
// the device, whether it is a handset or card.
model::EvidenceText participants_title(const CaseView& view, casefile::Stmt& names, std::int64_t conversation) {
  std::vector<std::string> all, others, cards;
  for (names.bind(1, conversation); names.step();) {
    if (names.integer(4)) {
      cards.emplace_back(names.text(0));
      continue;
    }
    all.emplace_back(names.text(1).empty() ? names.text(0) : names.text(1));
    if (!names.integer(2)) others.push_back(all.back());
  }
  names.reset();
  // Rows that name a handset or card are an operator's, often of several subscribers: both sides are shown.
  const bool own_known = cards.empty() && !others.empty() && others.size() < all.size();
  if (all.empty()) all.swap(cards);
  const auto& shown = own_known ? others : all;
  constexpr std::size_t most = 4;
  std::string title;
  for (std::size_t i = 0; i < std::min(most, shown.size()); ++i) {
    if (i) title += own_known ? ", " : " ↔ ";
    title += shown[i];
  }
  if (shown.size() > most) title += fmt::format(" and {} more", shown.size() - most);
  return view.text(title);
}

}  // namespace

ConversationList conversations(const CaseView& view, const ConversationFilter& filter) {
  const auto& db = view.db();
  // The participants of a thread are those of its first fifty records: enough for a title, cheap for any size.
  constexpr const char* title_sql =
      "SELECT h.normal, max(i.name), max(r.direction = 'out' AND p.role IN ('from', 'caller')), min(p.seq), "
      "max(i.kind IN ('imei', 'imsi', 'iccid')) FROM (SELECT id, "
      "direction FROM record WHERE conversation_id = ?1 ORDER BY order_utc, id LIMIT 50) r JOIN participation p ON p.record_id = "
      "r.id JOIN identifier i ON i.id = p.identifier_id JOIN handle h ON h.id = i.handle_id WHERE h.normal <> '' GROUP BY h.id "
      "ORDER BY 4, 1";
  auto names = db.prepare(title_sql);
  auto languages = db.prepare(
      "SELECT l.code, count(*) FROM (SELECT id FROM record WHERE conversation_id = ?1 ORDER BY order_utc, id LIMIT 500) r JOIN "
      "record_language l ON l.record_id = r.id WHERE l.code <> 'und' GROUP BY l.code ORDER BY 2 DESC, 1 LIMIT 3");
  // A reading whose zone nobody knows orders as if UTC; it is shown in the case's zone, and there as written.
  const auto zone = text::Zone::find(view.case_file().info("zone")).value_or(text::Zone::utc());
  auto at_end = db.prepare("SELECT utc IS NULL AND time_certainty = 'local-unknown' FROM record WHERE conversation_id = ?1 AND "
                           "order_utc = ?2 ORDER BY id LIMIT 1");
  auto shown = [&](std::int64_t conversation, Micros order) {
    at_end.bind_all(conversation, order);
    const bool local = at_end.step() && at_end.integer(0) != 0;
    at_end.reset();
    return local ? zone.to_utc(order).utc : order;
  };
  auto last_text = db.prepare("SELECT text FROM record WHERE conversation_id = ?1 AND text <> '' ORDER BY order_utc DESC, "
                              "id DESC LIMIT 1");

  std::string where = " WHERE 1";
  if (!filter.exhibit.empty()) where += " AND e.ref = ?1";
  if (filter.handle)
    where += " AND c.id IN (SELECT r.conversation_id FROM identifier i JOIN participation p ON p.identifier_id = i.id "
             "JOIN record r ON r.id = p.record_id WHERE i.handle_id = ?2)";
  if (!filter.language.empty())
    where += " AND c.id IN (SELECT r.conversation_id FROM record_language l JOIN record r ON r.id = l.record_id WHERE "
             "l.code = ?3)";
  if (!filter.text.empty())
    where += " AND (c.title LIKE ?4 ESCAPE '\\' OR c.key LIKE ?4 ESCAPE '\\' OR c.id IN (SELECT r.conversation_id FROM "
             "identifier i JOIN participation p ON p.identifier_id = i.id JOIN record r ON r.id = p.record_id WHERE "
             "i.name LIKE ?4 ESCAPE '\\' OR i.raw LIKE ?4 ESCAPE '\\'))";
  std::string pattern = "%";
  for (char c : filter.text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  pattern += '%';
  // Count, first and last come from the index alone.
  auto list = db.prepare(
      "SELECT c.id, e.ref, c.service, c.title, n.records, n.first, n.last FROM conversation c JOIN exhibit e ON e.id = "
      "c.exhibit_id JOIN (SELECT conversation_id, count(*) AS records, min(order_utc) AS first, max(order_utc) AS last "
      "FROM record WHERE conversation_id " +
      std::string(filter.id ? "= ?5" : "IS NOT NULL") + " GROUP BY conversation_id) n ON n.conversation_id = c.id" + where + " ORDER BY n.last DESC, c.id");
  if (!filter.exhibit.empty()) list.bind(1, filter.exhibit);
  if (filter.handle) list.bind(2, filter.handle);
  if (!filter.language.empty()) list.bind(3, filter.language);
  if (!filter.text.empty()) list.bind(4, pattern);
  if (filter.id) list.bind(5, filter.id);

  ConversationList out;
  const auto opened = filter.unopened ? rows_opened(view) : std::map<std::int64_t, std::int64_t>();
  while (list.step()) {
    if (const auto found = opened.find(list.integer(0)); found != opened.end() && found->second >= list.integer(4)) continue;
    auto row = static_cast<std::size_t>(out.total++);
    if (row < filter.offset || out.rows.size() >= filter.limit) continue;
    ConversationView c;
    c.id = list.integer(0);
    c.exhibit = list.text(1);
    c.service = list.text(2);
    c.title = list.text(3).empty() ? participants_title(view, names, c.id) : view.text(list.text(3));
    c.records = list.integer(4);
    if (list.integer(5) != 0) c.first = shown(c.id, list.integer(5));
    if (list.integer(6) != 0) c.last = shown(c.id, list.integer(6));
    for (languages.bind(1, c.id); languages.step();) c.languages.emplace_back(languages.text(0));
    languages.reset();
    last_text.bind(1, c.id);
    if (last_text.step()) c.last_text = view.text(last_text.text(0).substr(0, 400));
    last_text.reset();
    out.rows.push_back(std::move(c));
  }
  return out;
}

Window window(const CaseView& view, std::int64_t conversation, const Anchor& anchor, std::size_t before,
              std::size_t count) {
  const auto& db = view.db();
  Window w;
  auto total = db.prepare("SELECT count(*) FROM record WHERE conversation_id = ?1");
  total.bind(1, conversation);
  total.step();
  w.total = total.integer(0);
  std::int64_t row = 0;
  auto rank = [&](std::int64_t order, std::int64_t id) {
    auto stmt = db.prepare("SELECT count(*) FROM record WHERE conversation_id = ?1 AND (order_utc, id) < (?2, ?3)");
    stmt.bind_all(conversation, order, id);
    stmt.step();
    return stmt.integer(0);
  };
  if (anchor.record) {
    auto find = db.prepare("SELECT order_utc FROM record WHERE id = ?1 AND conversation_id = ?2");
    find.bind_all(anchor.record->value, conversation);
    if (!find.step()) throw Error(ErrorKind::not_found, "that record is not in this conversation");
    row = rank(find.integer(0), anchor.record->value);
  } else if (anchor.time) {
    row = rank(*anchor.time, 0);
  } else if (anchor.row) {
    row = *anchor.row;
  }
  row = std::max<std::int64_t>(0, std::min(row, w.total - 1) - static_cast<std::int64_t>(before));
  w.first_row = row;
  auto ids = db.prepare("SELECT id FROM record WHERE conversation_id = ?1 ORDER BY order_utc, id LIMIT ?2 OFFSET ?3");
  ids.bind_all(conversation, static_cast<std::int64_t>(before + count), row);
  RecordReader reader(view);
  while (ids.step())
    if (auto record = reader.load({ids.integer(0)})) w.records.push_back(std::move(*record));
  return w;
}

void write_json(JsonWriter& out, const ConversationList& list) {
  out.begin_object().field("v", 1).field("total", list.total).key("conversations").begin_array();
  for (const auto& c : list.rows) {
    out.begin_object().field("id", c.id).field("exhibit", c.exhibit).field("service", c.service);
    out.field("title", c.title.raw_for_analysis()).field("records", c.records).key("first");
    c.first ? out.value(to_iso_utc(*c.first)) : out.null();
    out.key("last");
    c.last ? out.value(to_iso_utc(*c.last)) : out.null();
    out.key("languages").begin_array();
    for (const auto& code : c.languages) out.value(code);
    out.end().field("last_text", c.last_text.raw_for_analysis()).end();
  }
  out.end().end();
}

void write_json(JsonWriter& out, const Window& w) {
  out.begin_object().field("v", 1).field("total", w.total).field("first_row", w.first_row).key("records").begin_array();
  for (const auto& record : w.records) write_json(out, record);
  out.end().end();
}

}  // namespace clew::view
