// The idea. Texts that stand in few conversations lead to pairs of conversations worth a look. In
// such a pair take the texts that stand exactly once in each copy, in the order of the first copy,
// and ask for the longest run that keeps the order of the second (patience sorting):
//
//   phone A, "Lifts"                        phone B, "Lifts"
//   1 Ana       the train is at nine        1 Ana W.   the train is at nine
//   2 Bogdan    ok                          2 me       bring the keys
//   3 Bogdan    bring the keys              3 Ana W.   left the keys at the market
//   4 Ana       left the keys at the market
//
//   unique in both: A 1 3 4 ↔ B 1 2 3, all in order. Votes: Ana ↔ Ana W. 2, Bogdan ↔ me 1.
//
// Copies of other chats share texts too (a broadcast goes to many), but neither in order nor most of
// them: of the common texts 3 in 4 must keep the order, half be apart by the same time as a neighbour, and they
// must be a quarter of the shorter copy where both cover the same time, and of writers of whom next to nothing is in the
// other copy there may be few. Fewer than five texts do not convince by order alone; once
// clocks are known, two at agreeing times do. Then each seat takes at most one writer of each copy,
// strongest votes first.
//
// Tried first: members' names and group titles. Titles are shared by groups ("Family") and names by
// people, so both gave wrong pairs on generated cases, and missing ones where a title was changed.
#include "link/threads.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

namespace clew::link {
namespace {

constexpr std::size_t least_letters = 6;

struct Conversation {
  std::int64_t id = 0, exhibit = 0;
  std::vector<std::uint32_t> rows;  // into the input, by time then record
};

// A content and its row in a conversation.
struct ContentRow {
  std::uint64_t content;
  std::uint32_t at;
};

// What stands in a conversation exactly once, by content. `all`: every content of it is added there once.
std::vector<ContentRow> unique_rows(std::span<const ThreadRow> rows, const Conversation& conversation,
                                    std::vector<std::uint64_t>& all) {
  std::vector<ContentRow> list;
  for (std::uint32_t at = 0; at < conversation.rows.size(); ++at)
    if (auto content = rows[conversation.rows[at]].content) list.push_back({content, at});
  std::sort(list.begin(), list.end(), [](const ContentRow& a, const ContentRow& b) { return a.content < b.content; });
  std::size_t kept = 0;
  for (std::size_t begin = 0, end; begin < list.size(); begin = end) {
    for (end = begin + 1; end < list.size() && list[end].content == list[begin].content;) ++end;
    all.push_back(list[begin].content);
    if (end == begin + 1) list[kept++] = list[begin];
  }
  list.resize(kept);
  list.shrink_to_fit();
  return list;
}

bool contains(const std::vector<ContentRow>& list, std::uint64_t content) {
  auto at = std::lower_bound(list.begin(), list.end(), content, [](const ContentRow& row, std::uint64_t wanted) { return row.content < wanted; });
  return at != list.end() && at->content == content;
}

// The rows of both where they say the same, in the order of the first. Two lists of like size are walked side by side; of a short one
// each content is looked up in the long one.
std::vector<std::pair<std::uint32_t, std::uint32_t>> common_rows(const std::vector<ContentRow>& one, const std::vector<ContentRow>& other) {
  constexpr std::size_t much_longer = 16;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  const bool swapped = one.size() > other.size();
  const auto &few = swapped ? other : one, &many = swapped ? one : other;
  const bool look_up = few.size() < many.size() / much_longer;
  auto y = many.begin();
  for (const ContentRow& x : few) {
    if (look_up)
      y = std::lower_bound(y, many.end(), x.content, [](const ContentRow& row, std::uint64_t wanted) { return row.content < wanted; });
    else
      while (y != many.end() && y->content < x.content) ++y;
    if (y == many.end()) break;
    if (y->content == x.content) swapped ? out.emplace_back(y->at, x.at) : out.emplace_back(x.at, y->at);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// Longest subsequence of `values` that grows; indexes into it. O(n log n).
std::vector<std::uint32_t> longest_growing(const std::vector<std::uint32_t>& values) {
  std::vector<std::uint32_t> tails, before(values.size(), 0xffffffff);
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    auto at = std::lower_bound(tails.begin(), tails.end(), values[i],
                               [&](std::uint32_t t, std::uint32_t v) { return values[t] < v; });
    if (at != tails.begin()) before[i] = *(at - 1);
    if (at == tails.end())
      tails.push_back(i);
    else
      *at = i;
  }
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = tails.empty() ? 0xffffffff : tails.back(); i != 0xffffffff; i = before[i])
    out.push_back(i);
  std::reverse(out.begin(), out.end());
  return out;
}

struct PairVote {
  std::uint64_t a, b;
  std::uint32_t count;
};

struct Candidate {
  ThreadPair pair;
  std::vector<PairVote> votes;                                  // senders of a ↔ senders of b
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rows;  // in order: rows of a and b
};

class Matcher {
 public:
  Matcher(std::span<const ThreadRow> rows, const ThreadOptions& options, ThreadPool& pool)
      : rows_(rows), options_(options), pool_(pool) {
    std::map<std::int64_t, Conversation> by_id;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      auto& c = by_id[rows[i].conversation];
      c.id = rows[i].conversation;
      c.exhibit = rows[i].exhibit;
      c.rows.push_back(i);
    }
    for (auto& [id, c] : by_id) {
      std::sort(c.rows.begin(), c.rows.end(), [&](std::uint32_t x, std::uint32_t y) {
        return std::tuple(rows[x].time, rows[x].record) < std::tuple(rows[y].time, rows[y].record);
      });
      conversations_.push_back(std::move(c));
    }
    for (const auto& c : conversations_)
      unique_.push_back(unique_rows(rows, c, contents_));
    std::sort(contents_.begin(), contents_.end());
  }

