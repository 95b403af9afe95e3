#include "casefile/writer.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/assert.h"
#include "base/error.h"
#include "base/json.h"
#include "casefile/bulk_mode.h"
#include "casefile/indexes.h"
#include "casefile/tally.h"
#include "exhibit/locator.h"

namespace clew::casefile {
namespace {

using model::word;

constexpr std::uint64_t large_import_bytes = 16u << 20;

void append_field(std::string& out, std::size_t begin, std::string_view name, std::string_view value) {
  out += out.size() == begin ? '{' : ',';
  append_json(out, name);
  out += ':';
  append_json(out, value);
}

// A JSON object, or nothing when there are no fields.
void append_fields(std::string& out, const std::vector<model::Field>& fields) {
  const auto begin = out.size();
  for (const auto& field : fields) append_field(out, begin, field.name, field.value);
  if (out.size() != begin) out += '}';
}

// Fields and the parts of call, place and record that have no column of their own.
void append_standard_fields(std::string& out, const model::Record& record) {
  const auto begin = out.size();
  auto add = [&](const char* name, std::string_view value) {
    if (!value.empty()) append_field(out, begin, name, value);
  };
  for (const auto& field : record.fields) append_field(out, begin, field.name, field.value);
  if (record.call) {
    add("outcome", record.call->outcome);
    if (record.call->video) add("video", *record.call->video ? "yes" : "no");
  }
  if (record.place) {
    if (record.place->accuracy_m) add("accuracy_m", fmt::format("{}", *record.place->accuracy_m));
    if (record.place->altitude_m) add("altitude_m", fmt::format("{}", *record.place->altitude_m));
    add("origin", record.place->origin);
    add("place", record.place->name);
  }
  if (out.size() != begin) out += '}';
}

// A reference from a file name: letters, digits, '.', '_', '-'; the extension goes.
std::string reference_from(const std::string& name) {
  auto stem = std::filesystem::path(name).stem().string();
  std::string out;
  for (char c : stem) {
    bool keep = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                c == '.' || c == '_' || c == '-';
    if (keep)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
    if (out.size() >= 40) break;
  }
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  while (!out.empty() && (out.front() == '-' || out.front() == '.')) out.erase(out.begin());
  return out.empty() ? "exhibit" : out;
}

// Records on their way to the storing thread, with what was looked up for them. Their texts lie one behind the other in
// `bytes`, and batches go back and forth between the two threads: neither frees what the other allocated.
struct Batch {
  struct Text {
    std::size_t at = 0, size = 0;
  };
  struct Row {
    std::int64_t id = 0, file = 0;
    model::RecordKind kind{};
    model::State state{};
    model::Direction direction{};
    bool timed = false;
    model::TimeKind time_kind{};
    model::Certainty certainty{};
    std::optional<int> offset_minutes;
    std::optional<std::int64_t> thread, order, utc, duration;
    std::optional<double> latitude, longitude;
    Text locator, key, state_flag, service, time_raw, time_unit, text, text_form, fields, extras;
    std::size_t parties_end = 0;  // of this row in `parties`; they begin where those of the row before end
    std::ptrdiff_t more = -1;     // place in `more`
  };
  struct Party {
    model::Role role;
    std::int64_t identifier;
  };
  struct More {  // what few records have
    std::vector<model::Time> times;  // the first is in the row
    std::vector<model::Media> media;
    std::vector<model::RecordLink> links;
  };
  std::vector<Row> rows;
  std::vector<Party> parties;
  std::vector<More> more;
  std::string bytes;

