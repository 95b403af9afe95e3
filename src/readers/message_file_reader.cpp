#include "readers/message_file_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/compound_file.h"
#include "readers/html_blocks.h"
#include "readers/mapi_properties.h"
#include "readers/outlook_items.h"
#include "readers/rtf_text.h"
#include "text/charset.h"

namespace clew::readers {
namespace {

using namespace mapi;
using exhibit::Locator;
using model::Severity;

constexpr std::size_t most_extras = 200;
constexpr std::size_t most_html_text = 8u << 20;

std::string joined(const RtfText& rtf) {
  std::string out;
  for (const auto& p : rtf.paragraphs) {
    if (!out.empty()) out += '\n';
    out += p.text;
  }
  return out;
}

class MessageFile {
 public:
  MessageFile(const exhibit::Item& item, const CompoundFile& file, const Options& options,
              Sink& sink)
      : item_(item), file_(file), options_(options), sink_(sink), names_(file) {}

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
    Properties p(file_, storage, head);
    model::Record out;
    out.kind = model::RecordKind::message;
    out.service = "E-mail";
    out.locator = storage ? Locator().bytes(file_.entries()[storage].at, 128).str() : whole();
    out.key = p.text(message_id_id);
    if (out.key.empty()) out.key = fmt::format("storage {}", storage);
    if (auto subject = p.text(subject_id); !subject.empty())
      out.fields.push_back({"subject", subject});
    if (auto kind = p.text(message_class_id); !kind.empty() && kind != "IPM.Note")
      out.fields.push_back({"type", kind});
    add_people(out, p, storage);
    for (auto [id, kind] : {std::pair(submit_time_id, model::TimeKind::sent),
                            std::pair(delivery_time_id, model::TimeKind::received),
                            std::pair(created_id, model::TimeKind::created),
                            std::pair(changed_id, model::TimeKind::modified)})
      if (auto ticks = p.number(id)) out.times.push_back(file_time(*ticks, kind, options_));
    // Of a message that nobody sent yet Outlook notes a time of delivery all the same.
    constexpr std::uint64_t unsent_flag = 8;
    const auto sends = [](const auto& who) { return who.role == model::Role::from; };
    if ((p.number(message_flags_id).value_or(0) & unsent_flag) && !p.number(submit_time_id) && std::none_of(out.participants.begin(), out.participants.end(), sends)) {
      out.fields.push_back({"status", "draft"});
      std::erase_if(out.times, [&](const model::Time& t) {
        if (t.kind != model::TimeKind::received) return false;
        out.extras.push_back({"message delivery time", t.utc ? to_iso_utc(*t.utc) : t.raw});
        return true;
      });
    }
    if (auto reply = p.text(reply_to_id); !reply.empty())
      out.links.push_back({model::LinkKind::reply, reply});
    if (!holder.empty()) out.links.push_back({model::LinkKind::part_of, holder});
    add_body(out, p);
    std::vector<std::uint16_t> placed = {subject_id, body_id, message_id_id, reply_to_id, message_class_id,
                                         sender_name_id, sender_email_id, sender_smtp_id};
    make_item(out, item_kind(p.text(message_class_id)), p, names_, options_, placed);
    add_attachments(out, p, storage);
    std::size_t kept = 0;
    p.rest(placed, [&](std::uint16_t id, std::string value) {
      if (++kept > most_extras) return;
      auto name = id == headers_id ? "transport headers" : names_.name_of(id);
      out.extras.push_back({name.empty() ? fmt::format("property {:04X}", id) : name, std::move(value)});
    });
    return out;
  }

  void add_people(model::Record& record, const Properties& p, std::size_t storage) {
    auto add = [&](model::Role role, std::string name, std::string address) {
      if (name.empty() && address.empty()) return;
      bool mail = address.find('@') != std::string::npos;
      model::Participation who;
      who.role = role;
      who.identifier.kind = mail              ? model::IdentifierKind::email
                            : address.empty() ? model::IdentifierKind::name
                                              : model::IdentifierKind::other;
      who.identifier.raw = address.empty() ? name : address;
      who.name = name;
      record.participants.push_back(std::move(who));
    };
    auto smtp = p.text(sender_smtp_id);
    add(model::Role::from, p.text(sender_name_id), smtp.empty() ? p.text(sender_email_id) : smtp);
    for (std::size_t i = 1; i < file_.entries().size(); ++i) {
      const auto& e = file_.entries()[i];
      if (e.parent != storage || !e.storage || !e.name.starts_with("__recip_version1.0_")) continue;
      Properties r(file_, i, 8, &p);
      auto type = r.number(recipient_type_id).value_or(1);
      auto address = r.text(smtp_id);
      add(type == 2   ? model::Role::cc
          : type == 3 ? model::Role::bcc
                      : model::Role::to,
          r.text(display_name_id), address.empty() ? r.text(email_id) : address);
    }
  }

  void add_body(model::Record& record, const Properties& p) {
    record.text = p.text(body_id);
    if (record.text.find_first_not_of(" \t\r\n") != std::string::npos) return;
    if (auto html = p.bytes(html_id); !html.empty()) {
      auto utf8 = text::charset_to_utf8(html, p.html_charset());
      record.text = html::visible_text(utf8 ? *utf8 : html, most_html_text);
      record.text_form = "html";
    } else if (auto packed = p.bytes(rtf_id); !packed.empty()) {
      auto rtf = rtf_decompressed(packed);
      if (rtf.empty())
        sink_.finding({Severity::warning, "body not unpacked", record.locator,
                       "The RTF body is damaged or packed in a way that is not known."});
      record.text = joined(rtf_text(rtf));
      record.text_form = "rtf";
    }
  }

  void add_attachments(model::Record& record, const Properties& p, std::size_t storage) {
    for (std::size_t i = 1; i < file_.entries().size(); ++i) {
      const auto& e = file_.entries()[i];
      if (e.parent != storage || !e.storage || !e.name.starts_with("__attach_version1.0_"))
        continue;
      Properties a(file_, i, 8, &p);
      model::Media media;
      media.title = a.text(attach_long_name_id);
      if (media.title.empty()) media.title = a.text(attach_name_id);
      media.path = media.title.empty() ? e.name : media.title;
      media.mime = a.text(attach_mime_id);
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
  std::string_view version() const override { return "4"; }
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
      const Properties message(*file, e.parent, e.parent ? 24 : 32);
      Properties a(*file, i, 8, &message);
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
