// The idea. Rows come in chunks; each chunk is sorted where it stands (on the pool), the chunks are
// merged, and the merged stream (in total order of time and content) is dealt out by counting sort:
// to its sender's slice, and to the list of each party. Because the stream is in time order, every
// slice and list is in time order without being sorted itself.
//
//   rows (time: from→to)   1: b→a   2: a→b   3: a→c
//   columns                a→b@2  a→c@3  b→a@1         sender_begin a:0 b:2 c:3
//   party                  a: [2 0 1]  b: [2 0]  c: [1]
//
// One total order (time, kind, duration, from, to, record, text) settles ties, so the bytes do not
// depend on input order or threads.
#include "link/events.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <queue>
#include <tuple>

#include "base/assert.h"
#include "base/error.h"
#include "base/file.h"

namespace clew::link {
namespace {

constexpr std::size_t chunk_rows = std::size_t{1} << 19;
constexpr std::uint32_t file_version = 1;
constexpr std::array<char, 8> file_magic = {'C', 'L', 'E', 'W', 'E', 'V', 'T', 'S'};

struct Row {
  std::uint64_t when;
  Handle from, to;
  std::int64_t record;
  std::uint64_t text;
  friend auto operator<=>(const Row&, const Row&) = default;
};

// Earliest first; a record that is repeated word for word stays repeated.
struct ChunkHead {
  Row row;
  std::size_t chunk;
  friend bool operator>(const ChunkHead& a, const ChunkHead& b) {
    return std::tie(a.row, a.chunk) > std::tie(b.row, b.chunk);
  }
};

constexpr std::uint64_t group_bit = std::uint64_t{1} << 19;

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

std::string_view as_text(const std::byte* bytes, std::size_t count) {
  return {reinterpret_cast<const char*>(bytes), count};
}

}  // namespace

std::string_view word(EventKind kind) {
  constexpr std::array<std::string_view, event_kind_count> words = {"call", "sms",     "chat",
                                                                    "mail", "payment", "other"};
  return words[static_cast<std::size_t>(kind)];
}

// 256 bytes at the start of the file. Little-endian, as every machine that Clew is built for.
struct Events::Header {
  std::array<char, 8> magic;
  std::uint32_t version, handle_count, group_count, unused;
  std::uint64_t size, party_count, member_count, group_event_count, undated_count;
  Sha256Digest stamp;
  std::uint64_t body_bytes, body_hash_low, body_hash_high;
  std::array<std::uint64_t, 16> reserved;
  std::uint64_t header_hash;  // of everything before it
};

// Where each column starts, from the counts alone.
struct Events::Layout {
  std::size_t sender_begin, from, to, when, record, text, party_begin, party, group_begin, member,
      group_event_begin, group_event, member_group_begin, member_group, undated, end;

