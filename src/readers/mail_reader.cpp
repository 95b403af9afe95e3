#include "readers/mail_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <utility>

#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/html_blocks.h"
#include "readers/mime.h"
#include "readers/written_time.h"
#include "text/charset.h"
#include "text/dates.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using exhibit::Locator;
using model::Severity;

constexpr std::size_t most_text = 8u << 20;  // of one message's bodies
constexpr std::size_t most_extras = 200;
constexpr std::size_t most_findings = 20;  // of a kind, then their number
constexpr std::size_t most_nested = 200;   // attached messages of one message

// "Fri, 19 May 2000 01:13:19 -0400 (EDT)": comments out, then as any written time. RFC 5322 always
// has an offset; "-0000" is Universal Time too, of a machine whose own zone is not known (3.3). Without one, as old
// programs and some phones wrote it, it is read in the zone that was said at import.
model::Time mail_time(std::string_view raw, model::TimeKind kind, const Options& options,
                      const std::optional<text::Zone>& zone) {
  model::Time time;
  time.kind = kind;
  time.raw = mime_text(raw);
  std::string plain;
  int comments = 0;
  for (char c : time.raw) {
    comments += c == '(';
    if (!comments) plain += c;
    if (c == ')' && comments) --comments;
  }
  while (!plain.empty() && plain.back() == ' ')
    plain.pop_back();
  auto written = text::parse_written_time(plain);
  auto reading = written ? text::reading_of(*written, text::DateOrder::dmy) : std::nullopt;
  if (!reading || !written->has_clock) return time;
  // Elsewhere China's and Cuba's too; in a mail RFC 5322, 4.3, says whose it is.
  if (!written->offset_minutes && (written->zone_word == "CST" || written->zone_word == "cst")) written->offset_minutes = -360;
  if (written->offset_minutes) {
    if (!plain.ends_with("-0000")) time.offset_minutes = written->offset_minutes;
    time.utc = *reading - Micros{*written->offset_minutes} * 60'000'000;
    bool late = options.latest_plausible && *time.utc > options.latest_plausible;
    time.certainty =
        late || *time.utc < 0 ? model::Certainty::implausible : model::Certainty::exact;
  } else {
    set_reading(time, *reading, {}, zone, options.latest_plausible);
  }
  return time;
}

// Lines ">From ", ">>From " … without the first '>' (mboxrd; mboxo only ever put one).
std::string unquoted(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t at = 0; at < body.size();) {
    auto end = std::min(body.find('\n', at), body.size() - 1) + 1;
    auto line = body.substr(at, end - at);
    auto text = line.find_first_not_of('>');
    if (text != line.npos && text > 0 && line.substr(text).starts_with("From "))
      line.remove_prefix(1);
    out += line;
    at = end;
  }
  return out;
}

std::optional<text::Zone> zone_of(const Options& options) {
  return options.zone ? text::Zone::find(*options.zone) : std::nullopt;
}
void say_zone(const Options& options, Sink& sink) {
  if (zone_of(options)) sink.decided("zone", *options.zone + " (said at import)");
}

class Findings {
 public:
  Findings(Sink& sink) : sink_(sink) {}
  void add(Severity severity, const std::string& what, std::string where, std::string why) {
    if (++counts_[what] <= most_findings)
      sink_.finding({severity, what, std::move(where), std::move(why)});
  }
  void close() {
    for (const auto& [what, n] : counts_)
      if (n > most_findings)
        sink_.finding(
            {Severity::note, what, "", fmt::format("{} more of the same kind", n - most_findings)});
  }

 private:
  Sink& sink_;
  std::map<std::string, std::uint64_t> counts_;
};

// One message of a file: `bytes` is the message, `base` where it begins in the file.
class Message {
 public:
  // `quoted`: a mailbox's, where a line that began with "From " got a '>' in front.
  Message(std::string_view bytes, std::uint64_t base, std::uint64_t index, bool quoted,
          const Options& options, Findings& findings)
      : bytes_(bytes),
        base_(base),
        index_(index),
        quoted_(quoted),
        options_(options),
        zone_(zone_of(options)),
        findings_(findings),
        mail_(parse_mime(bytes)) {}

