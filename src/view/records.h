// Records on their way out: the form of `clew export --records`, of the workbench and of `clew ls`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "language/alignment.h"
#include "model/ids.h"
#include "view/viewer.h"

namespace clew::view {

struct TimeView {
  std::string kind;
  std::optional<Micros> utc;    // instant
  std::optional<Micros> local;  // reading of the clock where the zone is unknown
  model::EvidenceText raw;
  std::string unit;
  std::optional<int> offset_minutes;
  std::string certainty;
};

// When, for a terminal: "2024-03-04 21:40:00Z", "2024-03-04 21:40:00 (zone unknown)", "2024-03-04 (a day)" of a source that gives no hour, which is
// no instant and the same day in every zone; else as written.
std::string when_of(const TimeView& time);

struct ParticipantView {
  std::string role, kind;
  model::EvidenceText raw, normal, name;
  model::HandleId handle;
};

struct TranslationView {
  model::EvidenceText text;
  std::string engine, engine_version, status, reason;
  std::vector<std::string> marks;
  std::string author;  // of a human version, "" for machines
  std::string route;   // "ro→es→en"
  model::EvidenceText read_as;  // what the engine was given, where that is not the text itself
  model::EvidenceText machine;  // the machine's own English under a human version
  model::EvidenceText note;     // of a human version
  std::vector<std::pair<model::EvidenceText, model::EvidenceText>> terms;  // of the glossary: as written, English
  // Which bytes of the record's text became which bytes of `text`, where the engine says so; none for a human version.
  std::vector<language::WordLink> alignment;
};

struct MediaView {
  model::EvidenceText path;
  std::string mime, sha256;
  model::EvidenceText title;
  bool present = false;
};

struct FieldView {
  std::string name;  // standard names are ours; those of extras come from the evidence
  model::EvidenceText value;
};

struct LinkView {
  std::string kind;
  std::string record;  // external id of the other record, "" when it is not there
};

// Of a text that a machine read from a picture: by what, and how sure it was of its words on average (%).
// The picture is the original, the text is not.
struct RecognitionView {
  model::EvidenceText by;  // "tesseract 5.3.0, eng"
  std::optional<int> confidence;
};

// One record with everything that belongs to it.
struct RecordView {
  model::RecordId row;
  std::string id;  // "ABC/1#12": exhibit reference and number
  std::string kind, exhibit, file, position, state, service, direction;
  model::EvidenceText key;  // the source's own id of the row or message, "" if none
  model::EvidenceText state_flag, chat;
  model::ConversationId conversation;
  std::vector<TimeView> times;
  std::vector<ParticipantView> participants;
  model::EvidenceText text;
  std::string text_form;  // "" plain, "recognised", "html" …
  std::optional<RecognitionView> recognised;
  std::string language;  // "" when there is no text or it was not looked at
  double language_confidence = 0;
  std::optional<TranslationView> translation;  // status in it; text empty when there is none
  std::vector<MediaView> media;
  std::vector<FieldView> fields, extras;
  std::vector<LinkView> links;
  std::optional<double> duration_s, latitude, longitude;
  std::vector<std::string> copies;  // ids of further records of the same event
};

// Reads records of one case. Holds prepared statements; for one thread.
class RecordReader {
 public:
  explicit RecordReader(const CaseView& view);
  ~RecordReader();
  std::optional<RecordView> load(model::RecordId id);
  // All records in order of exhibits and numbers; `each` returns false to stop.
  void for_each(const std::function<bool(const RecordView&)>& each);
  // "ABC/1#12" → id; nothing when there is no such record.
  std::optional<model::RecordId> find(std::string_view external_id) const;
  std::string external_id(model::RecordId id) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// "recognised from a picture by tesseract 5.3.0, eng; its words 87 % sure on average": what has to stand beside such a
// text wherever it is shown; "" for all others. May quote evidence.
model::EvidenceText recognition_note(const RecordView& record);

// "apertium gist", "by DC Example": whose English it is. Escaped for a terminal.
std::string english_by(const TranslationView& translation);

// The machine-readable form, version 1 (design of the outside forms: docs/guide/forms.md).
void write_json(JsonWriter& out, const RecordView& record);
// Its keys "language" and "translation" alone.
void write_english(JsonWriter& out, const RecordView& record);
// {"v":1,"records":[…],"more":…}: the records behind a figure; `more`: there are further ones.
void write_records(JsonWriter& out, const CaseView& view, const std::vector<model::RecordId>& ids, bool more);

// What `clew show` prints: the raw bytes or row behind a record or position.
struct SourceView {
  std::string position;  // full
  std::string exhibit, file, sha256;
  model::EvidenceText bytes;     // the record's own bytes, or the row as "column: value" lines
  std::uint64_t offset = 0;      // where they begin in the (decompressed) file
  bool is_row = false;           // from a database table, not a byte range
};
// `what` is a record id or a position. Throws Error(not_found) when it names nothing, Error(integrity)
// when the exhibit's bytes are not there any more. At most `max_bytes` of a long range.
SourceView show_source(const CaseView& view, std::string_view what, std::size_t max_bytes = 1 << 20);

}  // namespace clew::view