  Threads run() {
    // Pairs are looked at some thousands at a time: most are not accepted, and a pair without is small.
    constexpr std::size_t at_once = 4096;
    const auto pairs = worth_a_look();
    std::vector<Candidate> accepted;
    std::vector<std::optional<Candidate>> looked;
    for (std::size_t done = 0; done < pairs.size(); done += looked.size()) {
      looked.assign(std::min(at_once, pairs.size() - done), std::nullopt);
      pool_.for_each(looked.size(), [&](std::size_t i) { looked[i] = look(pairs[done + i].first, pairs[done + i].second); });
      for (auto& candidate : looked)
        if (candidate) accepted.push_back(std::move(*candidate));
    }
    // Strongest first: see assemble().
    std::sort(accepted.begin(), accepted.end(), [](const Candidate& x, const Candidate& y) {
      return std::tuple(y.pair.agree, y.pair.in_order, x.pair.a, x.pair.b) <
             std::tuple(x.pair.agree, x.pair.in_order, y.pair.a, y.pair.b);
    });
    return assemble(accepted);
  }

 private:
  const Conversation& of(std::size_t i) const { return conversations_[i]; }

  // Pairs of conversations that share enough rare texts.
  std::vector<std::pair<std::size_t, std::size_t>> worth_a_look() const {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> postings;
    for (std::uint32_t c = 0; c < conversations_.size(); ++c)
      for (const ContentRow& row : unique_[c])
        postings.emplace_back(row.content, c);
    std::sort(postings.begin(), postings.end());
    std::vector<std::uint64_t> shared;  // a << 32 | b, once for each text
    for (std::size_t begin = 0, end; begin < postings.size(); begin = end) {
      for (end = begin; end < postings.size() && postings[end].first == postings[begin].first;)
        ++end;
      if (end - begin < 2 || end - begin > options_.most_conversations) continue;
      for (std::size_t x = begin; x < end; ++x)
        for (std::size_t y = x + 1; y < end; ++y)
          shared.push_back(std::uint64_t{postings[x].second} << 32 | postings[y].second);
    }
    std::sort(shared.begin(), shared.end());
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t begin = 0, end; begin < shared.size(); begin = end) {
      for (end = begin + 1; end < shared.size() && shared[end] == shared[begin];) ++end;
      if (options_.clock || end - begin >= options_.least_order)
        out.emplace_back(shared[begin] >> 32, shared[begin] & 0xffffffff);
    }
    return out;
  }