  Text keep(std::string_view text) {
    bytes += text;
    return {bytes.size() - text.size(), text.size()};
  }
  std::string_view view(const Text& text) const { return std::string_view(bytes).substr(text.at, text.size); }
  bool empty() const { return rows.empty(); }
  void clear() {
    rows.clear();
    parties.clear();
    more.clear();
    constexpr std::size_t usual_bytes = 1 << 20;
    if (bytes.capacity() > usual_bytes) bytes = {};
    bytes.clear();
  }
};

constexpr std::size_t handed_over_at_once = 256;
constexpr std::size_t most_handed_over = 8;  // batches waiting

struct Conversation {
  std::int64_t id = 0;
  bool titled = false;
  std::int64_t last_order = 0;  // order of the newest record of it so far, for records without a time
};

}  // namespace

struct Writer::State {
  Case& case_file;
  Db& db;
  BulkMode bulk;  // outlives the transaction
  std::size_t batch_records;
  std::optional<Transaction> transaction;
  std::size_t in_batch = 0;
  std::unordered_map<std::int64_t, std::uint32_t> next_number;  // by exhibit
  // Records added since the exhibit was begun or cleared, by kind and with text; none for one that goes on from before.
  struct Added {
    std::array<std::int64_t, model::record_kind_count> kinds{};
    std::int64_t lines = 0;
  };
  std::unordered_map<std::int64_t, Added> added;  // by exhibit
  std::unordered_map<std::string, std::int64_t> handles, identifiers;
  // The identifier met last of each hash, so that no key has to be put together for it.
  struct KnownIdentifier {
    model::Participation party;
    std::string normal, scope, country;
    std::int64_t id = 0;
  };
  std::vector<KnownIdentifier> known_identifiers = std::vector<KnownIdentifier>(1024);
  std::unordered_map<std::string, Conversation> conversations;
  std::unordered_map<std::int64_t, std::int64_t> exhibit_of_file;
  std::string key;  // scratch

  // The connection and `transaction`, `in_batch`: whoever uses them holds the lock, or knows the storing thread idle.
  std::mutex db_lock;
  std::mutex queue_lock;  // of the five below; never held together with db_lock
  std::condition_variable changed;
  std::deque<Batch> queue;
  std::vector<Batch> spare;  // stored and emptied, to be filled again
  bool storing = false, ending = false;
  std::exception_ptr failed;
  Batch batch;  // the caller's
  std::thread storer;

  std::array<const void*, 26> bound_before{};  // by parameter of insert_record; see store()
  Stmt insert_record, insert_participation, insert_time, insert_media, insert_link, insert_handle,
      find_handle, insert_identifier, find_identifier, insert_conversation, find_conversation,
      title_conversation, insert_finding;

  State(Case& case_file, std::size_t batch)
      : case_file(case_file),
        db(case_file.db()),
        bulk(db, case_file.derived()),
        batch_records(batch),
        insert_record(db.prepare(
            "INSERT INTO record VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,"
            "?19,?20,?21,?22,?23,?24,?25)")),
        insert_participation(db.prepare("INSERT INTO participation VALUES (?1,?2,?3,?4)")),
        insert_time(db.prepare("INSERT INTO record_time VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)")),
        insert_media(db.prepare("INSERT INTO media VALUES (?1,?2,?3,?4,?5,?6,?7)")),
        insert_link(db.prepare("INSERT OR IGNORE INTO record_link VALUES (?1,?2,?3,NULL)")),
        insert_handle(db.prepare("INSERT INTO handle(kind,normal,scope,flags) VALUES (?1,?2,?3,?4)")),
        find_handle(db.prepare("SELECT id FROM handle WHERE kind=?1 AND normal=?2 AND scope=?3")),
        insert_identifier(db.prepare(
            "INSERT INTO identifier(handle_id,kind,raw,name,scope,country) VALUES (?1,?2,?3,?4,?5,?6)")),
        find_identifier(db.prepare("SELECT id FROM identifier WHERE raw=?1 AND name=?2 AND kind=?3 AND "
                                   "scope=?4 AND country=?5 AND handle_id=?6")),
        insert_conversation(db.prepare(
            "INSERT INTO conversation(exhibit_id,service,key,title) VALUES (?1,?2,?3,?4)")),
        find_conversation(db.prepare(
            "SELECT id, title <> '' FROM conversation WHERE exhibit_id=?1 AND service=?2 AND key=?3")),
        title_conversation(db.prepare("UPDATE conversation SET title=?2 WHERE id=?1")),
        insert_finding(db.prepare(
            "INSERT INTO finding(exhibit_id,file_id,severity,what,place,why) VALUES (?1,?2,?3,?4,?5,?6)")) {
  }

