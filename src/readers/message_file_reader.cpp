#include "readers/message_file_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/compound_file.h"
#include "readers/html_blocks.h"
#include "readers/rtf_text.h"
#include "text/charset.h"
#include "text/code_page.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using exhibit::Locator;
using model::Severity;

// Property ids (MS-OXPROPS).
enum : std::uint16_t {
  subject_id = 0x0037,
  submit_time_id = 0x0039,
  headers_id = 0x007D,
  sender_name_id = 0x0C1A,
  sender_email_id = 0x0C1F,
  recipient_type_id = 0x0C15,
  delivery_time_id = 0x0E06,
  body_id = 0x1000,
  rtf_id = 0x1009,
  html_id = 0x1013,
  message_id_id = 0x1035,
  reply_to_id = 0x1042,
  message_class_id = 0x001A,
  display_name_id = 0x3001,
  email_id = 0x3003,
  attach_data_id = 0x3701,
  attach_name_id = 0x3704,
  attach_long_name_id = 0x3707,
  attach_mime_id = 0x370E,
  smtp_id = 0x39FE,
  codepage_id = 0x3FFD,
  locale_id = 0x3FF1,
  internet_codepage_id = 0x3FDE,
  sender_smtp_id = 0x5D01,
  created_id = 0x3007,
  changed_id = 0x3008,
};

constexpr std::size_t most_extras = 200;
constexpr std::size_t most_html_text = 8u << 20;

std::uint64_t little(std::string_view b, std::size_t at, int size) {
  std::uint64_t out = 0;
  for (int i = size; i-- > 0;)
    out = out << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
}

// The properties of one storage: streams "__substg1.0_PPPPTTTT" and the fixed ones of
// "__properties_version1.0".
class Properties {
 public:
  // `above`: the message whose recipient or attachment this is; it says the code page for them.
  Properties(const CompoundFile& file, std::size_t storage, std::size_t head, const Properties* above = nullptr) : file_(file) {
    if (above) {
      charset_ = above->charset_;
      html_charset_ = above->html_charset_;
    }
    for (std::size_t i = 1; i < file.entries().size(); ++i) {
      const auto& e = file.entries()[i];
      if (e.parent != storage) continue;
      unsigned tag = 0;
      if (e.name.size() == 20 && e.name.starts_with("__substg1.0_") && hex(e.name.substr(12), tag))
        streams_[static_cast<std::uint16_t>(tag >> 16)] = {static_cast<std::uint16_t>(tag), i};
    }
    auto fixed = file.find(storage, "__properties_version1.0");
    if (!fixed) return;
    auto bytes = file.read(*fixed, 1u << 20);
    for (auto at = head; at + 16 <= bytes.size(); at += 16) {
      auto tag = little(bytes, at, 4);
      fixed_[static_cast<std::uint16_t>(tag >> 16)] = {static_cast<std::uint16_t>(tag),
                                                       little(bytes, at + 8, 8)};
    }
    // [MS-OXCMSG] 2.2.1: PidTagMessageCodepage is that of the properties, PidTagInternetCodepage that of the HTML body.
    const auto page = number(codepage_id), locale = number(locale_id), internet = number(internet_codepage_id);
    if (page)
      charset_ = text::charset_of_code_page(*page);
    else if (internet && (*internet != 65001 || !locale))
      charset_ = text::charset_of_code_page(*internet);
    else if (locale)
      charset_ = text::charset_of_code_page(text::code_page_of_locale(*locale));
    if (internet || page) html_charset_ = text::charset_of_code_page(internet ? *internet : *page);
  }

  std::string bytes(std::uint16_t id) const {
    auto found = streams_.find(id);
    return found == streams_.end() ? std::string() : file_.read(found->second.entry);
  }
  std::string text(std::uint16_t id) const {
    auto found = streams_.find(id);
    if (found == streams_.end()) return {};
    return as_text(found->second.type, file_.read(found->second.entry));
  }
  std::optional<std::uint64_t> number(std::uint16_t id) const {
    auto found = fixed_.find(id);
    if (found == fixed_.end()) return {};
    if (found->second.type == 3) return found->second.value & 0xFFFFFFFF;
    return found->second.value;
  }
  // Storage of an object property (an attached message), if it is one.
  std::optional<std::size_t> object(std::uint16_t id) const {
    auto found = streams_.find(id);
    if (found == streams_.end() || !file_.entries()[found->second.entry].storage) return {};
    return found->second.entry;
  }
  const std::string& html_charset() const { return html_charset_; }