  // Anything that a mail has; what has none of it is no mail.
  bool is_mail() const {
    const auto& root = mail_.parts[0];
    for (auto name : {"From", "To", "Date", "Subject", "Message-ID", "Received", "Return-Path",
                      "MIME-Version", "Content-Type"})
      if (!root.header(name).empty()) return true;
    return false;
  }

  void give(Sink& sink) {
    for (const auto& fault : mail_.faults)
      findings_.add(Severity::warning, fault.what, Locator().bytes(base_ + fault.at, 0).str(),
                    fault.why);
    std::vector<std::size_t> messages;
    for (std::size_t i = 0; i < mail_.parts.size(); ++i)
      if (mail_.parts[i].message) messages.push_back(i);
    auto root_key = key_of(0);
    sink.rows("", 1);
    sink.record(record(0, messages, {}));
    for (std::size_t m = 1; m < messages.size() && m <= most_nested; ++m)
      sink.extra_record(record(messages[m], messages, root_key));
    if (messages.size() > most_nested + 1)
      findings_.add(Severity::warning, "attached messages left out", where(0),
                    fmt::format("{} messages are attached; the first {} are records",
                                messages.size() - 1, most_nested));
  }

  // Adds the files that are attached to this message and to those in it.
  void attach(AttachedFiles& files, std::shared_ptr<const exhibit::ByteSource> source,
              std::string_view group) const {
    for (std::size_t i = 0; i < mail_.parts.size(); ++i) {
      const auto& p = part(i);
      if (p.holds_parts || is_body(p) || (p.message && i > 0) || p.body.length == 0) continue;
      MimePart lone;
      lone.transfer = p.transfer;
      lone.body = {base_ + p.body.offset, p.body.length};
      files.add(group, i, p.name, p.type, lone.body.offset, p.body.length,
                [source, lone] { return mime_body(source->bytes(), lone); });
    }
  }

 private:
  // Text of the message itself rather than a file beside it.
  static bool is_body(const MimePart& p) {
    bool attached = p.disposition == "attachment" || (!p.name.empty() && p.disposition != "inline");
    return !attached && (p.type == "text/plain" || p.type == "text/html");
  }
  const MimePart& part(std::size_t i) const { return mail_.parts[i]; }
  std::string where(std::size_t i) const {
    const auto& p = part(i);
    return Locator()
        .bytes(base_ + p.head.offset, p.head.length + p.body.length)
        .index(index_)
        .str();
  }
  std::string key_of(std::size_t i) const {
    auto id = mime_text(part(i).header("Message-ID"));
    return id.empty() ? fmt::format("#{}@{}", index_, part(i).head.offset) : id;
  }
  // The nearest message above a part (itself not counted).
  std::size_t owner(std::size_t i) const {
    int at = part(i).parent;
    while (at > 0 && !part(static_cast<std::size_t>(at)).message)
      at = part(static_cast<std::size_t>(at)).parent;
    return at < 0 ? 0 : static_cast<std::size_t>(at);
  }

  std::string text_of(std::size_t i) {
    std::size_t wrong = 0, replaced = 0;
    auto decoded = mime_body(bytes_, part(i), &wrong);
    if (quoted_) decoded = unquoted(decoded);
    if (wrong)
      findings_.add(Severity::warning, "damaged transfer encoding", where(i),
                    fmt::format("{} places are not valid {}", wrong, part(i).transfer));
    std::optional<std::string> utf8;
    if (!part(i).charset.empty()) {
      utf8 = text::charset_to_utf8(decoded, part(i).charset, &replaced);
      if (!utf8)
        findings_.add(Severity::note, "unknown charset", where(i),
                      fmt::format("\"{}\" is no charset that is known; it was read by its bytes",
                                  part(i).charset.substr(0, 80)));
    }
    if (!utf8) {
      auto guess = text::detect_encoding(decoded);
      utf8 = text::to_utf8(std::string_view(decoded).substr(guess.bom_bytes), guess.encoding,
                           &replaced);
    }
    if (replaced)
      findings_.add(Severity::warning, "bytes that are no text", where(i),
                    fmt::format("{} places became U+FFFD", replaced));
    return *utf8;
  }

