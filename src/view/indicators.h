// Messages that hold wordings of the indicator lexicons, and the conversations in the order in which to
// read them. There is no count by person: people who are exploited write these words too.
//
// Originals are matched with the lexicon of their language, English translations with the English one.
// Nothing is stored; the lexicons used stand in the answer with version and hash.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "search/indicators.h"
#include "view/viewer.h"

namespace clew::view {

struct IndicatorRequest {
  std::string topic, exhibit;             // "" all
  std::int64_t conversation = 0;          // 0: all
  std::size_t most_hits = 10'000;         // kept with their text; all are counted
};

struct IndicatorHitView {
  std::string record, entry, topic, language;
  bool in_translation = false;
  model::EvidenceText text;               // the message, or its translation
  std::size_t begin = 0, end = 0;         // bytes of `text`
};
struct IndicatorConversation {
  std::int64_t id = 0;
  std::string exhibit, service;
  model::EvidenceText title;
  std::int64_t messages = 0;              // with a hit
  std::map<std::string, std::int64_t> topics;  // topic → messages
};
struct IndicatorList {
  // Most different topics first, then most different wordings per message read, then by exhibit.
  std::vector<IndicatorConversation> conversations;
  std::vector<IndicatorHitView> hits;     // in order of reading
  std::int64_t messages_looked_at = 0, messages_hit = 0;
  std::vector<std::string> languages_without;  // languages of the case that no lexicon covers, with lines
};
IndicatorList indicators(const CaseView& view, const search::Lexicon& lexicon, const IndicatorRequest& request);
void write_json(JsonWriter& out, const IndicatorList& list, const search::Lexicon& lexicon);
void write_json(JsonWriter& out, const search::Lexicon& lexicon);

}  // namespace clew::view
