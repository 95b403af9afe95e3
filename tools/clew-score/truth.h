// What is true of a generated case: its events, who had which number, and everything that was planted, as truth.json says it.
//
// Everything throws std::runtime_error on input that is not of the promised form. One thread.
#pragma once

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

}  // namespace clew::score
