#include "link/pairs.h"

#include <algorithm>
#include <limits>

#include "base/assert.h"

namespace clew::link {
namespace {

std::int64_t day_of(Millis time, std::int32_t offset_minutes) {
  Millis shifted = time + offset_minutes * millis_per_minute;
  return shifted >= 0 ? shifted / millis_per_day : (shifted + 1) / millis_per_day - 1;
}

// Sums up the senders [begin, end). `slot_of` maps a recipient to its place in `found`; `owner`
// says for which sender that place holds, so nothing is cleared between senders.
struct Scan {
  const Events& events;
  const PairOptions& options;
  std::vector<std::uint32_t> slot_of;
  std::vector<Handle> owner;
  std::vector<std::int64_t> last_day;
  std::vector<Pair> pairs;
  std::vector<std::uint32_t> count_of_sender;

  Scan(const Events& from_events, const PairOptions& with)
      : events(from_events),
        options(with),
        slot_of(from_events.handle_count()),
        owner(from_events.handle_count(), no_handle) {}

  Pair& slot(Handle sender, Handle to, std::size_t base) {
    if (owner[to] != sender) {
      owner[to] = sender;
      slot_of[to] = static_cast<std::uint32_t>(pairs.size() - base);
      pairs.emplace_back().to = to;
      last_day.push_back(std::numeric_limits<std::int64_t>::min());
    }
    return pairs[base + slot_of[to]];
  }

