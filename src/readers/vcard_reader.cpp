#include "readers/vcard_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/blanks.h"
#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/outside_text.h"
#include "readers/vcard_property.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Record;
using model::Severity;

constexpr std::size_t max_value_bytes = 48u << 20;  // of one property; photos reach a few MiB
constexpr std::size_t max_properties = 20'000;      // of one card
constexpr std::size_t max_depth = 16;               // cards inside cards
constexpr std::size_t max_findings_of_a_kind = 20;

// A property while its lines come in.
struct Open {
  bool any = false;
  std::string text;  // UTF-8, unfolded
  std::string raw;   // the same in the file's bytes, if those are not UTF-16
  std::uint64_t offset = 0, line = 0;
  bool quoted_printable = false, base64 = false, ended = false, cut = false;
};

struct Card {
  Record record;
  std::uint64_t offset = 0, line = 0, index = 0;
  std::string version;
  std::vector<std::string> names;  // FN and what N gives
  std::string structured_name, organisation;
  std::size_t properties = 0;
  bool agent = false;  // AGENT was just opened: the next BEGIN is its card
  bool inner = false;  // the card of an AGENT
  std::vector<Record> inner_cards;
};

// In which service's accounts the value of such a property is a name.
struct Messenger {
  std::string_view property, scope;
};
constexpr Messenger messengers[] = {
    {"X-SKYPE", "Skype"},
    {"X-SKYPE-USERNAME", "Skype"},
    {"X-JABBER", "XMPP"},
    {"X-AIM", "AIM"},
    {"X-ICQ", "ICQ"},
    {"X-MSN", "MSN"},
    {"X-YAHOO", "Yahoo"},
    {"X-QQ", "QQ"},
    {"X-GOOGLE-TALK", "Google Talk"},
    {"X-GTALK", "Google Talk"},
    {"X-TWITTER", "Twitter"},
    {"X-GADUGADU", "Gadu-Gadu"},
    {"X-TELEGRAM", "Telegram"},
    {"X-WECHAT", "WeChat"},
    {"X-MS-IMADDRESS", "IM"},
    {"X-FACEBOOK", "Facebook"},
    {"X-INSTAGRAM", "Instagram"},
    {"X-VIBER", "Viber"},
};

std::string_view scheme_of(std::string_view uri) {
  const auto colon = uri.find(':');
  if (colon == uri.npos || colon == 0 || colon > 20) return {};
  for (const char c : uri.substr(0, colon))
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
          c == '+' || c == '.'))
      return {};
  return uri.substr(0, colon);
}

std::string join_name(const std::vector<std::string_view>& parts) {
  // family;given;additional;prefixes;suffixes → as people say it
  std::string out;
  for (const std::size_t i : {3u, 1u, 2u, 0u, 4u}) {
    if (i >= parts.size() || parts[i].empty()) continue;
    if (!out.empty()) out += ' ';
    for (const std::string_view one : vcard::split_value(parts[i], ',')) {
      if (!out.empty() && out.back() != ' ') out += ' ';
      out += vcard::unescape(one);
    }
  }
  return out;
}

bool blank(std::string_view s) { return s.find_first_not_of(" \t\r\n") == s.npos; }

// REV as RFC 6350 (20120305T131933Z) or RFC 2426 (2012-03-05T13:19:33Z) write it.
std::optional<IsoTime> revision_time(std::string_view value) {
  if (auto time = parse_iso(value)) return time;
  std::string iso;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i == 4 || i == 6) iso += '-';
    if (i == 11 || i == 13) iso += ':';
    iso += value[i];
  }
  if (value.size() < 8 || value.size() > 24) return std::nullopt;
  return parse_iso(iso);
}

class Run {
 public:
  Run(const exhibit::Item& item, Sink& sink) : item_(item), sink_(sink) {}

