#include "readers/telegram_html_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/chat_record.h"
#include "readers/html_page.h"
#include "readers/json_records.h"
#include "readers/said_zone.h"
#include "readers/utf8_bytes.h"
#include "readers/written_time.h"
#include "readers/xml_tags.h"
#include "text/zone.h"

namespace clew::readers {
namespace {

using html::has_class;
using html::shown;
using model::Direction;
using model::IdentifierKind;
using model::LinkKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr std::string_view telegram = "Telegram";
constexpr std::size_t max_text = 4u << 20, max_open = 4096;

struct HtmlMessage {
  std::uint64_t begin = 0, end = 0;
  std::string id;
  bool is_service = false, joined = false;
  std::string date, from, forwarded, reply, text, what, signature, reactions;
  std::string media_kind, media_title, media_status;
  std::vector<std::string> files;
  std::string map;
};

class TelegramHtmlWalk {
 public:
  TelegramHtmlWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : item_(item),
        utf8_(text),
        options_(options),
        sink_(sink),
        findings_(sink),
        scanner_(text.text()) {
    zone_ = said_zone(options);
    if (zone_) sink.decided("zone", *options.zone + " (said at import)");
    const std::string_view name = item.name();
    folder_ = std::string(name.substr(0, name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1));
    look_for_sides();
  }

  void run() {
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        start(token);
      } else if (token.kind == XmlToken::Kind::end) {
        if (token.name == "div") close(token.end);
        if (token.name == "span" && spans_ > 0 && --spans_ == 0) into_ = before_span_;
        if (token.name == "script" || token.name == "style") hidden_ = false;
      } else if (!hidden_ && into_ && into_->size() < max_text) {
        append_xml_text(token.body, token.cdata, *into_);
      }
    }
    if (message_) {
      message_->end = utf8_.text().size();
      sink_.finding({Severity::warning, "file cut off", "", "It ends within a message."});
      give();
    }
    findings_.finish();
  }

 private:
  struct Open {
    std::string* into;     // where text goes again when this element ends
    bool message = false;  // the message itself
    bool forwarded = false;
  };

  // The chat's title, and in a chat of two whose export it is: the one who is not the title.
  void look_for_sides() {
    constexpr std::string_view mark = "class=\"from_name\"";
    const auto all = utf8_.text();
    std::set<std::string> names;
    std::size_t at = 0;
    for (at = all.find(mark); at != all.npos && names.size() < 4; at = all.find(mark, at + 1)) {
      const auto before = all.substr(at > 400 ? at - 400 : 0, std::min<std::size_t>(at, 400));
      if (before.rfind("forwarded body") != before.npos &&
          before.find("from_name", before.rfind("forwarded body")) == before.npos)
        continue;
      const auto begin = all.find('>', at), end = all.find('<', at);
      if (begin == all.npos || end == all.npos || end < begin) continue;
      auto name = sender(shown(xml_text(all.substr(begin + 1, end - begin - 1))));
      if (!name.empty()) names.insert(std::move(name));
    }
    const auto header = all.find("class=\"page_header\"");
    const auto title = all.find("class=\"text bold\"", header == all.npos ? 0 : header);
    if (header != all.npos && title != all.npos && title - header < 4096) {
      const auto begin = all.find('>', title), end = all.find('<', title);
      if (begin != all.npos && end != all.npos && begin < end)
        title_ = shown(xml_text(all.substr(begin + 1, end - begin - 1)));
    }
    if (names.size() == 2 && names.contains(title_))
      for (const auto& name : names)
        if (name != title_) owner_ = name;
    if (!owner_.empty())
      sink_.decided("owner", owner_ + " (the one of two who is not the chat's title)");
  }

  // "Ana via @gif" → "Ana".
  static std::string sender(std::string name) {
    if (const auto via = name.rfind(" via @"); via != name.npos) name.resize(via);
    return name;
  }

