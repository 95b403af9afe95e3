// Judges the outputs of a case against the truth of a generated one.
//
//   Truth truth = load_truth(stream);              // truth.json or truth.jsonl
//   Records records(truth);
//   records.read(export_stream);                   // clew export CASE --records
//   Report report = judge(truth, records, outputs);
//
// How things are matched is written in docs/guide/synthetic-cases.md; in short:
//   records     exhibit, file (longest common tail of the path), then byte offset, line, row
//   leads       by detector; numbers compared as digits in international form; intervals by overlap
//   evidence    a cited record must be in the export and have a subject of the lead among its
//               participants (or be of the exhibit, where exhibits are the subjects)
//
// Everything throws std::runtime_error on input that is not of the promised form. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clew::score {

// "+447700900123", "00447700900123", "07700 900123" and "447700900123@s.whatsapp.net" →
// "447700900123". Text without at least three digits is returned in lower case as it is (names,
// e-mail).
std::string number_key(std::string_view text);

struct TruthEvent {
  std::uint32_t from = 0, to = 0;       // into Truth::words
  std::uint32_t group = 0;              // its name, likewise
  std::uint8_t language = 0, also = 0;  // into Truth::languages, 0 = none
  bool brief = false, media = false;
  bool contact = false;  // a call or message between two
  char kind = 0;         // as a record's kind: 'm'essage, 'c'all, 'l'ocation, 'p'ayment
  char channel = 0;      // first letter of the truth's kind: 's'ms and 'i'm are messages, of two conversations
  std::uint32_t copies = 0;
  std::uint32_t time = 0;  // seconds since 1970
};

struct TruthBurst {
  std::string sender, kind;
  bool decoy = false, detectable = false;
  bool mailing = false;  // an employer's or a school's: a broadcast, and no line
  std::vector<std::uint32_t> events;
};
struct TruthPair {  // number changes, second phones
  std::string a, b;
  bool detectable = false;
};
struct TruthRelay {
  std::string a, b, c;
  bool decoy = false, detectable = false;
  bool seen = false;                    // both contacts are in some exhibit
  std::int64_t first = 0, second = 0;   // seconds
  std::uint32_t details = 0;            // repeated
};
struct TruthMeeting {
  std::vector<std::string> handles;
  std::int64_t start = 0, end = 0;
  bool detectable = false;
};
struct TruthDevice {
  std::string exhibit;
  std::int64_t offset_s = 0;  // what its clock shows on the first day, less the true time
  double drift_s_week = 0;
  std::int64_t dst_missed = 0;    // from this change of summer time on an hour less; 0 none
  std::int64_t start = 0;         // first day of the case
  std::int64_t from = 0, to = 0;  // window of the extraction
  double offset_at(std::int64_t t) const {
    return static_cast<double>(offset_s) + static_cast<double>(t - start) * drift_s_week / 604'800 -
           (dst_missed != 0 && t >= dst_missed ? 3600 : 0);
  }
};
// What became of an event on one phone: see docs/guide/synthetic-cases.md, "sides".
struct TruthEnd {
  std::uint32_t event = 0;
  std::string exhibit, what;
};
struct TruthChain {
  std::uint32_t first = 0, second = 0;  // events, none when 0xFFFFFFFF
  bool decoy = false, detectable = false;
};

// "E00000001" → place in Truth::events. Ids of that form cost four bytes each.
class EventIds {
 public:
  void add(const std::string& id, std::uint32_t event);
  std::optional<std::uint32_t> find(const std::string& id) const;

 private:
  static std::optional<std::uint32_t> number_of(const std::string& id);
  std::vector<std::uint32_t> by_number_;
  std::unordered_map<std::string, std::uint32_t> others_;
};

class Truth {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  static constexpr std::uint32_t contact = 0xFFFFFFFE;  // a contact card: known, but no event

  std::vector<TruthEvent> events;
  EventIds event_ids;
  std::vector<std::string> words{""};  // interned numbers and names, as number_key()
  std::vector<std::string> languages{""};
  std::vector<TruthBurst> bursts;
  std::vector<TruthPair> changes, second_phones;
  std::vector<TruthRelay> relays;
  std::map<std::pair<std::string, std::string>, int> orders;  // (line, runner) → how many
  std::vector<TruthMeeting> meetings;
  std::vector<TruthDevice> devices;
  std::vector<TruthEnd> ends;
  std::vector<TruthChain> chains;
  std::vector<std::pair<std::string, std::string>> hubs;     // handle, kind
  std::map<std::string, std::set<std::string>> owners;       // identifier → persons
  struct Span {
    std::string person;
    std::int64_t from, to;  // seconds
  };
  std::map<std::string, std::vector<Span>> had;              // number → who had it, from when to when
  std::map<std::string, std::set<std::string>> own_numbers;  // exhibit → numbers of that phone
  std::map<std::pair<std::string, std::string>, std::set<std::string>> saved;  // (phone, name saved there) → numbers
  std::map<std::string, std::string> copy_of;                // exhibit → of which phone it is another copy
  std::map<std::string, std::set<std::string>> bearers;      // name of a person → persons
  std::set<std::string> used;                                // handles with events
  std::uint64_t corrupt_rows = 0;

