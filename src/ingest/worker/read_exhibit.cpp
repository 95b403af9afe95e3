#include "ingest/worker/read_exhibit.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>
#include <set>
#include <unordered_set>

#include "base/error.h"
#include "base/sha256.h"
#include "exhibit/container.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/reader.h"

namespace clew::ingest {
namespace {

using exhibit::FileClass;
using exhibit::Item;
using exhibit::MemberKind;
using model::Finding;
using model::Severity;

constexpr int sure_confidence = 50;  // a reader that knows a packed format goes before unpacking it

bool is_companion(std::string_view name) {
  return name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal");
}

// Extensions that promise one kind of content.
std::string_view promised_type(std::string_view extension) {
  static constexpr std::pair<std::string_view, std::string_view> table[] = {
      {"jpg", "jpeg"}, {"jpeg", "jpeg"}, {"png", "png"}, {"gif", "gif"},      {"webp", "webp"},
      {"pdf", "pdf"},  {"zip", "zip"},   {"7z", "7z"},   {"rar", "rar"},      {"gz", "gzip"},
      {"mp4", "mp4"},  {"heic", "heic"}, {"mp3", "mp3"}, {"sqlite", "sqlite"}};
  for (auto [ext, type] : table)
    if (ext == extension) return type;
  return {};
}

// Passes a reader's calls on and marks what the sink itself throws, so that a full disk of the case
// is not taken for the reader's trouble.
class Guard : public readers::Sink {
 public:
  Guard(ReadingSink& sink, std::set<std::string>& claimed, const std::vector<std::string>& prefix)
      : sink_(sink), claimed_(claimed), prefix_(prefix) {}

  void rows(std::string_view table, std::uint64_t count) override {
    pass([&] { sink_.rows(table, count); });
  }
  void record(model::Record record) override {
    pass([&] { sink_.record(std::move(record)); });
  }
  void extra_record(model::Record record) override {
    pass([&] { sink_.extra_record(std::move(record)); });
  }
  void duplicate(std::string_view table, std::string_view locator) override {
    pass([&] { sink_.duplicate(table, locator); });
  }
  void skip(std::string_view table, std::string_view reason, std::string_view locator) override {
    pass([&] { sink_.skip(table, reason, locator); });
  }
  void finding(Finding finding) override {
    pass([&] { sink_.finding(std::move(finding)); });
  }
  void question(model::Question question) override {
    pass([&] { sink_.question(std::move(question)); });
  }
  void decided(std::string_view key, std::string_view value) override {
    pass([&] { sink_.decided(key, value); });
  }
  void claims(std::string_view member_name) override {
    auto path = prefix_;
    path.back() = member_name;
    claimed_.insert(exhibit::join_path(path));
    pass([&] { sink_.claims(member_name); });
  }
  void alive() override {
    pass([&] { sink_.heartbeat(); });
  }
  // What the sink threw, to be thrown again.
  std::exception_ptr trouble;

 private:
  template <typename Call>
  void pass(Call&& call) {
    try {
      call();
    } catch (...) {
      trouble = std::current_exception();
      throw Stopped{};
    }
  }
  ReadingSink& sink_;
  std::set<std::string>& claimed_;
  const std::vector<std::string>& prefix_;
};

class Walk {
 public:
  Walk(const exhibit::EntryTree& tree, const ReaderList& readers, const readers::Options& options,
       exhibit::Scratch& scratch, exhibit::Budget& budget, const Resume& resume, ReadingSink& sink)
      : tree_(tree),
        readers_(readers),
        options_(options),
        scratch_(scratch),
        budget_(budget),
        resume_(resume),
        sink_(sink),
        claimed_(resume.claimed.begin(), resume.claimed.end()) {
    budget_.heartbeat = [this] { sink_.heartbeat(); };
  }

  void run() {
    const auto& entries = tree_.entries();
    auto visit_entry = [&](std::size_t index) {
      if (entries[index].kind == MemberKind::directory) return;
      auto item = tree_.item(index);
      std::vector<Finding> findings;
      if (!item.source && entries[index].kind == MemberKind::file)
        findings.push_back({Severity::unread, "file could not be read", "",
                            "its bytes could not be had when the exhibit was taken in"});
      if (entries[index].kind == MemberKind::symlink)
        findings.push_back({Severity::note, "symbolic link", "", "kept as data, never followed"});
      if (entries[index].kind == MemberKind::device)
        findings.push_back(
            {Severity::note, "device or special file", "", "its entry is kept, it has no content"});
      visit(std::move(item), std::move(findings), 0);
    };
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (!is_companion(entries[i].name)) visit_entry(i);
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (is_companion(entries[i].name)) visit_entry(i);
  }

