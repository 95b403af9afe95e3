// In this order, because each step needs the one before:
//   1. copies of conversations by their texts in order, without any clock (link/threads.h)
//   2. one name for each writer over the copies: a number if one copy has it
//   3. clocks from the events that then look the same (link/clock.h)
//   4. copies of short conversations, now that times can be compared; again 2
//      Where what one phone sent and another got stays apart, 1 to 4 again with a clock of its own for what came in
//   5. under which number each phone's owner stands in other exhibits (link/own_number.h); where that is not the stated
//      one, all again from the start
//   6. copies of events (link/copies.cpp)
#include "job/clock_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "job/clocks.h"
#include "link/clock.h"
#include "link/own_number.h"
#include "link/text_hash.h"
#include "link/threads.h"
#include "text/zone.h"

namespace clew::job {
namespace {

using link::CopyForm;
using link::EventKind;
using link::Millis;

constexpr std::int64_t no_conversation = -1;

// What of a row is kept: parties as hashes, so that 10 million rows fit.
struct Kept {
  std::int64_t record = 0;  // canonical
  std::int64_t conversation = no_conversation;
  std::uint64_t from = 0;
  std::uint32_t to_begin = 0, to_end = 0;
  bool from_is_name = false;
  bool by_account = false;  // a party is an account
  bool received = false;    // over the internet; the sender is not the owner
  Row::Own own = Row::Own::none;
};

class ClockStage {
 public:
  ClockStage(casefile::Case& case_file, const Numbering& n, const Owners& owner, ThreadPool& pool, const std::function<void()>& step)
      : db_(case_file.db()), n_(n), pool_(pool), step_(step) {
    read(owner);
    step_();
    operators_ = operators_records();
    options_.reference = operators_;
    options_.changes = summer_time_changes();
  }

  // What the events say; nothing is written yet.
  void solve() {
    solve_once();
    // Apps on the internet often give what came in the server's time and what went out the phone's. One clock then explains
    // what this phone sent to others, or what it got from them, never both.
    const auto one = opposite_ways();
    if (!one.any_phone) return;
    const auto kept = std::tuple(threads_, clocks_);
    part_received(true);
    solve_once();
    if (const auto two = opposite_ways(); two.apart * one.compared * 2 <= one.apart * two.compared) return;
    part_received(false);
    std::tie(threads_, clocks_) = kept;
    name_copies(threads_);
  }

  // Once, at the end.
  void write() {
    link::ThreadPlaces places;
    places.of = [&](std::size_t copy) {
      const Kept& kept = kept_[copy];
      link::ThreadPlace place;
      place.conversation = kept.conversation;
      if (kept.conversation == no_conversation) return place;
      if (auto thread = threads_.find(kept.conversation)) place.thread = *thread + 1;
      if (const auto* seat = threads_.seat_of(kept.conversation, kept.from)) place.seat = seat->seat + 1;
      return place;
    };
    places.taken = [&](std::int64_t conversation, std::uint32_t seat) {
      auto at = std::lower_bound(threads_.seats.begin(), threads_.seats.end(), conversation,
                                 [](const link::ThreadSeat& s, std::int64_t wanted) { return s.conversation < wanted; });
      for (; at != threads_.seats.end() && at->conversation == conversation; ++at)
        if (at->seat + 1 == seat) return true;
      return false;
    };
    // All of one exhibit, at common time.
    for (auto& copy : copies_) {
      copy.time -= ahead(copy);
      copy.exhibit = of_whole_phone(copy.exhibit);
    }
    auto groups = link::merge_copies(copies_, {}, options_, places);
    write_clocks(clocks_);
    write_threads(threads_);
    write_groups(groups);
  }

