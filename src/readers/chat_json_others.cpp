// Snapchat, TikTok, Signal.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "readers/chat_json_reader.h"
#include "readers/json_records.h"
#include "readers/snapchat_html_reader.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::State;
using model::TimeKind;

// Snapchat's chat_history.json: {"friend": [{"From","Media Type","Created","Content",…}]}; older:
// "Received Saved Chat History" with From, "Sent Saved Chat History" with To.
class SnapchatWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;
  Plan plan(const JsonPath& path, JsonType type) override {
    if (path.empty()) return Plan::descend;
    return path.size() == 1 && type == JsonType::array ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (path.size() < 2 || !value.is_object()) {
      if (path.size() == 1 && value) generic(path[0].key, path, value);
      return;
    }
    const std::string& list = path[0].key;
    if (!value["Created"] || !(value["From"] || value["To"])) return generic(list, path, value);
    Record record = start(RecordKind::message, "messages", path, value);
    record.service = "Snapchat";
    add_written(record, TimeKind::sent, value["Created"], true);
    const std::string from = value["From"].text(), to = value["To"].text();
    if (const auto own = value["IsSender"].truth())
      record.direction = *own ? Direction::out : Direction::in;
    else if (list.starts_with("Received"))
      record.direction = Direction::in;
    else if (list.starts_with("Sent"))
      record.direction = Direction::out;
    else if (from.empty() != to.empty())
      record.direction = from.empty() ? Direction::out : Direction::in;
    const bool old =
        list.find("Chat History") != list.npos || list.find("Snap History") != list.npos;
    record.chat_title = value["Conversation Title"].text();
    // In the older form a group's title stands where its sender should: who of it wrote is not said.
    const auto person = [&](Role role, const std::string& name) {
      if (old && !is_snapchat_username(name)) {
        record.chat_title = name;
        record.extras.push_back({role == Role::from ? "From" : "To", name});
      } else {
        record.participants.push_back(who(role, IdentifierKind::username, name, "", "Snapchat"));
      }
    };
    if (!from.empty()) person(Role::from, from);
    if (!to.empty())
      person(Role::to, to);
    else if (!old && record.direction == Direction::out && list != from && is_snapchat_username(list))  // a group's list bears its number
      record.participants.push_back(who(Role::to, IdentifierKind::username, list, "", "Snapchat"));
    record.chat_key = old ? (from.empty() ? to : from) : list;
    record.text = value["Content"] ? value["Content"].text() : value["Text"].text();
    const std::string media = value["Media Type"].text();
    record.fields.push_back({"type", media});
    media_of(record, value["Media IDs"].text());
    leave_over(record, value,
               {"From", "To", "Created", "Content", "Text", "Media Type", "IsSender",
                "Conversation Title", "Media IDs"});
    give(std::move(record));
  }

 private:
  // "b~Ei…AB | b~Ei…CD": chat_media/2024-03-04_b~Ei…AB.jpg, as far as the files are in the exhibit.
  void media_of(Record& record, const std::string& ids) {
    if (!ids.empty() && !looked_ && item_.tree) {
      looked_ = true;
      for (const auto& name : item_.tree->names()) {
        const auto at = name.find("b~", name.rfind('/') == name.npos ? 0 : name.rfind('/'));
        if (at != name.npos) files_.emplace(name.substr(at, name.find('.', at) - at), name);
      }
    }
    for (std::size_t at = 0; at < ids.size();) {
      const std::size_t bar = std::min(ids.find('|', at), ids.size());
      std::string id = ids.substr(at, bar - at);
      at = bar + 1;
      while (!id.empty() && id.front() == ' ') id.erase(0, 1);
      while (!id.empty() && id.back() == ' ') id.pop_back();
      if (id.empty()) continue;
      const auto file = files_.find(id);
      record.media.push_back({file == files_.end() ? id : file->second, "", "", file == files_.end() ? "" : id, file != files_.end()});
    }
  }
  std::unordered_map<std::string, std::string> files_;
  bool looked_ = false;
};

