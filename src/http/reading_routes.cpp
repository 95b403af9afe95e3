#include <fmt/format.h>

#include "base/error.h"
#include "base/time.h"
#include "http/routes.h"
#include "job/translate_control.h"
#include "view/conversations.h"
#include "view/coverage.h"
#include "view/leads.h"
#include "view/records.h"
#include "view/tags.h"

namespace clew::http {
namespace {

void conversations(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::ConversationFilter filter;
  filter.exhibit = ask.text("exhibit");
  filter.language = ask.text("language");
  filter.text = ask.text("with");
  filter.handle = ask.number("handle", 0);
  filter.id = ask.number("id", 0);
  filter.unopened = ask.number("unopened", 0) != 0;
  filter.offset = static_cast<std::size_t>(ask.number("offset", 0));
  filter.limit = ask.limit(200);
  auto list = view::conversations(view, filter);
  view.consulted("conversations listed", "case",
                 fmt::format("{{\"conversations\":{}}}", list.total));
  write_json(out, list);
}

view::Anchor anchor_of(const Ask& ask, view::CaseView& view) {
  view::Anchor anchor;
  if (auto record = ask.text("record"); !record.empty()) {
    anchor.record = view::RecordReader(view).find(record);
    if (!anchor.record) throw Error(ErrorKind::not_found, "there is no such record");
  } else if (auto time = ask.text("time"); !time.empty()) {
    auto parsed = parse_iso(time);
    if (!parsed) throw Error(ErrorKind::usage, "time must look like 2024-03-04T21:40");
    anchor.time = parsed->micros;
  } else {
    anchor.row = ask.number("row", 0);
  }
  return anchor;
}

// What somebody reads while a translation runs is translated first.
void looked_at(view::CaseView& view, std::int64_t conversation) {
  job::TranslateControl control(view.case_file().directory());
  if (!control.state().running) return;
  auto waits = view.db().prepare(
      "SELECT 1 FROM record r JOIN record_language l ON l.record_id = r.id WHERE r.conversation_id = ?1 "
      "AND l.status = 'pending' LIMIT 1");
  waits.bind(1, conversation);
  if (waits.step()) control.put_first({"conversation", std::to_string(conversation)});
}

void window(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto id = std::stoll(ask.match(1));
  auto rows = [&](const char* name, std::int64_t otherwise) {
    return static_cast<std::size_t>(std::min<std::int64_t>(ask.number(name, otherwise), 1000));
  };
  auto w = view::window(view, id, anchor_of(ask, view), rows("before", 0), rows("count", 200));
  looked_at(view, id);
  view.consulted("conversation read", fmt::format("conversation {}", id),
                 fmt::format("{{\"from_row\":{},\"rows\":{}}}", w.first_row, w.records.size()));
  write_json(out, w);
}

void record(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  view::RecordReader reader(view);
  auto id = reader.find(ask.match(1));
  auto record = id ? reader.load(*id) : std::nullopt;
  if (!record) throw Error(ErrorKind::not_found, "there is no such record");
  view.consulted("record read", "record " + record->id);
  out.begin_object().field("v", 1).key("record");
  write_json(out, *record);
  out.field("conversation", record->conversation.value).key("leads").begin_array();
  auto list = view.db().prepare(
      "SELECT l.id, l.title, l.detector FROM lead_evidence v JOIN lead l ON l.id = v.lead_id "
      "WHERE v.record_id = ?1 ORDER BY l.rank");
  for (list.bind(1, id->value); list.step();)
    out.begin_object()
        .field("id", list.text(0))
        .field("title", list.text(1))
        .field("detector", list.text(2))
        .end();
  out.end().key("tags");
  write_json(out, view::tags(view, {id->value, "", false}));
  out.end();
}

void source(const Ask& ask, view::CaseView& view, JsonWriter& out) {
  auto source = view::show_source(view, ask.text("record"), 64 << 10);
  view.consulted("source bytes shown", source.position.substr(0, 2000));
  out.begin_object()
      .field("v", 1)
      .field("position", source.position)
      .field("exhibit", source.exhibit);
  out.field("file", source.file).field("sha256", source.sha256).field("offset", source.offset);
  out.field("row", source.is_row).field("bytes", source.bytes.raw_for_analysis()).end();
}

}  // namespace

void add_reading_routes(Routes& routes) {
  routes.get("/api/conversations", conversations);
  routes.get("/api/coverage", [](const Ask&, view::CaseView& view, JsonWriter& out) {
    view.consulted("coverage of reading", "case");
    write_json(out, view::coverage(view));
  });
  routes.get(R"(/api/conversations/(\d{1,18})/window)", window);
  routes.get(R"(/api/records/(.+))", record);
  routes.get("/api/source", source);
}

}  // namespace clew::http
