#include "readers/discord_html_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

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
using html::trimmed;
using model::Direction;
using model::IdentifierKind;
using model::LinkKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;

constexpr std::string_view discord_service = "Discord";
constexpr std::size_t max_text = 4u << 20, max_open = 1024, max_list = 1000;
constexpr Micros discord_epoch = 1'420'070'400 * micros_per_second;

// The value of an attribute, with or without quotes.
std::string attribute(const XmlToken& token, std::string_view name) {
  const std::string_view s = token.body;
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  for (std::size_t i = 0; i < s.size();) {
    while (i < s.size() && blank(s[i])) ++i;
    const std::size_t begin = i;
    while (i < s.size() && s[i] != '=' && !blank(s[i])) ++i;
    const auto key = s.substr(begin, i - begin);
    if (i >= s.size() || s[i] != '=') {
      if (i == begin) ++i;
      continue;
    }
    ++i;
    std::string_view value;
    if (i < s.size() && (s[i] == '"' || s[i] == '\'')) {
      const auto end = std::min(s.find(s[i], i + 1), s.size());
      value = s.substr(i + 1, end - i - 1);
      i = end + 1;
    } else {
      const std::size_t from = i;
      while (i < s.size() && !blank(s[i])) ++i;
      value = s.substr(from, i - from);
    }
    if (key == name) return html::decode_entities(value);
  }
  return {};
}

// Discord's numbers hold the milliseconds since 2015.
std::optional<Micros> instant(std::string_view id) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), n);
  if (error != std::errc() || end != id.data() + id.size() || id.size() < 15) return std::nullopt;
  return discord_epoch + static_cast<Micros>(n >> 22) * 1000;
}

struct Author {
  std::string id, username, name;
  bool empty() const { return id.empty() && username.empty() && name.empty(); }
};

struct PageMessage {
  std::uint64_t begin = 0;
  std::string id, shown_time, time_text, content, system, reply, reply_text, embed, sticker, edited, icon, reactions, attachment_text;
  Author author;
  std::vector<std::string> files, mentions;
  bool pinned = false;
};

