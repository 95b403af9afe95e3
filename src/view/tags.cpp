#include "view/tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "casefile/audit.h"
#include "view/records.h"

namespace clew::view {
namespace {

struct TagWord {
  std::string_view tag, words;
  bool assists;
};
constexpr TagWord tag_list[] = {
    {"sequence", "for the sequence of events", false}, {"points-towards", "points towards", false}, {"points-away", "points away", true},
    {"coercion", "shows coercion", true},              {"no-coercion", "speaks against coercion", true},
};

const TagWord* find_tag_word(std::string_view tag) {
  const auto* found = std::find_if(std::begin(tag_list), std::end(tag_list), [&](const auto& t) { return t.tag == tag; });
  return found == std::end(tag_list) ? nullptr : found;
}

void need_tag_reason(std::string_view reason) {
  if (reason.find_first_not_of(" \t\r\n") == std::string_view::npos) throw Error(ErrorKind::usage, "say why: a mark needs a reason, and so does taking it back");
}

}  // namespace

bool for_disclosure(std::string_view tag) {
  const auto* found = find_tag_word(tag);
  return found && found->assists;
}

std::string_view tag_words(std::string_view tag) {
  const auto* found = find_tag_word(tag);
  return found ? found->words : tag;
}

std::vector<TagView> tags(const CaseView& view, const TagFilter& filter) {
  std::vector<TagView> out;
  auto list = view.db().prepare(
      "SELECT t.id, t.record_id, t.tag, t.reason, t.who, t.made_utc, w.who, w.reason, w.made_utc, e.ref, r.id IS NULL OR r.locator <> t.locator OR "
      "r.text_hash <> t.text_hash FROM record_tag t LEFT JOIN withdrawal w ON w.act = 'T' AND w.act_id = t.id LEFT JOIN record r ON r.id = t.record_id LEFT "
      "JOIN exhibit e ON e.id = t.record_id >> 32 WHERE (?1 = 0 OR t.record_id = ?1) AND (?2 = '' OR t.tag = ?2) AND (?3 OR w.act IS NULL) ORDER BY t.id");
  for (list.bind_all(filter.record, filter.tag, filter.withdrawn ? 1 : 0); list.step();) {
    TagView tag;
    tag.id = fmt::format("T{}", list.integer(0));
    tag.record = list.integer(1);
    tag.record_name = fmt::format("{}#{}", list.text(9), list.integer(1) & 0xffffffff);
    tag.tag = list.text(2);
    tag.reason = list.text(3);
    tag.who = list.text(4);
    tag.made = list.integer(5);
    tag.withdrawn = !list.is_null(6);
    if (tag.withdrawn) {
      tag.withdrawn_by = list.text(6);
      tag.withdrawn_why = list.text(7);
      tag.withdrawn_at = list.integer(8);
    }
    tag.moved = list.integer(10) != 0;
    out.push_back(std::move(tag));
  }
  return out;
}

std::string set_tag(const CaseView& view, std::string_view record, std::string_view tag, std::string_view reason) {
  if (!find_tag_word(tag)) {
    std::string words;
    for (const auto& t : tag_list) words += fmt::format("{}{}", words.empty() ? "" : ", ", t.tag);
    throw Error(ErrorKind::usage, fmt::format("'{}' is no mark; there are: {}", tag, words));
  }
  need_tag_reason(reason);
  RecordReader reader(view);
  const auto id = reader.find(record);
  if (!id) throw Error(ErrorKind::not_found, fmt::format("there is no record {}", record));
  for (const auto& there : tags(view, {id->value, std::string(tag), false}))
    throw Error(ErrorKind::usage, fmt::format("{} has that mark already: {} by {}", record, there.id, there.who));
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  db.prepare("INSERT INTO record_tag(record_id, locator, text_hash, tag, reason, who, made_utc) SELECT id, locator, text_hash, ?2, ?3, ?4, ?5 FROM record WHERE id = ?1")
      .bind_all(id->value, tag, reason, view.viewer().name, now_micros())
      .run();
  auto made = fmt::format("T{}", db.last_rowid());
  view.case_file().audit().append({casefile::AuditAct::alteration, "record marked", fmt::format("record {}", record), fmt::format("{{\"act\":\"{}\",\"tag\":\"{}\"}}", made, tag), "",
                                   std::string(reason)});
  transaction.commit();
  return made;
}

void withdraw_tag(const CaseView& view, std::string_view id, std::string_view reason) {
  need_tag_reason(reason);
  std::int64_t row = 0;
  const auto digits = id.substr(std::min<std::size_t>(1, id.size()));
  if (id.empty() || (id[0] != 'T' && id[0] != 't') || std::from_chars(digits.data(), digits.data() + digits.size(), row).ec != std::errc())
    throw Error(ErrorKind::usage, fmt::format("'{}' names no mark: T1, as clew tags CASE lists them", id));
  auto& db = view.case_file().db();
  casefile::Transaction transaction(db);
  auto there = db.prepare("SELECT t.tag, t.who, t.record_id, w.who FROM record_tag t LEFT JOIN withdrawal w ON w.act = 'T' AND w.act_id = t.id WHERE t.id = ?1");
  there.bind(1, row);
  if (!there.step()) throw Error(ErrorKind::not_found, fmt::format("there is no mark T{}", row));
  if (!there.is_null(3)) throw Error(ErrorKind::usage, fmt::format("T{} was taken back already, by {}", row, there.text(3)));
  if (for_disclosure(there.text(0)) && there.text(1) == view.viewer().name)
    throw Error(ErrorKind::not_permitted, fmt::format("T{} says that a record {}, which may assist a defence: another person than {}, who set it, has to take it back", row,
                                                      tag_words(there.text(0)), there.text(1)));
  db.prepare("INSERT INTO withdrawal VALUES ('T', ?1, ?2, ?3, ?4)").bind_all(row, reason, view.viewer().name, now_micros()).run();
  view.case_file().audit().append({casefile::AuditAct::alteration, "mark taken back", fmt::format("mark T{}", row), fmt::format("{{\"tag\":\"{}\"}}", there.text(0)), "", std::string(reason)});
  there.reset();
  transaction.commit();
}

void write_json(JsonWriter& out, const std::vector<TagView>& list) {
  out.begin_array();
  for (const auto& t : list) {
    out.begin_object().field("id", t.id).field("record", t.record_name).field("tag", t.tag).field("reason", t.reason).field("who", t.who).field("utc", to_iso_utc(t.made));
    out.field("moved", t.moved).field("withdrawn", t.withdrawn);
    if (t.withdrawn) out.field("withdrawn_by", t.withdrawn_by).field("withdrawn_why", t.withdrawn_why).field("withdrawn_utc", to_iso_utc(*t.withdrawn_at));
    out.end();
  }
  out.end();
}

}  // namespace clew::view
