#include "readers/sms_xml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "exhibit/locator.h"
#include "readers/cell_words.h"
#include "readers/finding_limit.h"
#include "readers/plausible_time.h"
#include "readers/store_row.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

std::string take(Attributes& attributes, std::string_view name) {
  for (auto at = attributes.begin(); at != attributes.end(); ++at)
    if (at->first == name) {
      std::string value = std::move(at->second);
      attributes.erase(at);
      return value == "null" ? std::string() : value;
    }
  return {};
}

std::vector<std::string> parts_of(const std::string& text, std::string_view between) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size() && !text.empty();) {
    const std::size_t stop = std::min(text.find(between, at), text.size());
    parts.push_back(text.substr(at, stop - at));
    at = stop + between.size();
  }
  return parts;
}

// The text of an attribute, however long (xml_attributes() decodes each).
class SmsWalk {
 public:
  SmsWalk(const Utf8Bytes& text, const Options& options, Sink& sink)
      : text_(text), options_(options), sink_(sink), findings_(sink), scanner_(text.text()) {}

  void run() {
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.is_start("smses") || token.is_start("calls"))
        stated_ += number(std::string(xml_attribute(token, "count").value_or("")));
      else if (token.is_start("sms"))
        sms(token);
      else if (token.is_start("mms"))
        mms(token);
      else if (token.is_start("call"))
        call(token);
    }
    findings_.finish();
    if (stated_ > 0 && static_cast<std::uint64_t>(stated_) != given_)
      sink_.finding(
          {Severity::warning, "count does not match", "",
           fmt::format("The file says {} entries and holds {}: it is cut off, or was changed.",
                       stated_, given_)});
    if (scanner_.damaged())
      sink_.finding(
          {Severity::warning, "damaged XML", "",
           fmt::format("{} tags are broken (the first at byte {}); what is around them is read.",
                       scanner_.damaged(), text_.source(scanner_.first_damage()))});
  }

 private:
  static std::int64_t number(const std::string& text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

  Record start(RecordKind kind, const char* table, std::uint64_t begin, std::uint64_t end) const {
    Record record;
    record.kind = kind;
    record.table = table;
    const std::uint64_t from = text_.source(begin), to = text_.source(end);
    record.locator = exhibit::Locator()
                         .bytes(from, to - from)
                         .xml(fmt::format("{}[{}]", table, given_ + 1))
                         .str();
    return record;
  }

  void give(Record record, Attributes& rest) {
    for (auto& [key, value] : rest)
      if (!value.empty() && value != "null")
        record.extras.push_back({std::string(key), std::move(value)});
    ++given_;
    sink_.rows(record.table, 1);
    sink_.record(std::move(record));
  }

  void time(Record& record, TimeKind kind, const std::string& raw) {
    if (raw.empty() || raw == "0" || raw == "-1") return;
    model::Time time;
    time.kind = kind;
    time.raw = raw;
    time.unit = "ms";
    const std::int64_t value = number(raw);
    if (std::to_string(value) == raw && std::abs(value) < 9'000'000'000'000'000) {
      // Some programs write seconds under the same names: read so where milliseconds would lie before 1990.
      const bool seconds = value * 1000 < year_1990 && value >= 631'152'000 &&
                           (!options_.latest_plausible || value * micros_per_second <= options_.latest_plausible);
      if (seconds) time.unit = "s";
      time.utc = value * (seconds ? micros_per_second : 1000);
      time.certainty = model::Certainty::exact;
      if (!is_plausible(*time.utc, options_.latest_plausible)) {
        time.certainty = model::Certainty::implausible;
        findings_.add(Severity::note, "time outside the plausible range", record.locator,
                      fmt::format("'{}'; kept, but left out of time lines.", raw));
      }
    }
    record.times.push_back(std::move(time));
  }

  static void person(Record& record, Role role, const std::string& address,
                     const std::string& name) {
    if (address.empty()) return;
    if (is_withheld(address) || address == "-1" || address == "-2") {
      record.fields.push_back({"withheld", address});
      return;
    }
    model::Participation p;
    p.role = role;
    p.identifier = store::identify("phone", address, record.service);  // "BANK" is no number
    if (name != "(Unknown)") p.name = name;
    record.participants.push_back(std::move(p));
  }

  void sms(const XmlToken& token) {
    Attributes a = xml_attributes(token);
    Record record = start(RecordKind::message, "sms", token.begin, token.end);
    record.service = "SMS";
    const std::string type = take(a, "type");
    const bool in = type == "1";
    record.direction = in ? Direction::in : type.empty() ? Direction::unknown : Direction::out;
    if (!type.empty() && type != "1" && type != "2")
      record.fields.push_back({"status", type == "3"   ? "draft"
                                         : type == "4" ? "outbox"
                                         : type == "5" ? "failed"
                                         : type == "6" ? "queued"
                                                       : type});
    time(record, in ? TimeKind::received : TimeKind::sent, take(a, "date"));
    time(record, TimeKind::sent, take(a, "date_sent"));
    person(record, in ? Role::from : Role::to, take(a, "address"), take(a, "contact_name"));
    record.text = take(a, "body");
    if (const auto subject = take(a, "subject"); !subject.empty())
      record.fields.push_back({"subject", subject});
    give(std::move(record), a);
  }

  void call(const XmlToken& token) {
    Attributes a = xml_attributes(token);
    Record record = start(RecordKind::call, "calls", token.begin, token.end);
    record.service = "Telephony";
    const std::string type = take(a, "type");
    const bool out = type == "2";
    record.direction = out ? Direction::out : Direction::in;
    time(record, TimeKind::start, take(a, "date"));
    model::Call details;
    if (const std::string seconds = take(a, "duration"); !seconds.empty())
      details.duration = number(seconds) * micros_per_second;
    details.outcome = type == "3"                        ? "missed"
                      : type == "4"                      ? "voicemail"
                      : type == "5"                      ? "rejected"
                      : type == "6"                      ? "blocked"
                      : details.duration.value_or(0) > 0 ? "answered"
                                                         : "";
    record.call = details;
    person(record, out ? Role::callee : Role::caller, take(a, "number"), take(a, "contact_name"));
    record.fields.push_back({"type", type});
    give(std::move(record), a);
  }

  void mms(const XmlToken& start_token) {
    Attributes a = xml_attributes(start_token);
    const std::uint64_t begin = start_token.begin;
    std::uint64_t end = start_token.end;
    const std::string box = take(a, "msg_box");
    const bool in = box == "1";
    struct Address {
      std::string address, type;
    };
    std::vector<Address> addresses;
    std::vector<model::Media> media;
    std::string text;
    if (!start_token.empty) {
      XmlToken token;
      while (true) {
        const std::uint64_t before = scanner_.offset();
        if (!scanner_.next(token)) break;
        if (token.is_start("mms") || token.is_start("sms")) {
          scanner_.seek(before);
          break;
        }
        end = token.end;
        if (token.is_end("mms")) break;
        if (token.is_start("part")) {
          Attributes part = xml_attributes(token);
          const std::string mime = take(part, "ct"), name = take(part, "name"),
                            cl = take(part, "cl");
          const std::string body = take(part, "text");
          if (mime == "text/plain")
            text += (text.empty() ? "" : "\n") + body;
          else if (mime != "application/smil")
            media.push_back(
                {cl.empty() ? name : cl, mime, "", name, xml_attribute(token, "data").has_value()});
        } else if (token.is_start("addr")) {
          Attributes address = xml_attributes(token);
          if (addresses.size() < 1000)
            addresses.push_back({take(address, "address"), take(address, "type")});
        }
      }
    }
    Record record = start(RecordKind::message, "mms", begin, end);
    record.service = "MMS";
    record.direction = in ? Direction::in : box.empty() ? Direction::unknown : Direction::out;
    time(record, in ? TimeKind::received : TimeKind::sent, take(a, "date"));
    const std::string name = take(a, "contact_name"), whole = take(a, "address");
    for (const auto& address : addresses) {
      if (address.address == "insert-address-token") continue;
      const Role role = address.type == "137"   ? Role::from
                        : address.type == "130" ? Role::cc
                        : address.type == "129" ? Role::bcc
                                                : Role::to;
      person(record, role, address.address, address.address == whole ? name : "");
    }
    // "+44…~+44…" with "Anna, Ben": a group. Who of it sent is said by the addresses only.
    const auto numbers = parts_of(whole, "~");
    if (numbers.size() > 1) {
      record.chat_key = whole;
      record.chat_title = name;
    }
    if (record.participants.empty() && numbers.size() > 1) {
      const auto names = parts_of(name, ", ");
      for (std::size_t i = 0; i < numbers.size(); ++i)
        person(record, in ? Role::member : Role::to, numbers[i],
               names.size() == numbers.size() ? names[i] : "");
    } else if (record.participants.empty()) {
      person(record, in ? Role::from : Role::to, whole, name);
    }
    record.text = std::move(text);
    record.media = std::move(media);
    if (const auto subject = take(a, "sub"); !subject.empty())
      record.fields.push_back({"subject", subject});
    give(std::move(record), a);
  }

  const Utf8Bytes& text_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  XmlScanner scanner_;
  std::uint64_t given_ = 0;
  std::int64_t stated_ = 0;
};

