#include "job/case_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/sha256.h"

namespace clew::job {

using casefile::Db;
using link::EventKind;
using link::Handle;

std::uint64_t Numbering::hash_of(std::int64_t handle) const {
  auto found = dense.find(handle);
  return found == dense.end() ? 0 : hash[found->second];
}

bool Numbering::is_name(std::int64_t handle) const {
  auto found = dense.find(handle);
  return found != dense.end() && bare_name[found->second];
}

bool Numbering::is_account(std::int64_t handle) const {
  auto found = dense.find(handle);
  return found != dense.end() && account[found->second];
}

std::uint64_t stable_hash(std::string_view text) {
  auto digest = sha256(text);
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | digest[static_cast<std::size_t>(i)];
  return value;
}

namespace {

// What is hashed of a handle. An account that is a telephone number by name is hashed as the number: two phones that are in a call by
// WhatsApp have each other as accounts and themselves as numbers.
std::string named_alike(std::string_view kind, std::string_view normal, std::string_view scope) {
  if (kind == "jid")
    for (std::string_view host : {"@s.whatsapp.net", "@c.us"}) {
      if (!normal.ends_with(host)) continue;
      const auto number = normal.substr(0, normal.size() - host.size());
      if (number.size() >= 7 && number.size() <= 15 && number.find_first_not_of("0123456789") == std::string_view::npos)
        return fmt::format("phone\n+{}\n", number);
    }
  return fmt::format("{}\n{}\n{}", kind, normal, scope);
}

}  // namespace

Numbering number_handles(const Db& db) {
  Numbering n;
  for (auto list = db.prepare("SELECT id FROM exhibit ORDER BY sha256"); list.step();) {
    n.canonical[list.integer(0)] = static_cast<std::int64_t>(n.exhibits.size());
    n.exhibits.push_back(list.integer(0));
  }
  for (auto list = db.prepare("SELECT id, kind, normal, scope FROM handle WHERE normal <> '' ORDER BY kind, normal, "
                              "scope");
       list.step();) {
    n.dense[list.integer(0)] = static_cast<Handle>(n.handles.size());
    n.handles.push_back({list.integer(0)});
    n.hash.push_back(stable_hash(named_alike(list.text(1), list.text(2), list.text(3))));
    n.bare_name.push_back(list.text(1) == "name");
    n.account.push_back(list.text(1) == "jid");
  }
  return n;
}

Owners owners(casefile::Case& case_file) {
  auto& db = case_file.db();
  Owners owner;
  auto by_writing = db.prepare("SELECT min(handle_id) FROM identifier WHERE raw = ?1 AND kind = 'phone'");
  auto by_normal = db.prepare("SELECT id FROM handle WHERE kind = 'phone' AND normal = ?1");
  auto by_account = db.prepare(
      "SELECT i.handle_id FROM record r JOIN participation p ON p.record_id = r.id JOIN identifier i ON i.id = "
      "p.identifier_id WHERE r.id >= ?1 << 32 AND r.id < (?1 + 1) << 32 AND p.role = 'owner' AND i.kind IN ('phone', 'jid') "
      "GROUP BY i.handle_id ORDER BY count(*) DESC, 1 LIMIT 1");
  for (auto list = db.prepare("SELECT id, ref, coalesce(owner_number, '') FROM exhibit"); list.step();) {
    std::int64_t exhibit = list.integer(0);
    std::string number(list.text(2));
    if (!number.empty()) {
      by_normal.bind(1, number);
      if (by_normal.step()) owner[exhibit] = by_normal.integer(0);
      by_normal.reset();
      if (!owner.contains(exhibit)) {
        by_writing.bind(1, number);
        if (by_writing.step() && !by_writing.is_null(0)) owner[exhibit] = by_writing.integer(0);
        by_writing.reset();
      }
    }
    if (!owner.contains(exhibit)) {
      by_account.bind(1, exhibit);
      if (by_account.step()) owner[exhibit] = by_account.integer(0);
      by_account.reset();
    }
    if (!owner.contains(exhibit) && case_file.writable()) {
      auto normal = !number.empty() ? number : fmt::format("owner of {}", list.text(1));
      auto kind = number.empty() ? "other" : "phone";
      db.prepare("INSERT OR IGNORE INTO handle(kind, normal, scope, flags) VALUES (?1, ?2, '', ?3)")
          .bind_all(kind, normal, number.empty() ? "stand-in" : "")
          .run();
    }
    if (!owner.contains(exhibit)) {
      auto find = db.prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2 AND scope = ''");
      find.bind_all(number.empty() ? "other" : "phone",
                    !number.empty() ? number : fmt::format("owner of {}", list.text(1)));
      if (find.step()) owner[exhibit] = find.integer(0);
    }
  }
  return owner;
}

OwnNumbers::OwnNumbers(const Db& db) {
  for (auto list = db.prepare("SELECT exhibit_id, from_utc, to_utc, handle_id FROM own_number ORDER BY exhibit_id, seq"); list.step();)
    stretches_[list.integer(0)].push_back({list.optional_integer(1).value_or(std::numeric_limits<Micros>::min()),
                                           list.optional_integer(2).value_or(std::numeric_limits<Micros>::max()), list.integer(3)});
}

std::int64_t OwnNumbers::at(std::int64_t exhibit, std::optional<Micros> shown, std::int64_t stated) const {
  auto found = shown ? stretches_.find(exhibit) : stretches_.end();
  if (found != stretches_.end())
    for (const auto& stretch : found->second)
      if (*shown >= stretch.from && *shown < stretch.to) return stretch.handle;
  return stated;
}

EventKind kind_of(const Row& row) {
  if (row.tie) return EventKind::other;
  if (row.call) return EventKind::call;
  if (row.service == "SMS" || row.service == "MMS") return EventKind::sms;
  if (row.service == "email" || row.service == "Email" || row.service == "E-mail") return EventKind::mail;
  return EventKind::chat;
}

namespace {

// A clock reading in text without seconds: "02/03/2025, 14:05". Integers count at least seconds.
bool to_the_minute(std::string_view raw, std::string_view unit) {
  if (!unit.empty()) return false;
  auto digit = [&](std::size_t i) { return i < raw.size() && raw[i] >= '0' && raw[i] <= '9'; };
  for (std::size_t i = 1; i + 2 < raw.size(); ++i) {
    if ((raw[i] != ':' && raw[i] != '.') || !digit(i - 1) || !digit(i + 1) || !digit(i + 2) || digit(i + 3)) continue;
    if (raw[i] == '.' && raw.find(':') != std::string_view::npos) continue;  // of a date
    bool seconds = i + 3 < raw.size() && raw[i + 3] == raw[i] && digit(i + 4);
    if (raw[i] == ':') return !seconds;
  }
  return false;
}

// Who writes in a thread, for messages that name no recipient; asked for once a thread.
class Authors {
 public:
  explicit Authors(const Db& db)
      : find_(db.prepare("SELECT DISTINCT i.handle_id FROM record r JOIN participation p ON p.record_id = r.id JOIN identifier "
                         "i ON i.id = p.identifier_id WHERE r.conversation_id = ?1 AND p.role IN ('from', 'member', "
                         "'caller', 'author') ORDER BY 1")) {}
  const std::vector<std::int64_t>& of(std::int64_t conversation) {
    auto [at, fresh] = known_.try_emplace(conversation);
    if (fresh) {
      for (find_.bind(1, conversation); find_.step();) at->second.push_back(find_.integer(0));
      find_.reset();
    }
    return at->second;
  }

