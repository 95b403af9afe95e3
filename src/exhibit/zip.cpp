// How a zip is read.
//
// A zip says everything twice: each member has a local header before its data, and the directory at
// the end repeats them with offsets. Usual readers believe the directory alone, and so lose all
// when the end of the file is missing, and never see a member that was taken out of the directory
// only. We read both:
//
//   1. the directory, if there is one (zip64 and data before the archive included);
//   2. each entry's local header gives the range of bytes it covers;
//   3. every gap between the covered ranges is searched for further local headers ("PK\3\4").
//
//   |lh a|data a|lh b|data b| directory: a, b |end|      nothing in the gaps
//   |lh a|data a|lh x|data x|lh b|data b| dir: a, b|end| x found in the gap, marked as not listed
//   |lh a|data a|lh b|dat                                no directory: one gap, a whole, b in part
//
// So salvage is no second mode that can behave differently, only the case where all is gap. Members
// whose length the local header does not say (written to a pipe: flag bit 3) are unpacked once to
// find their end. Ranges that overlap are a known bomb (D. Fifield, "A better zip bomb", 2019):
// reported, and bounded by the total that Budget allows, which counts stored members too.
#include "exhibit/zip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "base/time.h"
#include "exhibit/archive.h"
#include "exhibit/inflate.h"
#include "exhibit/locator.h"

namespace clew::exhibit {
namespace {

using namespace std::string_view_literals;
using model::Finding;
using model::Severity;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

constexpr auto local_magic = "PK\x03\x04"sv;
constexpr auto central_magic = "PK\x01\x02"sv;
constexpr auto end_magic = "PK\x05\x06"sv;
constexpr auto end64_magic = "PK\x06\x06"sv;
constexpr auto locator64_magic = "PK\x06\x07"sv;
constexpr auto descriptor_magic = "PK\x07\x08"sv;
constexpr std::size_t local_size = 30, central_size = 46, end_size = 22;
constexpr u64 beat_bytes = 16 << 20;

// Little-endian numbers at a place that the caller has checked.
u64 number_at(std::string_view bytes, u64 at, int width) {
  u64 value = 0;
  for (int i = width; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<u64>(i)]);
  return value;
}
u16 u16_at(std::string_view b, u64 at) { return static_cast<u16>(number_at(b, at, 2)); }
u32 u32_at(std::string_view b, u64 at) { return static_cast<u32>(number_at(b, at, 4)); }
u64 u64_at(std::string_view b, u64 at) { return number_at(b, at, 8); }
bool magic_at(std::string_view b, u64 at, std::string_view magic) {
  return at <= b.size() && b.substr(at).starts_with(magic);
}

struct Entry {
  std::string_view name;
  u64 header = 0, data = 0;  // offsets in the file
  u64 packed = 0, size = 0;
  std::optional<Micros> modified;  // UTC, from an extra field
  u32 crc = 0, dos_time = 0, attributes = 0;
  u16 method = 0, flags = 0;
  unsigned char made_by = 0;
  bool listed = false;      // stands in the directory
  bool has_header = false;  // its local header is where it should be
  bool other_name = false;  // the two headers disagree on the name
  bool size_known = true;   // size and crc are stated somewhere
  bool cut = false;         // the file ends within its data
  bool name_cut = false;
};

// Sizes, offset and times that stand in an extra field. `wants` says which of size, packed, offset
// had the value "see zip64 field", in that order.
void read_extra(std::string_view extra, Entry& entry, bool want_size, bool want_packed,
                u64* offset) {
  while (extra.size() >= 4) {
    auto id = u16_at(extra, 0);
    auto length = u16_at(extra, 2);
    if (length > extra.size() - 4) return;
    auto body = extra.substr(4, length);
    if (id == 0x0001) {
      auto take = [&](u64& value) {
        if (body.size() < 8) return;
        value = u64_at(body, 0);
        body.remove_prefix(8);
      };
      if (want_size) take(entry.size);
      if (want_packed) take(entry.packed);
      if (offset) take(*offset);
    } else if (id == 0x5455 && body.size() >= 5 && (body[0] & 1)) {
      entry.modified = static_cast<std::int32_t>(u32_at(body, 1)) * micros_per_second;
    } else if (id == 0x000A && body.size() >= 32 && u16_at(body, 4) == 1) {
      auto filetime = u64_at(body, 8);  // 100 ns since 1601
      constexpr u64 unix_epoch = 116444736000000000ull;
      if (filetime > unix_epoch && filetime < 2 * unix_epoch)
        entry.modified = static_cast<Micros>((filetime - unix_epoch) / 10);
    }
    extra.remove_prefix(4u + length);
  }
}

u32 crc_of(std::string_view bytes, const Budget& budget) {
  uLong crc = crc32(0, nullptr, 0);
  for (u64 at = 0; at < bytes.size(); at += beat_bytes) {
    auto part = bytes.substr(at, beat_bytes);
    crc = crc32(crc, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size()));
    if (bytes.size() > beat_bytes) budget.beat();
  }
  return static_cast<u32>(crc);
}