  explicit Layout(const Header& header) {
    static_assert(sizeof(Header) == 256);
    std::size_t at = sizeof(Header);
    auto take = [&](std::uint64_t count, std::size_t width) {
      std::size_t start = at;
      at = (at + count * width + 63) / 64 * 64;
      return start;
    };
    std::uint64_t handles = header.handle_count, groups = header.group_count;
    sender_begin = take(handles + 2, 4);
    from = take(header.size, 4);
    to = take(header.size, 4);
    when = take(header.size, 8);
    record = take(header.size, 8);
    text = take(header.size, 8);
    party_begin = take(handles + 1, 8);
    party = take(header.party_count, 4);
    group_begin = take(groups + 1, 8);
    member = take(header.member_count, 4);
    group_event_begin = take(groups + 1, 8);
    group_event = take(header.group_event_count, 4);
    member_group_begin = take(handles + 1, 8);
    member_group = take(header.member_count, 4);
    undated = take(header.undated_count, sizeof(UndatedEvent));
    end = at;
  }
};

Events::Events() {
  ThreadPool pool(1);
  *this = EventsBuilder(0).build(pool);
}

void Events::bind(const std::byte* bytes) {
  Header header;
  std::memcpy(&header, bytes, sizeof header);
  Layout layout(header);
  bytes_ = bytes;
  byte_count_ = layout.end;
  size_ = header.size;
  undated_count_ = header.undated_count;
  handle_count_ = header.handle_count;
  group_count_ = header.group_count;
  auto at = [&]<typename T>(const T*& column, std::size_t start) {
    column = reinterpret_cast<const T*>(bytes + start);
  };
  at(sender_begin_, layout.sender_begin);
  at(from_, layout.from);
  at(to_, layout.to);
  at(when_, layout.when);
  at(record_, layout.record);
  at(text_, layout.text);
  at(party_begin_, layout.party_begin);
  at(party_, layout.party);
  at(group_begin_, layout.group_begin);
  at(member_, layout.member);
  at(group_event_begin_, layout.group_event_begin);
  at(group_event_, layout.group_event);
  at(member_group_begin_, layout.member_group_begin);
  at(member_group_, layout.member_group);
  at(undated_, layout.undated);
}

std::string_view Events::bytes() const { return as_text(bytes_, byte_count_); }

std::pair<std::uint64_t, std::uint64_t> Events::body_hash() const {
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(), XXH3_freeState);
  if (!state) throw Error(ErrorKind::resource, "not enough memory");
  XXH3_128bits_reset(state.get());
  in_portions(sizeof(Header), [&](std::string_view some) { XXH3_128bits_update(state.get(), some.data(), some.size()); });
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return {hash.low64, hash.high64};
}

void Events::let_go() const {
  buffer_.let_go(0, buffer_.size());
  file_.let_go(0, file_.size());
}

template <typename Take>
void Events::in_portions(std::size_t begin, const Take& take) const {
  constexpr std::size_t portion = 8u << 20;
  const auto all = bytes();
  for (std::size_t at = begin; at < all.size(); at += portion) {
    take(all.substr(at, portion));
    buffer_.let_go(at, at + portion);
    file_.let_go(at, at + portion);
  }
}

std::optional<std::pair<Millis, Millis>> Events::span() const {
  if (size_ == 0) return std::nullopt;
  Millis first = max_time, last = min_time;
  for (Handle handle = 0; handle <= handle_count_; ++handle) {
    auto [begin, end] = sent(handle);
    if (begin == end) continue;
    first = std::min(first, time(begin));
    last = std::max(last, time(end - 1));
  }
  return std::pair{first, last};
}

std::uint32_t Events::local_time_count() const {
  return static_cast<std::uint32_t>(
      std::count_if(when_, when_ + size_, [](std::uint64_t when) { return when >> 20 & 1; }));
}

// Every index is inside what it points into, so that no later scan has to look.
std::string Events::fault() const {
  auto rising = [](const auto* begin, std::uint64_t count, std::uint64_t end) {
    if (begin[0] != 0 || begin[count] != end) return false;
    for (std::uint64_t i = 0; i < count; ++i)
      if (begin[i] > begin[i + 1]) return false;
    return true;
  };
  auto below = [](std::span<const std::uint32_t> values, std::uint64_t limit) {
    return std::all_of(values.begin(), values.end(), [&](auto value) { return value < limit; });
  };
  if (!rising(sender_begin_, std::uint64_t{handle_count_} + 1, size_)) return "sender index";
  for (Handle handle = 0; handle <= handle_count_; ++handle) {
    Handle expected = handle == handle_count_ ? no_handle : handle;
    for (auto i = sender_begin_[handle]; i < sender_begin_[handle + 1]; ++i)
      if (from_[i] != expected || (i > sender_begin_[handle] && when_[i] < when_[i - 1]))
        return "order of senders";
  }
  let_go();
  for (std::uint64_t i = 0; i < size_; ++i) {
    if ((when_[i] >> 16 & 7) >= event_kind_count) return "kind of an event";
    if (when_[i] & group_bit ? to_[i] >= group_count_
                             : to_[i] >= handle_count_ && to_[i] != no_handle)
      return "recipient";
  }
  let_go();
  Header header;
  std::memcpy(&header, bytes_, sizeof header);
  if (!rising(party_begin_, handle_count_, header.party_count) ||
      !below({party_, header.party_count}, size_))
    return "party index";
  if (!rising(group_begin_, group_count_, header.member_count) ||
      !below({member_, header.member_count}, handle_count_))
    return "group members";
  if (!rising(group_event_begin_, group_count_, header.group_event_count) ||
      !below({group_event_, header.group_event_count}, size_))
    return "group messages";
  if (!rising(member_group_begin_, handle_count_, header.member_count) ||
      !below({member_group_, header.member_count}, group_count_))
    return "groups of members";
  for (const auto& event : undated()) {
    std::uint64_t limit = event.is_group ? group_count_ : handle_count_;
    if ((event.from >= handle_count_ && event.from != no_handle) ||
        (event.to >= limit && (event.is_group || event.to != no_handle)) ||
        event.kind >= event_kind_count)
      return "undated events";
  }
  return "";
}

