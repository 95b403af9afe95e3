// The idea. Slide a window of 10 minutes over what a sender sends and count distinct recipients; in
// the same pass follow runs without a pause of more than a minute. Everything under a window or run
// that qualifies is one stretch. Then mend the stretch: a window 10 minutes wide swallows strays
// before and after, and two broadcasts close together.
//
//   17:00:00 … 17:02:40  38 recipients, a message every 4 s     one stretch
//   17:09:30             one more message                       → trimmed: after a pause of over a
//                                                                 minute and 5 times the usual one
//   17:09:30 … 17:11:00  30 recipients                          → two bursts
//
// What is cut off by a pause stays in if its text is a version of the burst's text.
//
// By chance: the sender's messages are spread anew over the same span with the daily and weekly
// rhythm of the whole case (hour-of-week profile), recipients dealt at random, and bursts counted;
// the mean over rounds (+ .5 / rounds, so that never seen is not impossible) is the expectation,
// and a Poisson tail the p-value. Keeping the sender's own hours instead (day shift) was not used:
// for somebody who broadcasts at five every day it makes broadcasts at five, and finds nothing odd.
//
// Whether anybody reacts: a burst to 30 at five that 9 of them ring back within the hour, where .4 do within the hour after
// five of other days, has an answer. An employer's notices to 25, of which one is rung back in a month, have none. Two counts,
// that of the bursts and that of all days moved to, are compared as in relay.cpp.
//
// Sources: sliding windows and thresholds as in docs/measurements/patterns.md; potential and
// confirmed counts after the usage in expert reports on phone lines (both are contested, so both
// are printed, with their rule).
#include "pattern/broadcast.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "link/profile.h"
#include "link/text_hash.h"
#include "pattern/chance.h"

namespace clew::pattern {
namespace {

using link::Events;

// What a sender sent, by time, read where it lies in the columns.
class Sent {
 public:
  Sent(const Events& events, std::span<const std::uint32_t> index) : events_(&events), index_(index) {}
  std::size_t size() const { return index_.size(); }
  Millis time(std::size_t i) const { return events_->time(index_[i]); }
  Handle to(std::size_t i) const { return events_->to(index_[i]); }
  std::uint64_t text(std::size_t i) const { return events_->text(index_[i]); }
  std::span<const std::uint32_t> events() const { return index_; }
  Sent part(std::size_t begin, std::size_t end) const { return {*events_, index_.subspan(begin, end - begin)}; }

 private:
  const Events* events_;
  std::span<const std::uint32_t> index_;
};

// Made-up messages without a text: time above, recipient below in one word, so that sorting them is sorting numbers. Where both
// need more than 64 bits (decades and millions of recipients) the times are coarser, by two seconds at most.
class MadeUp {
 public:
  struct Form {
    Millis first = 0;
    int bits = 0, coarser = 0;
    Form(Millis first_time, Millis last, std::size_t recipients)
        : first(first_time),
          bits(static_cast<int>(std::bit_width(recipients))),
          coarser(std::max(0, static_cast<int>(std::bit_width(static_cast<std::uint64_t>(last - first_time))) + bits - 64)) {}
    std::uint64_t word(Millis time, Handle to) const { return static_cast<std::uint64_t>(time - first) >> coarser << bits | to; }
  };
  MadeUp(const Form& form, std::span<const std::uint64_t> words) : form_(form), words_(words) {}
  std::size_t size() const { return words_.size(); }
  Millis time(std::size_t i) const { return form_.first + static_cast<Millis>(words_[i] >> form_.bits << form_.coarser); }
  Handle to(std::size_t i) const { return static_cast<Handle>(words_[i] & ((std::uint64_t{1} << form_.bits) - 1)); }
  std::uint64_t text(std::size_t) const { return 0; }
  MadeUp part(std::size_t begin, std::size_t end) const { return {form_, words_.subspan(begin, end - begin)}; }