std::string at_bytes(u64 offset, u64 length) { return Locator().bytes(offset, length).str(); }

class Zip : public Container {
 public:
  Zip(std::shared_ptr<const ByteSource> source, Scratch& scratch, Budget& budget)
      : source_(std::move(source)), bytes_(source_->bytes()), scratch_(scratch), budget_(budget) {
    read_directory();
    find_local_headers();
    search_gaps();
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.header < b.header; });
    note_oddities();
  }

  std::string_view format() const override { return "zip"; }
  std::size_t size() const override { return entries_.size(); }
  MemberInfo info(std::size_t index) const override {
    const auto& entry = entries_[index];
    return {entry.name, kind_of(entry), entry.size, entry.header};
  }
  Opened open(std::size_t index) const override;

 private:
  static MemberKind kind_of(const Entry& entry) {
    constexpr unsigned type_mask = 0170000, symlink = 0120000, regular = 0100000, folder = 0040000;
    unsigned mode = entry.made_by == 3 ? entry.attributes >> 16 : 0;
    if ((mode & type_mask) == symlink) return MemberKind::symlink;
    if ((mode & type_mask) == folder || (entry.name.ends_with('/') && entry.size == 0))
      return MemberKind::directory;
    if ((mode & type_mask) != 0 && (mode & type_mask) != regular) return MemberKind::device;
    return MemberKind::file;
  }

  void add(Severity severity, std::string what, std::string where, std::string why) {
    findings_.push_back({severity, std::move(what), std::move(where), std::move(why)});
  }

  bool one_more_member() {
    if (budget_.members >= budget_.limits.max_members) {
      if (!too_many_)
        add(Severity::warning, "too many members", "",
            fmt::format("the limit of {} members for one exhibit is reached; the rest of this "
                        "archive was not read",
                        budget_.limits.max_members));
      too_many_ = true;
      return false;
    }
    ++budget_.members;
    if (budget_.members % 65536 == 0) budget_.beat();
    return true;
  }

  void set_name(Entry& entry, std::string_view name) {
    entry.name_cut = name.size() > budget_.limits.max_name_bytes;
    entry.name = name.substr(0, budget_.limits.max_name_bytes);
  }

  void read_directory();
  bool take_directory(u64 end_record);
  void find_local_headers();
  void search_gaps();
  std::optional<u64> salvage(u64 header, u64 limit);
  bool find_stored_end(Entry& entry, u64 limit);
  void note_oddities();

  std::shared_ptr<const ByteSource> source_;
  std::string_view bytes_;
  Scratch& scratch_;
  Budget& budget_;
  std::vector<Entry> entries_;
  u64 directory_start_ = 0, directory_end_ = 0;
  u64 base_ = 0;  // length of what stands before the archive (a self-extracting program)
  bool has_directory_ = false, too_many_ = false;
  u64 salvage_work_ = 0;  // bytes unpacked only to find ends
};

void Zip::read_directory() {
  if (bytes_.size() < end_size) return;
  // The end record lies within the last 64 KiB + 22 bytes, unless something was appended.
  auto from = bytes_.size() - end_size;
  auto lowest = from > 65535 ? from - 65535 : 0;
  for (auto at = from + 1; at-- > lowest;)
    if (bytes_[at] == 'P' && magic_at(bytes_, at, end_magic) && take_directory(at)) return;
}

