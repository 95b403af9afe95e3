// What people do to translations: correct them, teach the case its words, judge a sample, send
// lines to an interpreter and take them back. The machine's own translations stay beside all of it,
// and each act is in the audit log.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "view/viewer.h"

namespace clew::view {

// ---- corrections --------------------------------------------------------------------------------
struct Corrected {
  std::int64_t records =
      0;  // that show it from now on: the record and all with the same text and language
};
// The person's English for a record ("ABC/1#12"). The newest one counts; old ones stay. Throws
// Error(not_found) for no such record, Error(usage) for an empty text or a record without text.
Corrected correct_translation(const CaseView& view, std::string_view record,
                              std::string_view english, std::string_view note,
                              std::string_view author = {});

// ---- glossary -----------------------------------------------------------------------------------
struct TermView {
  std::int64_t id = 0;
  std::string language, use, author, made_utc, removed_by;
  model::EvidenceText term, english, note, source;
  bool removed = false;
};
std::vector<TermView> glossary(const CaseView& view, bool with_removed = false);
void write_json(JsonWriter& out, const std::vector<TermView>& terms);
struct NewTerm {
  std::string language = "*", term, english, use = "translate", note, source;
};
struct TermChange {
  std::int64_t id = 0;
  std::int64_t waiting = 0;  // lines that wait to be translated anew
  std::optional<std::int64_t> replaced = {};  // the entry for the same words that it took the place of
};
// Throws Error(usage) when the entry makes no sense (no word in the term, an unknown use, no
// English where one is needed, no source).
TermChange add_term(const CaseView& view, const NewTerm& term);
TermChange remove_term(const CaseView& view, std::int64_t id);
// What a term would do: lines that hold it, as they are translated now and as they would be.
// Nothing is stored. Needs the engine of the lines' language; `english` "" for lines that cannot be
// translated here.
struct TermEffect {
  std::string record, language;
  model::EvidenceText text, now, then;
};
struct TermPreview {
  std::int64_t lines = 0;  // that hold the term
  std::vector<TermEffect> examples;
};
void write_json(JsonWriter& out, const TermPreview& preview);
TermPreview preview_term(const CaseView& view, const NewTerm& term, std::size_t examples = 10);

// ---- interpreter --------------------------------------------------------------------------------
struct PackOptions {
  std::string language, exhibit, conversation;  // "" all
  std::string status;      // only lines of this status; "" all that are not "not-needed"
  std::size_t sample = 0;  // draw so many translated lines at random instead; see view/sample.h
  std::uint64_t seed = 1;
};
// Writes .xlsx or .xlf (by the name's ending; Error(usage) for another). Returns the number of
// rows.
std::int64_t export_lines(const CaseView& view, const std::filesystem::path& file,
                          const PackOptions& options);

struct PackResult {
  std::int64_t rows = 0, corrections = 0, verdicts = 0, unchanged = 0, records = 0;
  struct Refused {
    std::int64_t row;
    std::string line, why;
  };
  std::vector<Refused> refused;
};
// Takes back what export_lines wrote. A row counts only if its original is, byte for byte, the
// record's, and nobody else has corrected the line since the file was written; a cell that still
// holds what stood there then changes nothing. All rows in one transaction. `author`: who translated (Error(usage) when empty).
PackResult import_lines(const CaseView& view, const std::filesystem::path& file,
                        std::string_view author);

// ---- quality ------------------------------------------------------------------------------------
// A verdict on the translation that a record shows now: ok, minor, major.
void judge_translation(const CaseView& view, std::string_view record, std::string_view verdict,
                       std::string_view note, std::string_view draw = {});
struct Quality {
  std::string language, engine, version;
  std::int64_t judged = 0, minor = 0, major = 0;  // drawn at random
  std::int64_t picked = 0;  // judged outside a sample, or in one of a part of the language: in no rate
  double error_low = 0, error = 0, error_high = 0;  // minor or major, with Wilson's 95 % interval
  double major_low = 0, major_share = 0, major_high = 0;
};
// The newest verdict of a sample on each translation, by language and engine.
std::vector<Quality> translation_quality(const CaseView& view);
// Wilson's score interval for k of n at 95 %.
std::pair<double, double> wilson(std::int64_t k, std::int64_t n);

// ---- queue --------------------------------------------------------------------------------------
struct QueueRow {
  std::string exhibit, language, status, reason;
  std::int64_t lines = 0;
};
// Lines by exhibit, language, status and reason.
std::vector<QueueRow> translation_queue(const CaseView& view);
// Which engines translated a language's distinct texts, versions of before included; most texts first.
struct EngineCount {
  std::string language, engine;
  std::int64_t texts = 0;
};
std::vector<EngineCount> translation_engines(const CaseView& view);
// How many low-confidence lines of a language have a doubt; most lines first. A line may have several.
struct DoubtCount {
  std::string language, mark;
  std::int64_t lines = 0;
};
std::vector<DoubtCount> translation_doubts(const CaseView& view);
// The queue, the state of a running translation, the wishes and the verdicts: `GET /api/translate`.
// `fault`: why the last run of this program ended early.
void write_translate_json(JsonWriter& out, const CaseView& view, std::string_view fault = {});

}  // namespace clew::view