  void read() {
    const std::string_view bytes = item_.bytes();
    if (bytes.empty()) {
      finding(Severity::warning, "empty file", "bytes=0+0", "The file has no bytes.");
      sink_.rows("", 0);
      return;
    }
    const auto guess = text::detect_encoding(bytes);
    wide_ = text::unit_bytes(guess.encoding) == 2;
    encoding_ = guess.encoding;
    sink_.decided("encoding", fmt::format("{} ({})", text::word(guess.encoding), guess.reason));
    text::LineReader lines(bytes, guess, 1u << 20);
    text::LineReader::Line line;
    while (lines.next(line)) {
      if (!wide_ && guess.encoding == text::Encoding::utf8) replaced_ += line.replaced;
      nuls_ += static_cast<std::uint64_t>(std::count(line.text.begin(), line.text.end(), '\0'));
      take(line);
      end_ = line.offset + line.source.size();
    }
    close_property();
    while (!cards_.empty()) {
      finding(Severity::warning, "card without END", here(cards_.back()),
              "The file ends inside the card; it was cut or damaged.");
      close_card();
    }
    close_outside();
    if (index_ == 0)
      finding(Severity::unread, "no contact cards", exhibit::Locator().bytes(0, bytes.size()).str(),
              "No line reads BEGIN:VCARD.");
    if (replaced_ > 0)
      finding(Severity::warning, "bytes that are not valid text", "",
              fmt::format("{} places are not valid text of their character set and are shown as "
                          "U+FFFD.",
                          replaced_));
    if (nuls_ > 0)
      finding(Severity::note, "zero bytes in the text", "",
              fmt::format("{} zero bytes stand in the text and are kept.", nuls_));
    for (const auto& [what, n] : finding_counts_)
      if (n > max_findings_of_a_kind)
        sink_.finding({Severity::note, "more findings of the same kind", "",
                       fmt::format("\"{}\": {} in all, {} of them listed.", what, n,
                                   max_findings_of_a_kind)});
  }

 private:
  // --- lines → properties ----------------------------------------------------------------------
  void take(const text::LineReader::Line& line) {
    if (open_.any) {
      if (line.continued) return append(line, 0, false);
      const bool folded = !line.text.empty() && (line.text[0] == ' ' || line.text[0] == '\t');
      // A soft line break: the value goes on whatever the next line looks like.
      if (open_.quoted_printable && !open_.text.empty() && open_.text.back() == '=')
        return append(line, folded ? 1 : 0, true);
      if (folded) {
        // 2.1 folds at a blank that belongs to the value; later versions insert one.
        const bool keep = !open_.base64 && !cards_.empty() && cards_.back().version == "2.1";
        return append(line, keep ? 0 : 1, false);
      }
      // Line ends of CR CR LF give an empty line after each; the value may still go on below.
      if (line.text.empty()) {
        open_.ended = true;
        return;
      }
      // Base64 of 2.1 ends at an empty line; some programs do not indent it.
      if (open_.base64 && !open_.ended) {
        if (line.text.find_first_of(":;") == line.text.npos) return append(line, 0, false);
      }
      close_property();
    }
    if (blank(line.text)) return;
    start(line);
  }

  void append(const text::LineReader::Line& line, std::size_t from, bool soft) {
    if (open_.text.size() + line.text.size() > max_value_bytes) {
      open_.cut = true;
      return;
    }
    if (soft) open_.text += '\n';
    open_.text += line.text.substr(std::min(from, line.text.size()));
    if (!wide_) {
      if (soft) open_.raw += '\n';
      open_.raw += line.source.substr(std::min(from, line.source.size()));
    }
  }

  void start(const text::LineReader::Line& line) {
    open_ = {};
    open_.any = true;
    open_.text = std::string(line.text);
    if (!wide_) open_.raw = std::string(line.source);
    open_.offset = line.offset;
    open_.line = line.number;
    if (const auto parsed = vcard::parse_property(line.text)) {
      open_.quoted_printable = parsed->first.is_quoted_printable();
      open_.base64 = parsed->first.is_base64();
      // BEGIN and END take effect at once: nothing can be folded onto them.
      if (parsed->first.name == "BEGIN" || parsed->first.name == "END") close_property();
    }
  }