bool Zip::take_directory(u64 end_record) {
  u64 disk = u16_at(bytes_, end_record + 4);
  u64 count = u16_at(bytes_, end_record + 10);
  u64 length = u32_at(bytes_, end_record + 12), offset = u32_at(bytes_, end_record + 16);
  u64 end = end_record;
  bool is64 = false;
  if (end_record >= 20 && magic_at(bytes_, end_record - 20, locator64_magic)) {
    // The stated place, or where it stands when something was put before the archive.
    for (u64 at : {u64_at(bytes_, end_record - 20 + 8), end_record >= 76 ? end_record - 76 : 0})
      if (at < end_record && bytes_.size() - at >= 56 && magic_at(bytes_, at, end64_magic)) {
        is64 = true;
        end = at;
        count = u64_at(bytes_, at + 32);
        length = u64_at(bytes_, at + 40);
        offset = u64_at(bytes_, at + 48);
        break;
      }
  }
  u64 start = 0;
  if (length <= end &&
      (magic_at(bytes_, end - length, central_magic) || (length == 0 && count == 0))) {
    start = end - length;
    base_ = start >= offset ? start - offset : 0;
  } else if (offset < end && magic_at(bytes_, offset, central_magic)) {
    start = offset;
    base_ = 0;
  } else {
    return false;
  }
  has_directory_ = true;
  directory_start_ = start;
  directory_end_ = end_record + end_size;
  if (disk != 0 && disk != 0xFFFF)
    add(Severity::warning, "split archive", at_bytes(end_record, end_size),
        fmt::format(
            "this is part {} of an archive in several files; the other parts are needed for "
            "what is missing here",
            disk + 1));

  u64 at = start, read = 0;
  while (at + central_size <= end && magic_at(bytes_, at, central_magic)) {
    u64 name = u16_at(bytes_, at + 28), extra = u16_at(bytes_, at + 30);
    u64 comment = u16_at(bytes_, at + 32);
    if (central_size + name + extra > end - at) break;
    if (!one_more_member()) return true;
    Entry entry;
    entry.listed = true;
    entry.made_by = static_cast<unsigned char>(bytes_[at + 5]);
    entry.flags = u16_at(bytes_, at + 8);
    entry.method = u16_at(bytes_, at + 10);
    entry.dos_time = u32_at(bytes_, at + 12);
    entry.crc = u32_at(bytes_, at + 16);
    entry.packed = u32_at(bytes_, at + 20);
    entry.size = u32_at(bytes_, at + 24);
    entry.attributes = u32_at(bytes_, at + 38);
    u64 header = u32_at(bytes_, at + 42);
    set_name(entry, bytes_.substr(at + central_size, name));
    read_extra(bytes_.substr(at + central_size + name, extra), entry, entry.size == 0xFFFFFFFF,
               entry.packed == 0xFFFFFFFF, header == 0xFFFFFFFF ? &header : nullptr);
    entry.header = header <= bytes_.size() ? base_ + header : bytes_.size();
    entries_.push_back(entry);
    ++read;
    at += std::min(central_size + name + extra + comment, end - at);
  }
  if (at != end && !magic_at(bytes_, at, "PK\x05\x05"))
    add(Severity::warning, "zip directory damaged", at_bytes(at, end - at),
        fmt::format("the directory cannot be read beyond its entry {}; the remaining members were "
                    "looked for by their own headers",
                    read));
  else if (is64 ? read != count : (read & 0xFFFF) != count)
    add(Severity::note, "zip directory count wrong", at_bytes(end_record, end_size),
        fmt::format("the archive says {} members, its directory lists {}", count, read));
  return true;
}

void Zip::find_local_headers() {
  for (auto& entry : entries_) {
    auto at = entry.header;
    if (at >= bytes_.size() || bytes_.size() - at < local_size ||
        !magic_at(bytes_, at, local_magic))
      continue;
    u64 name = u16_at(bytes_, at + 26), extra = u16_at(bytes_, at + 28);
    entry.data = at + local_size + name + extra;
    if (entry.data > bytes_.size()) continue;
    entry.has_header = true;
    auto local_name = bytes_.substr(at + local_size, name);
    entry.other_name = local_name.substr(0, entry.name.size()) != entry.name ||
                       (!entry.name_cut && local_name.size() != entry.name.size());
    if (entry.packed > bytes_.size() - entry.data) {
      entry.packed = bytes_.size() - entry.data;
      entry.cut = true;
    }
    if (!entry.modified) {
      Entry other;
      read_extra(bytes_.substr(at + local_size + name, extra), other, false, false, nullptr);
      entry.modified = other.modified;
    }
  }
}

