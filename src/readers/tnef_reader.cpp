#include "readers/tnef_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/html_blocks.h"
#include "readers/rtf_text.h"
#include "readers/tnef.h"
#include "text/charset.h"
#include "text/code_page.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using exhibit::Locator;
using model::Severity;
using namespace tnef;

// Attribute ids (MS-OXTNEF 2.1.3.2) and property ids (MS-OXPROPS).
enum : std::uint32_t {
  from_attribute = 0x00008000,
  subject_attribute = 0x00018004,
  sent_attribute = 0x00038005,
  received_attribute = 0x00038006,
  class_attribute = 0x00078008,
  message_id_attribute = 0x00018009,
  body_attribute = 0x0002800C,
  data_attribute = 0x0006800F,
  title_attribute = 0x00018010,
  begin_attribute = 0x00069002,
  properties_attribute = 0x00069003,
  recipients_attribute = 0x00069004,
  attachment_attribute = 0x00069005,
  code_page_attribute = 0x00069007,
};
enum : std::uint16_t {
  subject_id = 0x0037,
  submit_time_id = 0x0039,
  sender_name_id = 0x0C1A,
  sender_email_id = 0x0C1F,
  delivery_time_id = 0x0E06,
  body_id = 0x1000,
  rtf_id = 0x1009,
  html_id = 0x1013,
  message_id_id = 0x1035,
  object_id = 0x3701,
  long_name_id = 0x3707,
  mime_id = 0x370E,
};
constexpr std::size_t most_html_text = 8u << 20;
constexpr std::size_t most_extras = 200;

std::uint64_t little(std::string_view b) {
  std::uint64_t out = 0;
  for (std::size_t i = std::min<std::size_t>(b.size(), 8); i-- > 0;)
    out = out << 8 | static_cast<unsigned char>(b[i]);
  return out;
}

// One attached file: its parts as views into the bytes.
struct File {
  std::string name, mime;
  std::string_view data;
  std::uint64_t at = 0;
};

class Message {
 public:
  explicit Message(std::string_view bytes) : bytes_(bytes), stream_(parse(bytes)) {
    for (const auto& a : stream_.attributes)
      if (a.id == code_page_attribute && a.data.size() >= 4)
        charset_ = text::charset_of_code_page(little(a.data.substr(0, 4)));
  }
  const Stream& stream() const { return stream_; }

  std::string text(std::string_view raw, bool wide = false) const {
    auto out = wide ? text::to_utf8(raw, text::Encoding::utf16le)
                    : text::charset_to_utf8(raw, charset_)
                          .value_or(text::to_utf8(raw, text::Encoding::windows1252));
    while (!out.empty() && out.back() == '\0')
      out.pop_back();
    return out;
  }
  std::string text(const Property& p) const { return text(p.data, (p.type & 0xFFF) == 0x1F); }

  std::vector<File> files() const {
    std::vector<File> out;
    for (const auto& a : stream_.attributes) {
      if (!a.of_attachment) continue;
      if (a.id == begin_attribute) {
        out.push_back({"", "", {}, a.at});
        continue;
      }
      if (out.empty()) out.push_back({"", "", {}, a.at});
      auto& file = out.back();
      if (a.id == title_attribute && file.name.empty()) file.name = text(a.data);
      if (a.id == data_attribute) {
        file.data = a.data;
        file.at = a.at;
      }
      if (a.id != attachment_attribute) continue;
      bool whole = true;
      for (const auto& p : properties(a.data, whole)) {
        if (p.id == long_name_id) file.name = text(p);
        if (p.id == mime_id) file.mime = text(p);
        // An object: 16 bytes of its kind, then for a message another stream like this one.
        if (p.id == object_id && p.data.size() > 16 && file.data.empty()) {
          file.data = (p.type & 0xFFF) == 0x0D ? p.data.substr(16) : p.data;
          file.at = static_cast<std::uint64_t>(file.data.data() - bytes_.data());
        }
      }
    }
    std::erase_if(out, [](const File& f) { return f.name.empty() && f.data.empty(); });
    return out;
  }