  void close_property() {
    if (!open_.any) return;
    Open done = std::move(open_);
    open_ = {};
    property_end_ = std::max(end_, done.offset);
    auto parsed = vcard::parse_property(done.text);
    if (parsed && (parsed->first.name == "BEGIN" || parsed->first.name == "END")) {
      const std::string what =
          vcard::upper(trim(std::string_view(done.text).substr(parsed->second)));
      if (what == "VCARD") {
        if (parsed->first.name == "BEGIN")
          begin_card(done);
        else
          end_card(done);
        return;
      }
    }
    if (cards_.empty()) {
      if (!outside_) outside_begin_ = done.offset;
      outside_ = true;
      outside_end_ = std::max(end_, done.offset + done.text.size() * (wide_ ? 2 : 1));
      outside_end_ = std::min<std::uint64_t>(outside_end_, item_.bytes().size());
      return;
    }
    Card& card = cards_.back();
    if (++card.properties > max_properties) {
      if (card.properties == max_properties + 1)
        finding(Severity::warning, "card with too many properties", here(card),
                fmt::format("Only the first {} are read.", max_properties));
      return;
    }
    const std::string where = exhibit::Locator()
                                  .bytes(done.offset, property_end_ - done.offset)
                                  .line(done.line)
                                  .index(card.index)
                                  .str();
    if (done.cut)
      finding(Severity::warning, "property longer than the limit", where,
              fmt::format("Only the first {} bytes are read.", max_value_bytes));
    if (!parsed) {
      finding(Severity::warning, "line that is no property", where,
              "It has no name and colon; it is kept among the card's extras.");
      card.record.extras.push_back({"", done.text});
      return;
    }
    add(card, parsed->first, value_of(done, *parsed, where), where);
  }

  // The value as UTF-8, still escaped; base64 stays as it is.
  std::string value_of(const Open& open, const std::pair<vcard::Property, std::size_t>& parsed,
                       const std::string& where) {
    const vcard::Property& p = parsed.first;
    std::string_view value = std::string_view(open.text).substr(parsed.second);
    const std::string_view charset = p.param("CHARSET");
    if (p.is_base64()) return std::string(value);
    std::size_t bad = 0;
    std::string out;
    if (p.is_quoted_printable()) {
      out = vcard::from_charset(vcard::decode_quoted_printable(value), charset, &bad);
    } else if (!wide_ && !charset.empty() && !text::is_ascii(value) &&
               vcard::upper(charset) != "UTF-8") {
      // 8-bit text of a set that the property names; the head is ASCII, so the offset is the same.
      out = vcard::from_charset(
          std::string_view(open.raw).substr(std::min(parsed.second, open.raw.size())), charset,
          &bad);
    } else {
      out = std::string(value);
    }
    if (bad > 0) {
      replaced_ += bad;
      finding(Severity::note, "text that does not fit its character set", where,
              fmt::format("{} places in {}.", bad, p.head));
    }
    return out;
  }

  // --- properties → card -----------------------------------------------------------------------
  void begin_card(const Open& open) {
    close_outside();
    bool inner = false;
    if (!cards_.empty()) {
      if (cards_.back().agent && cards_.size() < max_depth) {
        inner = true;
        cards_.back().agent = false;
      } else {
        while (!cards_.empty()) {
          finding(Severity::warning, "card without END", here(cards_.back()),
                  "The next card begins before this one ends.");
          property_end_ = open.offset;
          close_card();
        }
      }
    }
    Card card;
    card.offset = open.offset;
    card.line = open.line;
    card.index = ++index_;
    card.inner = inner;
    card.record.kind = model::RecordKind::contact;
    cards_.push_back(std::move(card));
  }

  void end_card(const Open& open) {
    if (cards_.empty()) {
      finding(Severity::note, "END without a card",
              exhibit::Locator().bytes(open.offset, open.text.size()).line(open.line).str(),
              "No card is open here.");
      return;
    }
    property_end_ = open.offset + (wide_ ? open.text.size() * 2 : open.raw.size());
    close_card();
  }

  void close_card() {
    Card card = std::move(cards_.back());
    cards_.pop_back();
    Record& r = card.record;
    const std::uint64_t end = std::clamp<std::uint64_t>(std::max(property_end_, cards_end_),
                                                        card.offset, item_.bytes().size());
    r.locator = exhibit::Locator()
                    .bytes(card.offset, end - card.offset)
                    .line(card.line)
                    .index(card.index)
                    .str();
    if (r.key.empty()) r.key = fmt::format("card-{}", card.index);
    for (Record& inner : card.inner_cards)
      if (inner.links.empty()) inner.links.push_back({model::LinkKind::part_of, r.key});
    if (card.names.empty() && !card.structured_name.empty())
      card.names.push_back(card.structured_name);
    if (card.names.empty() && !card.organisation.empty()) card.names.push_back(card.organisation);
    std::vector<model::Participation> people;
    for (const std::string& name : card.names)
      people.push_back({model::Role::subject, {model::IdentifierKind::name, name, ""}, name});
    const std::string shown = card.names.empty() ? "" : card.names[0];
    for (model::Participation& p : r.participants) {
      if (p.name.empty()) p.name = shown;
      people.push_back(std::move(p));
    }
    r.participants = std::move(people);
    // A card inside another ends before it: the outer one reaches at least as far.
    cards_end_ = cards_.empty() ? 0 : end;
    if (card.inner && !cards_.empty()) {
      // Waits for the outer card, which comes first and whose key may still follow.
      auto& waiting = cards_.back().inner_cards;
      waiting.push_back(std::move(r));
      std::move(card.inner_cards.begin(), card.inner_cards.end(), std::back_inserter(waiting));
      return;
    }
    give(std::move(r));
    for (Record& inner : card.inner_cards)
      give(std::move(inner));
  }