// TikTok's user_data.json: everything under sections; chats under "ChatHistory", the account under "ProfileMap". Sections have had other names over
// the years ("Activity", "Your Activity"; "Direct Messages", "Direct Message"): what an element is, its list's name says.
class TikTokWalk final : public JsonRecords {
 public:
  TikTokWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : JsonRecords(item, text, options, sink), owner_(owner_of(text.text())) {}

  Plan plan(const JsonPath& path, JsonType) override {
    if (!path.empty() && (path.back().element || path.back().key == "ProfileMap")) return Plan::whole;
    return path.size() <= 8 ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (path.empty()) return;
    if (path.back().key == "ProfileMap" && value.is_object()) return account(path, value);
    if (!path.back().element) return loose(path, value);
    const std::string section = section_of(path);
    const bool chat = std::any_of(path.begin(), path.end(), [](const JsonStep& s) {
      return s.key == "ChatHistory" || s.key == "Chat History" || s.key == "GroupChatHistory";
    });
    if (!value.is_object()) return generic(section, path, value);
    if (chat && value["From"]) return message(path, value);
    const std::string user = value["UserName"] ? value["UserName"].text() : value["userName"].text();
    const bool people = !user.empty() && (section == "FansList" || section == "Following" || section == "BlockList");
    Record record = start(people ? RecordKind::contact : RecordKind::event, section, path, value);
    record.service = "TikTok";
    record.fields.push_back({"type", section == "FansList" ? "follower" : section == "Following" ? "following" : section == "BlockList" ? "blocked" : section});
    for (const auto name : {"Date", "date", "TimeStamp", "CommentTime", "browsing_date", "ReceivedDate", "WatchTime"})
      add_written(record, TimeKind::other, value[name], true);
    if (people) record.participants.push_back(who(Role::subject, IdentifierKind::username, user, "", "TikTok"));
    for (const auto name : {"comment", "Comment", "CommentContent", "SearchTerm"})
      if (const auto words = value[name].text(); record.text.empty() && words != "N/A") record.text = words;
    if (const auto link = value["Link"] ? value["Link"].text() : value["link"].text(); !link.empty() && link != "N/A") record.fields.push_back({"url", link});
    if (const auto ip = value["IP"].text(); !ip.empty()) record.fields.push_back({"ip_address", ip});
    leave_over(record, value, {"Date", "date", "TimeStamp", "CommentTime", "browsing_date", "ReceivedDate", "WatchTime", "Link", "link"});
    give(std::move(record));
  }
  void leave(const JsonPath& path) override {
    if (path.size() > 1 || loose_.extras.empty()) return;
    loose_.service = "TikTok";
    give(std::move(loose_));
    loose_ = {};
  }

 private:
  // The account's name stands in "ProfileMap", which may follow the chats.
  static std::string owner_of(std::string_view text) {
    const auto map = text.find("\"ProfileMap\"");
    const auto key = map == text.npos ? map : text.find("\"userName\"", map);
    if (key == text.npos) return {};
    const auto open = text.find_first_not_of(" \t\r\n:", key + 10);
    if (open == text.npos || text[open] != '"') return {};
    const auto close = text.find('"', open + 1);
    return close == text.npos || close - open > 100 ? std::string() : std::string(text.substr(open + 1, close - open - 1));
  }

  void message(const JsonPath& path, Json value) {
    Record record = start(RecordKind::message, "messages", path, value);
    record.service = "TikTok";
    add_written(record, TimeKind::sent, value["Date"], true);
    const std::string from = value["From"].text();
    record.participants.push_back(who(Role::from, IdentifierKind::username, from, "", "TikTok"));
    // "Chat History with ana_01:", of a group "Chat History with Group_Chat_123:"
    std::string with = path[path.size() - 2].key;
    if (const std::size_t at = with.find(" with "); at != with.npos) with = with.substr(at + 6);
    if (with.ends_with(":")) with.pop_back();
    const bool group = with.starts_with("Group_Chat_") || with.starts_with("Group Chat");
    record.chat_key = with;
    record.chat_title = with;
    if (from == with) record.direction = Direction::in;
    else if (!group) record.direction = Direction::out;
    else if (!owner_.empty()) record.direction = from == owner_ ? Direction::out : Direction::in;
    if (record.direction == Direction::out && !group)
      record.participants.push_back(who(Role::to, IdentifierKind::username, with, "", "TikTok"));
    record.text = value["Content"].text();
    leave_over(record, value, {"Date", "From", "Content"});
    give(std::move(record));
  }

