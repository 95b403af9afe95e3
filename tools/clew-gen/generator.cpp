#include "generator.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "operator_layouts.h"
#include "phone_layouts.h"
#include "speech.h"
#include "statements.h"
#include "truth.h"
#include "vcard.h"
#include "whatsapp_text.h"

namespace clew::gen {
namespace {

enum class Kind { call, sms, im, group, location, payment, notice };
enum class Plant {
  none,
  burst,
  order_in,
  order_out,
  relay_first,
  relay_second,
  money_first,
  money_second,
  meeting,
  ledger,
  picture
};

struct Event {
  std::int64_t t = 0;
  std::uint64_t serial = 0;
  Kind kind = Kind::call;
  int from = -1, to = -1;  // lines
  int group = -1;
  int duration = 0;
  bool answered = true;
  bool to_old = false, from_old = false;  // on the number given up
  Plant plant = Plant::none;
  std::size_t index = 0;  // of what was planted
  int pence = 0;
  int text = -1;  // in prepared_, -1 = said on the spot
  Spot where{};
  ChatNotice notice = ChatNotice::added;
};

// Everyday traffic by local hour.
constexpr std::array<int, 24> hour_weights{2, 1, 0, 0, 0, 1,  3,  6,  8,  8, 8, 8,
                                           9, 8, 8, 8, 9, 10, 11, 11, 10, 8, 5, 3};

std::string imei_of(std::uint64_t serial) {
  std::string digits = "00101700";  // a type code reserved for tests
  append_padded(digits, static_cast<std::int64_t>(serial % 1'000'000), 6);
  int sum = 0;
  for (int i = 0; i < 14; ++i) {
    int d = digits[static_cast<std::size_t>(i)] - '0';
    if (i % 2 == 1) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  digits += static_cast<char>('0' + (10 - sum % 10) % 10);
  return digits;
}

std::string imsi_of(int handle) {
  std::string digits = "00101";  // the test network
  append_padded(digits, handle, 10);
  return digits;
}

class Generator {
 public:
  Generator(const Settings& settings, const std::string& folder)
      : s_(settings), world_(settings), tree_(folder, settings.discard), truth_(tree_, world_), speech_(world_) {}

  Summary run() {
    open_exhibits();
    plan_case();
    prepared_for_case_ = prepared_.size();
    const int hours = s_.days * 24;
    std::uint64_t total_weight = 0;
    for (int h = 0; h < hours; ++h)
      total_weight += weight_of_hour(h);
    std::uint64_t weight_so_far = 0;
    for (int day = 0; day < s_.days; ++day) {
      plan_day(day);
      for (int h = day * 24; h < day * 24 + 24; ++h) {
        weight_so_far += weight_of_hour(h);
        fill_hour(h, weight_so_far, total_weight);
      }
    }
    return finish();
  }

 private:
  const Line& line(int id) const { return world_.lines[static_cast<std::size_t>(id)]; }
  const Person& person(int id) const { return world_.people[static_cast<std::size_t>(id)]; }
  const Handle& handle(int id) const { return world_.handles[static_cast<std::size_t>(id)]; }
  std::int64_t at_hour(int hour) const { return world_.start() + std::int64_t{hour} * 3600; }

  std::uint64_t weight_of_hour(int hour) const {
    const Civil c = local_time(london_zone, at_hour(hour));
    const auto base = static_cast<std::uint64_t>(hour_weights[static_cast<std::size_t>(c.hour)]);
    return base * (c.weekday == 0 ? 7 : 10);
  }

  void open_exhibits();
  void write_contacts(int device);
  void plan_case();
  void plan_bursts(int day);
  void plan_day(int day);
  void plan(Event e) {
    e.serial = ++serial_;
    planned_.push_back(std::move(e));
  }
  int prepare(const Said& said) {
    prepared_.push_back(said);
    return static_cast<int>(prepared_.size()) - 1;
  }
  void fill_hour(int hour, std::uint64_t weight_so_far, std::uint64_t total_weight);
  void one_call_at_a_time();
  bool everyday(Event& e, int hour, std::uint64_t index);
  void emit(const Event& e);
  void write_to_phone(const Event& e, int device, bool outgoing, int from_handle, int to_handle,
                      EventId id, bool other_words);
  const char* missing_on(const Event& e, int device, bool outgoing) const;
  std::string picture_on(std::size_t picture, int device, std::int64_t t);
  void write_to_operator(const Event& e, int cdr, int subject_line, bool outgoing, int from_handle,
                         int to_handle, EventId id);
  void write_payment(const Event& e, EventId id);
  void write_location(const Event& e, EventId id);
  void write_notice(const Event& e);
  void canonical(const Event& e, EventId id, const Locator& at, const char* service,
                 const char* direction, std::int64_t shown, std::string_view from,
                 std::string_view to, std::string_view group, std::string_view media, bool deleted);
  void note(const Event& e, EventId id, int from_handle, int to_handle);
  void maybe_corrupt_phone(const Event& e, int device, const MessageRow& row, EventId id);
  void maybe_corrupt_operator(int cdr, const OperatorRow& row, EventId id);
  Spot position(int person, std::int64_t t) const;
  WhatsAppChat* chat_with(int device, int handle, std::int64_t shown);
  WhatsAppChat* chat_of_group(int device, int group, std::int64_t shown);
  std::string unique_title(int device, std::string title);
  bool silent(int id, std::int64_t t) const {
    const Line& l = line(id);
    return t >= l.changed && t < l.silent_until;
  }
  Summary finish();
  void write_manifest();

  Settings s_;
  World world_;
  OutputTree tree_;
  Truth truth_;
  Speech speech_;
  struct Phone {
    std::unique_ptr<PhoneLayoutWriter> writer;
    std::map<int, std::unique_ptr<WhatsAppChat>> chats, group_chats;
    std::set<std::string> titles;
    OutFile* vcards = nullptr;
  };
  std::vector<Phone> phones_;
  std::vector<std::unique_ptr<OperatorWriter>> operators_;
  struct Account {
    int person;
    std::string reference, folder, number;
    OutFile* file = nullptr;
    std::int64_t balance = 0;
  };
  std::vector<Account> accounts_;
  OutFile* canonical_ = nullptr;

  std::vector<Event> planned_;                // not yet written
  std::map<int, std::vector<Event>> by_day_;  // planned for the whole case
  std::vector<Event> hour_;
  std::unordered_map<int, std::int64_t> talking_until_;  // person → end of the last call, of those made in the hour before
  std::vector<Said> prepared_;
  std::size_t prepared_for_case_ = 0;
  std::uint64_t serial_ = 0;
  std::uint64_t events_ = 0, records_ = 0, lines_ = 0, characters_ = 0;
  std::uint64_t everyday_tried_ = 1, everyday_records_ = 1;
  std::vector<std::uint32_t> weights_;                 // cumulative, of world_.covered
  std::vector<std::vector<std::size_t>> meetings_of_;  // person → truth_.meetings
  std::vector<int> change_of_line_;                    // → world_.changes, -1
  Said said_;
  std::vector<Locator> locators_;
  std::vector<SideTruth> sides_;
  std::string row_;
  std::string number_a_, number_b_;
  std::uint64_t corrupt_done_ = 0;
  std::vector<QuotedMessage> quoted_;
};

void Generator::open_exhibits() {
  phones_.resize(world_.devices.size());
  if (s_.canonical) canonical_ = &tree_.create("canonical.jsonl", Encoding::utf8);
  change_of_line_.assign(world_.lines.size(), -1);
  for (std::size_t i = 0; i < world_.changes.size(); ++i)
    change_of_line_[static_cast<std::size_t>(world_.changes[i].line)] = static_cast<int>(i);
  for (std::size_t d = 0; d < world_.devices.size(); ++d) {
    const Device& device = world_.devices[d];
    phones_[d].writer = make_phone_writer(
        tree_, device, handle(world_.handle_at(device.line, world_.end() - 1)).number);
    write_contacts(static_cast<int>(d));
  }
  for (const auto& cdr : world_.cdrs) {
    std::vector<std::string> subjects;
    for (const int l : cdr.lines)
      for (const auto& span : line(l).spans)
        subjects.push_back(handle(span.handle).number);
    operators_.push_back(
        std::make_unique<OperatorWriter>(tree_, cdr, subjects, world_.start(), world_.end()));
  }
  int number = world_.exhibit_count;
  for (int a = 0; a < s_.bank_accounts; ++a) {
    Account account;
    account.person = std::min(a + 1, s_.people - 1);
    account.reference = world_.reference(++number);
    account.folder = s_.reference_prefix + "_" + std::to_string(number);
    account.number = "000000";
    append_padded(account.number, 10 + a, 2);
    account.balance = 100'000 + 7'500 * a;
    account.file = &tree_.create(account.folder + "/statement.csv", Encoding::utf8);
    account.file->text("Account name," + person(account.person).latin() +
                       "\r\nSort code,00-00-00\r\nAccount number," + account.number +
                       "\r\n\r\nDate,Type,Description,Paid out,Paid in,Balance\r\n");
    accounts_.push_back(std::move(account));
  }
  world_.exhibit_count = number;
  std::uint32_t sum = 0;
  for (const int id : world_.covered) {
    sum += static_cast<std::uint32_t>(line(id).weight);
    weights_.push_back(sum);
  }
}

void Generator::write_contacts(int device) {
  const auto d = static_cast<std::size_t>(device);
  const Device& phone = world_.devices[d];
  const Line& own = line(phone.line);
  std::vector<int> handles;
  auto add = [&](int other) {
    for (const auto& span : line(other).spans)
      if (span.from < world_.end() &&
          (span.from <= world_.start() || world_.carried(other, phone.line)))
        handles.push_back(span.handle);
  };
  for (const int c : own.contacts)
    add(c);
  for (const int c : own.fresh)
    add(c);
  if (own.kind == LineKind::own)
    for (const int h : world_.hubs)
      add(h);
  for (const int g : own.groups)
    for (const auto& m : world_.groups[static_cast<std::size_t>(g)].members)
      if (m.line != phone.line && Rng(s_.seed, Stream::saved_name, static_cast<std::uint64_t>(g),
                                      static_cast<std::uint64_t>(m.line))
                                      .percent(40))
        add(m.line);
  for (const auto& second : world_.second_phones) {
    // A few know the second number, and saved it.
    const auto& known = line(second.second_line).contacts;
    if (std::find(known.begin(), known.end(), phone.line) != known.end()) add(second.second_line);
  }
  std::sort(handles.begin(), handles.end());
  handles.erase(std::unique(handles.begin(), handles.end()), handles.end());
  std::stable_sort(handles.begin(), handles.end(), [&](int a, int b) {
    return world_.saved_name(device, a) < world_.saved_name(device, b);
  });
  const bool cards = device % 2 == 1;
  const auto version = static_cast<VcardVersion>(device / 2 % 3);
  for (const int h : handles) {
    const std::string& name = world_.saved_name(device, h);
    if (name.empty()) continue;
    ContactRow row{name, handle(h).number, ""};
    const int who = line(handle(h).line).person;
    if (who >= 0 && Rng(s_.seed, Stream::saved_name, static_cast<std::uint64_t>(h), 3).percent(20))
      row.email = person(who).email;
    Locator at{&phone.reference, nullptr, {}};
    if (cards) {
      if (phones_[d].vcards == nullptr)
        phones_[d].vcards = &tree_.create(phone.folder + "/contacts.vcf", Encoding::utf8);
      at.place = write_vcard(*phones_[d].vcards, version, row);
      at.file = phones_[d].vcards;
    } else {
      at.place = phones_[d].writer->contact(row);
      at.file = phones_[d].writer->contacts;
    }
    ++records_;
    truth_.names.push_back({name, world_.saved_variant(device, h), device, h, at});
    if (std::find(world_.protected_people.begin(), world_.protected_people.end(), who) !=
        world_.protected_people.end())
      truth_.protected_places.push_back({who, "contact", at});
    if (canonical_ != nullptr) {
      row_ = "{\"exhibit\":";
      append_json_text(row_, phone.reference);
      row_ += ",\"file\":";
      append_json_text(row_, at.file->path());
      row_ += ",\"row\":" + std::to_string(at.place.row) +
              ",\"line\":" + std::to_string(at.place.line) +
              ",\"offset\":" + std::to_string(at.place.offset) + ",\"kind\":\"contact\",\"name\":";
      append_json_text(row_, name);
      row_ += ",\"number\":";
      append_json_text(row_, row.number);
      row_ += ",\"email\":";
      append_json_text(row_, row.email);
      row_ += "}\n";
      canonical_->record(row_);
    }
  }
}

// What is planted for the whole case: relays and their decoys, meetings, money, new-number
// messages, birthdays.
void Generator::plan_case() {
  const std::int64_t start = world_.start();
  auto into_day = [&](Event e) {
    e.serial = ++serial_;
    by_day_[static_cast<int>((e.t - start) / 86400)].push_back(std::move(e));
  };
  auto random_time = [&](Rng& rng, int from_hour, int to_hour) {
    const std::int64_t day = rng.below(static_cast<std::uint32_t>(s_.days - 1));
    return start + day * 86400 + rng.between(from_hour * 3600, to_hour * 3600);
  };

  // Relays: the organiser's side to a covered middle to one of the runners. Few triples, many
  // times.
  std::vector<std::array<int, 3>> triples;
  {
    Rng rng(s_.seed, Stream::relay, 1'000'000'000);
    std::vector<int> tops{0};
    for (const auto& second : world_.second_phones)
      tops.push_back(second.second_line);
    std::vector<int> middles;
    for (int m = 1; m < std::min(s_.core, 2 + s_.lines); ++m)
      if (line(m).device >= 0 || line(m).cdr >= 0) middles.push_back(m);
    if (middles.empty()) middles.push_back(1);
    const int wanted = s_.relays == 0 ? 0 : std::max(1, s_.relays / 6);
    for (int n = 0; n < wanted; ++n) {
      const int a = tops[rng.below(static_cast<std::uint32_t>(tops.size()))];
      const int b = middles[rng.below(static_cast<std::uint32_t>(middles.size()))];
      const int c = 2 + s_.lines +
                    static_cast<int>(rng.below(static_cast<std::uint32_t>(s_.core - 2 - s_.lines)));
      if (a != b && b != c && line(a).person != b) triples.push_back({a, b, c});
    }
  }
  for (int n = 0; n < 2 * s_.relays; ++n) {
    Rng rng(s_.seed, Stream::relay, static_cast<std::uint64_t>(n));
    const bool decoy = n >= s_.relays;
    int a, b, c;
    if (decoy) {
      b = world_.covered[rng.below(static_cast<std::uint32_t>(world_.covered.size()))];
      const auto& list = line(b).contacts;
      if (list.size() < 2) continue;
      a = list[rng.below(static_cast<std::uint32_t>(list.size()))];
      c = list[rng.below(static_cast<std::uint32_t>(list.size()))];
      if (a == c) continue;
    } else {
      if (triples.empty()) continue;
      const auto& triple = triples[rng.below(static_cast<std::uint32_t>(triples.size()))];
      a = triple[0], b = triple[1], c = triple[2];
    }
    Event first;
    first.t = random_time(rng, 8, 21);
    first.kind = Kind::call;
    first.from = a;
    first.to = b;
    first.duration = 15 + static_cast<int>(rng.skewed(100));
    first.plant = Plant::relay_first;
    first.index = truth_.relays.size();
    Event second = first;
    second.t += first.duration + 8 + rng.below(static_cast<std::uint32_t>(s_.relay_delay_s - 8));
    second.from = b;
    second.to = c;
    second.duration = 10 + static_cast<int>(rng.skewed(90));
    second.plant = Plant::relay_second;
    if (silent(a, first.t) || silent(b, first.t) || silent(b, second.t) || silent(c, second.t))
      continue;
    int details = 0;
    if (s_.relay_words > 0) {
      // By message or by call, each as it comes. An instruction says when, where, how much or which car, and who passes it on
      // in writing repeats most of that in other words, or, once in five, only says "do as he said".
      Rng how(s_.seed, Stream::relay, static_cast<std::uint64_t>(n), 5);
      const std::uint64_t key = (1ull << 40) + 2 * static_cast<std::uint64_t>(n);
      const bool written = how.percent(s_.relay_words), told = how.percent(s_.relay_words);
      const Details heard = draw_details(how), other = draw_details(how);
      unsigned mask = 0, kept = 0;
      for (int kind = 0; kind < Details::kinds; ++kind) {
        mask |= how.percent(55) ? 1u << kind : 0;
        kept |= how.percent(75) ? 1u << kind : 0;
      }
      if (mask == 0) mask = 1u << how.below(Details::kinds);
      kept = how.percent(20) ? 0 : kept & mask;
      auto write = [&](Event& e, std::uint64_t line, const Details& what, unsigned which, bool again) {
        e.kind = how.percent(60) ? Kind::sms : Kind::im;
        e.duration = 0;
        speech_.say_details(said_, e.from, e.to, e.t, line, what, which, again);
        e.text = prepare(said_);
      };
      if (written) {
        second.t -= first.duration;
        write(first, key, heard, mask, false);
      }
      if (told) {
        const bool same = written && !decoy;
        write(second, key + 1, same ? heard : other, same ? kept : mask, true);
        if (same)
          for (int kind = 0; kind < Details::kinds; ++kind) details += static_cast<int>(kept >> kind & 1);
      }
    }
    truth_.relays.push_back({world_.handle_at(a, first.t), world_.handle_at(b, first.t),
                             world_.handle_at(c, second.t), first.t, second.t, decoy, details});
    into_day(first);
    into_day(second);
  }

  // Meetings of the core, with positions every ten minutes on the phones that record them.
  meetings_of_.resize(world_.people.size());
  for (int n = 0; n < s_.meetings; ++n) {
    Rng rng(s_.seed, Stream::meeting, static_cast<std::uint64_t>(n));
    MeetingTruth meeting;
    meeting.start = random_time(rng, 9, 20) / 60 * 60;
    meeting.end = meeting.start + 60 * rng.between(25, 75);
    meeting.where = {static_cast<std::int32_t>(51'850'000 + rng.below(300'000)),
                     static_cast<std::int32_t>(-1'200'000 + static_cast<int>(rng.below(400'000)))};
    const int size = 2 + static_cast<int>(rng.below(3));
    std::set<int> chosen;
    // Two of the seized and some of the core, so that most can be seen.
    for (int k = 0; k < 2 && !world_.devices.empty(); ++k)
      chosen.insert(
          line(world_.devices[rng.below(static_cast<std::uint32_t>(world_.devices.size()))].line)
              .person);
    while (static_cast<int>(chosen.size()) < size)
      chosen.insert(static_cast<int>(rng.below(static_cast<std::uint32_t>(s_.core))));
    meeting.people.assign(chosen.begin(), chosen.end());
    const std::size_t index = truth_.meetings.size();
    for (const int p : meeting.people) {
      meetings_of_[static_cast<std::size_t>(p)].push_back(index);
      for (const auto& device : world_.devices)
        if (device.locations && line(device.line).person == p)
          for (std::int64_t t = meeting.start + 60; t < meeting.end; t += 600) {
            Event e;
            e.t = t;
            e.kind = Kind::location;
            e.from = device.line;
            e.plant = Plant::meeting;
            e.index = index;
            into_day(e);
          }
    }
    truth_.meetings.push_back(std::move(meeting));
  }

  // Money: A pays B, B passes nine tenths and more on to C within three days; as many decoys.
  if (s_.bank_accounts > 0) {
    for (int n = 0; n < 2 * s_.money_chains; ++n) {
      Rng rng(s_.seed, Stream::money, static_cast<std::uint64_t>(n));
      MoneyTruth chain;
      chain.decoy = n >= s_.money_chains;
      const auto& middle = accounts_[rng.below(static_cast<std::uint32_t>(accounts_.size()))];
      chain.people = {static_cast<int>(rng.below(static_cast<std::uint32_t>(s_.people))),
                      middle.person,
                      static_cast<int>(rng.below(static_cast<std::uint32_t>(s_.core)))};
      if (chain.people[0] == chain.people[1] || chain.people[1] == chain.people[2]) continue;
      chain.pence[0] = static_cast<int>(rng.between(20, 150)) * 1000;
      // A decoy passes on too little, or too late.
      const bool little = chain.decoy && rng.percent(50);
      chain.pence[1] = static_cast<int>(std::int64_t{chain.pence[0]} *
                                        (little ? rng.between(20, 70) : rng.between(91, 99)) / 100);
      chain.times[0] =
          start +
          rng.below(static_cast<std::uint32_t>(std::max(1, s_.days - 12))) * std::int64_t{86400} +
          rng.between(9 * 3600, 17 * 3600);
      chain.times[1] = chain.times[0] +
                       (chain.decoy && !little ? rng.between(90, 240) : rng.between(2, 70)) * 3600;
      for (int leg = 0; leg < 2; ++leg) {
        Event e;
        e.t = chain.times[static_cast<std::size_t>(leg)];
        e.kind = Kind::payment;
        e.from = chain.people[static_cast<std::size_t>(leg)];
        e.to = chain.people[static_cast<std::size_t>(leg) + 1];
        e.pence = chain.pence[static_cast<std::size_t>(leg)];
        e.plant = leg == 0 ? Plant::money_first : Plant::money_second;
        e.index = truth_.money.size();
        into_day(e);
        if (leg == 0 && !chain.decoy) {
          // The payer also says so.
          speech_.say_section(said_, 's', e.from, 5'000'000 + static_cast<std::uint64_t>(n), 0,
                              e.pence / 100);
          Event message;
          message.t = e.t + rng.between(60, 7200);
          message.kind = Kind::im;
          message.from = e.from;
          message.to = e.to;
          message.text = prepare(said_);
          into_day(message);
        }
      }
      truth_.money.push_back(chain);
    }
    for (int n = 0; n < s_.payments; ++n) {
      Rng rng(s_.seed, Stream::money, 1'000'000 + static_cast<std::uint64_t>(n));
      const auto& account = accounts_[rng.below(static_cast<std::uint32_t>(accounts_.size()))];
      Event e;
      e.t = random_time(rng, 6, 22);
      e.kind = Kind::payment;
      const int other = static_cast<int>(rng.below(static_cast<std::uint32_t>(s_.people)));
      if (other == account.person) continue;
      const bool in = rng.percent(35);
      e.from = in ? other : account.person;
      e.to = in ? account.person : other;
      e.pence = static_cast<int>(rng.between(150, 9'900));
      into_day(e);
    }
  }

  // Ledgers: who owes what, as a list in a message between two of the core.
  for (int n = 0; n < s_.ledgers; ++n) {
    Rng rng(s_.seed, Stream::money, 2'000'000 + static_cast<std::uint64_t>(n));
    std::vector<int> seized;
    for (const auto& device : world_.devices)
      if (line(device.line).core && line(device.line).kind == LineKind::own)
        seized.push_back(device.line);
    if (seized.empty()) break;
    const int from = seized[rng.below(static_cast<std::uint32_t>(seized.size()))];
    const int to = 1 + static_cast<int>(rng.below(static_cast<std::uint32_t>(s_.core - 1)));
    if (from == to) continue;
    LedgerTruth ledger{0, line(from).person, line(to).person, {}};
    Said said;
    said.language = packs()[static_cast<std::size_t>(person(line(from).person).pack)].code;
    const int entries = 4 + static_cast<int>(rng.below(6));
    for (int i = 0; i < entries; ++i) {
      const Person& who =
          person(s_.core + static_cast<int>(rng.below(static_cast<std::uint32_t>(
                               std::min(s_.people - s_.core, 40)))));
      const int pounds = static_cast<int>(rng.between(1, 30)) * 5;
      said.text += (i == 0 ? "" : "\n") + who.first.nick + " " + std::to_string(pounds);
      ledger.lines.emplace_back(who.first.nick, pounds);
    }
    Event e;
    e.t = random_time(rng, 8, 22);
    e.kind = Kind::im;
    e.from = from;
    e.to = to;
    e.plant = Plant::ledger;
    e.index = truth_.ledgers.size();
    e.text = prepare(said);
    if (silent(from, e.t) || silent(to, e.t)) continue;
    truth_.ledgers.push_back(std::move(ledger));
    into_day(e);
  }

  // Pictures that pass on: the first has it from outside, each sends it on to a contact.
  for (int n = 0; n < s_.media_pool && !world_.devices.empty(); ++n) {
    Rng rng(s_.seed, Stream::look, static_cast<std::uint64_t>(n), 78);
    int holder = world_.devices[rng.below(static_cast<std::uint32_t>(world_.devices.size()))].line;
    std::int64_t t = random_time(rng, 8, 20);
    const std::size_t index = truth_.media.size();
    truth_.media.emplace_back();
    for (int pass = 0; pass < 4; ++pass) {
      const auto& contacts = line(holder).contacts;
      if (contacts.empty()) break;
      // To someone whose phone is here too, if there is one.
      int to = contacts[rng.below(static_cast<std::uint32_t>(contacts.size()))];
      for (const int c : contacts)
        if (line(c).device >= 0 && c != holder && rng.percent(60)) {
          to = c;
          break;
        }
      if (to == holder || silent(holder, t) || silent(to, t) || t >= world_.end()) break;
      Event e;
      e.t = t;
      e.kind = Kind::im;
      e.from = holder;
      e.to = to;
      e.plant = Plant::picture;
      e.index = index;
      e.text = prepare(Said{});
      into_day(e);
      holder = to;
      t += rng.between(120, 30 * 3600);
    }
  }

  // Messages that look like a broadcast once: a new number made known, thanks for birthday wishes.
  auto one_burst = [&](int sender, std::int64_t t, const char* kind, const std::vector<int>& to,
                       const Said& said) {
    const int text = prepare(said);
    BurstTruth burst{sender, world_.handle_at(sender, t),           kind, t,
                     t,      static_cast<int>((t - start) / 86400), {},   {},
                     {}};
    const std::size_t index = truth_.bursts.size();
    for (const int other : to) {
      if (silent(other, t)) continue;
      Event e;
      e.t = t;
      e.kind = Kind::sms;
      e.from = sender;
      e.to = other;
      e.plant = Plant::burst;
      e.index = index;
      e.text = text;
      burst.recipients.push_back(world_.handle_at(other, t));
      burst.end = t;
      into_day(e);
      t += 4 + static_cast<std::int64_t>(
                   Rng(s_.seed, Stream::burst, index, static_cast<std::uint64_t>(other)).below(25));
    }
    truth_.bursts.push_back(std::move(burst));
  };
  if (!s_.decoy_bursts) return;
  for (std::size_t i = 0; i < world_.changes.size(); ++i) {
    const auto& change = world_.changes[i];
    if (i % 2 == 1 || change.first_new + 7200 >= world_.end()) continue;  // every second tells
    std::vector<int> told;
    for (const int c : line(change.line).contacts)
      if (world_.carried(change.line, c)) told.push_back(c);
    speech_.say_section(said_, 'n', line(change.line).person, 6'000'000 + i, 0);
    one_burst(change.line, change.first_new + 1200, "new-number", told, said_);
  }
  int birthdays = 0;
  for (const int id : world_.covered) {
    const Line& l = line(id);
    if (l.kind != LineKind::own || l.core || birthdays >= 3) continue;
    ++birthdays;
    Rng rng(s_.seed, Stream::burst, 9'000'000 + static_cast<std::uint64_t>(id));
    std::vector<int> friends(
        l.contacts.begin(), l.contacts.begin() + static_cast<std::ptrdiff_t>(
                                                     std::min<std::size_t>(14, l.contacts.size())));
    Said said;
    const auto& pack = packs()[static_cast<std::size_t>(person(l.person).pack)];
    SlotValues slots = draw_slots(pack, rng);
    // "happy birthday, come to …": the same template in every pack.
    constexpr std::size_t birthday_template = 56;
    fill_template(said.text, pack.say[birthday_template % pack.say.size()], pack, slots);
    said.language = pack.code;
    const std::int64_t when = random_time(rng, 10, 18);
    if (!silent(id, when)) one_burst(id, when, "birthday", friends, said);
  }
}

void Generator::plan_bursts(int day) {
  const std::int64_t midnight = world_.start() + std::int64_t{day} * 86400;
  auto burst_of = [&](int sender, const std::vector<int>& recipients, const char* kind,
                      std::int64_t t, std::uint64_t key) {
    Rng rng(s_.seed, Stream::burst, key);
    BurstTruth burst{sender, world_.handle_at(sender, t), kind, t, t, day, {}, {}, {}};
    const std::size_t index = truth_.bursts.size();
    std::array<int, 3> versions{};
    for (std::size_t v = 0; v < versions.size(); ++v) {
      speech_.say_section(said_, 'b', line(sender).person, key, v == 0 ? 0 : v + 2);
      versions[v] = prepare(said_);
    }
    std::vector<int> order;
    const int share = static_cast<int>(60 + rng.below(30));
    for (const int r : recipients)
      if (rng.percent(share) && !silent(r, t)) order.push_back(r);
    for (std::size_t n = order.size(); n > 1; --n)
      std::swap(order[n - 1], order[rng.below(static_cast<std::uint32_t>(n))]);
    const bool sms = rng.percent(75);
    for (const int r : order) {
      Event e;
      e.t = t;
      e.kind = sms || line(sender).device < 0 ? Kind::sms : Kind::im;
      e.from = sender;
      e.to = r;
      e.plant = Plant::burst;
      e.index = index;
      e.text = versions[rng.percent(80) ? 0 : 1 + rng.below(2)];
      burst.recipients.push_back(world_.handle_at(r, t));
      burst.end = t;
      plan(e);
      t += 2 + rng.below(22);
    }
    truth_.bursts.push_back(std::move(burst));
    return order;
  };

  for (std::size_t b = 0; b < world_.broadcasts.size(); ++b) {
    const auto& broadcast = world_.broadcasts[b];
    const std::uint64_t key = (static_cast<std::uint64_t>(day) * 64 + b) * 16;
    Rng rng(s_.seed, Stream::plan, key);
    if (!rng.percent(s_.burst_days) || s_.bursts_a_day == 0) continue;
    const auto count = 1 + rng.below(static_cast<std::uint32_t>(s_.bursts_a_day));
    for (std::uint32_t n = 0; n < count; ++n) {
      // Apart by construction: each has its own share of the hours 9 to 20.
      const std::int64_t slot = 11 * 3600 / count;
      const std::int64_t t =
          midnight + 9 * 3600 + slot * n + rng.below(static_cast<std::uint32_t>(slot / 2));
      if (silent(broadcast.line, t)) continue;
      const bool after = t >= line(broadcast.line).changed;
      const auto asked =
          burst_of(broadcast.line, after ? broadcast.customers_after : broadcast.customers,
                   "broadcast", t, key + n);
      for (const int customer : asked) {
        if (!rng.percent(s_.orders)) continue;
        Event in;
        in.t = t + rng.between(600, 3300);
        in.kind = rng.percent(65) ? Kind::call : Kind::sms;
        in.from = customer;
        in.to = broadcast.line;
        in.duration = 12 + static_cast<int>(rng.below(50));
        in.plant = Plant::order_in;
        in.index = truth_.orders.size();
        Event out = in;
        out.t = in.t + in.duration + rng.between(20, 540);
        out.kind = Kind::call;
        out.from = broadcast.line;
        out.to = broadcast.runners[rng.below(static_cast<std::uint32_t>(broadcast.runners.size()))];
        out.plant = Plant::order_out;
        if (silent(customer, in.t) || silent(out.to, out.t) || silent(broadcast.line, out.t))
          continue;
        truth_.orders.push_back({world_.handle_at(broadcast.line, in.t),
                                 world_.handle_at(customer, in.t), world_.handle_at(out.to, out.t),
                                 in.t, out.t});
        plan(in);
        plan(out);
        if (rng.percent(50)) {  // the runner says he is there
          Event here = out;
          here.t = out.t + rng.between(300, 1500);
          here.from = out.to;
          here.to = customer;
          here.duration = 5 + static_cast<int>(rng.below(20));
          here.plant = Plant::none;
          plan(here);
        }
      }
    }
  }
  for (std::size_t o = 0; o < world_.organisations.size(); ++o) {
    // The employer on workdays, the school now and then: real broadcasts of another kind.
    const int id = world_.organisations[o];
    const Civil c = civil_from_seconds(midnight);
    const std::uint64_t key = (static_cast<std::uint64_t>(day) * 64 + 48 + o) * 16;
    Rng rng(s_.seed, Stream::plan, key);
    const bool works =
        o == 0 ? c.weekday != 0 && rng.percent(50) : c.weekday == 5 && rng.percent(60);
    if (works)
      burst_of(id, line(id).contacts, o == 0 ? "employer" : "school",
               midnight + (o == 0 ? 16 : 14) * 3600 + rng.below(1800), key);
  }
}

void Generator::plan_day(int day) {
  if (planned_.empty()) prepared_.resize(prepared_for_case_);  // yesterday's texts are used up
  if (const auto found = by_day_.find(day); found != by_day_.end()) {
    for (auto& e : found->second)
      planned_.push_back(std::move(e));
    by_day_.erase(found);
  }
  plan_bursts(day);
  const std::int64_t midnight = world_.start() + std::int64_t{day} * 86400;
  for (std::size_t d = 0; d < world_.devices.size(); ++d) {
    if (!world_.devices[d].locations) continue;
    Rng rng(s_.seed, Stream::location, static_cast<std::uint64_t>(day), d);
    for (int n = 0; n < s_.locations_a_day; ++n) {
      Event e;
      e.t = midnight + rng.between(6 * 3600, 23 * 3600);
      e.kind = Kind::location;
      e.from = world_.devices[d].line;
      plan(e);
    }
  }
  for (std::size_t g = 0; g < world_.groups.size(); ++g)
    for (const auto& m : world_.groups[g].members)
      for (const auto& [t, kind] :
           {std::pair{m.joined, ChatNotice::added}, {m.left, ChatNotice::left}}) {
        if (t < midnight || t >= midnight + 86400) continue;
        if (kind == ChatNotice::added && m.joined <= world_.groups[g].created) continue;
        Event e;
        e.t = t;
        e.kind = Kind::notice;
        e.group = static_cast<int>(g);
        e.from = m.line;
        e.notice = kind;
        plan(e);
      }
}

// One event of everyday life; false when this draw comes to nothing.
bool Generator::everyday(Event& e, int hour, std::uint64_t index) {
  Rng rng(s_.seed, Stream::noise, static_cast<std::uint64_t>(hour), index);
  e.t = at_hour(hour) + rng.below(3600);
  const auto drawn = rng.below(weights_.back());
  const auto at = std::upper_bound(weights_.begin(), weights_.end(), drawn) - weights_.begin();
  const int ego = world_.covered[static_cast<std::size_t>(at)];
  const Line& l = line(ego);
  if (silent(ego, e.t)) return false;
  if (!world_.hubs.empty() && l.kind == LineKind::own && rng.percent(s_.hub_share)) {
    const int hub = world_.hubs[rng.below(static_cast<std::uint32_t>(world_.hubs.size()))];
    const std::string& label = line(hub).label;
    const bool calls_it = label == "voicemail" || (label == "taxi" && rng.percent(60));
    e.kind = calls_it || (label == "delivery" && rng.percent(20)) ? Kind::call : Kind::sms;
    e.from = calls_it ? ego : hub;
    e.to = calls_it ? hub : ego;
    e.duration = e.kind == Kind::call ? 8 + static_cast<int>(rng.below(60)) : 0;
    return true;
  }
  const auto roll = static_cast<int>(rng.below(100));
  e.kind = roll < s_.calls ? Kind::call : roll < s_.calls + s_.sms ? Kind::sms : Kind::im;
  if (e.kind == Kind::im && (l.device < 0 || l.kind != LineKind::own))
    e.kind = rng.percent(60) ? Kind::call : Kind::sms;
  if (e.kind == Kind::im && !l.groups.empty() && rng.percent(s_.groups_share)) {
    const int g = l.groups[rng.below(static_cast<std::uint32_t>(l.groups.size()))];
    const auto& group = world_.groups[static_cast<std::size_t>(g)];
    e.kind = Kind::group;
    e.group = g;
    const auto& member = group.members[rng.below(static_cast<std::uint32_t>(group.members.size()))];
    e.from = rng.percent(35) ? ego : member.line;
    for (const auto& m : group.members)
      if (m.line == e.from && (e.t < m.joined || e.t >= m.left)) return false;
    return e.t > group.created && !silent(e.from, e.t);
  }
  int other = -1;
  if (l.contacts.empty()) return false;
  const auto& contacts = l.contacts;
  other = contacts[rng.skewed(static_cast<std::uint32_t>(contacts.size()))];
  if (e.t >= l.passed && !l.fresh.empty() && rng.percent(75)) {
    other = l.fresh[rng.skewed(static_cast<std::uint32_t>(l.fresh.size()))];
  } else if (e.t >= l.changed && e.t < l.silent_until + 20 * 86400 &&
             rng.percent(s_.old_number_lives)) {
    e.from_old = true;  // the old number lives on a little
  } else if (e.t >= l.changed && !world_.carried(ego, other)) {
    if (l.fresh.empty()) return false;
    other = l.fresh[rng.skewed(static_cast<std::uint32_t>(l.fresh.size()))];
  }
  if (silent(other, e.t)) return false;
  bool outgoing = rng.percent(50);
  if (l.kind == LineKind::organisation) outgoing = rng.percent(92);
  if (e.t >= line(other).changed && !world_.carried(other, ego)) {
    // This one was not told the new number and tries the old.
    if (!rng.percent(2 * s_.old_number_lives)) return false;
    e.to_old = true;
    outgoing = true;
    e.kind = Kind::call;
  }
  e.from = outgoing ? ego : other;
  e.to = outgoing ? other : ego;
  if (!outgoing && e.from_old) {
    e.from_old = false;
    e.to_old = true;
  }
  if (e.kind == Kind::call) {
    e.answered = !e.to_old && rng.percent(82);
    e.duration = e.answered ? 3 + static_cast<int>(rng.skewed(900)) : 0;
  }
  return true;
}

void Generator::fill_hour(int hour, std::uint64_t weight_so_far, std::uint64_t total_weight) {
  const std::int64_t until = at_hour(hour + 1);
  hour_.clear();
  for (std::size_t i = 0; i < planned_.size();) {
    if (planned_[i].t < until) {
      hour_.push_back(planned_[i]);
      planned_[i] = planned_.back();
      planned_.pop_back();
    } else {
      ++i;
    }
  }
  // Enough everyday events to come to the wanted share of records, judged by what they gave so far.
  // 128-bit arithmetic is not needed: records * weight stays below 2^63 for any allowed case.
  const std::uint64_t wanted = s_.records / total_weight * weight_so_far +
                               s_.records % total_weight * weight_so_far / total_weight;
  std::uint64_t draws = 0;
  if (wanted > records_ && weight_of_hour(hour) > 0 && !weights_.empty())
    // At most twenty draws a record: with a coverage near nothing the case stays smaller than
    // asked.
    draws = std::min((wanted - records_) * everyday_tried_ / everyday_records_,
                     (wanted - records_) * 20);
  const std::uint64_t planned_events = hour_.size();
  draws = draws > planned_events ? draws - planned_events : 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    Event e;
    if (!everyday(e, hour, i)) continue;
    e.serial = ++serial_;
    hour_.push_back(e);
  }
  std::sort(hour_.begin(), hour_.end(), [](const Event& a, const Event& b) {
    return a.t != b.t ? a.t < b.t : a.serial < b.serial;
  });
  one_call_at_a_time();
  const std::uint64_t before = records_;
  for (const Event& e : hour_)
    emit(e);
  if (draws > 0) {
    everyday_tried_ += draws;
    const std::uint64_t made = records_ - before;
    everyday_records_ += made > planned_events ? made - planned_events : 0;
  }
  if (everyday_tried_ > 4'000'000) {  // forget slowly, stay far from overflow
    everyday_tried_ /= 2;
    everyday_records_ = std::max<std::uint64_t>(1, everyday_records_ / 2);
  }
}

// Nobody is in two calls at once, whatever phones he carries: who is talking does not answer, and writes where he would have
// rung. For what is planted the call before ends. Taxi offices and schools have several lines.
void Generator::one_call_at_a_time() {
  std::unordered_map<int, Event*> last;  // person → last answered call of this hour
  for (Event& e : hour_) {
    if (e.kind != Kind::call || e.duration == 0) continue;
    auto talking = [&](int id, bool hangs_up) {
      const int who = world_.person_at(id, e.t);
      if (who < 0) return false;
      const auto at = last.find(who);
      if (hangs_up && at != last.end()) {
        Event& call = *at->second;
        call.duration = static_cast<int>(std::clamp<std::int64_t>(e.t - 1 - call.t, 0, call.duration));
        call.answered = call.duration > 0;
      }
      const auto before = talking_until_.find(who);
      return (at != last.end() && at->second->t + at->second->duration >= e.t) ||
             (before != talking_until_.end() && before->second >= e.t);
    };
    const bool planted = e.plant != Plant::none;
    const bool caller = talking(e.from, planted), called = talking(e.to, planted);
    if (caller && !planted && line(e.to).kind != LineKind::hub) {
      e.kind = Kind::sms;
      e.duration = 0;
    } else if (caller || called) {
      e.answered = false;
      e.duration = 0;
    } else {
      for (const int id : {e.from, e.to})
        if (const int who = world_.person_at(id, e.t); who >= 0) last[who] = &e;
    }
  }
  talking_until_.clear();
  for (const auto& [who, e] : last) talking_until_[who] = e->t + e->duration;
}

Spot Generator::position(int who, std::int64_t t) const {
  for (const std::size_t m : meetings_of_[static_cast<std::size_t>(who)]) {
    const auto& meeting = truth_.meetings[m];
    if (t >= meeting.start && t <= meeting.end) return meeting.where;
  }
  return world_.position(who, t);
}

std::string Generator::unique_title(int device, std::string title) {
  auto& titles = phones_[static_cast<std::size_t>(device)].titles;
  std::string candidate = title;
  for (int n = 2; !titles.insert(candidate).second; ++n)
    candidate = title + " (" + std::to_string(n) + ")";
  return candidate;
}

WhatsAppChat* Generator::chat_with(int device, int handle_id, std::int64_t shown) {
  auto& phone = phones_[static_cast<std::size_t>(device)];
  if (const auto found = phone.chats.find(handle_id); found != phone.chats.end())
    return found->second.get();
  if (static_cast<int>(phone.chats.size()) >= s_.whatsapp_chats) return nullptr;
  std::string title = world_.saved_name(device, handle_id);
  if (title.empty()) title = handle(handle_id).number;
  const Device& d = world_.devices[static_cast<std::size_t>(device)];
  auto chat = std::make_unique<WhatsAppChat>(tree_, d, unique_title(device, title), false);
  chat->notice(shown, ChatNotice::encrypted, title, "");
  return phone.chats.emplace(handle_id, std::move(chat)).first->second.get();
}

WhatsAppChat* Generator::chat_of_group(int device, int group, std::int64_t shown) {
  auto& phone = phones_[static_cast<std::size_t>(device)];
  if (const auto found = phone.group_chats.find(group); found != phone.group_chats.end())
    return found->second.get();
  if (s_.whatsapp_chats == 0) return nullptr;
  const auto& g = world_.groups[static_cast<std::size_t>(group)];
  const Device& d = world_.devices[static_cast<std::size_t>(device)];
  auto chat = std::make_unique<WhatsAppChat>(tree_, d, unique_title(device, g.name), true);
  chat->notice(shown, ChatNotice::encrypted, g.name, "");
  const int admin = world_.handle_at(g.admin, g.created);
  std::string who =
      g.admin == d.line ? world_.own_name(g.admin, shown) : world_.saved_name(device, admin);
  if (who.empty()) who = handle(admin).number;
  chat->notice(shown, ChatNotice::group_created, who, g.name);
  return phone.group_chats.emplace(group, std::move(chat)).first->second.get();
}

void Generator::canonical(const Event& e, EventId id, const Locator& at, const char* service,
                          const char* direction, std::int64_t shown, std::string_view from,
                          std::string_view to, std::string_view group, std::string_view media,
                          bool deleted) {
  if (canonical_ == nullptr) return;
  static constexpr std::array kinds{"call",     "message", "message", "message",
                                    "location", "payment", "notice"};
  row_ = "{\"event\":\"E";
  append_padded(row_, static_cast<std::int64_t>(id), 8);
  row_ += "\",\"exhibit\":";
  append_json_text(row_, *at.exhibit);
  row_ += ",\"file\":";
  append_json_text(row_, at.file->path());
  row_ += ",\"row\":";
  append_padded(row_, static_cast<std::int64_t>(at.place.row), 1);
  row_ += ",\"line\":";
  append_padded(row_, static_cast<std::int64_t>(at.place.line), 1);
  row_ += ",\"offset\":";
  append_padded(row_, static_cast<std::int64_t>(at.place.offset), 1);
  row_.append(",\"kind\":\"").append(kinds[static_cast<std::size_t>(e.kind)]);
  row_.append("\",\"service\":\"").append(service);
  row_.append("\",\"direction\":\"").append(direction).append("\",\"t\":\"");
  append_iso(row_, e.t);
  row_ += "\",\"shown\":\"";
  append_iso(row_, shown);
  row_ += "\",\"from\":";
  append_json_text(row_, from);
  row_ += ",\"to\":";
  append_json_text(row_, to);
  if (!group.empty()) {
    row_ += ",\"group\":";
    append_json_text(row_, group);
  }
  if (e.kind == Kind::call) {
    row_ += ",\"duration_s\":";
    append_padded(row_, e.duration, 1);
    row_ += e.answered ? ",\"answered\":true" : ",\"answered\":false";
  } else if (e.kind == Kind::payment) {
    row_ += ",\"pence\":";
    append_padded(row_, e.pence, 1);
  } else if (e.kind == Kind::location) {
    row_ += ",\"lat_e6\":" + std::to_string(e.where.lat_e6) +
            ",\"lon_e6\":" + std::to_string(e.where.lon_e6);
  } else if (std::string_view(service) != "operator") {
    if (deleted) row_ += ",\"deleted\":true";
    if (!media.empty()) {
      row_ += ",\"media\":";
      append_json_text(row_, media);
    } else {
      row_ += ",\"text\":";
      append_json_text(row_, said_.text);
      row_.append(",\"lang\":\"").append(said_.language).append("\"");
      if (!said_.english.empty()) {
        row_ += ",\"en\":";
        append_json_text(row_, said_.english);
      }
    }
  }
  row_ += "}\n";
  canonical_->record(row_);
}

void Generator::maybe_corrupt_phone(const Event& e, int device, const MessageRow& good,
                                    EventId id) {
  const auto planned = static_cast<std::uint64_t>(s_.corrupt_rows);
  if (corrupt_done_ >= planned || records_ < s_.records / (planned + 1) * (corrupt_done_ + 1))
    return;
  auto& writer = *phones_[static_cast<std::size_t>(device)].writer;
  const Device& d = world_.devices[static_cast<std::size_t>(device)];
  static constexpr std::array kinds{"date-1970", "date-1979", "number-e-notation",
                                    "row-short", "row-long",  "nul-bytes"};
  const std::size_t kind = corrupt_done_ % kinds.size();
  MessageRow bad = good;
  Locator at{&d.reference, writer.messages, {}};
  if (kind == 0) {
    bad.shown = 0;
    at.place = writer.message(bad);
  } else if (kind == 1) {
    bad.shown = 283'996'800 + e.t % 86'400;  // 1979-01-01
    at.place = writer.message(bad);
  } else if (kind == 2) {
    std::string number(good.other_number.substr(good.other_number.front() == '+' ? 1 : 0));
    number =
        number.substr(0, 1) + "." + (number.size() > 5 ? number.substr(1, 4) : "4477") + "E+11";
    bad.other_number = number;
    at.place = writer.message(bad);
  } else {
    std::string row = writer.last_row();
    const char separator = d.layout == PhoneLayout::tab_epoch_ms      ? '\t'
                           : d.layout == PhoneLayout::semicolon_utf16 ? ';'
                                                                      : ',';
    const std::string line_end = d.layout == PhoneLayout::tab_epoch_ms ? "\n" : "\r\n";
    row.resize(row.size() - line_end.size());
    if (kind == 3) {
      row.resize(std::min(row.size(), row.find(separator, row.find(separator) + 1)));
    } else if (kind == 4) {
      row += std::string(2, separator) + "extra" + separator;
    } else {
      row.insert(row.rfind(separator), 3, '\0');
    }
    at.place = writer.messages->record(row + line_end);
  }
  ++corrupt_done_;
  truth_.corrupt.push_back({kinds[kind], id, at});
}

void Generator::maybe_corrupt_operator(int cdr, const OperatorRow& good, EventId id) {
  const auto planned = static_cast<std::uint64_t>(s_.corrupt_rows);
  if (corrupt_done_ >= planned || records_ < s_.records / (planned + 1) * (corrupt_done_ + 1))
    return;
  if (corrupt_done_ % 3 != 2) return;  // phones have the rest
  auto& writer = *operators_[static_cast<std::size_t>(cdr)];
  OperatorRow bad = good;
  std::string number = digits_only(good.other);
  number = number.substr(0, 1) + "." + (number.size() > 5 ? number.substr(1, 4) : "4477") + "E+11";
  bad.other = number;
  const Locator at{&world_.cdrs[static_cast<std::size_t>(cdr)].reference, &writer.file(),
                   writer.record(bad)};
  ++corrupt_done_;
  truth_.corrupt.push_back({"number-e-notation", id, at});
}

// A picture of the pool as a file on a phone, made when it first arrives there. The bytes are the same
// on every phone, the name is the phone's own.
std::string Generator::picture_on(std::size_t picture, int device, std::int64_t t) {
  auto& truth = truth_.media[picture];
  for (const auto& [d, path] : truth.files)
    if (d == device) return path.substr(path.rfind('/') + 1);
  std::string name = "IMG-";
  const Civil c = civil_from_seconds(t);
  append_padded(name, c.year, 4);
  append_padded(name, c.month, 2);
  append_padded(name, c.day, 2);
  name += "-WA";
  append_padded(name, static_cast<std::int64_t>(9000 + picture * 7 % 1000), 4);
  name += ".jpg";
  const std::string path = world_.devices[static_cast<std::size_t>(device)].folder + "/Media/" + name;
  std::string bytes("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", 20);
  Rng rng(s_.seed, Stream::look, picture, 77);
  for (int i = 0; i < 400; ++i)
    bytes += static_cast<char>(rng.below(255));
  bytes += "\xFF\xD9";
  tree_.create(path, Encoding::utf8).raw(bytes);
  truth.files.emplace_back(device, path);
  return name;
}

// Why a phone that should hold the event does not, nullptr when it does.
const char* Generator::missing_on(const Event& e, int device, bool outgoing) const {
  const Device& phone = world_.devices[static_cast<std::size_t>(device)];
  if (e.t < phone.window_from || e.t >= phone.window_to) return "window";
  const auto d = static_cast<std::uint64_t>(device);
  const bool message = e.kind == Kind::sms || e.kind == Kind::im || e.kind == Kind::group;
  if (message) {
    // Of the handset, not of the extraction: the same for all exhibits of one phone.
    const auto handset = static_cast<std::uint64_t>(phone.copy_of < 0 ? device : phone.copy_of);
    if (!outgoing && s_.undelivered > 0 &&
        Rng(s_.seed, Stream::copy, e.serial, handset + 3'000'000).percent(s_.undelivered))
      return "undelivered";
    if (s_.lost_rows > 0 &&
        Rng(s_.seed, Stream::copy, e.serial, handset + 4'000'000).percent(s_.lost_rows))
      return "deleted";
  }
  if (!Rng(s_.seed, Stream::copy, e.serial, d).percent(phone.coverage)) return "coverage";
  return nullptr;
}

void Generator::write_to_phone(const Event& e, int device, bool outgoing, int from_handle,
                               int to_handle, EventId id, bool other_words) {
  const auto d = static_cast<std::size_t>(device);
  const Device& phone = world_.devices[d];
  auto& p = phones_[d];
  std::int64_t shown = phone.shown(e.t, world_.start());
  const auto handset = static_cast<std::uint64_t>(phone.copy_of < 0 ? device : phone.copy_of);
  const bool message = e.kind != Kind::call;
  if (message && !outgoing && s_.late > 0) {
    // The phone was off: it shows when the message came in.
    Rng late(s_.seed, Stream::copy, e.serial, handset + 2'000'000);
    if (late.percent(s_.late)) {
      const std::int64_t delay = 150 + late.skewed(6 * 3600);
      shown += delay;
      sides_.push_back({&phone.reference, "late", delay});
    }
  }
  const int other = outgoing ? to_handle : from_handle;
  const std::string_view other_number = other < 0 ? std::string_view() : handle(other).number;
  const std::string_view other_name =
      other < 0 ? std::string_view() : std::string_view(world_.saved_name(device, other));
  const char* direction = outgoing ? "out" : "in";
  const std::string_view from = handle(from_handle).number;
  const std::string_view to = to_handle < 0 ? std::string_view() : handle(to_handle).number;
  Locator at{&phone.reference, nullptr, {}};
  ++records_;
  if (e.kind == Kind::call) {
    CallRow row{shown, outgoing, other_number, other_name, "Phone", e.duration, e.answered};
    at.place = p.writer->call(row);
    at.file = p.writer->calls;
    locators_.push_back(at);
    canonical(e, id, at, "Phone", direction, shown, from, to, "", "", false);
    return;
  }
  Rng rng(s_.seed, Stream::copy, e.serial, d + 1'000'000);
  const bool deleted = rng.percent(s_.deleted);
  const bool edited = rng.permille(15) || other_words;
  std::string media;
  if (e.kind != Kind::sms && e.text < 0 &&
      Rng(s_.seed, Stream::look, e.serial, 9).percent(s_.media)) {
    static constexpr std::array prefixes{"IMG-", "VID-", "PTT-"};
    static constexpr std::array suffixes{".jpg", ".mp4", ".opus"};
    const std::size_t kind = e.serial % 3;
    media = prefixes[kind];
    const Civil c = civil_from_seconds(e.t);
    append_padded(media, c.year, 4);
    append_padded(media, c.month, 2);
    append_padded(media, c.day, 2);
    media += "-WA";
    append_padded(media, static_cast<std::int64_t>(e.serial % 10'000), 4);
    media += suffixes[kind];
  }
  if (e.plant == Plant::picture) media = picture_on(e.index, device, e.t);
  std::string changed;
  if (other_words && media.empty()) {
    // A time put right, or words added: what the other phone does not have.
    changed = said_.text;
    const auto digit = changed.find_last_of("0123456789");
    if (digit != std::string::npos)
      changed[digit] = static_cast<char>('0' + (changed[digit] - '0' + 3) % 10);
    else
      changed += " 2";
    sides_.push_back({&phone.reference, "edited", 0});
  }
  const std::string_view text = !media.empty()     ? std::string_view()
                                : !changed.empty() ? std::string_view(changed)
                                                   : std::string_view(said_.text);
  const std::string_view group_name =
      e.group < 0 ? std::string_view()
                  : std::string_view(world_.groups[static_cast<std::size_t>(e.group)].name);
  if (media.empty() && !deleted) {
    ++lines_;
    characters_ += count_characters(said_.text);
  }
  WhatsAppChat* chat = nullptr;
  if (phone.backup)
    chat = nullptr;  // a backup is read as tables
  else if (e.kind == Kind::group)
    chat = chat_of_group(device, e.group, shown);
  else if (e.kind == Kind::im)
    chat = chat_with(device, other, shown);
  if (chat != nullptr) {
    if (deleted) sides_.push_back({&phone.reference, "notice", 0});
    std::string author = outgoing ? world_.own_name(e.from, e.t)
                                  : std::string(world_.saved_name(device, from_handle));
    if (author.empty()) author = handle(from_handle).number;
    WhatsAppChat::Line row{shown, author, text, media, outgoing, deleted, edited};
    at.place = chat->message(row);
    at.file = &chat->file();
    locators_.push_back(at);
    canonical(e, id, at, "WhatsApp", direction, shown, from, to, group_name, media, deleted);
    return;
  }
  const char* service = e.kind == Kind::sms ? "SMS" : "WhatsApp";
  MessageRow row{shown,   outgoing, other_number, other_name, group_name,
                 service, text,     media,        deleted};
  at.place = p.writer->message(row);
  at.file = p.writer->messages;
  locators_.push_back(at);
  canonical(e, id, at, service, direction, shown, from, to, group_name, media, deleted);
  if (other >= 0) maybe_corrupt_phone(e, device, row, id);
  if (e.kind == Kind::im && !deleted && !edited && media.empty() && *said_.style == '\0' &&
      said_.text.find('\n') == std::string::npos && said_.language != "" &&
      !said_.english.empty() && static_cast<int>(quoted_.size()) < s_.quotes * s_.statements &&
      records_ > s_.records / static_cast<std::uint64_t>(s_.quotes * s_.statements + 1) *
                     (quoted_.size() + 1))
    quoted_.push_back(
        {id, e.t, e.from, e.to, said_.text, said_.english, std::string(said_.language)});
}

void Generator::write_to_operator(const Event& e, int cdr, int subject_line, bool outgoing,
                                  int from_handle, int to_handle, EventId id) {
  const auto& exhibit = world_.cdrs[static_cast<std::size_t>(cdr)];
  const int subject = outgoing ? from_handle : to_handle;
  const int other = outgoing ? to_handle : from_handle;
  const Line& l = line(subject_line);
  const int change = change_of_line_[static_cast<std::size_t>(subject_line)];
  const bool new_handset = change >= 0 &&
                           subject == world_.changes[static_cast<std::size_t>(change)].new_handle &&
                           !world_.changes[static_cast<std::size_t>(change)].handset_kept;
  const std::string imei =
      imei_of(static_cast<std::uint64_t>(subject_line) * 2 + (new_handset ? 1 : 0));
  const std::string imsi = imsi_of(subject);
  const int who = world_.person_at(subject_line, e.t);
  const Spot where = who < 0 ? Spot{52'000'000, -1'000'000} : position(who, e.t);
  OperatorRow row{e.t,
                  e.kind == Kind::call,
                  outgoing,
                  handle(subject).number,
                  handle(other).number,
                  imei,
                  imsi,
                  e.kind == Kind::call ? e.duration : 0,
                  where,
                  static_cast<int>(count_characters(said_.text))};
  auto& writer = *operators_[static_cast<std::size_t>(cdr)];
  const Locator at{&exhibit.reference, &writer.file(), writer.record(row)};
  ++records_;
  locators_.push_back(at);
  if (l.person >= 0) truth_.note_cell(subject_line, e.t, cell_of(where));
  canonical(e, id, at, "operator", outgoing ? "out" : "in", e.t, handle(from_handle).number,
            handle(to_handle).number, "", "", false);
  maybe_corrupt_operator(cdr, row, id);
}

void Generator::write_payment(const Event& e, EventId id) {
  for (auto& account : accounts_) {
    if (account.person != e.from && account.person != e.to) continue;
    const bool in = account.person == e.to;
    account.balance += in ? e.pence : -e.pence;
    row_.clear();
    const Civil c = local_time(london_zone, e.t);
    append_date(row_, c, 'd', '/');
    row_ += in ? ",FPI," : ",FPO,";
    append_field(row_, person(in ? e.from : e.to).latin(), ',');
    auto pounds = [&](std::int64_t pence) {
      if (pence < 0) row_ += '-';
      pence = pence < 0 ? -pence : pence;
      append_padded(row_, pence / 100, 1);
      row_ += '.';
      append_padded(row_, pence % 100, 2);
    };
    row_ += ',';
    if (!in) pounds(e.pence);
    row_ += ',';
    if (in) pounds(e.pence);
    row_ += ',';
    pounds(account.balance);
    row_ += "\r\n";
    const Locator at{&account.reference, account.file, account.file->record(row_)};
    ++records_;
    locators_.push_back(at);
    canonical(e, id, at, "bank", in ? "in" : "out", e.t, person(e.from).latin(),
              person(e.to).latin(), "", "", false);
  }
}

void Generator::write_location(const Event& e, EventId id) {
  const int device = line(e.from).device;
  const Device& phone = world_.devices[static_cast<std::size_t>(device)];
  const std::int64_t shown = phone.shown(e.t, world_.start());
  Rng rng(s_.seed, Stream::location, e.serial, 5);
  LocationRow row{shown, e.where, 5 + static_cast<int>(rng.skewed(80))};
  row.spot.lat_e6 += static_cast<std::int32_t>(rng.between(-400, 400));  // about 45 m
  row.spot.lon_e6 += static_cast<std::int32_t>(rng.between(-600, 600));
  auto& writer = *phones_[static_cast<std::size_t>(device)].writer;
  Locator at{&phone.reference, nullptr, {}};
  at.place = writer.location(row);
  at.file = writer.locations;
  ++records_;
  locators_.push_back(at);
  canonical(e, id, at, "Phone", "unknown", shown, handle(world_.handle_at(e.from, e.t)).number, "",
            "", "", false);
}

void Generator::write_notice(const Event& e) {
  const auto& group = world_.groups[static_cast<std::size_t>(e.group)];
  for (const auto& m : group.members) {
    const int device = line(m.line).device;
    if (device < 0 || e.t < m.joined || e.t >= m.left) continue;
    const Device& phone = world_.devices[static_cast<std::size_t>(device)];
    if (e.t < phone.window_from || e.t >= phone.window_to) continue;
    auto& chats = phones_[static_cast<std::size_t>(device)].group_chats;
    const auto found = chats.find(e.group);
    if (found == chats.end()) continue;  // nothing in this chat yet
    auto name = [&](int id) {
      const int h = world_.handle_at(id, e.t);
      std::string n =
          id == m.line ? world_.own_name(id, e.t) : std::string(world_.saved_name(device, h));
      return n.empty() ? handle(h).number : n;
    };
    const std::int64_t shown = phone.shown(e.t, world_.start());
    if (e.notice == ChatNotice::added)
      found->second->notice(shown, e.notice, name(group.admin), name(e.from));
    else
      found->second->notice(shown, e.notice, name(e.from), "");
  }
}

// Which exhibits saw the event, in a fixed order; then its id, its text, its copies.
void Generator::emit(const Event& e) {
  locators_.clear();
  sides_.clear();
  if (e.kind == Kind::notice) return write_notice(e);
  if (e.kind == Kind::location) {
    if (line(e.from).device < 0 || missing_on(e, line(e.from).device, true) != nullptr) return;
    Event placed = e;
    placed.where = position(world_.person_at(e.from, e.t), e.t);
    const EventId id = ++events_;
    write_location(placed, id);
    // Whoever the phone was given to is somewhere else.
    if (e.plant == Plant::meeting && world_.person_at(e.from, e.t) == line(e.from).person)
      ++truth_.meetings[e.index].fixes[line(e.from).person];
    const std::string_view number = handle(world_.handle_at(e.from, e.t)).number;
    truth_.event({id, "location", e.t, number, "", "", "", "", ""}, locators_);
    return;
  }
  if (e.kind == Kind::payment) {
    bool seen = false;
    for (const auto& account : accounts_)
      seen |= account.person == e.from || account.person == e.to;
    if (!seen) return;
    const EventId id = ++events_;
    write_payment(e, id);
    if (e.plant == Plant::money_first) truth_.money[e.index].events[0] = id;
    if (e.plant == Plant::money_second) truth_.money[e.index].events[1] = id;
    truth_.event({id, "payment", e.t, person(e.from).latin(), person(e.to).latin(), "", "", "", ""},
                 locators_);
    return;
  }

  auto handle_of = [&](int id, bool old) {
    const Line& l = line(id);
    return old && l.spans.size() > 1 && e.t >= l.changed ? l.spans[l.spans.size() - 2].handle
                                                         : world_.handle_at(id, e.t);
  };
  const int from = handle_of(e.from, e.from_old);
  const int to = e.to < 0 ? -1 : handle_of(e.to, e.to_old);

  struct Target {
    int device;
    bool outgoing;
  };
  std::vector<Target> phones;
  std::vector<SideTruth> lacking;
  auto reach = [&](int id, bool outgoing) {
    const Line& l = line(id);
    if (l.device < 0) return;
    auto on = [&](int device) {
      const Device& phone = world_.devices[static_cast<std::size_t>(device)];
      if (phone.backup && e.kind == Kind::call) return;
      if (const char* why = missing_on(e, device, outgoing); why == nullptr)
        phones.push_back({device, outgoing});
      else
        lacking.push_back({&phone.reference, why, 0});
    };
    on(l.device);
    for (const int again : l.more_devices)
      on(again);
  };
  if (e.kind == Kind::group) {
    for (const auto& m : world_.groups[static_cast<std::size_t>(e.group)].members)
      if (e.t >= m.joined && e.t < m.left) reach(m.line, m.line == e.from);
  } else {
    // A number given up does not ring in the phone that has the new one.
    if (!e.from_old) reach(e.from, true);
    if (!e.to_old) reach(e.to, false);
  }
  const bool network = e.kind == Kind::call || e.kind == Kind::sms;
  const int from_cdr = network ? line(e.from).cdr : -1;
  const int to_cdr = network ? line(e.to).cdr : -1;
  if (phones.empty() && from_cdr < 0 && to_cdr < 0) return;

  const EventId id = ++events_;
  said_.language = {};
  said_.also_language = {};
  said_.style = "";
  said_.text.clear();
  said_.english.clear();
  if (e.kind != Kind::call) {
    if (e.text >= 0)
      said_ = prepared_[static_cast<std::size_t>(e.text)];
    else if (line(e.from).kind == LineKind::hub)
      speech_.say_hub(said_, line(e.from).label, e.serial);
    else
      speech_.say(said_, e.from, e.to, e.t, e.serial);
  }
  sides_ = lacking;
  // On one phone of several the words are others.
  std::size_t differs = phones.size();
  if (e.kind != Kind::call && phones.size() > 1 && s_.edited_one_side > 0) {
    Rng rng(s_.seed, Stream::copy, e.serial, 5'000'000);
    if (rng.percent(s_.edited_one_side))
      differs = rng.below(static_cast<std::uint32_t>(phones.size()));
  }
  for (std::size_t n = 0; n < phones.size(); ++n)
    write_to_phone(e, phones[n].device, phones[n].outgoing, from, to, id, n == differs);
  if (from_cdr >= 0) write_to_operator(e, from_cdr, e.from, true, from, to, id);
  if (to_cdr >= 0) write_to_operator(e, to_cdr, e.to, false, from, to, id);
  note(e, id, from, to);

  static constexpr std::array kinds{"call", "sms", "im", "group"};
  const bool media = e.kind != Kind::call && e.kind != Kind::sms && e.text < 0 &&
                     Rng(s_.seed, Stream::look, e.serial, 9).percent(s_.media);
  truth_.event(
      {id, kinds[static_cast<std::size_t>(e.kind)], e.t, handle(from).number,
       to < 0 ? std::string_view() : std::string_view(handle(to).number),
       e.group < 0 ? std::string_view()
                   : std::string_view(world_.groups[static_cast<std::size_t>(e.group)].name),
       media || phones.empty() ? std::string_view() : said_.language,
       media || phones.empty() ? std::string_view() : said_.also_language,
       media || e.plant == Plant::picture ? "media" : said_.style, &sides_},
      locators_);
}

// Books the event to what was planted.
void Generator::note(const Event& e, EventId id, int from_handle, int to_handle) {
  ++truth_.handle_events[static_cast<std::size_t>(from_handle)];
  if (to_handle >= 0) ++truth_.handle_events[static_cast<std::size_t>(to_handle)];
  switch (e.plant) {
    case Plant::burst: {
      auto& burst = truth_.bursts[e.index];
      burst.events.push_back(id);
      burst.seen_recipients.insert(to_handle);
      break;
    }
    case Plant::order_in:
      truth_.orders[e.index].in = id;
      break;
    case Plant::order_out:
      truth_.orders[e.index].out = id;
      break;
    case Plant::relay_first:
      truth_.relays[e.index].first = id;
      break;
    case Plant::relay_second:
      truth_.relays[e.index].second = id;
      break;
    case Plant::ledger:
      truth_.ledgers[e.index].event = id;
      break;
    case Plant::picture:
      truth_.media[e.index].passes.push_back(id);
      break;
    default:
      break;
  }
  auto book = [&](int own_line, int own_handle, int other_line) {
    const int change = change_of_line_[static_cast<std::size_t>(own_line)];
    if (change < 0 || other_line < 0) return;
    const auto& c = world_.changes[static_cast<std::size_t>(change)];
    auto& evidence = truth_.changes[static_cast<std::size_t>(change)];
    if (own_handle == c.old_handle) {
      ++evidence.old_events;
      if (e.t >= c.last_old)
        ++evidence.old_after;
      else
        evidence.old_contacts[static_cast<std::size_t>(other_line)] = true;
    } else if (own_handle == c.new_handle) {
      ++evidence.new_events;
      evidence.new_contacts[static_cast<std::size_t>(other_line)] = true;
    }
  };
  if (e.to >= 0) {
    book(e.from, from_handle, e.to);
    book(e.to, to_handle, e.from);
  }
}

void Generator::write_manifest() {
  using Json = nlohmann::ordered_json;
  Json manifest;
  manifest["v"] = 1;
  manifest["case"] = s_.case_name;
  manifest["preset"] = s_.preset;
  manifest["seed"] = s_.seed;
  manifest["truth"] = s_.records > 1'000'000 ? "truth.jsonl" : "truth.json";
  Json exhibits = Json::array();
  auto file_entry = [](const OutFile& f, const char* kind) {
    return Json{{"path", f.path()},
                {"kind", kind},
                {"encoding", name_of(f.encoding())},
                {"records", f.rows()},
                {"bytes", f.bytes()}};
  };
  for (std::size_t d = 0; d < world_.devices.size(); ++d) {
    const Device& device = world_.devices[d];
    Json numbers = Json::array();
    for (const auto& span : line(device.line).spans)
      if (span.to > device.window_from) numbers.push_back(handle(span.handle).number);
    Json files = Json::array();
    const auto& w = *phones_[d].writer;
    if (w.messages != nullptr) files.push_back(file_entry(*w.messages, "messages"));
    if (w.calls != nullptr) files.push_back(file_entry(*w.calls, "calls"));
    if (w.contacts != nullptr) files.push_back(file_entry(*w.contacts, "contacts"));
    if (phones_[d].vcards != nullptr) files.push_back(file_entry(*phones_[d].vcards, "contacts"));
    if (w.locations != nullptr) files.push_back(file_entry(*w.locations, "locations"));
    for (const auto* chats : {&phones_[d].chats, &phones_[d].group_chats})
      for (const auto& [key, chat] : *chats) {
        Json entry = file_entry(chat->file(), "whatsapp-text");
        entry["system"] = device.system == WhatsAppSystem::ios ? "ios" : "android";
        entry["locale"] = device.locale;
        entry["zone"] = london_zone.name;
        files.push_back(std::move(entry));
      }
    static constexpr std::array layouts{"titled-utc", "semicolon-utf16", "national-cp1252",
                                        "tab-epoch-ms", "zoned-headers"};
    exhibits.push_back({{"ref", device.reference},
                        {"path", device.folder},
                        {"kind", "phone"},
                        {"layout", layouts[static_cast<std::size_t>(device.layout)]},
                        {"numbers", numbers},
                        {"owner_name", world_.own_name(device.line, world_.start())},
                        {"zone", device.zone.name},
                        {"country", "GB"},
                        {"files", files}});
  }
  for (std::size_t c = 0; c < world_.cdrs.size(); ++c) {
    Json numbers = Json::array();
    for (const int l : world_.cdrs[c].lines)
      for (const auto& span : line(l).spans)
        numbers.push_back(handle(span.handle).number);
    exhibits.push_back(
        {{"ref", world_.cdrs[c].reference},
         {"path", world_.cdrs[c].folder},
         {"kind", "call-records"},
         {"layout", "operator-" + std::to_string(world_.cdrs[c].layout + 1)},
         {"numbers", numbers},
         {"zone", world_.cdrs[c].layout == 1 ? london_zone.name : utc_zone.name},
         {"country", "GB"},
         {"files", Json::array({file_entry(operators_[c]->file(), "call-records")})}});
  }
  for (const auto& account : accounts_)
    exhibits.push_back({{"ref", account.reference},
                        {"path", account.folder},
                        {"kind", "bank"},
                        {"owner_name", person(account.person).latin()},
                        {"zone", london_zone.name},
                        {"country", "GB"},
                        {"files", Json::array({file_entry(*account.file, "bank")})}});
  int number = world_.exhibit_count;
  const auto statements =
      write_statements(tree_, world_, quoted_, number, s_.statements, s_.contradictions, truth_);
  for (const auto& s : statements)
    exhibits.push_back({{"ref", s.reference},
                        {"path", s.folder},
                        {"kind", "statement"},
                        {"owner_name", s.witness},
                        {"zone", london_zone.name},
                        {"country", "GB"},
                        {"files", Json::array({file_entry(*s.file, "statement")})}});
  world_.exhibit_count = number + static_cast<int>(statements.size());
  records_ += statements.size();
  manifest["exhibits"] = exhibits;
  manifest["totals"] = {{"events", events_},
                        {"records", records_},
                        {"text_lines", lines_},
                        {"text_characters", characters_}};
  tree_.create("manifest.json", Encoding::utf8).text(manifest.dump(1) + "\n");
}

Summary Generator::finish() {
  write_manifest();
  truth_.finish(events_, records_);
  tree_.flush();
  return {events_, records_, lines_, characters_, world_.exhibit_count};
}

}  // namespace

Summary generate(const Settings& settings, const std::string& folder) {
  if (const std::string wrong = complaint(settings); !wrong.empty())
    throw std::invalid_argument(wrong);
  return Generator(settings, folder).run();
}

}  // namespace clew::gen