 private:
  std::string_view bytes_;
  Stream stream_;
  std::string charset_ = "windows-1252";
};

model::Time checked(model::Time time, Micros utc, const Options& options) {
  constexpr Micros year_1990 = 631'152'000'000'000;
  time.utc = utc;
  bool odd = utc < year_1990 || (options.latest_plausible && utc > options.latest_plausible);
  time.certainty = odd ? model::Certainty::implausible : model::Certainty::exact;
  return time;
}

// 100 ns since 1601-01-01Z.
model::Time file_time(std::string_view data, model::TimeKind kind, const Options& options) {
  auto ticks = little(data);
  model::Time time;
  time.kind = kind;
  time.raw = fmt::to_string(ticks);
  time.unit = "filetime";
  if (!ticks || ticks > 2'650'467'744'000'000'000ULL) return time;
  return checked(time, static_cast<Micros>(ticks / 10) - 11'644'473'600'000'000, options);
}

// Year, month, day, hour, minute, second, weekday: 16 bits each, in UTC (MS-OXTNEF 2.1.3.3.7).
model::Time date_time(std::string_view data, model::TimeKind kind, const Options& options) {
  model::Time time;
  time.kind = kind;
  if (data.size() < 12) return time;
  auto part = [&](std::size_t i) { return static_cast<int>(little(data.substr(2 * i, 2))); };
  CivilTime civil{part(0), part(1), part(2), part(3), part(4), part(5), 0};
  time.raw = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", civil.year, civil.month, civil.day,
                         civil.hour, civil.minute, civil.second);
  return is_valid(civil) ? checked(time, to_micros(civil), options) : time;
}

void add_time(model::Record& record, model::Time time) {
  for (const auto& t : record.times)
    if (t.kind == time.kind) return;
  record.times.push_back(std::move(time));
}

void add_sender(model::Record& record, std::string name, std::string address) {
  if (name.empty() && address.empty()) return;
  model::Participation who;
  who.role = model::Role::from;
  who.identifier.kind = address.find('@') != std::string::npos ? model::IdentifierKind::email
                        : address.empty()                      ? model::IdentifierKind::name
                                                               : model::IdentifierKind::other;
  who.identifier.raw = address.empty() ? name : address;
  who.name = std::move(name);
  record.participants.push_back(std::move(who));
}

struct Bodies {
  std::string plain, html, rtf;
};

void take_properties(model::Record& record, const Message& message, const Attribute& a,
                     Bodies& bodies, const Options& options, Sink& sink) {
  bool whole = true;
  std::string sender, address;
  for (const auto& p : properties(a.data, whole)) {
    auto type = p.type & 0xFFF;
    bool textual = type == 0x1E || type == 0x1F;
    if (p.id == body_id && textual)
      bodies.plain = message.text(p);
    else if (p.id == html_id)
      bodies.html = textual ? message.text(p) : std::string(p.data);
    else if (p.id == rtf_id)
      bodies.rtf = std::string(p.data);
    else if (p.id == submit_time_id)
      add_time(record, file_time(p.data, model::TimeKind::sent, options));
    else if (p.id == delivery_time_id)
      add_time(record, file_time(p.data, model::TimeKind::received, options));
    else if (p.id == message_id_id && textual)
      record.key = message.text(p);
    else if (p.id == sender_name_id && textual)
      sender = message.text(p);
    else if (p.id == sender_email_id && textual)
      address = message.text(p);
    else if (p.id == subject_id && textual) {
      if (record.fields.empty()) record.fields.push_back({"subject", message.text(p)});
    } else if (textual && record.extras.size() < most_extras) {
      if (auto value = message.text(p.data.substr(0, 64u << 10), type == 0x1F); !value.empty())
        record.extras.push_back(
            {p.name.empty() ? fmt::format("property {:04X}", p.id) : p.name, std::move(value)});
    }
  }
  if (record.participants.empty()) add_sender(record, sender, address);
  if (!whole)
    sink.finding({Severity::warning, "damaged properties",
                  Locator().bytes(a.at, 9 + a.data.size()).str(),
                  "The list of properties ends in the middle of one; those before it were read."});
}

