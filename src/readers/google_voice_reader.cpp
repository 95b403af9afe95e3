#include "readers/google_voice_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "exhibit/locator.h"
#include "readers/chat_record.h"
#include "readers/finding_limit.h"
#include "readers/html_entities.h"
#include "readers/html_page.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using html::has_class;
using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr std::string_view google_voice = "Google Voice";
constexpr std::size_t max_text = 4u << 20, max_list = 1000;

struct VoicePerson {
  std::string number, name;
  bool owner = false;
};

struct VoiceItem {
  std::uint64_t begin = 0, end = 0;
  bool call = false;
  std::string time, duration, text;
  VoicePerson who;
  std::vector<std::string> files;
};

std::string voice_text(std::string_view raw) { return html::shown(html::decode_entities(raw)); }

// "PT1H2M35S" → seconds; nothing for anything else.
std::optional<std::int64_t> seconds_of(std::string_view iso) {
  if (!iso.starts_with("PT") || iso.size() > 20) return std::nullopt;
  std::int64_t total = 0;
  const char* at = iso.data() + 2;
  const char* const end = iso.data() + iso.size();
  while (at < end) {
    std::int64_t n = 0;
    const auto [next, error] = std::from_chars(at, end, n);
    if (error != std::errc() || next == end || n < 0 || n > 1'000'000) return std::nullopt;
    total += n * (*next == 'H' ? 3600 : *next == 'M' ? 60 : *next == 'S' ? 1 : 0);
    at = next + 1;
  }
  return total;
}

// One pass; gives its items to `take`. What stands once on the page is known at the end, so the
// reader goes twice.
class VoicePage {
 public:
  explicit VoicePage(std::string_view text) : text_(text), scanner_(text) {}
  std::vector<VoicePerson> people;  // all that are named
  std::string tags;                 // " placed received"

  template <typename Take>
  void walk(Take&& take) {
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        start(token);
      } else if (token.kind == XmlToken::Kind::end) {
        if (token.name == "q" || token.name == "abbr" || token.name == "span") into_ = nullptr;
        if (token.name == "a") ended_person();
        if (token.name == "div" && item_ && --depth_ == 0) {
          item_->end = token.end;
          take(*item_, false);
          into_ = nullptr;  // what never ended ends with what holds it
          item_.reset();
        }
      } else if (into_ && into_->size() < max_text) {
        into_->append(token.body);
      }
    }
    if (item_) {
      item_->end = text_.size();
      take(*item_, true);
    }
  }

 private:
  void start(const XmlToken& token) {
    const auto found = xml_attribute(token, "class");
    const std::string_view classes = found ? *found : std::string_view{};
    if (token.name == "a" && xml_attribute_text(token, "rel") == "tag") {
      const auto href = xml_attribute_text(token, "href");
      if (const auto at = href.rfind('#'); at != href.npos && tags.size() < 200)
        tags += " " + href.substr(at + 1);
    }
    if (token.name == "div" && !token.empty) {
      const bool message = has_class(classes, "message"), call = has_class(classes, "haudio");
      if (!item_ && (message || call)) {
        item_.emplace();
        item_->begin = token.begin;
        item_->call = call;
        depth_ = 0;
      }
      if (item_) ++depth_;
    }
    if (token.name == "a" && has_class(classes, "tel")) {
      if (person_ && into_ == &person_->name) into_ = nullptr;  // the link before has no end
      person_.emplace();
      auto href = xml_attribute_text(token, "href");
      if (href.starts_with("tel:")) href.erase(0, 4);
      person_->number = std::move(href);
      return;
    }
    if (person_ && has_class(classes, "fn") && !token.empty) {
      person_->owner = token.name == "abbr";
      into_ = &person_->name;
    }
    if (!item_) return;
    if (token.name == "br" && into_) *into_ += html::line_break;
    if (token.name == "abbr" && (has_class(classes, "dt") || has_class(classes, "published")))
      item_->time = xml_attribute_text(token, "title");
    if (token.name == "abbr" && has_class(classes, "duration"))
      item_->duration = xml_attribute_text(token, "title");
    if ((token.name == "q" || has_class(classes, "full-text")) && !token.empty)
      into_ = &item_->text;
    if (item_->files.size() >= max_list) return;
    if (token.name == "img" || token.name == "audio" || token.name == "video")
      file(xml_attribute_text(token, "src"));
    else if (token.name == "a" && !has_class(classes, "tel") &&
             xml_attribute_text(token, "rel") != "tag")
      file(xml_attribute_text(token, "href"));
  }
  void file(std::string name) {
    if (name.empty() || name.find("://") != name.npos || name[0] == '#') return;
    auto& list = item_->files;
    if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(std::move(name));
  }
  void ended_person() {
    if (!person_) return;
    person_->name = voice_text(person_->name);
    into_ = nullptr;
    if (item_ && item_->who.number.empty() && item_->who.name.empty()) item_->who = *person_;
    bool known = people.size() >= max_list;
    for (const auto& p : people)
      known = known || (p.number == person_->number && p.name == person_->name);
    if (!known) people.push_back(*person_);
    person_.reset();
  }

  std::string_view text_;
  XmlScanner scanner_;
  std::optional<VoiceItem> item_;
  std::optional<VoicePerson> person_;
  std::string* into_ = nullptr;
  int depth_ = 0;
};