  // The stream of a binary property, if it is one.
  std::optional<std::size_t> stream(std::uint16_t id) const {
    auto found = streams_.find(id);
    if (found == streams_.end() || file_.entries()[found->second.entry].storage) return {};
    return found->second.entry;
  }

  // Text properties that nobody asked for, for the extras.
  template <typename Take>
  void rest(const std::vector<std::uint16_t>& placed, Take&& take) const {
    for (const auto& [id, stream] : streams_) {
      if (std::find(placed.begin(), placed.end(), id) != placed.end() ||
          (stream.type != 0x1F && stream.type != 0x1E))
        continue;
      if (auto value = as_text(stream.type, file_.read(stream.entry, 64u << 10)); !value.empty())
        take(id, std::move(value));
    }
  }

 private:
  static bool hex(std::string_view s, unsigned& out) {
    for (char c : s) {
      int d = c >= '0' && c <= '9'                 ? c - '0'
              : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                   : -1;
      if (d < 0) return false;
      out = out << 4 | static_cast<unsigned>(d);
    }
    return true;
  }
  std::string as_text(std::uint16_t type, std::string raw) const {
    std::string out = type == 0x1F ? text::to_utf8(raw, text::Encoding::utf16le)
                                   : text::charset_to_utf8(raw, charset_)
                                         .value_or(text::to_utf8(raw, text::Encoding::windows1252));
    while (!out.empty() && out.back() == '\0')
      out.pop_back();
    return out;
  }

  struct Stream {
    std::uint16_t type = 0;
    std::size_t entry = 0;
  };
  struct Fixed {
    std::uint16_t type = 0;
    std::uint64_t value = 0;
  };
  const CompoundFile& file_;
  std::map<std::uint16_t, Stream> streams_;
  std::map<std::uint16_t, Fixed> fixed_;
  std::string charset_ = "windows-1252", html_charset_ = "windows-1252";
};

// 100 ns since 1601-01-01Z.
model::Time file_time(std::uint64_t ticks, model::TimeKind kind, const Options& options) {
  constexpr std::int64_t to_1970 = 11'644'473'600'000'000;
  model::Time time;
  time.kind = kind;
  time.raw = fmt::to_string(ticks);
  time.unit = "filetime";
  if (!ticks || ticks > 2'650'467'744'000'000'000ULL) return time;  // none, or after the year 9999
  auto utc = static_cast<std::int64_t>(ticks / 10) - to_1970;
  time.utc = utc;
  constexpr Micros year_1990 = 631'152'000'000'000;
  bool odd = utc < year_1990 || (options.latest_plausible && utc > options.latest_plausible);
  time.certainty = odd ? model::Certainty::implausible : model::Certainty::exact;
  return time;
}

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
      : item_(item), file_(file), options_(options), sink_(sink) {}

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
    if (auto reply = p.text(reply_to_id); !reply.empty())
      out.links.push_back({model::LinkKind::reply, reply});
    if (!holder.empty()) out.links.push_back({model::LinkKind::part_of, holder});
    add_body(out, p);
    add_attachments(out, p, storage);
    std::size_t kept = 0;
    p.rest({subject_id, body_id, message_id_id, reply_to_id, message_class_id, sender_name_id,
            sender_email_id, sender_smtp_id},
           [&](std::uint16_t id, std::string value) {
             if (++kept <= most_extras)
               out.extras.push_back(
                   {id == headers_id ? "transport headers" : fmt::format("property {:04X}", id),
                    std::move(value)});
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
  std::vector<std::pair<std::size_t, std::string>> nested_;
};

class MessageFileReader final : public Reader {
 public:
  std::string_view name() const override { return "outlook-message"; }
  std::string_view version() const override { return "2"; }
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