  void add_people(model::Record& record, const MimePart& head) {
    for (auto [name, role] :
         {std::pair("From", model::Role::from), std::pair("To", model::Role::to),
          std::pair("Cc", model::Role::cc), std::pair("Bcc", model::Role::bcc),
          std::pair("Sender", model::Role::other), std::pair("Reply-To", model::Role::other)})
      for (const auto& h : head.headers) {
        if (!equal_names(h.name, name)) continue;
        for (auto& a : mail_addresses(h.value)) {
          model::Participation p;
          p.role = role;
          p.identifier.kind = a.address.find('@') != std::string::npos
                                  ? model::IdentifierKind::email
                                  : model::IdentifierKind::name;
          p.identifier.raw = a.address.empty() ? a.name : a.address;
          p.name = a.name;
          bool known = std::any_of(
              record.participants.begin(), record.participants.end(), [&p, role = role](const auto& other) {
                return role == model::Role::other && other.identifier.raw == p.identifier.raw;
              });
          if (!known) record.participants.push_back(std::move(p));
        }
      }
  }

  void add_times(model::Record& record, const MimePart& head) {
    if (auto date = head.header("Date"); !date.empty())
      record.times.push_back(mail_time(date, model::TimeKind::sent, options_, zone_));
    for (const auto& h : head.headers) {
      // The uppermost Received is the last station; its time stands behind the last ';'.
      if (!equal_names(h.name, "Received")) continue;
      auto at = h.value.rfind(';');
      if (at != h.value.npos)
        record.times.push_back(mail_time(std::string_view(h.value).substr(at + 1),
                                         model::TimeKind::received, options_, zone_));
      break;
    }
    if (record.times.empty() || record.times[0].certainty == model::Certainty::none)
      if (!head.header("Date").empty())
        findings_.add(Severity::warning, "date not understood", record.locator,
                      fmt::format("\"{}\"", mime_text(head.header("Date")).substr(0, 200)));
  }

  void add_rest(model::Record& record, const MimePart& head) {
    static constexpr std::array<std::string_view, 16> placed = {"From",
                                                                "To",
                                                                "Cc",
                                                                "Bcc",
                                                                "Subject",
                                                                "Date",
                                                                "Message-ID",
                                                                "In-Reply-To",
                                                                "Sender",
                                                                "Reply-To",
                                                                "MIME-Version",
                                                                "Content-Type",
                                                                "Content-Transfer-Encoding",
                                                                "Content-Disposition",
                                                                "Content-ID",
                                                                "Content-Length"};
    std::size_t kept = 0;
    for (const auto& h : head.headers) {
      if (std::any_of(placed.begin(), placed.end(),
                      [&](auto name) { return equal_names(name, h.name); }))
        continue;
      if (++kept > most_extras) break;
      record.extras.push_back({h.name, mime_text(h.value)});
    }
    if (kept > most_extras)
      findings_.add(
          Severity::note, "headers left out", record.locator,
          "Only the first 200 further headers are fields of the record; all stand in its bytes.");
  }

  model::Record record(std::size_t at, const std::vector<std::size_t>& messages,
                       const std::string& holder) {
    const auto& head = part(at);
    model::Record out;
    out.kind = model::RecordKind::message;
    out.service = "E-mail";
    out.key = key_of(at);
    out.locator = where(at);
    if (auto subject = mime_text(head.header("Subject")); !subject.empty())
      out.fields.push_back({"subject", subject});
    add_people(out, head);
    add_times(out, head);
    add_direction(out);
    if (auto reply = mime_text(head.header("In-Reply-To")); !reply.empty())
      out.links.push_back({model::LinkKind::reply, reply});
    if (!holder.empty()) out.links.push_back({model::LinkKind::part_of, holder});
    add_bodies(out, at, messages);
    add_rest(out, head);
    return out;
  }