  void account(const JsonPath& path, Json value) {
    Record record = start(RecordKind::account, "ProfileMap", path, value);
    record.service = "TikTok";
    const std::string name = value["displayName"] ? value["displayName"].text() : std::string();
    const auto put = [&](const char* key, IdentifierKind kind, const char* scope) {
      if (auto raw = value[key].text(); !raw.empty() && raw != "None" && raw != "N/A") record.participants.push_back(who(Role::owner, kind, raw, name, scope));
    };
    put("userName", IdentifierKind::username, "TikTok");
    put("emailAddress", IdentifierKind::email, "");
    put("telephoneNumber", IdentifierKind::phone, "");
    if (const auto born = value["birthDate"].text(); !born.empty() && born != "None") record.fields.push_back({"birthday", born});
    record.text = value["bioDescription"].text();
    leave_over(record, value, {"userName", "emailAddress", "telephoneNumber", "birthDate", "bioDescription"});
    give(std::move(record));
  }

  // Single values of a section (settings, what was filled in for forms): one record for each of the file's sections.
  void loose(const JsonPath& path, Json value) {
    if (value.is_object() || value.is_array()) return generic(section_of(path), path, value);
    const std::string text = value.text();
    if (text.empty() || text == "N/A") return;
    if (loose_.extras.empty()) {
      loose_ = start(RecordKind::event, path[0].key, path, value);
      loose_.fields.push_back({"type", path[0].key});
    }
    std::string name;
    for (std::size_t i = path.size() > 1 ? 1 : 0; i < path.size(); ++i)
      name += (name.empty() ? "" : ".") + path[i].key;
    loose_.extras.push_back({std::move(name), text});
  }

  static std::string section_of(const JsonPath& path) {
    std::string out;
    for (const auto& step : path)
      if (!step.element) out = step.key;
    return out;
  }
  std::string owner_;
  Record loose_;
};