  void sender(Handle sender, std::span<const UndatedEvent> undated) {
    std::size_t base = pairs.size();
    last_day.clear();
    auto [begin, end] = events.sent(sender);
    for (std::uint32_t i = begin; i < end; ++i) {
      Handle to = events.to(i);
      if (to == no_handle) continue;
      Pair& pair = slot(sender, to, base);
      Millis time = events.time(i);
      if (pair.count++ == 0) pair.first = time;
      pair.last = time;
      std::int64_t day = day_of(time, options.day_offset_minutes);
      std::int64_t& last = last_day[slot_of[to]];
      pair.days += day != last;
      last = day;
      EventKind kind = events.kind(i);
      ++pair.by_kind[static_cast<std::size_t>(kind)];
      if (kind != EventKind::call) continue;
      if (auto seconds = events.duration(i)) {
        pair.calls_without_talk += *seconds == 0;
        pair.talk_s += std::min(*seconds, ~pair.talk_s);
      }
    }
    for (const auto& event : undated)
      if (!event.is_group && event.to != no_handle) slot(sender, event.to, base).undated += event.count;
    std::sort(pairs.begin() + static_cast<std::ptrdiff_t>(base), pairs.end(),
              [](const Pair& a, const Pair& b) { return a.to < b.to; });
    count_of_sender.push_back(static_cast<std::uint32_t>(pairs.size() - base));
  }
};

}  // namespace

const Pair* PairTable::find(Handle from, Handle to) const {
  auto row = of(from);
  auto at = std::lower_bound(row.begin(), row.end(), to,
                             [](const Pair& pair, Handle wanted) { return pair.to < wanted; });
  return at != row.end() && at->to == to ? &*at : nullptr;
}

PairTable pair_table(const Events& events, const PairOptions& options, ThreadPool& pool) {
  Handle handles = events.handle_count();
  // Parts of about equal numbers of events, so that one heavy sender does not hold up the rest.
  std::size_t parts = pool.size() == 1 ? 1 : std::size_t{pool.size()} * 4;
  std::vector<Handle> bounds{0};
  for (Handle handle = 0; handle < handles; ++handle)
    if (bounds.size() < parts &&
        events.sent(handle).second >= std::uint64_t{events.size()} * bounds.size() / parts &&
        handle + 1 > bounds.back())
      bounds.push_back(handle + 1);
  if (bounds.back() != handles) bounds.push_back(handles);

  auto undated = events.undated();
  std::vector<std::vector<Pair>> found(bounds.size() - 1);
  PairTable table;
  table.begin.assign(std::size_t{handles} + 1, 0);
  pool.for_each(found.size(), [&](std::size_t part) {
    Scan scan(events, options);
    for (Handle sender = bounds[part]; sender < bounds[part + 1]; ++sender) {
      auto of_sender = std::equal_range(
          undated.begin(), undated.end(), UndatedEvent{.from = sender},
          [](const UndatedEvent& a, const UndatedEvent& b) { return a.from < b.from; });
      scan.sender(sender, {of_sender.first, of_sender.second});
      table.begin[sender + 1] = scan.count_of_sender.back();
    }
    found[part] = std::move(scan.pairs);
  });
  for (Handle handle = 0; handle < handles; ++handle)
    table.begin[handle + 1] += table.begin[handle];
  if (found.size() == 1) {
    table.pairs = std::move(found[0]);
    return table;
  }
  table.pairs.reserve(table.begin.back());
  for (auto& part : found) {
    table.pairs.insert(table.pairs.end(), part.begin(), part.end());
    std::vector<Pair>().swap(part);
  }
  return table;
}

double reciprocity(const Tie& tie) {
  std::uint32_t larger = std::max(tie.a_to_b, tie.b_to_a);
  return larger == 0 ? 0 : double(std::min(tie.a_to_b, tie.b_to_a)) / larger;
}

Contacts contacts(const PairTable& pairs) {
  Handle handles = pairs.handle_count();
  // The reverse of the table by counting sort: senders stand in order within each recipient.
  std::vector<std::uint64_t> begin(std::size_t{handles} + 1, 0);
  for (const Pair& pair : pairs.pairs)
    ++begin[pair.to + 1];
  for (Handle handle = 0; handle < handles; ++handle)
    begin[handle + 1] += begin[handle];
  std::vector<Contacts::Entry> incoming(pairs.pairs.size());
  std::vector<std::uint64_t> next(begin.begin(), begin.end() - 1);
  for (Handle from = 0; from < handles; ++from)
    for (const Pair& pair : pairs.of(from))
      incoming[next[pair.to]++] = {from, pair.count + pair.undated};

  Contacts result;
  result.begin.reserve(std::size_t{handles} + 1);
  result.entries.reserve(2 * pairs.pairs.size());  // at most; what is not written takes no memory
  result.begin.push_back(0);
  for (Handle handle = 0; handle < handles; ++handle) {
    auto out = pairs.of(handle);
    std::size_t i = 0;
    std::uint64_t j = begin[handle], end = begin[handle + 1];
    while (i < out.size() || j < end) {
      Handle a = i < out.size() ? out[i].to : no_handle;
      Handle b = j < end ? incoming[j].other : no_handle;
      Contacts::Entry entry{std::min(a, b), 0};
      if (a <= b) entry.events += out[i].count + out[i].undated, ++i;
      if (b <= a) entry.events += incoming[j].events, ++j;
      if (entry.other != handle) result.entries.push_back(entry);
    }
    result.begin.push_back(result.entries.size());
  }
  return result;
}

std::vector<Tie> ties(const PairTable& pairs) {
  std::vector<Tie> result;
  Contacts all = contacts(pairs);
  for (Handle a = 0; a < all.handle_count(); ++a)
    for (const auto& entry : all.of(a)) {
      if (entry.other < a) continue;
      const Pair* out = pairs.find(a, entry.other);
      std::uint32_t sent = out ? out->count + out->undated : 0;
      result.push_back({a, entry.other, sent, entry.events - sent});
    }
  return result;
}

GroupTies group_ties(const Events& events, std::uint32_t largest_group) {
  GroupTies result;
  for (std::uint32_t group = 0; group < events.group_count(); ++group) {
    auto members = events.group_members(group);
    if (members.size() < 2) continue;
    if (members.size() > largest_group) {
      result.too_large.push_back(group);
      continue;
    }
    // How many messages each member sent; a sender who is not a member ties nobody.
    std::vector<std::uint32_t> sent(members.size(), 0);
    for (std::uint32_t i : events.group_events(group)) {
      auto at = std::lower_bound(members.begin(), members.end(), events.from(i));
      if (at != members.end() && *at == events.from(i)) ++sent[at - members.begin()];
    }
    double share = 1.0 / static_cast<double>(members.size() - 1);
    for (std::size_t a = 0; a < members.size(); ++a)
      for (std::size_t b = a + 1; b < members.size(); ++b)
        if (std::uint32_t messages = sent[a] + sent[b]; messages > 0)
          result.ties.push_back({members[a], members[b], messages, messages * share});
  }
  std::stable_sort(result.ties.begin(), result.ties.end(), [](const auto& x, const auto& y) {
    return std::pair(x.a, x.b) < std::pair(y.a, y.b);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < result.ties.size(); ++i) {
    if (kept > 0 && result.ties[kept - 1].a == result.ties[i].a &&
        result.ties[kept - 1].b == result.ties[i].b) {
      result.ties[kept - 1].messages += result.ties[i].messages;
      result.ties[kept - 1].weight += result.ties[i].weight;
    } else {
      result.ties[kept++] = result.ties[i];
    }
  }
  result.ties.resize(kept);
  return result;
}

}  // namespace clew::link