void put_body(model::Record& record, Bodies& bodies, Sink& sink) {
  auto blank = [](const std::string& s) {
    return s.find_first_not_of(" \t\r\n") == std::string::npos;
  };
  record.text = std::move(bodies.plain);
  if (!blank(record.text)) return;
  if (!bodies.html.empty()) {
    record.text = html::visible_text(bodies.html, most_html_text);
    record.text_form = "html";
  } else if (!bodies.rtf.empty()) {
    auto rtf = rtf_decompressed(bodies.rtf);
    if (rtf.empty())
      sink.finding({Severity::warning, "body not unpacked", record.locator,
                    "The RTF body is damaged or packed in a way that is not known."});
    record.text.clear();
    for (const auto& p : rtf_text(rtf).paragraphs) {
      if (!record.text.empty()) record.text += '\n';
      record.text += p.text;
    }
    record.text_form = "rtf";
  }
}

class TnefReader final : public Reader {
 public:
  std::string_view name() const override { return "tnef"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!is_tnef(item.bytes())) return {0, "no TNEF signature"};
    return {95, "TNEF by its first bytes: a message as Outlook attaches it"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Message message(item.bytes());
    model::Record record;
    record.kind = model::RecordKind::message;
    record.service = "E-mail";
    record.locator = Locator().bytes(0, item.bytes().size()).str();
    Bodies bodies;
    std::string subject, kind, id;
    for (const auto& a : message.stream().attributes) {
      if (a.of_attachment) continue;
      if (a.id == subject_attribute) subject = message.text(a.data);
      if (a.id == class_attribute) kind = message.text(a.data);
      if (a.id == message_id_attribute) id = message.text(a.data);
      if (a.id == body_attribute) bodies.plain = message.text(a.data);
      if (a.id == sent_attribute)
        add_time(record, date_time(a.data, model::TimeKind::sent, options));
      if (a.id == received_attribute)
        add_time(record, date_time(a.data, model::TimeKind::received, options));
    }
    if (!subject.empty()) record.fields.push_back({"subject", subject});
    for (const auto& a : message.stream().attributes)
      if (!a.of_attachment && a.id == properties_attribute)
        take_properties(record, message, a, bodies, options, sink);
    if (record.key.empty()) record.key = id.empty() ? "message" : id;
    if (!kind.empty()) record.extras.push_back({"message class", kind});
    put_body(record, bodies, sink);
    for (const auto& file : message.files()) {
      model::Media media;
      media.path = media.title = file.name;
      media.mime = file.mime;
      media.present = !file.data.empty();
      if (media.present) media.sha256 = to_hex(sha256(file.data));
      record.media.push_back(std::move(media));
    }
    const auto& faults = message.stream().faults;
    for (std::size_t i = 0; i < faults.size() && i < 20; ++i)
      sink.finding({Severity::warning, "damaged TNEF", record.locator, faults[i]});
    sink.rows("", 1);
    sink.record(std::move(record));
  }

  std::unique_ptr<exhibit::Container> attached(const exhibit::Item& item, const Options&,
                                               exhibit::Budget& budget) const override {
    auto files = std::make_unique<AttachedFiles>("TNEF", budget);
    std::size_t number = 0;
    for (const auto& file : Message(item.bytes()).files()) {
      ++number;
      if (file.data.empty()) continue;
      files->add("", number, file.name, file.mime, file.at, file.data.size(),
                 [source = item.source, data = file.data] { return std::string(data); });
    }
    return files;
  }
};

}  // namespace

std::unique_ptr<Reader> make_tnef_reader() { return std::make_unique<TnefReader>(); }

}  // namespace clew::readers