  Millis common_time(const ThreadRow& row) const {
    Millis middle = row.time + row.precision / 2;
    return options_.clock ? options_.clock(row.exhibit, middle) : middle;
  }
  bool times_agree(const ThreadRow& a, const ThreadRow& b) const {
    return std::abs(common_time(a) - common_time(b)) <=
           options_.tolerance + (a.precision + b.precision) / 2;
  }

  std::optional<Candidate> look(std::size_t a, std::size_t b) const {
    const auto common = common_rows(unique_[a], unique_[b]);
    if (common.size() >= options_.least_order)
      if (auto by_order = look(a, b, common, false)) return by_order;
    return options_.clock ? look(a, b, common, true) : std::nullopt;
  }

  std::optional<Candidate> look(std::size_t a, std::size_t b, std::span<const std::pair<std::uint32_t, std::uint32_t>> common,
                                bool timed) const {
    const Conversation &one = of(a), &other = of(b);
    std::vector<std::uint32_t> at_a, at_b;
    for (auto [mine, theirs] : common) {
      const ThreadRow &ra = rows_[one.rows[mine]], &rb = rows_[other.rows[theirs]];
      if (std::abs(rb.time - ra.time) > options_.largest_offset) continue;
      if (timed && !times_agree(ra, rb)) continue;
      at_a.push_back(mine);
      at_b.push_back(theirs);
    }
    auto chain = longest_growing(at_b);
    Candidate out;
    out.pair.a = one.id;
    out.pair.b = other.id;
    out.pair.common = static_cast<std::uint32_t>(at_b.size());
    out.pair.in_order = static_cast<std::uint32_t>(chain.size());
    if (chain.empty() || double(chain.size()) < options_.least_share * double(at_b.size()))
      return std::nullopt;
    if (out.pair.in_order < (timed ? options_.least_timed : options_.least_order)) {
      // One text at the same second convinces if nobody else in the case wrote it.
      if (!timed) return std::nullopt;
      auto text = rows_[one.rows[at_a[chain[0]]]].content;
      auto [first, last] = std::equal_range(contents_.begin(), contents_.end(), text);
      if (last - first != 2) return std::nullopt;
    }
    std::vector<Millis> offsets, apart, slack;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> votes;
    for (auto i : chain) {
      out.rows.emplace_back(one.rows[at_a[i]], other.rows[at_b[i]]);
      const ThreadRow &ra = rows_[out.rows.back().first], &rb = rows_[out.rows.back().second];
      offsets.push_back(rb.time + rb.precision / 2 - ra.time - ra.precision / 2);
      // Where clocks are known a drift is none: between two texts of a week a clock may gain more than the tolerance.
      apart.push_back(timed ? common_time(rb) - common_time(ra) : offsets.back());
      slack.push_back((ra.precision + rb.precision) / 2);
      if (ra.sender && rb.sender) ++votes[{ra.sender, rb.sender}];
    }
    auto sorted = offsets;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    out.pair.offset = sorted[sorted.size() / 2];
    // From one text to the next the two clocks stay apart by the same, even if one of them drifts.
    for (std::size_t i = 0; i < apart.size(); ++i) {
      auto steady = [&](std::size_t j) {
        return std::abs(apart[i] - apart[j]) <= 2 * options_.tolerance + slack[i];
      };
      out.pair.agree += apart.size() == 1 || (i > 0 && steady(i - 1)) ||
                        (i + 1 < apart.size() && steady(i + 1));
    }
    if (out.pair.agree < options_.least_agree * double(chain.size())) return std::nullopt;
    // Within one exhibit there is one clock: true copies show the same times, a broadcast does not.
    if (one.exhibit == other.exhibit) {
      std::size_t same = 0;
      for (auto [row_a, row_b] : out.rows) {
        const ThreadRow &ra = rows_[row_a], &rb = rows_[row_b];
        Millis may = millis_per_second +
                     (ra.precision == rb.precision ? 0 : std::max(ra.precision, rb.precision));
        same += std::abs(ra.time - rb.time) <= may;
      }
      if (double(same) < .9 * double(out.rows.size())) return std::nullopt;
    }
    out.pair.rows = rows_both_cover(one, other, out.pair.offset);
    if (double(chain.size()) < options_.least_overlap * out.pair.rows) return std::nullopt;
    for (const auto& [senders, count] : votes)
      out.votes.push_back({senders.first, senders.second, count});
    if (!writers_agree(out) || !each_writer_is_there(out, a, b) ||
        !each_writer_is_there(out, b, a))
      return std::nullopt;
    return out;
  }

