#include "readers/tnef_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/mapi_message.h"
#include "readers/plausible_time.h"
#include "readers/tnef.h"
#include "readers/tnef_properties.h"
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
constexpr std::uint16_t object_id = mapi::attach_data_id;

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
      if (a.id == code_page_attribute && a.data.size() >= 4) {
        code_page_ = little(a.data.substr(0, 4));
        charset_ = text::charset_of_code_page(code_page_);
      }
  }
  const Stream& stream() const { return stream_; }
  std::uint64_t code_page() const { return code_page_; }  // 0: not said

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
        if (p.id == mapi::attach_long_name_id) file.name = text(p);
        if (p.id == mapi::attach_mime_id) file.mime = text(p);
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
  std::uint64_t code_page_ = 0;
};

// What Microsoft Mail called its classes (MS-OXTNEF 2.1.3.3.22).
std::string_view present_class(std::string_view written) {
  while (!written.empty() && written.back() == '\0')
    written.remove_suffix(1);
  static constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"IPM.Microsoft Mail.Note", "IPM.Note"}, {"IPM.Microsoft Schedule.MtgReq", "IPM.Schedule.Meeting.Request"}, {"IPM.Microsoft Schedule.MtgRespP", "IPM.Schedule.Meeting.Resp.Pos"},
      {"IPM.Microsoft Schedule.MtgRespN", "IPM.Schedule.Meeting.Resp.Neg"}, {"IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent"}, {"IPM.Microsoft Schedule.MtgCncl", "IPM.Schedule.Meeting.Canceled"}};
  for (const auto& [old, now] : names)
    if (written == old) return now;
  return written;
}

model::Time checked(model::Time time, Micros utc, const Options& options) {
  time.utc = utc;
  time.certainty = certainty_of(utc, options.latest_plausible);
  return time;
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

// The older attributes of a message, as the properties that they stand for, where the list of properties lacks them (MS-OXTNEF 2.1.3.3).
std::vector<Property> with_older_attributes(std::vector<Property> list, const Stream& stream) {
  const auto has = [&](std::uint16_t id) { return std::any_of(list.begin(), list.end(), [&](const Property& p) { return p.id == id; }); };
  const auto add = [&](std::uint16_t id, std::string_view text) {
    while (!text.empty() && text.back() == '\0')
      text.remove_suffix(1);
    if (!text.empty() && !has(id)) list.push_back({0x1E, id, "", {}, 0, text});
  };
  for (const auto& a : stream.attributes) {
    if (a.of_attachment) continue;
    if (a.id == subject_attribute) add(mapi::subject_id, a.data);
    if (a.id == class_attribute) add(mapi::message_class_id, present_class(a.data));
    if (a.id == message_id_attribute) add(mapi::message_id_id, a.data);
    if (a.id == body_attribute) add(mapi::body_id, a.data);
    // Who sent it: two numbers, the lengths of name and address, both (TRPSTRUCT).
    if (a.id != from_attribute || a.data.size() < 8 || has(mapi::sender_name_id)) continue;
    const auto name = little(a.data.substr(4, 2)), address = little(a.data.substr(6, 2));
    if (8 + name + address > a.data.size()) continue;
    add(mapi::sender_name_id, a.data.substr(8, name));
    auto written = a.data.substr(8 + name, address);
    if (const auto colon = written.find(':'); colon != written.npos) written.remove_prefix(colon + 1);  // "SMTP:a@example.org"
    add(mapi::sender_email_id, written);
  }
  return list;
}

class TnefReader final : public Reader {
 public:
  std::string_view name() const override { return "tnef"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!is_tnef(item.bytes())) return {0, "no TNEF signature"};
    return {95, "TNEF by its first bytes: a message as Outlook attaches it"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Message message(item.bytes());
    const auto locator = Locator().bytes(0, item.bytes().size()).str();
    bool whole = true;
    std::vector<Property> list;
    std::vector<std::vector<Property>> to;
    for (const auto& a : message.stream().attributes) {
      if (a.of_attachment) continue;
      if (a.id == properties_attribute)
        for (auto& p : properties(a.data, whole))
          list.push_back(std::move(p));
      if (a.id == recipients_attribute)
        for (auto& row : rows(a.data, whole))
          to.push_back(std::move(row));
    }
    if (!whole)
      sink.finding({Severity::warning, "damaged properties", locator, "A list of properties ends in the middle of one; those before it were read."});
    list = with_older_attributes(std::move(list), message.stream());
    mapi::Names names;
    for (const auto& p : list)
      if (!p.name.empty()) names.add(p.name, p.id);
      else if (!p.set.empty()) names.add(p.set, p.number, p.id);
    const TnefProperties properties(list, nullptr, message.code_page());
    std::vector<std::unique_ptr<mapi::Properties>> recipients;
    for (const auto& row : to)
      recipients.push_back(std::make_unique<TnefProperties>(row, &properties, 0));
    auto record = mapi::message_record(properties, recipients, names, {locator, "message", ""}, options, sink);
    for (const auto& a : message.stream().attributes) {
      if (a.of_attachment) continue;
      if (a.id == sent_attribute) add_time(record, date_time(a.data, model::TimeKind::sent, options));
      if (a.id == received_attribute) add_time(record, date_time(a.data, model::TimeKind::received, options));
    }
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