  void add_direction(model::Record& record) {
    if (options_.owner_name.empty()) return;
    for (const auto& p : record.participants)
      if (equal_names(p.identifier.raw, options_.owner_name) ||
          equal_names(p.name, options_.owner_name))
        record.direction =
            p.role == model::Role::from ? model::Direction::out : model::Direction::in;
  }

  // Plain text if there is any, else HTML's; everything else is named as an attachment.
  void add_bodies(model::Record& record, std::size_t message,
                  const std::vector<std::size_t>& messages) {
    std::string plain, html;
    for (std::size_t i = message; i < mail_.parts.size(); ++i) {
      const auto& p = part(i);
      if (i != message && owner(i) != message) continue;
      if (p.holds_parts) continue;
      bool nested =
          std::find(messages.begin() + 1, messages.end(), i) != messages.end() && i != message;
      if (nested) continue;
      const bool body = is_body(p);
      if (body && p.type == "text/plain" && plain.size() < most_text) {
        auto text = text_of(i);
        if (!plain.empty() && !text.empty()) plain += '\n';
        plain += text;
      } else if (body && p.type == "text/html" && html.size() < most_text) {
        auto text = html::visible_text(text_of(i), most_text);
        if (!html.empty() && !text.empty()) html += '\n';
        html += text;
      } else {
        auto bytes = mime_body(bytes_, p);
        model::Media media;
        media.path = p.name.empty() ? (p.content_id.empty() ? fmt::format("part {}", i)
                                                            : "cid:" + p.content_id)
                                    : p.name;
        media.mime = p.type;
        media.title = p.name;
        media.sha256 = to_hex(sha256(bytes));
        media.present = !bytes.empty();
        record.media.push_back(std::move(media));
      }
    }
    bool blank = plain.find_first_not_of(" \t\r\n") == plain.npos;
    record.text = blank ? html : plain;
    if (blank && !html.empty()) record.text_form = "html";
    if (record.text.size() > most_text) {
      record.text.resize(most_text);
      while (!record.text.empty() &&
             (static_cast<unsigned char>(record.text.back()) & 0xC0) == 0x80)
        record.text.pop_back();
      findings_.add(Severity::warning, "long body cut", record.locator,
                    "The text of the record holds its first 8 MiB; the rest stands in its bytes.");
    }
  }

  std::string_view bytes_;
  std::uint64_t base_, index_;
  bool quoted_;
  const Options& options_;
  const std::optional<text::Zone> zone_;
  Findings& findings_;
  Mime mail_;
};

// A header's name as programs write them; RFC 5322 would allow more, and a table's cells too.
bool header_name(std::string_view name) {
  return !name.empty() && name.size() <= 76 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
  });
}

// How many different mail headers of known names stand in the lines at the beginning.
int known_headers(std::string_view bytes) {
  static constexpr std::array<std::string_view, 14> known = {
      "From",         "To",           "Subject",        "Date",          "Received",
      "Message-ID",   "MIME-Version", "Return-Path",    "Delivered-To",  "Reply-To",
      "Content-Type", "Cc",           "X-Gmail-Labels", "DKIM-Signature"};
  std::uint32_t found = 0;
  bool first = true;  // no line but blanks yet
  for (std::size_t at = 0, lines = 0; at < bytes.size() && lines < 200; ++lines) {
    auto end = std::min(bytes.find('\n', at), bytes.size());
    auto line = bytes.substr(at, end - at);
    at = end + 1;
    if (line.empty() || line == "\r") break;
    // Headers are text; an archive that holds a mail unpacked shows them too.
    for (char c : line)
      if ((c >= 0 && c < 9) || (c >= 14 && c < 32 && c != 27)) return 0;
    if (line[0] == ' ' || line[0] == '\t') continue;
    auto colon = line.find(':');
    const bool header = colon != line.npos && header_name(line.substr(0, colon));
    // A message of a chat into which a mail was pasted begins with no header.
    if (std::exchange(first, false) && colon != line.npos && !header && !line.starts_with("From ")) return 0;
    if (!header) {
      if (lines > 0) break;
      continue;
    }
    for (std::size_t i = 0; i < known.size(); ++i)
      if (equal_names(line.substr(0, colon), known[i])) found |= 1u << i;
  }
  return std::popcount(found);
}