 private:
  casefile::Stmt find_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> known_;
};

}  // namespace

struct RowReader::State {
  const Db& db;
  const Numbering& numbering;
  const Owners& owner;
  const SavedNames* names;
  bool ties = false;
  Authors authors{db};
  Identifiers identifiers{db};
  OwnNumbers own_numbers{db};
  casefile::Stmt media = db.prepare("SELECT max(sha256), count(*) FROM media WHERE record_id = ?1");
  bool any_media = db.integer("SELECT EXISTS (SELECT 1 FROM media)") != 0;
};

RowReader::RowReader(const Db& db, const Numbering& numbering, const Owners& owner, const SavedNames* names, bool ties)
    : state_(new State{db, numbering, owner, names, ties}) {}
RowReader::~RowReader() = default;

void for_each_row(const Db& db, const Numbering& numbering, const Owners& owner,
                  const std::function<void(const Row&)>& each, RecordRange range) {
  RowReader(db, numbering, owner).for_each(range, each);
}

void RowReader::for_each(RecordRange range, const std::function<void(const Row&)>& each) {
  auto& [db, numbering, owner, names, ties, authors, identifiers, own_numbers, media, any_media] = *state_;
  Scan scan(db,
            std::string("SELECT id, kind, service, utc, order_utc, time_certainty, duration_us, text, conversation_id, direction, file_id, "
                        "state, time_raw, time_unit, instr(fields, '\"app_note\":') > 0, key, CASE WHEN kind = 'event' THEN json_extract(fields, "
                        "'$.ties') END, CASE WHEN instr(fields, '\"source_device\":') > 0 THEN json_extract(fields, '$.source_device') END FROM record WHERE (kind IN ('message', 'call')") +
                (ties ? " OR (kind = 'event' AND instr(fields, '\"ties\":') > 0)" : "") + ") AND id >= ?1 AND id < ?2 ORDER BY id",
            range.begin);
  auto& list = scan.row();
  list.bind_all(range.begin, range.end);
  Row row;
  // A row of a list of ties: who, with whom, how many contacts each (readers/delimited_map.cpp writes the counts).
  auto each_tie = [&](std::string_view counts, std::int64_t record, std::int64_t file) {
    Row tie;
    tie.record = record;
    tie.file = file;
    tie.tie = true;
    std::vector<std::int64_t> with;
    scan.participants([&](std::string_view role, std::int64_t identifier) {
      if (role == "from" && !tie.from) tie.from = identifiers.at(identifier).handle;
      if (role == "to") with.push_back(identifiers.at(identifier).handle);
    });
    for (std::size_t i = 0; tie.from && i < with.size() && !counts.empty(); ++i) {
      const auto end = std::min(counts.find(','), counts.size());
      tie.contacts = 0;
      std::from_chars(counts.data(), counts.data() + end, tie.contacts);
      counts.remove_prefix(std::min(end + 1, counts.size()));
      if (tie.contacts == 0) continue;
      tie.to = {with[i]};
      each(tie);
    }
  };
  while (scan.next()) {
    row.record = list.integer(0);
    if (list.text(1) == "event") {
      each_tie(std::string(list.text(16)), row.record, list.integer(10));
      continue;
    }
    row.call = list.text(1) == "call";
    row.service = list.text(2);
    row.utc = list.optional_integer(3);
    row.local.reset();
    auto certainty = list.text(5);
    if (certainty == "implausible") row.utc.reset();
    if (!row.utc && certainty == "local-unknown") row.local = list.optional_integer(4);
    row.own_zone = certainty == "exact";
    row.duration_us = list.optional_integer(6);
    row.text = list.text(7);
    row.conversation = list.integer(8);
    row.direction = list.text(9);
    row.file = list.integer(10);
    row.edited = list.text(11) == "edited";
    // A trace without words is what is left of a message that was deleted.
    row.deleted = list.text(11) == "revoked" || (list.text(11) == "deleted-trace" && !row.call && row.text.empty());
    row.precision = to_the_minute(list.text(12), list.text(13)) ? 60 * micros_per_second : 0;
    row.has_media = list.integer(14) != 0;
    row.key = list.text(15);
    row.device = list.text(17);
    row.media.clear();
    if (any_media) {
      media.bind(1, row.record);
      if (media.step()) {
        row.media = media.text(0);
        row.has_media |= media.integer(1) > 0;
      }
      media.reset();
    }
    row.from = row.card = 0;
    row.to.clear();
    scan.participants([&](std::string_view role, std::int64_t identifier) {
      const auto& known = identifiers.at(identifier);
      if (role == "from" || role == "caller" || role == "author") {
        if (!row.from) row.from = known.handle;
      } else if (role == "to" || role == "cc" || role == "bcc" || role == "callee" || role == "member") {
        row.to.push_back(known.handle);
      } else if (known.card && !row.card) {
        row.card = known.handle;
      }
    });
    std::int64_t me = 0;
    if (auto found = owner.find(row.record >> 32); found != owner.end())
      me = own_numbers.at(row.record >> 32, row.utc ? row.utc : row.local, found->second);
    row.own = Row::Own::none;
    // An extraction writes the number that it was told into every row; what it fills in so is the owner's side too. An
    // operator's rows name both sides themselves.
    if (me && !row.card) {
      std::int64_t stated = owner.at(row.record >> 32);
      if (row.direction == "out" && row.from == stated) row.from = me, row.own = Row::Own::sender;
      if (row.direction == "in" && row.to.size() == 1 && row.to[0] == stated) row.to[0] = me, row.own = Row::Own::recipient;
    }
    // What the phone's owner wrote under a bare name is from the phone's own number; what came in to one name is to it.
    const auto as_named = row.from;
    if (me && row.direction == "out" && (!row.from || numbering.is_name(row.from))) row.from = me, row.own = Row::Own::sender;
    if (me && row.direction == "in" && row.to.size() == 1 && numbering.is_name(row.to[0])) row.to[0] = me, row.own = Row::Own::recipient;
    if (row.to.empty() && row.conversation && row.from) {
      for (auto author : authors.of(row.conversation))
        if (author != row.from && author != as_named) row.to.push_back(author);
    }
    if (row.to.empty() && row.direction == "in" && me && me != row.from) row.to.push_back(me), row.own = Row::Own::recipient;
    row.by_saved_name = false;
    if (names) {
      // A chat in which only one of the two wrote is called by the other's name.
      const auto title = row.to.empty() && row.conversation ? names->title_of(row.conversation) : std::nullopt;
      if (title && row.from == me && me) row.to.push_back(*title);
      if (title && row.from == *title && me) row.to.push_back(me);
      auto resolve = [&](std::int64_t& party) {
        if (!numbering.is_name(party)) return;
        auto number = names->number_of(row.record >> 32, row.conversation, party);
        if (number) party = *number, row.by_saved_name = true;
      };
      resolve(row.from);
      for (auto& party : row.to) resolve(party);
      if (row.by_saved_name && row.to.size() > 1) std::erase(row.to, row.from);
    }
    std::sort(row.to.begin(), row.to.end());
    row.to.erase(std::unique(row.to.begin(), row.to.end()), row.to.end());
    each(row);
  }
}

}  // namespace clew::job
