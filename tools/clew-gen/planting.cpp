// What happens on purpose: relays, meetings, money, ledgers, pictures, broadcasts and what looks like them.
#include <algorithm>
#include <array>
#include <set>

#include "case_maker.h"

namespace clew::gen {

// What is planted for the whole case.
void CaseMaker::plan_case() {
  plan_relays();
  plan_meetings();
  if (s_.bank_accounts > 0) {
    plan_money_chains();
    plan_payments();
  }
  plan_ledgers();
  plan_pictures();
  if (!s_.decoy_bursts) return;
  plan_news();
  plan_birthdays();
}

void CaseMaker::into_day(Event e) {
  e.serial = ++serial_;
  by_day_[static_cast<int>((e.t - world_.start()) / 86400)].push_back(std::move(e));
}

std::int64_t CaseMaker::random_time(Rng& rng, int from_hour, int to_hour) const {
  const std::int64_t day = rng.below(static_cast<std::uint32_t>(s_.days - 1));
  return world_.start() + day * 86400 + rng.between(from_hour * 3600, to_hour * 3600);
}

// Relays: the organiser's side to a covered middle to one of the runners. Few triples, many
// times.
void CaseMaker::plan_relays() {
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
    const int details = s_.relay_words > 0 ? write_relay(first, second, n, decoy) : 0;
    truth_.relays.push_back({world_.handle_at(a, first.t), world_.handle_at(b, first.t),
                             world_.handle_at(c, second.t), first.t, second.t, decoy, details});
    into_day(first);
    into_day(second);
  }
}

// A relay in words, by message or by call, each as it comes; how many details were repeated.
int CaseMaker::write_relay(Event& first, Event& second, int n, bool decoy) {
  int details = 0;
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
  return details;
}

// Meetings of the core, with positions every ten minutes on the phones that record them.
void CaseMaker::plan_meetings() {
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
}

// Money: A pays B, B passes nine tenths and more on to C within three days; as many decoys.
void CaseMaker::plan_money_chains() {
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
        world_.start() +
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
}

void CaseMaker::plan_payments() {
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
void CaseMaker::plan_ledgers() {
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
}

// Pictures that pass on: the first has it from outside, each sends it on to a contact.
void CaseMaker::plan_pictures() {
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
}

// A message that looks like a broadcast once.
void CaseMaker::one_burst(int sender, std::int64_t t, const char* kind, const std::vector<int>& to, const Said& said) {
  const int text = prepare(said);
  BurstTruth burst{sender, world_.handle_at(sender, t),           kind, t,
                   t,      static_cast<int>((t - world_.start()) / 86400), {},   {},
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
}

// A new number made known.
void CaseMaker::plan_news() {
  for (std::size_t i = 0; i < world_.changes.size(); ++i) {
    const auto& change = world_.changes[i];
    if (i % 2 == 1 || change.first_new + 7200 >= world_.end()) continue;  // every second tells
    std::vector<int> told;
    for (const int c : line(change.line).contacts)
      if (world_.carried(change.line, c)) told.push_back(c);
    speech_.say_section(said_, 'n', line(change.line).person, 6'000'000 + i, 0);
    one_burst(change.line, change.first_new + 1200, "new-number", told, said_);
  }
}

// Thanks for birthday wishes.
void CaseMaker::plan_birthdays() {
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

// One message to many: to whom it went, in this order.
std::vector<int> CaseMaker::burst_of(int day, int sender, const std::vector<int>& recipients, const char* kind, std::int64_t t, std::uint64_t key) {
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
}

void CaseMaker::plan_bursts(int day) {
  const std::int64_t midnight = world_.start() + std::int64_t{day} * 86400;
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
          burst_of(day, broadcast.line, after ? broadcast.customers_after : broadcast.customers,
                   "broadcast", t, key + n);
      orders_after(broadcast, asked, t, rng);
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
      burst_of(day, id, line(id).contacts, o == 0 ? "employer" : "school",
               midnight + (o == 0 ? 16 : 14) * 3600 + rng.below(1800), key);
  }
}

// Customers order, and the line sends its runners.
void CaseMaker::orders_after(const World::Broadcast& broadcast, const std::vector<int>& asked, std::int64_t t, Rng& rng) {
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

void CaseMaker::plan_day(int day) {
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

}  // namespace clew::gen