// "From x@y Thu Jan  1 00:00:00 2004": the line that begins a message of a mailbox.
bool envelope_line(std::string_view line) {
  if (!line.starts_with("From ") || line.size() > 400) return false;
  int digits = 0, colons = 0;
  for (char c : line)
    digits += c >= '0' && c <= '9', colons += c == ':';
  return digits >= 6 && colons >= 1;
}

// "From ", "From - ", "From bo@example.org": what programs write that leave the time out (Thunderbird since 2021). As a line of a text it
// means nothing, so it counts only in a mailbox that begins so.
bool bare_envelope(std::string_view line) {
  if (!line.starts_with("From ")) return false;
  line.remove_prefix(5);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
    line.remove_suffix(1);
  if (line.empty() || line == "-") return true;
  return line.size() < 255 && line.find('@') != line.npos && line.find_first_of(" \t") == line.npos;
}

// "From bo@example.org Mon Mar  4 21:40:09 2024", with an offset or not: weekday, month, clock, year.
bool whole_envelope(std::string_view line) {
  int weekdays = 0, months = 0, clocks = 0, years = 0, words = 0;
  for (std::size_t at = 5; at < line.size();) {
    const auto end = std::min(line.find_first_of(" \t\r", at), line.size());
    const auto word = line.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    ++words;
    for (const std::string_view day : {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"})
      weekdays += word == day;
    for (const std::string_view month : {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"})
      months += word == month;
    clocks += word.size() == 8 && word[2] == ':' && word[5] == ':';
    years += word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
  }
  return weekdays == 1 && months == 1 && clocks == 1 && years == 1 && words >= 6 && words <= 8;
}

class EmlReader final : public Reader {
 public:
  std::string_view name() const override { return "mail"; }
  std::string_view version() const override { return "5"; }
  Probe probe(const exhibit::Item& item) const override {
    auto bytes = item.bytes().substr(0, 64u << 10);
    auto name = item.file_name();
    bool named = name.size() > 4 && equal_names(name.substr(name.size() - 4), ".eml");
    int found = known_headers(bytes);
    // Whatever its parts hold: another form's signs in them make it no file of that form.
    if (found >= 4 || (found >= 2 && named)) return {95, "mail headers at its beginning"};
    if (found >= 3) return {85, "mail headers at its beginning"};
    if (found >= 1 && named) return {80, "named .eml, mail headers at its beginning"};
    if (named && !bytes.empty()) return {52, "named .eml"};
    return {found == 2 ? 45 : 0, "few mail headers"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Findings findings(sink);
    say_zone(options, sink);
    Message message(item.bytes(), 0, 1, false, options, findings);
    if (!message.is_mail()) {
      findings.add(Severity::warning, "no mail headers", "bytes=0+0",
                   "The file is named as a mail; none of a mail's headers stand at its beginning.");
    }
    message.give(sink);
    findings.close();
  }
  std::unique_ptr<exhibit::Container> attached(const exhibit::Item& item, const Options& options,
                                               exhibit::Budget& budget) const override {
    auto files = std::make_unique<AttachedFiles>("mail", budget);
    SilentSink unheard;
    Findings findings(unheard);
    Message(item.bytes(), 0, 1, false, options, findings).attach(*files, item.source, "");
    return files;
  }
};

class MboxReader final : public Reader {
 public:
  std::string_view name() const override { return "mbox"; }
  std::string_view version() const override { return "7"; }
  Probe probe(const exhibit::Item& item) const override {
    auto bytes = without_mark(item.bytes()).substr(0, 64u << 10);
    auto end = bytes.find('\n');
    if (end == bytes.npos) return {0, "no envelope line"};
    if (bare_envelope(bytes.substr(0, end)) && known_headers(bytes.substr(end + 1)) >= 2)
      return {item.file_name().ends_with(".eml") ? 60 : 96, "an envelope line without its time, and mail headers: a mailbox"};
    if (!envelope_line(bytes.substr(0, end))) return {0, "no envelope line"};
    if (known_headers(bytes.substr(end + 1)) < 1)
      return {40, "an envelope line, no mail headers behind it"};
    return {96, "envelope line and mail headers: a mailbox"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    auto bytes = item.bytes();
    Findings findings(sink);
    say_zone(options, sink);
    sink.decided("quoting", "\">From \" at the beginning of a line is read as \"From \"");
    each_message(bytes, [&](std::string_view raw, std::size_t begin, std::uint64_t index) {
      Message(raw, begin, index, true, options, findings).give(sink);
    });
    findings.close();
  }
  std::unique_ptr<exhibit::Container> attached(const exhibit::Item& item, const Options& options,
                                               exhibit::Budget& budget) const override {
    auto files = std::make_unique<AttachedFiles>("mailbox", budget);
    SilentSink unheard;
    Findings findings(unheard);
    each_message(item.bytes(), [&](std::string_view raw, std::size_t begin, std::uint64_t index) {
      if (raw.find("multipart/") != raw.npos || raw.find("ontent-") != raw.npos)
        Message(raw, begin, index, true, options, findings)
            .attach(*files, item.source, fmt::format("message {}/", index));
    });
    return files;
  }

 private:
  template <typename Take>
  static void each_message(std::string_view bytes, Take&& take) {
    std::uint64_t index = 0;
    std::size_t first = bytes.size() - without_mark(bytes).size();
    const bool bare = bare_envelope(bytes.substr(first, std::min(bytes.find('\n', first), bytes.size()) - first));
    for (std::size_t at = first; at < bytes.size();) {
      auto next = message_end(bytes, at, bare);
      auto body = bytes.find('\n', at);
      auto begin = body == bytes.npos ? bytes.size() : body + 1;
      auto raw = bytes.substr(begin, next - begin);
      // The empty line before the next envelope belongs to the mailbox.
      if (raw.ends_with("\r\n\r\n"))
        raw.remove_suffix(2);
      else if (raw.ends_with("\n\n"))
        raw.remove_suffix(1);
      take(raw, begin, ++index);
      at = next;
    }
  }

  static std::string_view without_mark(std::string_view bytes) {
    return bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes;
  }

  // Where the message that begins at `at` ends: before the next envelope line that follows an empty
  // line. `bare`: one without its time will do.
  static std::size_t message_end(std::string_view bytes, std::size_t at, bool bare) {
    for (auto found = bytes.find("\nFrom ", at); found != bytes.npos;
         found = bytes.find("\nFrom ", found + 1)) {
      bool blank = found == 0 || bytes[found - 1] == '\n' ||
                   (bytes[found - 1] == '\r' && found >= 2 && bytes[found - 2] == '\n');
      auto end = std::min(bytes.find('\n', found + 1), bytes.size());
      const auto line = bytes.substr(found + 1, end - found - 1);
      const bool dated = envelope_line(line), alone = bare && blank && bare_envelope(line);
      if (!alone && !(dated && (blank || whole_envelope(line)))) continue;
      // Some programs leave the empty line out: then the line must be beyond doubt, and so must what follows it.
      if (known_headers(bytes.substr(std::min(end + 1, bytes.size()), 64u << 10)) > (blank && dated ? 0 : 1))
        return found + 1;
    }
    return bytes.size();
  }
};

}  // namespace

std::unique_ptr<Reader> make_eml_reader() { return std::make_unique<EmlReader>(); }
std::unique_ptr<Reader> make_mbox_reader() { return std::make_unique<MboxReader>(); }

}  // namespace clew::readers
