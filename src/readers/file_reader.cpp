#include "readers/file_reader.h"

#include <fmt/format.h>

#include "exhibit/file_type.h"
#include "exhibit/locator.h"

namespace clew::readers {
namespace {

using exhibit::FileClass;
using model::Severity;

class FileReader : public Reader {
 public:
  std::string_view name() const override { return "file"; }
  std::string_view version() const override { return "3"; }

  Probe probe(const exhibit::Item& item) const override {
    if (!item.stated_mime.starts_with("inode/") && item.source)
      return {1, fmt::format("{}: recorded as a file",
                             exhibit::file_type(item.bytes(), item.name()).name)};
    return {100, "not a file with content"};
  }

  void read(const exhibit::Item& item, const Options&, Sink& sink) const override {
    auto bytes = item.bytes();
    auto type = exhibit::file_type(bytes, item.name());
    bool special = item.stated_mime.starts_with("inode/");
    std::string mime = special ? item.stated_mime : std::string(type.mime);
    model::Record record;
    record.kind = model::RecordKind::file;
    record.locator = exhibit::Locator().bytes(0, bytes.size()).str();
    record.times = item.times;
    record.media.push_back(
        {std::string(item.name()), mime, item.sha256, "", item.source && !special});
    record.fields.push_back({"size", fmt::to_string(item.size)});
    if (item.stated_mime == "inode/symlink" || item.stated_mime == "inode/hardlink")
      record.fields.push_back({"target", std::string(bytes)});
    else if (!special && item.source)
      record.fields.push_back({"type", std::string(type.name)});
    if (!item.source) record.state = model::State::unknown;
    sink.rows("", 1);
    sink.record(std::move(record));
    if (item.source && !special) say_why(bytes, type, sink);
  }

 private:
  // Whether a compound file's directory names that stream (MS-CFB 2.6: names are UTF-16LE, entries
  // begin at multiples of 128 bytes). Looks at the first 64 MiB.
  static bool holds_stream(std::string_view bytes, std::string_view name) {
    std::string wide;
    for (const char c : name) {
      wide += c;
      wide += '\0';
    }
    wide.append(2, '\0');
    const std::string_view head = bytes.substr(0, 64u << 20);
    for (std::size_t at = head.find(wide); at != head.npos; at = head.find(wide, at + 1))
      if (at % 128 == 0) return true;
    return false;
  }

  static void say_why(std::string_view bytes, const exhibit::FileType& type, Sink& sink) {
    auto find = [&](Severity severity, const char* what, std::string why) {
      sink.finding(
          {severity, what, exhibit::Locator().bytes(0, bytes.size()).str(), std::move(why)});
    };
    if (type.file_class == FileClass::empty)
      return find(Severity::note, "empty file", "the file has no bytes");
    if (exhibit::is_lfs_pointer(bytes))
      return find(Severity::unread, "pointer instead of content",
                  "this is a Git LFS pointer; the content itself was not handed over: ask for it");
    if (exhibit::is_all_zero(bytes))
      return find(Severity::unread, "only zero bytes",
                  fmt::format("all {} bytes are zero: a sparse file, or one that was wiped or not "
                              "copied properly",
                              bytes.size()));
    if (type.mime == "application/x-ole-storage") {
      if (holds_stream(bytes, "EncryptedPackage"))
        return find(Severity::unread, "protected by a password",
                    "an Office file that is encrypted; its password is needed to read it");
      if (holds_stream(bytes, "Workbook") || holds_stream(bytes, "Book"))
        return find(
            Severity::unread, "old Excel workbook",
            "a workbook of Excel 97 to 2003 (.xls) whose compound file cannot be followed: it is "
            "damaged, or larger than 1 GiB; a spreadsheet program that is trusted may mend a copy");
    }
    if (type.mime == "application/x-xry")
      return find(Severity::unread, "case of XRY",
                  "only MSAB's own programs read it; export it from XAMN as Excel, XML or text and add that");
    if (type.mime == "application/x-dbx")
      return find(Severity::unread, "mailbox of Outlook",
                  fmt::format("{}: not read; add the messages as .msg, .eml or .mbox", type.name));
    if (type.mime == "application/x-ewf" || type.mime == "application/x-aff" || type.mime == "application/x-vmdk" || type.mime == "application/x-qemu-disk")
      return find(Severity::unread, "disk image",
                  fmt::format("{}: not opened; add the files in it as a folder, zip or tar", type.name));
    if (type.name.starts_with("program text"))
      return find(Severity::note, "program text",
                  fmt::format("{}, not read as a document: kept with its hash; its words are not "
                              "searched",
                              type.name));
    switch (type.file_class) {
      case FileClass::image:
      case FileClass::audio:
      case FileClass::video:
        return find(Severity::note, "no reader",
                    fmt::format("{} is kept as media, with its hash; what it shows or says was not "
                                "read",
                                type.name));
      case FileClass::program:
      case FileClass::other:
        return find(Severity::note, "no reader",
                    fmt::format("{}: recorded with its hash, content not read", type.name));
      default:
        return find(Severity::unread, "no reader",
                    type.file_class == FileClass::unknown
                        ? "the content is of no known type (it may be encrypted or damaged); "
                          "recorded with its hash"
                        : fmt::format("{}: no reader takes this content; recorded with its hash",
                                      type.name));
    }
  }
};

}  // namespace

std::unique_ptr<Reader> make_file_reader() { return std::make_unique<FileReader>(); }

}  // namespace clew::readers