  void start(const XmlToken& token) {
    if (token.name == "script" || token.name == "style") hidden_ = !token.empty;
    if (token.name == "br" && into_) *into_ += '\x01';
    const auto attribute = xml_attribute(token, "class");
    const std::string_view classes = attribute ? *attribute : std::string_view{};
    if (token.name == "div") return open(token, classes);
    if (!message_) return;
    // In the name of whom a message was forwarded from stands its date; below a text who reacted,
    // in further spans. Both reach to the end of the outermost of them.
    if (token.name == "span" && !token.empty) {
      if (spans_++ == 0) before_span_ = into_;
      if (has_class(classes, "reactions")) into_ = &message_->reactions;
      if (has_class(classes, "details")) into_ = nullptr;
    }
    if (token.name == "a") {
      const auto href = xml_attribute_text(token, "href");
      if (const auto to = href.find("#go_to_message"); to != href.npos) {
        if (message_->reply.empty() && in_reply_) message_->reply = href.substr(to + 14);
      } else if (has_class(classes, "media_location")) {
        message_->map = href;
      } else if (!href.empty() && href.find("://") == href.npos && href[0] != '#' &&
                 (classes.find("_wrap") != classes.npos || has_class(classes, "media"))) {
        message_->files.push_back(href);
      }
      if (has_class(classes, "media")) media_kind(classes);
    }
  }

  void media_kind(std::string_view classes) {
    const auto at = classes.find("media_");
    if (at == classes.npos || !message_->media_kind.empty()) return;
    const auto word = classes.substr(at + 6);
    message_->media_kind = std::string(word.substr(0, word.find(' ')));
  }

  void open(const XmlToken& token, std::string_view classes) {
    if (token.empty) return;
    if (open_.size() >= max_open) return;
    Open element{into_, false, false};
    if (has_class(classes, "message") &&
        (has_class(classes, "default") || has_class(classes, "service"))) {
      if (message_) {  // the one before was not closed
        message_->end = token.begin;
        give();
      }
      open_.clear();
      element = {nullptr, true, false};
      message_.emplace();
      message_->begin = token.begin;
      message_->is_service = has_class(classes, "service");
      message_->joined = has_class(classes, "joined");
      const auto id = xml_attribute_text(token, "id");
      message_->id = id.starts_with("message") ? id.substr(7) : id;
      into_ = nullptr;
      in_forwarded_ = in_reply_ = false;
    } else if (message_) {
      auto& m = *message_;
      in_reply_ = has_class(classes, "reply_to");
      if (has_class(classes, "date") && m.date.empty() && !in_forwarded_) {
        m.date = xml_attribute_text(token, "title");
        into_ = nullptr;
      } else if (has_class(classes, "forwarded")) {
        in_forwarded_ = element.forwarded = true;
        into_ = nullptr;
      } else if (has_class(classes, "from_name")) {
        into_ = in_forwarded_ ? &m.forwarded : &m.from;
      } else if (has_class(classes, "text")) {
        if (!m.text.empty()) m.text += '\x01';
        into_ = &m.text;
      } else if (has_class(classes, "signature")) {
        into_ = &m.signature;
      } else if (m.is_service && has_class(classes, "body")) {
        into_ = &m.what;
      } else if (has_class(classes, "media")) {
        media_kind(classes);
        into_ = nullptr;
      } else if (has_class(classes, "title")) {
        into_ = &m.media_title;
      } else if (has_class(classes, "status") || has_class(classes, "description")) {
        if (!m.media_status.empty()) m.media_status += ' ';
        into_ = &m.media_status;
      } else if (!m.is_service) {
        into_ = nullptr;
      }
    }
    open_.push_back(element);
  }

  void close(std::uint64_t end) {
    if (open_.empty()) return;
    const Open element = open_.back();
    open_.pop_back();
    into_ = message_ ? element.into : nullptr;
    spans_ = 0;
    if (element.forwarded) in_forwarded_ = false;
    in_reply_ = false;
    if (element.message && message_) {
      message_->end = end;
      give();
    }
  }

  std::string place(const HtmlMessage& m) const {
    const auto begin = utf8_.source(m.begin), end = utf8_.source(m.end);
    return exhibit::Locator().bytes(begin, end - begin).str();
  }
  std::string key(std::string_view id) const { return fmt::format("{}/{}", title_, id); }

  bool present(const std::string& path) const {
    if (!item_.tree) return false;
    return item_.tree->open(folder_ + path) || item_.tree->find(path).has_value();
  }