  // The event (or `contact`) told at that place; none when there is none. `file` is an index from
  // find_file().
  std::uint32_t event_at(std::uint32_t file, std::optional<std::uint64_t> offset,
                         std::optional<std::uint64_t> line, std::optional<std::uint64_t> row) const;
  // Where that is told: by offset, line or row (0, 1, 2), and the number of the place among those, below record_count().
  struct Found {
    int by = 0;
    std::size_t place = 0;
    std::uint32_t event = none;
  };
  std::optional<Found> find_place(std::uint32_t file, std::optional<std::uint64_t> offset, std::optional<std::uint64_t> line,
                                  std::optional<std::uint64_t> row) const;
  std::uint32_t corrupt_at(std::uint32_t file, std::optional<std::uint64_t> offset,
                           std::optional<std::uint64_t> line,
                           std::optional<std::uint64_t> row) const;
  std::uint32_t find_file(std::string_view exhibit, std::string_view path) const;
  std::uint64_t record_count() const { return places_[0].size(); }

  // For the loader.
  void add_place(bool corrupt, std::string_view exhibit, std::string_view file, std::uint64_t row,
                 std::uint64_t line, std::uint64_t offset, std::uint32_t event);
  void seal();

 private:
  struct Place {
    std::uint64_t key;
    std::uint32_t event;
  };
  static std::optional<std::size_t> look_up(const std::vector<Place>& places, std::uint64_t key);
  static std::optional<Found> any_at(const std::vector<Place>* lists, std::uint32_t file, std::optional<std::uint64_t> offset,
                                     std::optional<std::uint64_t> line, std::optional<std::uint64_t> row);
  std::vector<std::pair<std::string, std::string>> files_;  // exhibit, path
  std::map<std::pair<std::string, std::string>, std::uint32_t, std::less<>> file_index_;
  std::vector<Place> places_[3], corrupt_[3];  // by offset, line, row
};

Truth load_truth(std::istream& in);

struct Share {
  std::uint64_t hit = 0, of = 0;
  double value() const { return of == 0 ? 0 : static_cast<double>(hit) / static_cast<double>(of); }
};

struct LanguageScore {
  std::uint64_t lines = 0, right = 0, undetermined = 0, called_english = 0;
};

struct ExportLine;  // export_line.h

// The export, read a line at a time; keeps what the judgement needs of each record: some 60 bytes (ten million records
// and their truth: docs/measurements/patterns.md).
class Records {
 public:
  explicit Records(const Truth& truth) : truth_(truth) {}
  // Once. Throws std::runtime_error with the number of a line that is not of the promised form.
  void read(std::istream& jsonl);

  struct Record {
    std::uint64_t id = 0;      // exhibit or other text before the '#', << 32 | number
    std::uint32_t event = Truth::none;
    std::uint32_t people = 0;  // first of its participants and of its copies, to the next record's
    std::uint32_t copies = 0;
    std::uint16_t exhibit = 0, form = 0;
  };
  const Record* find(const std::string& id) const;
  bool involves(const Record& record, const std::string& key) const;
  const std::string& exhibit(const Record& record) const { return exhibits_.words[record.exhibit]; }
  // In order of ids; each() of every record of the export.
  template <typename Each>
  void for_each(const Each& each) const {
    for (std::size_t i = 0; i + 1 < records_.size(); ++i) each(records_[i]);
  }

  std::uint64_t total = 0, matched = 0, of_damaged_rows = 0, elsewhere = 0, twice = 0;
  std::uint64_t beside = 0;  // a further record of another kind made from the same row
  std::map<std::string, LanguageScore> languages;
  LanguageScore long_lines;               // three words and more
  Share dedupe_precision, dedupe_recall;  // pairs of copies
  Share dedupe_telling;                   // recall over pairs that something can tell, see judge_copies()
  std::map<std::string, std::uint64_t> missed_copies;  // by the forms of the two

  // A pair tells nothing when one copy is a deletion note or leaves a file out ("image omitted") and
  // stands in a text export without numbers: then only the minute is left, and several fit it.
  // `missed`: a line for each pair that was not said or is wrong.
  void judge_copies(std::ostream* missed = nullptr);
  std::string id(const Record& record) const;