  // Who writes a broadcast writes the same into many chats, but the others there answer each in
  // their own words: of every writer with three texts of his own some must stand in the other copy.
  bool each_writer_is_there(const Candidate& candidate, std::size_t mine, std::size_t theirs) const {
    const Conversation &one = of(mine), &other = of(theirs);
    Millis offset = one.id == candidate.pair.a ? candidate.pair.offset : -candidate.pair.offset;
    Millis from = rows_[other.rows.front()].time - offset - millis_per_hour;
    Millis to = rows_[other.rows.back()].time - offset + millis_per_hour;
    std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> count;  // writer → common, all
    for (std::uint32_t at = 0; at < one.rows.size(); ++at) {
      const ThreadRow& row = rows_[one.rows[at]];
      if (!row.content || !row.sender || row.time < from || row.time > to) continue;
      if (!contains(unique_[mine], row.content)) continue;
      auto& [common, all] = count[row.sender];
      common += contains(unique_[theirs], row.content);
      ++all;
    }
    // One whose few lines all fell into a gap of the other copy does not speak against twenty who are in both.
    std::uint32_t absent = 0, others = 0, most = 0, of_most = 0;
    for (const auto& [writer, texts] : count) {
      auto [common, all] = texts;
      others += all;
      if (common > most) most = common, of_most = all;
      if (all >= 3 && common < options_.least_of_writer * all) absent += all;
    }
    return absent <= options_.most_absent * (others - of_most);
  }

  // Rows with content of the copy that has fewer, between the first and last row both have.
  std::uint32_t rows_both_cover(const Conversation& a, const Conversation& b, Millis offset) const {
    auto time_of = [&](const Conversation& c, std::size_t i) { return rows_[c.rows[i]].time; };
    Millis from = std::max(time_of(a, 0) + offset, time_of(b, 0)) - millis_per_hour;
    Millis to = std::min(time_of(a, a.rows.size() - 1) + offset, time_of(b, b.rows.size() - 1)) +
                millis_per_hour;
    auto inside = [&](const Conversation& c, Millis shift) {
      std::uint32_t count = 0;
      for (auto i : c.rows) {
        Millis time = rows_[i].time + shift;
        count += rows_[i].content && time >= from && time <= to;
      }
      return count;
    };
    return std::min(inside(a, offset), inside(b, 0));
  }