 private:
  void visit(Item item, std::vector<Finding> findings, int depth);
  void members(const exhibit::Container& container, const std::vector<std::string>& path,
               int depth);
  std::unique_ptr<exhibit::Container> carried(const Item& item, const readers::Reader& reader,
                                              int depth, bool quiet);
  void list_container(const exhibit::Container& container);
  void choose_and_read(Item& item, const readers::Reader& reader, const readers::Probe& probe);
  std::string hash(const exhibit::ByteSource& source);

  bool not_opened(std::uint32_t ordinal) const {
    return std::find(resume_.not_opened.begin(), resume_.not_opened.end(), ordinal) !=
           resume_.not_opened.end();
  }

  const exhibit::EntryTree& tree_;
  const ReaderList& readers_;
  const readers::Options& options_;
  exhibit::Scratch& scratch_;
  exhibit::Budget& budget_;
  const Resume& resume_;
  ReadingSink& sink_;
  std::set<std::string> claimed_;
  std::uint32_t next_ = 0;
};

std::string Walk::hash(const exhibit::ByteSource& source) {
  const std::string_view bytes = source.bytes();
  Sha256 digest;
  constexpr std::size_t portion = 16 << 20;
  for (std::size_t at = 0; at < bytes.size(); at += portion) {
    digest.update(bytes.substr(at, portion));
    if (bytes.size() <= portion) break;
    source.passed(at, at + portion);
    budget_.beat();
  }
  return to_hex(digest.finish());
}

// Signatures that no text has. What begins so is opened before any reader's guess counts: in an archive without
// compression (zip -0, tar) the words of its first member lie bare, and a reader would take the whole for that one.
bool surely_packed(const exhibit::FileType& type) {
  if (type.file_class != FileClass::container) return false;
  for (const std::string_view name : {"zip", "7z", "rar", "gzip", "xz", "zstd", "tar", "cab",
                                      "iso9660", "android backup"})
    if (type.name == name) return true;
  return false;
}

struct Choice {
  const readers::Reader* reader = nullptr;
  readers::Probe probe;
};

Choice choose(const ReaderList& all, const Item& item, std::vector<Finding>& findings) {
  Choice best;
  // Nothing to read for anybody: the file reader says why.
  if (item.stated_mime.starts_with("inode/") || !item.source || item.bytes().empty() ||
      exhibit::is_lfs_pointer(item.bytes()) || exhibit::is_all_zero(item.bytes())) {
    best.reader = all.back().get();
    best.probe = best.reader->probe(item);
    return best;
  }
  for (const auto& reader : all) {
    readers::Probe probe;
    try {
      probe = reader->probe(item);
    } catch (const std::exception& error) {
      findings.push_back(
          {Severity::warning, "reader failed", "",
           fmt::format("{} could not look at it: {}", reader->name(), error.what())});
    }
    if (probe.confidence > best.probe.confidence) best = {reader.get(), std::move(probe)};
  }
  if (!best.reader) best.reader = all.back().get();
  return best;
}

void Walk::visit(Item item, std::vector<Finding> findings, int depth) {
  auto ordinal = next_++;
  bool skip = ordinal < resume_.first_ordinal;
  auto type = exhibit::file_type(item.bytes(), item.name());
  bool content = item.source && !item.stated_mime.starts_with("inode/");
  bool maybe_container =
      content && (type.file_class == FileClass::container ||
                  type.file_class == FileClass::program || type.file_class == FileClass::unknown);
  // Files that carry files (mails, PDFs) are read first; what they carry follows as members.
  bool maybe_carrier = content && readers::may_carry_files(item.bytes());
  if (skip && ((!maybe_container && !maybe_carrier) || not_opened(ordinal))) return;

  if (!skip) sink_.begin_item({ordinal, item.path, item.size});
  Chosen chosen;
  std::unique_ptr<exhibit::Container> container;
  bool taken_along = claimed_.contains(exhibit::join_path(item.path));
  Choice choice;
  try {
    if (!taken_along) choice = choose(readers_, item, findings);
    if (!skip) {
      if (item.sha256.empty() && item.source) item.sha256 = hash(*item.source);
      chosen.sha256 = item.sha256;
      chosen.mime =
          item.stated_mime.starts_with("inode/") ? item.stated_mime : std::string(type.mime);
      auto promised = promised_type(exhibit::extension_of(item.name()));
      if (content && !promised.empty() && promised != type.name && !item.bytes().empty() &&
          !exhibit::is_lfs_pointer(item.bytes()))
        findings.push_back(
            {Severity::note, "content does not match name", "",
             fmt::format("the name says {}, the content is {}", promised, type.name)});
      if (auto odd = exhibit::odd_name(item.name()); !odd.empty())
        findings.push_back({Severity::note, "odd member name", "",
                            "the name " + odd + "; it is kept as data and used as no path"});
    }
    if (!taken_along && maybe_container && !not_opened(ordinal) &&
        (choice.probe.confidence < sure_confidence || surely_packed(type))) {
      if (depth >= budget_.limits.max_depth) {
        if (type.file_class == FileClass::container)
          findings.push_back({Severity::unread, "nested too deep", "",
                              fmt::format("containers are opened {} levels deep; this one is "
                                          "recorded as a file",
                                          budget_.limits.max_depth)});
      } else {
        container = exhibit::open_container(item.source, item.name(), scratch_, budget_);
      }
    }
  } catch (const Error& error) {
    container.reset();
    findings.push_back({Severity::unread, "container not opened", "", error.what()});
  } catch (const std::bad_alloc&) {
    container.reset();
    findings.push_back({Severity::unread, "reader stopped: memory limit", "",
                        "opening it as a container took more memory than the reader may use"});
  }
  // An unreadable archive without a single member is recorded as a file, with what is wrong.
  if (container && container->size() == 0 && !container->findings().empty()) {
    for (const auto& finding : container->findings())
      findings.push_back(finding);
    container.reset();
  }
  if (!skip) {
    if (container) {
      chosen.reader = "container";
      chosen.reader_version = "1";
      chosen.reason = fmt::format("{}, unpacked", container->format());
      chosen.confidence = 90;
    } else if (choice.reader) {
      chosen.reader = choice.reader->name();
      chosen.reader_version = choice.reader->version();
      chosen.reason = choice.probe.reason;
      chosen.confidence = std::clamp(choice.probe.confidence, 0, 100);
    } else {
      chosen.reason = "read together with another file";
    }
    sink_.chosen(chosen);
    for (auto& finding : findings)
      sink_.finding(std::move(finding));
    if (container)
      list_container(*container);
    else if (choice.reader)
      choose_and_read(item, *choice.reader, choice.probe);
  }
  if (!container && choice.reader && maybe_carrier && !not_opened(ordinal))
    container = carried(item, *choice.reader, depth, skip);
  if (!skip) sink_.end_item();
  if (container) members(*container, item.path, depth + 1);
}

// The files that the item carries inside; null when there are none. `quiet`: said before.
std::unique_ptr<exhibit::Container> Walk::carried(const Item& item, const readers::Reader& reader,
                                                  int depth, bool quiet) {
  std::unique_ptr<exhibit::Container> files;
  std::vector<Finding> findings;
  try {
    files = reader.attached(item, options_, budget_);
    if (files) findings = files->findings();
  } catch (const std::exception& error) {
    findings.push_back({Severity::warning, "attached files not found", "",
                        fmt::format("{}: {}", reader.name(), error.what())});
  }
  if (files && files->size() == 0) files.reset();
  if (files && depth >= budget_.limits.max_depth) {
    findings.push_back({Severity::unread, "nested too deep", "",
                        fmt::format("files are opened {} levels deep; the {} files that this one "
                                    "carries were not read",
                                    budget_.limits.max_depth, files->size())});
    files.reset();
  }
  if (quiet) return files;
  for (auto& finding : findings)
    sink_.finding(std::move(finding));
  if (files) {
    sink_.rows("attached files", files->size());
    for (std::size_t i = 0; i < files->size(); ++i)
      sink_.skip("attached files", "read as a file of its own", "");
  }
  return files;
}

// What is to be said of the container itself: its own findings and the sum of its members.
void Walk::list_container(const exhibit::Container& container) {
  for (const auto& finding : container.findings())
    sink_.finding(finding);
  std::uint64_t files = 0, folders = 0;
  std::uint64_t repeated = 0, clashes = 0;
  std::string example;
  std::unordered_set<std::string> seen, folded;
  bool compare =
      container.size() <= 200'000;  // name notes cost memory; beyond it they are left out
  for (std::size_t i = 0; i < container.size(); ++i) {
    auto info = container.info(i);
    ++(info.kind == MemberKind::directory ? folders : files);
    if (!compare) continue;
    if (!seen.emplace(info.name).second) {
      if (repeated++ == 0) example = std::string(info.name);
      continue;
    }
    std::string lower(info.name);
    for (char& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!folded.insert(std::move(lower)).second) ++clashes;
  }
  if (repeated)
    sink_.finding({Severity::note, "repeated member names", "",
                   fmt::format("{} members have a name that another one has too (\"{}\"); all are "
                               "read, their place in the container tells them apart",
                               repeated, example.substr(0, 200))});
  if (clashes)
    sink_.finding({Severity::note, "member names differ only in case", "",
                   fmt::format("{} members; all are read", clashes)});
  sink_.rows("members", files + folders);
  for (std::uint64_t i = 0; i < files; ++i)
    sink_.skip("members", "read as a file of its own", "");
  for (std::uint64_t i = 0; i < folders; ++i)
    sink_.skip("members", "folder", "");
}

void Walk::members(const exhibit::Container& container, const std::vector<std::string>& path,
                   int depth) {
  exhibit::ContainerTree tree(container, path);
  auto visit_member = [&](std::size_t index) {
    exhibit::Container::Opened opened;
    try {
      if (not_opened(next_))
        opened.findings.push_back(
            {Severity::unread, "reader stopped while unpacking", "",
             "unpacking this member ended the reader process; it was left out "
             "when the rest was read"});
      else
        opened = tree.open_member(index);
    } catch (const Error& error) {
      opened.findings.push_back({Severity::unread, "member not unpacked", "", error.what()});
    } catch (const std::bad_alloc&) {
      opened.findings.push_back({Severity::unread, "reader stopped: memory limit", "",
                                 "unpacking it took more memory than the reader may use"});
    }
    if (opened.item.path.empty()) {
      opened.item.path = path;
      opened.item.path.emplace_back(container.info(index).name);
      opened.item.tree = &tree;
    }
    visit(std::move(opened.item), std::move(opened.findings), depth);
  };
  auto wanted = [&](std::size_t index, bool companions) {
    auto info = container.info(index);
    return info.kind != MemberKind::directory && is_companion(info.name) == companions;
  };
  bool any_companion = false;
  for (std::size_t i = 0; i < container.size(); ++i) {
    if (wanted(i, false))
      visit_member(i);
    else
      any_companion = true;
  }
  for (std::size_t i = 0; any_companion && i < container.size(); ++i)
    if (wanted(i, true)) visit_member(i);
}

void Walk::choose_and_read(Item& item, const readers::Reader& reader, const readers::Probe&) {
  Guard guard(sink_, claimed_, item.path);
  auto failed = [&](const char* what, std::string why) {
    sink_.finding({Severity::warning, what, "", std::move(why)});
  };
  try {
    reader.read(item, options_, guard);
  } catch (const Stopped&) {
    if (guard.trouble) std::rethrow_exception(guard.trouble);
    throw;
  } catch (const std::bad_alloc&) {
    failed("reader stopped: memory limit",
           fmt::format("{} needed more memory than it may use; what it gave before is kept",
                       reader.name()));
  } catch (const std::exception& error) {
    failed("reader failed",
           fmt::format("{}: {}; what it gave before is kept", reader.name(), error.what()));
  }
}

}  // namespace

void read_exhibit(const exhibit::EntryTree& tree, const ReaderList& readers,
                  const readers::Options& options, exhibit::Scratch& scratch,
                  exhibit::Budget& budget, const Resume& resume, ReadingSink& sink) {
  Walk(tree, readers, options, scratch, budget, resume, sink).run();
}

}  // namespace clew::ingest