  void give(Record record) {
    sink_.rows("", 1);
    sink_.record(std::move(record));
  }

  void close_outside() {
    if (!outside_) return;
    outside_ = false;
    const std::string where =
        exhibit::Locator().bytes(outside_begin_, outside_end_ - outside_begin_).str();
    sink_.rows("", 1);
    sink_.skip("", "text outside of cards", where);
    finding(Severity::warning, "text outside of cards", where,
            "It stands before, between or after the cards and is in none of them; it is kept as a document.");
    give_outside_text(sink_, item_.bytes(), encoding_, outside_begin_, outside_end_ - outside_begin_, "text outside of cards");
  }

  void add(Card& card, const vcard::Property& p, std::string value, const std::string& where) {
    Record& r = card.record;
    if (p.is_base64() || value.compare(0, 5, "data:") == 0) {
      if (add_binary(r, p, value, where)) return;
    }
    const std::string plain = vcard::unescape(value);
    // Everything is kept as the card has it; what follows only says what is understood.
    r.extras.push_back({p.head, plain});
    if (blank(plain) && p.name != "AGENT") return;
    const auto field = [&](std::string_view name, std::string text) {
      if (!blank(text)) r.fields.push_back({std::string(name), std::move(text)});
    };
    if (p.name == "VERSION") {
      card.version = std::string(trim(plain));
      r.extras.back().name = "VERSION";
      field("format", "vCard " + card.version);
    } else if (p.name == "FN") {
      if (std::find(card.names.begin(), card.names.end(), trim(plain)) == card.names.end())
        card.names.emplace_back(trim(plain));
    } else if (p.name == "N") {
      const auto parts = vcard::split_value(value, ';');
      constexpr std::string_view names[] = {"family_name", "given_name", "additional_names",
                                            "name_prefix", "name_suffix"};
      for (std::size_t i = 0; i < parts.size() && i < std::size(names); ++i)
        field(names[i], vcard::unescape(parts[i]));
      if (card.structured_name.empty()) card.structured_name = std::string(trim(join_name(parts)));
    } else if (p.name == "NICKNAME") {
      field("nickname", plain);
    } else if (p.name == "TEL") {
      add_phone(r, p, plain);
    } else if (p.name == "EMAIL") {
      std::string_view address = trim(plain);
      if (vcard::upper(address.substr(0, 7)) == "MAILTO:") address.remove_prefix(7);
      identifier(r, model::IdentifierKind::email, address, "");
    } else if (p.name == "IMPP" || p.name == "X-IMPP") {
      const std::string_view scheme = scheme_of(plain);
      std::string scope(p.param("X-SERVICE-TYPE"));
      if (scope.empty()) scope = std::string(scheme);
      identifier(r, model::IdentifierKind::username,
                 std::string_view(plain).substr(scheme.empty() ? 0 : scheme.size() + 1), scope);
    } else if (p.name == "X-SOCIALPROFILE") {
      std::string scope(p.param("TYPE"));
      if (const auto user = p.param("X-USER"); !user.empty())
        identifier(r, model::IdentifierKind::username, user, scope);
      else
        identifier(r, model::IdentifierKind::url, trim(plain), scope);
    } else if (p.name == "ORG") {
      std::string organisation;
      for (const std::string_view part : vcard::split_value(value, ';')) {
        if (part.empty()) continue;
        if (!organisation.empty()) organisation += ", ";
        organisation += vcard::unescape(part);
      }
      if (card.organisation.empty()) card.organisation = organisation;
      field("organisation", organisation);
    } else if (p.name == "ADR") {
      std::string address;
      for (const std::string_view part : vcard::split_value(value, ';')) {
        if (blank(part)) continue;
        if (!address.empty()) address += ", ";
        address += vcard::unescape(part);
      }
      field("address", address);
    } else if (p.name == "NOTE") {
      if (!r.text.empty()) r.text += '\n';
      r.text += plain;
      field("note", plain);
    } else if (p.name == "BDAY") {
      field("birthday", plain);
    } else if (p.name == "URL") {
      identifier(r, model::IdentifierKind::url, trim(plain), "");
      field("url", plain);
    } else if (p.name == "UID") {
      r.key = plain;
    } else if (p.name == "REV") {
      add_revision(r, plain);
    } else if (p.name == "GEO") {
      add_place(r, plain);
    } else if (p.name == "PHOTO" || p.name == "LOGO" || p.name == "SOUND") {
      model::Media media;
      media.path = std::string(trim(plain));
      media.title = p.name;
      r.media.push_back(std::move(media));
    } else if (p.name == "AGENT") {
      card.agent = blank(plain);
    } else {
      for (const auto& [property, name] :
           {std::pair{"TITLE", "job_title"}, std::pair{"ROLE", "job_role"},
            std::pair{"CATEGORIES", "categories"}, std::pair{"ANNIVERSARY", "anniversary"},
            std::pair{"GENDER", "gender"}, std::pair{"KIND", "kind"}, std::pair{"TZ", "zone"},
            std::pair{"RELATED", "related"}, std::pair{"X-ABRELATEDNAMES", "related"},
            std::pair{"LABEL", "address_label"}, std::pair{"X-ABLABEL", "label"}})
        if (p.name == property) field(name, plain);
      for (const Messenger& m : messengers)
        if (p.name == m.property)
          identifier(r, model::IdentifierKind::username, trim(plain), m.scope);
    }
  }