  // Each writer mostly answers to one writer of the other copy.
  static bool writers_agree(const Candidate& candidate) {
    std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> of_a, of_b;  // best, all
    for (const auto& vote : candidate.votes)
      for (auto* side : {&of_a, &of_b}) {
        auto& [best, all] = (*side)[side == &of_a ? vote.a : vote.b];
        best = std::max(best, vote.count);
        all += vote.count;
      }
    for (const auto* side : {&of_a, &of_b}) {
      std::uint32_t best = 0, all = 0;
      for (const auto& [sender, counts] : *side)
        best += counts.first, all += counts.second;
      if (double(best) < .9 * double(all)) return false;
    }
    return true;
  }

  Threads assemble(const std::vector<Candidate>& accepted) const {
    std::unordered_map<std::int64_t, std::uint32_t> index;
    for (std::uint32_t c = 0; c < conversations_.size(); ++c)
      index[of(c).id] = c;
    std::vector<std::uint32_t> parent(conversations_.size());
    std::iota(parent.begin(), parent.end(), 0u);
    auto root = [&](std::uint32_t i) {
      while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
      return i;
    };
    // A row has one copy in each other conversation's exhibit: a pair that mostly claims rows that a
    // stronger one has claimed is a coincidence. (A chat may have two copies in one exhibit one after
    // the other: after a change of number.)
    std::set<std::pair<std::uint32_t, std::int64_t>> claimed;  // row, exhibit of its copy
    Threads out;
    using Writer = std::pair<std::int64_t, std::uint64_t>;  // conversation, sender
    struct SeatVote {
      std::uint32_t count;
      Writer a, b;
    };
    std::vector<SeatVote> seat_votes;
    for (const auto& candidate : accepted) {
      const auto &a = of(index[candidate.pair.a]), &b = of(index[candidate.pair.b]);
      std::size_t taken = 0;
      for (auto [row_a, row_b] : candidate.rows)
        taken += claimed.contains({row_a, b.exhibit}) || claimed.contains({row_b, a.exhibit});
      if (taken * 5 > candidate.rows.size()) continue;
      for (auto [row_a, row_b] : candidate.rows) {
        claimed.insert({row_a, b.exhibit});
        claimed.insert({row_b, a.exhibit});
      }
      auto x = root(index[a.id]), y = root(index[b.id]);
      parent[std::max(x, y)] = std::min(x, y);
      out.pairs.push_back(candidate.pair);
      for (const auto& vote : candidate.votes)
        seat_votes.push_back({vote.count, {a.id, vote.a}, {b.id, vote.b}});
    }
    std::sort(out.pairs.begin(), out.pairs.end(), [](const ThreadPair& x, const ThreadPair& y) {
      return std::tuple(x.a, x.b) < std::tuple(y.a, y.b);
    });

    std::map<std::uint32_t, std::uint32_t> number;  // root → thread
    std::map<std::uint32_t, std::uint32_t> size;
    for (std::uint32_t c = 0; c < conversations_.size(); ++c)
      ++size[root(c)];
    for (std::uint32_t c = 0; c < conversations_.size(); ++c)
      if (size[root(c)] > 1) {
        auto [found, fresh] =
            number.try_emplace(root(c), static_cast<std::uint32_t>(number.size()));
        out.of_conversation.emplace_back(of(c).id, found->second);
      }
    seat_writers(seat_votes, out);
    return out;
  }

