#include "exhibit/packed_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/inflate.h"
#include "exhibit/locator.h"

namespace clew::exhibit {
namespace {

using namespace std::string_view_literals;
using model::Severity;

constexpr auto backup_magic = "ANDROID BACKUP\n"sv;
constexpr std::size_t most_lines_before = 4096;  // what Xiaomi writes takes some hundred bytes

class PackedStream : public Container {
 public:
  PackedStream(std::shared_ptr<const ByteSource> source, FileType type, std::string_view name,
               Scratch& scratch, Budget& budget)
      : format_(type.name) {
    const auto bytes = source->bytes();
    const auto backup = android_backup(bytes);
    if (backup.encrypted) {
      findings_.push_back({Severity::unread, "password needed", "",
                           "the backup is encrypted (AES-256); needed: the password that was typed "
                           "on the phone when it was made, or an unencrypted copy"});
      return;
    }
    if (budget.members >= budget.limits.max_members) return;
    ++budget.members;
    offset_ = backup.stream;
    name_ = std::string(name.substr(name.find_last_of("/\\") + 1));
    if (backup.stream) {
      if (name_.ends_with(".ab")) name_.resize(name_.size() - 3);
      name_ += ".tar";
    } else {
      name_ += " (unpacked)";
    }
    const auto packed = bytes.substr(backup.stream);
    if (backup.stream && !backup.deflated) {
      content_ = slice_of(std::move(source), backup.stream, packed.size());
      return;
    }
    const auto left =
        budget.total_allowed() - std::min(budget.total_allowed(), budget.unpacked_bytes);
    const auto cap = std::min(budget.member_allowed(packed.size()), left);
    Scratch::Writer writer(scratch);
    const auto result = inflate_all(packed, Wrapping::zlib, cap, budget,
                                    [&](std::string_view part) { writer.append(part); });
    budget.unpacked_bytes += result.produced;
    content_ = writer.finish();
    const auto find = [&](const char* what, std::string why) {
      member_findings_.push_back(
          {Severity::warning, what, Locator().index(1).str(), std::move(why)});
    };
    if (result.ending == Ending::truncated)
      find("member cut off", fmt::format("its data end before their time; the first {} bytes were "
                                         "read",
                                         result.produced));
    if (result.ending == Ending::damaged)
      find("member damaged", fmt::format("its packed data are damaged; the {} bytes before the "
                                         "damage were read",
                                         result.produced));
    if (result.ending == Ending::limit)
      find(cap == left ? "total size limit reached" : "unpacks to too much",
           fmt::format("{} bytes were read, then the limit was met", result.produced));
    if (result.ending == Ending::complete && result.consumed < packed.size())
      member_findings_.push_back(
          {Severity::note, "bytes behind the packed data", Locator().index(1).str(),
           fmt::format("{} bytes follow the end of the stream; they were not read",
                       packed.size() - result.consumed)});
  }

  std::string_view format() const override { return format_; }
  std::size_t size() const override { return content_ ? 1 : 0; }
  MemberInfo info(std::size_t) const override {
    return {name_, MemberKind::file, content_->bytes().size(), offset_};
  }
  Opened open(std::size_t) const override {
    Opened opened;
    opened.item.path = {name_};
    opened.item.size = content_->bytes().size();
    opened.item.source = content_;
    opened.findings = member_findings_;
    return opened;
  }

 private:
  std::string_view format_;
  std::string name_;
  std::uint64_t offset_ = 0;
  std::shared_ptr<const ByteSource> content_;
  std::vector<model::Finding> member_findings_;
};

}  // namespace

AndroidBackup android_backup(std::string_view bytes) {
  std::size_t begin = 0;
  if (bytes.starts_with("MIUI BACKUP\n")) {
    begin = bytes.substr(0, most_lines_before).find(backup_magic);
    if (begin == bytes.npos) return {};
  }
  std::size_t at = begin;
  const auto line = [&] {
    const auto end = bytes.substr(at, 64).find('\n');
    if (end == bytes.npos) return std::string_view{};
    const auto text = bytes.substr(at, end);
    at += end + 1;
    return text;
  };
  if (!bytes.substr(at).starts_with(backup_magic)) return {};
  at += backup_magic.size();
  AndroidBackup backup;
  const auto version = line(), deflated = line(), encryption = line();
  if (version.empty() || version.find_first_not_of("0123456789") != version.npos ||
      (deflated != "0" && deflated != "1") || encryption.empty())
    return {};
  backup.stream = at;
  backup.deflated = deflated == "1";
  backup.encrypted = encryption != "none";
  return backup;
}

bool is_zlib_stream(std::string_view bytes) {
  if (bytes.size() < 8) return false;
  const auto first = static_cast<unsigned char>(bytes[0]),
             second = static_cast<unsigned char>(bytes[1]);
  // Deflate with a window of 32 KiB, no preset dictionary, and the check bits of RFC 1950.
  if (first != 0x78 || (second & 0x20) || (first * 256 + second) % 31 != 0) return false;
  std::uint64_t produced = 0;
  constexpr std::uint64_t enough = 4096;
  const auto result = inflate_all(bytes.substr(0, 65536), Wrapping::zlib, enough, Budget{},
                                  [&](std::string_view part) { produced += part.size(); });
  return result.ending == Ending::complete || result.ending == Ending::limit ||
         (result.ending == Ending::truncated && produced >= 16);
}

std::unique_ptr<Container> open_packed_stream(std::shared_ptr<const ByteSource> source,
                                              FileType type, std::string_view name,
                                              Scratch& scratch, Budget& budget) {
  return std::make_unique<PackedStream>(std::move(source), type, name, scratch, budget);
}

}  // namespace clew::exhibit
