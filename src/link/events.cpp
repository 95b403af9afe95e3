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

#include "base/assert.h"
#include "base/error.h"
#include "base/file.h"
#include "link/events_layout.h"

namespace clew::link {
namespace {

std::string_view as_text(const std::byte* bytes, std::size_t count) {
  return {reinterpret_cast<const char*>(bytes), count};
}

}  // namespace

std::string_view word(EventKind kind) {
  constexpr std::array<std::string_view, event_kind_count> words = {"call", "sms",     "chat",
                                                                    "mail", "payment", "other"};
  return words[static_cast<std::size_t>(kind)];
}

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
  if (header.magic != events_file_magic) return refuse("the file is not one of event columns");
  if (header.version != events_file_version) return refuse("the file has another version");
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

}  // namespace clew::link