  // Seats: writers joined by votes, strongest first; a seat has one writer of each copy.
  template <typename Votes>
  static void seat_writers(Votes& votes, Threads& out) {
    using Writer = std::pair<std::int64_t, std::uint64_t>;
    std::sort(votes.begin(), votes.end(), [](const auto& x, const auto& y) {
      return std::tuple(y.count, x.a, x.b) < std::tuple(x.count, y.a, y.b);
    });
    std::map<Writer, std::uint32_t> group;
    std::vector<std::map<std::int64_t, std::uint64_t>> groups;  // conversation → sender
    std::map<Writer, std::uint32_t> support;
    for (const auto& vote : votes) {
      auto place = [&](const Writer& writer) {
        auto [found, fresh] = group.try_emplace(writer, static_cast<std::uint32_t>(groups.size()));
        if (fresh) groups.push_back({{writer.first, writer.second}});
        return found->second;
      };
      auto x = place(vote.a), y = place(vote.b);
      if (x != y) {
        bool clash = false;
        for (const auto& [conversation, sender] : groups[y])
          clash |= groups[x].contains(conversation);
        if (clash) continue;
        for (const auto& [conversation, sender] : groups[y]) {
          groups[x][conversation] = sender;
          group[{conversation, sender}] = x;
        }
        groups[y].clear();
      }
      support[vote.a] += vote.count;
      support[vote.b] += vote.count;
    }
    std::map<std::uint32_t, std::uint32_t> seat_number;  // group → seat, in order of its first writer
    for (const auto& [writer, g] : group) {
      if (groups[g].size() < 2) continue;
      auto thread = out.find(writer.first);
      if (!thread) continue;
      auto [found, fresh] =
          seat_number.try_emplace(g, static_cast<std::uint32_t>(seat_number.size()));
      out.seats.push_back({writer.first, writer.second, *thread, found->second, support[writer]});
    }
  }

  std::span<const ThreadRow> rows_;
  const ThreadOptions& options_;
  ThreadPool& pool_;
  std::vector<Conversation> conversations_;
  std::vector<std::vector<ContentRow>> unique_;  // of each conversation
  std::vector<std::uint64_t> contents_;          // sorted; once for each conversation that has it
};

}  // namespace

std::uint64_t content_key(std::string_view utf8) {
  std::string letters;
  for (unsigned char c : utf8) {
    if (c >= 'A' && c <= 'Z') c = static_cast<unsigned char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters.push_back(static_cast<char>(c));
  }
  if (letters.size() < least_letters) {
    letters.assign(1, '\0');  // never equal to a skeleton
    for (std::size_t i = 0; i < utf8.size(); ++i) {
      // U+200E, U+200F and U+202A … E stand in exports to steer the writing direction.
      if (i + 2 < utf8.size() && utf8[i] == '\xE2' && utf8[i + 1] == '\x80' &&
          (utf8[i + 2] == '\x8E' || utf8[i + 2] == '\x8F' ||
           (utf8[i + 2] >= '\xAA' && utf8[i + 2] <= '\xAE'))) {
        i += 2;
        continue;
      }
      if (utf8[i] != '\r') letters.push_back(utf8[i]);
    }
    while (letters.size() > 1 && (letters.back() == ' ' || letters.back() == '\n'))
      letters.pop_back();
    if (letters.size() == 1) return 0;
  }
  auto hash = XXH3_64bits(letters.data(), letters.size());
  return hash == 0 ? 1 : hash;
}

std::optional<std::uint32_t> Threads::find(std::int64_t conversation) const {
  auto at = std::lower_bound(of_conversation.begin(), of_conversation.end(), conversation,
                             [](const auto& item, std::int64_t id) { return item.first < id; });
  if (at == of_conversation.end() || at->first != conversation) return std::nullopt;
  return at->second;
}

const ThreadSeat* Threads::seat_of(std::int64_t conversation, std::uint64_t sender) const {
  auto at = std::lower_bound(seats.begin(), seats.end(), std::pair(conversation, sender),
                             [](const ThreadSeat& seat, const auto& wanted) {
                               return std::pair(seat.conversation, seat.sender) < wanted;
                             });
  if (at == seats.end() || at->conversation != conversation || at->sender != sender) return nullptr;
  return &*at;
}

Threads match_threads(std::span<const ThreadRow> rows, const ThreadOptions& options) {
  ThreadPool alone(1);
  return match_threads(rows, options, alone);
}

Threads match_threads(std::span<const ThreadRow> rows, const ThreadOptions& options, ThreadPool& pool) {
  return Matcher(rows, options, pool).run();
}

}  // namespace clew::link