  // "04.03.2024 21:40:09", then nothing or " UTC+01:00".
  void time(Record& record, const std::string& raw, TimeKind kind) {
    model::Time t;
    t.kind = kind;
    t.raw = raw;
    int part[6] = {};
    const char* at = raw.data();
    const char* const end = at + raw.size();
    bool good = true;
    for (int i = 0; i < 6 && good; ++i) {
      const auto [next, error] = std::from_chars(at, end, part[i]);
      good = error == std::errc() && next != at;
      at = next;
      if (i < 5) good = good && at < end && *at++ == (i < 2 ? '.' : i == 2 ? ' ' : ':');
    }
    const CivilTime civil{part[2], part[1], part[0], part[3], part[4], part[5]};
    if (!good || !is_valid(civil)) {
      if (!raw.empty())
        findings_.add(Severity::note, "unreadable time", record.locator,
                      fmt::format("'{}' is in no form that is known.", raw.substr(0, 80)));
      if (!raw.empty()) record.times.push_back(std::move(t));
      return;
    }
    const Micros reading = to_micros(civil);
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    std::optional<int> offset;
    if (rest.starts_with(" UTC") && (rest.size() == 4 || rest.size() >= 7)) {
      int hours = 0, minutes = 0;
      if (rest.size() >= 7) {
        std::from_chars(rest.data() + 5, rest.data() + 7, hours);
        if (rest.size() >= 10) std::from_chars(rest.data() + 8, rest.data() + 10, minutes);
      }
      const int sign = rest.size() > 4 && rest[4] == '-' ? -1 : 1;
      offset = sign * (hours * 60 + minutes);
    }
    set_reading(t, reading, offset, zone_, options_.latest_plausible);
    record.times.push_back(std::move(t));
  }

  // What media_call says: "Outgoing (35 seconds)", "Incoming", "Missed", "Cancelled", "Declined".
  static void call_of(Record& record, std::string_view status) {
    model::Call call;
    const auto has = [&](std::string_view word) { return status.find(word) != status.npos; };
    if (has("Outgoing") || has("Cancelled")) record.direction = Direction::out;
    if (has("Incoming") || has("Missed") || has("Declined")) record.direction = Direction::in;
    if (const auto at = status.find('('); at != status.npos) {
      int seconds = 0;
      const auto digits = status.substr(at + 1);
      if (std::from_chars(digits.data(), digits.data() + digits.size(), seconds).ec == std::errc())
        call.duration = Micros{seconds} * micros_per_second;
    }
    call.outcome = has("Missed")     ? "missed"
                   : has("Declined") ? "rejected"
                   : call.duration   ? "answered"
                                     : "";
    record.call = call;
  }

  void give() {
    HtmlMessage m = std::move(*message_);
    message_.reset();
    into_ = nullptr;
    sink_.rows("messages", 1);
    Record record;
    record.table = "messages";
    record.locator = place(m);
    if (m.is_service && m.id.starts_with('-'))
      return sink_.skip("messages", "line with a date between messages", record.locator);
    const bool call = m.media_kind == "call";
    record.kind = call ? RecordKind::call : m.is_service ? RecordKind::event : RecordKind::message;
    record.service = telegram;
    record.chat_key = title_;
    record.chat_title = title_;
    if (!m.id.empty()) record.key = key(m.id);
    if (!m.date.empty()) time(record, m.date, call ? TimeKind::start : TimeKind::sent);
    if (m.is_service) {
      record.text = shown(m.what);
      record.fields.push_back({"type", "service message"});
    } else {
      record.text = shown(m.text);
      auto from = sender(shown(m.from));
      if (from.empty() && m.joined) from = last_from_;
      last_from_ = from;
      sides(record, from, call);
      if (auto forwarded = shown(m.forwarded); !forwarded.empty())
        record.fields.push_back({"forwarded_from", std::move(forwarded)});
      if (auto by = shown(m.signature); !by.empty())
        record.fields.push_back({"author", std::move(by)});
      if (!m.reply.empty()) {
        record.fields.push_back({"reply_to", m.reply});
        record.links.push_back({LinkKind::reply, key(m.reply)});
      }
      media(record, m);
      if (auto reactions = shown(m.reactions); !reactions.empty())
        record.extras.push_back({"reactions", std::move(reactions)});
    }
    say_chat(record);
    if (m.map.size() > 2) location(record, m);
    sink_.record(std::move(record));
  }

