#include "readers/attached_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/url_cache.h"

namespace clew::readers {

bool AttachedFiles::add(std::string_view group, std::size_t number, std::string name,
                        std::string mime, std::uint64_t offset, std::uint64_t size,
                        std::function<std::string()> bytes) {
  if (budget_->members >= budget_->limits.max_members) {
    if (findings_.empty())
      findings_.push_back({model::Severity::unread, "too many members", "",
                           fmt::format("the exhibit holds more than {} files; the rest of the "
                                       "attachments were not read",
                                       budget_->limits.max_members)});
    return false;
  }
  ++budget_->members;
  if (name.size() > budget_->limits.max_name_bytes) name.resize(budget_->limits.max_name_bytes);
  auto full = std::string(group) + (name.empty() ? fmt::format("part {}", number) : name);
  if (names_.contains(full)) full = fmt::format("{}part {}/{}", group, number, name);
  names_.insert(full);
  files_.push_back({std::move(full), std::move(mime), offset, size, std::move(bytes)});
  return true;
}

exhibit::MemberInfo AttachedFiles::info(std::size_t index) const {
  const auto& f = files_[index];
  return {f.name, exhibit::MemberKind::file, f.size, f.offset};
}

exhibit::Container::Opened AttachedFiles::open(std::size_t index) const {
  Opened out;
  const auto& f = files_[index];
  out.item.path = {f.name};
  out.item.stated_mime = f.mime.starts_with("inode/") ? std::string() : f.mime;
  if (budget_->unpacked_bytes > budget_->total_allowed()) {
    out.findings.push_back({model::Severity::unread, "total size limit reached", "",
                            "the files of this exhibit unpack to more than they may"});
    return out;
  }
  auto bytes = f.bytes();
  budget_->unpacked_bytes += bytes.size();
  budget_->beat();
  out.item.size = bytes.size();
  out.item.source = exhibit::bytes_in_memory(std::move(bytes));
  return out;
}

bool may_carry_files(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return true;  // MS-CFB 2.2
  if (bytes.starts_with("\x78\x9F\x3E\x22"sv)) return true;                  // MS-OXTNEF 2.1.3.1
  if (bytes.starts_with("!BDN")) return true;                                // MS-PST 2.2.2.6
  if (may_be_url_cache(bytes)) return true;
  auto head = bytes.substr(0, 1024);
  if (head.find("%PDF-") != head.npos) return true;
  // A mail begins with a header, a mailbox with an envelope line; both say what their parts are.
  if (bytes.empty() || static_cast<unsigned char>(bytes[0]) < '!') return false;
  auto line = bytes.substr(0, std::min<std::size_t>(bytes.find('\n'), 1024));
  auto colon = line.find(':');
  bool header =
      colon != line.npos && colon > 0 && line.substr(0, colon).find_first_of(" \t") == line.npos;
  return header || line.starts_with("From ");
}

std::unique_ptr<exhibit::Container> attached_files(const exhibit::Item& item,
                                                   const Options& options,
                                                   exhibit::Budget& budget) {
  if (!may_carry_files(item.bytes())) return nullptr;
  const Reader* best = nullptr;
  int confidence = 0;
  for (const auto& reader : all_readers())
    if (auto probe = reader->probe(item); probe.confidence > confidence) {
      best = reader.get();
      confidence = probe.confidence;
    }
  return best ? best->attached(item, options, budget) : nullptr;
}

}  // namespace clew::readers
