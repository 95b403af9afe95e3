#include "readers/message_file_reader.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/compound_file.h"
#include "readers/mapi_message.h"
#include "readers/mapi_storage.h"

namespace clew::readers {
namespace {

using namespace mapi;
using exhibit::Locator;
using model::Severity;

class MessageFile {
 public:
  MessageFile(const exhibit::Item& item, const CompoundFile& file, const Options& options,
              Sink& sink)
      : item_(item), file_(file), options_(options), sink_(sink), names_(names_of(file)) {}

  void run() {
    sink_.rows("", 1);
    sink_.record(message(0, 32, ""));
    for (std::size_t i = 0; i < nested_.size() && i < 200; ++i) {
      auto [storage, holder] = nested_[i];
      sink_.extra_record(message(storage, 24, holder));
    }
    for (std::size_t i = 0; i < file_.faults().size(); ++i)
      sink_.finding({Severity::warning, "damaged compound file", whole(), file_.faults()[i]});
  }

 private:
  std::string whole() const { return Locator().bytes(0, item_.bytes().size()).str(); }

  model::Record message(std::size_t storage, std::size_t head, const std::string& holder) {
    const StorageProperties p(file_, storage, head);
    std::vector<std::unique_ptr<Properties>> recipients;
    for (const auto i : storages(storage, "__recip_version1.0_"))
      recipients.push_back(std::make_unique<StorageProperties>(file_, i, 8, &p));
    const auto locator = storage ? Locator().bytes(file_.entries()[storage].at, 128).str() : whole();
    auto out = message_record(p, recipients, names_, {locator, fmt::format("storage {}", storage), holder}, options_, sink_);
    add_attachments(out, p, storage);
    return out;
  }

  std::vector<std::size_t> storages(std::size_t parent, std::string_view name) const {
    std::vector<std::size_t> out;
    for (std::size_t i = 1; i < file_.entries().size(); ++i)
      if (const auto& e = file_.entries()[i]; e.parent == parent && e.storage && e.name.starts_with(name)) out.push_back(i);
    return out;
  }

  void add_attachments(model::Record& record, const Properties& p, std::size_t storage) {
    for (const auto i : storages(storage, "__attach_version1.0_")) {
      const StorageProperties a(file_, i, 8, &p);
      auto media = attachment_media(a, file_.entries()[i].name);
      if (auto inner = a.object(attach_data_id)) {
        media.mime = "application/vnd.ms-outlook";
        nested_.emplace_back(*inner, record.key);
        media.present = true;
      } else {
        auto bytes = a.bytes(attach_data_id);
        media.present = !bytes.empty();
        if (media.present) media.sha256 = to_hex(sha256(bytes));
      }
      record.media.push_back(std::move(media));
    }
  }

  const exhibit::Item& item_;
  const CompoundFile& file_;
  const Options& options_;
  Sink& sink_;
  const Names names_;
  std::vector<std::pair<std::size_t, std::string>> nested_;
};

class MessageFileReader final : public Reader {
 public:
  std::string_view name() const override { return "outlook-message"; }
  std::string_view version() const override { return "9"; }
  Probe probe(const exhibit::Item& item) const override {
    auto bytes = item.bytes();
    auto file = bytes.size() < (1u << 30) ? CompoundFile::open(bytes) : std::nullopt;
    if (!file || file->entries().empty()) return {0, "no compound file"};
    if (!file->find(0, "__properties_version1.0"))
      return {0, "a compound file without MAPI properties"};
    return {95, "MAPI properties in a compound file: an Outlook message"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    auto file = CompoundFile::open(item.bytes());
    if (!file || file->entries().empty()) {
      sink.rows("", 1);
      sink.skip("", "no message in it", "bytes=0+0");
      sink.finding({Severity::unread, "damaged compound file", "bytes=0+0",
                    "Its directory cannot be read."});
      return;
    }
    MessageFile(item, *file, options, sink).run();
  }
  std::unique_ptr<exhibit::Container> attached(const exhibit::Item& item, const Options&,
                                               exhibit::Budget& budget) const override {
    auto opened = CompoundFile::open(item.bytes());
    if (!opened || opened->entries().empty()) return nullptr;
    auto files = std::make_unique<AttachedFiles>("Outlook message", budget);
    auto file = std::make_shared<const CompoundFile>(std::move(*opened));
    for (std::size_t i = 1; i < file->entries().size(); ++i) {
      const auto& e = file->entries()[i];
      if (!e.storage || !e.name.starts_with("__attach_version1.0_")) continue;
      const StorageProperties message(*file, e.parent, e.parent ? 24 : 32);
      const StorageProperties a(*file, i, 8, &message);
      auto data = a.stream(attach_data_id);
      if (!data) continue;  // an attached message: a record of its own already
      auto name = a.text(attach_long_name_id);
      if (name.empty()) name = a.text(attach_name_id);
      files->add("", i, name, a.text(attach_mime_id), e.at, file->entries()[*data].size,
                 [source = item.source, file, data] { return file->read(*data); });
    }
    return files;
  }
};

}  // namespace

std::unique_ptr<Reader> make_message_file_reader() { return std::make_unique<MessageFileReader>(); }

}  // namespace clew::readers