void Events::save(const std::filesystem::path& path, const Sha256Digest& stamp) const {
  Header header;
  std::memcpy(&header, bytes_, sizeof header);
  header.stamp = stamp;
  header.header_hash = XXH3_64bits(&header, offsetof(Header, header_hash));

  // As write_file_durably(), but without a second copy of what may be gigabytes.
  auto temporary = path;
  temporary += ".new";
  int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  auto fail = [&](int error) {
    if (descriptor >= 0) ::close(descriptor);
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw Error(ErrorKind::resource, fmt::format("could not write the event columns {}: {}",
                                                 temporary.string(), errno_text(error)));
  };
  if (descriptor < 0) fail(errno);
  auto write_all = [&](std::string_view rest) {
    while (!rest.empty()) {
      ssize_t written = ::write(descriptor, rest.data(),
                                std::min<std::size_t>(rest.size(), std::size_t{1} << 30));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail(written < 0 ? errno : EIO);
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  };
  write_all({reinterpret_cast<const char*>(&header), sizeof header});
  in_portions(sizeof header, write_all);
  if (::fsync(descriptor) != 0) fail(errno);
  ::close(std::exchange(descriptor, -1));
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail(errno);
  sync_directory(path.has_parent_path() ? path.parent_path() : ".");
}

std::optional<Events> Events::open(const std::filesystem::path& path, const Sha256Digest& stamp,
                                   std::string* why) {
  auto refuse = [&](std::string reason) -> std::optional<Events> {
    if (why) *why = std::move(reason);
    return std::nullopt;
  };
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return refuse("there are none yet");

  Events events{Unbound{}};
  events.file_ = MappedFile(path);
  std::string_view bytes = events.file_.bytes();
  Header header;
  if (bytes.size() < sizeof header) return refuse("the file is cut short");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != file_magic) return refuse("the file is not one of event columns");
  if (header.version != file_version) return refuse("the file has another version");
  if (header.header_hash != XXH3_64bits(&header, offsetof(Header, header_hash)))
    return refuse("the header is damaged");
  if (header.stamp != stamp) return refuse("the case has changed since");
  // The counts fit the file, so no sum below can overflow.
  for (std::uint64_t count :
       {std::uint64_t{header.handle_count}, std::uint64_t{header.group_count}, header.size,
        header.party_count, header.member_count, header.group_event_count, header.undated_count})
    if (count > bytes.size()) return refuse("the header is impossible");
  if (header.size >= no_handle || Layout(header).end != bytes.size() ||
      header.body_bytes != bytes.size() - sizeof header)
    return refuse("the file is cut short or has grown");
  events.bind(reinterpret_cast<const std::byte*>(bytes.data()));
  if (events.body_hash() != std::pair(header.body_hash_low, header.body_hash_high)) return refuse("the file is damaged");
  if (std::string fault = events.fault(); !fault.empty())
    return refuse("impossible " + fault + " in the file");
  events.let_go();
  return events;
}

// --- building ------------------------------------------------------------------------------------