  void sides(Record& record, const std::string& from, bool call) {
    if (from.empty()) return;
    record.participants.push_back(person(call ? Role::caller : Role::from, from));
    const bool own =
        (!options_.owner_name.empty() && from == options_.owner_name) || from == owner_;
    if (own)
      record.direction = Direction::out;
    else if (!owner_.empty() || !options_.owner_name.empty())
      record.direction = Direction::in;
    if (own && !owner_.empty() && from != title_)
      record.participants.push_back(person(call ? Role::callee : Role::to, title_));
  }
  static model::Participation person(Role role, const std::string& name) {
    model::Participation p;
    p.role = role;
    p.identifier = {IdentifierKind::name, name, std::string(telegram)};
    p.name = name;
    return p;
  }

  void media(Record& record, const HtmlMessage& m) {
    const auto title = shown(m.media_title), status = shown(m.media_status);
    for (const auto& file : m.files) {
      const auto name = file.substr(file.rfind('/') == file.npos ? 0 : file.rfind('/') + 1);
      record.media.push_back({file, "", "", name, present(file)});
    }
    if (!m.media_kind.empty()) record.fields.push_back({"media", m.media_kind});
    if (!title.empty()) record.fields.push_back({"media_title", title});
    if (!status.empty()) record.fields.push_back({"media_status", status});
    if (m.files.empty() && status.find("Not included") != status.npos)
      record.media.push_back({"", "", "", title, false});
    if (m.media_kind == "contact" && !title.empty() &&
        status.find_first_of("0123456789") != status.npos) {
      model::Participation p;
      p.role = Role::mentioned;
      p.identifier = {IdentifierKind::phone, status, ""};
      p.name = title;
      record.participants.push_back(std::move(p));
    }
    if (record.kind == RecordKind::call) call_of(record, status);
  }

  void location(const Record& message, const HtmlMessage& m) {
    // https://maps.google.com/maps?q=51.5,-0.12&ll=51.5,-0.12&z=16
    std::string_view q = m.map;
    q.remove_prefix(std::min(q.find("q="), q.size() - 2) + 2);
    const auto at = lat_lon(q.substr(0, q.find('&')));
    if (!at) return;
    Record record;
    record.kind = RecordKind::location;
    record.table = message.table;
    record.locator = message.locator;
    record.service = telegram;
    record.times = message.times;
    record.place =
        model::Place{at->first, at->second, std::nullopt, std::nullopt, "user-shared", ""};
    for (const auto& p : message.participants)
      if (p.role == Role::from) {
        record.participants.push_back(p);
        record.participants.back().role = Role::subject;
      }
    if (!message.key.empty()) {
      record.key = message.key + "/place";
      record.links.push_back({LinkKind::part_of, message.key});
    }
    sink_.extra_record(std::move(record));
  }

  void say_chat(const Record& first) {
    if (said_ || title_.empty()) return;
    said_ = true;
    Record record = chat_record(first);
    record.chat_title = title_;
    sink_.extra_record(std::move(record));
  }

  const exhibit::Item& item_;
  const Utf8Bytes& utf8_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  XmlScanner scanner_;
  std::optional<text::Zone> zone_;
  std::string folder_, title_, owner_, last_from_;
  std::vector<Open> open_;  // div elements within the message
  std::optional<HtmlMessage> message_;
  std::string* into_ = nullptr;  // of message_
  bool in_forwarded_ = false, in_reply_ = false, hidden_ = false, said_ = false;
  int spans_ = 0;  // open ones, and where text went before them
  std::string* before_span_ = nullptr;
};

class TelegramHtmlReader final : public Reader {
 public:
  std::string_view name() const override { return "telegram-html"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const html::PageHead page(item);
    if (!page) return {};
    if (!page.has("class=\"message default clearfix") && !page.has("class=\"message service\"")) return {};
    if (!page.has("id=\"message") || !(page.has("page_header") || page.has("class=\"history\""))) return {};
    return {96, "a chat as Telegram Desktop exports it as HTML"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { html::read_page<TelegramHtmlWalk>(item, options, sink); }
};

}  // namespace

std::unique_ptr<Reader> make_telegram_html_reader() {
  return std::make_unique<TelegramHtmlReader>();
}

}  // namespace clew::readers
