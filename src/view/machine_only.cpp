#include "view/machine_only.h"

#include <fmt/format.h>

#include "search/indicators.h"
#include "view/indicators.h"
#include "view/tags.h"

namespace clew::view {
namespace {

// ?1: a lead. Rows, rows whose English is a machine's, of those looked at by somebody.
constexpr const char* lead_rests_on =
    "SELECT count(*), sum(l.status = 'human-checked' OR (l.status <> 'not-needed' AND t.text <> '')), sum(l.status = 'human-checked' OR (l.status <> 'not-needed' AND t.text <> '' AND "
    "EXISTS (SELECT 1 FROM translation_verdict v WHERE v.translation_id = l.translation_id AND v.verdict = 'ok' AND v.id = (SELECT max(n.id) FROM translation_verdict n WHERE "
    "n.translation_id = v.translation_id)))) FROM lead_evidence e LEFT JOIN record_language l ON l.record_id = e.record_id LEFT JOIN translation t ON t.id = l.translation_id WHERE "
    "e.lead_id = ?1";

void put_leads_by_machine(AnswerWriter& out, const CaseView& view, std::size_t most, std::size_t& all) {
  out.table("Leads", {"lead", "what it says", "state", "rows cited", "with English from another language", "of these looked at by somebody", "all its rows"});
  auto list = view.db().prepare(
      "SELECT l.id, l.title, coalesce(j.state, 'new') FROM lead l LEFT JOIN lead_judgement j ON j.id = (SELECT max(id) FROM lead_judgement WHERE lead_id = l.id) WHERE "
      "coalesce(j.state, 'new') <> 'rejected' ORDER BY coalesce(j.state, 'new') <> 'accepted', l.rank");
  auto rests = view.db().prepare(lead_rests_on);
  while (list.step()) {
    rests.bind(1, list.text(0));
    if (rests.step() && rests.integer(1) > rests.integer(2) && ++all <= most) {
      out.row().lead(list.text(0)).quote(list.text(1)).word(list.text(2)).count(rests.integer(0)).count(rests.integer(1)).count(rests.integer(2));
      out.word(rests.integer(1) == rests.integer(0) && rests.integer(2) == 0 ? "yes" : "some of them");
    }
    rests.reset();
  }
}

}  // namespace

Answer machine_only(const CaseView& view, std::size_t most) {
  AnswerWriter out(view, "machine-only");
  std::size_t leads = 0, hits = 0;
  put_leads_by_machine(out, view, most, leads);
  EnglishBasis basis(view);
  RecordReader reader(view);
  out.table("Marked records", {"record", "mark", "by", "original", "English"});
  for (const auto& tag : tags(view, {})) {
    if (basis.of(tag.record) != English::machine) continue;
    if (const auto record = reader.load({tag.record}))
      out.row().record(tag.record).word(tag_words(tag.tag)).quote(tag.who).quote(record->text.raw_for_analysis(), record->language).english(*record);
  }
  out.table("Highlighted in the translation only", {"record", "topic", "original", "English"});
  const auto lexicon = search::built_in_lexicon();
  IndicatorRequest all_topics;
  const auto found = indicators(view, lexicon, all_topics);
  std::set<std::string> in_original;
  for (const auto& hit : found.hits)
    if (!hit.in_translation) in_original.insert(hit.record + "\n" + hit.topic);
  for (const auto& hit : found.hits) {
    if (!hit.in_translation || in_original.contains(hit.record + "\n" + hit.topic)) continue;
    const auto id = reader.find(hit.record);
    if (!id || basis.of(id->value) != English::machine || ++hits > most) continue;
    if (const auto record = reader.load(*id)) out.row().record(id->value).word(hit.topic).quote(record->text.raw_for_analysis(), record->language).english(*record);
  }
  if (leads > most) out.note(fmt::format("{} of {} leads are given.", most, leads));
  if (hits > most) out.note(fmt::format("{} of {} highlighted messages are given.", most, hits));
  out.note("Leads that somebody rejected are left out. Looked at: somebody corrected the line or judged it ok; identical lines go with it. Rows in English, without words or without any English rest on no translation.");
  out.note("None of this can be saved as verified. Detectors compare originals; the English is what whoever reads a lead goes by.");
  return out.finish();
}

}  // namespace clew::view