 private:
  // Texts and the numbers they stand under.
  struct Words {
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<std::string> words;
    std::uint32_t number(const std::string& word);
    std::optional<std::uint32_t> find(const std::string& word) const;
  };
  void add(const ExportLine& line);
  void judge_language(const ExportLine& line, const TruthEvent& event);
  std::uint32_t file_of(const ExportLine& line);
  std::uint64_t id_of(const std::string& id);
  const Record* find(std::uint64_t id) const;
  void seal();

  const Truth& truth_;
  Words prefixes_, exhibits_, forms_, names_;
  std::map<std::pair<std::string, std::string>, std::uint32_t> files_;
  std::pair<std::string, std::string> last_file_;  // exhibit and path of the line before, and its number
  std::uint32_t last_file_number_ = Truth::none;
  std::vector<bool> seen_[3];           // places by offset, line, row
  std::vector<Record> records_;         // by id; one more at the end, for where the last one's lists end
  std::vector<std::uint32_t> people_;   // into names_
  std::vector<std::uint64_t> copies_;   // ids
};

struct AnalysisScore {
  std::string name;
  std::uint64_t leads = 0, right = 0, decoys = 0;
  Share recall_all, recall_detectable, first_20;
  double precision() const {
    return leads == 0 ? 0 : static_cast<double>(right) / static_cast<double>(leads);
  }
  double f1() const;  // with the recall of the detectable
};

struct EvidenceScore {
  std::uint64_t leads = 0, cited = 0, missing = 0, strangers = 0, leads_without = 0;
};

struct ClockScore {
  std::uint64_t exhibits = 0, reported = 0, right = 0, right_but_for_zero = 0;
  std::uint64_t throughout = 0;  // within 5 s at nine times over the window, but for a common zero
};

// Both ends: differences said against differences planted.
struct EndsScore {
  struct Kind {
    Share precision, recall_all, recall_detectable;
  };
  std::map<std::string, Kind> kinds;  // lacks, edited, shifted, notice
  Share cause_named;                  // lacks: the planted cause is among the possible ones
  std::uint64_t not_judged = 0;       // of rows that the truth does not know, or of no phone
};

struct Bin {
  double low, high;
  Share right;
};

struct Report {
  std::uint64_t truth_records = 0, records = 0, matched = 0, of_damaged_rows = 0, elsewhere = 0,
                twice = 0, beside = 0;
  bool has_records = false, has_leads = false, has_people = false, has_links = false,
       has_time = false;
  Share dedupe_precision, dedupe_recall;
  std::map<std::string, LanguageScore> languages;
  LanguageScore long_lines;
  std::vector<AnalysisScore> analyses;
  Share relays_told_apart;        // detectable relays that told_apart() has
  Share relays_found_of_those;    // of these, found
  Share lines_first;     // pairs of leads on a line and on a mailing, of which the line's comes first
  Share bursts_covered;  // planted bursts whose events a lead on the sender cites, at least half
  EvidenceScore evidence;
  ClockScore clocks;
  bool has_ends = false;
  EndsScore ends;
  bool has_suggestions = false;
  Share changes_in_five;        // detectable number changes among the first five suggestions for the old number
  Share second_phones_first;    // detectable second phones whose pair leads the list of either number
  Share high_proposals;         // of those said with p >= .9
  Share high_proposals_98;      // of those said with p >= .98
  Share dedupe_telling;
  std::map<std::string, std::uint64_t> missed_copies;
  std::vector<Bin> calibration;  // of proposals
  std::uint64_t proposals_not_judged = 0;
  Share link_pairs, link_counts;  // pairs found; pairs whose count of events is exact
};

// What `clew leads|people|time CASE --json` say, as texts, and `links` and `compare`, which grow with the records and are
// read through; empty or null = not given.
struct Outputs {
  std::string leads, people, time;
  std::string changes;  // clew links CASE --changes --json: suggestions for numbers that changed; without it the leads are the suggestions
  std::istream* links = nullptr;
  std::istream* compare = nullptr;
  std::ostream* missed = nullptr;  // takes what was missed or wrong of copies and both ends, a line each, parts divided by tabs
};

// Triples of numbers whose planted relays could be told from chance by whoever knows all but which they are. In told_apart.cpp.
std::set<std::array<std::string, 3>> told_apart(const Truth& truth);

Report judge(const Truth& truth, Records* records, const Outputs& outputs);

// Judges `clew compare CASE --json`, a difference at a time. In ends.cpp.
EndsScore judge_ends(const Truth& truth, const Records& records, std::istream& compare_json, std::ostream* missed = nullptr);

void print_text(std::ostream& out, const Report& report);
std::string to_json(const Report& report);

}  // namespace clew::score
