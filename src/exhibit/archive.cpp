#include "exhibit/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "base/utf8.h"
#include "exhibit/locator.h"

namespace clew::exhibit {
namespace {

using model::Finding;
using model::Severity;
using u64 = std::uint64_t;

constexpr u64 beat_bytes = 16 << 20;

struct Freed {
  void operator()(archive* a) const { archive_read_free(a); }
};
using Archive = std::unique_ptr<archive, Freed>;

// What libarchive says went wrong; its text may quote names from the archive.
std::string trouble(archive* a) {
  const char* text = archive_error_string(a);
  return text ? text : "unknown damage";
}

bool about_password(const std::string& text) {
  for (auto word : {"ncrypt", "assphrase", "assword"})
    if (text.find(word) != text.npos) return true;
  return false;
}

Archive make_reader(FileType type, bool single) {
  Archive a(archive_read_new());
  if (!a) throw std::bad_alloc();
  // Only what libarchive does itself: archive_read_support_filter_all() would also start programs.
  archive_read_support_filter_gzip(a.get());
  archive_read_support_filter_bzip2(a.get());
  archive_read_support_filter_xz(a.get());
  archive_read_support_filter_lzma(a.get());
  archive_read_support_filter_lzip(a.get());
  archive_read_support_filter_zstd(a.get());
  archive_read_support_filter_lz4(a.get());
  archive_read_support_filter_compress(a.get());
  if (single) {
    archive_read_support_format_raw(a.get());
  } else if (type.name == "7z") {
    archive_read_support_format_7zip(a.get());
  } else if (type.name == "rar") {
    archive_read_support_format_rar(a.get());
    archive_read_support_format_rar5(a.get());
  } else if (type.name == "cab") {
    archive_read_support_format_cab(a.get());
  } else if (type.name == "iso9660") {
    archive_read_support_format_iso9660(a.get());
  } else {
    archive_read_support_format_tar(a.get());
    archive_read_support_format_gnutar(a.get());
    archive_read_support_format_cpio(a.get());
    archive_read_support_format_ar(a.get());
    archive_read_support_format_raw(a.get());  // a single packed file
  }
  return a;
}

// A single packed file has the archive's name without the last extension.
std::string unpacked_name(std::string_view name) {
  auto slash = name.find_last_of("/\\");
  if (slash != name.npos) name.remove_prefix(slash + 1);
  auto extension = extension_of(name);
  for (auto known : {"gz", "bz2", "xz", "zst", "lz4", "lz", "lzma", "z"})
    if (extension == known) return std::string(name.substr(0, name.size() - extension.size() - 1));
  if (extension == "tgz") return std::string(name.substr(0, name.size() - 3)) + "tar";
  return std::string(name) + " (unpacked)";
}

struct Member {
  std::string name;
  MemberKind kind = MemberKind::file;
  u64 offset = 0, size = 0;
  std::shared_ptr<const ByteSource> source;
  std::vector<model::Time> times;
  std::vector<Finding> findings;
  const char* mime = "";
};

class Streamed : public Container {
 public:
  Streamed(std::shared_ptr<const ByteSource> source, FileType type, std::string_view name,
           Scratch& scratch, Budget& budget)
      : source_(std::move(source)), format_(type.name), scratch_(scratch), budget_(budget) {
    read_all(type, name, false);
    // Packed zeros look like an empty tar to libarchive: then it is one packed file.
    bool packed = false;
    for (auto one : {"gzip", "bzip2", "xz", "zstd", "lz4", "lzip"})
      packed |= type.name == one;
    if (packed && members_.empty() && findings_.empty()) read_all(type, name, true);
  }

  std::string_view format() const override { return format_; }
  std::size_t size() const override { return members_.size(); }
  MemberInfo info(std::size_t index) const override {
    const auto& member = members_[index];
    return {member.name, member.kind, member.size, member.offset};
  }
  Opened open(std::size_t index) const override {
    const auto& member = members_[index];
    Opened opened;
    opened.item.path = {member.name};
    opened.item.size = member.size;
    opened.item.source = member.source;
    opened.item.times = member.times;
    opened.item.stated_mime = member.mime;
    opened.findings = member.findings;
    return opened;
  }

 private:
  void read_all(FileType type, std::string_view name, bool single);
  void read_content(archive* a, Member& member, u64 packed_before);
  void add(Severity severity, std::string what, std::string where, std::string why) {
    findings_.push_back({severity, std::move(what), std::move(where), std::move(why)});
  }