  // Writes the stretches in which owners go by another number than stated; false if there are none.
  bool find_own_numbers(const Owners& owner) {
    std::map<std::uint64_t, std::int64_t> number;  // hash → handle id
    for (auto list = db_.prepare("SELECT id FROM handle WHERE kind = 'phone' AND normal <> '' ORDER BY id"); list.step();)
      number.emplace(n_.hash_of(list.integer(0)), list.integer(0));
    std::vector<link::Sighting> sightings;
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      const auto& copy = copies_[i];
      const Kept& kept = kept_[i];
      bool call = copy.kind == EventKind::call;
      // An account stays where it is when the card changes.
      if (copy.kind == EventKind::chat || kept.by_account || kept.to_end - kept.to_begin != 1 || !kept.from) continue;
      if (call && copy.duration_s <= 0) continue;
      std::uint64_t to = to_[kept.to_begin];
      link::Sighting seen;
      seen.exhibit = kept.record >> 32;
      seen.call = call;
      seen.content = call ? static_cast<std::uint64_t>(copy.duration_s) : copy.telling ? content_[i] : 0;
      seen.shown = copy.time;
      const auto* clock = clocks_.find(copy.exhibit);
      seen.time = copy.time + copy.precision / 2;
      if (clock) seen.time -= clock->offset_at(seen.time);
      // `unnamed`: the row does not say `self`; the stated number of its owner was put in.
      auto side = [&](std::uint64_t other, std::uint64_t self, bool received, bool unnamed) {
        if (!number.contains(other) || (!unnamed && !number.contains(self))) return;
        seen.about = other * 2 + received;
        seen.number = unnamed ? 0 : self;
        sightings.push_back(seen);
      };
      // Seen from the other side the owner stands there under the stated number: where that is wrong, nothing fits.
      side(to, kept.from, true, kept.own == Row::Own::sender);
      side(kept.from, to, false, kept.own == Row::Own::recipient);
    }
    std::map<std::int64_t, std::uint64_t> stated;
    for (auto [exhibit, handle] : owner)
      if (auto at = n_.canonical.find(exhibit); at != n_.canonical.end()) stated[at->second] = n_.hash_of(handle);
    auto found = link::own_numbers(std::move(sightings), stated, {});
    auto put = db_.prepare("INSERT INTO own_number VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    std::map<std::int64_t, std::int64_t> seq;
    for (const auto& own : found) {
      std::optional<std::int64_t> from, to;
      if (own.from > link::Events::min_time) from = own.from * 1000;
      if (own.to < link::Events::max_time) to = own.to * 1000;
      auto exhibit = n_.exhibits[static_cast<std::size_t>(own.exhibit)];
      put.bind_all(exhibit, seq[exhibit]++, from, to, number.at(own.number), static_cast<std::int64_t>(own.support),
                   static_cast<std::int64_t>(own.compared))
          .run();
    }
    return !found.empty();
  }

 private:
  void solve_once() {
    link::ThreadOptions options;
    threads_ = link::match_threads(thread_rows_, options, pool_);
    step_();
    name_copies(threads_);
    clocks_ = link::solve_clocks(copies_, options_, pool_);
    step_();
    std::vector<Millis> ahead_by(thread_rows_.size());
    for (std::size_t i = 0; i < thread_rows_.size(); ++i) {
      ahead_by[i] = ahead(copies_[copy_of_thread_row_[i]]);
      thread_rows_[i].time -= ahead_by[i];
    }
    options.clock = [](std::int64_t, Millis time) { return time; };
    threads_ = link::match_threads(thread_rows_, options, pool_);
    for (std::size_t i = 0; i < thread_rows_.size(); ++i) thread_rows_[i].time += ahead_by[i];
    step_();
    name_copies(threads_);
    clocks_ = link::solve_clocks(copies_, options_, pool_);
    step_();
  }
  Millis ahead(const link::SharedKey& copy) const {
    const auto* clock = clocks_.find(copy.exhibit);
    return clock ? clock->offset_at(copy.time + copy.precision / 2) : 0;
  }