  void add_phone(Record& r, const vcard::Property& p, const std::string& plain) {
    std::string_view number = trim(plain);
    if (vcard::upper(number.substr(0, 4)) == "TEL:") {
      number.remove_prefix(4);
      number = number.substr(0, number.find(';'));  // ";ext=102" stays in the extras
    }
    identifier(r, model::IdentifierKind::phone, number, "");
    // Cards sent by WhatsApp name the account beside the number.
    std::string digits;
    for (const char c : p.param("WAID"))
      if (c >= '0' && c <= '9') digits += c;
    if (digits.size() >= 5)
      identifier(r, model::IdentifierKind::jid, digits + "@s.whatsapp.net", "WhatsApp");
  }

  static void identifier(Record& r, model::IdentifierKind kind, std::string_view raw,
                         std::string_view scope) {
    if (blank(raw)) return;
    r.participants.push_back(
        {model::Role::subject, {kind, std::string(raw), std::string(scope)}, ""});
  }

  // False when the value is text after all.
  bool add_binary(Record& r, const vcard::Property& p, const std::string& value,
                  const std::string& where) {
    std::string_view text = value;
    std::string mime;
    if (value.compare(0, 5, "data:") == 0) {
      const auto comma = value.find(',');
      if (comma == value.npos) return false;
      const std::string_view head = std::string_view(value).substr(5, comma - 5);
      if (head.find("base64") == head.npos) return false;
      mime = std::string(head.substr(0, head.find(';')));
      text = text.substr(comma + 1);
    }
    std::size_t odd = 0;
    const std::string content = vcard::decode_base64(text, &odd);
    if (mime.empty()) {
      std::string type = vcard::upper(p.param("TYPE"));
      if (type.empty()) type = vcard::upper(p.param("MEDIATYPE"));
      if (content.compare(0, 3, "\xFF\xD8\xFF") == 0)
        mime = "image/jpeg";
      else if (content.compare(0, 4, "\x89PNG") == 0)
        mime = "image/png";
      else if (content.compare(0, 4, "GIF8") == 0)
        mime = "image/gif";
      else if (!type.empty() && type.find('/') != type.npos)
        mime = type;
    }
    if (odd > 0)
      finding(Severity::warning, "damaged embedded data", where,
              fmt::format("{} characters of {} are not base64.", odd, p.name));
    model::Media media;
    media.mime = std::move(mime);
    media.title = p.name;
    media.present = !content.empty();
    if (!content.empty()) media.sha256 = to_hex(sha256(content));
    r.extras.push_back({p.head, fmt::format("{} bytes, SHA-256 {}", content.size(), media.sha256)});
    r.media.push_back(std::move(media));
    return true;
  }