class VoiceWalk {
 public:
  VoiceWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : item_(item),
        utf8_(text),
        options_(options),
        sink_(sink),
        findings_(sink),
        page_(text.text()) {
    bool texts = false;
    page_.walk([&](const VoiceItem& v, bool) { texts |= !v.call; });
    if (texts) other_side();
  }

  void run() {
    VoicePage again(utf8_.text());
    again.walk([&](const VoiceItem& item, bool cut) {
      give(item);
      if (cut) sink_.finding({Severity::warning, "file cut off", "", "It ends within a message."});
    });
    findings_.finish();
  }

 private:
  bool tagged(std::string_view tag) const {
    return (page_.tags + " ").find(fmt::format(" {} ", tag)) != std::string::npos;
  }
  // "Me" is no name, and nobody is added for a side of which the page says nothing.
  static void add(Record& record, Role role, const VoicePerson& p) {
    if (p.number.empty() && (p.owner || p.name.empty())) return;
    model::Participation out;
    out.role = role;
    const bool mail = p.number.find('@') != p.number.npos;
    out.identifier = p.number.empty() ? model::Identifier{IdentifierKind::name, p.name, std::string(google_voice)}
                                      : model::Identifier{mail ? IdentifierKind::email : IdentifierKind::phone, p.number, ""};
    if (!p.owner) out.name = p.name;
    record.participants.push_back(std::move(out));
  }

  // Where only the owner wrote, the page names nobody else: the file does ("Bo - Text - 2024-03-04T21_40_09Z.html"), and the page's title
  // in its second line ("Me to", "Bo").
  void other_side() {
    if (std::any_of(page_.people.begin(), page_.people.end(), [](const auto& p) { return !p.owner; })) return;
    std::string name;
    const std::string_view file = item_.file_name();
    const auto stamp = file.rfind(" - 20");
    if (const auto word = stamp == file.npos || stamp == 0 ? file.npos : file.rfind(" - ", stamp - 1); word != file.npos) name = file.substr(0, word);
    if (name.empty()) {
      const std::string_view text = utf8_.text();
      const auto title = text.find("<title>"), line = title == text.npos ? text.npos : text.find('\n', title);
      const auto end = title == text.npos ? text.npos : text.find("</title>", title);
      if (line < end && end != text.npos && end - line < 200) name = voice_text(text.substr(line, end - line));
    }
    while (!name.empty() && name.front() == ' ')
      name.erase(0, 1);
    if (name.empty() || name == "Group Conversation") return;
    VoicePerson other;
    const bool number = name.find_first_not_of("+0123456789") == name.npos;
    (number ? other.number : other.name) = std::move(name);
    page_.people.push_back(std::move(other));
  }

