#include "readers/whatsapp_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "exhibit/locator.h"
#include "readers/outside_text.h"
#include "readers/whatsapp_date_order.h"
#include "readers/whatsapp_header.h"
#include "readers/whatsapp_words.h"
#include "text/encoding.h"
#include "text/zone.h"

namespace clew::readers {
namespace {

using model::Finding;
using model::Record;
using model::Severity;

constexpr std::size_t max_line_bytes = 1u << 20;   // longer lines come in pieces
constexpr std::size_t max_body_bytes = 16u << 20;  // of one message; the rest is a finding
constexpr std::size_t max_layouts = 64;            // different heads that are followed
constexpr std::size_t max_names = 20'000;          // authors that are told apart; groups have 1,024
constexpr std::size_t max_author_bytes = 200;      // a longer "name" is text with a colon
constexpr std::size_t max_findings_of_a_kind = 20;  // then only their number
constexpr std::size_t max_members = 5'000;

// The layout of a file's heads.
struct Layout {
  std::uint64_t hash = 0;
  std::uint64_t count = 0;
  ExportHeader sample;
};

// "Name: text" or a line without a name.
struct Split {
  std::string_view author;  // as written, without outer marks; empty: none
  std::string_view body;    // after "Name: ", or all
};

Split split_at(std::string_view rest, std::size_t colon) {
  std::string_view body = rest.substr(colon + 1);
  if (!body.empty() && body.front() == ' ') body.remove_prefix(1);
  return {whatsapp::trim_marks(rest.substr(0, colon)), body};
}

// How far a name may reach: names have no line breaks.
std::size_t name_limit(std::string_view rest) {
  const std::size_t limit = std::min(rest.size(), max_author_bytes);
  return std::min(rest.substr(0, limit).find('\n'), limit);
}

// At the first ": ", or a colon that ends the line.
std::optional<Split> first_split(std::string_view rest) {
  const std::size_t limit = name_limit(rest);
  for (std::size_t i = 0; i < limit; ++i) {
    if (rest[i] != ':') continue;
    if (i + 1 == rest.size() || rest[i + 1] == ' ' || rest[i + 1] == '\n') {
      const Split s = split_at(rest, i);
      if (s.author.empty()) return std::nullopt;
      return s;
    }
  }
  return std::nullopt;
}

// "Team: Anna" of "Team: Anna: hello".
std::optional<Split> second_split(std::string_view rest, const Split& first) {
  const auto body_at = static_cast<std::size_t>(first.body.data() - rest.data());
  const std::size_t limit = name_limit(rest);
  for (std::size_t i = body_at; i + 1 < limit; ++i) {
    if (rest[i] == ':' && rest[i + 1] == ' ') return split_at(rest, i);
  }
  return std::nullopt;
}

bool is_number(std::string_view name) {
  int digits = 0;
  for (const char c : name) {
    if (c >= '0' && c <= '9')
      ++digits;
    else if (c != '+' && c != ' ' && c != '(' && c != ')' && c != '-' && c != '.' && c != '/' &&
             static_cast<unsigned char>(c) < 0x80)
      return false;
    else if (static_cast<unsigned char>(c) >= 0x80 && c != '\xC2' && c != '\xA0' && c != '\xE2' &&
             c != '\x80' && c != '\xAF' && c != '\x91')  // no-break blanks and hyphens
      return false;
  }
  return digits >= 5;
}

std::string digits_of(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

// The same subscriber, whether written "07700 900001", "+44 7700 900001" or "00447700900001".
bool same_number(std::string_view a, std::string_view b) {
  const std::string x = digits_of(a), y = digits_of(b);
  const std::size_t n = std::min(x.size(), y.size());
  if (n < 7) return !x.empty() && x == y;
  const std::size_t tail = std::min<std::size_t>(n, 9);
  return x.compare(x.size() - tail, tail, y, y.size() - tail, tail) == 0;
}

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
using NameCounts = std::unordered_map<std::string, std::uint64_t, StringHash, std::equal_to<>>;

// Words that programs, not persons, write before a colon in log files with the same heads.
bool is_log_level(std::string_view s) {
  for (const std::string_view w :
       {"INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "NOTICE", "CRITICAL"})
    if (s == w) return true;
  return false;
}

class Run {
 public:
  Run(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item), options_(options), sink_(sink), order_(options.latest_plausible) {}

  void read() {
    bytes_ = item_.bytes();
    if (bytes_.empty()) {
      finding(Severity::warning, "empty file", "bytes=0+0", "The file has no bytes.");
      sink_.rows("", 0);
      return;
    }
    guess_ = text::detect_encoding(bytes_);
    sink_.decided("encoding", fmt::format("{} ({})", text::word(guess_.encoding), guess_.reason));
    if (!find_layout()) {
      finding(
          Severity::unread, "no message heads", exhibit::Locator().bytes(0, bytes_.size()).str(),
          "No line begins like a message of a chat export; the file is not one, or is damaged.");
      skip_everything();
      return;
    }
    decide_order();
    collect_names();
    set_zone();
    service_ = is_signal() ? "Signal" : "WhatsApp";
    title_ = title_from_names();
    chat_key_ = title_.empty() ? std::string(item_.file_name()) : title_ + copy_;
    sink_.decided("service", service_);
    sink_.decided(
        "authorship",
        "as written: text cannot prove who wrote it, whole messages can be pasted or edited");
    emit_all();
    finish();
  }

  static Probe probe(const exhibit::Item& item);

 private:
  // --- pass 1 ---------------------------------------------------------------------------------
  bool find_layout() {
    std::unordered_map<std::uint64_t, std::size_t> index;
    std::vector<Layout> layouts;
    std::vector<DateOrder> orders;
    std::uint64_t first_hash = 0;
    bool seen_text = false;
    text::LineReader lines(bytes_, guess_, max_line_bytes);
    text::LineReader::Line line;
    while (lines.next(line)) {
      replaced_ += line.replaced;
      nuls_ += static_cast<std::uint64_t>(std::count(line.text.begin(), line.text.end(), '\0'));
      if (line.continued) continue;
      const auto header = parse_export_header(line.text);
      if (!header) {
        seen_text = seen_text || !whatsapp::trim_marks(line.text).empty();
        continue;
      }
      if (!seen_text) first_hash = header->layout;
      seen_text = true;
      auto it = index.find(header->layout);
      if (it == index.end()) {
        if (layouts.size() == max_layouts) continue;
        it = index.emplace(header->layout, layouts.size()).first;
        layouts.push_back({header->layout, 0, *header});
        orders.emplace_back(options_.latest_plausible);
      }
      ++layouts[it->second].count;
      orders[it->second].add(*header);
    }
    if (layouts.empty()) return false;
    std::size_t best = 0;
    const auto weight = [&](const Layout& l) { return l.sample.weak ? l.count : l.count * 4; };
    for (std::size_t i = 1; i < layouts.size(); ++i)
      if (weight(layouts[i]) > weight(layouts[best])) best = i;
    // An export begins with a head of its own. A chat pasted into a message may be longer.
    if (first_hash != 0) {
      const std::size_t first = index[first_hash];
      if (layouts[first].count * 20 >= layouts[best].count && !layouts[first].sample.weak)
        best = first;
    }
    layout_ = layouts[best];
    order_ = orders[best];
    for (std::size_t i = 0; i < layouts.size(); ++i)
      if (i != best) other_heads_ += layouts[i].count;
    return true;
  }

  void decide_order() {
    std::optional<std::string> wanted = options_.date_order;
    if (const auto it = options_.answers.find("date-order"); it != options_.answers.end())
      wanted = it->second;
    order_.decide(wanted);
    if (order_.decided()) {
      sink_.decided("date-order", fmt::format("{} ({})", order_.order(), order_.reason()));
      if (wanted && *wanted != order_.order())
        finding(Severity::note, "unknown date order", "",
                fmt::format("\"{}\" is no order of day (d), month (m) and year (y).", *wanted));
      if (order_.calendar() != "gregorian") {
        sink_.decided("calendar", order_.calendar());
        if (order_.calendar() == "islamic")
          finding(Severity::warning, "dates in a calendar that is not converted", "",
                  "The years are those of the Islamic calendar, whose months begin differently by "
                  "country; dates are kept as written.");
      }
      return;
    }
    ambiguous_ = true;
    model::Question q;
    q.key = "date-order";
    q.choices = order_.open_choices();
    const auto& as_written = layout_.sample;
    std::string date;
    for (int i = 0; i < 3; ++i)
      date += fmt::format("{:0{}}{}", as_written.part[i], std::max<int>(1, as_written.width[i]),
                          i == 2 ? "" : fmt::format("{}{}", as_written.separator ? as_written.separator : '.', as_written.spaced ? " " : ""));
    q.text = fmt::format(
        "The dates of this chat can be read in more than one order, and no date in it tells which. "
        "How is \"{}\" meant (d day, m month, y year)?",
        date);
    sink_.question(std::move(q));
    sink_.decided("date-order", "open");
  }

  // --- pass 2 ---------------------------------------------------------------------------------
  void collect_names() {
    NameCounts firsts, seconds, notices_by;
    text::LineReader lines(bytes_, guess_, max_line_bytes);
    text::LineReader::Line line;
    while (lines.next(line)) {
      if (line.continued) continue;
      const auto header = parse_export_header(line.text);
      if (!header || header->layout != layout_.hash) continue;
      const std::string_view rest = line.text.substr(header->rest);
      const auto first = first_split(rest);
      if (!first) {
        if (!group_)
          if (const auto notice = whatsapp::match_notice(whatsapp::plain(rest.substr(0, 1300))))
            group_ = is_group_notice(notice->kind);
        continue;
      }
      count(firsts, first->author);
      // Lines of the app itself that are written as if the chat had sent them (iPhones).
      if (whatsapp::begins_with_mark(first->body)) {
        const std::string words = whatsapp::plain(first->body);
        if (encryption_author_.empty() && whatsapp::is_encryption_notice(words))
          encryption_author_ = first->author;
        if (const auto notice = whatsapp::match_notice(words)) {
          count(notices_by, first->author);
          group_ = group_ || is_group_notice(notice->kind);
        }
      }
      if (first->body.substr(0, 40).find(": ") != std::string_view::npos || first->body.size() > 1)
        if (const auto second = second_split(rest, *first)) count(seconds, second->author);
    }
    // A name with a colon in it: all that "Team" ever writes begins with "Anna:".
    for (const auto& [name, n] : seconds) {
      const std::string_view head = std::string_view(name).substr(0, name.find(':'));
      const auto it = firsts.find(whatsapp::trim_marks(head));
      if (n >= 5 && it != firsts.end() && it->second == n) colon_names_.emplace(name, n);
    }
    for (const auto& [name, n] : colon_names_)
      firsts.erase(
          std::string(whatsapp::trim_marks(std::string_view(name).substr(0, name.find(':')))));
    names_ = std::move(firsts);
    // Authors in the sense of a conversation: who wrote at least one line that is not the app's.
    for (const auto& [name, n] : names_) {
      const auto it = notices_by.find(name);
      if (it == notices_by.end() || it->second < n) authors_.push_back(name);
    }
    for (const auto& [name, n] : colon_names_)
      authors_.push_back(name);
    std::sort(authors_.begin(), authors_.end());
  }

  static bool is_group_notice(std::string_view kind) {
    for (const std::string_view k : {"group-created", "added", "removed", "left", "joined",
                                     "subject-changed", "description-changed", "icon-changed"})
      if (kind == k) return true;
    return false;
  }

  static void count(NameCounts& counts, std::string_view name) {
    if (const auto it = counts.find(name); it != counts.end())
      ++it->second;
    else if (counts.size() < max_names)
      counts.emplace(name, 1);
  }

  void set_zone() {
    std::string name = options_.zone.value_or("");
    if (const auto it = options_.answers.find("zone"); it != options_.answers.end() && name.empty())
      name = it->second;
    if (name.empty()) {
      sink_.decided("zone", "not said: times are the exporting phone's local time");
      return;
    }
    zone_ = text::Zone::find(name);
    if (zone_)
      sink_.decided("zone", name);
    else
      finding(Severity::warning, "unknown time zone", "",
              fmt::format("\"{}\" is not a zone; times stay local.", name));
  }

  // Signal writes "[2019-12-24, 12:23] "; iPhones put seconds into a bracket, Android no bracket.
  bool is_signal() const {
    const ExportHeader& h = layout_.sample;
    return h.bracket && !h.time_first && !h.has_seconds && h.half == HalfDay::none &&
           h.separator == '-' && !h.spaced && h.comma && h.width[0] == 4;
  }

  std::string title_from_names() {
    auto title_in = [&](std::string_view name) {
      auto title = whatsapp::title_in_file_name(name);
      if (title) copy_ = whatsapp::copy_in_file_name(name);
      return title;
    };
    if (const auto title = title_in(item_.file_name())) return *title;
    // "_chat.txt" takes the name of what it lies in: a folder or the archive.
    std::string_view inner = item_.name();
    while (true) {
      const auto slash = inner.rfind('/');
      if (slash == inner.npos) break;
      inner = inner.substr(0, slash);
      const auto at = inner.rfind('/');
      if (const auto title = title_in(at == inner.npos ? inner : inner.substr(at + 1))) return *title;
    }
    for (std::size_t i = item_.path.size(); i-- > 1;) {
      std::string_view outer = item_.path[i - 1];
      outer = outer.substr(outer.rfind('/') + 1);
      if (const auto title = title_in(outer)) return *title;
    }
    if (!encryption_author_.empty()) return encryption_author_;
    return {};
  }

  // --- pass 3 ---------------------------------------------------------------------------------
  struct Entry {
    ExportHeader header;
    std::string stamp, rest;  // rest: the head's line after the head, and the lines below
    std::uint64_t offset = 0, end = 0, line = 0;
    std::uint64_t dropped = 0;
    bool open = false;
  };

  void emit_all() {
    text::LineReader lines(bytes_, guess_, max_line_bytes);
    text::LineReader::Line line;
    Entry entry;
    std::uint64_t preamble_begin = 0, preamble_end = 0;
    bool preamble = false;
    while (lines.next(line)) {
      const std::uint64_t end = line.offset + line.source.size();
      const auto header = line.continued ? std::nullopt : parse_export_header(line.text);
      if (header && header->layout == layout_.hash) {
        if (entry.open) emit(entry);
        if (preamble) skip_preamble(preamble_begin, preamble_end), preamble = false;
        entry.header = *header;
        entry.stamp.assign(line.text, header->stamp_begin, header->stamp_end - header->stamp_begin);
        entry.rest.assign(line.text, header->rest);
        entry.offset = line.offset;
        entry.end = end;
        entry.line = line.number;
        entry.dropped = 0;
        entry.open = true;
        continue;
      }
      if (!entry.open) {
        if (whatsapp::trim_marks(line.text).empty() && !preamble) continue;
        if (!preamble) preamble_begin = line.offset;
        preamble = true;
        preamble_end = end;
        continue;
      }
      if (header && !pasted_finding_) {
        pasted_finding_ = true;
        finding(Severity::note, "line that looks like a message head of another layout",
                exhibit::Locator().bytes(line.offset, line.source.size()).line(line.number).str(),
                fmt::format("{} such lines are kept as text of the message they stand in; they may "
                            "have been pasted from another export.",
                            other_heads_));
      }
      if (entry.rest.size() + line.text.size() + 1 > max_body_bytes) {
        entry.dropped += line.source.size() + 1;
      } else {
        if (!line.continued) entry.rest += '\n';
        entry.rest += line.text;
      }
      entry.end = end;
    }
    if (entry.open) emit(entry);
    if (preamble) skip_preamble(preamble_begin, preamble_end);
  }

  void skip_preamble(std::uint64_t begin, std::uint64_t end) {
    const std::string where = exhibit::Locator().bytes(begin, end - begin).str();
    sink_.rows("", 1);
    sink_.skip("", "text before the first message head", where);
    finding(Severity::warning, "text before the first message head", where,
            "The file does not begin with a message: it was cut, edited, or its first line is "
            "damaged. The text is in no message; it is kept as a document.");
    give_outside_text(sink_, bytes_, guess_.encoding, begin, end - begin, "text before the first message head");
  }

  void skip_everything() {
    sink_.rows("", 1);
    sink_.skip("", "no message heads", exhibit::Locator().bytes(0, bytes_.size()).str());
  }

  Split split(std::string_view rest) const {
    const auto first = first_split(rest);
    if (!first) {
      // "John Doe:." has no blank; the name is known from elsewhere.
      const auto colon = rest.substr(0, name_limit(rest)).find(':');
      if (colon != rest.npos) {
        const Split s = split_at(rest, colon);
        if (!s.author.empty() && names_.find(s.author) != names_.end()) return s;
      }
      return {{}, rest};
    }
    if (!colon_names_.empty())
      if (const auto second = second_split(rest, *first))
        if (colon_names_.find(second->author) != colon_names_.end()) return *second;
    return *first;
  }

  void emit(Entry& entry) {
    entry.open = false;
    Record r;
    r.kind = model::RecordKind::message;
    r.locator =
        exhibit::Locator().bytes(entry.offset, entry.end - entry.offset).line(entry.line).str();
    r.service = service_;
    r.chat_key = chat_key_;
    r.chat_title = title_;
    r.times.push_back(time_of(entry, r.locator));

    Split s = split(entry.rest);
    std::string words = whatsapp::plain(std::string_view(s.body).substr(0, 1300));
    const bool marked = whatsapp::begins_with_mark(s.body);
    std::optional<whatsapp::Notice> notice;
    bool unclear = false;
    if (s.author.empty()) {
      notice = whatsapp::match_notice(words);
      if (!notice) notice = whatsapp::Notice{"", "", {}, {}, {}, {}};
    } else {
      // `Ana changed the subject from "Trip: Spain" to …`: a notice that holds a colon.
      const auto known = names_.find(s.author);
      if ((known == names_.end() || known->second <= 2) &&
          whatsapp::plain(s.author).find('"') != std::string::npos) {
        notice =
            whatsapp::match_notice(whatsapp::plain(std::string_view(entry.rest).substr(0, 1300)));
        if (notice) {
          s = {{}, entry.rest};
          words = whatsapp::plain(std::string_view(entry.rest).substr(0, 1300));
          unclear = true;
        }
      }
      if (!notice && marked) notice = whatsapp::match_notice(words);
      if (!notice && words.size() > 60 && whatsapp::is_encryption_notice(words) &&
          (s.author == title_ || s.author == encryption_author_ || entry.line <= 3)) {
        notice = whatsapp::match_notice(words);
        unclear = true;
      }
      // The number change and "left" can be typed by anyone; without the mark they are messages.
    }

    std::optional<whatsapp::CallNote> call;
    if (!notice || notice->kind.empty()) {
      call = whatsapp::match_call(words);
      if (call && !s.author.empty() && !marked) {
        unclear = true;
        if (!call->whole || call->outcome.empty()) call.reset();
      }
      if (call && s.author.empty() && call->outcome.empty() && !call->whole) call.reset();
    }
    if (call)
      fill_call(r, s, *call);
    else if (notice)
      fill_notice(r, s, *notice);
    else
      fill_message(r, s, words);
    if (unclear && (call || notice)) {
      r.extras.push_back({"authored_or_system", "ambiguous"});
      finding(Severity::note, "message or notice of the app", r.locator,
              "The line reads like a notice of the app, but could have been typed by a person.");
    }
    if (entry.dropped > 0)
      finding(Severity::warning, "message longer than the limit", r.locator,
              fmt::format("The last {} bytes of the message are not in the record's text.",
                          entry.dropped));
    sink_.rows("", 1);
    sink_.record(std::move(r));
  }

  model::Time time_of(const Entry& entry, const std::string& where) {
    model::Time t;
    t.kind = model::TimeKind::sent;
    t.raw = entry.stamp;
    if (ambiguous_) {
      t.certainty = model::Certainty::ambiguous;
      return t;
    }
    const auto clock = clock_of(entry.header);
    auto date = order_.date(entry.header);
    if (!date || !clock) {
      if (order_.calendar() == "islamic" && clock) {
        t.certainty = model::Certainty::ambiguous;
        return t;
      }
      t.certainty = model::Certainty::none;
      finding(Severity::warning, clock ? "date that does not exist" : "time that does not exist",
              where,
              fmt::format("\"{}\" read as {} is not a date and time.", t.raw, order_.order()));
      return t;
    }
    date->hour = clock->hour;
    date->minute = clock->minute;
    date->second = clock->second;
    t.local = to_micros(*date);
    t.certainty = model::Certainty::local_unknown;
    if (zone_) {
      const auto instant = zone_->to_utc(*t.local);
      if (instant.fit != text::Zone::Fit::unique) {
        t.certainty = model::Certainty::ambiguous;
        const bool repeated = instant.fit == text::Zone::Fit::repeated;
        finding(
            Severity::note,
            repeated ? "time in the hour that is repeated" : "time in the hour that is left out",
            where,
            fmt::format("\"{}\" {} in {}: {} or {}.", t.raw,
                        repeated ? "comes twice" : "does not exist", zone_->name(),
                        to_iso_utc(std::min(instant.utc, instant.other)),
                        to_iso_utc(std::max(instant.utc, instant.other))));
      } else {
        t.utc = instant.utc;
        t.offset_minutes = std::nullopt;
        t.certainty = model::Certainty::zone_assumed;
      }
    }
    // Without a zone the local reading may be up to 14 hours ahead of UTC.
    const Micros latest = options_.latest_plausible;
    const Micros slack = t.utc ? 0 : 14LL * 3600 * micros_per_second;
    if (latest > 0 && t.utc.value_or(*t.local) > latest + slack) {
      t.certainty = model::Certainty::implausible;
      finding(Severity::note, "time after the exhibit came in", where,
              fmt::format("\"{}\" lies after the exhibit was received.", t.raw));
    }
    return t;
  }

  model::Participation person(model::Role role, std::string_view written) const {
    model::Participation p;
    p.role = role;
    const std::string_view name = whatsapp::trim_marks(written);
    p.identifier.raw = std::string(name);
    // "~ Ana": the name that a person not in the contacts gave themselves.
    std::string_view shown = name;
    if (!shown.empty() && shown.front() == '~') shown = whatsapp::trim_marks(shown.substr(1));
    if (is_number(shown)) {
      p.identifier.kind = model::IdentifierKind::phone;
      p.identifier.raw = std::string(shown);
    } else {
      p.identifier.kind = model::IdentifierKind::name;
      p.identifier.scope = service_;
      p.name = std::string(shown);
      if (whatsapp::is_you(shown)) {
        // Not a name: on every phone "You" is somebody else.
        p.identifier.kind = model::IdentifierKind::other;
        p.name = options_.owner_name;
      }
    }
    return p;
  }

  bool is_owner(std::string_view author) const {
    if (whatsapp::is_you(author)) return true;
    if (!options_.owner_number.empty() && is_number(author))
      return same_number(author, options_.owner_number);
    return !options_.owner_name.empty() &&
           whatsapp::plain(author) == whatsapp::plain(options_.owner_name);
  }
  bool owner_known() const {
    return !options_.owner_name.empty() || !options_.owner_number.empty();
  }

  // Who wrote, to whom, and in which direction seen from the phone's owner.
  void add_parties(Record& r, std::string_view author, model::Role from, model::Role to) {
    r.participants.push_back(person(from, author));
    if (authors_.size() == 2 && !group_) {
      const std::string& other = authors_[0] == author ? authors_[1] : authors_[0];
      if (other != author) r.participants.push_back(person(to, other));
    }
    if (is_owner(author))
      r.direction = model::Direction::out;
    else if ((owner_known() || std::any_of(authors_.begin(), authors_.end(), [](const auto& a) { return whatsapp::is_you(a); })) && owner_writes())
      r.direction = model::Direction::in;
  }
  // An owner given by another name than the chat uses says nothing about who the others are.
  bool owner_writes() {
    if (owner_writes_ < 0) {
      owner_writes_ = 0;
      for (const std::string& a : authors_)
        owner_writes_ |= is_owner(a) ? 1 : 0;
      if (owner_writes_ == 0)
        finding(Severity::note, "owner not among the authors", "",
                "The name or number given for the phone's owner writes nothing in this chat; "
                "directions stay unknown.");
    }
    return owner_writes_ > 0;
  }

  void fill_call(Record& r, const Split& s, const whatsapp::CallNote& note) {
    r.kind = model::RecordKind::call;
    r.times[0].kind = model::TimeKind::start;
    r.text = std::string(s.body);
    model::Call call;
    call.video = note.video;
    call.outcome = std::string(note.outcome);
    if (note.seconds) call.duration = *note.seconds * micros_per_second;
    r.call = call;
    if (note.group) r.fields.push_back({"group_call", "yes"});
    if (!s.author.empty())
      add_parties(r, s.author, model::Role::caller, model::Role::callee);
    else if (note.outcome == "missed")
      r.direction = model::Direction::in;  // only the phone that was called writes "Missed call"
  }

  void fill_notice(Record& r, const Split& s, const whatsapp::Notice& notice) {
    r.kind = model::RecordKind::event;
    r.times[0].kind = model::TimeKind::other;
    r.text = std::string(s.body);
    r.fields.push_back({"type", "system"});
    if (!notice.kind.empty()) r.fields.push_back({"system_type", std::string(notice.kind)});
    if (!notice.language.empty())
      r.fields.push_back({"app_language", std::string(notice.language)});
    if (!s.author.empty() && s.author != title_ && s.author != encryption_author_ &&
        notice.actor.empty())
      r.participants.push_back(person(model::Role::from, s.author));
    const bool about = notice.kind == "number-changed" || notice.kind == "security-code-changed" ||
                       notice.kind == "contact";
    if (!notice.actor.empty())
      r.participants.push_back(
          person(about ? model::Role::subject : model::Role::from, notice.actor));
    // "Ana and +44 …" stays one name: an "and" in it cannot be told from one between two names.
    if (!notice.object.empty())
      r.participants.push_back(person(model::Role::subject, notice.object));
    for (const auto& [name, value] :
         {std::pair{"old_value", &notice.old_value}, std::pair{"new_value", &notice.new_value}}) {
      if (value->empty()) continue;
      r.fields.push_back({name, *value});
      if (notice.kind == "number-changed" && is_number(whatsapp::trim_marks(*value)))
        r.participants.push_back(person(model::Role::subject, *value));
    }
  }

  void fill_message(Record& r, const Split& s, const std::string& words) {
    add_parties(r, s.author, model::Role::from, model::Role::to);
    std::string_view body = s.body;
    if (whatsapp::is_deleted_note(words) && (words != "null" || service_ == "WhatsApp")) {
      // "null" is also what old Android versions write for a message they cannot show.
      r.state = words == "null" ? model::State::unknown : model::State::revoked;
      r.state_flag = std::string(body);
      r.text = std::string(body);
      note(r, words == "null" ? "not-shown" : "deleted");
      return;
    }
    const std::string_view mark = whatsapp::cut_edited_mark(body);
    if (!mark.empty()) {
      r.state = model::State::edited;
      r.state_flag = std::string(mark);
    }
    if (const auto media = whatsapp::match_media(body)) {
      add_media(r, *media);
      r.text = std::string(media->caption.empty() ? body : media->caption);
      return;
    }
    r.text = std::string(body);
    const std::string_view plain_body = whatsapp::trim_marks(body);
    if (looks_like_card(plain_body)) {
      whatsapp::MediaNote card{true, "contact", std::string(plain_body), body, {}};
      add_media(r, card);
      return;
    }
    if (whatsapp::is_live_location(words)) {
      r.fields.push_back({"live_location", "yes"});
      note(r, "live-location");
    } else if (words.find("http") != std::string::npos ||
               words.find("maps.") != std::string::npos) {
      if (const auto at = whatsapp::location_in(body)) {
        model::Place place;
        place.latitude = at->latitude;
        place.longitude = at->longitude;
        place.origin = "user-shared";
        const auto colon = words.find(':');
        const auto url = words.find("http");
        if (url != std::string::npos && url > 0 && colon > url)
          place.name = std::string(whatsapp::trim_marks(std::string_view(words).substr(0, url)));
        r.place = std::move(place);
      }
    } else if (whatsapp::is_poll(body)) {
      r.fields.push_back({"poll", "yes"});
      note(r, "poll");
    }
  }

  static bool looks_like_card(std::string_view s) {
    return s.size() > 4 && s.size() < 200 && s.ends_with(".vcf") && s.find('\n') == s.npos &&
           s.find('/') == s.npos;
  }

  // What stands where a person's words would: so that nobody counts or translates it as theirs.
  static void note(Record& r, std::string_view what) {
    r.fields.push_back({"app_note", std::string(what)});
  }

  void add_media(Record& r, const whatsapp::MediaNote& found) {
    model::Media m;
    m.path = found.file;
    m.mime = std::string(whatsapp::mime_of(found.file));
    m.title = std::string(whatsapp::trim_marks(found.note));
    m.present = !found.file.empty() && found.attached && in_exhibit(found.file);
    if (found.attached && !found.file.empty() && !m.present) ++absent_media_;
    if (!found.kind.empty()) r.fields.push_back({"media_kind", std::string(found.kind)});
    note(r, found.attached ? "attached" : "media-omitted");
    if (m.mime == "text/vcard" || found.kind == "contact")
      r.fields.push_back({"contact_card", found.file.substr(0, found.file.rfind('.'))});
    if (found.file.size() > 10 && found.attached && !found.caption.empty())
      r.extras.push_back({"app_text", std::string(found.note)});
    r.media.push_back(std::move(m));
  }

  // Whether the file lies beside the export in the same container.
  bool in_exhibit(const std::string& file) {
    if (!item_.tree) return false;
    if (!siblings_ready_) {
      siblings_ready_ = true;
      const std::string_view own = item_.name();
      const auto slash = own.rfind('/');
      const std::string_view folder = slash == own.npos ? "" : own.substr(0, slash + 1);
      for (const std::string& name : item_.tree->names())
        if (name.size() > folder.size() &&
            std::string_view(name).substr(0, folder.size()) == folder)
          siblings_.insert(std::string_view(name).substr(folder.size()));
    }
    return siblings_.count(file) > 0;
  }

  void finish() {
    Record chat;
    chat.kind = model::RecordKind::chat;
    chat.locator = exhibit::Locator().bytes(0, bytes_.size()).line(1).str();
    chat.key = "chat";
    chat.service = service_;
    chat.chat_key = chat_key_;
    chat.chat_title = title_;
    chat.fields.push_back({"title", title_});
    const bool group = group_ || authors_.size() > 2;
    if (group || authors_.size() == 2)
      chat.fields.push_back({"chat_type", group ? "group" : "one-to-one"});
    for (std::size_t i = 0; i < authors_.size() && i < max_members; ++i)
      chat.participants.push_back(
          person(is_owner(authors_[i]) ? model::Role::owner : model::Role::member, authors_[i]));
    sink_.extra_record(std::move(chat));
    if (replaced_ > 0)
      finding(Severity::warning, "bytes that are not valid text", "",
              fmt::format("{} places are not valid {} and are shown as U+FFFD; the bytes are "
                          "unchanged at each record's position.",
                          replaced_, text::word(guess_.encoding)));
    if (nuls_ > 0)
      finding(Severity::note, "zero bytes in the text", "",
              fmt::format("{} zero bytes stand in the text and are kept.", nuls_));
    if (absent_media_ > 0)
      finding(
          Severity::note, "attached files not in the exhibit", "",
          fmt::format("{} messages name a file that does not lie beside the chat.", absent_media_));
    for (const auto& [what, n] : finding_counts_)
      if (n > max_findings_of_a_kind)
        sink_.finding({Severity::note, "more findings of the same kind", "",
                       fmt::format("\"{}\": {} in all, {} of them listed.", what, n,
                                   max_findings_of_a_kind)});
  }

  void finding(Severity severity, std::string_view what, std::string where, std::string why) {
    if (++finding_counts_[std::string(what)] > max_findings_of_a_kind) return;
    sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  std::string_view bytes_;
  text::EncodingGuess guess_;
  Layout layout_;
  DateOrder order_;
  std::optional<text::Zone> zone_;
  bool ambiguous_ = false;
  std::string service_, title_, copy_, chat_key_, encryption_author_;
  NameCounts names_, colon_names_;
  std::vector<std::string> authors_;  // sorted
  std::uint64_t replaced_ = 0, nuls_ = 0, other_heads_ = 0;
  std::uint64_t absent_media_ = 0;
  int owner_writes_ = -1;
  bool group_ = false, pasted_finding_ = false, siblings_ready_ = false;
  std::unordered_set<std::string_view> siblings_;
  std::map<std::string, std::uint64_t> finding_counts_;
};

Probe Run::probe(const exhibit::Item& item) {
  constexpr std::size_t look = 64u << 10;
  const std::string_view bytes = item.bytes().substr(0, look);
  const bool named = whatsapp::title_in_file_name(item.file_name()).has_value() ||
                     item.file_name() == "_chat.txt" || item.file_name().ends_with("/_chat.txt");
  if (bytes.empty())
    return named ? Probe{50, "named like a chat export, but empty"} : Probe{0, "empty"};
  const auto guess = text::detect_encoding(bytes);
  text::LineReader lines(bytes, guess, 1u << 16);
  text::LineReader::Line line;
  std::unordered_map<std::uint64_t, int> counts;
  int heads = 0, strong = 0, authored = 0, logs = 0, all = 0;
  bool first_is_head = false;
  int best = 0;
  while (lines.next(line) && all < 2000) {
    if (line.continued || whatsapp::trim_marks(line.text).empty()) continue;
    ++all;
    const auto header = parse_export_header(line.text);
    if (!header) continue;
    if (all == 1) first_is_head = true;
    ++heads;
    best = std::max(best, ++counts[header->layout]);
    strong += !header->weak;
    if (const auto s = first_split(line.text.substr(header->rest))) {
      ++authored;
      logs += is_log_level(s->author);
    }
  }
  if (heads == 0) return {0, "no message heads"};
  if (logs * 2 > authored && authored > 0) return {0, "a log file: names are levels"};
  if (named) return {strong > 0 ? 97 : 85, "named like a chat export and has message heads"};
  if (!first_is_head && best < 3) return {0, "lines with a date, but not a chat"};
  if (strong == 0)
    return best >= 3 && authored * 2 >= heads ? Probe{60, "lines that read date, time, name, text"}
                                              : Probe{first_is_head && authored > 0 ? 45 : 0,
                                                      "a line that could be a message head"};
  if (authored == 0) return {first_is_head ? 30 : 0, "message heads without names"};
  if (first_is_head) return {best >= 3 ? 92 : 80, "begins with message heads of a chat export"};
  return {best * 2 > all ? 80 : 55, "has message heads of a chat export"};
}

class WhatsappReader final : public Reader {
 public:
  std::string_view name() const override { return "whatsapp-text"; }
  std::string_view version() const override { return "4"; }
  Probe probe(const exhibit::Item& item) const override { return Run::probe(item); }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Run(item, options, sink).read();
  }
};

}  // namespace

std::unique_ptr<Reader> make_whatsapp_reader() { return std::make_unique<WhatsappReader>(); }

}  // namespace clew::readers