 private:
  Form form_;
  std::span<const std::uint64_t> words_;
};

// Counts distinct handles of a changing set.
class Distinct {
 public:
  explicit Distinct(std::size_t handles) : count_(handles, 0) {}
  void add(Handle handle) { distinct_ += count_[handle]++ == 0; }
  void remove(Handle handle) { distinct_ -= --count_[handle] == 0; }
  std::uint32_t distinct() const { return distinct_; }

 private:
  std::vector<std::uint32_t> count_;
  std::uint32_t distinct_ = 0;
};

struct Stretch {
  std::size_t begin, end;
};

// Stretches of messages under a qualifying window or run.
template <typename Messages>
std::vector<Stretch> qualifying(const Messages& sent, const BroadcastOptions& options, Distinct& distinct) {
  std::vector<Stretch> found;
  auto mark = [&](std::size_t begin, std::size_t end) {
    while (!found.empty() && found.back().end > begin) {
      begin = std::min(begin, found.back().begin);
      end = std::max(end, found.back().end);
      found.pop_back();
    }
    found.push_back({begin, end});
  };
  std::size_t left = 0, run = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    distinct.add(sent.to(i));
    while (sent.time(i) - sent.time(left) > options.window)
      distinct.remove(sent.to(left++));
    if (distinct.distinct() >= options.least_recipients) mark(left, i + 1);
  }
  while (left < sent.size())
    distinct.remove(sent.to(left++));