void Zip::search_gaps() {
  struct Range {
    u64 begin, end;
  };
  std::vector<Range> covered;
  covered.reserve(entries_.size() + 1);
  for (const auto& entry : entries_)
    if (entry.has_header) covered.push_back({entry.header, entry.data + entry.packed});
  std::sort(covered.begin(), covered.end(), [](const Range& a, const Range& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  u64 overlaps = 0, reached = 0, first_overlap = 0;
  for (const auto& range : covered) {
    if (range.begin < reached && overlaps++ == 0) first_overlap = range.begin;
    reached = std::max(reached, range.end);
  }
  if (overlaps)
    add(Severity::warning, "overlapping members", at_bytes(first_overlap, 0),
        fmt::format("{} members share bytes with another one, as archive bombs do; they are read "
                    "as far as the limits allow",
                    overlaps));
  if (has_directory_) covered.push_back({directory_start_, directory_end_});

  u64 at = 0;
  auto before = entries_.size();
  auto search = [&](u64 end) {
    while (end > at && end - at >= local_size && !too_many_) {
      auto found = bytes_.substr(at, end - at).find(local_magic);
      if (found == std::string_view::npos) break;
      auto header = at + found;
      auto next = salvage(header, end);
      at = next.value_or(header + 4);
    }
    at = end;
  };
  for (const auto& range : covered) {
    if (range.begin > at) search(range.begin);
    at = std::max(at, range.end);
  }
  if (at < bytes_.size()) search(bytes_.size());
  auto found = entries_.size() - before;
  if (!has_directory_)
    add(found || bytes_.size() > end_size ? Severity::warning : Severity::unread,
        "zip directory missing", at_bytes(bytes_.size(), 0),
        fmt::format("the archive is cut off or damaged at its end; {} members were found by their "
                    "own headers, others may be lost",
                    found));
  else if (found)
    add(Severity::note, "members not in the zip directory", "",
        fmt::format("{} members stand in the archive without being listed in its directory (left "
                    "over, taken out, or hidden); they were read too",
                    found));
}

// Whether the bytes at `header` are a member; then it is added and the end of its data given.
std::optional<u64> Zip::salvage(u64 header, u64 limit) {
  if (limit - header < local_size) return std::nullopt;
  Entry entry;
  entry.header = header;
  entry.has_header = true;
  entry.flags = u16_at(bytes_, header + 6);
  entry.method = u16_at(bytes_, header + 8);
  entry.dos_time = u32_at(bytes_, header + 10);
  entry.crc = u32_at(bytes_, header + 14);
  entry.packed = u32_at(bytes_, header + 18);
  entry.size = u32_at(bytes_, header + 22);
  u64 name = u16_at(bytes_, header + 26), extra = u16_at(bytes_, header + 28);
  constexpr u16 methods[] = {0, 1, 6, 8, 9, 12, 14, 93, 95, 97, 98, 99};
  if (u16_at(bytes_, header + 4) % 256 > 100 || name == 0 ||
      local_size + name + extra > limit - header ||
      std::find(std::begin(methods), std::end(methods), entry.method) == std::end(methods))
    return std::nullopt;
  entry.data = header + local_size + name + extra;
  set_name(entry, bytes_.substr(header + local_size, name));
  read_extra(bytes_.substr(header + local_size + name, extra), entry, entry.size == 0xFFFFFFFF,
             entry.packed == 0xFFFFFFFF, nullptr);
  auto room = limit - entry.data;
  bool piped = (entry.flags & 8) && entry.packed == 0;
  u64 end = entry.data;
  if (!piped && entry.packed <= room) {
    end = entry.data + entry.packed;
  } else if (entry.method == 8 && !(entry.flags & 1)) {
    // Length not stated, or beyond the end: the data themselves say where they end.
    auto work_left =
        budget_.total_allowed() > salvage_work_ ? budget_.total_allowed() - salvage_work_ : 0;
    if (work_left == 0) return std::nullopt;
    auto cap = std::min(budget_.member_allowed(room), work_left);
    auto result =
        inflate_all(bytes_.substr(entry.data, room), Wrapping::none, cap, budget_, [](auto) {});
    salvage_work_ += result.produced + result.consumed;
    if (result.ending == Ending::damaged && result.produced == 0) return std::nullopt;
    entry.packed = result.consumed;
    entry.cut = result.ending != Ending::complete;
    end = entry.data + entry.packed;
    if (piped) {
      entry.size = result.produced;
      // The descriptor behind the data, with or without its signature, states the checksum.
      auto at = end + (magic_at(bytes_, end, descriptor_magic) ? 4 : 0);
      entry.size_known = result.ending == Ending::complete && at + 12 <= limit;
      if (entry.size_known) {
        entry.crc = u32_at(bytes_, at);
        end = at + 12;
      }
    }
  } else if (piped && entry.method == 0) {
    if (!find_stored_end(entry, limit)) return std::nullopt;
    end = entry.data + entry.packed;
  } else {
    entry.packed = room;
    entry.cut = true;
    end = limit;
  }
  if (!one_more_member()) return std::nullopt;
  entries_.push_back(entry);
  return end;
}

// A stored member of unstated length ends where a descriptor states just that length, else before
// the next header.
bool Zip::find_stored_end(Entry& entry, u64 limit) {
  auto data = bytes_.substr(entry.data, limit - entry.data);
  if (salvage_work_ >= budget_.total_allowed()) return false;
  for (auto at = data.find(descriptor_magic); at != data.npos;
       at = data.find(descriptor_magic, at + 4)) {
    if (data.size() - at < 16) break;
    if (u32_at(data, at + 8) == (at & 0xFFFFFFFF)) {
      entry.packed = entry.size = at;
      entry.crc = u32_at(data, at + 4);
      return true;
    }
  }
  auto end = std::min({data.find(local_magic), data.find(central_magic), data.size()});
  salvage_work_ += data.size();  // looked through in vain
  entry.packed = entry.size = end;
  entry.size_known = false;
  entry.cut = end == data.size();
  return true;
}

void Zip::note_oddities() {
  if (base_ > 0)
    add(Severity::note, "data before the archive", at_bytes(0, base_),
        fmt::format("{} bytes stand before the archive (a self-extracting program, or hidden data)",
                    base_));
}

std::string zip_time(u32 dos) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", 1980 + (dos >> 25), dos >> 21 & 15,
                     dos >> 16 & 31, dos >> 11 & 31, dos >> 5 & 63, (dos & 31) * 2);
}

