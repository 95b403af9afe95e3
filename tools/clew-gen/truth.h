// The truth about a generated case: what was planted, where each event lies in the exhibits, and
// how much of it can be seen at all. docs/guide/synthetic-cases.md describes the file.
//
// Events are written as they happen; the rest is kept (it grows with what is planted, not with the
// records) and written at the end. Two forms with the same content: truth.json up to a million
// records, truth.jsonl ({"type": …} a line) above.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "output.h"
#include "world.h"

namespace clew::gen {

// A record in an exhibit.
struct Locator {
  const std::string* exhibit;
  const OutFile* file;
  Place place;
};

using EventId = std::uint64_t;  // 0 = the event left no record

struct BurstTruth {
  int line, handle;
  std::string kind;  // broadcast, employer, school, birthday, new-number
  std::int64_t start, end;
  int day;
  std::vector<int> recipients;  // handles
  std::vector<EventId> events;
  std::set<int> seen_recipients;
};

struct OrderTruth {
  int line, customer, runner;  // handles
  std::int64_t t1, t2;
  EventId in = 0, out = 0;
};

struct RelayTruth {
  int a, b, c;  // handles
  std::int64_t t1, t2;
  bool decoy;
  int details = 0;  // that the second message repeats
  EventId first = 0, second = 0;
};

struct MeetingTruth {
  std::vector<int> people;
  std::int64_t start, end;
  Spot where;
  std::map<int, int> fixes;  // person → positions recorded during the meeting
};

struct MoneyTruth {
  std::array<int, 3> people;
  std::array<int, 2> pence;
  std::array<std::int64_t, 2> times;
  std::array<EventId, 2> events{};
  bool decoy;
};

struct ChangeEvidence {
  std::uint64_t old_events = 0, new_events = 0, old_after = 0;
  std::vector<bool> old_contacts, new_contacts;  // by line
};

struct CorruptTruth {
  std::string kind;
  EventId copy_of;
  Locator at;
};

struct QuoteTruth {
  std::string kind;  // exact, altered, translated
  EventId source;
  std::string exhibit, file;
  std::uint64_t line, offset, length;
};

struct ContradictionTruth {
  std::string attribute, subject;
  bool decoy;  // a harmless rephrasing
  struct Version {
    std::string value, exhibit, file;
    std::uint64_t line, offset, length;
  };
  std::vector<Version> versions;
};

struct NameTruth {
  std::string saved, variant;
  int device, handle;
  Locator at;
};

struct ProtectedPlace {
  int person;
  std::string what;  // contact, chat, statement
  Locator at;
};

// What became of an event on one of the phones that should hold it.
struct SideTruth {
  const std::string* exhibit;
  // coverage, deleted, window, undelivered: the phone lacks it; edited: other words;
  // late: shown `seconds` later; notice: only a note that it was deleted.
  const char* what;
  std::int64_t seconds = 0;
};

struct LedgerTruth {
  EventId event = 0;
  int from, to;  // persons
  std::vector<std::pair<std::string, int>> lines;  // name as written, pounds
};

struct MediaTruth {
  std::vector<EventId> passes;  // in order of time; 0 = left no record
  std::vector<std::pair<int, std::string>> files;  // device, path
};

struct EventTruth {
  EventId id;
  const char* kind;
  std::int64_t t;
  std::string_view from, to, group, language, also_language;
  const char* style;  // "", or words such as "plain typo"
  const std::vector<SideTruth>* sides = nullptr;
};

class Truth {
 public:
  Truth(OutputTree& tree, const World& world);
  void event(const EventTruth& event, const std::vector<Locator>& records);
  // Writes everything kept. `events` and `records` are the totals.
  void finish(std::uint64_t events, std::uint64_t records);

  std::vector<BurstTruth> bursts;
  std::vector<OrderTruth> orders;
  std::vector<RelayTruth> relays;
  std::vector<MeetingTruth> meetings;
  std::vector<MoneyTruth> money;
  std::vector<LedgerTruth> ledgers;
  std::vector<MediaTruth> media;
  std::vector<ChangeEvidence> changes;  // as World::changes
  std::vector<CorruptTruth> corrupt;
  std::vector<QuoteTruth> quotes;
  std::vector<ContradictionTruth> contradictions;
  std::vector<NameTruth> names;
  std::vector<ProtectedPlace> protected_places;
  std::vector<std::uint64_t> handle_events;  // recorded events of each handle

  // Text that lives as long as this object, for Locator::exhibit.
  const std::string* keep(std::string text) { return &kept_.emplace_back(std::move(text)); }

  // A position of a second phone's pair: counted for "in one pocket".
  void note_cell(int line, std::int64_t t, int cell);

 private:
  std::deque<std::string> kept_;
  OutFile* file_;
  const World& world_;
  bool lines_;
  bool first_event_ = true;
  std::string row_;
  std::unordered_map<int, std::pair<std::size_t, int>> second_of_;  // line → (pair, 0 or 1)
  struct Bins {
    std::set<std::pair<std::int64_t, int>> seen[2];  // (hour, cell)
  };
  std::vector<Bins> bins_;
};

void append_json_text(std::string& out, std::string_view utf8);
std::string event_name(EventId id);  // "E00000012"

}  // namespace clew::gen
