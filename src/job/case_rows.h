// Messages and calls of a case as the link stage sees them: parties, time and content of each, with
// handles and exhibits in canonical numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "casefile/case.h"
#include "job/saved_names.h"
#include "link/events.h"
#include "model/ids.h"

namespace clew::job {

// Dense numbers in canonical order.
struct Numbering {
  std::vector<model::HandleId> handles;                      // dense → id
  std::unordered_map<std::int64_t, link::Handle> dense;      // handle id → dense
  std::vector<std::uint64_t> hash;                           // dense → stable hash of kind, normal, scope; accounts named by a number as the number
  std::vector<bool> bare_name;                               // dense → a name, no number or account
  std::vector<bool> account;                                 // dense → an account, though its name may be a number
  std::vector<std::int64_t> exhibits;                        // canonical → id
  std::unordered_map<std::int64_t, std::int64_t> canonical;  // exhibit id → canonical

  std::uint64_t hash_of(std::int64_t handle) const;  // 0 for a handle without normal form
  bool is_name(std::int64_t handle) const;
  bool is_account(std::int64_t handle) const;
};
std::uint64_t stable_hash(std::string_view text);
Numbering number_handles(const casefile::Db& db);

// Exhibit id → handle of the phone it is of: as a person said, or as the exhibit's own account says; with neither, a
// stand-in, so that "this phone sent" is not lost.
using Owners = std::unordered_map<std::int64_t, std::int64_t>;
Owners owners(casefile::Case& case_file);

// The stretches in which an owner goes by another number (own_number of the case, link/own_number.h).
class OwnNumbers {
 public:
  explicit OwnNumbers(const casefile::Db& db);
  // Handle id of the exhibit's owner at a reading of its clock; `stated` where nothing else is known.
  std::int64_t at(std::int64_t exhibit, std::optional<Micros> shown, std::int64_t stated) const;

 private:
  struct Stretch {
    Micros from, to;
    std::int64_t handle;
  };
  std::unordered_map<std::int64_t, std::vector<Stretch>> stretches_;
};

// Identifiers by id.
struct Identifiers {
  struct Entry {
    std::int64_t handle = 0;
    bool named = false;
    bool card = false;  // of a SIM or handset
  };
  std::vector<Entry> by_id;
  explicit Identifiers(const casefile::Db& db) {
    for (auto list = db.prepare("SELECT id, handle_id, name <> '', kind IN ('imei', 'imsi', 'iccid') FROM identifier ORDER BY id"); list.step();) {
      auto id = static_cast<std::size_t>(list.integer(0));
      if (by_id.size() <= id) by_id.resize(id + 1);
      by_id[id] = {list.integer(1), list.integer(2) != 0, list.integer(3) != 0};
    }
  }
  const Entry& at(std::int64_t id) const { return by_id[static_cast<std::size_t>(id)]; }
};

// The records of the case with who takes part, in record order. Both tables are read from front to back side by side,
// which spares asking for the participants of each record.
class Scan {
 public:
  // `records` must select id first, ORDER BY id, none below `first`.
  Scan(const casefile::Db& db, std::string_view records, std::int64_t first = 0)
      : list_(db.prepare(records)),
        parts_(db.prepare("SELECT record_id, role, identifier_id FROM participation WHERE record_id >= ?1 ORDER BY "
                          "record_id, seq")) {
    parts_.bind(1, first);
    more_ = parts_.step();
  }
  casefile::Stmt& row() { return list_; }
  bool next() {
    if (!list_.step()) return false;
    while (more_ && parts_.integer(0) < list_.integer(0)) more_ = parts_.step();
    return true;
  }
  // each(role, identifier id), in the source's order. Call at most once a record.
  template <typename F>
  void participants(F each) {
    auto id = list_.integer(0);
    for (; more_ && parts_.integer(0) == id; more_ = parts_.step()) each(parts_.text(1), parts_.integer(2));
  }

 private:
  casefile::Stmt list_, parts_;
  bool more_ = false;
};

// One message or call with the parties that take part.
struct Row {
  std::int64_t record = 0, file = 0;
  bool call = false;
  std::string service, media;        // media: hash of the file, if known
  std::optional<Micros> utc, local;
  bool own_zone = true;              // false: the zone was given by a person, or is not known
  Micros precision = 0;              // a minute when written without seconds
  std::optional<std::int64_t> duration_us;
  std::string text;
  bool edited = false, deleted = false;
  bool has_media = false;            // a file belongs to it, or the export says that one was left out
  std::int64_t from = 0;             // handle id
  std::vector<std::int64_t> to;      // handle ids, in order
  std::int64_t conversation = 0;
  std::string direction, key;        // as in record
  std::string device;                // which of several phones it was read from, where one table holds them all
  enum class Own : std::uint8_t { none, sender, recipient };
  Own own = Own::none;  // as what the exhibit's owner, whom the row does not name, was put in
  bool by_saved_name = false;        // a party is the number that a bare name stands for
  std::uint32_t contacts = 1;        // of a tie without a time: how many it stands for
  bool tie = false;
  std::int64_t card = 0;             // handle id of the SIM or handset of an operator's row, 0 none: whose row it is
};
link::EventKind kind_of(const Row& row);

// Records [begin, end) by id.
struct RecordRange {
  std::int64_t begin = 0, end = INT64_MAX;
  static RecordRange of_exhibit(std::int64_t id) { return {id << 32, (id + 1) << 32}; }
};

// Reads messages and calls through one connection; what it is given outlives it. For one thread.
class RowReader {
 public:
  // With `names`, parties that go by a name alone are the number that it stands for; copies of a chat are compared without,
  // for each by its own names.
  // `ties`: the rows of lists of ties too, one a tie.
  RowReader(const casefile::Db& db, const Numbering& numbering, const Owners& owner, const SavedNames* names = nullptr, bool ties = false);
  ~RowReader();
  // Calls `each` for every message and call of the range, in record order.
  void for_each(RecordRange range, const std::function<void(const Row&)>& each);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All of them, or those of the range, once.
void for_each_row(const casefile::Db& db, const Numbering& numbering, const Owners& owner,
                  const std::function<void(const Row&)>& each, RecordRange range = {});

}  // namespace clew::job
