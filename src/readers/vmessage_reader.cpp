// One BEGIN:VMSG … END:VMSG is one message. Who wrote it is a card; in IrMC's own form a second card inside of VENV is who got it; phones that write
// X-BOX have one card, the other side's. The body's first lines may be properties (Date, TEXT, Subject, X-BODY-CONTENTS), the rest is text as it stands.
// Times: X-NOK-DT and X-SS-DT in UTC, DateOrigin in milliseconds since 1970, else Date, the reading of a clock. Source: IrMC 1.1, chapter 10, as public
// programs that convert such files read it.
#include "readers/vmessage_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/blanks.h"
#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/cell_words.h"
#include "readers/finding_limit.h"
#include "readers/said_zone.h"
#include "readers/store_row.h"
#include "readers/utf8_bytes.h"
#include "readers/vcard_property.h"
#include "readers/written_time.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr std::size_t most_text = 4u << 20;  // of one message
constexpr std::size_t most_people = 500;

// "2013.4.3.23.5.9" → "2013-04-03 23:05:09"; others as they are.
std::string usual_date(std::string_view raw) {
  int part[6] = {}, n = 0;
  const char* at = raw.data();
  const char* const end = raw.data() + raw.size();
  for (; n < 6; ++n) {
    const auto [next, error] = std::from_chars(at, end, part[n]);
    if (error != std::errc() || part[n] < 0) break;
    at = next;
    if (n < 5 && (at == end || *at++ != '.')) break;
  }
  if (n == 6 && at == end && part[0] > 1900) return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", part[0], part[1], part[2], part[3], part[4], part[5]);
  return std::string(raw);
}

struct Message {
  Record record;
  std::vector<std::pair<std::string, std::string>> senders, receivers;  // number, name
  std::string box, type, stamp, origin, date, subject, body;
  std::uint64_t begin = 0;
  int depth_card = 0, depth_envelope = 0, depth_body = 0;
  bool card_in_envelope = false, free_text = false;
  std::string number, name;
};

class Walk {
 public:
  Walk(const Utf8Bytes& text, const Options& options, Sink& sink) : text_(text), options_(options), sink_(sink), findings_(sink) {
    zone_ = said_zone(options);
    if (options.date_order) order_ = text::date_order_from(*options.date_order).value_or(order_);
  }