class SmsXmlReader final : public Reader {
 public:
  std::string_view name() const override { return "sms-xml"; }
  std::string_view version() const override { return "5"; }
  Probe probe(const exhibit::Item& item) const override {
    const Utf8Bytes text(item.bytes().substr(0, 16'384));
    XmlScanner scanner(text.text());
    XmlToken token;
    std::string_view root;
    while (scanner.next(token)) {
      if (token.kind == XmlToken::Kind::end && !root.empty()) break;
      if (token.kind != XmlToken::Kind::start) {
        if (token.kind == XmlToken::Kind::text &&
            token.body.find_first_not_of(" \t\r\n") != token.body.npos)
          return {};
        continue;
      }
      // A list of calls of any other program may be named "calls" too; this one's are empty elements with attributes.
      if (!root.empty())
        return token.is_start("call") && xml_attribute(token, "number") ? Probe{90, "calls backed up by SMS Backup & Restore"} : Probe{};
      if (token.name == "smses") return {95, "messages backed up by SMS Backup & Restore"};
      if (token.name != "calls") return {};
      if (xml_attribute(token, "count") || xml_attribute(token, "backup_set")) return {90, "calls backed up by SMS Backup & Restore"};
      root = token.name;
    }
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "XML", sink)) return;
    SmsWalk walk(text, options, sink);
    walk.run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_sms_xml_reader() { return std::make_unique<SmsXmlReader>(); }

}  // namespace clew::readers