  // Messages that one phone sent and another got, each of them the only one of its words there, and how many of them the clocks leave apart.
  struct Opposite {
    std::uint64_t compared = 0, apart = 0;
    bool any_phone = false;  // one of whose messages a fifth and more are apart
  };
  Opposite opposite_ways() const {
    std::map<std::int64_t, Opposite> of_phone;
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < copies_.size(); ++i)
      if (copies_[i].kind == EventKind::chat && copies_[i].content_known && copies_[i].telling && sends_.contains(of_whole_phone(copies_[i].exhibit))) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
      return std::tuple(copies_[a].key, of_whole_phone(copies_[a].exhibit), a) < std::tuple(copies_[b].key, of_whole_phone(copies_[b].exhibit), b);
    });
    Opposite found;
    for (std::size_t begin = 0, end; begin < order.size(); begin = end) {
      for (end = begin + 1; end < order.size() && copies_[order[end]].key == copies_[order[begin]].key;) ++end;
      bool once = end - begin >= 2 && end - begin <= 8;
      for (std::size_t i = begin + 1; once && i < end; ++i) once = of_whole_phone(copies_[order[i]].exhibit) != of_whole_phone(copies_[order[i - 1]].exhibit);
      if (!once) continue;
      for (std::size_t i = begin; i < end; ++i)
        for (std::size_t j = i + 1; j < end; ++j) {
          const auto &a = copies_[order[i]], &b = copies_[order[j]];
          if (kept_[order[i]].received == kept_[order[j]].received) continue;
          const auto apart = std::abs(a.time + a.precision / 2 - ahead(a) - (b.time + b.precision / 2 - ahead(b)));
          if (apart > options_.largest_delay) continue;
          const bool is_apart = apart > 20 * link::millis_per_second + (a.precision + b.precision) / 2;
          for (Opposite* of : {&found, &of_phone[of_whole_phone(a.exhibit)], &of_phone[of_whole_phone(b.exhibit)]}) ++of->compared, of->apart += is_apart;
        }
    }
    for (const auto& [phone, of] : of_phone) found.any_phone |= of.compared >= least_opposite && of.apart * 5 >= of.compared;
    return found;
  }
  // What came in over the internet gets a clock of its own in each exhibit, or loses it.
  void part_received(bool apart) {
    std::set<std::int64_t> received;
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      auto& copy = copies_[i];
      copy.exhibit = of_whole_phone(copy.exhibit);
      // Where nothing is known to have been sent, nothing says which rows came in.
      if (!apart || !kept_[i].received || !sends_.contains(copy.exhibit) || part_of(copy.exhibit).device != "") continue;
      auto part = part_of(copy.exhibit);
      part.received = true;
      copy.exhibit += received_part;
      part_of_clock_.try_emplace(copy.exhibit, part);
      received.insert(copy.exhibit);
    }
    // Servers keep time. Without operators' records nothing else in the case is known to.
    options_.reference = operators_;
    if (operators_.empty()) options_.reference.assign(received.begin(), received.end());
  }
  static std::int64_t of_whole_phone(std::int64_t clock) {
    return clock % most_parts >= received_part ? clock - received_part : clock;
  }

  void read(const Owners& owner) {
    std::map<std::int64_t, std::int64_t> canonical_conversation;
    link::TextHashes hashes;
    // Android has the network's time of sending beside the phone's own of receiving.
    auto sent = db_.prepare("SELECT utc / 1000 FROM record_time WHERE record_id = ?1 AND kind = 'other' AND certainty = 'exact' AND utc > 0 ORDER BY seq LIMIT 1");
    for_each_row(db_, n_, owner, [&](const Row& row) {
      if ((!row.utc && !row.local) || (!row.from && row.to.empty())) return;
      link::SharedKey key;
      const auto exhibit = n_.canonical.at(row.record >> 32);
      key.exhibit = clock_of(exhibit, row);
      // An operator lists a call between two of the numbers asked for twice, once for each: two sources in one file. So are
      // the phones of one table of several.
      key.source = row.file << 32 | (row.device.empty() ? row.card & 0xffffffff : key.exhibit % most_parts);
      key.time = (row.utc ? *row.utc : *row.local) / 1000;
      key.precision = row.precision / 1000;
      key.local_time = !row.utc;
      key.kind = kind_of(row);
      key.duration_s = row.duration_us ? static_cast<std::int32_t>(*row.duration_us / micros_per_second) : -1;
      key.record = exhibit << 32 | (row.record & 0xffffffff);
      key.edited = row.edited;
      key.way = row.direction == "out" ? 1 : row.direction == "in" ? -1 : 0;
      if (key.kind == EventKind::sms && key.way == -1) {
        sent.bind(1, row.record);
        if (sent.step()) key.sent = sent.integer(0);
        sent.reset();
      }
      key.telling = row.text.size() >= 10;
      bool words = !row.deleted && !row.has_media && !row.text.empty();
      key.form = row.call || words ? CopyForm::text : row.has_media && !row.deleted ? CopyForm::media : CopyForm::any;
      auto content = words ? link::content_key(row.text) : 0;
      key.content_known = row.call ? key.duration_s >= 0 : content || (!row.media.empty() && !row.deleted);
      key.near = words ? hashes.of(row.text) : 0;
      Kept kept;
      kept.record = key.record;
      kept.own = row.own;
      kept.received = key.kind == EventKind::chat && row.direction != "out" && row.from;
      if (key.kind == EventKind::chat && row.direction == "out") sends_.insert(key.exhibit);
      if (row.conversation)
        kept.conversation = canonical_conversation.try_emplace(row.conversation, key.record).first->second;
      kept.from = n_.hash_of(row.from);
      kept.from_is_name = n_.is_name(row.from);
      kept.by_account = n_.is_account(row.from) || std::any_of(row.to.begin(), row.to.end(), [&](auto id) { return n_.is_account(id); });
      if (row.from) handle_of_[{kept.conversation, kept.from}] = row.from;
      key.numbers = row.from && !kept.from_is_name;
      kept.to_begin = static_cast<std::uint32_t>(to_.size());
      for (auto id : row.to) {
        to_.push_back(n_.hash_of(id));
        if (n_.is_name(id)) names_.insert(to_.back()), key.numbers = false;
      }
      kept.to_end = static_cast<std::uint32_t>(to_.size());
      if (kept.from_is_name) names_.insert(kept.from);
      // The content alone, hashed: parties are put in when they have their names.
      content_.push_back(content ? content : row.call || row.media.empty() ? 0 : stable_hash(row.media));
      if (kept.conversation != no_conversation && words && (key.kind == EventKind::chat || key.kind == EventKind::sms)) {
        copy_of_thread_row_.push_back(static_cast<std::uint32_t>(copies_.size()));
        thread_rows_.push_back({key.exhibit, kept.conversation, kept.from, content, key.time,
                                key.precision, key.record});
      }
      copies_.push_back(key);
      kept_.push_back(kept);
      if (kept.conversation != no_conversation) {
        auto& widest = recipients_[kept.conversation];
        widest = std::max(widest, kept.to_end - kept.to_begin);
      }
    });
    for (const auto& [id, canonical] : canonical_conversation) conversation_id_[canonical] = id;
  }

  // Exhibits with cells or handset numbers on their rows and no words anywhere: operators' records, the network's clock.
  std::vector<std::int64_t> operators_records() const {
    std::set<std::int64_t> wordless, talking;
    for (std::size_t i = 0; i < copies_.size(); ++i)
      (copies_[i].kind != EventKind::call && copies_[i].content_known ? talking : wordless).insert(copies_[i].exhibit);
    std::vector<std::int64_t> out;
    auto looks = db_.prepare(
        "SELECT count(*) FROM (SELECT id, lower(fields || extras) AS all_fields FROM record WHERE id >= ?1 << 32 AND id < "
        "(?1 + 1) << 32 AND kind IN ('call', 'message') LIMIT 200) WHERE all_fields GLOB '*imsi*' OR all_fields GLOB "
        "'*imei*' OR all_fields GLOB '*cell*' OR id IN (SELECT p.record_id FROM participation p JOIN identifier i ON i.id = "
        "p.identifier_id WHERE p.record_id >= ?1 << 32 AND p.record_id < (?1 << 32) + 1000 AND i.kind IN ('imei', 'imsi', "
        "'iccid'))");
    for (auto exhibit : wordless) {
      if (talking.contains(exhibit)) continue;
      looks.bind(1, exhibit_id(exhibit));
      if (looks.step() && looks.integer(0) > 0) out.push_back(exhibit);
      looks.reset();
    }
    return out;
  }

  // When summer time begins and ends in the zones of the case, over the years of its records.
  std::vector<Millis> summer_time_changes() const {
    Millis from = std::numeric_limits<Millis>::max(), to = std::numeric_limits<Millis>::min();
    for (const auto& copy : copies_) from = std::min(from, copy.time), to = std::max(to, copy.time);
    constexpr Millis year = 366 * link::millis_per_day;
    if (from > to) return {};
    from = std::max(from, to - 30 * year);
    std::set<std::string> zones{"Europe/London"};
    for (auto list = db_.prepare("SELECT zone FROM exhibit WHERE zone IS NOT NULL UNION SELECT value FROM case_info WHERE "
                                 "key = 'zone'");
         list.step();)
      zones.emplace(list.text(0));
    std::set<Millis> changes;
    for (const auto& name : zones) {
      auto zone = text::Zone::find(name);
      if (!zone) continue;
      auto offset = [&](Millis time) { return zone->offset_minutes_at(time * 1000); };
      for (Millis day = from - link::millis_per_day; day < to; day += link::millis_per_day) {
        Millis low = day, high = day + link::millis_per_day;
        if (offset(low) == offset(high)) continue;
        while (high - low > 1) {
          Millis middle = low + (high - low) / 2;
          (offset(middle) == offset(low) ? low : high) = middle;
        }
        changes.insert(high);
      }
    }
    return {changes.begin(), changes.end()};
  }

  // Keys of all copies, with one name for each writer of a thread.
  void name_copies(const link::Threads& threads) {
    // Seat → the number that sits there, if the copies give exactly one; else the smallest hash.
    struct Seat {
      std::set<std::uint64_t> numbers, names;
    };
    std::map<std::uint32_t, Seat> seats;
    for (const auto& seat : threads.seats)
      (names_.contains(seat.sender) ? seats[seat.seat].names : seats[seat.seat].numbers).insert(seat.sender);
    std::map<std::uint32_t, std::uint32_t> widest;  // thread → recipients of one message
    for (auto [conversation, thread] : threads.of_conversation)
      widest[thread] = std::max(widest[thread], recipients_[conversation]);
    auto name = [&](std::int64_t conversation, std::uint64_t party, bool keep_numbers) {
      if (conversation == no_conversation || !party || (keep_numbers && !names_.contains(party))) return party;
      const auto* seat = threads.seat_of(conversation, party);
      if (!seat) return party;
      const Seat& who = seats[seat->seat];
      return who.numbers.empty() ? *who.names.begin() : *who.numbers.begin();
    };
    std::map<std::uint32_t, std::uint64_t> thread_hash;
    for (auto [conversation, thread] : threads.of_conversation)
      thread_hash.try_emplace(thread, stable_hash(fmt::format("thread {}", thread)));
    std::vector<std::uint64_t> to;
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      auto& copy = copies_[i];
      const Kept& kept = kept_[i];
      // Numbers in calls and SMS are the network's: other exhibits have them too.
      bool keep_numbers = copy.kind != EventKind::chat;
      auto thread = kept.conversation == no_conversation ? std::nullopt : threads.find(kept.conversation);
      std::uint64_t from = name(kept.conversation, kept.from, keep_numbers);
      to.clear();
      bool to_thread = thread && (!keep_numbers || kept.to_begin == kept.to_end || widest[*thread] > 1);
      if (to_thread) {
        to.push_back(thread_hash[*thread]);
      } else {
        for (auto k = kept.to_begin; k < kept.to_end; ++k)
          to.push_back(name(kept.conversation, to_[k], keep_numbers));
        // A recipient that nothing names is the conversation's: a broadcast into many chats is many messages.
        if (to.empty() && kept.conversation != no_conversation) to.push_back(static_cast<std::uint64_t>(kept.conversation) + 1);
      }
      copy.key = link::shared_key(from, to, copy.kind, copy.duration_s,
                                  content_[i] ? fmt::format("{:016x}", content_[i]) : std::string(), "");
      copy.coarse_key = link::shared_key(from, to, copy.kind, -1, "", "");
      // In a thread without the writer: a name that two people share in one copy has one seat only.
      copy.thread_key = 0;
      copy.writer_placed = true;
      if (to_thread && content_[i]) {
        copy.thread_key = thread_hash[*thread] ^ (content_[i] * 0x9e3779b97f4a7c15);
      } else if (to_thread && !copy.content_known && kept.from && copy.kind == EventKind::chat) {
        copy.thread_key = thread_hash[*thread];
        copy.writer_placed = threads.seat_of(kept.conversation, kept.from) != nullptr;
      }
    }
  }

  // Several clocks an exhibit (ClockPart), numbered exhibit × most_parts + part: 0 for times that say their zone, then the
  // readers in order, then the phones of a table of several as they come. Phones beyond the last number share it.
  // What came in by itself has the number of its part and received_part.
  static constexpr std::int64_t most_parts = 4096, first_device = 64, received_part = 2048;
  static constexpr std::uint64_t least_opposite = 40;
  std::int64_t clock_of(std::int64_t exhibit, const Row& row) {
    if (row.own_zone && row.device.empty()) return exhibit * most_parts;
    std::string reader;
    std::int64_t part = 0;
    if (!row.own_zone) {
      auto known = part_of_file_.find(row.file);
      if (known == part_of_file_.end()) {
        auto find = db_.prepare("SELECT count(DISTINCT o.reader), f.reader FROM file f LEFT JOIN file o ON o.exhibit_id = f.exhibit_id AND "
                                "o.reader < f.reader WHERE f.id = ?1");
        find.bind(1, row.file);
        find.step();
        known = part_of_file_.emplace(row.file, std::pair{1 + std::min(find.integer(0), first_device - 2), std::string(find.text(1))}).first;
      }
      std::tie(part, reader) = known->second;
    }
    if (!row.device.empty()) {
      auto& devices = devices_[exhibit];
      part = std::min(first_device + static_cast<std::int64_t>(devices.size()), received_part - 1);
      part = devices.try_emplace({row.device, reader}, part).first->second;
    }
    auto clock = exhibit * most_parts + part;
    part_of_clock_.try_emplace(clock, ClockPart{reader, row.device, false});
    return clock;
  }
  ClockPart part_of(std::int64_t clock) const {
    auto found = part_of_clock_.find(clock);
    return found == part_of_clock_.end() ? ClockPart{} : found->second;
  }
  std::string part(std::int64_t clock) const { return part_of(clock).text(); }
  std::int64_t exhibit_id(std::int64_t clock) const { return n_.exhibits[static_cast<std::size_t>(clock / most_parts)]; }
  std::int64_t record_id(std::int64_t canonical) const {
    return n_.exhibits[static_cast<std::size_t>(canonical >> 32)] << 32 | (canonical & 0xffffffff);
  }

  static std::string kind_word(const link::ExhibitClock& clock) {
    if (clock.drift_s_per_week != 0) return "drift";
    bool summer = std::any_of(clock.lines.begin(), clock.lines.end(), [](const auto& line) { return line.at_change; });
    if (summer) return "summer-time";
    if (clock.pieces.size() > 1) return "changed";
    return std::string(link::word(clock.pieces.front().cause));
  }

  // "90.5 s", "3600 s (1 h)", "21060 s (5 h 51 min)".
  static std::string length_of(Millis length) {
    auto text = fmt::format("{} s", static_cast<double>(length) / 1000.0);
    auto minutes = (length + 30'000) / 60'000;
    if (minutes < 10) return text;
    std::string said = minutes >= 60 ? fmt::format("{} h", minutes / 60) : "";
    if (minutes % 60) said += fmt::format("{}{} min", said.empty() ? "" : " ", minutes % 60);
    return fmt::format("{} ({}{})", text, length % 60'000 ? "about " : "", said);
  }

  static std::string side(Millis offset) {
    if (std::abs(offset) <= 2000) return "agrees with the other exhibits";
    return fmt::format("{} {} the other exhibits", length_of(std::abs(offset)), offset > 0 ? "ahead of" : "behind");
  }

  static std::string note_of(const link::ExhibitClock& clock, std::string_view kind) {
    std::string note;
    if (clock.lines.size() == 1 && kind != "drift")
      note = side(clock.pieces.front().offset) +
             (kind == "zone" ? ": a time zone or summer time" : kind == "clock" ? ": a wrong clock" : "");
    else
      for (const auto& line : clock.lines) {
        auto ahead = [&](Millis at) { return side(static_cast<Millis>(std::llround(line.ahead(at)))); };
        if (&line != &clock.lines.front())
          note += fmt::format("; from {}{} ", to_iso_local(line.begin * 1000).substr(0, 16),
                              line.at_change ? " (change of summer time)" : "");
        if (line.slope == 0)
          note += ahead(line.middle);
        else
          note += fmt::format("runs {} by {:.1f} s a week: {} at first, {} at the end", line.slope > 0 ? "fast" : "slow",
                              std::abs(line.s_per_week()), ahead(line.from), ahead(line.to));
      }
    if (clock.has_local_time) note += "; some of its times have no zone";
    return note;
  }

  void write_clocks(const link::ClockReport& clocks) {
    db_.run("DELETE FROM clock_offset; DELETE FROM clock_piece; DELETE FROM clock_pair");
    auto put = db_.prepare("INSERT INTO clock_offset VALUES (?1,?2,?3,?4,?5,?6)");
    auto put_piece = db_.prepare("INSERT INTO clock_piece VALUES (?1,?2,?3,?4,?5,?6,?7)");
    auto more = db_.prepare("UPDATE clock_offset SET note = note || ?2 WHERE exhibit_id = ?1");
    std::set<std::int64_t> said;
    for (const auto& clock : clocks.exhibits) {  // times with a zone of their own come first
      if (!clock.solved) continue;
      double compared = 0, in_mode = 0;
      for (const auto& pair : clocks.pairs)
        if (pair.accepted && (pair.a == clock.exhibit || pair.b == clock.exhibit)) {
          compared += pair.compared;
          in_mode += pair.support;
        }
      auto id = exhibit_id(clock.exhibit);
      auto kind = kind_word(clock);
      std::string note = note_of(clock, kind);
      for (const auto& zero : clocks.zeros)
        if (std::binary_search(zero.exhibits.begin(), zero.exhibits.end(), clock.exhibit))
          note += !zero.by_reference ? "; one of those taken as right"
                  : operators_.empty() ? "; taken as right"
                                       : "; operators' records, taken as right";
      const auto part_here = part_of(clock.exhibit);
      // Of a table of several phones a line each; who asks for clocks gets them apart.
      const bool of_device = !part_here.device.empty();
      if (of_device) note = fmt::format("{}: {}", part_here.label(), note);
      if (!said.insert(id).second)
        more.bind_all(id, of_device ? "\n" + note : part_here.received ? fmt::format("; what came in over the internet, with the server's time: {}", note) : fmt::format("; times without a zone of their own ({}): {}", part_here.reader, note)).run();
      else
        put.bind_all(id, clock.pieces.front().offset * 1000, static_cast<std::int64_t>(clock.support),
                     compared > 0 ? in_mode / compared : 0.0, kind, note)
            .run();
      std::int64_t seq = 0;
      for (const auto& piece : clock.pieces) {
        std::optional<std::int64_t> from, to;
        if (piece.from > link::Events::min_time) from = piece.from * 1000;
        if (piece.to < link::Events::max_time) to = piece.to * 1000;
        put_piece.bind_all(id, part(clock.exhibit), seq++, from, to, piece.offset * 1000, link::word(piece.cause)).run();
      }
    }
    auto numbers = db_.prepare("SELECT exhibit_id, from_utc, to_utc, h.normal, support, compared FROM own_number o JOIN handle h ON h.id = o.handle_id "
                               "ORDER BY exhibit_id, seq");
    while (numbers.step()) {
      auto when = [&](int column) { return to_iso_local(numbers.integer(column)).substr(0, 16); };
      std::string note = "; its owner's side of calls and messages";
      if (!numbers.is_null(1)) note += fmt::format(" from {}", when(1));
      if (!numbers.is_null(2)) note += fmt::format(" until {}", when(2));
      note += fmt::format(" stands under {} in other exhibits ({} of {} rows compared) and is taken for it", numbers.text(3),
                          numbers.integer(4), numbers.integer(5));
      more.bind_all(numbers.integer(0), note).run();
    }
    auto put_pair = db_.prepare("INSERT INTO clock_pair VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)");
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> seq;
    for (const auto& pair : clocks.pairs)
      put_pair
          .bind_all(exhibit_id(pair.a), exhibit_id(pair.b), part(pair.a), part(pair.b), seq[{pair.a, pair.b}]++, pair.from * 1000, pair.to * 1000,
                    pair.offset * 1000, static_cast<std::int64_t>(pair.support),
                    static_cast<std::int64_t>(pair.compared), pair.accepted ? 1 : 0, pair.residual * 1000)
          .run();
  }

  void write_threads(const link::Threads& threads) {
    db_.run("DELETE FROM thread_copy; DELETE FROM thread_seat");
    auto put = db_.prepare("INSERT INTO thread_copy VALUES (?1, ?2)");
    for (auto [conversation, thread] : threads.of_conversation)
      put.bind_all(conversation_id_.at(conversation), static_cast<std::int64_t>(thread)).run();
    auto put_seat = db_.prepare("INSERT OR IGNORE INTO thread_seat VALUES (?1, ?2, ?3, ?4)");
    for (const auto& seat : threads.seats)
      put_seat
          .bind_all(conversation_id_.at(seat.conversation), handle_of_.at({seat.conversation, seat.sender}),
                    static_cast<std::int64_t>(seat.seat), static_cast<std::int64_t>(seat.votes))
          .run();
  }

  void write_groups(const link::Deduplication& groups) {
    db_.run("DELETE FROM event_group");
    auto put = db_.prepare("INSERT INTO event_group VALUES (?1, ?2)");
    for (const auto& group : groups.groups)
      for (auto record : group.records) put.bind_all(record_id(record), record_id(group.records.front())).run();
  }

  casefile::Db& db_;
  const Numbering& n_;
  ThreadPool& pool_;
  const std::function<void()>& step_;
  link::ClockOptions options_;
  std::vector<std::int64_t> operators_;  // exhibits of operators
  link::Threads threads_;
  link::ClockReport clocks_;
  std::map<std::int64_t, std::pair<std::int64_t, std::string>> part_of_file_;                      // part, reader
  std::map<std::int64_t, std::map<std::pair<std::string, std::string>, std::int64_t>> devices_;  // exhibit → device, reader → part
  std::map<std::int64_t, ClockPart> part_of_clock_;
  std::vector<link::SharedKey> copies_;
  std::vector<Kept> kept_;                    // as copies_
  std::vector<std::uint64_t> content_;        // as copies_: of text or file, 0 unknown
  std::vector<std::uint64_t> to_;             // parties of kept_
  std::set<std::uint64_t> names_;             // hashes of bare names
  std::vector<link::ThreadRow> thread_rows_;
  std::vector<std::uint32_t> copy_of_thread_row_;
  std::set<std::int64_t> sends_;  // clocks with messages over the internet that their owners sent
  std::map<std::int64_t, std::uint32_t> recipients_;      // conversation → most recipients of one message
  std::map<std::int64_t, std::int64_t> conversation_id_;  // canonical → id
  std::map<std::pair<std::int64_t, std::uint64_t>, std::int64_t> handle_of_;  // conversation, hash → handle
};

}  // namespace

void run_clock_stage(casefile::Case& case_file, const Numbering& numbering, const Owners& owner, ThreadPool& pool,
                     const std::function<void()>& step) {
  auto& db = case_file.db();
  db.run("DELETE FROM own_number");
  if (numbering.exhibits.size() < 2 && db.integer("SELECT count(*) FROM import_table WHERE records > 0") < 2 &&
      db.integer("SELECT count(*) FROM file WHERE instr(decided, '=source-device') > 0") == 0) {
    // Nothing to compare with.
    db.run("DELETE FROM clock_offset; DELETE FROM clock_piece; DELETE FROM clock_pair; DELETE FROM thread_copy; DELETE FROM "
           "thread_seat; DELETE FROM event_group");
    return;
  }
  {
    ClockStage stage(case_file, numbering, owner, pool, step);
    stage.solve();
    if (!stage.find_own_numbers(owner)) return stage.write();
  }
  ClockStage stage(case_file, numbering, owner, pool, step);
  stage.solve();
  stage.write();
}

}  // namespace clew::job