  static void add_revision(Record& r, const std::string& plain) {
    model::Time t;
    t.kind = model::TimeKind::modified;
    t.raw = plain;
    if (const auto iso = revision_time(trim(plain))) {
      t.local = iso->micros;
      t.certainty = model::Certainty::local_unknown;
      if (iso->offset_minutes) {
        t.offset_minutes = iso->offset_minutes;
        t.utc = iso->micros - *iso->offset_minutes * 60LL * micros_per_second;
        t.certainty = model::Certainty::exact;
      }
    }
    r.times.push_back(std::move(t));
  }

  static void add_place(Record& r, std::string_view value) {
    if (vcard::upper(value.substr(0, 4)) == "GEO:") value.remove_prefix(4);
    const auto comma = value.find_first_of(",;");
    if (comma == value.npos || r.place) return;
    const auto number = [](std::string_view s) -> std::optional<double> {
      s = trim(s.substr(0, s.find_first_of(";,")));
      if (!s.empty() && s.front() == '+') s.remove_prefix(1);
      double d = 0;
      const auto result =
          std::from_chars(s.data(), s.data() + s.size(), d, std::chars_format::fixed);
      if (result.ec != std::errc() || result.ptr == s.data()) return std::nullopt;
      return d;
    };
    model::Place place;
    place.latitude = number(value.substr(0, comma));
    place.longitude = number(value.substr(comma + 1));
    place.origin = "user-shared";
    if (place.latitude && place.longitude && std::abs(*place.latitude) <= 90 &&
        std::abs(*place.longitude) <= 180)
      r.place = std::move(place);
  }

  static std::string_view trim(std::string_view s) { return trimmed(s, " \t\n"); }

  std::string here(const Card& card) const {
    return exhibit::Locator().bytes(card.offset, 0).line(card.line).index(card.index).str();
  }

  void finding(Severity severity, std::string_view what, std::string where, std::string why) {
    if (++finding_counts_[std::string(what)] > max_findings_of_a_kind) return;
    sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
  }

  const exhibit::Item& item_;
  Sink& sink_;
  bool wide_ = false, outside_ = false;
  text::Encoding encoding_ = text::Encoding::utf8;
  Open open_;
  std::vector<Card> cards_;         // innermost last
  std::uint64_t end_ = 0;           // of the last line taken
  std::uint64_t property_end_ = 0;  // of the last property closed
  std::uint64_t cards_end_ = 0, outside_begin_ = 0, outside_end_ = 0;
  std::uint64_t index_ = 0, replaced_ = 0, nuls_ = 0;
  std::map<std::string, std::uint64_t> finding_counts_;
};

class VcardReader final : public Reader {
 public:
  std::string_view name() const override { return "vcard"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes().substr(0, 64u << 10);
    const std::string file = vcard::upper(item.file_name());
    const bool named = file.ends_with(".VCF") || file.ends_with(".VCARD");
    if (bytes.empty()) return {named ? 50 : 0, "named like contact cards, but empty"};
    text::LineReader lines(bytes, text::detect_encoding(bytes), 1u << 16);
    text::LineReader::Line line;
    bool first = true;
    while (lines.next(line)) {
      if (blank(line.text) || line.continued) continue;
      std::string_view s = line.text;
      while (!s.empty() && (s.back() == ' ' || s.back() == '\t'))
        s.remove_suffix(1);
      if (s.size() < 40 && vcard::upper(s) == "BEGIN:VCARD")
        return first ? Probe{98, "begins with BEGIN:VCARD"}
                     : Probe{named ? 90 : 60, "holds BEGIN:VCARD"};
      first = false;
    }
    return {0, named ? "named like contact cards, but holds none" : "no contact cards"};
  }

  void read(const exhibit::Item& item, const Options&, Sink& sink) const override {
    Run(item, sink).read();
  }
};

}  // namespace

std::unique_ptr<Reader> make_vcard_reader() { return std::make_unique<VcardReader>(); }

}  // namespace clew::readers