// Signal: a list of messages as Signal Desktop's database holds them ("conversationId", "sent_at"),
// lines of {"date","sender","body"}, or lines of Signal's own export (recipient, chat, chatItem).
class SignalWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;
  Plan plan(const JsonPath& path, JsonType type) override {
    if (type == JsonType::array && (path.empty() || path.back().key == "messages"))
      return Plan::descend;
    return path.empty() && !lines ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (!value.is_object()) return;
    if (value["chatItem"].is_object()) return chat_item(path, value, value["chatItem"]);
    if (value["recipient"].is_object()) return recipient(path, value, value["recipient"]);
    if (value["chat"].is_object()) {
      chats_[value["chat"]["id"].text()] = value["chat"]["recipientId"].text();
      return skip(path, value, "chat of the lines below");
    }
    if (value["sent_at"] || value["conversationId"]) return desktop(path, value);
    if (value["date"] && (value["body"] || value["sender"])) return line(path, value);
    generic("other", path, value);
  }
  bool lines = false;

 private:
  struct Person {
    std::string phone, aci, name, group;
    bool self = false;
  };

  void skip(const JsonPath& path, Json value, const char* why) {
    sink_.rows("other", 1);
    sink_.skip("other", why, place(path, value));
  }

  void desktop(const JsonPath& path, Json value) {
    const std::string type = value["type"].text();
    Record record =
        start(type == "incoming" || type == "outgoing" ? RecordKind::message : RecordKind::event,
              "messages", path, value);
    record.service = "Signal";
    record.key = value["id"].text();
    record.chat_key = value["conversationId"].text();
    if (type == "incoming") record.direction = Direction::in;
    if (type == "outgoing") record.direction = Direction::out;
    add_unix(record, TimeKind::sent, value["sent_at"] ? value["sent_at"] : value["timestamp"],
             "ms");
    add_unix(record, TimeKind::received, value["received_at_ms"], "ms");
    for (const auto name : {"source", "sourceServiceId", "sourceUuid"})
      if (const auto raw = value[name].text(); !raw.empty())
        record.participants.push_back(
            who(Role::from, raw.starts_with("+") ? IdentifierKind::phone : IdentifierKind::uid, raw,
                "", raw.starts_with("+") ? "" : "Signal"));
    record.text = value["body"].text();
    if (record.kind == RecordKind::event) record.fields.push_back({"type", type});
    value["attachments"].each([&](Json a) {
      record.media.push_back({a["path"].text(), a["contentType"].text(), "", a["fileName"].text(),
                              present(a["path"].text())});
    });
    if (value["deletedForEveryone"].truth().value_or(false)) record.state = State::revoked;
    leave_over(record, value,
               {"id", "type", "conversationId", "sent_at", "timestamp", "received_at_ms", "source",
                "sourceServiceId", "sourceUuid", "body", "attachments", "deletedForEveryone"});
    give(std::move(record));
  }

  void line(const JsonPath& path, Json value) {
    Record record = start(RecordKind::message, "messages", path, value);
    record.service = "Signal";
    add_written(record, TimeKind::sent, value["date"]);
    const std::string sender = value["sender"].text();
    if (sender == "Me" || is_owner_name(sender))
      record.direction = Direction::out;
    else if (!sender.empty())
      record.direction = Direction::in;
    if (!sender.empty() && sender != "Me")
      record.participants.push_back(
          who(Role::from, IdentifierKind::name, sender, sender, "Signal"));
    record.text = value["body"].text();
    value["attachments"].each([&](Json a) {
      const std::string at = a.is_object() ? a["path"].text() : a.text();
      record.media.push_back({at, "", "", a.is_object() ? a["name"].text() : "", present(at)});
    });
    leave_over(record, value, {"date", "sender", "body", "attachments"});
    give(std::move(record));
  }

  void recipient(const JsonPath& path, Json whole, Json value) {
    Person person;
    const Json contact = value["contact"];
    person.phone = contact["e164"].text();
    if (!person.phone.empty() && person.phone[0] != '+') person.phone = "+" + person.phone;
    person.aci = contact["aci"].text();
    person.name = contact["profileGivenName"].text();
    if (const auto family = contact["profileFamilyName"].text(); !family.empty())
      person.name += (person.name.empty() ? "" : " ") + family;
    person.group = value["group"]["snapshot"]["title"]["title"].text();
    person.self = value["self"].is_object();
    Record record = start(RecordKind::contact, "recipients", path, whole);
    record.service = "Signal";
    record.key = "recipient " + value["id"].text();
    identify(record, Role::subject, person);
    if (!person.name.empty()) record.fields.push_back({"name", person.name});
    if (!person.group.empty()) record.fields.push_back({"title", person.group});
    leave_over(record, value, {"id"});
    if (people_.size() < 1'000'000) people_[value["id"].text()] = std::move(person);
    give(std::move(record));
  }

  static void identify(Record& record, Role role, const Person& person) {
    if (!person.phone.empty())
      record.participants.push_back(
          who(role, IdentifierKind::phone, person.phone, person.name, ""));
    else if (!person.aci.empty())
      record.participants.push_back(
          who(role, IdentifierKind::uid, person.aci, person.name, "Signal"));
    else if (!person.name.empty())
      record.participants.push_back(
          who(role, IdentifierKind::name, person.name, person.name, "Signal"));
  }

  void chat_item(const JsonPath& path, Json whole, Json value) {
    const Json standard = value["standardMessage"], update = value["updateMessage"];
    Record record = start(update.is_object() ? RecordKind::event : RecordKind::message, "messages",
                          path, whole);
    record.service = "Signal";
    record.chat_key = value["chatId"].text();
    add_unix(record, TimeKind::sent, value["dateSent"], "ms");
    if (value["incoming"].is_object()) {
      record.direction = Direction::in;
      add_unix(record, TimeKind::received, value["incoming"]["dateReceived"], "ms");
    }
    if (value["outgoing"].is_object()) record.direction = Direction::out;
    if (const auto author = people_.find(value["authorId"].text()); author != people_.end())
      identify(record, update.is_object() ? Role::subject : Role::from, author->second);
    if (const auto chat = chats_.find(record.chat_key); chat != chats_.end())
      if (const auto other = people_.find(chat->second); other != people_.end()) {
        record.chat_title = other->second.group.empty() ? other->second.name : other->second.group;
        if (record.direction == Direction::out && other->second.group.empty())
          identify(record, Role::to, other->second);
      }
    record.text = standard["text"]["body"].text();
    if (value["remoteDeletedMessage"].is_object()) record.state = State::revoked;
    standard["attachments"].each([&](Json a) {
      record.media.push_back(
          {"", a["pointer"]["contentType"].text(), "", a["pointer"]["fileName"].text(), false});
    });
    leave_over(record, value, {"chatId", "authorId", "dateSent"});
    give(std::move(record));
  }

  std::unordered_map<std::string, Person> people_;
  std::unordered_map<std::string, std::string> chats_;
};

