#include "view/indicators.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/time.h"
#include "model/ids.h"

namespace clew::view {
namespace {

void write_files(JsonWriter& out, const search::Lexicon& lexicon) {
  out.key("lexicons").begin_array();
  for (const auto& file : lexicon.files())
    out.begin_object()
        .field("name", file.name)
        .field("language", file.language)
        .field("version", file.version)
        .field("entries", static_cast<std::int64_t>(file.entries))
        .field("sha256", file.sha256)
        .end();
  out.end();
}

}  // namespace

IndicatorList indicators(const CaseView& view, const search::Lexicon& lexicon, const IndicatorRequest& request) {
  IndicatorList list;
  search::Matcher matcher(lexicon);
  std::set<std::string> covered;
  for (const auto& file : lexicon.files()) covered.insert(file.language);
  std::map<std::string, std::int64_t> without;
  std::map<std::int64_t, IndicatorConversation> conversations;
  std::map<std::int64_t, std::set<std::uint32_t>> wordings;
  auto rows = view.db().prepare(
      "SELECT r.id, r.text, coalesce(l.code, 'und'), coalesce(t.text, ''), coalesce(r.conversation_id, 0), r.order_utc, e.ref, "
      "coalesce(c.service, ''), coalesce(c.title, '') FROM record r JOIN exhibit e ON e.id = r.id >> 32 LEFT JOIN record_language l "
      "ON l.record_id = r.id LEFT JOIN translation t ON t.id = l.translation_id LEFT JOIN conversation c ON c.id = r.conversation_id "
      "WHERE r.kind IN ('message', 'document') AND r.text <> '' AND (?1 = '' OR e.ref = ?1) AND (?2 = 0 OR r.conversation_id = ?2) "
      "ORDER BY e.sha256, r.conversation_id, r.order_utc, r.id");
  rows.bind_all(request.exhibit, request.conversation);
  while (rows.step()) {
    ++list.messages_looked_at;
    std::string language(rows.text(2)), day;
    if (!rows.is_null(5)) day = to_iso_utc(rows.integer(5)).substr(0, 10);
    if (!covered.contains(language)) ++without[language];
    std::set<std::string> topics;
    auto take = [&](std::string_view code, std::string_view text, bool translation) {
      for (const auto& hit : matcher.find(code, text, day)) {
        const auto& entry = lexicon.entries()[hit.entry];
        if (!request.topic.empty() && entry.topic != request.topic) continue;
        topics.insert(entry.topic);
        wordings[rows.integer(4)].insert(hit.entry);
        if (list.hits.size() >= request.most_hits) continue;
        list.hits.push_back({fmt::format("{}#{}", rows.text(6), rows.integer(0) & 0xffffffff), entry.id, entry.topic,
                             entry.language, translation, view.text(text), hit.begin, hit.end});
      }
    };
    take(language, rows.text(1), false);
    if (language != "en") take("en", rows.text(3), true);
    if (topics.empty()) continue;
    ++list.messages_hit;
    auto& conversation = conversations[rows.integer(4)];
    conversation.id = rows.integer(4);
    conversation.exhibit = rows.text(6);
    conversation.service = rows.text(7);
    conversation.title = view.text(rows.text(8));
    ++conversation.messages;
    for (const auto& topic : topics) ++conversation.topics[topic];
  }
  for (auto& [id, conversation] : conversations) list.conversations.push_back(std::move(conversation));
  std::stable_sort(list.conversations.begin(), list.conversations.end(), [&](const auto& a, const auto& b) {
    return std::tuple(-static_cast<std::int64_t>(a.topics.size()), -static_cast<std::int64_t>(wordings[a.id].size()), -a.messages,
                      a.exhibit, a.id) < std::tuple(-static_cast<std::int64_t>(b.topics.size()),
                                                    -static_cast<std::int64_t>(wordings[b.id].size()), -b.messages, b.exhibit, b.id);
  });
  for (const auto& [code, lines] : without) list.languages_without.push_back(fmt::format("{} ({} lines)", code, lines));
  return list;
}

void write_json(JsonWriter& out, const IndicatorList& list, const search::Lexicon& lexicon) {
  out.begin_object().field("v", 1);
  write_files(out, lexicon);
  out.field("messages_looked_at", list.messages_looked_at).field("messages_hit", list.messages_hit);
  out.key("conversations").begin_array();
  for (const auto& c : list.conversations) {
    out.begin_object().field("id", c.id).field("exhibit", c.exhibit).field("service", c.service);
    out.field("title", c.title.raw_for_analysis()).field("messages", c.messages).key("topics").begin_object();
    for (const auto& [topic, messages] : c.topics) out.field(topic, messages);
    out.end().end();
  }
  out.end().key("hits").begin_array();
  for (const auto& h : list.hits)
    out.begin_object()
        .field("record", h.record)
        .field("entry", h.entry)
        .field("topic", h.topic)
        .field("language", h.language)
        .field("in_translation", h.in_translation)
        .field("text", h.text.raw_for_analysis())
        .field("begin", static_cast<std::int64_t>(h.begin))
        .field("end", static_cast<std::int64_t>(h.end))
        .end();
  out.end().key("languages_without_lexicon").begin_array();
  for (const auto& language : list.languages_without) out.value(language);
  out.end().end();
}

void write_json(JsonWriter& out, const search::Lexicon& lexicon) {
  out.begin_object().field("v", 1);
  write_files(out, lexicon);
  out.key("entries").begin_array();
  for (const auto& e : lexicon.entries()) {
    out.begin_object().field("id", e.id).field("topic", e.topic).field("language", e.language).key("all").begin_array();
    for (const auto& group : e.groups) {
      out.begin_array();
      for (const auto& wording : group) out.value(wording);
      out.end();
    }
    out.end().field("window", static_cast<std::int64_t>(e.window)).field("source", e.source).field("note", e.note);
    out.field("from", e.from).field("until", e.until);
    for (auto [name, texts] : {std::pair("examples", &e.examples), std::pair("counter_examples", &e.counter_examples),
                               std::pair("false_alarms", &e.false_alarms)}) {
      out.key(name).begin_array();
      for (const auto& text : *texts) out.value(text);
      out.end();
    }
    out.end();
  }
  out.end().end();
}

}  // namespace clew::view