  void run() {
    const std::string_view all = text_.text();
    bool open = false;
    std::uint64_t outside = 0, outside_begin = 0, outside_end = 0;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t stop = std::min(all.find('\n', at), all.size());
      const std::string_view line = trimmed(all.substr(at, stop - at));
      const std::size_t begin = at;
      at = std::min(stop + 1, all.size());
      const std::string head = vcard::upper(line.substr(0, 16));
      if (head == "BEGIN:VMSG") {
        if (open) {
          findings_.add(Severity::warning, "message without an end", place(message_.begin, begin), "The next message begins before this one ends; what is there is kept.");
          give(begin);
        }
        message_ = {};
        message_.begin = begin;
        open = true;
        continue;
      }
      if (!open) {
        if (!line.empty() && line != "\xEF\xBB\xBF") {
          if (outside++ == 0) outside_begin = begin;
          outside_end = stop;
        }
        continue;
      }
      if (head == "END:VMSG") {
        give(stop);
        open = false;
        continue;
      }
      inside(all, begin, at, line, head);
    }
    if (open) {
      findings_.add(Severity::warning, "message without an end", place(message_.begin, all.size()), "The file ends inside of this message; what is there is kept.");
      give(all.size());
    }
    if (outside > 0)
      findings_.add(Severity::note, "lines outside of messages", place(outside_begin, outside_end), fmt::format("{} lines stand outside of any message.", outside));
    findings_.finish();
  }

 private:
  std::string place(std::uint64_t begin, std::uint64_t end) const {
    const std::uint64_t from = text_.source(begin), to = text_.source(end);
    return exhibit::Locator().bytes(from, to - from).str();
  }

  void inside(std::string_view all, std::size_t begin, std::size_t& at, std::string_view line, const std::string& head) {
    Message& m = message_;
    if (!m.free_text || head.starts_with("END:")) {
      if (head == "BEGIN:VCARD") {
        m.depth_card = 1;
        m.card_in_envelope = m.depth_envelope > 0;
        m.number.clear();
        m.name.clear();
        return;
      }
      if (head == "END:VCARD" && m.depth_card) {
        m.depth_card = 0;
        auto& list = m.card_in_envelope ? m.receivers : m.senders;
        if ((!m.number.empty() || !m.name.empty()) && list.size() < most_people) list.emplace_back(m.number, m.name);
        return;
      }
      if (head == "BEGIN:VENV") return void(++m.depth_envelope);
      if (head == "END:VENV") return void(m.depth_envelope = std::max(0, m.depth_envelope - 1));
      if (head == "BEGIN:VBODY") {
        m.depth_body = 1;
        m.free_text = false;
        return;
      }
      if (head == "END:VBODY") {
        m.depth_body = 0;
        m.free_text = false;
        return;
      }
    }
    if (m.free_text) return add_text(all.substr(begin, at - begin));
    // A property, whose quoted-printable value goes on over lines that end in "=".
    auto property = property_of(line);
    if (m.depth_body && (!property || !known_in_body(property->first.name))) {
      if (line.empty() && m.body.empty()) return;
      m.free_text = true;
      return add_text(all.substr(begin, at - begin));
    }
    if (!property) return;
    std::string value(line.substr(property->second));
    while (property->first.is_quoted_printable() && value.ends_with('=') && at < all.size() && value.size() < most_text) {
      const std::size_t stop = std::min(all.find('\n', at), all.size());
      const std::string_view next = trimmed(all.substr(at, stop - at));
      if (vcard::upper(next.substr(0, 4)) == "END:") break;
      value.pop_back();
      value += next;
      at = std::min(stop + 1, all.size());
    }
    set(property->first, decoded(property->first, value));
  }

  // Some phones leave out the semicolon: "SubjectENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:…".
  static std::optional<std::pair<vcard::Property, std::size_t>> property_of(std::string_view line) {
    const auto colon = line.find(':'), equal = line.find("ENCODING=");
    if (equal != line.npos && colon != line.npos && equal > 0 && equal < colon && line[equal - 1] != ';') {
      std::string mended(line.substr(0, equal));
      mended += ';';
      mended += line.substr(equal, colon + 1 - equal);
      if (auto found = vcard::parse_property(mended)) return std::pair{std::move(found->first), colon + 1};
    }
    return vcard::parse_property(line);
  }

  static bool known_in_body(const std::string& name) {
    for (const char* known : {"DATE", "DATEORIGIN", "SUBJECT", "TEXT", "BODY", "BLOCKTYPE", "CONTENT-TYPE", "TYPE", "STATUS", "FROM", "TO"})
      if (name == known) return true;
    return name.starts_with("X-");
  }

  static std::string decoded(const vcard::Property& property, const std::string& value) {
    std::string bytes = property.is_quoted_printable() ? vcard::decode_quoted_printable(value) : property.is_base64() ? vcard::decode_base64(value) : value;
    std::size_t replaced = 0;
    return vcard::from_charset(bytes, property.param("CHARSET"), &replaced);
  }

  void add_text(std::string_view line) {
    if (message_.body.size() + line.size() > most_text) return;
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    message_.body += line;
    message_.body += '\n';
  }

  void set(const vcard::Property& property, std::string value) {
    Message& m = message_;
    const std::string& name = property.name;
    if (m.depth_card) {
      if (name == "TEL") {
        if (m.number.empty()) m.number = std::string(trimmed(value));
      } else if (name == "FN" || name == "N") {
        std::string shown(trimmed(value));
        if (name == "N") {
          std::string joined;
          for (const auto part : vcard::split_value(shown, ';'))
            if (!part.empty()) joined = joined.empty() ? std::string(part) : std::string(part) + " " + joined;
          shown = joined;
        }
        if (m.name.empty()) m.name = shown;
      } else if (name != "VERSION" && !value.empty()) {
        m.record.extras.push_back({name, std::move(value)});
      }
      return;
    }
    if (name == "X-IRMC-BOX" || name == "X-BOX") m.box = vcard::upper(trimmed(value));
    else if (name == "X-MESSAGE-TYPE" || name == "X-TYPE") m.type = vcard::upper(trimmed(value));
    else if (name == "X-NOK-DT" || name == "X-SS-DT") m.stamp = std::string(trimmed(value));
    else if (name == "DATEORIGIN") m.origin = std::string(trimmed(value));
    else if (name == "DATE" && m.depth_body) m.date = std::string(trimmed(value));
    else if ((name == "TEXT" || name == "BODY" || name == "X-BODY-CONTENTS") && m.depth_body) m.body += value;
    else if (name == "SUBJECT" && m.depth_body) m.subject = std::move(value);
    else if (name == "X-BODY-SUBJECT" && m.depth_body) m.record.fields.push_back({"subject", std::move(value)});
    else if (name != "VERSION" && !value.empty()) m.record.extras.push_back({property.group.empty() ? name : property.group + "." + name, std::move(value)});
  }

  void give(std::uint64_t end) {
    Message& m = message_;
    Record record = std::move(m.record);
    record.kind = RecordKind::message;
    record.service = m.type.find("MMS") != std::string::npos ? "MMS" : "SMS";
    record.locator = place(m.begin, end);
    ++count_;
    const auto box = [&](std::string_view word) { return m.box.find(word) != std::string::npos; };
    if (box("INBOX")) record.direction = Direction::in;
    else if (box("SENT") || box("SEND") || box("OUT") || box("DRAFT")) record.direction = Direction::out;
    else if (m.type == "DELIVER") record.direction = Direction::in;
    else if (m.type == "SUBMIT") record.direction = Direction::out;
    if (box("DRAFT")) record.fields.push_back({"status", "draft"});
    if (!m.box.empty()) record.extras.push_back({"box", m.box});
    if (!m.type.empty()) record.extras.push_back({"type", m.type});
    // Where no card is inside of an envelope, the one card is the other side.
    const bool one_side = m.receivers.empty();
    for (const auto& [number, name] : m.senders)
      person(record, record.direction == Direction::out && one_side ? Role::to : record.direction == Direction::unknown && one_side ? Role::member : Role::from, number, name);
    for (const auto& [number, name] : m.receivers)
      person(record, Role::to, number, name);
    while (!m.body.empty() && m.body.back() == '\n') m.body.pop_back();
    // Phones that write X-BOX put the text where a subject would stand.
    if (m.body.empty()) record.text = std::move(m.subject);
    else {
      record.text = std::move(m.body);
      if (!m.subject.empty()) record.fields.push_back({"subject", std::move(m.subject)});
    }
    times(record);
    sink_.rows("", 1);
    sink_.record(std::move(record));
  }

  static void person(Record& record, Role role, const std::string& number, const std::string& name) {
    const std::string& raw = number.empty() ? name : number;
    if (raw.empty()) return;
    if (is_withheld(raw)) {
      record.fields.push_back({"withheld", raw});
      return;
    }
    model::Participation p;
    p.role = role;
    p.identifier = store::identify(number.empty() ? "name" : "phone", raw, record.service);
    if (name != raw) p.name = name;
    record.participants.push_back(std::move(p));
  }

  void times(Record& record) {
    const Message& m = message_;
    const TimeKind kind = TimeKind::sent;
    if (!m.stamp.empty() && !m.stamp.starts_with("1970")) {
      // "20091022T064825Z"; without a letter it is UTC as well
      TimeReading read = time_as_written(m.stamp, kind, text::DateOrder::ymd, m.stamp.ends_with('Z') ? std::nullopt : text::Zone::find("UTC"), options_.latest_plausible);
      if (read.understood) record.times.push_back(std::move(read.time));
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(m.origin.data(), m.origin.data() + m.origin.size(), number);
    if (record.times.empty() && !m.origin.empty() && error == std::errc() && end == m.origin.data() + m.origin.size() && number > 0 && number < 9'000'000'000'000) {
      model::Time time;
      time.kind = kind;
      time.raw = m.origin;
      time.unit = "ms";
      set_reading(time, number * 1000, 0, std::nullopt, options_.latest_plausible);
      record.times.push_back(std::move(time));
    }
    if (m.date.empty()) return;
    if (!record.times.empty()) {
      record.extras.push_back({"Date", m.date});
      return;
    }
    // With dots or the year last the day stands first: no phone writes the month first here.
    TimeReading read = time_as_written(usual_date(m.date), kind, order_, zone_, options_.latest_plausible);
    read.time.raw = m.date;
    if (!read.understood) findings_.add(Severity::note, "unreadable time", record.locator, fmt::format("'{}' is in no form that is known.", m.date.substr(0, 80)));
    record.times.push_back(std::move(read.time));
  }

  const Utf8Bytes& text_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  std::optional<text::Zone> zone_;
  text::DateOrder order_ = text::DateOrder::dmy;
  Message message_;
  std::uint64_t count_ = 0;
};

class VMessageReader final : public Reader {
 public:
  std::string_view name() const override { return "vmessage"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    std::string head(item.bytes().substr(0, 4096));
    if (head.find('\0') != std::string::npos) std::erase(head, '\0');  // UTF-16
    const std::string upper = vcard::upper(head);
    const auto at = upper.find("BEGIN:VMSG");
    if (at == std::string::npos || (at > 0 && upper[at - 1] != '\n' && at > 3)) return {};
    return {95, "short messages as phones save them (vMessage)"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "vMessage", sink)) return;
    Walk(text, options, sink).run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_vmessage_reader() { return std::make_unique<VMessageReader>(); }

}  // namespace clew::readers
