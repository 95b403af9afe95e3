// Reading: the threads of a case and windows into them that stay exact at a million rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "view/records.h"

namespace clew::view {

struct ConversationView {
  std::int64_t id = 0;
  std::string exhibit, service;
  model::EvidenceText title;                 // the source's title, else who takes part beside the device itself
  std::int64_t records = 0;
  std::optional<Micros> first, last;         // order times: instants, or local readings where no zone is known
  std::vector<std::string> languages;        // commonest first, at most three
  model::EvidenceText last_text;
};

struct ConversationFilter {
  std::string exhibit;   // reference, "" all
  std::string language;  // code, "" all
  std::string text;      // part of title or participant, "" all
  std::int64_t handle = 0;  // conversations in which this handle takes part, 0 all
  std::int64_t id = 0;      // only this one, 0 all
  bool unopened = false;    // only those with rows that never stood on a page (view/coverage.h)
  std::size_t offset = 0, limit = 200;
};

struct ConversationList {
  std::vector<ConversationView> rows;
  std::int64_t total = 0;  // of the filter
};
// Newest last message first. Cost: an index scan over the case, about 0.2 s at 1 M records.
ConversationList conversations(const CaseView& view, const ConversationFilter& filter);

// Where a window begins: at a record, at a row number (0 first), or at a time.
struct Anchor {
  std::optional<model::RecordId> record;
  std::optional<std::int64_t> row;
  std::optional<Micros> time;
};

struct Window {
  std::int64_t total = 0;      // rows of the conversation
  std::int64_t first_row = 0;  // number of records[0]
  std::vector<RecordView> records;
};
// `before` rows ahead of the anchor and `count` from it on. Exact at any size: row numbers are counted in the
// index (about 15 ms at 500,000 rows), never estimated.
Window window(const CaseView& view, std::int64_t conversation, const Anchor& anchor, std::size_t before,
              std::size_t count);

void write_json(JsonWriter& out, const ConversationList& list);
void write_json(JsonWriter& out, const Window& window);

}  // namespace clew::view
