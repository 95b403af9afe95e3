#include "view/both_ways.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "search/indicators.h"
#include "view/indicators.h"
#include "view/leads.h"
#include "view/tags.h"

namespace clew::view {

Answer both_ways(const CaseView& view, std::size_t most) {
  AnswerWriter out(view, "both-ways");
  RecordReader reader(view);
  const auto marks = tags(view, {});
  const auto put = [&](const TagView& tag) {
    const auto record = reader.load({tag.record});
    out.row().word(tag.id).word(tag_words(tag.tag)).quote(tag.who).time(tag.made).quote(tag.reason).record(tag.record);
    if (!record) {
      out.word("").word("").word("").word("");
      return;
    }
    out.people(*record, true).people(*record, false).quote(record->text.raw_for_analysis(), record->language).english(*record);
  };
  std::map<std::string, std::int64_t> counted;
  for (const auto& [title, words] : {std::pair("Points away", "points-away"), std::pair("Points towards", "points-towards"), std::pair("Shows coercion", "coercion"), std::pair("Speaks against coercion", "no-coercion")}) {
    out.table(title, {"mark", "as", "by", "when", "why", "record", "from", "to", "original", "English"});
    for (const auto& tag : marks)
      if (tag.tag == words) {
        put(tag);
        ++counted[words];
      }
  }
  // Leads that people judged, each with what speaks against it as the detector found it.
  out.table("Leads that people judged", {"lead", "what it says", "state", "by", "why", "what speaks against it"});
  for (const auto& lead : leads(view, {"", "", "", 1}).rows) {
    if (lead.judgements.empty()) continue;
    out.row().lead(lead.id).quote(lead.title.raw_for_analysis()).word(lead.state).quote(lead.state_by).quote(lead.state_reason).list();
    const auto stored = nlohmann::ordered_json::parse(lead.json, nullptr, false);
    if (stored.is_object() && stored.contains("against"))
      for (const auto& parts : stored["against"]) out.quote(sentence_text(view, parts.dump()).raw_for_analysis());
    out.end_list();
  }
  // What may assist a defence, by record, whoever said it: for the schedule.
  out.table("For the disclosure schedule", {"record", "exhibit", "file and position", "marks", "by"});
  std::map<std::int64_t, std::vector<const TagView*>> assist;
  for (const auto& tag : marks)
    if (for_disclosure(tag.tag)) assist[tag.record].push_back(&tag);
  for (const auto& [id, list] : assist) {
    const auto record = reader.load({id});
    out.row().record(id).exhibit(id >> 32).quote(record ? record->position : "").list();
    for (const auto* tag : list) out.word(tag_words(tag->tag));
    out.end_list().list();
    std::set<std::string> who;
    for (const auto* tag : list)
      if (who.insert(tag->who).second) out.quote(tag->who);
    out.end_list();
  }
  const auto lexicon = search::built_in_lexicon();
  IndicatorRequest request;
  const auto found = indicators(view, lexicon, request);
  out.table("Wordings of the lexicons, to be read", {"record", "topic", "original", "in the translation only"});
  std::size_t shown = 0;
  for (const auto& hit : found.hits) {
    if (++shown > most) continue;
    const auto id = reader.find(hit.record);
    if (id) out.row().record(id->value).word(hit.topic).quote(words_around(hit.text.raw_for_analysis(), hit.begin, hit.end - hit.begin), hit.in_translation ? "en" : hit.language).word(hit.in_translation ? "yes" : "");
  }
  out.note(fmt::format("Marked by people: {} point away, {} towards; {} show coercion, {} speak against it. A count of marks is no weight.", counted["points-away"], counted["points-towards"], counted["coercion"], counted["no-coercion"]));
  if (found.hits.size() > most) out.note(fmt::format("{} of {} wordings are given.", most, found.hits.size()));
  if (std::string without; !found.languages_without.empty()) {
    for (const auto& language : found.languages_without) without += (without.empty() ? "" : ", ") + language;
    out.note(fmt::format("No lexicon for {}: only their English was looked at.", without));
  }
  out.note("A wording says nothing about a person: those who are exploited write these words too, and so do those who are not. Whoever looks for one side has to look for the other; what nobody marked may still point either way.");
  return out.finish();
}

}  // namespace clew::view