class SnapchatReader final : public Reader {
 public:
  std::string_view name() const override { return "snapchat-json"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.array) return {};
    for (const auto& shape : head.shapes)
      if (shape.ends_with("[].Media Type")) {
        const std::string list = shape.substr(0, shape.size() - 10);
        if (head.has(list + "Created") && (head.has(list + "From") || head.has(list + "To")))
          return {94, "chats as Snapchat exports them"};
      }
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    walk_all<SnapchatWalk>(item, options, sink);
  }
};

class TikTokReader final : public Reader {
 public:
  std::string_view name() const override { return "tiktok-json"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.array) return {};
    for (const auto& shape : head.shapes)
      for (const char* known : {".ChatHistory", "Video Browsing History", ".VideoList[]", "OffTikTokActivity", "Tiktok Live.", ".ItemFavoriteList", ".FavoriteVideoList", ".FansList"})
        if (shape.find(known) != shape.npos) return {93, "an account's data as TikTok exports it"};
    const std::string_view file = item.file_name();
    if (file.starts_with("user_data") && (head.has("Activity") || head.has("Your Activity") || head.has("Profile")))
      return {85, "an account's data as TikTok exports it"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    walk_all<TikTokWalk>(item, options, sink);
  }
};

class SignalJsonReader final : public Reader {
 public:
  std::string_view name() const override { return "signal-json"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json) return {};
    if (head.has("chatItem") || head.has("recipient.contact") || head.has("chatItem.dateSent") ||
        (head.has("backupTimeMs") && head.has("version")))
      return {93, "Signal's own export of its chats"};
    for (const std::string list : {"[].", "messages[]."})
      if (head.has(list + "conversationId") &&
          (head.has(list + "sent_at") || head.has(list + "received_at")))
        return {94, "messages of Signal Desktop"};
    if (head.lines && head.has("date") && head.has("sender") && head.has("body"))
      return {90, "messages of Signal, one a line"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const bool lines = json_head(item).lines;
    read_json(item, sink, [&](const Utf8Bytes& text) {
      SignalWalk walk(item, text, options, sink);
      walk.lines = lines;
      walk_json(text.text(), walk);
      walk.finish();
    });
  }
};

}  // namespace

std::unique_ptr<Reader> make_snapchat_reader() { return std::make_unique<SnapchatReader>(); }
std::unique_ptr<Reader> make_tiktok_reader() { return std::make_unique<TikTokReader>(); }
std::unique_ptr<Reader> make_signal_json_reader() { return std::make_unique<SignalJsonReader>(); }

}  // namespace clew::readers