model::Time modified_time(const Entry& entry) {
  model::Time time;
  time.kind = model::TimeKind::modified;
  if (entry.modified) {
    time.utc = entry.modified;
    time.raw = fmt::to_string(*entry.modified / micros_per_second);
    time.unit = "s";
    time.certainty = model::Certainty::exact;
    return time;
  }
  time.raw = zip_time(entry.dos_time);
  time.unit = "dos";
  CivilTime civil{static_cast<int>(1980 + (entry.dos_time >> 25)),
                  static_cast<int>(entry.dos_time >> 21 & 15),
                  static_cast<int>(entry.dos_time >> 16 & 31),
                  static_cast<int>(entry.dos_time >> 11 & 31),
                  static_cast<int>(entry.dos_time >> 5 & 63),
                  static_cast<int>((entry.dos_time & 31) * 2),
                  0};
  if (is_valid(civil)) {
    time.local = to_micros(civil);
    time.certainty = model::Certainty::local_unknown;
  }
  return time;
}

Container::Opened Zip::open(std::size_t index) const {
  const auto& entry = entries_[index];
  Opened opened;
  opened.item.path = {std::string(entry.name)};
  opened.item.size = entry.size;
  if (entry.dos_time != 0 || entry.modified) opened.item.times.push_back(modified_time(entry));
  auto where =
      at_bytes(entry.header, entry.has_header ? entry.data - entry.header + entry.packed : 0);
  auto find = [&](Severity severity, std::string what, std::string why) {
    opened.findings.push_back({severity, std::move(what), where, std::move(why)});
  };
  auto done = [&](std::shared_ptr<const ByteSource> bytes) {
    opened.item.size = bytes->bytes().size();
    opened.item.source = std::move(bytes);
  };
  if (!entry.listed && has_directory_)
    find(Severity::note, "member not in the zip directory",
         "it stands in the archive, but its directory does not list it");
  if (entry.name_cut)
    find(Severity::note, "member name too long",
         fmt::format("only its first {} bytes are kept", budget_.limits.max_name_bytes));
  if (entry.other_name)
    find(Severity::note, "member has two names",
         "the archive's directory and the member's own header give different names; the "
         "directory's is used");
  switch (kind_of(entry)) {
    case MemberKind::symlink:
      opened.item.stated_mime = "inode/symlink";
      find(Severity::note, "symbolic link", "kept as data, never followed");
      break;
    case MemberKind::device:
      opened.item.stated_mime = "inode/device";
      find(Severity::note, "device or special file", "its entry is kept, it has no content");
      return opened;
    case MemberKind::directory:
      opened.item.stated_mime = "inode/directory";
      done(bytes_in_memory({}));
      return opened;
    default:
      break;
  }
  if (!entry.has_header) {
    find(Severity::unread, "member header missing",
         fmt::format("the directory points to byte {}, where no member begins; the archive is "
                     "damaged or cut",
                     entry.header));
    return opened;
  }
  if ((entry.flags & 1) || entry.method == 99) {
    find(Severity::unread, "password needed",
         "the member is encrypted; add the unpacked file, or the archive without password");
    return opened;
  }

  auto packed = bytes_.substr(entry.data, entry.packed);
  auto total_left = budget_.total_allowed() > budget_.unpacked_bytes
                        ? budget_.total_allowed() - budget_.unpacked_bytes
                        : 0;
  auto cap = std::min(budget_.member_allowed(packed.size()), total_left);
  auto limit_met = [&](u64 produced) {
    if (cap == total_left)
      find(Severity::warning, "total size limit reached",
           fmt::format("the exhibit's members together unpack to more than {} bytes; {} bytes of "
                       "this one were read",
                       budget_.total_allowed(), produced));
    else
      find(Severity::warning, "unpacks to too much",
           fmt::format("{} packed bytes grow beyond {} bytes, as archive bombs do; the first {} "
                       "bytes were read",
                       packed.size(), cap, produced));
  };
  std::shared_ptr<const ByteSource> content;
  Ending ending = entry.cut ? Ending::truncated : Ending::complete;
  if (entry.method == 0) {
    auto length = std::min<u64>(packed.size(), cap);
    if (length < packed.size()) {
      limit_met(length);
      ending = Ending::limit;
    }
    content = slice_of(source_, entry.data, length);
  } else if (entry.method == 8) {
    Scratch::Writer writer(scratch_);
    auto result =
        inflate_all(packed, Wrapping::none, cap, budget_, [&](auto part) { writer.append(part); });
    ending = result.ending;
    if (ending == Ending::limit) limit_met(result.produced);
    content = writer.finish();
  } else {
    auto other =
        unpack_zip_member(entry.method, packed, entry.size, entry.crc, scratch_, budget_, cap);
    content = std::move(other.source);
    for (auto& finding : other.findings) {
      finding.where = where;
      opened.findings.push_back(std::move(finding));
    }
    if (!content) return opened;
    if (!opened.findings.empty() && opened.findings.back().severity != Severity::note)
      ending = Ending::limit;  // said already
  }
  auto size = content->bytes().size();
  budget_.unpacked_bytes += size;
  if (ending == Ending::truncated)
    find(Severity::warning, "member cut off",
         fmt::format("its data end before their time; the first {} bytes were read", size));
  if (ending == Ending::damaged)
    find(
        Severity::warning, "member damaged",
        fmt::format("its packed data are damaged; the {} bytes before the damage were read", size));
  if (ending == Ending::complete && entry.size_known) {
    if (size != entry.size)
      find(Severity::warning, "stated size wrong",
           fmt::format("the archive says {} bytes, the member has {}", entry.size, size));
    else if (crc_of(content->bytes(), budget_) != entry.crc)
      find(Severity::warning, "checksum wrong",
           "the member's bytes do not match its checksum; they were damaged or changed after "
           "packing, and were read as they are");
  }
  done(std::move(content));
  return opened;
}

}  // namespace

std::unique_ptr<Container> open_zip(std::shared_ptr<const ByteSource> source, Scratch& scratch,
                                    Budget& budget) {
  return std::make_unique<Zip>(std::move(source), scratch, budget);
}

}  // namespace clew::exhibit