namespace {

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
        {row.from, to, static_cast<std::uint8_t>(row.kind), is_group, 0, 0, row.record});
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
  state.chunks.back().push({pack(row, time), row.from, to, row.record, row.text});
}

namespace {

// Calls take(row) for every row of all chunks in total order, freeing chunks as they are used up.
// Consecutive rows of one chunk are taken without touching the heap: an input that is in time order
// already costs one comparison a row.
template <typename Take>
void merge_chunks(std::vector<Chunk>& chunks, const Take& take) {
  std::priority_queue<ChunkHead, std::vector<ChunkHead>, std::greater<>> heads;
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
    } while (i < size && (heads.empty() || !(rows[i] > heads.top().row)));
    if (i < size)
      heads.push({rows[i], c});
    else
      chunks[c] = Chunk();
  }
}

template <typename T>
void to_offsets(T* counts,
                std::uint64_t entries) {  // counts[0 … entries-1] → starts, [entries] sum
  T sum = 0;
  for (std::uint64_t i = 0; i <= entries; ++i) {
    T count = i < entries ? counts[i] : 0;
    counts[i] = sum;
    sum += count;
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

  // Count.
  std::vector<std::uint32_t> sender_count(std::size_t{handles} + 2, 0);
  std::vector<std::uint64_t> party_count(std::size_t{handles} + 1, 0);
  std::vector<std::uint64_t> group_events(std::size_t{group_count} + 1, 0);
  std::uint64_t party_total = 0, group_event_total = 0;
  for (Chunk& chunk : state.chunks) {
    for (const Row& row : std::span(chunk.rows(), chunk.size)) {
      ++sender_count[std::min(row.from, handles)];
      if (row.from != no_handle) ++party_count[row.from], ++party_total;
      if (row.when & group_bit)
        ++group_events[row.to], ++group_event_total;
      else if (row.to != no_handle && row.to != row.from)
        ++party_count[row.to], ++party_total;
    }
    chunk.let_go(chunk.size);
  }

  Events::Header header{};
  header.magic = file_magic;
  header.version = file_version;
  header.handle_count = handles;
  header.group_count = group_count;
  header.size = state.dated;
  header.party_count = party_total;
  header.member_count = member_count;
  header.group_event_count = group_event_total;
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

  auto* sender_begin = column(std::uint32_t{}, layout.sender_begin);
  auto* party_begin = column(std::uint64_t{}, layout.party_begin);
  auto* group_event_begin = column(std::uint64_t{}, layout.group_event_begin);
  to_offsets(sender_count.data(), std::uint64_t{handles} + 1);
  to_offsets(party_count.data(), handles);
  to_offsets(group_events.data(), group_count);
  std::copy(sender_count.begin(), sender_count.end(), sender_begin);
  std::copy(party_count.begin(), party_count.end(), party_begin);
  std::copy(group_events.begin(), group_events.end(), group_event_begin);

  // Deal. The counts have become the next free places.
  auto* from = column(Handle{}, layout.from);
  auto* to = column(Handle{}, layout.to);
  auto* when = column(std::uint64_t{}, layout.when);
  auto* record = column(std::int64_t{}, layout.record);
  auto* text = column(std::uint64_t{}, layout.text);
  auto* party = column(std::uint32_t{}, layout.party);
  auto* group_event = column(std::uint32_t{}, layout.group_event);
  std::uint64_t dealt = 0;
  merge_chunks(state.chunks, [&](const Row& row) {
    if (++dealt % (chunk_rows / 8) == 0) buffer.let_go(0, buffer.size());
    std::uint32_t place = sender_count[std::min(row.from, handles)]++;
    from[place] = row.from;
    to[place] = row.to;
    when[place] = row.when;
    record[place] = row.record;
    text[place] = row.text;
    if (row.from != no_handle) party[party_count[row.from]++] = place;
    if (row.when & group_bit)
      group_event[group_events[row.to]++] = place;
    else if (row.to != no_handle && row.to != row.from)
      party[party_count[row.to]++] = place;
  });
  state.chunks.clear();

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
  to_offsets(groups_of.data(), handles);
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
