// The idea. Rows come in chunks; each chunk is sorted where it stands (on the pool) by sender, then by the total order below; the chunks
// are merged into the columns, which are thus written from front to back. What a handle received is gathered from the column of
// recipients, some handles at a time, sorted by time, and merged with what it sent, which is in time order already.
//
//   rows (time: from→to)   1: b→a   2: a→b   3: a→c
//   columns                a→b@2  a→c@3  b→a@1         sender_begin a:0 b:2 c:3
//   party                  a: [2 0 1]  b: [2 0]  c: [1]
//
// Nothing is written here and there, so columns larger than memory can lie in a file meanwhile: dealt out in order of time instead,
// ten million events of a hundred thousand handles touched every page of the file once in every few thousand rows.
//
// One total order (time, kind, duration, from, to, record, text) settles ties, so the bytes do not depend on input order or threads.
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <queue>
#include <tuple>
#include <utility>

#include "base/assert.h"
#include "base/error.h"
#include "base/spill.h"
#include "link/events.h"
#include "link/events_layout.h"

namespace clew::link {
namespace {

constexpr std::size_t chunk_rows = std::size_t{1} << 19;

// In the order of the columns; unknown senders (no_handle, the largest number) last.
struct Row {
  Handle from;
  Handle to;  // or the group
  std::uint64_t when;
  std::int64_t record;
  std::uint64_t text;
  friend bool operator<(const Row& a, const Row& b) {
    return std::tie(a.from, a.when, a.to, a.record, a.text) < std::tie(b.from, b.when, b.to, b.record, b.text);
  }
};

// A record that is repeated word for word stays repeated.
struct ChunkHead {
  Row row;
  std::size_t chunk;
  friend bool operator<(const ChunkHead& a, const ChunkHead& b) {  // the top of a heap is the first row
    if (b.row < a.row) return true;
    return !(a.row < b.row) && b.chunk < a.chunk;
  }
};

std::uint64_t pack(const EventRow& row, Millis time) {
  std::uint64_t duration = row.duration_s < 0
                               ? Events::unknown_duration
                               : std::min<std::uint64_t>(row.duration_s, Events::longest_duration);
  return static_cast<std::uint64_t>(time - Events::min_time) << 21 |
         std::uint64_t{row.local_time} << 20 |
         (row.group != no_group ? group_bit : std::uint64_t{0}) |
         static_cast<std::uint64_t>(row.kind) << 16 | duration;
}

Millis floor_millis(std::int64_t micros) { return micros / 1000 - (micros % 1000 < 0 ? 1 : 0); }

// The first chunk grows in memory; each further one is of chunk_rows, in a file where there is a folder for it.
struct Chunk {
  std::vector<Row> grown;
  Spill block;
  std::size_t size = 0;
  Row* rows() { return block.data() ? reinterpret_cast<Row*>(block.data()) : grown.data(); }
  // The first `end` rows are not needed any more, or not soon.
  void let_go(std::size_t end) const { block.let_go(0, end * sizeof(Row)); }
  void push(const Row& row) {
    if (block.data())
      new (rows() + size) Row(row);
    else
      grown.push_back(row);
    ++size;
  }
};

}  // namespace

struct EventsBuilder::State {
  std::uint32_t handle_count = 0;
  std::filesystem::path folder;
  std::uint64_t added = 0, dated = 0, without_party = 0;
  std::vector<Chunk> chunks;
  std::map<std::vector<Handle>, std::uint32_t> groups;  // set of members → number as handed out
  std::vector<UndatedEvent> undated;
};

EventsBuilder::EventsBuilder(std::uint32_t handle_count, std::filesystem::path folder) : state_(std::make_unique<State>()) {
  CLEW_ASSERT(handle_count < no_handle);
  state_->handle_count = handle_count;
  state_->folder = std::move(folder);
}
EventsBuilder::~EventsBuilder() = default;
EventsBuilder::EventsBuilder(EventsBuilder&&) noexcept = default;

std::uint64_t EventsBuilder::added() const { return state_->added; }
std::uint64_t EventsBuilder::without_party() const { return state_->without_party; }

std::uint32_t EventsBuilder::add_group(std::vector<Handle> members) {
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  CLEW_ASSERT(members.empty() || members.back() < state_->handle_count);
  auto number = static_cast<std::uint32_t>(state_->groups.size());
  return state_->groups.try_emplace(std::move(members), number).first->second;
}

void EventsBuilder::add(const EventRow& row) {
  State& state = *state_;
  bool is_group = row.group != no_group;
  CLEW_ASSERT(row.from < state.handle_count || row.from == no_handle);
  CLEW_ASSERT(row.to < state.handle_count || row.to == no_handle);
  CLEW_ASSERT(!is_group || (row.group < state.groups.size() && row.to == no_handle));
  if (row.from == no_handle && row.to == no_handle && !is_group) {
    ++state.without_party;
    return;
  }
  ++state.added;
  Handle to = is_group ? row.group : row.to;
  Millis time = floor_millis(row.time_us);
  if (!row.has_time || time < Events::min_time || time > Events::max_time) {
    state.undated.push_back(
        {row.from, to, static_cast<std::uint8_t>(row.kind), is_group, 0, row.count, row.record});
    return;
  }
  if (++state.dated >= no_handle)
    throw Error(ErrorKind::resource, "a case can hold at most 4,294,967,294 events");
  if (state.chunks.empty() || state.chunks.back().size == chunk_rows) {
    if (!state.chunks.empty()) state.chunks.back().let_go(chunk_rows);
    Chunk next;
    if (!state.chunks.empty()) next.block = Spill(chunk_rows * sizeof(Row), state.folder);
    state.chunks.push_back(std::move(next));
  }
  state.chunks.back().push({row.from, to, pack(row, time), row.record, row.text});
}

namespace {

// Calls take(row) for every row of all chunks in order, freeing chunks as they are used up. Consecutive rows of one chunk are taken
// without touching the heap.
template <typename Take>
void merge_chunks(std::vector<Chunk>& chunks, const Take& take) {
  std::priority_queue<ChunkHead> heads;
  std::vector<std::size_t> next(chunks.size(), 0);
  for (std::size_t c = 0; c < chunks.size(); ++c)
    if (chunks[c].size > 0) heads.push({chunks[c].rows()[0], c});
  while (!heads.empty()) {
    std::size_t c = heads.top().chunk;
    heads.pop();
    const Row* rows = chunks[c].rows();
    const std::size_t size = chunks[c].size;
    std::size_t& i = next[c];
    do {
      take(rows[i]);
      if (++i % 16'384 == 0) chunks[c].let_go(i);
    } while (i < size && (heads.empty() || !(heads.top().row < rows[i])));
    if (i < size)
      heads.push({rows[i], c});
    else
      chunks[c] = Chunk();
  }
}

// counts[0 … n-1] and one more place → where each begins, and the sum.
template <typename T>
void to_offsets(std::vector<T>& counts) {
  T sum = 0;
  for (T& count : counts)
    sum += std::exchange(count, sum);
}

struct Received {
  std::uint64_t when;
  std::uint32_t place;  // in the columns
  friend auto operator<=>(const Received&, const Received&) = default;
};

// take(key, what it received, in order of time and then of place) for every key on the pool: handles, of which begin[key + 1] -
// begin[key] events went to each from others, or groups. `let_go` is called between; 16 bytes for each of at most a million
// events, an eighth of all, or those of one key, whichever is most.
template <typename Take, typename LetGo>
void each_received(std::span<const Handle> from, const std::uint32_t* to, const std::uint64_t* when, bool groups,
                   const std::vector<std::uint64_t>& begin, ThreadPool& pool, const Take& take, const LetGo& let_go) {
  const auto keys = static_cast<std::uint32_t>(begin.size() - 1);
  const std::uint64_t most = std::max<std::uint64_t>(1'000'000, begin.back() / 8);
  std::vector<Received> received;
  std::vector<std::uint64_t> next;
  for (std::uint32_t key = 0; key < keys;) {
    const std::uint32_t first = key++;
    while (key < keys && begin[key + 1] - begin[first] <= most)
      ++key;
    const std::uint64_t start = begin[first];
    received.resize(begin[key] - start);
    next.assign(begin.begin() + first, begin.begin() + key);
    for (std::size_t i = 0; !received.empty() && i < from.size(); ++i) {
      if (i % (1u << 20) == 0) let_go();
      const std::uint32_t mine = to[i] - first;
      if (mine >= key - first || ((when[i] & group_bit) != 0) != groups || (!groups && to[i] == from[i])) continue;
      received[next[mine]++ - start] = {when[i], static_cast<std::uint32_t>(i)};
    }
    const std::uint64_t parts = std::min<std::uint64_t>(key - first, std::uint64_t{pool.size()} * 16);
    pool.for_each(parts, [&](std::size_t part) {
      const auto begin_key = static_cast<std::uint32_t>(first + std::uint64_t{key - first} * part / parts);
      const auto end_key = static_cast<std::uint32_t>(first + std::uint64_t{key - first} * (part + 1) / parts);
      for (std::uint32_t k = begin_key; k < end_key; ++k) {
        const std::span some(received.data() + (begin[k] - start), begin[k + 1] - begin[k]);
        std::sort(some.begin(), some.end());
        take(k, std::span<const Received>(some));
      }
    });
    let_go();
  }
}

}  // namespace

Events EventsBuilder::build(ThreadPool& pool) && {
  State& state = *state_;
  std::uint32_t handles = state.handle_count;

  // Groups by their members, whatever order they came in.
  std::vector<std::uint32_t> group_number(state.groups.size());
  std::uint32_t group_count = 0;
  std::uint64_t member_count = 0;
  for (const auto& [members, number] : state.groups) {
    group_number[number] = group_count++;
    member_count += members.size();
  }

  pool.for_each(state.chunks.size(), [&](std::size_t c) {
    Chunk& chunk = state.chunks[c];
    const std::span rows(chunk.rows(), chunk.size);
    for (Row& row : rows)
      if (row.when & group_bit) row.to = group_number[row.to];
    if (!std::is_sorted(rows.begin(), rows.end())) std::sort(rows.begin(), rows.end());
    chunk.let_go(chunk.size);
  });
  for (auto& event : state.undated)
    if (event.is_group) event.to = group_number[event.to];
  std::sort(state.undated.begin(), state.undated.end());

  // Count. The last sender is the unknown one.
  std::vector<std::uint32_t> sender_begin(std::size_t{handles} + 2, 0);
  std::vector<std::uint64_t> received_begin(std::size_t{handles} + 1, 0), group_event_begin(std::size_t{group_count} + 1, 0);
  for (Chunk& chunk : state.chunks) {
    for (const Row& row : std::span(chunk.rows(), chunk.size)) {
      ++sender_begin[std::min(row.from, handles)];
      if (row.when & group_bit)
        ++group_event_begin[row.to];
      else if (row.to != no_handle && row.to != row.from)
        ++received_begin[row.to];
    }
    chunk.let_go(chunk.size);
  }
  to_offsets(sender_begin);
  to_offsets(received_begin);
  to_offsets(group_event_begin);

  Events::Header header{};
  header.magic = events_file_magic;
  header.version = events_file_version;
  header.handle_count = handles;
  header.group_count = group_count;
  header.size = state.dated;
  header.party_count = sender_begin[handles] + received_begin.back();
  header.member_count = member_count;
  header.group_event_count = group_event_begin.back();
  header.undated_count = state.undated.size();
  Events::Layout layout(header);

  Spill buffer(layout.end, state.dated > chunk_rows ? state.folder : std::filesystem::path());
  std::byte* bytes = buffer.data();
  auto column = [&]<typename T>(T, std::size_t start) {
    return reinterpret_cast<T*>(bytes + start);
  };
  // The gaps between columns are part of the checksum: zero them (each is under 64 bytes).
  for (std::size_t end : {layout.from, layout.to, layout.when, layout.record, layout.text,
                          layout.party_begin, layout.party, layout.group_begin, layout.member,
                          layout.group_event_begin, layout.group_event, layout.member_group_begin,
                          layout.member_group, layout.undated, layout.end})
    if (end >= sizeof(Events::Header) + 64) std::memset(bytes + end - 64, 0, 64);

  auto let_go = [&] { buffer.let_go(0, buffer.size()); };
  std::copy(sender_begin.begin(), sender_begin.end(), column(std::uint32_t{}, layout.sender_begin));
  std::copy(group_event_begin.begin(), group_event_begin.end(), column(std::uint64_t{}, layout.group_event_begin));
  auto* party_begin = column(std::uint64_t{}, layout.party_begin);
  for (std::uint32_t handle = 0; handle <= handles; ++handle)
    party_begin[handle] = sender_begin[handle] + received_begin[handle];

  auto* from = column(Handle{}, layout.from);
  auto* to = column(Handle{}, layout.to);
  auto* when = column(std::uint64_t{}, layout.when);
  auto* record = column(std::int64_t{}, layout.record);
  auto* text = column(std::uint64_t{}, layout.text);
  std::size_t place = 0;
  merge_chunks(state.chunks, [&](const Row& row) {
    if (place % (1u << 18) == 0) let_go();
    from[place] = row.from;
    to[place] = row.to;
    when[place] = row.when;
    record[place] = row.record;
    text[place] = row.text;
    ++place;
  });
  state.chunks.clear();

  const std::span senders(from, state.dated);
  auto* party = column(std::uint32_t{}, layout.party);
  each_received(senders, to, when, false, received_begin, pool,
                [&](Handle handle, std::span<const Received> received) {
                  std::uint32_t* out = party + sender_begin[handle] + received_begin[handle];
                  std::uint32_t sent = sender_begin[handle];
                  const std::uint32_t sent_end = sender_begin[handle + 1];
                  for (const Received& event : received) {
                    while (sent < sent_end && Received{when[sent], sent} < event)
                      *out++ = sent++;
                    *out++ = event.place;
                  }
                  while (sent < sent_end)
                    *out++ = sent++;
                },
                let_go);
  auto* group_event = column(std::uint32_t{}, layout.group_event);
  each_received(senders, to, when, true, group_event_begin, pool,
                [&](std::uint32_t group, std::span<const Received> received) {
                  std::uint32_t* out = group_event + group_event_begin[group];
                  for (const Received& event : received)
                    *out++ = event.place;
                },
                let_go);

  auto* group_begin = column(std::uint64_t{}, layout.group_begin);
  auto* member = column(Handle{}, layout.member);
  auto* member_group_begin = column(std::uint64_t{}, layout.member_group_begin);
  auto* member_group = column(std::uint32_t{}, layout.member_group);
  std::vector<std::uint64_t> groups_of(std::size_t{handles} + 1, 0);
  std::uint64_t at = 0;
  std::uint32_t group = 0;
  for (const auto& [members, number] : state.groups) {
    group_begin[group++] = at;
    for (Handle handle : members)
      member[at++] = handle, ++groups_of[handle];
  }
  group_begin[group] = at;
  to_offsets(groups_of);
  std::copy(groups_of.begin(), groups_of.end(), member_group_begin);
  group = 0;
  for (const auto& [members, number] : state.groups) {
    for (Handle handle : members)
      member_group[groups_of[handle]++] = group;
    ++group;
  }
  if (!state.undated.empty())
    std::memcpy(bytes + layout.undated, state.undated.data(),
                state.undated.size() * sizeof(UndatedEvent));

  state = State{};
  Events events{Events::Unbound{}};
  events.buffer_ = std::move(buffer);
  header.body_bytes = layout.end - sizeof header;
  std::memcpy(bytes, &header, sizeof header);
  events.bind(bytes);
  std::tie(header.body_hash_low, header.body_hash_high) = events.body_hash();
  header.header_hash = XXH3_64bits(&header, offsetof(Events::Header, header_hash));
  std::memcpy(bytes, &header, sizeof header);
  return events;
}

}  // namespace clew::link