  ~State() {  // what was handed over is still stored; its last, unfinished transaction is rolled back
    {
      std::lock_guard lock(queue_lock);
      ending = true;
    }
    changed.notify_all();
    if (storer.joinable()) storer.join();
  }

  void begin() {
    if (!transaction) transaction.emplace(db);
  }

  void hand_over() {
    if (batch.empty()) return;
    if (!storer.joinable()) storer = std::thread([this] { store_all(); });
    std::unique_lock lock(queue_lock);
    changed.wait(lock, [&] { return failed || queue.size() < most_handed_over; });
    if (failed) std::rethrow_exception(failed);
    queue.push_back(std::move(batch));
    batch = {};
    if (!spare.empty()) {
      batch = std::move(spare.back());
      spare.pop_back();
    }
    lock.unlock();
    changed.notify_all();
  }

  // Until everything added is stored and the storing thread rests.
  void drain() {
    hand_over();
    std::unique_lock lock(queue_lock);
    changed.wait(lock, [&] { return failed || (queue.empty() && !storing); });
    if (failed) std::rethrow_exception(failed);
  }

  void store_all() {
    std::unique_lock lock(queue_lock);
    while (true) {
      changed.wait(lock, [&] { return ending || !queue.empty(); });
      if (queue.empty()) return;
      auto rows = std::move(queue.front());
      queue.pop_front();
      storing = true;
      lock.unlock();
      changed.notify_all();
      std::exception_ptr error;
      try {
        std::lock_guard db_guard(db_lock);
        begin();
        store(rows);
        in_batch += rows.rows.size();
        if (in_batch >= batch_records) end_transaction();
      } catch (...) {
        error = std::current_exception();
      }
      rows.clear();
      lock.lock();
      spare.push_back(std::move(rows));
      storing = false;
      if (error) failed = error;
      changed.notify_all();
      if (error) return;
    }
  }

  void end_transaction() {
    in_batch = 0;
    if (!transaction) return;
    transaction->commit();
    transaction.reset();
  }

  void store(const Batch& batch);
  void store_more(std::int64_t id, const Batch::More& record);

  std::int64_t handle(std::string_view kind, const NormalForm& form) {
    key.assign(kind).append(1, '\0').append(form.normal).append(1, '\0').append(form.scope);
    if (auto found = handles.find(key); found != handles.end()) return found->second;
    begin();
    std::int64_t id;
    find_handle.bind_all(kind, form.normal, form.scope);
    if (find_handle.step()) {
      id = find_handle.integer(0);
    } else {
      insert_handle.bind_all(kind, form.normal, form.scope, form.flags).run();
      id = db.last_rowid();
    }
    find_handle.reset();
    handles.emplace(key, id);
    return id;
  }

  std::int64_t identifier(const model::Participation& p, const NormalForm& form) {
    auto& known = known_identifiers[std::hash<std::string_view>{}(p.identifier.raw) % known_identifiers.size()];
    if (known.id != 0 && known.party.identifier == p.identifier && known.party.name == p.name && known.normal == form.normal &&
        known.scope == form.scope && known.country == form.country)
      return known.id;
    known = {p, form.normal, form.scope, form.country, find_or_add(p, form)};
    return known.id;
  }

  std::int64_t find_or_add(const model::Participation& p, const NormalForm& form) {
    auto kind = word(p.identifier.kind);
    std::string full;
    full.reserve(64);
    full.append(kind).append(1, '\0').append(p.identifier.raw).append(1, '\0').append(p.name);
    full.append(1, '\0').append(p.identifier.scope).append(1, '\0').append(form.country);
    full.append(1, '\0').append(form.scope).append(1, '\0').append(form.normal);
    if (auto found = identifiers.find(full); found != identifiers.end()) return found->second;
    std::lock_guard lock(db_lock);
    std::int64_t handle_id = handle(kind, form), id;
    find_identifier.bind_all(p.identifier.raw, p.name, kind, p.identifier.scope, form.country, handle_id);
    if (find_identifier.step()) {
      id = find_identifier.integer(0);
    } else {
      insert_identifier
          .bind_all(handle_id, kind, p.identifier.raw, p.name, p.identifier.scope, form.country)
          .run();
      id = db.last_rowid();
    }
    find_identifier.reset();
    identifiers.emplace(std::move(full), id);
    return id;
  }