  void give(const VoiceItem& v) {
    const char* table = v.call ? "calls" : "messages";
    sink_.rows(table, 1);
    Record record;
    record.table = table;
    const auto begin = utf8_.source(v.begin), end = utf8_.source(v.end);
    record.locator = exhibit::Locator().bytes(begin, end - begin).str();
    record.kind = v.call ? RecordKind::call : RecordKind::message;
    record.service = google_voice;
    std::string chat;
    for (const auto& p : page_.people)
      if (!p.owner) chat += (chat.empty() ? "" : ", ") + (p.number.empty() ? p.name : p.number);
    record.text = voice_text(v.text);
    if (v.call) {
      record.direction = tagged("placed") ? Direction::out : Direction::in;
      add(record, record.direction == Direction::out ? Role::callee : Role::caller, v.who);
      record.call.emplace();
      if (const auto s = seconds_of(v.duration)) record.call->duration = *s * micros_per_second;
      record.call->outcome = tagged("voicemail")                     ? "voicemail"
                             : tagged("missed")                      ? "missed"
                             : record.call->duration.value_or(0) > 0 ? "answered"
                                                                     : "";
    } else {
      record.chat_key = chat;
      record.direction = v.who.owner ? Direction::out : Direction::in;
      add(record, Role::from, v.who);
      for (const auto& p : page_.people)
        if (!p.owner && v.who.owner)
          add(record, Role::to, p);
        else if (p.owner && !v.who.owner)
          add(record, Role::to, p);
    }
    time(record, v.time);
    for (const auto& file : v.files)
      record.media.push_back({file, "", "", "", present(file)});
    if (!page_.tags.empty()) record.extras.push_back({"labels", page_.tags.substr(1)});
    if (!v.call) say_chat(record);
    sink_.record(std::move(record));
  }

  bool present(const std::string& file) const {
    if (!item_.tree) return false;
    const auto name = item_.name();
    const auto folder =
        std::string(name.substr(0, name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1));
    return item_.tree->open(folder + file) || item_.tree->find(file).has_value();
  }

  void time(Record& record, const std::string& raw) {
    if (raw.empty()) return;
    model::Time t;
    t.kind = record.kind == RecordKind::call ? TimeKind::start : TimeKind::sent;
    t.raw = raw;
    const auto iso = parse_iso(raw);
    if (!iso) {
      findings_.add(Severity::note, "unreadable time", record.locator,
                    fmt::format("'{}' is in no form that is known.", raw.substr(0, 80)));
    } else if (iso->offset_minutes) {
      t.offset_minutes = iso->offset_minutes;
      t.utc = iso->micros - Micros{*iso->offset_minutes} * 60 * micros_per_second;
      t.certainty = options_.latest_plausible && *t.utc > options_.latest_plausible
                        ? model::Certainty::implausible
                        : model::Certainty::exact;
    } else {
      t.local = iso->micros;
      t.certainty = model::Certainty::local_unknown;
    }
    record.times.push_back(std::move(t));
  }

  void say_chat(const Record& first) {
    if (said_) return;
    said_ = true;
    Record record = chat_record(first);
    for (const auto& p : page_.people)
      add(record, p.owner ? Role::owner : Role::member, p);
    sink_.extra_record(std::move(record));
  }

  const exhibit::Item& item_;
  const Utf8Bytes& utf8_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  VoicePage page_;
  bool said_ = false;
};

class GoogleVoiceReader final : public Reader {
 public:
  std::string_view name() const override { return "google-voice-html"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const html::PageHead page(item);
    if (!page) return {};
    if (page.has("class=\"hChatLog") && page.has("class=\"message\"") && page.has("class=\"dt\""))
      return {96, "texts of Google Voice as Takeout writes them"};
    if (page.has("class=\"haudio\"") && page.has("class=\"published\"") && page.has("class=\"contributor"))
      return {96, "a call of Google Voice as Takeout writes it"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { html::read_page<VoiceWalk>(item, options, sink); }
};

}  // namespace

std::unique_ptr<Reader> make_google_voice_reader() { return std::make_unique<GoogleVoiceReader>(); }

}  // namespace clew::readers