  std::vector<Stretch> windows = std::move(found);
  found.clear();
  for (std::size_t i = 0; i <= sent.size(); ++i) {
    if (i < sent.size() && (i == run || sent.time(i) - sent.time(i - 1) <= options.run_gap)) {
      distinct.add(sent.to(i));
      continue;
    }
    if (distinct.distinct() >= options.run_recipients) found.push_back({run, i});
    for (std::size_t j = run; j < i; ++j)
      distinct.remove(sent.to(j));
    run = i;
    if (i < sent.size()) distinct.add(sent.to(i));
  }
  std::vector<Stretch> runs = std::move(found);
  found.clear();
  std::merge(windows.begin(), windows.end(), runs.begin(), runs.end(), std::back_inserter(found),
             [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  windows = std::move(found);
  found.clear();
  for (const Stretch& stretch : windows)
    if (!found.empty() && found.back().end > stretch.begin)
      found.back().end = std::max(found.back().end, stretch.end);
    else
      found.push_back(stretch);
  return found;
}

// The commonest text of a stretch, counting versions together; 0 if none is known.
template <typename Messages>
std::uint64_t main_text(const Messages& sent, int near_bits) {
  std::map<std::uint64_t, std::uint32_t> texts;
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (sent.text(i) != 0) ++texts[sent.text(i)];
  std::uint64_t best = 0;
  std::uint32_t most = 0;
  for (const auto& [text, own] : texts) {
    std::uint32_t near = 0;
    if (texts.size() <= 64) {
      for (const auto& [other, count] : texts)
        if (link::different_bits(text, other) <= near_bits) near += count;
    } else {
      near = own;
    }
    if (near > most) best = text, most = near;
  }
  return best;
}

// The longest pause of a stretch, where it ends, and the usual one; nothing for a single message.
struct Pause {
  std::size_t cut;
  Millis longest, usual;
};
template <typename Messages>
std::optional<Pause> longest_pause(const Messages& sent) {
  if (sent.size() < 2) return {};
  std::vector<Millis> gaps;
  gaps.reserve(sent.size() - 1);
  for (std::size_t i = 1; i < sent.size(); ++i) gaps.push_back(sent.time(i) - sent.time(i - 1));
  auto longest = std::max_element(gaps.begin(), gaps.end());
  Pause pause{static_cast<std::size_t>(longest - gaps.begin()) + 1, *longest, 0};
  auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  pause.usual = *middle;
  return pause;
}

// Cuts at long pauses: both sides go on if both qualify; a side that does not is trimmed, unless it
// carries a version of the text.
template <typename Messages>
void mend(const Messages& all, Stretch stretch, const BroadcastOptions& options, Distinct& distinct,
          std::vector<Stretch>& out) {
  while (true) {
    auto sent = all.part(stretch.begin, stretch.end);
    auto pause = longest_pause(sent);
    if (!pause || pause->longest <= options.run_gap || pause->longest <= 5 * pause->usual) break;
    auto cut = pause->cut;
    auto before = sent.part(0, cut), after = sent.part(cut, sent.size());
    bool left = !qualifying(before, options, distinct).empty();
    bool right = !qualifying(after, options, distinct).empty();
    if (left && right) {
      mend(all, {stretch.begin, stretch.begin + cut}, options, distinct, out);
      stretch.begin += cut;
      continue;
    }
    if (!left && !right) break;
    const auto& kept = left ? before : after;
    const auto& rest = left ? after : before;
    std::uint64_t text = main_text(kept, options.near_bits);
    bool versions = text != 0;
    for (std::size_t i = 0; versions && i < rest.size(); ++i)
      versions = rest.text(i) != 0 && link::different_bits(text, rest.text(i)) <= options.near_bits;
    if (versions) break;
    (left ? stretch.end : stretch.begin) = stretch.begin + cut;
  }
  out.push_back(stretch);
}

template <typename Messages>
std::vector<Stretch> stretches(const Messages& sent, const BroadcastOptions& options, Distinct& distinct) {
  std::vector<Stretch> found;
  if (sent.size() < std::min(options.least_recipients, options.run_recipients)) return found;
  for (const Stretch& stretch : qualifying(sent, options, distinct))
    mend(sent, stretch, options, distinct, found);
  return found;
}

std::vector<std::uint32_t> messages_of(const Events& events, Handle sender, const BroadcastOptions& options) {
  auto [begin, end] = events.sent(sender);
  std::vector<std::uint32_t> sent;
  sent.reserve(end - begin);
  for (auto i = begin; i < end; ++i)
    if (options.kinds[static_cast<std::size_t>(events.kind(i))] && events.to(i) != link::no_handle && events.to(i) != sender)
      sent.push_back(i);
  return sent;
}

// Whether the sender sends fast enough anywhere to be worth copying: `least` messages in a window.
bool worth_a_look(const Events& events, Handle sender, const BroadcastOptions& options) {
  auto [begin, end] = events.sent(sender);
  std::uint32_t least = std::min(options.least_recipients, options.run_recipients);
  if (end - begin < least || least == 0) return false;
  Millis reach = std::max(options.window, (least - 1) * options.run_gap);
  for (auto i = begin; i + least - 1 < end; ++i)
    if (events.time(i + least - 1) - events.time(i) <= reach) return true;
  return false;
}

void describe_text(Burst& burst, const Sent& sent, int near_bits) {
  std::uint64_t text = main_text(sent, near_bits);
  if (text == 0) return;
  std::uint32_t near = 0;
  std::vector<std::uint64_t> versions;  // representatives of those not near each other
  for (std::size_t i = 0; i < sent.size(); ++i) {
    std::uint64_t own = sent.text(i);
    if (own == 0) continue;
    ++burst.with_text;
    near += link::different_bits(text, own) <= near_bits;
    bool known = std::any_of(versions.begin(), versions.end(), [&](std::uint64_t version) {
      return link::different_bits(version, own) <= near_bits;
    });
    if (!known && versions.size() < 1000) versions.push_back(own);
  }
  burst.text_versions = static_cast<std::uint32_t>(versions.size());
  burst.same_text = double(near) / double(sent.size());
}

// Recipients who write and who ring within the answer window of a burst moved by `moved`.
std::pair<std::set<Handle>, std::set<Handle>> answering(const Events& events, const Burst& burst, Millis moved, const std::vector<Handle>& recipients,
                                                        const BroadcastOptions& options) {
  auto slice = events.party(burst.sender);
  auto at = std::lower_bound(slice.begin(), slice.end(), burst.start + moved, [&](std::uint32_t i, Millis time) { return events.time(i) < time; });
  std::set<Handle> wrote, rang;
  for (; at != slice.end() && events.time(*at) <= burst.end + moved + options.answer_window; ++at) {
    Handle from = events.from(*at);
    if (from == burst.sender || !std::binary_search(recipients.begin(), recipients.end(), from)) continue;
    (events.kind(*at) == link::EventKind::call ? rang : wrote).insert(from);
  }
  return {std::move(wrote), std::move(rang)};
}

std::vector<Handle> recipients_of(const Events& events, const Burst& burst) {
  std::vector<Handle> handles;
  for (auto i : burst.events)
    handles.push_back(events.to(i));
  std::sort(handles.begin(), handles.end());
  handles.erase(std::unique(handles.begin(), handles.end()), handles.end());
  return handles;
}

double jaccard(const std::vector<Handle>& a, const std::vector<Handle>& b) {
  std::vector<Handle> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  std::size_t either = a.size() + b.size() - both.size();
  return either == 0 ? 0 : double(both.size()) / double(either);
}

// Messages of the whole case by hour of the week, as running sums.
std::array<double, 168> rhythm_of_case(const Events& events, const BroadcastOptions& options) {
  std::array<double, 168> sums{};
  std::uint32_t step = std::max(1u, events.size() / 1'000'000);
  for (std::uint32_t i = 0; i < events.size(); i += step)
    if (options.kinds[static_cast<std::size_t>(events.kind(i))])
      ++sums[link::hour_of_week(events.time(i), options.day_offset_minutes)];
  double sum = 0;
  for (double& value : sums)
    value = sum += value + 1e-3;  // no hour is impossible
  return sums;
}

// Mean number of bursts when the sender's messages lie where the case's rhythm puts them.
double bursts_by_chance(const Sent& sent, Handle handles, const std::array<double, 168>& rhythm,
                        const BroadcastOptions& options) {
  Millis first = sent.time(0), last = sent.time(sent.size() - 1);
  std::int64_t week = 7 * link::millis_per_day;
  Millis monday = link::day_number(first, options.day_offset_minutes) * link::millis_per_day -
                  options.day_offset_minutes * link::millis_per_minute -
                  link::hour_of_week(first, options.day_offset_minutes) / 24 * link::millis_per_day;
  auto weeks = static_cast<std::uint64_t>((last - monday) / week + 1);
  Random random(0x62726f6164636173 ^ static_cast<std::uint64_t>(first) ^ sent.size() << 32);
  std::vector<Handle> recipients;
  recipients.reserve(sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) recipients.push_back(sent.to(i));
  // Counted from 0 in their order: what is counted by recipient stays small.
  std::vector<std::uint32_t> place(handles);
  for (Handle recipient : recipients) place[recipient] = 1;
  std::uint32_t different = 0;
  for (auto& at : place) at = at ? different++ : 0;
  for (Handle& recipient : recipients) recipient = place[recipient];
  Distinct distinct(different);
  const MadeUp::Form form(first, last, different);
  std::vector<std::uint64_t> words(sent.size());
  // Long lists get fewer rounds: their counts are steadier and the time is shared.
  auto rounds =
      std::clamp<std::uint64_t>(400'000 / sent.size(), 5, std::max(5u, options.null_rounds));
  std::uint64_t found = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    shuffle(recipients, random);
    for (std::size_t i = 0; i < sent.size(); ++i) {
      Millis time = 0;
      for (int attempt = 0; attempt < 16; ++attempt) {
        double at = random.unit() * rhythm.back();
        auto hour = std::upper_bound(rhythm.begin(), rhythm.end(), at) - rhythm.begin();
        time = monday + static_cast<Millis>(random.below(weeks)) * week +
               std::min<std::int64_t>(hour, 167) * link::millis_per_hour +
               static_cast<Millis>(random.below(link::millis_per_hour));
        if (time >= first && time <= last) break;
      }
      words[i] = form.word(std::clamp(time, first, last), recipients[i]);
    }
    std::sort(words.begin(), words.end());
    found += stretches(MadeUp(form, words), options, distinct).size();
  }
  return (double(found) + .5) / double(rounds);
}

}  // namespace

std::vector<Burst> find_bursts(const Events& events, const BroadcastOptions& options,
                               ThreadPool& pool) {
  std::size_t parts = pool.size() == 1 ? 1 : std::size_t{pool.size()} * 8;
  Handle handles = events.handle_count();
  std::vector<std::vector<Burst>> found(parts);
  pool.for_each(parts, [&](std::size_t part) {
    Distinct distinct(handles);
    auto begin = static_cast<Handle>(std::uint64_t{handles} * part / parts);
    auto end = static_cast<Handle>(std::uint64_t{handles} * (part + 1) / parts);
    for (Handle sender = begin; sender < end; ++sender) {
      if (!worth_a_look(events, sender, options)) continue;
      const auto index = messages_of(events, sender, options);
      const Sent sent(events, index);
      std::vector<Handle> last_recipients;
      for (const Stretch& stretch : stretches(sent, options, distinct)) {
        auto messages = sent.part(stretch.begin, stretch.end);
        Burst burst;
        burst.sender = sender;
        burst.start = messages.time(0);
        burst.end = messages.time(messages.size() - 1);
        burst.events.assign(messages.events().begin(), messages.events().end());
        std::vector<Handle> recipients = recipients_of(events, burst);
        burst.recipients = static_cast<std::uint32_t>(recipients.size());
        burst.same_recipients = jaccard(recipients, last_recipients);
        describe_text(burst, messages, options.near_bits);
        auto [wrote, rang] = answering(events, burst, 0, recipients, options);
        burst.answered = static_cast<std::uint32_t>(wrote.size());
        burst.rang = static_cast<std::uint32_t>(rang.size());
        last_recipients = std::move(recipients);
        found[part].push_back(std::move(burst));
      }
    }
  });
  std::vector<Burst> bursts;
  for (auto& part : found)
    bursts.insert(bursts.end(), std::make_move_iterator(part.begin()),
                  std::make_move_iterator(part.end()));
  return bursts;
}

namespace {
// Messages of bursts whose texts are known, and those near the commonest of their burst.
struct Known {
  double texts = 0, same = 0;
};
Known known_texts(std::span<const Burst> own, const BroadcastOptions& options) {
  Known out;
  for (const Burst& burst : own) {
    if (burst.with_text < options.telling_texts) continue;
    out.same += burst.same_text * double(burst.events.size());
    out.texts += burst.with_text;
  }
  return out;
}
}  // namespace

bool texts_differ(std::span<const Burst> own, const BroadcastOptions& options) {
  const Known known = known_texts(own, options);
  return known.texts > 0 && known.same < options.least_same_text * known.texts;
}

Broadcasts broadcasts(const std::vector<Burst>& bursts, const BroadcastOptions& options) {
  Broadcasts result;
  for (std::size_t begin = 0, end; begin < bursts.size(); begin = end) {
    std::set<std::int64_t> days;
    double overlap = 0;
    for (end = begin; end < bursts.size() && bursts[end].sender == bursts[begin].sender; ++end) {
      days.insert(link::day_number(bursts[end].start, options.day_offset_minutes));
      overlap += bursts[end].same_recipients;  // 0 of the first
    }
    const std::size_t count = end - begin;
    if (texts_differ({bursts.data() + begin, count}, options) && overlap < options.least_same_recipients * double(count - 1))
      result.talkers += days.size() >= options.least_days;
    else
      result.bursts.insert(result.bursts.end(), bursts.begin() + static_cast<std::ptrdiff_t>(begin),
                           bursts.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return result;
}

bool Reaction::none(const BroadcastOptions& options) const {
  return double(received) <= options.little_back * double(sent) && log10_p > std::log10(options.level);
}

Reaction reaction_to(const Events& events, std::span<const Burst> own, const BroadcastOptions& options) {
  Reaction reaction;
  if (own.empty()) return reaction;
  for (auto i : events.party(own.front().sender)) {
    if (events.to(i) == link::no_handle) continue;
    ++(events.from(i) == own.front().sender ? reaction.sent : reaction.received);
  }
  std::uint64_t moved = 0;
  for (const Burst& burst : own) {
    std::vector<Handle> recipients = recipients_of(events, burst);
    for (int day = -options.reaction_days; day <= options.reaction_days; ++day) {
      auto [wrote, rang] = answering(events, burst, day * link::millis_per_day, recipients, options);
      wrote.insert(rang.begin(), rang.end());
      (day == 0 ? reaction.observed : moved) += wrote.size();
    }
  }
  double days = 2 * options.reaction_days;
  reaction.expected = double(moved) / days;
  reaction.log10_p = binomial_tail_log10(reaction.observed, reaction.observed + moved, 1 / (1 + days));
  return reaction;
}

std::vector<LineDay> line_days(const Events& events, Handle sender, std::span<const Burst> bursts,
                               const BroadcastOptions& options) {
  std::vector<std::uint32_t> in_bursts;
  for (const Burst& burst : bursts)
    if (burst.sender == sender) in_bursts.insert(in_bursts.end(), burst.events.begin(), burst.events.end());
  std::sort(in_bursts.begin(), in_bursts.end());

  // What the sender takes part in and what its runners send, in one order of time.
  std::vector<std::uint32_t> stream(events.party(sender).begin(), events.party(sender).end());
  auto runners =
      std::equal_range(options.runners.begin(), options.runners.end(), std::pair(sender, Handle{0}),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto runner = runners.first; runner != runners.second; ++runner) {
    auto [begin, end] = events.sent(runner->second);
    for (auto i = begin; i < end; ++i)
      if (events.to(i) != sender) stream.push_back(i);
  }
  if (runners.first != runners.second)
    std::sort(stream.begin(), stream.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(events.time(a), a) < std::pair(events.time(b), b);
    });

  std::vector<LineDay> days;
  std::map<Handle, std::uint32_t>
      waiting;  // contacted the line that day → event; gone once confirmed
  std::set<Handle> seen;
  for (auto i : stream) {
    std::int64_t day = link::day_number(events.time(i), options.day_offset_minutes);
    if (days.empty() || days.back().day != day) {
      if (!days.empty() && days.back().potential == 0) days.pop_back();
      days.push_back({day, 0, 0, {}});
      waiting.clear();
      seen.clear();
    }
    LineDay& line = days.back();
    if (events.to(i) == sender) {
      Handle from = events.from(i);
      if (from == sender || from == link::no_handle) continue;
      bool is_runner = std::binary_search(runners.first, runners.second, std::pair(sender, from));
      if (is_runner || !seen.insert(from).second) continue;
      ++line.potential;
      line.evidence.push_back(events.record(i));
      waiting.emplace(from, i);
    } else if (events.to(i) != link::no_handle && !std::binary_search(in_bursts.begin(), in_bursts.end(), i) &&
               waiting.erase(events.to(i)) > 0) {
      ++line.confirmed;
      line.evidence.push_back(events.record(i));
    }
  }
  if (!days.empty() && days.back().potential == 0) days.pop_back();
  return days;
}

Leads broadcast_leads(const Events& events, const std::vector<Burst>& bursts,
                      const BroadcastOptions& options, ThreadPool& pool) {
  Leads result;
  bool any_messages = false;
  for (std::uint32_t i = 0; i < events.size() && !any_messages; ++i)
    any_messages = options.kinds[static_cast<std::size_t>(events.kind(i))];
  if (!any_messages) {
    result.not_looked_for.push_back(
        {"broadcast", "there are no dated messages from one handle to another"});
    return result;
  }

  std::vector<std::pair<std::size_t, std::size_t>> senders;  // ranges of `bursts`
  for (std::size_t begin = 0, end; begin < bursts.size(); begin = end) {
    std::set<std::int64_t> days;
    for (end = begin; end < bursts.size() && bursts[end].sender == bursts[begin].sender; ++end)
      days.insert(link::day_number(bursts[end].start, options.day_offset_minutes));
    if (days.size() >= options.least_days) senders.emplace_back(begin, end);
  }
  std::array<double, 168> rhythm = rhythm_of_case(events, options);

  // One in a hundred of those with nothing to it would be among them otherwise.
  const double level = std::log10(options.level / double(std::max<std::size_t>(1, senders.size())));

  result.leads.resize(senders.size());
  pool.for_each(senders.size(), [&](std::size_t n) {
    auto [begin, end] = senders[n];
    Lead& lead = result.leads[n];
    lead.observed = double(end - begin);
    lead.expected = bursts_by_chance(Sent(events, messages_of(events, bursts[begin].sender, options)), events.handle_count(), rhythm,
                                     options);
    lead.log10_p = poisson_tail_log10(end - begin, lead.expected);
    auto own = std::span(bursts).subspan(begin, end - begin);
    const Known known = known_texts(own, options);
    const bool one_text = known.texts > 0 && known.same >= options.least_same_text * known.texts;
    if (!one_text && lead.observed < options.beside_talk * lead.expected) lead.log10_p = 0;
    if (lead.log10_p > level) return;  // told in number only
    lead.detector = "broadcast";
    Handle sender = own.front().sender;
    lead.subjects = {sender};
    lead.from = own.front().start;
    lead.to = own.back().end;
    lead.parameters = {{"recipients", fmt::format("{} in {} min or {} with pauses up to {} s",
                                                  options.least_recipients,
                                                  options.window / link::millis_per_minute,
                                                  options.run_recipients, options.run_gap / 1000)},
                       {"days", fmt::format("{}", options.least_days)}};

    std::set<std::int64_t> days;
    std::set<Handle> reached;
    std::uint64_t messages = 0, answers = 0, local = 0;
    double overlap = 0, same_text = 0;
    std::uint32_t with_text = 0;
    Table table{"Bursts",
                {"start", "length", "recipients", "text versions", "same text",
                 "same recipients as "
                 "the burst before",
                 "wrote back", "rang back"},
                {}};
    for (std::size_t i = 0; i < own.size(); ++i) {
      const Burst& burst = own[i];
      days.insert(link::day_number(burst.start, options.day_offset_minutes));
      messages += burst.events.size();
      answers += burst.answered + burst.rang;
      if (i > 0) overlap += burst.same_recipients / double(own.size() - 1);
      if (burst.text_versions > 0) same_text += burst.same_text, ++with_text;
      for (auto event : burst.events) {
        lead.evidence.push_back(events.record(event));
        reached.insert(events.to(event));
        local += events.is_local_time(event);
      }
      table.rows.push_back({time(burst.start), duration(burst.end - burst.start),
                            count(burst.recipients), count(burst.text_versions),
                            number(burst.same_text), number(burst.same_recipients),
                            count(burst.answered), count(burst.rang)});
    }
    Reaction reaction = reaction_to(events, own, options);
    bool none = reaction.none(options);
    lead.ordinary = none;
    std::array<std::size_t, 24> begun{};  // bursts by the hour they begin in
    for (const Burst& burst : own) ++begun[static_cast<std::size_t>(link::hour_of_week(burst.start, options.day_offset_minutes)) % 24];
    std::size_t regular = 0, hour = 0;
    for (std::size_t h = 0; h < 24; ++h)
      if (std::size_t both = begun[h] + begun[(h + 1) % 24]; both > regular) regular = both, hour = h;
    std::vector<LineDay> line = line_days(events, sender, own, options);
    Table by_day{"Contacts by day", {"day", "potential", "confirmed"}, {}};
    std::uint64_t potential = 0, confirmed = 0;
    for (const LineDay& entry : line) {
      by_day.rows.push_back({day(entry.day), count(entry.potential), count(entry.confirmed)});
      potential += entry.potential;
      confirmed += entry.confirmed;
    }

    lead.null_model =
        "bursts found when the same messages are spread over the same weeks by the hour-of-week "
        "rhythm of the whole case, recipients dealt at random (mean of several rounds)";

    lead.title = {handle(sender),
                  words(" broadcasts: "),
                  count(std::int64_t(own.size())),
                  words(" bursts of messages on "),
                  count(std::int64_t(days.size())),
                  words(" days")};
    lead.explanation.push_back({words("In all "), count(std::int64_t(messages)),
                                words(" messages to "), count(std::int64_t(reached.size())),
                                words(" different recipients, each burst within minutes.")});
    if (own.size() > 1)
      lead.explanation.push_back(
          {words("The list of recipients overlaps from one burst to the next "
                 "by "),
           number(overlap), words(" on average (1: the same).")});
    if (with_text > 0)
      lead.explanation.push_back(
          {words("On average "), number(same_text / with_text),
           words(" of the messages of a burst carry one text or a version of "
                 "it.")});
    lead.explanation.push_back({words("Within "), duration(options.answer_window),
                                words(" of the bursts recipients wrote or rang back "),
                                count(std::int64_t(answers)), words(" times; "), count(std::int64_t(reaction.observed)),
                                words(" did so, each counted once a burst, and "), number(reaction.expected),
                                words(" within the same hour of other days.")});
    lead.explanation.push_back(
        {words("Potential contacts, summed over days: "), count(std::int64_t(potential)),
         words(" (different numbers and accounts that contacted it that day); confirmed: "),
         count(std::int64_t(confirmed)),
         words(" (those it, or a handle known to act for it, contacted later the same day, "
               "broadcasts not counted).")});

    if (with_text == 0)
      lead.against.push_back(
          {words("The texts are not known, so whether the messages of a burst say "
                 "the same cannot be seen.")});
    else if (texts_differ(own, options))
      lead.against.push_back(
          {words("Most messages of a burst differ in text: many conversations at "
                 "once look like this too.")});
    if (own.size() > 1 && overlap < .2)
      lead.against.push_back(
          {words("The recipients change from burst to burst: there is no steady "
                 "list.")});
    if (none)
      lead.against.push_back({words("Of "), count(std::int64_t(reaction.sent)), words(" sent "), count(std::int64_t(reaction.received)),
                              words(" came back, and no more after a burst than at other times: an employer, a school or an automatic sender "
                                    "looks like this. See whether it is a hub.")});
    if (own.size() >= 5 && 5 * regular >= 4 * own.size())
      lead.against.push_back({count(std::int64_t(regular)), words(" of "), count(std::int64_t(own.size())),
                              words(fmt::format(" bursts begin between {:02}:00 and {:02}:00{}: notices go out at fixed hours.", hour, (hour + 2) % 24,
                                                options.day_offset_minutes == 0 ? " UTC" : ""))});
    if (answers == 0)
      lead.against.push_back(
          {words("No recipient is seen to answer within the hour; the data may "
                 "hold only one side.")});
    if (local > 0)
      lead.against.push_back({count(std::int64_t(local)),
                              words(" of the messages have a time whose zone is unknown; they take "
                                    "part with the reading of their clock.")});
    lead.against.push_back(
        {words("Potential counts friends and wrong numbers; confirmed misses what "
               "was settled in the call itself. The data may not hold every "
               "call.")});
    lead.alternatives = {"a business, school, club or congregation informing its members",
                         "greetings or a new number sent to everybody in the address book",
                         "an automatic sender"};
    lead.tables.push_back(std::move(table));
    lead.tables.push_back(std::move(by_day));
  });
  std::size_t by_chance = std::erase_if(
      result.leads, [&](const Lead& lead) { return lead.log10_p > level; });
  if (by_chance > 0)
    result.not_looked_for.push_back(
        {"broadcast",
         fmt::format("{} busy senders have bursts no more often than chance gives with "
                     "as many messages; they are not shown",
                     by_chance)});
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