  // The thread of a record: the source's own key, else who takes part, in normal form.
  Conversation* conversation(std::int64_t exhibit, const model::Record& record,
                                           const std::vector<NormalForm>& forms) {
    using model::RecordKind;
    if (record.chat_key.empty() && record.kind != RecordKind::message && record.kind != RecordKind::call)
      return nullptr;
    std::string chat;
    if (!record.chat_key.empty()) {
      chat = "k:" + record.chat_key;
    } else {
      // A handset or card that the row names beside its number is no party: whoever changes the phone goes on talking.
      std::vector<std::string_view> parties, cards;
      for (std::size_t i = 0; i < forms.size(); ++i) {
        if (forms[i].normal.empty()) continue;
        const auto kind = record.participants[i].identifier.kind;
        const bool card = kind == model::IdentifierKind::imei || kind == model::IdentifierKind::imsi ||
                          kind == model::IdentifierKind::iccid;
        (card ? cards : parties).push_back(forms[i].normal);
      }
      if (parties.empty()) parties.swap(cards);
      if (parties.empty()) return nullptr;
      std::sort(parties.begin(), parties.end());
      parties.erase(std::unique(parties.begin(), parties.end()), parties.end());
      chat = "p:";
      for (auto party : parties) (chat += party) += '|';
    }
    // One table of several phones: each phone has its own copy of a thread.
    for (const auto& field : record.fields)
      if (field.name == "source_device") ((chat += "@") += field.value);
    key.assign(fmt::format_int(exhibit).c_str()).append(1, '\0').append(record.service);
    key.append(1, '\0').append(chat);
    auto found = conversations.find(key);
    if (found == conversations.end()) {
      Conversation made;
      std::lock_guard lock(db_lock);
      begin();
      find_conversation.bind_all(exhibit, record.service, chat);
      if (find_conversation.step()) {
        made = {find_conversation.integer(0), find_conversation.integer(1) != 0, 0};
      } else {
        insert_conversation.bind_all(exhibit, record.service, chat, record.chat_title).run();
        made = {db.last_rowid(), !record.chat_title.empty(), 0};
      }
      find_conversation.reset();
      found = conversations.emplace(key, made).first;
    }
    if (!found->second.titled && !record.chat_title.empty()) {
      std::lock_guard lock(db_lock);
      begin();
      title_conversation.bind_all(found->second.id, record.chat_title).run();
      found->second.titled = true;
    }
    return &found->second;
  }
};

Writer::Writer(Case& case_file, std::size_t batch_records)
    : state_(std::make_unique<State>(case_file, batch_records)) {
  CLEW_ASSERT(case_file.writable());
}

Writer::~Writer() = default;

std::optional<std::string> Writer::exhibit_with(std::string_view sha256) const {
  auto find = state_->db.prepare("SELECT ref FROM exhibit WHERE sha256 = ?1");
  find.bind(1, sha256);
  if (!find.step()) return std::nullopt;
  return std::string(find.text(0));
}

model::ExhibitId Writer::begin_exhibit(const ExhibitInfo& info) {
  auto& s = *state_;
  s.drain();
  s.begin();
  auto taken = s.db.prepare("SELECT 1 FROM exhibit WHERE ref = ?1");
  auto is_taken = [&](const std::string& ref) {
    taken.reset();
    return taken.bind(1, ref).step();
  };
  std::string ref = info.ref;
  if (ref.empty()) {
    ref = reference_from(info.name);
    if (is_taken(ref)) ref += "-" + info.sha256.substr(0, 8);
  }
  if (is_taken(ref))
    throw Error(ErrorKind::usage,
                fmt::format("the exhibit reference {} is already used in this case; give another with --ref",
                            ref));
  s.db.prepare(
       "INSERT INTO exhibit(ref,ref_given,name,kind,size_bytes,sha256,storage,original_path,zone,country,"
       "owner_name,owner_number,options,status,added_utc) VALUES "
       "(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,'importing',?14)")
      .bind_all(ref, info.ref.empty() ? 0 : 1, info.name, info.kind,
                static_cast<std::int64_t>(info.size_bytes), info.sha256, info.storage, info.original_path,
                info.zone, info.country, info.owner_name, info.owner_number, info.options_json,
                info.added_utc)
      .run();
  model::ExhibitId id{s.db.last_rowid()};
  auto case_bytes = s.db.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  if (info.size_bytes > large_import_bytes && static_cast<std::int64_t>(info.size_bytes) > case_bytes / 8)
    drop_large_indexes(s.db);
  commit();
  return id;
}

void Writer::set_exhibit_options(model::ExhibitId exhibit, const ExhibitInfo& info) {
  state_->drain();
  state_->begin();
  state_->db
      .prepare("UPDATE exhibit SET zone=?2, country=?3, owner_name=?4, owner_number=?5, options=?6, "
               "status='importing' WHERE id=?1")
      .bind_all(exhibit.value, info.zone, info.country, info.owner_name, info.owner_number,
                info.options_json)
      .run();
}

void Writer::clear_exhibit(model::ExhibitId exhibit) {
  auto& s = *state_;
  s.drain();
  s.begin();
  std::int64_t low = exhibit.value << 32, high = (exhibit.value + 1) << 32;
  for (auto sql :
       {"DELETE FROM event_group WHERE record_id >= ?1 AND record_id < ?2",
        "DELETE FROM lead_evidence WHERE record_id >= ?1 AND record_id < ?2",
        "DELETE FROM mention WHERE record_id >= ?1 AND record_id < ?2",
        "DELETE FROM record_language WHERE record_id >= ?1 AND record_id < ?2",
        "DELETE FROM record_link WHERE from_id >= ?1 AND from_id < ?2",
        "DELETE FROM media WHERE record_id >= ?1 AND record_id < ?2",
        "DELETE FROM participation WHERE record_id >= ?1 AND record_id < ?2",
        "DELETE FROM record_time WHERE record_id >= ?1 AND record_id < ?2",
        "DELETE FROM record WHERE id >= ?1 AND id < ?2"})
    s.db.prepare(sql).bind_all(low, high).run();
  for (auto sql : {"DELETE FROM clock_offset WHERE exhibit_id = ?1", "DELETE FROM clock_piece WHERE exhibit_id = ?1",
                   "DELETE FROM own_number WHERE exhibit_id = ?1", "DELETE FROM saved_name WHERE exhibit_id = ?1",
                   "DELETE FROM clock_pair WHERE a = ?1 OR b = ?1",
                   "DELETE FROM thread_copy WHERE conversation_id IN (SELECT id FROM conversation WHERE exhibit_id = ?1)",
                   "DELETE FROM thread_seat WHERE conversation_id IN (SELECT id FROM conversation WHERE exhibit_id = ?1)",
                   "DELETE FROM handle_use WHERE exhibit_id = ?1", "DELETE FROM name_use WHERE exhibit_id = ?1",
                   "DELETE FROM conversation WHERE exhibit_id = ?1",
                   "DELETE FROM finding WHERE exhibit_id = ?1",
                   "DELETE FROM question WHERE file_id IN (SELECT id FROM file WHERE exhibit_id = ?1)",
                   "DELETE FROM import_skip WHERE file_id IN (SELECT id FROM file WHERE exhibit_id = ?1)",
                   "DELETE FROM import_table WHERE file_id IN (SELECT id FROM file WHERE exhibit_id = ?1)",
                   "DELETE FROM file WHERE exhibit_id = ?1",
                   "DELETE FROM stage WHERE name NOT LIKE 'tally %' OR name = 'tally ' || ?1"})
    s.db.prepare(sql).bind_all(exhibit.value).run();
  s.conversations.clear();
  s.next_number.erase(exhibit.value);
  s.added.erase(exhibit.value);
}

model::FileId Writer::begin_file(model::ExhibitId exhibit, const FileInfo& info) {
  auto& s = *state_;
  s.drain();
  s.begin();
  s.db.prepare("INSERT INTO file(exhibit_id,path,size_bytes,sha256,mime,reader,reader_version,probe_reason,"
               "status,decided) VALUES (?1,?2,?3,?4,?5,'','','','unread','{}')")
      .bind_all(exhibit.value, exhibit::join_path(info.path), static_cast<std::int64_t>(info.size_bytes),
                info.sha256, info.mime)
      .run();
  model::FileId id{s.db.last_rowid()};
  s.exhibit_of_file[id.value] = exhibit.value;
  return id;
}

model::RecordId Writer::add(model::FileId file, model::Record record,
                            const std::vector<NormalForm>& forms) {
  auto& s = *state_;
  CLEW_ASSERT(forms.size() == record.participants.size());
  std::int64_t exhibit = s.exhibit_of_file.at(file.value);
  auto& number = s.next_number[exhibit];
  if (number == 0) {  // first record of this exhibit in this process
    s.drain();
    number = static_cast<std::uint32_t>(
        s.db.integer(fmt::format("SELECT coalesce(max(id) & 4294967295, 0) FROM record WHERE id >= {} AND "
                                 "id < {}",
                                 exhibit << 32, (exhibit + 1) << 32)));
    if (number == 0) s.added[exhibit] = {};
  }
  if (auto counted = s.added.find(exhibit); counted != s.added.end()) {
    ++counted->second.kinds[static_cast<std::size_t>(record.kind)];
    counted->second.lines += !record.text.empty();
  }
  auto id = model::record_id({exhibit}, ++number);
  auto& batch = s.batch;
  Batch::Row row;
  row.id = id.value;
  row.file = file.value;
  const model::Time* time = record.times.empty() ? nullptr : &record.times.front();
  if (time && time->certainty != model::Certainty::implausible)
    row.order = time->utc ? time->utc : time->local;
  if (auto* thread = s.conversation(exhibit, record, forms)) {
    row.thread = thread->id;
    // A record without a time stands after the one that the source has before it.
    if (row.order) thread->last_order = *row.order;
    row.order = thread->last_order;
  }
  row.kind = record.kind;
  row.state = record.state;
  row.direction = record.direction;
  if (time) {
    row.timed = true;
    row.time_kind = time->kind;
    row.certainty = time->certainty;
    row.utc = time->utc;
    row.offset_minutes = time->offset_minutes;
    row.time_raw = batch.keep(time->raw);
    row.time_unit = batch.keep(time->unit);
  }
  if (record.call) row.duration = record.call->duration;
  if (record.place) {
    row.latitude = record.place->latitude;
    row.longitude = record.place->longitude;
  }
  row.locator = batch.keep(record.locator);
  row.key = batch.keep(record.key);
  row.state_flag = batch.keep(record.state_flag);
  row.service = batch.keep(record.service);
  row.text = batch.keep(record.text);
  row.text_form = batch.keep(record.text_form);
  auto appended = [&](auto&& append) {
    auto at = batch.bytes.size();
    append();
    return Batch::Text{at, batch.bytes.size() - at};
  };
  row.fields = appended([&] { append_standard_fields(batch.bytes, record); });
  row.extras = appended([&] { append_fields(batch.bytes, record.extras); });
  for (std::size_t i = 0; i < forms.size(); ++i)
    batch.parties.push_back({record.participants[i].role, s.identifier(record.participants[i], forms[i])});
  row.parties_end = batch.parties.size();
  if (record.times.size() > 1 || !record.media.empty() || !record.links.empty()) {
    row.more = static_cast<std::ptrdiff_t>(batch.more.size());
    batch.more.push_back({std::move(record.times), std::move(record.media), std::move(record.links)});
  }
  batch.rows.push_back(row);
  if (batch.rows.size() >= std::min(handed_over_at_once, s.batch_records)) s.hand_over();
  return id;
}

// Most columns of a row are what they were in the row before: a word of a small vocabulary, empty, null. Bindings outlive
// a step, so such a value is bound again only when another one comes.
void Writer::State::store(const Batch& rows) {
  static constexpr std::string_view empty = "";
  auto& r = insert_record;
  auto lasting = [&](int index, std::string_view value) {  // lives as long as the program
    auto& bound = bound_before[static_cast<std::size_t>(index)];
    if (bound == value.data()) return;
    r.bind_borrowed(index, value);
    bound = value.data();
  };
  auto text = [&](int index, const Batch::Text& value) {
    if (value.size == 0) return lasting(index, empty);
    r.bind_borrowed(index, rows.view(value));
    bound_before[static_cast<std::size_t>(index)] = nullptr;
  };
  auto number = [&](int index, const auto& value) {
    auto& bound = bound_before[static_cast<std::size_t>(index)];
    if (value) {
      r.bind(index, *value);
      bound = nullptr;
    } else if (bound != &bound_before) {  // stands for null
      r.bind_null(index);
      bound = &bound_before;
    }
  };
  std::size_t party = 0;
  for (const auto& row : rows.rows) {
    r.bind(1, row.id);
    lasting(2, word(row.kind));
    r.bind(3, row.file);
    text(4, row.locator);
    text(5, row.key);
    lasting(6, word(row.state));
    text(7, row.state_flag);
    text(8, row.service);
    lasting(9, word(row.direction));
    number(10, row.thread);
    number(11, row.order);
    number(12, row.utc);
    lasting(13, row.timed ? word(row.time_kind) : empty);
    text(14, row.time_raw);
    text(15, row.time_unit);
    number(16, row.offset_minutes);
    lasting(17, row.timed ? word(row.certainty) : word(model::Certainty::none));
    text(18, row.text);
    text(19, row.text_form);
    auto body = rows.view(row.text);
    r.bind(20, body.empty() ? std::int64_t{0} : static_cast<std::int64_t>(XXH3_64bits(body.data(), body.size())));
    number(21, row.duration);
    number(22, row.latitude);
    number(23, row.longitude);
    text(24, row.fields);
    text(25, row.extras);
    r.run();

    for (std::int64_t seq = 0; party < row.parties_end; ++party, ++seq) {
      const auto& p = rows.parties[party];
      insert_participation.bind(1, row.id).bind(2, seq).bind_borrowed(3, word(p.role)).bind(4, p.identifier).run();
    }
    if (row.more >= 0) store_more(row.id, rows.more[static_cast<std::size_t>(row.more)]);
  }
}

void Writer::State::store_more(std::int64_t id, const Batch::More& record) {
  for (std::size_t i = 1; i < record.times.size(); ++i) {
    const auto& t = record.times[i];
    insert_time.bind(1, id).bind(2, static_cast<std::int64_t>(i)).bind(3, word(t.kind));
    insert_time.bind(4, t.utc).bind(5, t.local).bind(6, t.raw).bind(7, t.unit);
    if (t.offset_minutes)
      insert_time.bind(8, *t.offset_minutes);
    else
      insert_time.bind_null(8);
    insert_time.bind(9, word(t.certainty)).run();
  }
  for (std::size_t i = 0; i < record.media.size(); ++i) {
    const auto& m = record.media[i];
    insert_media
        .bind_all(id, static_cast<std::int64_t>(i), m.path, m.mime, m.sha256, m.title, m.present ? 1 : 0)
        .run();
  }
  for (const auto& link : record.links) insert_link.bind_all(id, word(link.kind), link.target).run();
}

void Writer::finding(model::ExhibitId exhibit, model::FileId file, const model::Finding& finding) {
  static constexpr std::string_view severities[] = {"note", "warning", "unread"};
  std::lock_guard lock(state_->db_lock);
  state_->begin();
  auto& stmt = state_->insert_finding;
  stmt.bind(1, exhibit.value);
  if (file)
    stmt.bind(2, file.value);
  else
    stmt.bind_null(2);
  stmt.bind(3, severities[static_cast<int>(finding.severity)]);
  stmt.bind(4, finding.what).bind(5, finding.where).bind(6, finding.why).run();
}

void Writer::question(model::FileId file, const model::Question& question) {
  std::lock_guard lock(state_->db_lock);
  state_->begin();
  JsonWriter choices;
  choices.begin_array();
  for (const auto& choice : question.choices) choices.value(choice);
  choices.end();
  state_->db.prepare("INSERT INTO question(file_id,key,text,choices) VALUES (?1,?2,?3,?4)")
      .bind_all(file.value, question.key, question.text, choices.take())
      .run();
}

void Writer::end_file(model::FileId file, const FileResult& result) {
  auto& s = *state_;
  s.drain();
  s.begin();
  std::vector<model::Field> decided;
  for (const auto& [key, value] : result.decided) decided.push_back({key, value});
  std::string json;
  append_fields(json, decided);
  s.db.prepare("UPDATE file SET reader=?2, reader_version=?3, probe_reason=?4, status=?5, decided=?6 WHERE id=?1")
      .bind_all(file.value, result.reader, result.reader_version, result.probe_reason, result.status,
                json.empty() ? "{}" : json)
      .run();
  auto table = s.db.prepare("INSERT INTO import_table VALUES (?1,?2,?3,?4,?5,?6)");
  auto skip = s.db.prepare("INSERT INTO import_skip VALUES (?1,?2,?3,?4)");
  auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  for (const auto& t : result.tables) {
    table.bind_all(file.value, t.table, number(t.rows_seen), number(t.records), number(t.duplicates),
                   number(t.recovered)).run();
    for (const auto& skipped : t.skipped)
      skip.bind_all(file.value, t.table, skipped.reason, number(skipped.count)).run();
  }
}

void Writer::end_exhibit(model::ExhibitId exhibit, std::string_view status) {
  auto& s = *state_;
  s.drain();
  s.begin();
  std::int64_t low = exhibit.value << 32, high = (exhibit.value + 1) << 32;
  // Links name their target by the source's own key within the same file.
  s.db.run("CREATE TEMP TABLE IF NOT EXISTS link_target(file_id INTEGER, key TEXT, id INTEGER, "
           "PRIMARY KEY (file_id, key)) WITHOUT ROWID");
  bool any = s.db.integer(fmt::format(
                 "SELECT EXISTS(SELECT 1 FROM record_link WHERE from_id >= {} AND from_id < {})", low, high)) != 0;
  if (any) {
    s.db.run("DELETE FROM temp.link_target");
    s.db.prepare("INSERT OR IGNORE INTO temp.link_target SELECT file_id, key, id FROM record WHERE id >= ?1 "
                 "AND id < ?2 AND key <> '' ORDER BY id")
        .bind_all(low, high)
        .run();
    s.db.prepare("UPDATE record_link SET to_id = (SELECT t.id FROM temp.link_target t JOIN record r ON "
                 "r.id = record_link.from_id WHERE t.file_id = r.file_id AND t.key = record_link.target_key) "
                 "WHERE from_id >= ?1 AND from_id < ?2")
        .bind_all(low, high)
        .run();
  }
  if (auto counted = s.added.find(exhibit.value); counted != s.added.end()) {
    ExhibitTally tally;
    tally.lines = counted->second.lines;
    for (std::size_t kind = 0; kind < counted->second.kinds.size(); ++kind)
      if (auto count = counted->second.kinds[kind])
        tally.kinds.emplace(word(static_cast<model::RecordKind>(kind)), count);
    store_tally(s.db, exhibit.value, low + s.next_number.at(exhibit.value), tally);
  }
  s.db.prepare("UPDATE exhibit SET status=?2 WHERE id=?1").bind_all(exhibit.value, status).run();
  commit();
}

void Writer::commit() {
  state_->drain();
  state_->end_transaction();
}

}  // namespace clew::casefile