class DiscordPage {
 public:
  DiscordPage(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : item_(item), utf8_(text), options_(options), sink_(sink), findings_(sink), scanner_(text.text()) {
    const std::string_view name = item.name();
    folder_ = std::string(name.substr(0, name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1));
    // "Server - Category - channel [123456789012345678].html", "… [part 2].html"
    const std::string_view file = item.file_name();
    for (auto at = file.find('['); at != file.npos; at = file.find('[', at + 1)) {
      const auto inside = file.substr(at + 1, std::min(file.find(']', at), file.size()) - at - 1);
      if (instant(inside)) key_ = inside;
    }
  }

  void run() {
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start)
        start(token);
      else if (token.kind == XmlToken::Kind::end)
        end(token);
      else if (!captures_.empty() && captures_.back().into && captures_.back().into->size() < max_text)
        captures_.back().into->append(token.body);
    }
    if (message_) {
      give(utf8_.text().size());
      sink_.finding({Severity::warning, "file cut off", "", "It ends within a message."});
    }
    findings_.finish();
  }

 private:
  struct Capture {
    std::string name;
    int depth = 1;
    std::string* into = nullptr;  // nowhere: passed over
  };

  void capture(const XmlToken& token, std::string* into) {
    if (!token.empty && captures_.size() < max_open) captures_.push_back({std::string(token.name), 1, into});
  }

  void start(const XmlToken& token) {
    if (token.name == "script" || token.name == "style") {
      const std::string stop = "</" + std::string(token.name);
      const auto at = utf8_.text().find(stop, token.end);
      if (!token.empty && at != utf8_.text().npos) scanner_.seek(at);
      return;
    }
    const std::string classes = attribute(token, "class");
    const auto is = [&](std::string_view c) { return has_class(classes, c); };
    if (const std::string id = attribute(token, "data-message-id"); !id.empty()) {
      if (message_) give(token.begin);
      open(token, id);
      message_->pinned = is("chatlog__message-container--pinned") || is("chatlog__message--pinned");
      return;
    }
    if (message_ && token.name == tag_ && !token.empty) ++depth_;
    if (!captures_.empty() && token.name == captures_.back().name && !token.empty && !classes.starts_with("chatlog__")) {
      ++captures_.back().depth;
    } else if (is("preamble__entry") || is("preamble__guild-name") || is("preamble__channel-name")) {
      if (preamble_.size() < 8) {
        preamble_.reserve(8);  // what is gathered into stays in place
        preamble_.emplace_back();
        capture(token, &preamble_.back());
      }
      return;
    } else if (is("chatlog__message-group")) {
      if (message_) give(token.begin);
      group_ = {};
      group_time_ = {};
      return;
    } else if (is("chatlog__author") || is("chatlog__author-name") || is("chatlog__system-notification-author")) {
      Author& author = message_ ? message_->author : group_;
      author = {attribute(token, "data-user-id"), attribute(token, "title"), {}};
      if (!message_) group_is_raw_ = true;
      return capture(token, &author.name);
    } else if (is("chatlog__timestamp") && !message_) {
      group_time_ = attribute(token, "title");
      return capture(token, group_time_.empty() ? &group_time_ : nullptr);
    } else if (message_ && classes.find("chatlog__") != classes.npos) {
      auto& m = *message_;
      if (is("chatlog__timestamp") || is("chatlog__short-timestamp") || is("chatlog__system-notification-timestamp")) {
        if (m.shown_time.empty()) m.shown_time = attribute(token, "title");
        return capture(token, m.shown_time.empty() ? &m.time_text : nullptr);
      }
      if (is("chatlog__reply") || is("chatlog__reference") || is("chatlog__referenced-message")) return capture(token, &m.reply_text);
      if (is("chatlog__reply-link") || is("chatlog__reference-link")) reply(attribute(token, "onclick"));
      if (is("chatlog__content") && !in(&m.reply_text)) return capture(token, in(&m.content) ? captures_.back().into : &m.content);
      if (is("chatlog__edited-timestamp") || is("chatlog__edit-timestamp")) {
        if (!in(&m.reply_text)) m.edited = attribute(token, "title").empty() ? "yes" : attribute(token, "title");
        return capture(token, nullptr);
      }
      if (is("chatlog__system-notification-content")) return capture(token, &m.system);
      if (is("chatlog__attachment") || is("chatlog__attachment-container")) return capture(token, &m.attachment_text);
      if (is("chatlog__embed") || is("chatlog__embed-container")) return capture(token, &m.embed);
      if (is("chatlog__reactions")) return capture(token, &m.reactions);
      if (is("chatlog__sticker")) {
        m.sticker = attribute(token, "title").empty() ? "yes" : attribute(token, "title");
        return capture(token, nullptr);
      }
      if (is("chatlog__author-tag") || is("chatlog__bot-tag")) return capture(token, nullptr);
      if (is("chatlog__markdown-mention"))
        if (std::string who = attribute(token, "title"); !who.empty() && in(&m.content) && m.mentions.size() < max_list) m.mentions.push_back(std::move(who));
      if (!captures_.empty() && token.name == captures_.back().name && !token.empty) ++captures_.back().depth;
    }
    if (!message_) return;
    auto& m = *message_;
    std::string* const into = captures_.empty() ? nullptr : captures_.back().into;
    if (token.name == "br" && into) *into += '\n';
    if (token.name == "use" && m.icon.empty() && captures_.empty()) {
      m.icon = attribute(token, "href");
      if (m.icon.starts_with('#')) m.icon.erase(0, 1);
    }
    if (token.name == "img" && into && (into == &m.content || into == &m.reactions)) *into += attribute(token, "alt");
    if (into == &m.attachment_text && m.files.size() < max_list)
      for (const char* from : {"href", "src"})
        if (std::string path = attribute(token, from); !path.empty() && path[0] != '#' && std::find(m.files.begin(), m.files.end(), path) == m.files.end())
          m.files.push_back(std::move(path));
  }

  void end(const XmlToken& token) {
    if (!captures_.empty() && token.name == captures_.back().name && --captures_.back().depth == 0) captures_.pop_back();
    if (message_ && token.name == tag_ && --depth_ == 0) give(token.end);
  }

  bool in(const std::string* target) const {
    return std::any_of(captures_.begin(), captures_.end(), [&](const Capture& c) { return c.into == target; });
  }

  void open(const XmlToken& token, const std::string& id) {
    captures_.clear();
    message_.emplace();
    message_->begin = token.begin;
    message_->id = id;
    tag_ = std::string(token.name);
    depth_ = 1;
    if (!sides_known_) sides();
  }

  // "scrollToMessage(event,'1234')"
  void reply(const std::string& call) {
    const auto at = call.find_first_of("0123456789");
    if (at != call.npos && message_->reply.empty()) message_->reply = call.substr(at, call.find_first_not_of("0123456789", at) - at);
  }

  static std::string words(const std::string& raw) { return trimmed(html::decode_entities(raw)); }

  // What the page says of itself, and of a conversation of two whose export it is: the one who is not its title.
  void sides() {
    sides_known_ = true;
    if (!preamble_.empty()) server_ = words(preamble_[0]);
    if (preamble_.size() > 1) {
      title_ = words(preamble_[1]);
      if (const auto cut = title_.rfind(" / "); cut != title_.npos) {
        category_ = title_.substr(0, cut);
        title_.erase(0, cut + 3);
      }
    }
    if (key_.empty()) key_ = title_;
    direct_ = server_ == "Direct Messages";
    if (!direct_ || category_ == "Group") return;
    const std::string_view all = utf8_.text();
    std::map<std::string, Author> people;
    XmlScanner scan(all, message_->begin);
    XmlToken token;
    std::string* name = nullptr;
    while (people.size() < 3 && scan.next(token)) {
      if (token.kind == XmlToken::Kind::text) {
        if (name) name->append(token.body);
        name = nullptr;
        continue;
      }
      name = nullptr;
      if (token.kind != XmlToken::Kind::start || token.body.find("data-user-id") == token.body.npos || token.body.find("author") == token.body.npos) continue;
      const std::string id = attribute(token, "data-user-id");
      const auto [at, fresh] = people.try_emplace(id, Author{id, attribute(token, "title"), {}});
      if (fresh) name = &at->second.name;
    }
    if (people.empty() || people.size() > 2) return;
    for (auto& [id, person] : people) {
      person.name = words(person.name);
      (person.name == title_ || person.username == title_ ? other_ : owner_) = person;
    }
    if (other_.empty() || (people.size() == 2 && owner_.empty())) return void(owner_ = other_ = {});
    if (!owner_.empty()) sink_.decided("owner", (owner_.username.empty() ? owner_.name : owner_.username) + " (the one of two who is not the conversation's title)");
  }

  static void add(Record& record, Role role, const Author& who) {
    model::Participation p;
    p.role = role;
    p.name = who.name.empty() ? who.username : who.name;
    if (!who.id.empty())
      p.identifier = {IdentifierKind::uid, who.id, std::string(discord_service)};
    else if (!who.username.empty())
      p.identifier = {IdentifierKind::username, who.username, std::string(discord_service)};
    else
      p.identifier = {IdentifierKind::name, who.name, std::string(discord_service)};
    record.participants.push_back(std::move(p));
  }

  bool is_owner(const Author& a) const {
    if (!options_.owner_name.empty()) return a.name == options_.owner_name || a.username == options_.owner_name;
    return !owner_.empty() && a.id == owner_.id;
  }

  void give(std::uint64_t end_at) {
    PageMessage m = std::move(*message_);
    message_.reset();
    captures_.clear();
    sink_.rows("messages", 1);
    Record record;
    record.table = "messages";
    const auto from = utf8_.source(m.begin), to = utf8_.source(end_at);
    record.locator = exhibit::Locator().bytes(from, to - from).str();
    if (group_is_raw_) group_.name = words(group_.name);
    group_is_raw_ = false;
    m.author.name = words(m.author.name);
    if (m.author.empty())
      m.author = group_;
    else
      group_ = m.author;
    const std::string notice = words(m.system);
    const bool call = m.icon == "call-icon" && !notice.empty();
    record.kind = call ? RecordKind::call : notice.empty() ? RecordKind::message : RecordKind::event;
    record.service = discord_service;
    record.key = m.id;
    record.chat_key = key_;
    record.chat_title = title_;
    time(record, m, call ? model::TimeKind::start : model::TimeKind::sent);
    if (!m.author.empty()) {
      add(record, call ? Role::caller : notice.empty() ? Role::from : Role::subject, m.author);
      if (!m.author.username.empty() && m.author.username != m.author.name) record.fields.push_back({"author_username", m.author.username});
      const bool own = is_owner(m.author);
      if (own || !options_.owner_name.empty() || !owner_.empty() || (!other_.empty() && m.author.id == other_.id)) record.direction = own ? Direction::out : Direction::in;
      if (notice.empty() || call) {
        const Author& opposite = own ? other_ : owner_;
        if (!opposite.empty() && opposite.id != m.author.id) add(record, call ? Role::callee : Role::to, opposite);
      }
      if (!notice.empty() && !call) record.direction = Direction::unknown;
    }
    if (call) record.call = model::Call{};
    record.text = words(m.content);
    if (!notice.empty()) {
      record.text = notice;
      record.fields.push_back({"type", m.icon.empty() ? "notice" : m.icon});
    }
    for (const auto& who : m.mentions) add(record, Role::mentioned, {"", who, ""});
    for (const auto& path : m.files) {
      model::Media media;
      media.path = path;
      const auto plain = std::string_view(path).substr(0, path.find('?'));
      media.title = std::string(plain.substr(plain.rfind('/') == plain.npos ? 0 : plain.rfind('/') + 1));
      media.present = path.find("://") == path.npos && item_.tree && (item_.tree->open(folder_ + path) || item_.tree->find(path).has_value());
      record.media.push_back(std::move(media));
    }
    if (!m.reply.empty()) {
      record.fields.push_back({"reply_to", m.reply});
      record.links.push_back({LinkKind::reply, m.reply});
    }
    if (!m.edited.empty()) {
      record.state = model::State::edited;
      record.extras.push_back({"edited, as shown", m.edited});
    }
    if (!m.sticker.empty()) record.fields.push_back({"sticker", m.sticker});
    if (m.pinned) record.extras.push_back({"pinned", "yes"});
    const auto more = [&](const char* name, const std::string& raw) {
      if (auto text = html::shown(html::decode_entities(raw)); !text.empty()) record.extras.push_back({name, std::move(text)});
    };
    more("reactions", m.reactions);
    more("preview", m.embed);
    more("replied to", m.reply_text);
    if (!said_) {
      said_ = true;
      Record chat = chat_record(record);
      chat.chat_title = title_;
      chat.fields.push_back({"type", direct_ ? "direct" : "channel"});
      if (!server_.empty()) chat.extras.push_back({"guild", server_});
      if (!category_.empty()) chat.extras.push_back({"category", category_});
      if (preamble_.size() > 2) chat.extras.push_back({"topic", words(preamble_[2])});
      sink_.record(std::move(record));
      sink_.extra_record(std::move(chat));
    } else {
      sink_.record(std::move(record));
    }
  }

  void time(Record& record, const PageMessage& m, model::TimeKind kind) {
    model::Time t;
    t.kind = kind;
    t.raw = !m.shown_time.empty() ? m.shown_time : !words(m.time_text).empty() ? words(m.time_text) : words(group_time_);
    if (const auto at = instant(m.id)) {
      t.utc = *at;
      t.certainty = options_.latest_plausible && *at > options_.latest_plausible ? model::Certainty::implausible : model::Certainty::exact;
      if (!said_time_) sink_.decided("times", "from the numbers of the messages, which hold the instant; what the page shows is of the exporter's zone");
      said_time_ = true;
    } else {
      findings_.add(Severity::note, "unreadable time", record.locator, fmt::format("The number '{}' of a message holds no instant.", m.id.substr(0, 40)));
    }
    if (t.raw.empty()) t.raw = m.id;
    record.times.push_back(std::move(t));
  }

  const exhibit::Item& item_;
  const Utf8Bytes& utf8_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  XmlScanner scanner_;
  std::string folder_, key_, server_, category_, title_, tag_, group_time_;
  std::vector<std::string> preamble_;
  std::vector<Capture> captures_;
  Author group_, owner_, other_;
  std::optional<PageMessage> message_;
  int depth_ = 0;
  bool group_is_raw_ = false, direct_ = false, sides_known_ = false, said_ = false, said_time_ = false;
};

class DiscordHtmlReader final : public Reader {
 public:
  std::string_view name() const override { return "discord-html"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const html::PageHead page(item, 131'072);
    if (!page) return {};
    if (page.has("chatlog__message") && page.has("preamble__") && page.has("data-message-id")) return {96, "a channel exported by DiscordChatExporter"};
    if (page.has("chatlog__message") && page.has("preamble__entr")) return {94, "a channel exported by DiscordChatExporter"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { html::read_page<DiscordPage>(item, options, sink); }
};

}  // namespace

std::unique_ptr<Reader> make_discord_html_reader() { return std::make_unique<DiscordHtmlReader>(); }

}  // namespace clew::readers