  std::shared_ptr<const ByteSource> source_;
  std::string format_;
  Scratch& scratch_;
  Budget& budget_;
  std::vector<Member> members_;
};

void take_times(archive_entry* entry, std::vector<model::Time>& times) {
  auto add = [&](model::TimeKind kind, time_t seconds, long nanos) {
    constexpr Micros limit = std::numeric_limits<Micros>::max() / micros_per_second - 1;
    model::Time time;
    time.kind = kind;
    time.raw = fmt::to_string(seconds);
    time.unit = "s";
    if (seconds > -limit && seconds < limit) {
      time.utc = static_cast<Micros>(seconds) * micros_per_second + nanos / 1000;
      time.certainty = model::Certainty::exact;
    }
    times.push_back(std::move(time));
  };
  if (archive_entry_mtime_is_set(entry))
    add(model::TimeKind::modified, archive_entry_mtime(entry), archive_entry_mtime_nsec(entry));
  if (archive_entry_birthtime_is_set(entry))
    add(model::TimeKind::created, archive_entry_birthtime(entry),
        archive_entry_birthtime_nsec(entry));
  if (archive_entry_atime_is_set(entry))
    add(model::TimeKind::accessed, archive_entry_atime(entry), archive_entry_atime_nsec(entry));
}

void Streamed::read_all(FileType type, std::string_view name, bool only_single) {
  auto bytes = source_->bytes();
  auto a = make_reader(type, only_single);
  if (archive_read_open_memory(a.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    auto why = trouble(a.get());
    if (about_password(why))
      add(Severity::unread, "password needed", "", "the archive is encrypted");
    else
      add(Severity::unread, "archive not readable", "", why);
    return;
  }
  int bad_headers = 0;
  while (true) {
    budget_.beat();
    archive_entry* entry = nullptr;
    auto packed_before =
        static_cast<u64>(std::max<la_int64_t>(0, archive_filter_bytes(a.get(), -1)));
    int status = archive_read_next_header(a.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status == ARCHIVE_RETRY) {
      if (++bad_headers < 1000) continue;
      break;
    }
    if (status == ARCHIVE_FATAL || status == ARCHIVE_FAILED) {
      auto why = trouble(a.get());
      auto where = Locator()
                       .bytes(packed_before, bytes.size() - std::min(packed_before, bytes.size()))
                       .str();
      if (about_password(why) || archive_read_has_encrypted_entries(a.get()) > 0)
        add(Severity::unread, "password needed", where,
            "the archive's list of members is encrypted");
      else
        add(members_.empty() ? Severity::unread : Severity::warning, "archive damaged", where,
            fmt::format("{} members were read before the damage: {}", members_.size(), why));
      break;
    }
    if (budget_.members >= budget_.limits.max_members) {
      add(Severity::warning, "too many members", "",
          fmt::format(
              "the limit of {} members for one exhibit is reached; the rest of this archive "
              "was not read",
              budget_.limits.max_members));
      break;
    }
    ++budget_.members;
    Member member;
    bool single = archive_format(a.get()) == ARCHIVE_FORMAT_RAW;
    if (members_.empty() && !single) {
      if (const char* words = archive_format_name(a.get())) format_ = words;
    }
    if (single) {
      member.name = unpacked_name(name);
    } else if (const char* raw = archive_entry_pathname(entry)) {
      member.name = raw;
    } else if (const char* utf8 = archive_entry_pathname_utf8(entry)) {
      member.name = utf8;
    } else if (const wchar_t* wide = archive_entry_pathname_w(entry)) {
      // No locale here: the name as libarchive holds it, in UTF-8.
      for (; *wide; ++wide) {
        auto c = static_cast<std::uint32_t>(*wide);
        append_code_point(c, member.name);
      }
    }
    auto where = Locator().index(static_cast<u64>(members_.size()) + 1).str();
    auto find = [&](Severity severity, std::string what, std::string why) {
      member.findings.push_back({severity, std::move(what), where, std::move(why)});
    };
    if (member.name.size() > budget_.limits.max_name_bytes) {
      member.name.resize(budget_.limits.max_name_bytes);
      find(Severity::note, "member name too long",
           fmt::format("only its first {} bytes are kept", budget_.limits.max_name_bytes));
    }
    if (status == ARCHIVE_WARN) find(Severity::note, "member header odd", trouble(a.get()));
    member.offset =
        static_cast<u64>(std::max<la_int64_t>(0, archive_read_header_position(a.get())));
    take_times(entry, member.times);
    if (const char* target = archive_entry_hardlink(entry)) {
      member.kind = MemberKind::hardlink;
      member.mime = "inode/hardlink";
      member.source = bytes_in_memory(target);
      find(Severity::note, "hard link", "another name of a member; kept as data, never followed");
    } else {
      switch (archive_entry_filetype(entry)) {
        case AE_IFDIR:
          member.kind = MemberKind::directory;
          member.mime = "inode/directory";
          member.source = bytes_in_memory({});
          break;
        case AE_IFLNK: {
          member.kind = MemberKind::symlink;
          member.mime = "inode/symlink";
          const char* link = archive_entry_symlink(entry);
          member.source = bytes_in_memory(link ? link : "");
          find(Severity::note, "symbolic link", "kept as data, never followed");
          break;
        }
        case AE_IFREG:
        case 0:
          break;
        default:
          member.kind = MemberKind::device;
          member.mime = "inode/device";
          find(Severity::note, "device or special file", "its entry is kept, it has no content");
      }
    }
    if (member.kind == MemberKind::file) {
      if (archive_entry_is_encrypted(entry)) {
        find(Severity::unread, "password needed",
             "the member is encrypted; add the unpacked file, or the archive without password");
        members_.push_back(std::move(member));
        continue;
      }
      read_content(a.get(), member, packed_before);
    }
    if (member.source) member.size = member.source->bytes().size();
    members_.push_back(std::move(member));
  }
  if (archive_errno(a.get()) == ENOMEM)
    add(Severity::warning, "archive needs too much memory", "", "the rest of it was not read");
}

// The member's bytes: a slice of the archive where they lie there in one piece, else unpacked.
void Streamed::read_content(archive* a, Member& member, u64 packed_before) {
  auto whole = source_->bytes();
  auto find = [&](Severity severity, std::string what, std::string why) {
    member.findings.push_back({severity, std::move(what),
                               Locator().index(static_cast<u64>(members_.size()) + 1).str(),
                               std::move(why)});
  };
  Scratch::Writer writer(scratch_);
  u64 size = 0, next_beat = beat_bytes;
  const char* in_place = nullptr;  // start of the slice while the member is one
  bool sliced = true, stopped = false;
  auto unslice = [&] {
    if (sliced && size) writer.append({in_place, size});
    sliced = false;
  };
  while (true) {
    const void* block = nullptr;
    std::size_t length = 0;
    la_int64_t offset = 0;
    int status = archive_read_data_block(a, &block, &length, &offset);
    if (status == ARCHIVE_EOF) {
      if (static_cast<u64>(std::max<la_int64_t>(0, offset)) > size) {  // a hole at the end
        length = 0;
      } else {
        break;
      }
    } else if (status == ARCHIVE_RETRY) {
      continue;
    } else if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      auto why = trouble(a);
      if (about_password(why))
        find(Severity::unread, "password needed", "the member is encrypted: " + why);
      else
        find(Severity::warning, "member damaged",
             fmt::format("{} bytes were read before the damage: {}", size, why));
      break;
    }
    auto packed_now = static_cast<u64>(std::max<la_int64_t>(0, archive_filter_bytes(a, -1)));
    auto packed = packed_now > packed_before ? packed_now - packed_before : 0;
    auto total_left = budget_.total_allowed() > budget_.unpacked_bytes
                          ? budget_.total_allowed() - budget_.unpacked_bytes
                          : 0;
    auto cap = std::min(budget_.member_allowed(packed), total_left);
    auto start = offset < 0 ? size : static_cast<u64>(offset);
    if (start < size) start = size;  // never backwards
    auto room = cap > size ? cap - size : 0;
    auto hole = start - size;
    if (hole > room || length > room - hole) {
      auto zeros = std::min(hole, room);
      auto part = std::min<u64>(length, room - zeros);
      unslice();
      writer.append_zeros(zeros);
      writer.append({static_cast<const char*>(block), part});
      size += zeros + part;
      find(Severity::warning,
           cap == total_left ? "total size limit reached" : "unpacks to too much",
           fmt::format("{} bytes were read, then the limit of {} bytes was met", size, cap));
      stopped = true;
      break;
    }
    auto data = static_cast<const char*>(block);
    bool inside = length && std::less_equal<>{}(whole.data(), data) &&
                  std::less_equal<>{}(data + length, whole.data() + whole.size());
    if (sliced && hole == 0 && inside && (size == 0 || data == in_place + size)) {
      if (size == 0) in_place = data;
      size += length;
    } else {
      unslice();
      writer.append_zeros(hole);
      writer.append({data, length});
      size += hole + length;
    }
    if (status == ARCHIVE_EOF) break;
    if (size >= next_beat) {
      budget_.beat();
      next_beat = size + beat_bytes;
    }
  }
  (void)stopped;
  budget_.unpacked_bytes += size;
  member.source = sliced && size
                      ? slice_of(source_, static_cast<u64>(in_place - whole.data()), size)
                      : writer.finish();
}

}  // namespace

std::unique_ptr<Container> open_archive(std::shared_ptr<const ByteSource> source, FileType type,
                                        std::string_view name, Scratch& scratch, Budget& budget) {
  return std::make_unique<Streamed>(std::move(source), type, name, scratch, budget);
}

UnpackedMember unpack_zip_member(std::uint16_t method, std::string_view packed, u64 size,
                                 std::uint32_t crc, Scratch& scratch, const Budget& budget,
                                 u64 cap) {
  UnpackedMember result;
  auto find = [&](Severity severity, std::string what, std::string why) {
    result.findings.push_back({severity, std::move(what), "", std::move(why)});
  };
  // libarchive gets a zip of its own with this member alone, so that no offset or name of the
  // evidence steers it.
  std::string header = "PK\x03\x04";
  auto number = [&](u64 value, int width) {
    for (int i = 0; i < width; ++i)
      header += static_cast<char>(value >> (8 * i) & 255);
  };
  constexpr u64 most = 0xFFFFFFFE;
  if (packed.size() > most || size > most) {
    find(Severity::unread, "unknown packing method",
         fmt::format("method {} is not read for members beyond 4 GiB", method));
    return result;
  }
  number(63, 2);
  number(0, 2);
  number(method, 2);
  number(0, 4);
  number(crc, 4);
  number(packed.size(), 4);
  number(size, 4);
  number(1, 2);
  number(0, 2);
  header += 'm';
  struct Parts {
    std::string_view parts[2];
    int next = 0;
  } parts{{header, packed}};
  Archive a(archive_read_new());
  if (!a) throw std::bad_alloc();
  archive_read_support_format_zip_streamable(a.get());
  archive_read_set_callback_data(a.get(), &parts);
  archive_read_set_read_callback(a.get(), [](archive*, void* data, const void** out) -> la_ssize_t {
    auto& p = *static_cast<Parts*>(data);
    if (p.next == 2) return 0;
    auto part = p.parts[p.next++];
    *out = part.data();
    return static_cast<la_ssize_t>(part.size());
  });
  archive_entry* entry = nullptr;
  if (archive_read_open1(a.get()) != ARCHIVE_OK ||
      archive_read_next_header(a.get(), &entry) < ARCHIVE_WARN) {
    find(
        Severity::unread, "unknown packing method",
        fmt::format("method {} of the zip format is not known here: {}", method, trouble(a.get())));
    return result;
  }
  Scratch::Writer writer(scratch);
  std::string buffer(64 << 10, '\0');
  u64 next_beat = beat_bytes;
  while (true) {
    auto got = archive_read_data(a.get(), buffer.data(), buffer.size());
    if (got == 0) break;
    if (got < 0) {
      if (got == ARCHIVE_RETRY) continue;
      auto why = trouble(a.get());
      if (writer.size() == 0)
        find(Severity::unread, "unknown packing method",
             fmt::format("method {} could not be unpacked: {}", method, why));
      else if (got != ARCHIVE_WARN)
        find(Severity::warning, "member damaged",
             fmt::format("{} bytes were read before the damage: {}", writer.size(), why));
      break;
    }
    auto length = static_cast<u64>(got), room = cap - writer.size();
    writer.append({buffer.data(), std::min(length, room)});
    if (length > room) {
      find(Severity::warning, "unpacks to too much",
           fmt::format("{} packed bytes grow beyond {} bytes", packed.size(), cap));
      break;
    }
    if (writer.size() >= next_beat) {
      budget.beat();
      next_beat = writer.size() + beat_bytes;
    }
  }
  if (writer.size() || result.findings.empty()) result.source = writer.finish();
  return result;
}

}  // namespace clew::exhibit
