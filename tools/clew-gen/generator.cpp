#include "generator.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "case_maker.h"

namespace clew::gen {
namespace {

// Everyday traffic by local hour.
constexpr std::array<int, 24> hour_weights{2, 1, 0, 0, 0, 1,  3,  6,  8,  8, 8, 8,
                                           9, 8, 8, 8, 9, 10, 11, 11, 10, 8, 5, 3};

}  // namespace

Summary CaseMaker::run() {
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

std::uint64_t CaseMaker::weight_of_hour(int hour) const {
  const Civil c = local_time(london_zone, at_hour(hour));
  const auto base = static_cast<std::uint64_t>(hour_weights[static_cast<std::size_t>(c.hour)]);
  return base * (c.weekday == 0 ? 7 : 10);
}

// One event of everyday life; false when this draw comes to nothing.
bool CaseMaker::everyday(Event& e, int hour, std::uint64_t index) {
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

void CaseMaker::fill_hour(int hour, std::uint64_t weight_so_far, std::uint64_t total_weight) {
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
void CaseMaker::one_call_at_a_time() {
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

Spot CaseMaker::position(int who, std::int64_t t) const {
  for (const std::size_t m : meetings_of_[static_cast<std::size_t>(who)]) {
    const auto& meeting = truth_.meetings[m];
    if (t >= meeting.start && t <= meeting.end) return meeting.where;
  }
  return world_.position(who, t);
}

// Which exhibits saw the event, in a fixed order; then its id, its text, its copies.
void CaseMaker::emit(const Event& e) {
  locators_.clear();
  sides_.clear();
  if (e.kind == Kind::notice) return write_notice(e);
  if (e.kind == Kind::location) return emit_location(e);
  if (e.kind == Kind::payment) return emit_payment(e);
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
  say(e);
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

void CaseMaker::emit_location(const Event& e) {
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
}

void CaseMaker::emit_payment(const Event& e) {
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
}

// The words of the event, into said_; none of a call.
void CaseMaker::say(const Event& e) {
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
}

// Books the event to what was planted.
void CaseMaker::note(const Event& e, EventId id, int from_handle, int to_handle) {
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

Summary CaseMaker::finish() {
  write_manifest();
  truth_.finish(events_, records_);
  tree_.flush();
  return {events_, records_, lines_, characters_, world_.exhibit_count};
}

Summary generate(const Settings& settings, const std::string& folder) {
  if (const std::string wrong = complaint(settings); !wrong.empty())
    throw std::invalid_argument(wrong);
  return CaseMaker(settings, folder).run();
}

}  // namespace clew::gen
